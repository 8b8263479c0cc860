"""SIE, the Swedish standard for files of bookkeeping: read, checked, compared and written."""

from __future__ import annotations

import hashlib

from samsyn.sie.columns import Columns, ColumnVouchers
from samsyn.sie.differences import Differences, differences
from samsyn.sie.plain import read_plainly
from samsyn.sie.quick import read_quickly
from samsyn.sie.records import (
    Account,
    Balance,
    Details,
    Dimension,
    Fault,
    OtherLine,
    PeriodBalance,
    SieFile,
    SieReading,
    Transaction,
    Voucher,
)
from samsyn.sie.sie5_reading import read_sie5
from samsyn.sie.sie5_writing import write_sie5
from samsyn.sie.writing import CannotBeWritten, write_sie
from samsyn.sie_text.content import is_xml, refusal

__all__ = [
    "Account",
    "Balance",
    "CannotBeWritten",
    "ColumnVouchers",
    "Columns",
    "Details",
    "Differences",
    "Dimension",
    "Fault",
    "OtherLine",
    "PeriodBalance",
    "SieFile",
    "SieReading",
    "Transaction",
    "Voucher",
    "differences",
    "read_sie",
    "write_sie",
    "write_sie5",
]


def read_sie(content: bytes) -> SieReading:
    """Return what a SIE file says, of any type, and everything in it that does not hold.

    A large, well-formed text file is read fast; what is unusual is read line by line.
    """
    why = refusal(content)
    if why is not None:
        return SieReading(None, (why,), "", hashlib.sha256(content).hexdigest())
    if is_xml(content):
        return read_sie5(content)
    return read_quickly(content) or read_plainly(content)
