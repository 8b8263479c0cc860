"""Nothing small leaves: the first rule, and attacks on it."""

import numpy as np
import pytest
from hypothesis import given, settings

from samsyn.access.permissions import Reach
from samsyn.facts.cube import FIRST_CLOSED, Level
from samsyn.indicators.calculate import calculate
from samsyn.indicators.definitions import SMALLEST_GROUP, catalogue
from samsyn.indicators.publish import PUBLIC, Audience, publish, show_count
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


@settings(max_examples=150)
@given(rows(("closed",), years=(2019,)))
def test_no_hidden_number_follows_from_a_total_and_the_others(rows):
    """The attack of differencing: a total with exactly one hidden part."""
    facts = facts_with(*rows)
    published = publish(calculate(facts, catalogue()["closed"]), PUBLIC)
    for at in range(len(facts.years)):
        hidden = {unit.key: published.hidden[i, at] for i, unit in enumerate(facts.units)}
        families = {
            "lan:99": [u.key for u in facts.units if u.level is Level.ASSOCIATION],
            "soder": ["kommun:9901", "kommun:9902"],
        }
        for whole, parts in families.items():
            if not hidden[whole]:
                assert sum(hidden[part] for part in parts) != 1


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
