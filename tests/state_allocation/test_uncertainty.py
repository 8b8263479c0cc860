"""Intervals for next year's amount: reproducible, around the model's, and honest about what."""

from fractions import Fraction

from samsyn.state_allocation.model import allocate
from samsyn.state_allocation.nation import invented_nation
from samsyn.state_allocation.uncertainty import Assumptions, amount_intervals
from tests.state_allocation.invented import OWN

TABLE = invented_nation().associations
FEW = Assumptions(scenarios=400)


def test_the_same_question_has_the_same_answer_in_any_order():
    assert amount_intervals(TABLE, OWN, FEW) == amount_intervals(TABLE[::-1], OWN, FEW)


def test_the_spans_lie_around_the_middle_and_within_each_other():
    for found in amount_intervals(TABLE, OWN, FEW).values():
        (low, high), (lowest, highest) = found.end(80), found.end(95)

        assert lowest <= low <= found.middle_ore <= high <= highest


def test_the_models_amount_is_near_the_middle():
    amounts = allocate(TABLE, OWN)

    for key, found in amount_intervals(TABLE, OWN, FEW).items():
        low, high = found.end(95)
        assert low <= amounts[key].grant_ore <= high


def test_without_uncertainty_beyond_chance_the_span_is_narrower():
    sure = Assumptions(Fraction(0), Fraction(0), scenarios=400)

    wide, narrow = (amount_intervals(TABLE, OWN, each)["sydnarke"] for each in (FEW, sure))

    assert wide.end(95)[1] - wide.end(95)[0] > narrow.end(95)[1] - narrow.end(95)[0]


def test_one_who_asks_for_less_has_no_uncertainty():
    found = amount_intervals(TABLE, OWN, FEW)["lekeberg-orebro"]

    assert set(found.ends) == {(80, 400_000_000, 400_000_000), (95, 400_000_000, 400_000_000)}


def test_what_the_interval_assumes_is_said():
    text = " ".join(Assumptions().sentences).replace("\u00a0", " ")

    assert "1 % av befolkningen och 4 % av försörjningsmåttet" in text
    assert "hålls fasta" in text
