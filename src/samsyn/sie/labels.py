"""What each label of a SIE file means, and what has been gathered of a file so far.

Not here: vouchers and their rows, see `reading.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import get_args

from samsyn.sie.records import (
    Account,
    AccountKind,
    Balance,
    Dimension,
    Objects,
    OtherLine,
    PeriodBalance,
    RowKind,
)
from samsyn.sie_text.faults import Faults, quoted
from samsyn.sie_text.fields import (
    Field,
    account_of,
    day_of,
    objects_and_ore,
    objects_of,
    ore_of,
    period_of,
    quantity_of,
    text_of,
    whole_of,
)

Fields = list[Field]

ROW_KINDS: dict[str, RowKind] = {"#TRANS": "trans", "#RTRANS": "added", "#BTRANS": "removed"}

# label -> the details that its fields are
TOLD = {
    "#FLAGGA": ("flag",),
    "#PROGRAM": ("program", "program_version"),
    "#PROSA": ("text",),
    "#FNR": ("company_id",),
    "#ORGNR": ("organisation_number", "acquisition", "activity"),
    "#FTYP": ("company_kind",),
    "#BKOD": ("sector",),
    "#ADRESS": ("contact", "street", "postal", "phone"),
    "#FNAMN": ("company",),
    "#TAXAR": ("tax_year",),
    "#KPTYP": ("chart",),
    "#VALUTA": ("currency",),
    "#FORMAT": ("format",),
    "#SIETYP": ("type",),
}
# label -> fewest and most fields
SIZES = {
    **{label: (1, len(names)) for label, names in TOLD.items()},
    "#GEN": (1, 2),
    "#OMFATTN": (1, 1),
    "#RAR": (3, 3),
    "#KONTO": (1, 2),
    "#KTYP": (2, 2),
    "#ENHET": (2, 2),
    "#SRU": (2, 2),
    "#DIM": (1, 2),
    "#UNDERDIM": (3, 3),
    "#OBJEKT": (2, 3),
    "#IB": (3, 4),
    "#UB": (3, 4),
    "#RES": (3, 4),
    "#OIB": (4, 5),
    "#OUB": (4, 5),
    "#PSALDO": (4, 6),  # five with the object list, which some programs leave out
    "#PBUDGET": (4, 6),
    "#VER": (3, 6),
    "#KSUMMA": (0, 1),
    **dict.fromkeys(ROW_KINDS, (2, 7)),
}

BalanceKey = tuple[str, int, str, str, Objects]


@dataclass
class Draft:
    """What has been gathered of a file.

    lines:   label -> the first line that it stands in
    told:    what the file says of itself, by name
    broken:  lines of vouchers that could not be read whole: their sums say nothing
    lost:    series, number and line of those that could not be read at all
    unread:  accounts with a balance that could not be read; "" when not even that could
    """

    faults: Faults
    lines: dict[str, int] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    generated_on: date | None = None
    complete_until: date | None = None
    years: dict[int, tuple[date, date]] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    dimensions: dict[int, Dimension] = field(default_factory=dict)
    objects: dict[tuple[int, str], str] = field(default_factory=dict)
    balances: dict[BalanceKey, Balance | PeriodBalance] = field(default_factory=dict)
    others: list[OtherLine] = field(default_factory=list)
    broken: set[int] = field(default_factory=set)
    lost: list[tuple[str, str, int]] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)


def read_line(draft: Draft, label: str, fields: Fields, number: int) -> None:
    """Take in a line that is not part of a voucher. fields: without the label."""
    draft.lines.setdefault(label, number)
    if label not in SIZES or label in ROW_KINDS or label in {"#VER", "#KSUMMA"}:
        draft.faults.tell_once("okand-etikett", quoted(label), number)
        draft.others.append(OtherLine(label, tuple(text_of(f) for f in fields), number))
    elif has_its_fields(label, fields, number, draft.faults):
        READERS.get(label, _tell)(draft, label, fields, number)


def has_its_fields(label: str, fields: Fields, number: int, faults: Faults) -> bool:
    """Whether every obligatory field is there. What stands beyond the last one is told."""
    fewest, most = SIZES[label]
    if len(fields) < fewest:
        faults.add("for-fa-falt", f"{label} med {len(fields)} fält", number)
        return False
    if any(field not in ("", ()) for field in fields[most:]):
        faults.tell_once("extra-falt", f"fält efter de {most} första i {label}", number)
    return True


def _tell(draft: Draft, label: str, fields: Fields, number: int) -> None:
    names = TOLD[label]
    if names[0] in draft.told:
        draft.faults.tell_once("dubbel-post", label, number)
        return
    draft.told.update({name: text_of(f) for name, f in zip(names, fields, strict=False)})


def _generated(draft: Draft, label: str, fields: Fields, number: int) -> None:
    if draft.generated_on is not None:
        draft.faults.tell_once("dubbel-post", label, number)
        return
    draft.generated_on = day_of(fields[0], number, draft.faults)
    if draft.generated_on is not None and len(fields) > 1:
        draft.told["generated_by"] = text_of(fields[1])


def _complete(draft: Draft, label: str, fields: Fields, number: int) -> None:
    if draft.complete_until is not None:
        draft.faults.tell_once("dubbel-post", label, number)
        return
    draft.complete_until = day_of(fields[0], number, draft.faults)


def _year(draft: Draft, label: str, fields: Fields, number: int) -> None:
    offset = whole_of(fields[0], "arsnummer", number, draft.faults)
    start = day_of(fields[1], number, draft.faults)
    end = day_of(fields[2], number, draft.faults)
    if offset is None or start is None or end is None:
        return
    if offset in draft.years:
        draft.faults.tell_once("dubbel-post", f"#RAR {offset}", number)
    elif end < start:
        draft.faults.add("rakenskapsar", f"{start} till {end}", number)
    else:
        draft.years[offset] = (start, end)
        draft.lines[f"#RAR {offset}"] = number


def _account(draft: Draft, label: str, fields: Fields, number: int) -> None:
    account = account_of(fields[0], number, draft.faults)
    if account is None:
        return
    name = text_of(fields[1]) if len(fields) > 1 else ""
    if account in draft.declared:
        if draft.accounts[account].name != name:
            draft.faults.add("dubbelt-konto", f"konto {account} två gånger", number)
        return
    known = draft.accounts.get(account, Account(account))
    draft.declared.add(account)
    draft.accounts[account] = replace(known, name=name)


def _of_account(draft: Draft, label: str, fields: Fields, number: int) -> None:
    account = account_of(fields[0], number, draft.faults)
    if account is None:
        return
    known, value = draft.accounts.get(account, Account(account)), text_of(fields[1])
    if account not in draft.declared:
        draft.lines.setdefault(f"{label} {account}", number)
    if label == "#KTYP":
        draft.accounts[account] = replace(known, kind=_kind(value, number, draft.faults))
    elif label == "#ENHET":
        draft.accounts[account] = replace(known, unit=value)
    else:
        draft.accounts[account] = replace(
            known, sru=" ".join([*known.sru.split(), *value.split()])
        )


def _kind(value: str, number: int, faults: Faults) -> AccountKind:
    for kind in get_args(AccountKind):
        if kind == value.upper():
            return kind  # type: ignore[no-any-return]
    faults.tell_once("kontotyp", quoted(value), number)
    return ""


def _dimension(draft: Draft, label: str, fields: Fields, number: int) -> None:
    whole = whole_of(fields[0], "dimension", number, draft.faults)
    parent = None
    if label == "#UNDERDIM":
        parent = whole_of(fields[2], "dimension", number, draft.faults)
    if whole is None:
        return
    name = text_of(fields[1]) if len(fields) > 1 else ""
    if whole in draft.dimensions:
        draft.faults.tell_once("dubbel-post", f"{label} {whole}", number)
        return
    draft.dimensions[whole] = Dimension(whole, name, parent)


def _object(draft: Draft, label: str, fields: Fields, number: int) -> None:
    whole = whole_of(fields[0], "dimension", number, draft.faults)
    if whole is None:
        return
    key = (whole, text_of(fields[1]))
    if key in draft.objects:
        draft.faults.tell_once("dubbel-post", f"#OBJEKT {whole} {quoted(key[1])}", number)
        return
    draft.objects[key] = text_of(fields[2]) if len(fields) > 2 else ""


def _balance(draft: Draft, label: str, fields: Fields, number: int) -> None:
    faults = draft.faults
    offset = whole_of(fields[0], "arsnummer", number, faults)
    account = account_of(fields[1], number, faults)
    objects: Objects | None = ()
    rest = fields[2:]
    if label in {"#OIB", "#OUB"}:
        objects, rest = objects_of(rest[0], number, faults), rest[1:]
    ore = ore_of(rest[0], number, faults)
    quantity = quantity_of(rest[1], number, faults) if len(rest) > 1 else None
    if offset is None or account is None or objects is None or ore is None:
        draft.unread.add(account or "")
        return
    key = (label.replace("#O", "#"), offset, "", account, objects)
    keep(draft, label, key, Balance(offset, account, objects, ore, quantity, number))


def _period_balance(draft: Draft, label: str, fields: Fields, number: int) -> None:
    faults = draft.faults
    offset = whole_of(fields[0], "arsnummer", number, faults)
    period = period_of(fields[1], number, faults)
    account = account_of(fields[2], number, faults)
    found = objects_and_ore(fields[3:], label, number, faults)
    if offset is None or period is None or account is None or found is None:
        draft.unread.add(account or "")
        return
    objects, ore, rest = found
    quantity = quantity_of(rest[0], number, faults) if rest else None
    balance = PeriodBalance(offset, period, account, objects, ore, quantity, number)
    keep(draft, label, (label, offset, period, account, objects), balance)


def keep(draft: Draft, label: str, key: BalanceKey, balance: Balance | PeriodBalance) -> None:
    """Take in a balance. One that stands twice is told, and the first holds."""
    known = draft.balances.setdefault(key, balance)
    if known is balance:
        return
    same = known.ore == balance.ore
    draft.faults.add(
        "samma-saldo" if same else "dubbelt-saldo",
        f"{label} för konto {balance.account} två gånger",
        balance.line,
    )


READERS: dict[str, Callable[[Draft, str, Fields, int], None]] = {
    "#GEN": _generated,
    "#OMFATTN": _complete,
    "#RAR": _year,
    "#KONTO": _account,
    "#KTYP": _of_account,
    "#ENHET": _of_account,
    "#SRU": _of_account,
    "#DIM": _dimension,
    "#UNDERDIM": _dimension,
    "#OBJEKT": _object,
    "#IB": _balance,
    "#UB": _balance,
    "#RES": _balance,
    "#OIB": _balance,
    "#OUB": _balance,
    "#PSALDO": _period_balance,
    "#PBUDGET": _period_balance,
}
