import pytest

from samsyn.facts.cube import Note
from samsyn.indicators.comparison import compare, years_with_values
from samsyn.indicators.definitions import catalogue
from samsyn.indicators.publish import PUBLIC
from samsyn.statistics.verdict import Verdict
from tests.indicators.invented import EAST, NORTH, SOUTH, fact, facts_with


def exits(*numbers):
    rows = []
    for unit, (good, closed) in zip((NORTH, SOUTH, EAST), numbers, strict=True):
        rows += [
            fact("positive_exits", unit, 2019, good),
            fact("closed", unit, 2019, closed),
        ]
    return rows


def compared(*rows, id="positive_of_exits", notes=(), units=None):
    facts = facts_with(*rows, notes=notes)
    return compare(facts, catalogue()[id], 2019, audience=PUBLIC, units=units)


def test_units_are_judged_against_the_county_whatever_units_are_shown():
    rows = exits((29, 34), (37, 107), (71, 129))

    every = compared(*rows)
    one = compared(*rows, units=["norr"])

    assert one.centre == every.centre
    assert one.rows[0].judgement == every.rows[0].judgement


def test_units_stand_in_the_order_of_the_facts_never_ranked():
    comparison = compared(
        *exits((29, 34), (37, 107), (71, 129)), units=["oster", "norr", "soder"]
    )

    assert [row.unit.key for row in comparison.rows] == ["norr", "soder", "oster"]


def test_few_people_cannot_be_judged():
    comparison = compared(*exits((4, 6), (50, 107), (60, 129)))

    assert comparison.rows[0].judgement.verdict is Verdict.CANNOT_BE_JUDGED


def test_an_uncertain_source_that_turns_the_verdict_cannot_be_judged():
    rows = exits((20, 40), (50, 100), (50, 100))
    rows[0] = fact("positive_exits", NORTH, 2019, 20, low=20, high=38)

    comparison = compared(*rows)

    assert comparison.rows[0].is_uncertain
    assert comparison.rows[0].judgement.verdict is Verdict.CANNOT_BE_JUDGED


def test_more_people_for_the_money_is_a_lower_cost():
    rows = [
        *[fact("reception_cost", unit, 2019, 0) for unit in (NORTH, SOUTH, EAST)],
        *[fact("coaching_cost", unit, 2019, 300_000_000) for unit in (NORTH, SOUTH, EAST)],
        fact("closed", NORTH, 2019, 90),
        fact("closed", SOUTH, 2019, 40),
        fact("closed", EAST, 2019, 38),
    ]

    comparison = compared(*rows, id="cost_per_exit")

    assert comparison.rows[0].judgement.verdict is Verdict.LOWER
    assert comparison.rows[0].value == pytest.approx(3_000_000 / 90)


def test_associations_that_count_apart_are_told():
    notes = [
        Note("exit_aim", "norr", 2018, "work", "Vad avsluten siktar mot", "Arbete.", "n"),
        Note("exit_aim", "soder", 2018, "ready", "Vad avsluten siktar mot", "Redo.", "s"),
    ]

    comparison = compared(*exits((29, 34), (37, 107), (71, 129)), notes=notes)

    (difference,) = comparison.differences
    assert difference.choices == (
        (("Norr",), "Arbete."),
        (("Söder",), "Redo."),
        (("Öster",), ""),
    )


def test_a_later_way_of_counting_does_not_concern_an_earlier_year():
    notes = [
        Note("exit_aim", "norr", 2025, "work", "Vad avsluten siktar mot", "Arbete.", "n"),
    ]

    assert compared(*exits((29, 34), (37, 107), (71, 129)), notes=notes).differences == ()


def test_a_missing_figure_is_missing_not_zero():
    comparison = compared(*exits((29, 34), (37, 107), (71, 129))[1:])

    row = comparison.rows[0]
    assert (row.numerator, row.value, row.judgement) == (None, None, None)


def test_unknown_units_and_years_are_refused():
    rows = exits((29, 34), (37, 107), (71, 129))

    with pytest.raises(KeyError):
        compared(*rows, units=["vaster"])
    with pytest.raises(KeyError):
        compared(*rows, units=["lan:99"])
    with pytest.raises(KeyError):
        compare(facts_with(*rows), catalogue()["closed"], 1999, audience=PUBLIC)


def test_years_are_those_with_any_value():
    facts = facts_with(fact("closed", NORTH, 2019, 10), fact("equity", NORTH, 2021, 10))

    assert years_with_values(facts, catalogue()["closed"]) == [2019]
