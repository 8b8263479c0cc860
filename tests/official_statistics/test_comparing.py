"""Bands of age, totals and parts, and what differs between two snapshots."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.official_statistics.comparing import (
    added,
    compared,
    deviations,
    doubtful_zeros,
    tolerance,
)
from samsyn.official_statistics.measures import age_warning, measures
from samsyn.official_statistics.observations import Observation
from samsyn.register.ages import ALL_AGES, Band, Unreadable, band, exactly, nearest_ends
from tests.official_statistics.stored import ages

COUNTY = {"18": ["kommun:1860", "kommun:1882"]}


def seen(
    value, *, area="kommun:1860", year=2025, sex="all", group="all", benefit="", missing=""
):
    number = None if value is None else Decimal(value)
    measure = "full_year_equivalents" if benefit else "population"
    on = date(year, 12, 31)
    return Observation(measure, area, on, None, sex, ages(group), benefit, number, missing)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16-64", Band(16, 64)),
        ("16–64 år", Band(16, 64)),
        ("Samtliga 16-64 år", Band(16, 64)),
        ("45", Band(45, 45)),
        ("45 år", Band(45, 45)),
        ("100+", Band(100)),
        ("100+1", Band(100)),
        ("100+ år", Band(100)),
        ("65-", Band(65)),
        ("65 år och äldre", Band(65)),
        ("tot", ALL_AGES),
        ("TotSA", ALL_AGES),
    ],
)
def test_a_band_is_read_as_people_and_sources_write_it(text, expected):
    assert band(text) == expected


@pytest.mark.parametrize("text", ["64-16", "gammal", "-5", "16-64-70", "999", "1e2", "²"])
def test_what_is_no_band_is_refused(text):
    with pytest.raises(Unreadable):
        band(text)


def test_bands_side_by_side_are_exactly_another():
    county = [Band(0, 15), Band(16, 24), Band(25, 44), Band(45, 64), Band(65), ALL_AGES]

    assert exactly(county, Band(16, 64)) == (Band(16, 24), Band(25, 44), Band(45, 64))
    assert exactly(county, ALL_AGES) == (ALL_AGES,)
    assert exactly(county[:-1], ALL_AGES) == tuple(county[:-1])
    assert exactly(county, Band(20, 64)) is None


def test_bands_of_five_years_do_not_make_16_to_64():
    fives = [Band(first, first + 4) for first in range(0, 95, 5)]

    assert exactly(fives, Band(16, 64)) is None
    assert nearest_ends(fives, Band(16, 64)) == "15–19 år"
    assert exactly(fives, Band(20, 64)) is not None


def every_way(bands, wanted, first):
    """The slow way: every chain of bands from an age to the end."""
    for each in bands:
        if each.first == first and each.last == wanted.last:
            yield (each,)
        if each.first == first and each.last is not None and each.last < wanted.last:
            for rest in every_way(bands, wanted, each.last + 1):
                yield (each, *rest)


@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.integers(0, 4)).map(lambda p: Band(p[0], p[0] + p[1])),
        max_size=8,
        unique=True,
    )
)
def test_the_fewest_bands_are_found_when_there_are_any(bands):
    wanted = Band(2, 7)

    found = exactly(bands, wanted)

    ways = list(every_way(bands, wanted, 2))
    assert (found is None) == (not ways)
    if found:
        assert found in ways
        assert len(found) == min(map(len, ways))


def test_parts_that_are_their_total_are_no_deviation():
    figures = [seen(10), seen(4, sex="women"), seen(6, sex="men")]

    assert deviations(figures, counties={}) == []


def test_a_small_deviation_is_accepted_under_the_cell_key_method_and_noted():
    figures = [seen(5612), seen(2722, sex="women"), seen(2893, sex="men")]

    (found,) = deviations(figures, counties={})

    assert (found.what, found.difference) == ("kvinnor och män", 3)
    assert found.is_accepted
    assert found.reason == "cellnyckelmetoden"


def test_a_large_deviation_is_a_warning_with_the_figures():
    figures = [seen(5612), seen(2722, sex="women"), seen(2993, sex="men")]

    (found,) = deviations(figures, counties={})

    assert not found.is_accepted
    assert (found.stored["total"], found.stored["of_parts"]) == ("5612", "5715")
    assert found.stored["difference"] == "103"


def test_before_the_cell_key_method_one_person_is_too_much():
    figures = [
        seen(10, year=2024),
        seen(4, sex="women", year=2024),
        seen(7, sex="men", year=2024),
    ]

    (found,) = deviations(figures, counties={})

    assert not found.is_accepted


def test_ages_and_municipalities_are_added_up_too():
    figures = [
        seen(100),
        seen(20, group="0-15"),
        seen(60, group="16-64"),
        seen(90, group="65-"),
        seen(500, area="lan:18"),
        seen(100, area="kommun:1882"),
    ]

    found = deviations(figures, counties=COUNTY)

    assert [(d.what, d.area, d.difference) for d in found] == [
        ("åldrar", "kommun:1860", 70),
        ("kommuner", "lan:18", -300),
    ]


def test_nothing_is_said_of_a_total_that_lacks_a_part():
    figures = [
        seen(500, area="lan:18"),
        seen(100),
        seen(10, sex="women"),
        seen(None, area="kommun:1882", missing=".."),
    ]

    assert deviations(figures, counties=COUNTY) == []


def test_benefits_may_miss_their_sum_by_rounding():
    parts = {
        "sickness_benefit": 91, "sickness_activity_compensation": 174, "unemployment": 66,
        "labour_market_programme": 92, "social_assistance": 0, "establishment_benefit": 12,
    }  # fmt: skip
    figures = [seen(value, benefit=name) for name, value in parts.items()]

    (found,) = deviations([*figures, seen(436, benefit="sum")], counties={})
    too_much = deviations([*figures, seen(440, benefit="sum")], counties={})

    assert (found.difference, found.reason, found.is_accepted) == (-1, "avrundning", True)
    assert not too_much[0].is_accepted


def test_a_zero_of_social_assistance_can_mean_that_nobody_answered():
    figures = [seen(0, benefit="social_assistance"), seen(0, benefit="unemployment"), seen(0)]

    assert [each.benefit for each in doubtful_zeros(figures)] == ["social_assistance"]


def test_the_tolerance_grows_with_the_parts_but_slower():
    few = tolerance(measures()["population"], 2025, 3)[0]
    many = tolerance(measures()["population"], 2025, 101)[0]

    assert few < many < few * 101 / 3


def test_a_part_with_nothing_to_report_is_nothing_and_an_unknown_part_is_unknown():
    assert added([seen(3), seen(None, missing="-")]) == 3
    assert added([seen(3), seen(None, missing="..")]) is None


def test_two_snapshots_are_compared_figure_by_figure():
    before = [seen(10), seen(4, sex="women"), seen(1, group="65-")]
    after = [seen(12), seen(4, sex="women"), seen(None, area="riket", missing="..")]

    found, alike = compared(before, after)

    assert alike == 1
    assert [(d.any.area, d.change) for d in found] == [
        ("kommun:1860", 2),
        ("kommun:1860", None),
        ("riket", None),
    ]


@given(st.lists(st.integers(0, 50), max_size=6))
def test_a_snapshot_does_not_differ_from_itself(values):
    figures = [seen(value, area=f"kommun:18{n:02}") for n, value in enumerate(values)]

    assert compared(figures, figures) == ([], len(figures))


def test_measures_of_different_ages_are_told_apart():
    text = age_warning([measures()["ill_health_days"], measures()["full_year_equivalents"]])

    assert "16–64 år: ohälsotal" in text
    assert "20–64 år: helårsekvivalenter" in text
    assert age_warning([measures()["ill_health_days"], measures()["unemployment"]]) == ""


def test_half_a_year_each_is_one_full_year_equivalent():
    """TV36: two persons unemployed for six months each."""
    months_of_each = [6, 6]

    assert "Två personer" in measures()["full_year_equivalents"].definition
    assert sum(Decimal(months) / 12 for months in months_of_each) == 1
