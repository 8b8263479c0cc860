"""What stands in the way of a plan: locked months, corrections, other vouchers, whose file it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from samsyn.intake.reactions import Alternative, Question
from samsyn.language.swedish import number as shown_number
from samsyn.ledger.models import LedgerFile, LedgerYear, LockedPeriod, Voucher
from samsyn.ledger.plan import Plan, plan_of
from samsyn.ledger.reading import Content, Entry, EntryKey, Fault, fault, read_ledger_file
from samsyn.ledger.trial_balance import Layout, read_trial_balance

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september",
    "oktober", "november", "december",
)  # fmt: skip
MONTH_OF_YEARLY = {"opening": 1, "closing": 12, "result": 12}
OWN_SERIES = "SAMSYN"
OTHER_NUMBER = "other_number"
"""The question whether a file with another organisation number is the association's own."""


def plan_for(file: LedgerFile, answers: Mapping[str, str] | None = None) -> Plan:
    """Return what reading a stored file in would do, with all that stands in the way of it."""
    return checked_plan(file, stored_file_content(file), answers or {})


def checked_plan(file: LedgerFile, content: Content, answers: Mapping[str, str]) -> Plan:
    """Return the plan of a stored file whose content is read already."""
    plan = plan_of(file.association_id, content, read_before=read_before(file))
    return checked(plan, content, answers=answers)


def content_of(content: bytes, name: str, layout: Layout | None) -> Content:
    """Return what a file says: a trial balance if there is a layout for it, else SIE."""
    return read_trial_balance(content, name, layout) if layout else read_ledger_file(content)


def stored_file_content(file: LedgerFile) -> Content:
    """Return what a stored file says, read with the choices that are kept with it."""
    layout = Layout.of(file.choices) if file.kind == LedgerFile.Kind.TRIAL_BALANCE else None
    return content_of(bytes(file.content), file.name, layout)


def read_before(file: LedgerFile) -> LedgerFile | None:
    """Return the file with the same content that already is in force; None if there is none."""
    return (
        LedgerFile.objects.filter(
            association=file.association,
            year=file.year,
            digest=file.digest,
            state=LedgerFile.State.READ,
        )
        .filter(replaced_by=None)
        .exclude(pk=file.pk)
        .first()
    )


def checked(plan: Plan, content: Content, *, answers: Mapping[str, str] | None = None) -> Plan:
    """Return a plan with all that stands in the way of it, and what must be asked.

    answers: question key → alternative
    """
    asked = [
        question
        for question in (*plan.questions, *_questions(plan.association, content))
        if not question.answer(answers or {})
    ]
    found = [*plan.problems, *_locked(plan), *_corrected(plan), *_misplaced(plan, content)]
    return replace(plan, problems=tuple(found), questions=tuple(asked))


def checked_undoing(plan: Plan, undone: LedgerFile, *, has_file_before: bool) -> Plan:
    """Return the plan that takes a file back, with what builds on the file."""
    found = [
        *_locked(plan),
        *_corrected(plan),
        *_built_upon(undone, has_file_before=has_file_before),
    ]
    return replace(plan, problems=tuple(found))


def locked_months(association: str, year: int) -> dict[int, LockedPeriod]:
    """Return the months of a year that may not change, each with its lock."""
    locks = LockedPeriod.objects.filter(
        association_id=association, year=year, opened_on__isnull=True
    )
    return {
        month: lock for lock in locks for month in range(lock.first_month, lock.last_month + 1)
    }


def _misplaced(plan: Plan, content: Content) -> Iterator[Fault]:
    """Yield what does not fit the year as it is stored."""
    if content.kind in LedgerFile.ADDING:
        for key in plan.vouchers.changed:
            yield fault("finns-redan", content.lines.get(key), voucher=shown_key(key))
        if plan.stored_depth not in {"", LedgerYear.Depth.VOUCHERS}:
            yield fault("saknar-grund", year=plan.year)
    elif plan.stored_depth == LedgerYear.Depth.VOUCHERS and plan.depth != plan.stored_depth:
        yield fault("utan-verifikationer", year=plan.year)
    for key in content.entries:
        if key.series == OWN_SERIES:
            line = content.lines.get(key)
            yield fault("egen-serie", line, voucher=shown_key(key), series=OWN_SERIES)


def _locked(plan: Plan) -> Iterator[Fault]:
    """Yield what the plan would change in locked months, one fault for each month."""
    locks = locked_months(plan.association, plan.year)
    touched = _touched_by_month(plan) if locks else {}
    for month, names in sorted(touched.items()):
        if month in locks:
            yield fault(
                "last-period",
                month=MONTHS[month - 1],
                year=plan.year,
                what=_some(list(dict.fromkeys(names))),
                reason=locks[month].reason,
            )


def _touched_by_month(plan: Plan) -> dict[int, list[str]]:
    touched: dict[int, list[str]] = defaultdict(list)
    for entry in _entries_touched(plan):
        touched[entry.on.month].append(shown_key(entry.key))
    for key in sorted({*plan.balances.new, *plan.balances.changed, *plan.balances.removed}):
        if not key.offset and key.kind != "budget":
            month = key.month or MONTH_OF_YEARLY[key.kind]
            touched[month].append(f"saldot på konto {key.account}")
    return touched


def _entries_touched(plan: Plan) -> list[Entry]:
    return [
        *plan.vouchers.new.values(),
        *(entry for pair in plan.vouchers.changed.values() for entry in pair),
        *plan.vouchers.removed.values(),
    ]


def _corrected(plan: Plan) -> Iterator[Fault]:
    """Yield the vouchers that would be taken away although a correction refers to them."""
    corrections = Voucher.objects.filter(
        ledger_year__association_id=plan.association,
        ledger_year__year=plan.year,
        corrects__isnull=False,
    ).select_related("corrects")
    for row in corrections if plan.vouchers.removed else ():
        corrected = row.corrects
        if corrected is not None and key_of(corrected) in plan.vouchers.removed:
            yield fault("har-rattelse", voucher=shown_key(key_of(corrected)), correction=row)


def _built_upon(undone: LedgerFile, *, has_file_before: bool) -> Iterator[Fault]:
    """Yield what builds on a file, so that it cannot be taken back."""
    if undone.kind in LedgerFile.ADDING:
        return
    added = LedgerFile.objects.filter(
        association=undone.association,
        year=undone.year,
        kind__in=LedgerFile.ADDING,
        state=LedgerFile.State.READ,
    )
    for file in added:
        yield fault("tillagg-bygger", file=file.name)
    corrections = Voucher.objects.filter(
        ledger_year__association=undone.association,
        ledger_year__year=undone.year,
        kind=Voucher.Kind.CORRECTION,
    )
    for voucher in () if has_file_before else corrections:
        yield fault("rattelse-bygger", voucher=voucher)


def _questions(association: str, content: Content) -> list[Question]:
    """Return what must be asked about whose the file is."""
    number = content.organisation_number
    read = LedgerFile.objects.filter(state=LedgerFile.State.READ, organisation_number__gt="")
    own = read.filter(association_id=association).order_by("-id").first()
    if not number or (own and own.organisation_number == number):
        return []
    others = read.filter(organisation_number=number).exclude(association_id=association)
    other = others.select_related("association").first()
    said = f"Filen har organisationsnummer {number} ({content.company})"
    if other:
        text = f"{said}, som hör till filer för {other.association.short_name}."
    elif own:
        text = f"{said}. Tidigare filer har {own.organisation_number}."
    else:
        return []
    yes = Alternative("yes", "Ja, filen hör till förbundet")
    return [Question(OTHER_NUMBER, f"{text} Är det rätt fil?", (yes,))]


def key_of(voucher: Voucher) -> EntryKey:
    """Return what a stored voucher is known by in files."""
    return EntryKey(voucher.series, voucher.number, voucher.ordinal)


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
