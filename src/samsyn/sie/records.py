"""What a SIE file says: company, years, accounts, balances and vouchers, as plain values.

Amounts are whole öre with the signs of the standard: debit > 0, credit < 0 (income is
negative). A year is counted from the current one: 0, -1, -2 …
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from samsyn.sie_text.faults import Fault as Fault
from samsyn.sie_text.fields import Objects as Objects

Kind = Literal["1", "2", "3", "4E", "4I", "5", "5I"]
AccountKind = Literal["T", "S", "K", "I", ""]
RowKind = Literal["trans", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the chart: #KONTO, #KTYP, #ENHET and #SRU.

    kind:  T asset, S debt, K cost, I income, "" not told
    sru:   codes of the tax return; several are parted by a blank
    """

    number: str
    name: str = ""
    kind: AccountKind = ""
    unit: str = ""
    sru: str = ""


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension that rows are marked by, #DIM or #UNDERDIM: 1 cost centre, 6 project.

    parent:  the dimension it is a part of; None when it stands by itself
    """

    number: int
    name: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """A balance of a year: #IB, #UB, #RES, and with objects #OIB, #OUB."""

    offset: int
    account: str
    objects: Objects
    ore: int
    quantity: Decimal | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PeriodBalance:
    """The change of an account during a month, #PSALDO, or its budget, #PBUDGET.

    period:   YYYYMM
    objects:  empty for the account as a whole
    """

    offset: int
    period: str
    account: str
    objects: Objects
    ore: int
    quantity: Decimal | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Transaction:
    """A row of a voucher: #TRANS, or one added (#RTRANS) or struck out (#BTRANS) later.

    on:    the voucher's date when the row has none of its own
    kind:  "removed" rows are told, but count in no sum; see `counts`
    """

    account: str
    objects: Objects
    ore: int
    on: date
    text: str = ""
    quantity: Decimal | None = None
    signature: str = ""
    kind: RowKind = "trans"
    line: int = field(default=0, compare=False)

    @property
    def counts(self) -> bool:
        return self.kind != "removed"


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher with its rows: #VER.

    series, number:  "" when the file leaves them to the program that reads it
    """

    series: str
    number: str
    on: date
    text: str = ""
    registered_on: date | None = None
    signature: str = ""
    rows: tuple[Transaction, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class OtherLine:
    """A line with a label that the standard does not have, kept as it was."""

    label: str
    fields: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Details:
    """What a file tells beside its figures, as it stands there; "" when it is not told."""

    flag: str = "0"
    program_version: str = ""
    generated_by: str = ""
    text: str = ""
    company_id: str = ""
    acquisition: str = ""
    activity: str = ""
    company_kind: str = ""
    sector: str = ""
    contact: str = ""
    street: str = ""
    postal: str = ""
    phone: str = ""
    tax_year: str = ""
    chart: str = ""
    currency: str = ""


NOTHING_TOLD = Details()


@dataclass(frozen=True, slots=True)
class SieFile:
    """A file as a whole.

    years:           offset -> first and last day
    accounts:        number -> account, in the order of the file
    objects:         (dimension, object) -> name
    opening, closing, results:  objects empty for the account as a whole
    complete_until:  the last day that is booked (#OMFATTN)
    vouchers:        a sequence equal to a tuple of vouchers; of a large file it makes them
                     as they are asked for
    """

    kind: Kind
    program: str = ""
    generated_on: date | None = None
    organisation_number: str = ""
    company: str = ""
    years: Mapping[int, tuple[date, date]] = field(default_factory=dict)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    dimensions: Mapping[int, Dimension] = field(default_factory=dict)
    objects: Mapping[tuple[int, str], str] = field(default_factory=dict)
    opening: tuple[Balance, ...] = ()
    closing: tuple[Balance, ...] = ()
    results: tuple[Balance, ...] = ()
    period_balances: tuple[PeriodBalance, ...] = ()
    period_budgets: tuple[PeriodBalance, ...] = ()
    vouchers: Sequence[Voucher] = ()
    complete_until: date | None = None
    details: Details = NOTHING_TOLD
    others: tuple[OtherLine, ...] = ()


@dataclass(frozen=True, slots=True)
class SieReading:
    """What came of reading a file: the file, everything that does not hold, and its digest.

    file:      None when nothing could be read
    encoding:  how the text was written: "cp437", "utf-8" …; "" when it is not known
    digest:    SHA-256 of the bytes, as hex
    """

    file: SieFile | None
    faults: tuple[Fault, ...]
    encoding: str
    digest: str

    @property
    def is_grave(self) -> bool:
        """Whether something must be mended before the file may be imported."""
        return self.file is None or any(fault.is_grave for fault in self.faults)
