"""Snapshots: taken once, never changed, kept when used, and read by day."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from samsyn.access.models import Event
from samsyn.official_statistics import services
from samsyn.official_statistics.models import ReferenceFigure, Snapshot, WaitingFile
from samsyn.official_statistics.selectors import (
    BandsDoNotFit,
    NoFigures,
    difference_between,
    figures_of,
    figures_on,
    inhabitants_for_key,
    is_whole,
    newest_figures,
    population,
    snapshots,
    waiting_file_for,
)
from samsyn.official_statistics.services import (
    AlreadyTaken,
    HasProblems,
    InUse,
    NotTheSame,
    delete_snapshot,
    drop_file,
    keep_file,
    pin_snapshot,
    take_snapshot,
)
from tests.official_statistics.conftest import DAY

LAXA, ASKERSUND = "kommun:1860", "kommun:1882"
BANDS = ("0-15", "16-24", "25-44", "45-64", "65-")


def test_an_answer_becomes_a_snapshot_with_its_digest_and_an_event(taken):
    snapshot = taken("1860;2023;;;;5612", "1882;2023;;;;11346")

    assert is_whole(snapshot)
    assert snapshot.pin == f"{snapshot.pk}:{snapshot.digest}"
    assert snapshot.raw.startswith(b"area;on")
    assert {f.value for f in figures_of(snapshot)} == {Decimal(5612), Decimal(11346)}
    event = Event.objects.get()
    assert (event.kind, event.details["figures"]) == ("snapshot_taken", 2)
    assert event.details["digest"] == snapshot.digest


def test_what_is_stored_comes_back_exactly(taken):
    snapshot = taken(
        "1860;2023;kvinnor;16-64;;27.12345678", "1882;2023;;16-64;;..", "1881;2023;;65-;;0",
        measure="ill_health_days",
    )  # fmt: skip

    found = [figure.observation for figure in figures_of(snapshot).order_by("id")]

    assert [(o.sex, o.band.code, o.value, o.missing) for o in found] == [
        ("women", "16-64", Decimal("27.12345678"), ""),
        ("all", "16-64", None, ".."),
        ("all", "65-", Decimal(0), ""),
    ]


def test_nothing_is_stored_of_an_answer_with_problems(answer_of, db):
    with pytest.raises(HasProblems) as stop:
        take_snapshot(answer=answer_of("1860;2023;;;;fem"), way="file", by=None, on=DAY)

    assert [p.column for p in stop.value.problems] == ["value"]
    assert not Snapshot.objects.exists()
    assert not Event.objects.exists()


def test_a_negative_number_of_people_is_refused(answer_of, db):
    with pytest.raises(HasProblems) as stop:
        take_snapshot(answer=answer_of("1860;2023;;;;-5"), way="file", by=None, on=DAY)

    assert [p.code for p in stop.value.problems] == ["negativ"]


def test_nothing_is_stored_when_the_event_fails(answer_of, db, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("händelsen")

    monkeypatch.setattr(services, "record", fail)

    with pytest.raises(RuntimeError), transaction.atomic():
        take_snapshot(answer=answer_of("1860;2023;;;;1"), way="file", by=None, on=DAY)

    assert not Snapshot.objects.exists()
    assert not ReferenceFigure.objects.exists()


def test_the_same_file_is_taken_once(taken):
    first = taken("1860;2023;;;;5612", way="file")

    with pytest.raises(AlreadyTaken) as stop:
        taken("1860;2023;;;;5612", way="file", on=date(2026, 5, 1))

    assert stop.value.snapshot == first


def test_a_fetch_that_says_the_same_is_still_a_snapshot_of_its_own(taken):
    taken("1860;2023;;;;5612")
    taken("1860;2023;;;;5612", on=date(2026, 5, 1))

    assert Snapshot.objects.count() == 2


def test_only_those_who_load_figures_take_snapshots(taken, controller, manager, reader):
    assert taken("1860;2023;;;;1", by=controller)
    for user in (manager, reader):
        with pytest.raises(PermissionDenied):
            taken("1860;2023;;;;2", by=user)


def test_parts_that_are_a_little_off_are_noted_and_far_off_are_warned_of(taken):
    near = taken("1860;2025;;;;5612", "1860;2025;kvinnor;;;2720", "1860;2025;män;;;2894")
    far = taken("1860;2023;;;;5612", "1860;2023;kvinnor;;;2720", "1860;2023;män;;;2894")

    assert "slumpmässigt heltal" in near.note
    assert (len(near.deviations), near.warnings) == (1, [])
    assert "slumpmässigt" not in far.note
    assert [each["difference"] for each in far.warnings] == ["2"]


def test_a_doubtful_zero_is_noted(taken):
    snapshot = taken("1860;2023M12;;;ekonomiskt bistånd;0", measure="full_year_equivalents")

    assert "skriver 0 också när kommunen inte har lämnat uppgift" in snapshot.note


def test_a_figure_comes_from_the_newest_snapshot_of_the_latest_day(taken):
    taken("1860;2022;;;;5580", "1860;2023;;;;5600", on=date(2025, 2, 1))
    newest = taken("1860;2023;;;;5612", on=date(2025, 6, 1))

    found = figures_on("population", [LAXA, ASKERSUND], date(2024, 6, 30))

    assert list(found) == [LAXA]
    assert (found[LAXA].value, found[LAXA].snapshot.digest) == (5612, newest.digest)
    assert figures_on("population", [LAXA], date(2022, 12, 31))[LAXA].value == 5580
    assert figures_on("population", [LAXA], date(2022, 12, 30)) == {}


def test_what_was_known_then_stays_what_it_was(taken):
    taken("1860;2023;;;;5600", on=date(2025, 2, 1))
    taken("1860;2023;;;;5612", on=date(2025, 6, 1))

    found = figures_on("population", [LAXA], DAY, known_on=date(2025, 5, 31))

    assert found[LAXA].value == 5600


def test_figures_are_asked_for_by_sex_ages_and_benefit(taken):
    taken("1860;2023;kvinnor;16-64;;1500", "1860;2023;;;;5612")
    taken("1860;2023M12;;;sjukpenning;91", measure="full_year_equivalents")

    women = figures_on("population", [LAXA], DAY, sex="women", ages="16-64")
    sick = figures_on("full_year_equivalents", [LAXA], DAY, benefit="sickness_benefit")

    assert women[LAXA].value == 1500
    assert (sick[LAXA].value, sick[LAXA].band.code) == (91, "20-64")


def test_ages_are_put_together_of_bands_that_fit_exactly(taken):
    values = dict(zip(BANDS, (800, 500, 1200, 1400, 1700), strict=True))
    taken(*[f"1860;2023;;{ages};;{value}" for ages, value in values.items()])

    found = population(LAXA, "16-64", date(2024, 1, 1))

    assert found.value == 3100
    assert [each.code for each in found.bands] == ["16-24", "25-44", "45-64"]
    assert population(LAXA, "all", DAY).value == sum(values.values())


def test_bands_that_cut_through_the_ages_are_named(taken):
    taken("1860;2023;;15-19;;300", "1860;2023;;20-64;;3000")

    with pytest.raises(BandsDoNotFit, match="räcker inte till 16–64 år: 15–19 år går över"):
        population(LAXA, "16-64", DAY)


def test_an_unknown_part_makes_no_sum(taken):
    taken("1860;2023;;16-24;;..", "1860;2023;;25-64;;3000")

    with pytest.raises(BandsDoNotFit, match="saknas i källan"):
        population(LAXA, "16-64", DAY)
    with pytest.raises(NoFigures):
        population(ASKERSUND, "16-64", DAY)


def test_a_key_takes_all_its_inhabitants_of_one_day_from_one_snapshot(taken):
    older = taken("1860;2022;;;;5580", "1882;2022;;;;11300", "1860;2023;;;;5600")
    taken("1860;2023;;;;5612", on=date(2026, 3, 2))

    found = inhabitants_for_key(["1882", "1860"], DAY)

    assert found.numbers == {"1882": 11300, "1860": 5580}
    assert list(found.numbers) == ["1882", "1860"]
    assert (found.on, found.snapshot, found.pin) == (date(2022, 12, 31), older, older.pin)
    assert found.source == "Källa: SCB, uttag 2026-03-01"


def test_a_key_without_snapshots_takes_the_registers_own_figures(county):
    found = inhabitants_for_key(["1860", "1882"], date(2019, 12, 31))

    assert found.snapshot is None
    assert found.document.key == "genomlysning-2020" or found.document.key
    assert found.on == date(2019, 12, 31)
    assert found.pin == ""
    assert str(found.document) == found.source


def test_a_key_says_whose_inhabitants_are_lacking(taken):
    taken("1860;2023;;;;5612")

    with pytest.raises(NoFigures, match="saknas för 1882"):
        inhabitants_for_key(["1860", "1882"], DAY)


def test_a_used_snapshot_stays(taken):
    snapshot = taken("1860;2023;;;;5612")

    use = pin_snapshot(
        snapshot=snapshot, used_for="Kommunernas nyckel 2027", by=None, on=DAY,
        digest=snapshot.digest,
    )  # fmt: skip
    again = pin_snapshot(snapshot=snapshot, used_for="Kommunernas nyckel 2027", by=None, on=DAY)

    assert use == again
    assert use.digest == snapshot.digest
    with pytest.raises(InUse, match="Kommunernas nyckel 2027"):
        delete_snapshot(snapshot=snapshot, reason="Läst av misstag.", by=None, on=DAY)
    assert Snapshot.objects.exists()


def test_a_snapshot_is_pinned_only_if_it_is_the_one_that_was_looked_at(taken):
    snapshot = taken("1860;2023;;;;5612")

    with pytest.raises(NotTheSame):
        pin_snapshot(snapshot=snapshot, used_for="Nyckel", by=None, on=DAY, digest="0" * 64)


def test_an_unused_snapshot_is_deleted_with_a_reason_that_stays(taken, controller, reader):
    snapshot = taken("1860;2023;;;;5612")
    digest = snapshot.digest

    with pytest.raises(PermissionDenied):
        delete_snapshot(snapshot=snapshot, reason="Läst av misstag.", by=reader, on=DAY)
    with pytest.raises(ValidationError):
        delete_snapshot(snapshot=snapshot, reason="fel", by=controller, on=DAY)
    delete_snapshot(snapshot=snapshot, reason="Läst av misstag.", by=controller, on=DAY)

    assert not Snapshot.objects.exists()
    assert not ReferenceFigure.objects.exists()
    event = Event.objects.order_by("-number").first()
    assert (event.kind, event.details["digest"]) == ("snapshot_deleted", digest)


def test_an_answer_that_has_been_tampered_with_shows(taken):
    snapshot = taken("1860;2023;;;;5612")
    snapshot.raw = snapshot.raw.replace(b"5612", b"9999")

    assert not is_whole(snapshot)


def test_two_snapshots_are_compared(taken):
    before = taken("1860;2023;;;;5600", "1882;2023;;;;11346")
    after = taken("1860;2023;;;;5612", "1882;2023;;;;11346")

    found, alike = difference_between(before, after)

    assert ([(d.any.area, d.change) for d in found], alike) == ([(LAXA, 12)], 1)


def test_the_newest_word_on_every_figure_is_listed(taken):
    taken("1860;2022;;;;5580", "1860;2023;;;;5600")
    taken("1860;2023;;;;5612", on=date(2026, 3, 2))

    assert [f.value for f in newest_figures(measure="population")] == [5612, 5580]
    assert [f.value for f in newest_figures(year=2022)] == [5580]
    assert newest_figures(areas=["riket"]) == []
    assert [s.number for s in snapshots()] == [1, 2]


def test_a_file_waits_for_the_one_who_handed_it_in(controller, manager):
    def hand_in(content):
        return keep_file(
            content=content, file_name="fil.csv", details={}, by=controller, on=DAY
        )

    first = hand_in(b"a")
    second = hand_in(b"b")

    assert list(WaitingFile.objects.all()) == [second]
    assert waiting_file_for(controller, second.pk, on=DAY) == second
    assert waiting_file_for(controller, first.pk, on=DAY) is None
    assert waiting_file_for(manager, second.pk, on=DAY) is None
    with pytest.raises(PermissionDenied):
        drop_file(waiting=second, by=manager, on=DAY)
    drop_file(waiting=second, by=controller, on=DAY)
    assert not WaitingFile.objects.exists()
