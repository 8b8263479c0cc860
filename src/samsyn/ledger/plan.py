"""What reading a file in would do to the ledger, before it does it: new, changed, removed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from samsyn.language.swedish import number as shown_number
from samsyn.ledger.models import (
    Account,
    Balance,
    CostObject,
    Dimension,
    LedgerFile,
    LedgerYear,
    LockedPeriod,
    Voucher,
    VoucherRow,
)
from samsyn.ledger.reading import (
    BalanceKey,
    Content,
    Entry,
    EntryKey,
    EntryRow,
    Fault,
)

Key = TypeVar("Key")
Value = TypeVar("Value")

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip
MONTH_OF_YEARLY = {"opening": 1, "closing": 12, "result": 12}
OWN_SERIES = "SAMSYN"
OTHER_NUMBER = "other_number"
"""The question whether a file with another organisation number is the association's own."""


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


def difference(before: Mapping[Key, Value], after: Mapping[Key, Value]) -> Difference[Key, Value]:
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
class Question:
    """What a person must answer with yes before a file can be read in."""

    key: str
    text: str


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
    answers: Mapping[str, str] | None = None,
    read_before: LedgerFile | None = None,
    undone: LedgerFile | None = None,
) -> Plan:
    """Return what reading a content in would do, with all that stands in the way of it.

    answers: question key → "yes"
    undone:  the file that is taken back when this content is in force again

    Raises ValueError if the content has no year: its faults say why.
    """
    if content.year is None:
        raise ValueError("the content has no year")
    stored = stored_content(association, content.year)
    if undone and undone.kind == LedgerFile.Kind.ADDED_VOUCHERS:
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
    problems = [*_locked(plan), *_corrected(plan)]
    if undone:
        problems += _built_upon(undone, content)
        return _with(plan, problems, Content(content.kind, ""), {})
    problems += [*content.grave, *_in_the_way(plan, stored, content)]
    return _with(plan, problems, content, answers or {})


def _with(
    plan: Plan, problems: list[Fault], content: Content, answers: Mapping[str, str]
) -> Plan:
    asked = [
        question
        for question in _questions(plan.association, content)
        if answers.get(question.key) != "yes"
    ]
    return Plan(
        **{
            **vars(plan),
            "problems": tuple(problems),
            "warnings": tuple(fault for fault in content.faults if not fault.is_grave),
            "questions": tuple(asked),
        }
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
    for voucher, *values in found.values_list(
        "voucher_id", "account", "objects_text", "ore", "text", "kind"
    ):
        rows[voucher].append(EntryRow(*values))
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


def locked_months(association: str, year: int) -> dict[int, LockedPeriod]:
    """Return the months of a year that may not change, each with its lock."""
    locks = LockedPeriod.objects.filter(
        association_id=association, year=year, opened_on__isnull=True
    )
    return {
        month: lock
        for lock in locks
        for month in range(lock.first_month, lock.last_month + 1)
    }


def _after(stored: Stored, content: Content) -> Stored:
    """Return what the ledger would hold."""
    if content.kind == LedgerFile.Kind.ADDED_VOUCHERS:
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
        key: entry
        for key, entry in stored.vouchers.items()
        if stored.files[key] != undone.pk
    }
    return replace(stored, vouchers=kept)


def _built_upon(undone: LedgerFile, content: Content) -> list[Fault]:
    """Return what builds on a file, so that it cannot be taken back."""
    if undone.kind == LedgerFile.Kind.ADDED_VOUCHERS:
        return []
    added = LedgerFile.objects.filter(
        association=undone.association,
        year=undone.year,
        kind=LedgerFile.Kind.ADDED_VOUCHERS,
        state=LedgerFile.State.READ,
    )
    found = [
        Fault(
            "tillagg-bygger", None, f"filen {file.name}, som lägger till verifikationer",
            "att inget bygger på filen", "Ångra den filen först.",
        )
        for file in added
    ]  # fmt: skip
    corrections = Voucher.objects.filter(
        ledger_year__association=undone.association,
        ledger_year__year=undone.year,
        kind=Voucher.Kind.CORRECTION,
    )
    if not content.digest:
        found += [
            Fault(
                "rattelse-bygger", None, f"den egna rättelsen {voucher}",
                "att inget bygger på filen", "Året behöver en fil så länge det har rättelser.",
            )
            for voucher in corrections
        ]  # fmt: skip
    return found


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


def _in_the_way(plan: Plan, stored: Stored, content: Content) -> list[Fault]:
    found: list[Fault] = []
    if content.kind == LedgerFile.Kind.ADDED_VOUCHERS:
        found += [
            Fault(
                "finns-redan", content.lines.get(key),
                f"verifikationen {shown_key(key)}, som redan finns med annat innehåll",
                "en verifikation som inte finns",
                "En 4I-fil lägger bara till. Läs in hela årets fil om något har ändrats.",
            )
            for key in plan.vouchers.changed
        ]  # fmt: skip
        if stored.depth not in {"", LedgerYear.Depth.VOUCHERS}:
            found.append(
                Fault(
                    "saknar-grund", None, f"verifikationer att lägga till {plan.year}",
                    "att hela årets verifikationer först är inlästa",
                    "Läs in årets SIE 4-fil; året har bara saldon.",
                )  # fmt: skip
            )
    elif stored.depth == LedgerYear.Depth.VOUCHERS and plan.depth != stored.depth:
        found.append(
            Fault(
                "utan-verifikationer", None, "en fil utan verifikationer",
                f"en fil med verifikationer, som året {plan.year} redan har",
                "Läs in en SIE 4-fil, eller ångra först den fil som är inläst.",
            )  # fmt: skip
        )
    found += [
        Fault(
            "egen-serie", content.lines.get(key), f"verifikationsserien {OWN_SERIES}",
            "en annan serie", "Serien är Samsyns egen för rättelser; byt serie i källan.",
        )
        for key in content.entries
        if key.series == OWN_SERIES
    ]  # fmt: skip
    return found


def _locked(plan: Plan) -> list[Fault]:
    """Return what the plan would change in locked months, one line for each month."""
    locks = locked_months(plan.association, plan.year)
    if not locks:
        return []
    touched: dict[int, list[str]] = defaultdict(list)
    for entry in _entries_touched(plan):
        touched[entry.on.month].append(shown_key(entry.key))
    touched_balances = {*plan.balances.new, *plan.balances.changed, *plan.balances.removed}
    for key in sorted(touched_balances):
        if not key.offset and key.kind != "budget":
            month = key.month or MONTH_OF_YEARLY[key.kind]
            touched[month].append(f"saldot på konto {key.account}")
    return [
        Fault(
            "last-period", None,
            f"ändringar i {MONTHS[month - 1]} {plan.year}: {_some(list(dict.fromkeys(names)))}",
            f"inga ändringar, för månaden är låst ({locks[month].reason})",
            "Öppna perioden med ett skäl, eller gör en rättelse i en öppen månad.",
        )
        for month, names in sorted(touched.items())
        if month in locks
    ]  # fmt: skip


def _entries_touched(plan: Plan) -> list[Entry]:
    return [
        *plan.vouchers.new.values(),
        *(entry for pair in plan.vouchers.changed.values() for entry in pair),
        *plan.vouchers.removed.values(),
    ]


def _corrected(plan: Plan) -> list[Fault]:
    """Return the vouchers that the plan would take away although a correction refers to them."""
    if not plan.vouchers.removed:
        return []
    corrections = Voucher.objects.filter(
        ledger_year__association_id=plan.association,
        ledger_year__year=plan.year,
        corrects__isnull=False,
    ).select_related("corrects")
    found = []
    for row in corrections:
        corrected = row.corrects
        if corrected is None:
            continue
        key = EntryKey(corrected.series, corrected.number, corrected.ordinal)
        if key in plan.vouchers.removed:
            found.append(
                Fault(
                    "har-rattelse", None, f"att verifikationen {shown_key(key)} försvinner",
                    f"att den finns kvar, för rättelsen {row} hänvisar till den",
                    "Fråga den som för bokföringen varför verifikationen har tagits bort.",
                )  # fmt: skip
            )
    return found


def _questions(association: str, content: Content) -> list[Question]:
    """Return what must be asked about whose the file is."""
    number = content.organisation_number
    if not number:
        return []
    read = LedgerFile.objects.filter(state=LedgerFile.State.READ).exclude(
        organisation_number=""
    )
    others = (
        read.filter(organisation_number=number)
        .exclude(association_id=association)
        .select_related("association")
        .first()
    )
    if others:
        return [
            Question(
                OTHER_NUMBER,
                f"Filen har organisationsnummer {number} ({content.company}), som hör till "
                f"filer för {others.association.short_name}. Är det rätt fil?",
            )
        ]
    own = read.filter(association_id=association).order_by("-id").first()
    if own and own.organisation_number != number:
        return [
            Question(
                OTHER_NUMBER,
                f"Filen har organisationsnummer {number} ({content.company}). Tidigare filer "
                f"har {own.organisation_number}. Är det rätt fil?",
            )
        ]
    return []


def shown_key(key: EntryKey) -> str:
    """Return what a voucher is called.

    >>> shown_key(EntryKey("A", "12", 1)), shown_key(EntryKey("", "", 2))
    ('A 12', 'utan nummer (2)')
    """
    name = f"{key.series} {key.number}".strip() or "utan nummer"
    return name if key.ordinal == 1 else f"{name} ({key.ordinal})"


def _some(names: list[str], most: int = 5) -> str:
    """Return the first of some names, and how many more there are."""
    over = len(names) - most
    said = ", ".join(names[:most])
    return f"{said} och {shown_number(over)} till" if over > 0 else said
