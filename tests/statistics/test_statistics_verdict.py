"""Verdicts: what is said, by which rule, and when nothing can be said."""

import math
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.statistics import (
    InvalidCentre,
    InvalidCounts,
    InvalidRange,
    Verdict,
    judge_amount,
    judge_rate,
    judge_rate_within,
    judge_share,
    judge_share_within,
    smallest_detectable_difference,
)

CENTRE = 137 / 270
SPACE = "\u00a0"
MINUS = "\u2212"


def plain(judgement):
    return judgement.rule.replace(SPACE, " ").replace(MINUS, "-")


def test_verdicts_have_swedish_names():
    assert [verdict.sv for verdict in Verdict] == [
        "högre",
        "lägre",
        "ingen säker skillnad",
        "kan inte avgöras",
    ]


def test_the_rule_of_a_share_tells_its_numbers():
    assert plain(judge_share(29, 34, CENTRE)) == (
        "29 av 34 är 85,3 %. Jämförelsevärdet är 50,7 %. Slumpen ger mellan 33,9 % och 67,5 % "
        "i omkring 95 fall av 100 när antalet är 34. 85,3 % ligger över de gränserna, också "
        "utanför gränserna för 998 fall av 1 000 (24,2 % till 77,2 %). För att synas i 8 fall "
        "av 10 behöver det sanna värdet ligga minst 21,8 procentenheter från jämförelsevärdet."
    )


def test_the_rule_of_a_rate_tells_its_numbers():
    assert plain(judge_rate(35, 1000, 0.02)) == (
        "Antalet är 35. Det väntade antalet är 20,0, det vill säga jämförelsevärdet gånger "
        "underlaget. Slumpen ger mellan 12 och 29 i omkring 95 fall av 100. 35 ligger över de "
        "gränserna, men inom gränserna för 998 fall av 1 000 (8 till 35). För att synas i 8 "
        "fall av 10 behöver det sanna värdet ligga minst 11,0 från det väntade antalet."
    )


def test_the_rule_of_an_amount_says_that_no_chance_is_involved():
    judgement = judge_amount(Decimal("27114.50"), 25_000, low=27_000, high=27_200)

    assert judgement.verdict is Verdict.HIGHER
    assert judgement.smallest_difference is None
    assert not judgement.beyond
    assert plain(judgement) == (
        "27 114,50 kr är ett fullständigt värde, inte ett stickprov. Ingen slump är inräknad. "
        "Med avrundning och känd osäkerhet ligger det mellan 27 000 kr och 27 200 kr. Allt det "
        "ligger över jämförelsevärdet 25 000 kr."
    )


def test_too_few_cannot_be_judged():
    judgement = judge_share(9, 9, 0.2)

    assert judgement.verdict is Verdict.CANNOT_BE_JUDGED
    assert "antalet är 9 och regeln kräver minst 10" in plain(judgement)
    assert judge_share(9, 9, 0.2, minimum_trials=9).verdict is Verdict.HIGHER
    assert judge_share(0, 0, 0.2, minimum_trials=0).verdict is Verdict.CANNOT_BE_JUDGED
    assert judge_share(0, 0, 0.2).smallest_difference is None


@pytest.mark.parametrize("centre", [0, 1])
def test_a_centre_without_chance_cannot_be_compared_with(centre):
    assert judge_share(5, 40, centre).verdict is Verdict.CANNOT_BE_JUDGED
    assert judge_share_within((5, 6), (40, 41), centre).verdict is Verdict.CANNOT_BE_JUDGED


def test_a_group_in_which_no_difference_can_show_says_so():
    judgement = judge_share(1, 2, 0.5, minimum_trials=1)

    assert judgement.smallest_difference is None
    assert "Ingen skillnad hade kunnat synas säkert" in plain(judgement)


def test_over_dispersion_is_told():
    usual, wide = judge_share(35, 100, 0.5), judge_share(35, 100, 0.5, overdispersion=3.0)

    assert (usual.verdict, wide.verdict) == (Verdict.LOWER, Verdict.NO_CERTAIN_DIFFERENCE)
    assert "variansen är 3,0 gånger större" in plain(wide)
    assert "vidgade" not in plain(usual)
    assert "10,2 och 31,0" in plain(judge_rate(5, 1000, 0.02, overdispersion=1.5))


def test_the_smallest_difference_is_that_of_the_size():
    assert judge_share(47, 81, CENTRE).smallest_difference == pytest.approx(
        smallest_detectable_difference(81, CENTRE)
    )


@given(st.integers(10, 300), st.floats(0.05, 0.95))
def test_a_verdict_only_rises_with_successes(n, centre):
    order = [Verdict.LOWER, Verdict.NO_CERTAIN_DIFFERENCE, Verdict.HIGHER]
    places = [
        order.index(judge_share(x, n, centre).verdict) for x in range(0, n + 1, max(1, n // 8))
    ]

    assert places == sorted(places)


@given(st.integers(10, 300), st.floats(0.05, 0.95), st.data())
def test_what_is_beyond_is_also_outside(n, centre, data):
    judgement = judge_share(data.draw(st.integers(0, n)), n, centre)

    if judgement.beyond:
        assert judgement.verdict in (Verdict.HIGHER, Verdict.LOWER)


@pytest.mark.parametrize(
    ("successes", "trials", "centre"), [(3, 2, 0.5), (-1, 20, 0.5), ([1, 2], [20, 20], 0.5)]
)
def test_refuses_counts_that_cannot_be(successes, trials, centre):
    with pytest.raises(InvalidCounts):
        judge_share(successes, trials, centre)


def test_refuses_a_centre_that_is_none():
    with pytest.raises(InvalidCentre):
        judge_share(1, 20, 1.5)
    with pytest.raises(InvalidCentre):
        judge_rate(1, 20, -1)


counts_within = st.tuples(
    st.integers(0, 40), st.integers(0, 10), st.integers(8, 45), st.integers(0, 8)
).filter(lambda four: four[0] <= four[2] + four[3])


@pytest.mark.slow
@given(counts_within, st.floats(0.05, 0.95))
def test_a_range_agrees_with_judging_every_possible_pair(four, centre):
    fewest, more, smallest, larger = four
    successes, trials = (fewest, fewest + more), (smallest, smallest + larger)
    every = [
        judge_share(x, n, centre)
        for n in range(trials[0], trials[1] + 1)
        for x in range(successes[0], successes[1] + 1)
        if x <= n
    ]

    judgement = judge_share_within(successes, trials, centre)

    verdicts = {each.verdict for each in every}
    expected = verdicts.pop() if len(verdicts) == 1 else Verdict.CANNOT_BE_JUDGED
    assert judgement.verdict is expected
    if expected is not Verdict.CANNOT_BE_JUDGED:
        assert judgement.beyond == all(each.beyond for each in every)


def test_certain_counts_within_a_range_are_judged_as_such():
    assert judge_share_within((29, 29), (34, 34), CENTRE) == judge_share(29, 34, CENTRE)
    assert judge_rate_within((35, 35), (1000, 1000), 0.02) == judge_rate(35, 1000, 0.02)


def test_a_range_that_turns_the_verdict_says_how():
    judgement = judge_share_within((20, 30), (34, 34), CENTRE)

    assert judgement.verdict is Verdict.CANNOT_BE_JUDGED
    assert "mellan 20 och 30 av 34" in plain(judgement)
    assert "20 av 34 ger ingen säker skillnad, 30 av 34 ger högre" in plain(judgement)


def test_a_range_that_does_not_turn_the_verdict_says_so():
    judgement = judge_share_within((28, 30), (33, 35), CENTRE)

    assert judgement.verdict is Verdict.HIGHER
    assert "Omdömet är högre i alla fallen" in plain(judgement)


def test_a_range_of_too_few_says_so_once():
    judgement = judge_share_within((2, 3), (7, 8), CENTRE)

    assert judgement.verdict is Verdict.CANNOT_BE_JUDGED
    assert "i alla fallen" not in plain(judgement)
    assert "regeln kräver minst 10" in plain(judgement)


@pytest.mark.parametrize(
    ("successes", "trials"), [((5, 4), (10, 10)), ((1, 2), (9, 8)), ((9, 9), (5, 6))]
)
def test_refuses_a_range_that_is_none(successes, trials):
    with pytest.raises(InvalidRange):
        judge_share_within(successes, trials, 0.5)


def test_a_rate_is_judged_by_what_was_expected_not_by_what_was_seen():
    assert judge_rate(0, 1000, 0.02).verdict is Verdict.LOWER
    assert judge_rate(0, 1000, 0.02).beyond
    assert judge_rate(3, 100, 0.02).verdict is Verdict.CANNOT_BE_JUDGED
    assert judge_rate(3, 0, 0.02, minimum_count=0).verdict is Verdict.CANNOT_BE_JUDGED
    assert "det väntade antalet är 2,0" in plain(judge_rate(3, 100, 0.02))


def test_a_rate_within_ranges():
    assert judge_rate_within((35, 40), (900, 1000), 0.02).verdict is Verdict.HIGHER
    turning = judge_rate_within((25, 40), (900, 1000), 0.02)
    assert turning.verdict is Verdict.CANNOT_BE_JUDGED
    assert "mellan 25 och 40 på underlaget 900 till 1 000" in plain(turning)
    with pytest.raises(InvalidRange):
        judge_rate_within((1, 2), (2, 1), 0.02)


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [
        (10, 10, 10, Verdict.HIGHER),
        (8, 8, 8, Verdict.LOWER),
        (9, 9, 9, Verdict.NO_CERTAIN_DIFFERENCE),
        (10, 9, 11, Verdict.NO_CERTAIN_DIFFERENCE),
        (10, Decimal("9.01"), 11, Verdict.HIGHER),
        (8, 7, Fraction(899, 100), Verdict.LOWER),
        (8, 7, 9.5, Verdict.NO_CERTAIN_DIFFERENCE),
        (8, None, 9, Verdict.CANNOT_BE_JUDGED),
    ],
)
def test_an_amount_is_judged_by_its_range_alone(value, low, high, verdict):
    judgement = judge_amount(value, 9, low=low, high=high, unit="kr per deltagare")

    assert judgement.verdict is verdict
    assert "kr per deltagare" in plain(judgement)


@pytest.mark.parametrize("value", [math.nan, math.inf, Decimal("NaN"), None, "x"])
def test_refuses_what_is_not_an_amount(value):
    with pytest.raises(InvalidCounts, match="an amount must be"):
        judge_amount(value, 9, low=1, high=2)


def test_refuses_a_value_outside_its_own_range():
    with pytest.raises(InvalidRange, match="within its range"):
        judge_amount(10, 9, low=11, high=12)


@pytest.mark.slow
def test_the_room_is_imported_without_waiting_for_scipy():
    """Start-up time is felt in every command; SciPy is loaded at first use."""
    code = "import sys, samsyn.statistics; sys.exit('scipy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
