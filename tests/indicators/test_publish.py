"""Nothing small leaves: the first rule, and attacks on it."""

import numpy as np
import pytest
from hypothesis import given, settings

from samsyn.access.permissions import Reach
from samsyn.facts.cube import FIRST_CLOSED
from samsyn.indicators import small_groups
from samsyn.indicators.calculate import calculate
from samsyn.indicators.definitions import SMALLEST_GROUP, catalogue
from samsyn.indicators.publish import PUBLIC, Audience, publish, show_count
from samsyn.indicators.small_groups import hidden_people
from tests.indicators.invented import (
    EAST,
    NORTH,
    SOUTH,
    SOUTH_LAND,
    SOUTH_TOWN,
    fact,
    facts_with,
    rows,
)

CLOSED_ATOMS = ("closed", "positive_exits", "participants")
IDS = ("positive_of_exits", "share_closed", "participants", "closed")
OWNER = Audience(Reach(frozenset(), frozenset({"norr"})))


def three(values, *, atom="closed", status="entered"):
    return [
        fact(atom, unit, 2019, value, status=status)
        for unit, value in zip((NORTH, SOUTH, EAST), values, strict=True)
    ]


def shown(facts, id, audience=PUBLIC):
    published = publish(calculate(facts, catalogue()[id]), audience)
    return published, {
        unit.key: published.numbers.value[i, 0] for i, unit in enumerate(facts.units)
    }


def test_a_small_group_is_hidden_from_everyone_else():
    _, values = shown(facts_with(*three([3, 20, 40])), "closed")

    assert np.isnan(values["norr"])


def test_its_owner_sees_it():
    _, values = shown(facts_with(*three([3, 20, 40])), "closed", OWNER)

    assert values["norr"] == 3


def test_what_its_owner_has_published_is_shown():
    _, values = shown(facts_with(*three([3, 20, 40], status="published")), "closed")

    assert values["norr"] == 3


def test_what_follows_from_published_figures_is_shown():
    _, values = shown(facts_with(*three([3, 20, 40], status="derived")), "closed")

    assert values["norr"] == 3


def test_nobody_is_not_a_small_group():
    _, values = shown(facts_with(*three([0, 20, 40])), "closed")

    assert values["norr"] == 0


def test_one_hidden_number_takes_another_with_it():
    """Otherwise the county minus the others would tell it."""
    _, values = shown(facts_with(*three([3, 20, 40])), "closed")

    assert np.isnan(values["soder"])
    assert values["oster"] == 40
    assert values["lan:99"] == 63


def test_when_all_others_are_published_the_total_is_hidden():
    facts = facts_with(
        fact("closed", NORTH, 2019, 3, status="entered"),
        fact("closed", SOUTH, 2019, 20),
        fact("closed", EAST, 2019, 40),
    )

    _, values = shown(facts, "closed")

    assert np.isnan(values["norr"])
    assert np.isnan(values["lan:99"])


def test_a_small_rest_hides_a_share():
    """19 of 20 tells that one did not: the group outside the numerator is small too."""
    facts = facts_with(*three([20, 30, 40]), *three([19, 15, 20], atom="positive_exits"))

    _, values = shown(facts, "positive_of_exits")

    assert np.isnan(values["norr"])


def test_a_part_is_protected_within_its_association():
    facts = facts_with(
        *three([20, 30, 40]),
        fact("closed", SOUTH_TOWN, 2019, 27, status="entered"),
        fact("closed", SOUTH_LAND, 2019, 3, status="entered"),
    )

    _, values = shown(facts, "closed")

    assert np.isnan(values["kommun:9902"])
    assert np.isnan(values["kommun:9901"])
    assert values["soder"] == 30


def test_amounts_are_not_protected():
    facts = facts_with(
        fact("administration_cost", NORTH, 2019, 3, status="entered"),
        fact("contributions", NORTH, 2019, 4, status="entered"),
    )

    _, values = shown(facts, "administration_of_contributions")

    assert values["norr"] == 75


@settings(max_examples=150)
@given(rows(CLOSED_ATOMS, years=(2019,)))
def test_no_closed_small_group_is_ever_shown(rows):
    facts = facts_with(*rows)
    for id in IDS:
        numbers = calculate(facts, catalogue()[id])
        published = publish(numbers, PUBLIC).numbers
        for i in range(len(facts.units)):
            for at in range(len(facts.years)):
                top, bottom = numbers.numerator, numbers.denominator
                status = int(top.status[i, at])
                groups = [int(top.value[i, at])]
                if bottom is not None:
                    status = max(status, int(bottom.status[i, at]))
                    groups += [int(bottom.value[i, at])]
                    groups += [groups[1] - groups[0]]
                small = any(0 < group < SMALLEST_GROUP for group in groups)
                if small and status >= FIRST_CLOSED:
                    assert np.isnan(published.value[i, at])
                    assert published.numerator.value[i, at] == 0


def one(values, *, unit=NORTH, status="entered"):
    return [fact(atom, unit, 2019, value, status=status) for atom, value in values.items()]


def plenty(units=(SOUTH, EAST), **other):
    values = {
        "participants": 100,
        "new": 50,
        "opening": 50,
        "closed": 80,
        "closing": 20,
        "positive_exits": 60,
        "exits_work_or_studies": 30,
        "exits_ready": 30,
    } | other
    return [row for unit in units for row in one(values, unit=unit)]


def seen(facts, atom, unit, audience=PUBLIC):
    """What any indicator shows of an atom, or None."""
    at = facts.position(unit.key)
    for indicator in catalogue().values():
        numbers = publish(calculate(facts, indicator), audience).numbers
        for atoms, series in (
            (indicator.numerator, numbers.numerator),
            (indicator.denominator, numbers.denominator),
        ):
            if atoms == (atom,) and series.known[at, 0]:
                return int(series.value[at, 0])
    return None


def test_one_indicator_does_not_tell_what_another_hides():
    """Positive 20 and ready 18 are shown on pages of their own: 2 went to work."""
    values = {"closed": 40, "positive_exits": 20, "exits_work_or_studies": 2, "exits_ready": 18}
    facts = facts_with(*one(values), *plenty())

    assert seen(facts, "exits_work_or_studies", NORTH) is None
    assert None in (seen(facts, "positive_exits", NORTH), seen(facts, "exits_ready", NORTH))


def test_plain_numbers_do_not_tell_the_rest_of_a_share():
    facts = facts_with(*one({"participants": 40, "closed": 38}), *plenty())

    assert None in (seen(facts, "participants", NORTH), seen(facts, "closed", NORTH))


def test_another_share_does_not_tell_the_rest():
    """38 of 40 exits is hidden; 38 of the participants beside 40 exits told the same."""
    values = {"participants": 60, "closed": 40, "positive_exits": 38}
    facts = facts_with(*one(values), *plenty())

    assert None in (seen(facts, "positive_exits", NORTH), seen(facts, "closed", NORTH))


def test_what_remains_does_not_tell_what_is_closed():
    values = {"participants": 40, "closed": 3, "closing": 37}
    facts = facts_with(*one(values), *plenty())

    assert seen(facts, "closed", NORTH) is None
    assert None in (seen(facts, "participants", NORTH), seen(facts, "closing", NORTH))


def test_a_hidden_association_does_not_follow_from_its_parts():
    facts = facts_with(
        *three([3, 20, 40]),
        fact("closed", SOUTH_TOWN, 2019, 12, status="entered"),
        fact("closed", SOUTH_LAND, 2019, 8, status="entered"),
    )

    assert seen(facts, "closed", SOUTH) is None
    assert None in (seen(facts, "closed", SOUTH_TOWN), seen(facts, "closed", SOUTH_LAND))


def test_what_is_outside_the_parts_is_a_group_too():
    """30 in the association and 27 in its two municipalities: 3 in something else."""
    facts = facts_with(
        *three([20, 30, 40]),
        fact("closed", SOUTH_TOWN, 2019, 17, status="entered"),
        fact("closed", SOUTH_LAND, 2019, 10, status="entered"),
    )

    assert None in [seen(facts, "closed", u) for u in (SOUTH, SOUTH_TOWN, SOUTH_LAND)]


def test_two_who_are_one_each_are_not_told_by_their_sum():
    facts = facts_with(*three([1, 1, 40]))

    hidden, _ = shown(facts, "closed")

    assert hidden.hidden[facts.position("oster"), 0] or hidden.hidden[0, 0]


def test_nobody_protects_nobody():
    facts = facts_with(*three([3, 0, 40]))

    hidden, _ = shown(facts, "closed")

    assert hidden.hidden[facts.position("oster"), 0] or hidden.hidden[0, 0]


def test_open_figures_are_hidden_nowhere_even_beside_small_groups():
    """What their owner has handed out stays, also where it tells of a small group."""
    facts = facts_with(
        fact("closed", NORTH, 2019, 3, status="entered"),
        fact("closed", SOUTH, 2019, 20),
        fact("closed", EAST, 2019, 40),
    )

    assert seen(facts, "closed", SOUTH) == 20
    assert seen(facts, "closed", EAST) == 40


def test_protection_is_decided_once_for_facts_and_audience():
    facts = facts_with(*three([3, 20, 40]))

    first = hidden_people(facts, PUBLIC.small_groups)

    assert hidden_people(facts, PUBLIC.small_groups) is first
    assert not first.flags.writeable


def test_nothing_is_looked_for_where_everything_is_open(monkeypatch):
    monkeypatch.setattr(small_groups, "_Reading", None)

    assert not hidden_people(
        facts_with(*three([3, 20, 40], status="derived")), PUBLIC.small_groups
    ).any()


@pytest.mark.parametrize(
    ("value", "status", "own", "expected"),
    [
        (3, "entered", False, None),
        (3, "delivered", False, None),
        (3, "published", False, 3),
        (3, "entered", True, 3),
        (0, "entered", False, 0),
        (5, "entered", False, 5),
    ],
)
def test_a_single_count_follows_the_same_rule(value, status, own, expected):
    assert show_count(value, status, is_own=own) == expected
