"""Every change to snapshots: taking one, saying what it was used for, deleting an unused one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import ProtectedError

from samsyn.access.events import record, take_turn
from samsyn.access.models import User
from samsyn.access.permissions import Permission, reach_of
from samsyn.intake.reactions import Remark
from samsyn.official_statistics.comparing import deviations, doubtful_zeros
from samsyn.official_statistics.measures import benefits, cell_key, measures
from samsyn.official_statistics.models import (
    ReferenceFigure,
    Snapshot,
    SnapshotUse,
    WaitingFile,
)
from samsyn.official_statistics.observations import Observation, doubled, sentences
from samsyn.official_statistics.sources import Answer
from samsyn.register.municipal_division import municipalities_by_county

BATCH = 500
SHORTEST_REASON = 10


class HasProblems(ValueError):
    """An answer that cannot be stored, with every problem in it."""

    def __init__(self, problems: list[Remark]) -> None:
        super().__init__(f"{len(problems)} fel; inget sparades.")
        self.problems = problems


class AlreadyTaken(ValueError):
    """The very same file is a snapshot already."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(f"samma fil lästes in {snapshot.taken_on} (uttag {snapshot.pk}).")
        self.snapshot = snapshot


class InUse(ValueError):
    """The snapshot is used for something, and stays."""


class NotTheSame(ValueError):
    """The snapshot is not the one that was pinned."""


def may_take(user: User, *, on: date) -> bool:
    """Return whether a user may take snapshots: whoever loads figures anywhere."""
    reach = reach_of(user, Permission.LOAD_FIGURES, on=on)
    return bool(reach.counties or reach.associations)


@transaction.atomic
def take_snapshot(
    *, answer: Answer, way: str, by: User | None, on: date, note: str = ""
) -> Snapshot:
    """Store an answer as a new snapshot, with what does not add up in it.

    by: None when the system does it

    Raises PermissionDenied, HasProblems with every problem of the answer, AlreadyTaken for a
    file that has been loaded before, and ValidationError if something is too long.
    """
    _check(by, on=on)
    problems = [*answer.reading.problems, *_impossible(answer)]
    if problems or not answer.reading.observations:
        raise HasProblems(problems)
    take_turn()
    if way == Snapshot.Way.FILE:
        before = Snapshot.objects.defer("raw").filter(digest=answer.digest, way=way).first()
        if before is not None:
            raise AlreadyTaken(before)
    found = deviations(answer.reading.observations, counties=municipalities_by_county())
    snapshot = Snapshot(
        source=answer.source,
        table=answer.table,
        question=dict(answer.question),
        way=way,
        taken_on=on,
        published_on=answer.published_on,
        digest=answer.digest,
        raw=answer.raw,
        file_name=answer.file_name,
        licence=answer.licence,
        attribution=answer.attribution,
        note=sentences([note, *answer.notes, *notes_of(answer.reading.observations)]),
        deviations=[each.stored for each in found],
    )
    snapshot.full_clean()
    snapshot.save()
    rows = [_figure(snapshot, each) for each in answer.reading.observations]
    ReferenceFigure.objects.bulk_create(rows, batch_size=BATCH)
    record(
        "snapshot_taken",
        by=by,
        target=str(snapshot),
        snapshot=snapshot.pk,
        digest=snapshot.digest,
        figures=len(rows),
        warnings=len(snapshot.warnings),
    )
    return snapshot


@transaction.atomic
def pin_snapshot(
    *, snapshot: Snapshot, used_for: str, by: User | None, on: date, digest: str = ""
) -> SnapshotUse:
    """Write down that a snapshot is used for something, so that it stays; once per use.

    used_for: what, in words: «Kommunernas fördelningsnyckel 2027, Sydnärke»
    digest:   of the snapshot that was looked at, if one wants to be sure that it is the same

    Whoever calls this has checked that the user may do what it is used for.
    Raises NotTheSame, and ValidationError.
    """
    take_turn()
    kept = Snapshot.objects.defer("raw").get(pk=snapshot.pk)
    if digest and kept.digest != digest:
        raise NotTheSame(f"uttag {kept.pk} har en annan kontrollsumma.")
    before = SnapshotUse.objects.filter(snapshot=kept, used_for=used_for).first()
    if before is not None:
        return before
    use = SnapshotUse(
        snapshot=kept,
        digest=kept.digest,
        used_for=used_for,
        used_by=by.get_username() if by else "samsyn",
        used_on=on,
    )
    use.full_clean()
    use.save()
    record("snapshot_pinned", by=by, target=str(kept), snapshot=kept.pk, used_for=used_for)
    return use


@transaction.atomic
def delete_snapshot(*, snapshot: Snapshot, reason: str, by: User | None, on: date) -> None:
    """Delete a snapshot that nothing is using; its digest stays in the event.

    Raises PermissionDenied, InUse, and ValidationError without a reason.
    """
    _check(by, on=on)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValidationError("Skriv varför uttaget tas bort.")
    take_turn()
    uses = list(snapshot.uses.values_list("used_for", flat=True))
    if uses:
        raise InUse(f"Uttaget används till {', '.join(uses[:3])} och kan inte tas bort.")
    words, number, digest = str(snapshot), snapshot.pk, snapshot.digest
    try:
        snapshot.delete()
    except ProtectedError:
        raise InUse("Uttaget används i ett beslut och kan inte tas bort.") from None
    record(
        "snapshot_deleted", by=by, target=words, snapshot=number, digest=digest,
        reason=reason.strip(),
    )  # fmt: skip


@transaction.atomic
def keep_file(
    *, content: bytes, file_name: str, details: dict[str, Any], by: User, on: date
) -> WaitingFile:
    """Keep a file while its preview is looked at; the user's file before it is let go.

    Raises PermissionDenied, and ValidationError if a text is too long.
    """
    _check(by, on=on)
    WaitingFile.objects.filter(handed_in_by=by.get_username()).delete()
    waiting = WaitingFile(
        file_name=file_name[-200:],
        raw=content,
        details=details,
        handed_in_by=by.get_username(),
        handed_in_on=on,
    )
    waiting.full_clean()
    waiting.save()
    record("file_handed_in", by=by, target=waiting.file_name)
    return waiting


@transaction.atomic
def drop_file(*, waiting: WaitingFile, by: User, on: date) -> None:
    """Let go of a file that is not to become a snapshot, or that has become one."""
    _check(by, on=on)
    name = waiting.file_name
    waiting.delete()
    record("file_dropped", by=by, target=name)


def notes_of(observations: Iterable[Observation]) -> list[str]:
    """Return what a reader must know of an answer, in sentences."""
    told = list(observations)
    notes = []
    rule = cell_key()
    if any(
        measures()[each.measure].has_cell_key and each.on >= rule.in_force_from for each in told
    ):
        notes.append(
            "SCB lägger från och med 2025 till eller drar ifrån ett litet slumpmässigt heltal i "
            "varje tal, också i summor, för att ingen person ska kunna pekas ut. Delarna blir "
            "därför inte alltid summan."
        )
    zeros = doubtful_zeros(told)
    if zeros:
        names = ", ".join(sorted({benefits()[each.benefit].name for each in zeros}))
        notes.append(
            f"{len(zeros)} tal om {names} är 0. Källan skriver 0 också när kommunen inte har "
            "lämnat uppgift."
        )
    return notes


def _check(by: User | None, *, on: date) -> None:
    if by is not None and not may_take(by, on=on):
        raise PermissionDenied


def _impossible(answer: Answer) -> list[Remark]:
    """Return figures that cannot be: negative numbers, and the same figure twice."""
    name = answer.file_name or answer.table
    negative = [each for each in answer.reading.observations if (each.value or 0) < 0]
    found = [
        Remark("negativ", name, None, "value", _words(each), "ett tal som inte är negativt",
                "Kontrollera källan.")
        for each in negative
    ]  # fmt: skip
    already = any(problem.code == "dubblett" for problem in answer.reading.problems)
    twice = [] if already else list(doubled(answer.reading.observations))
    return found + [
        Remark("dubblett", name, None, "", _words(each), "en siffra per område, dag, kön och "
                "ålder", "Fråga om färre variabler.")
        for each in twice
    ]  # fmt: skip


def _words(each: Observation) -> str:
    return f"{each.area}, {each.on}, {each.band.words}: {each.value}"


def _figure(snapshot: Snapshot, each: Observation) -> ReferenceFigure:
    return ReferenceFigure(
        snapshot=snapshot,
        measure=each.measure,
        area=each.area,
        sex=each.sex,
        age_from=each.band.first,
        age_to=each.band.last,
        benefit=each.benefit,
        starts_on=each.starts_on,
        on=each.on,
        value=None if each.value is None else Decimal(each.value),
        missing=each.missing,
        unit=measures()[each.measure].unit,
    )
