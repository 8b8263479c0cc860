"""Published outcome beside what is booked: where the finding speaks, and where it is silent."""

import pytest

from samsyn.facts.amounts import BOOKED
from samsyn.quality.ledger_checks import check_ledger
from tests.quality.invented import amount, book

WHOLE = amount("publicerat", 100, category="individual")


def booked(value, *, category="individual", key="bokfort", **rest):
    return amount(key, value, category=category, stage=BOOKED, **rest)


def faults_of(*entries):
    return list(check_ledger(book(*entries)))


@pytest.mark.parametrize(
    ("published", "in_ledger"),
    [
        ([WHOLE], [booked(101)]),
        ([WHOLE], [booked(90, category="individual.coaching")]),
        ([amount("del", 100, category="individual.coaching")], [booked(101)]),
        ([amount("ek", 100, category="equity")], [booked(101, category="equity")]),
        ([WHOLE], [booked(100, category="structural")]),
        ([amount("ungefar", 100, category="individual", low=99, high=101)], [booked(102)]),
    ],
)
def test_published_outcome_that_is_not_what_is_booked_is_found(published, in_ledger):
    found = faults_of(*published, *in_ledger)

    assert [fault.rule for fault in found] == ["published_not_booked"]
    assert (found[0].association, found[0].year) == ("norr", 2019)


@pytest.mark.parametrize(
    ("published", "in_ledger"),
    [
        ([WHOLE], []),
        ([WHOLE], [booked(100)]),
        ([WHOLE], [booked(60), booked(40, category="individual.coaching", key="annat")]),
        ([WHOLE, amount("del", 60, category="individual.coaching")], [booked(100)]),
        ([amount("ungefar", 100, category="individual", low=99, high=101)], [booked(101)]),
        ([amount("budget", 100, category="individual", stage="budget")], [booked(101)]),
        ([amount("beviljat", 100, category="external_granted")], [booked(1)]),
        ([amount("ek", 100, category="equity")], [booked(1)]),
        ([amount("i fjol", 100, category="individual", year=2018)], [booked(101)]),
        ([amount("andra", 100, category="individual", association="soder")], [booked(101)]),
        ([], [booked(101)]),
    ],
)
def test_nothing_is_said_of_what_agrees_or_cannot_be_compared(published, in_ledger):
    assert faults_of(*published, *in_ledger) == []


def test_the_finding_says_both_amounts_and_their_difference():
    (found,) = faults_of(WHOLE, booked(130))

    assert found.figures == ("publicerat",)
    assert "130" in found.follows
    assert "30" in found.follows.split("skillnaden är")[1]
