"""What reading a file in would do to the ledger, before it does it: new, changed, removed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from samsyn.intake.reactions import Question
from samsyn.ledger.models import (
    Account,
    Balance,
    CostObject,
    Dimension,
    LedgerFile,
    LedgerYear,
    Voucher,
    VoucherRow,
)
from samsyn.ledger.reading import BalanceKey, Content, Entry, EntryKey, EntryRow, Fault

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Difference(Generic[Key, Value]):
    """How a file differs from what is stored: changed is key → (stored, in the file)."""

    new: Mapping[Key, Value]
    changed: Mapping[Key, tuple[Value, Value]]
    removed: Mapping[Key, Value]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.removed)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "new": len(self.new),
            "changed": len(self.changed),
            "removed": len(self.removed),
            "unchanged": self.unchanged,
        }


def difference(
    before: Mapping[Key, Value], after: Mapping[Key, Value]
) -> Difference[Key, Value]:
    """Return how one mapping becomes another."""
    both = [key for key in after if key in before]
    changed = {key: (before[key], after[key]) for key in both if before[key] != after[key]}
    return Difference(
        {key: value for key, value in after.items() if key not in before},
        changed,
        {key: value for key, value in before.items() if key not in after},
        len(both) - len(changed),
    )


@dataclass(frozen=True)
class Plan:
    """What a file would do to a year of an association's ledger.

    read_before: the file with the same content that already is in force, if there is one
    problems:    what stands in the way, from the file and from the ledger, in Swedish
    warnings:    what can be passed over by one who has seen it
    """

    association: str
    year: int
    kind: str
    depth: str
    file_digest: str
    vouchers: Difference[EntryKey, Entry]
    balances: Difference[BalanceKey, int]
    accounts: Difference[str, tuple[str, str]]
    dimensions: Difference[str, tuple[str, str]]
    objects: Difference[tuple[str, str], str]
    problems: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()
    questions: tuple[Question, ...] = ()
    read_before: LedgerFile | None = None
    stored_depth: str = ""

    @property
    def parts(self) -> dict[str, Difference]:  # type: ignore[type-arg]
        """The differences by name, in the order they are shown."""
        return {
            "vouchers": self.vouchers,
            "balances": self.balances,
            "accounts": self.accounts,
            "dimensions": self.dimensions,
            "objects": self.objects,
        }

    @property
    def changes_nothing(self) -> bool:
        return all(part.is_empty for part in self.parts.values())

    @property
    def digest(self) -> str:
        """A checksum of all that the plan would do: the same plan, the same digest."""
        done = [
            (name, sorted(part.new.items()), sorted(part.changed.items()), sorted(part.removed))
            for name, part in self.parts.items()
        ]
        said = (self.association, self.year, self.kind, self.depth, self.file_digest, done)
        return hashlib.sha256(repr(said).encode()).hexdigest()


@dataclass
class Stored:
    """What the ledger holds of a year, in the same form as the content of a file."""

    depth: str = ""
    vouchers: dict[EntryKey, Entry] = field(default_factory=dict)
    kinds: dict[EntryKey, str] = field(default_factory=dict)
    files: dict[EntryKey, int | None] = field(default_factory=dict)
    balances: dict[BalanceKey, int] = field(default_factory=dict)
    accounts: dict[str, tuple[str, str]] = field(default_factory=dict)
    dimensions: dict[str, tuple[str, str]] = field(default_factory=dict)
    objects: dict[tuple[str, str], str] = field(default_factory=dict)


def plan_of(
    association: str,
    content: Content,
    *,
    read_before: LedgerFile | None = None,
    undone: LedgerFile | None = None,
) -> Plan:
    """Return what reading a content in would do, with the faults of the content itself.

    What else stands in its way is `obstacles.checked`.

    undone:  the file that is taken back when this content is in force again

    Raises ValueError if the content has no year: its faults say why.
    """
    if content.year is None:
        raise ValueError("the content has no year")
    stored = stored_content(association, content.year)
    if undone and undone.kind in LedgerFile.ADDING:
        after = _without(stored, undone)
    else:
        after = stored if read_before else _after(stored, content)
    plan = Plan(
        association,
        content.year,
        content.kind,
        content.depth,
        content.digest,
        difference(stored.vouchers, after.vouchers),
        difference(stored.balances, after.balances),
        difference(stored.accounts, after.accounts),
        difference(stored.dimensions, after.dimensions),
        difference(stored.objects, after.objects),
        read_before=read_before,
    )
    if undone:
        return plan
    return replace(
        plan,
        problems=tuple(content.grave),
        warnings=tuple(each for each in content.faults if not each.is_grave),
        questions=tuple(content.questions),
        stored_depth=stored.depth,
    )


def stored_content(association: str, year: int) -> Stored:
    """Return what the ledger holds of a year, own corrections left out."""
    ledger_year = LedgerYear.objects.filter(association_id=association, year=year).first()
    if ledger_year is None:
        return Stored()
    vouchers, kinds, from_files = stored_vouchers(ledger_year)
    of_year = {"ledger_year": ledger_year}
    return Stored(
        ledger_year.depth,
        vouchers,
        kinds,
        from_files,
        {
            BalanceKey(*row[:5]): row[5]
            for row in Balance.objects.filter(**of_year).values_list(
                "kind", "offset", "month", "account", "objects_text", "ore"
            )
        },
        {a.number: (a.name, a.kind) for a in Account.objects.filter(**of_year)},
        {d.number: (d.name, d.parent) for d in Dimension.objects.filter(**of_year)},
        {(o.dimension, o.number): o.name for o in CostObject.objects.filter(**of_year)},
    )


def stored_vouchers(
    ledger_year: LedgerYear,
) -> tuple[dict[EntryKey, Entry], dict[EntryKey, str], dict[EntryKey, int | None]]:
    """Return the vouchers that came with files, of which kind each is, and with which file."""
    rows: dict[int, list[EntryRow]] = defaultdict(list)
    found = VoucherRow.objects.filter(voucher__ledger_year=ledger_year).order_by(
        "voucher_id", "position"
    )
    for row in found.values_list(
        "voucher_id", "account", "objects_text", "ore", "text", "kind"
    ):
        rows[row[0]].append(EntryRow._make(row[1:]))
    entries, kinds, from_files = {}, {}, {}
    for voucher in Voucher.objects.filter(ledger_year=ledger_year).exclude(
        kind=Voucher.Kind.CORRECTION
    ):
        key = EntryKey(voucher.series, voucher.number, voucher.ordinal)
        kinds[key], from_files[key] = voucher.kind, voucher.file_id
        entries[key] = Entry(
            key,
            voucher.on,
            voucher.text,
            voucher.registered_on,
            voucher.signature,
            tuple(rows[voucher.pk]),
        )
    return entries, kinds, from_files


def _after(stored: Stored, content: Content) -> Stored:
    """Return what the ledger would hold."""
    if content.kind in LedgerFile.ADDING:
        return Stored(
            stored.depth,
            stored.vouchers | _numbered_after(stored, content),
            balances=stored.balances,
            accounts=_filled(stored.accounts, content.accounts),
            dimensions=stored.dimensions | content.dimensions,
            objects=stored.objects | content.objects,
        )
    added = {key for key, kind in stored.kinds.items() if kind == Voucher.Kind.ADDED}
    booked = {_booked(entry) for entry in content.entries.values()} if added else set()
    kept = {
        key: stored.vouchers[key]
        for key in added
        if key not in content.entries and _booked(stored.vouchers[key]) not in booked
    }
    return Stored(
        content.depth,
        kept | content.entries,
        balances=content.balances,
        accounts=content.accounts,
        dimensions=content.dimensions,
        objects=content.objects,
    )


def _without(stored: Stored, undone: LedgerFile) -> Stored:
    """Return what the ledger would hold without the vouchers that a file added."""
    kept = {
        key: entry for key, entry in stored.vouchers.items() if stored.files[key] != undone.pk
    }
    return replace(stored, vouchers=kept)


def _numbered_after(stored: Stored, content: Content) -> dict[EntryKey, Entry]:
    """Return added vouchers; those without a number come after the stored ones without."""
    last = max((key.ordinal for key in stored.vouchers if not key.number), default=0)
    found = {}
    for key, entry in content.entries.items():
        if not key.number:
            key = key._replace(ordinal=key.ordinal + last)
        found[key] = entry._replace(key=key)
    return found


def _booked(entry: Entry) -> tuple[object, ...]:
    """Return what makes two vouchers the same event, whatever their numbers are."""
    return (entry.on, tuple(sorted((r.account, r.objects_text, r.ore) for r in entry.rows)))


def _filled(
    before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]]
) -> dict[str, tuple[str, str]]:
    """Return accounts with those of a file added; an account without a name keeps its name."""
    named = {number: each for number, each in after.items() if each[0] or number not in before}
    return {**before, **named}
