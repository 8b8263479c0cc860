"""Every change to the ledger: files, corrections, locks, and what accounts count as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction

from samsyn.access.events import record, take_turn
from samsyn.access.models import User
from samsyn.access.permissions import Permission, may
from samsyn.economy.presets import presets, statement_lines, wrong_in_accounts
from samsyn.economy.sharing import wrong_in_shares
from samsyn.ledger.models import (
    Account,
    AccountMapping,
    Balance,
    ChartChoice,
    CostObject,
    CostRule,
    Decided,
    Dimension,
    LedgerFile,
    LedgerYear,
    LockedPeriod,
    ObjectMeaning,
    TableLayout,
    Voucher,
    VoucherRow,
)
from samsyn.ledger.obstacles import (
    OWN_SERIES,
    checked_plan,
    checked_undoing,
    content_of,
    key_of,
    locked_months,
    stored_file_content,
)
from samsyn.ledger.plan import Plan, plan_of
from samsyn.ledger.reading import (
    READER_VERSION,
    BalanceKey,
    Content,
    Entry,
    EntryKey,
    EntryRow,
    Fault,
    packed,
)
from samsyn.ledger.trial_balance import Layout
from samsyn.register.models import Association

CorrectionRow = tuple[str, int, tuple[tuple[str, str], ...]]
"""A row of a correction: account, öre (debit positive), objects."""

READ, WAITING, UNDONE = LedgerFile.State.READ, LedgerFile.State.WAITING, LedgerFile.State.UNDONE


class UnreadableFile(ValueError):
    """A file that nothing can be read from; `faults` says why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


class AlreadyRead(ValueError):
    """The file is in force, or was decided about before."""


class PlanChanged(ValueError):
    """The ledger or the answers have changed since the plan was shown."""


class StoppedByFaults(ValueError):
    """Something stands in the way of the plan; `faults` says what."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(map(str, faults)))
        self.faults = tuple(faults)


class BuiltUpon(ValueError):
    """What was read in cannot be undone: `reasons` says what builds on it."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = tuple(reasons)


class PeriodIsLocked(ValueError):
    """The month is locked."""


class AlreadyOpen(ValueError):
    """The locked period has been opened again."""


# Files


@transaction.atomic
def receive_file(
    *,
    association: Association,
    name: str,
    content: bytes,
    by: User | None,
    on: date,
    layout: Layout | None = None,
) -> LedgerFile:
    """Keep a file until somebody has decided about it; an earlier one that waits is dropped.

    layout: how a trial balance is read; None for SIE files

    Raises PermissionDenied, and UnreadableFile if nothing can be read from it.
    """
    _require(by, association, on)
    read = content_of(content, name, layout)
    if read.year is None:
        raise UnreadableFile(read.faults)
    LedgerFile.objects.filter(association=association, state=WAITING).delete()
    file = LedgerFile(
        association=association,
        year=read.year,
        name=name[:200],
        content=content,
        digest=read.digest,
        kind=read.kind,
        encoding=read.encoding[:20],
        reader_version=READER_VERSION,
        organisation_number=read.organisation_number[:20],
        company=read.company[:200],
        choices=layout.as_choices() if layout else {},
        read_by=by.get_username() if by else "samsyn",
        read_on=on,
    )
    file.full_clean()
    file.save()
    record(
        "ledger_file_received", by=by, **_at(association), file=file.name, digest=file.digest
    )
    return file


@transaction.atomic
def commit_file(
    *, file: LedgerFile, plan_digest: str, answers: Mapping[str, str], by: User | None, on: date
) -> Plan:
    """Read a waiting file in: do exactly what the plan with this digest says, or nothing.

    Raises PermissionDenied, AlreadyRead if the file does not wait any more, PlanChanged if
    the plan is not the one that was shown, StoppedByFaults if something stands in the way.
    """
    _require(by, file.association, on)
    take_turn()
    file = LedgerFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.state != WAITING:
        raise AlreadyRead(file.name)
    content = stored_file_content(file)
    plan = checked_plan(file, content, answers)
    if plan.read_before:
        raise AlreadyRead(file.name)
    if plan.digest != plan_digest:
        raise PlanChanged(file.name)
    if plan.problems:
        raise StoppedByFaults(plan.problems)
    if plan.questions:
        raise PlanChanged(plan.questions[0].text)
    _carry_out(plan, content, file)
    if file.kind not in LedgerFile.ADDING:
        _base_files(file).update(replaced_by=file)
    file.state, file.read_on = READ, on
    file.choices = {**file.choices, **answers}
    file.summary = {name: part.counts for name, part in plan.parts.items()}
    file.save(update_fields=["state", "read_on", "choices", "summary"])
    _remember_layout(file, by, on)
    record(
        "ledger_file_read",
        by=by,
        **_at(file.association),
        file=file.name,
        year=file.year,
        **file.summary,
    )
    return plan


@transaction.atomic
def choose_layout(*, file: LedgerFile, layout: Layout, by: User | None, on: date) -> LedgerFile:
    """Say how the columns of a waiting trial balance are read.

    Raises PermissionDenied, and AlreadyRead if the file does not wait any more.
    """
    _require(by, file.association, on)
    file = LedgerFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.state != WAITING:
        raise AlreadyRead(file.name)
    file.choices, file.year = layout.as_choices(), layout.year
    file.save(update_fields=["choices", "year"])
    record(
        "ledger_layout_chosen",
        by=by,
        **_at(file.association),
        file=file.name,
        columns=dict(layout.columns),
    )
    return file


@transaction.atomic
def discard_file(*, file: LedgerFile, by: User | None, on: date) -> None:
    """Drop a file that waits.

    Raises PermissionDenied, and AlreadyRead if it does not wait any more.
    """
    _require(by, file.association, on)
    dropped, _ = LedgerFile.objects.filter(pk=file.pk, state=WAITING).delete()
    if not dropped:
        raise AlreadyRead(file.name)
    record(
        "ledger_file_discarded",
        by=by,
        **_at(file.association),
        file=file.name,
        digest=file.digest,
    )


@transaction.atomic
def undo_file(*, file: LedgerFile, reason: str, by: User | None, on: date) -> Plan:
    """Take back what reading a file in did, so that the file before it is in force again.

    Raises PermissionDenied, AlreadyRead if it is not in force, ValidationError without a
    reason, and BuiltUpon if something builds on it.
    """
    _require(by, file.association, on)
    take_turn()
    file = LedgerFile.objects.select_for_update(of=("self",)).get(pk=file.pk)
    if file.state != READ or file.replaced_by_id:
        raise AlreadyRead(file.name)
    said = _reason(reason)
    before = LedgerFile.objects.filter(replaced_by=file).first()
    content = stored_file_content(before) if before else _nothing(file)
    plan = plan_of(file.association_id, content, undone=file)
    plan = checked_undoing(plan, file, has_file_before=before is not None)
    if plan.problems:
        raise BuiltUpon([str(fault) for fault in plan.problems])
    _carry_out(plan, content, before)
    LedgerFile.objects.filter(replaced_by=file).update(replaced_by=None)
    file.state, file.choices = UNDONE, {**file.choices, "undone": said}
    file.save(update_fields=["state", "choices"])
    _drop_empty_year(file)
    record("ledger_file_undone", by=by, **_at(file.association), file=file.name, reason=said)
    return plan


def _nothing(file: LedgerFile) -> Content:
    """Return what is left of a year's file when there was none before it."""
    return Content(file.kind, "", year=file.year)


def _base_files(file: LedgerFile) -> Any:
    """Return the files in force that a whole year's file replaces."""
    return (
        LedgerFile.objects.filter(
            association=file.association, year=file.year, state=READ, replaced_by=None
        )
        .exclude(kind__in=LedgerFile.ADDING)
        .exclude(pk=file.pk)
    )


def _carry_out(plan: Plan, content: Content, file: LedgerFile | None) -> None:
    """Write what a plan says. The caller has checked that nothing stands in its way."""
    year, _ = LedgerYear.objects.get_or_create(
        association_id=plan.association, year=plan.year, defaults={"depth": plan.depth}
    )
    if file and file.kind not in LedgerFile.ADDING and year.depth != plan.depth:
        year.depth = plan.depth
        year.save(update_fields=["depth"])
    _carry_out_tables(plan, year)
    _carry_out_balances(plan, year)
    _carry_out_vouchers(plan, year, content, file)


def _carry_out_tables(plan: Plan, year: LedgerYear) -> None:
    tables: Any = (
        (plan.accounts, Account, ("name", "kind")),
        (plan.dimensions, Dimension, ("name", "parent")),
    )
    for part, model, names in tables:
        gone = [*part.removed, *part.changed]
        model.objects.filter(ledger_year=year, number__in=gone).delete()
        model.objects.bulk_create(
            model(ledger_year=year, number=number, **dict(zip(names, values, strict=True)))
            for number, values in _written(part).items()
        )
    objects = CostObject.objects.filter(ledger_year=year)
    for dimension, number in [*plan.objects.removed, *plan.objects.changed]:
        objects.filter(dimension=dimension, number=number).delete()
    CostObject.objects.bulk_create(
        CostObject(ledger_year=year, dimension=dimension, number=number, name=name)
        for (dimension, number), name in _written(plan.objects).items()
    )


def _carry_out_balances(plan: Plan, year: LedgerYear) -> None:
    gone = {*plan.balances.removed, *plan.balances.changed}
    if gone:
        stored = Balance.objects.filter(ledger_year=year)
        ids = [
            row[0]
            for row in stored.values_list(
                "id", "kind", "offset", "month", "account", "objects_text"
            )
            if row[1:] in gone
        ]
        _delete(stored, ids)
    _insert(
        Balance,
        ("ledger_year", *BalanceKey._fields, "ore"),
        [(year.pk, *key, ore) for key, ore in _written(plan.balances).items()],
    )


def _carry_out_vouchers(
    plan: Plan, year: LedgerYear, content: Content, file: LedgerFile | None
) -> None:
    vouchers = Voucher.objects.filter(ledger_year=year)
    changed = [after for _, after in plan.vouchers.changed.values()]
    if plan.vouchers.removed or changed:
        stored = {key_of(voucher): voucher for voucher in vouchers}
        _delete(vouchers, [stored[key].pk for key in plan.vouchers.removed])
        for entry in changed:
            voucher = stored[entry.key]
            for name, value in _values(entry, content, file).items():
                setattr(voucher, name, value)
            voucher.save()
            voucher.rows.all().delete()
    new = [_values(entry, content, file) for entry in plan.vouchers.new.values()]
    always = {"ledger_year": year.pk, "reason": ""}
    as_stored = connection.ops.adapt_datefield_value
    for values in new:
        values |= {**always, "file": file.pk if file else None}
        values |= {name: as_stored(values[name]) for name in ("on", "registered_on")}
    _insert(Voucher, list(new[0]) if new else [], [tuple(values.values()) for values in new])
    numbers = {EntryKey(*key): pk for *key, pk in vouchers.values_list(*EntryKey._fields, "pk")}
    _insert(
        VoucherRow,
        ("voucher", "position", *EntryRow._fields),
        [
            (numbers[entry.key], position, *row)
            for entry in (*plan.vouchers.new.values(), *changed)
            for position, row in enumerate(entry.rows, start=1)
        ],
    )


def _values(entry: Entry, content: Content, file: LedgerFile | None) -> dict[str, Any]:
    added = content.kind in LedgerFile.ADDING
    return {
        **entry.key._asdict(),
        "on": entry.on,
        "text": entry.text,
        "registered_on": entry.registered_on,
        "signature": entry.signature,
        "kind": Voucher.Kind.ADDED.value if added else Voucher.Kind.READ.value,
        "file": file,
        "file_line": content.lines.get(entry.key, 0),
    }


def _insert(model: Any, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert many rows without making an object of each: a year in well under a second."""
    if not rows:
        return
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(quote(meta.get_field(name).column) for name in names)
    into = f"{quote(meta.db_table)} ({columns})"  # our own names: nothing comes from outside
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", rows)  # noqa: S608


def _delete(rows: Any, numbers: Sequence[int]) -> None:
    for start in range(0, len(numbers), 500):  # SQLite takes a limited number of values
        rows.filter(pk__in=numbers[start : start + 500]).delete()


def _written(part: Any) -> dict[Any, Any]:
    """Return what a difference writes: what is new, and what has changed as it is now."""
    return {**part.new, **{key: after for key, (_, after) in part.changed.items()}}


def _drop_empty_year(file: LedgerFile) -> None:
    """Drop a year that no file is in force for and that nothing is booked in."""
    in_force = LedgerFile.objects.filter(
        association=file.association, year=file.year, state=READ
    )
    year = LedgerYear.objects.filter(association=file.association, year=file.year)
    if not in_force.exists() and not Voucher.objects.filter(ledger_year__in=year).exists():
        year.delete()


def _remember_layout(file: LedgerFile, by: User | None, on: date) -> None:
    if file.kind != LedgerFile.Kind.TRIAL_BALANCE:
        return
    layout = Layout.of(file.choices)
    TableLayout.objects.update_or_create(
        association=file.association,
        fingerprint=layout.fingerprint,
        defaults={
            "columns": layout.columns,
            "choices": layout.answers,
            "decided_by": by.get_username() if by else "samsyn",
            "decided_on": on,
        },
    )


# Corrections and locks


@transaction.atomic
def correct_voucher(
    *,
    corrected: Voucher | None,
    association: Association,
    on: date,
    text: str,
    rows: Sequence[CorrectionRow],
    reason: str,
    by: User,
    today: date,
) -> Voucher:
    """Book a correction as a voucher of its own, in the series of own corrections.

    corrected: the voucher that it refers to, of the same association and year
    on:        the day it is booked on, in a month that is not locked
    rows:      account, öre (debit positive) and objects; they add up to 0

    Raises PermissionDenied, PeriodIsLocked, and ValidationError if the rows do not balance,
    use an account that the year does not have, or if the year has no vouchers.
    Source: SFS 2018:597 3 kap. 7 and 10 §§ (a correction shows when and by whom).
    """
    _require(by, association, today)
    take_turn()
    year = LedgerYear.objects.filter(association=association, year=on.year).first()
    if year is None:
        raise ValidationError({"on": f"Året {on.year} är inte inläst."})
    if on.month in locked_months(association.pk, on.year):
        raise PeriodIsLocked(f"{on:%Y-%m}")
    _check_rows(year, rows)
    if corrected and corrected.ledger_year_id != year.pk:
        raise ValidationError({"on": "Rättelsen bokförs samma år som verifikationen."})
    own = Voucher.objects.filter(ledger_year=year, series=OWN_SERIES).count()
    voucher = Voucher(
        ledger_year=year,
        series=OWN_SERIES,
        number=str(own + 1),
        on=on,
        text=text.strip(),
        registered_on=today,
        signature=by.get_username()[:60],
        kind=Voucher.Kind.CORRECTION,
        corrects=corrected,
        reason=_reason(reason),
    )
    voucher.full_clean()
    voucher.save()
    VoucherRow.objects.bulk_create(
        VoucherRow(
            voucher=voucher,
            position=position,
            account=account,
            objects_text=packed(objects),
            ore=ore,
            kind=VoucherRow.Kind.TRANS,
        )
        for position, (account, ore, objects) in enumerate(rows, start=1)
    )
    record(
        "voucher_corrected",
        by=by,
        **_at(association),
        voucher=str(voucher),
        corrects=str(corrected),
    )
    return voucher


def _check_rows(year: LedgerYear, rows: Sequence[CorrectionRow]) -> None:
    known = set(Account.objects.filter(ledger_year=year).values_list("number", flat=True))
    faults = [f"Kontot {account} finns inte." for account, *_ in rows if account not in known]
    difference = sum(ore for _, ore, _ in rows)
    if not rows or difference:
        faults.append("Debet och kredit ska vara lika.")
    if faults:
        raise ValidationError({"rows": faults})


@transaction.atomic
def lock_period(
    *,
    association: Association,
    year: int,
    first_month: int,
    last_month: int,
    reason: str,
    by: User,
    on: date,
) -> LockedPeriod:
    """Lock months of a year: nothing in them changes until they are opened again.

    Raises PermissionDenied, and ValidationError for months that are none or without a reason.
    """
    _require(by, association, on)
    lock = LockedPeriod(
        association=association,
        year=year,
        first_month=first_month,
        last_month=last_month,
        reason=_reason(reason),
        decided_by=by.get_username(),
        decided_on=on,
    )
    lock.full_clean()
    lock.save()
    record("period_locked", by=by, **_at(association), period=str(lock), reason=lock.reason)
    return lock


@transaction.atomic
def open_period(*, lock: LockedPeriod, reason: str, by: User, on: date) -> LockedPeriod:
    """Open locked months again, with a reason that stays in the history.

    Raises PermissionDenied, ValidationError without a reason, AlreadyOpen if it is open.
    """
    _require(by, lock.association, on)
    said = _reason(reason)
    lock = LockedPeriod.objects.select_for_update(of=("self",)).get(pk=lock.pk)
    if lock.opened_on:
        raise AlreadyOpen(str(lock))
    lock.opened_on, lock.opened_by, lock.opened_reason = on, by.get_username(), said
    lock.save(update_fields=["opened_on", "opened_by", "opened_reason"])
    record("period_opened", by=by, **_at(lock.association), period=str(lock), reason=said)
    return lock


# What accounts and objects count as


@transaction.atomic
def decide(*, decisions: Sequence[Decided], by: User, on: date) -> None:
    """Store what an association decides about its accounts: each decision is a row, unsaved.

    A choice of chart, a mapping of accounts, the meaning of an object, or a cost rule. Each
    has its association, its first day and its reason; who and when is filled in here.

    Raises PermissionDenied, and ValidationError for what `wrong_in` says.
    """
    for row in decisions:
        _require(by, row.association, on)
        row.reason = _reason(row.reason)
        row.decided_by, row.decided_on = by.get_username(), on
        if faults := wrong_in(row):
            raise ValidationError(faults)
        row.full_clean()
        row.save()
        kind = str(row._meta.verbose_name)
        record("account_decided", by=by, **_at(row.association), kind_of=kind, what=str(row))


def wrong_in(row: Decided) -> dict[str, str]:
    """Return what is wrong in a decision: field → what to do about it, in Swedish."""
    if isinstance(row, ChartChoice) and row.preset not in presets():
        return {"preset": "Välj en av kontoplanerna i listan."}
    if isinstance(row, AccountMapping):
        return _wrong_in_mapping(row)
    if isinstance(row, ObjectMeaning):
        return _wrong_in_meaning(row)
    return _wrong_in_rule(row) if isinstance(row, CostRule) else {}


def _wrong_in_mapping(row: AccountMapping) -> dict[str, str]:
    if row.statement_line and row.statement_line not in statement_lines():
        return {"statement_line": "Välj en rad i listan."}
    if not row.statement_line and not row.category:
        return {"category": "Välj kategori, rad i uppställningen eller båda."}
    return wrong_in_accounts(row.first_account, row.last_account)


def _wrong_in_meaning(row: ObjectMeaning) -> dict[str, str]:
    if row.intervention is None and not row.financier.strip():
        return {"intervention": "Välj insats eller skriv finansiär."}
    if row.intervention and row.intervention.association_id != row.association_id:
        return {"intervention": "Insatsen hör till ett annat förbund."}
    return {}


def _wrong_in_rule(row: CostRule) -> dict[str, str]:
    if wrong := wrong_in_shares(row.shares):
        return {"shares": wrong}
    if not row.first_account and not row.category:
        return {"category": "Välj kategori eller skriv konto."}
    row.last_account = row.last_account or row.first_account
    return wrong_in_accounts(row.first_account, row.last_account)


@transaction.atomic
def end_decision(*, decision: Decided, ends_on: date, by: User, on: date) -> Decided:
    """Let a mapping, a meaning, a choice of chart or a cost rule hold no longer than a day.

    Raises PermissionDenied, and ValidationError if the day is before the first one.
    """
    _require(by, decision.association, on)
    decision.ends_on = ends_on
    decision.full_clean()
    decision.save(update_fields=["ends_on"])
    record("account_decision_ended", by=by, **_at(decision.association), what=str(decision))
    return decision


def _reason(text: str) -> str:
    if not text.strip() or "\0" in text:
        raise ValidationError({"reason": "Skriv varför, med vanliga tecken."})
    return text.strip()


def _require(by: User | None, association: Association, on: date) -> None:
    """Raise PermissionDenied unless the user keeps the accounts; a command acts as nobody."""
    if by is not None and not may(
        by,
        Permission.KEEP_ACCOUNTS,
        county=association.county_id,
        association=association.pk,
        on=on,
    ):
        raise PermissionDenied


def _at(association: Association) -> dict[str, str]:
    """Return where an event happens."""
    return {"target": association.short_name, "county": association.county_id}
