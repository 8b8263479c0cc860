"""From a state amount to every member, by published cases and by what must always hold."""

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.rules import KeyKind, MunicipalKey, Party, kronor_to_ore
from samsyn.rules.key_formula import (
    InvalidFormula,
    KeyFormula,
    WeightedKey,
    divide,
    typed_in,
)
from samsyn.rules.member_amounts import (
    InvalidMembership,
    Keys,
    Members,
    MissingKey,
    amounts_from_state,
    amounts_from_total,
    deviations,
    form_of,
)

DAY = date(2025, 1, 1)
CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("member_amounts.toml").read_text("utf-8")
)


def formula(weights, **terms):
    key = MunicipalKey(KeyKind.FIXED, weights, None, "påhittat")
    return KeyFormula((WeightedKey(Fraction(1), key),), **terms)


def members_and_keys(case):
    outside = frozenset(case.get("outside", ()))
    regions = tuple(key for key in case["regions"] if key not in outside)
    formulas = {
        party: formula(case[side])
        for party, side in (
            (Party.REGIONS, "regions"),
            (Party.MUNICIPALITIES, "municipalities"),
        )
        if case[side]
    }
    return Members(regions, tuple(case["municipalities"]), outside), Keys(formulas)


def by_name(cases):
    return [pytest.param(case, id=case["name"]) for case in cases]


@pytest.mark.parametrize("case", by_name(CASES["case"]))
def test_matches_the_published_cases(case):
    members, keys = members_and_keys(case)

    found = amounts_from_state(kronor_to_ore(case["state"]), members, keys, on=case["on"])

    assert found.parts == {key: kronor_to_ore(kr) for key, kr in case["parts"].items()}
    assert found.total_ore == kronor_to_ore(case["total"])


@pytest.mark.parametrize("case", by_name(CASES["case"]))
def test_the_total_gives_the_same_as_the_state_amount(case):
    members, keys = members_and_keys(case)

    found = amounts_from_total(kronor_to_ore(case["total"]), members, keys, on=case["on"])

    assert sum(found.parts.values()) == kronor_to_ore(case["total"])
    assert found.parts["fk"] == kronor_to_ore(case["state"])


@pytest.mark.parametrize("claim", by_name(CASES["claim"]))
def test_what_a_document_claims_is_reckoned_again(claim):
    before, after = (kronor_to_ore(claim[key]) for key in ("state_before", "state_after"))
    members = Members(("region",), ("kommun",))

    regions = [
        amounts_from_state(ore, members, Keys(), on=DAY).parts["region"]
        for ore in (before, after)
    ]

    if "stated_share" in claim:
        agrees = Fraction(after, before) * 100 == claim["stated_share"]
    else:
        rise = Fraction(after - before, before) * 100
        agrees = (
            regions[1] - regions[0] == kronor_to_ore(claim["stated_region_increase"])
            and rise == claim["stated_percent"]
        )
    assert agrees == claim["agrees"]


@pytest.mark.parametrize("case", by_name(CASES["membership"]))
def test_who_can_form_an_association(case):
    members = Members(
        tuple(case["regions"]), tuple(case["municipalities"]), frozenset(case["outside"])
    )

    if case["form"]:
        assert form_of(members) == case["form"]
    else:
        with pytest.raises(InvalidMembership):
            form_of(members)


def test_an_odd_krona_between_the_parties_is_explained():
    members = Members(("region",), ("kommun",))

    found = amounts_from_state(100_100, members, Keys(), on=DAY)

    assert found.parts == {"fk": 100_100, "region": 50_000, "kommun": 50_100}
    assert found.sentences[0].startswith("1\xa0krona blev över; den gick till kommunerna")


def test_a_shared_part_without_a_key_is_asked_for_or_left_undivided():
    members = Members(("region",), ("A", "B"))

    with pytest.raises(MissingKey, match="kommunerna"):
        amounts_from_state(100, members, Keys(), on=DAY)

    found = amounts_from_state(400, members, Keys(), on=DAY, may_lack_keys=True)
    assert found.undivided == (Party.MUNICIPALITIES,)
    assert found.parts == {"fk": 400, "region": 200}
    assert found.difference_ore == 0


def test_a_key_for_other_members_is_refused():
    members = Members(("region",), ("A", "B"))
    keys = Keys({Party.MUNICIPALITIES: formula({"A": 1, "C": 1})})

    with pytest.raises(MissingKey, match="B, C"):
        amounts_from_state(100, members, keys, on=DAY)


def test_amounts_typed_in_are_told_apart_from_the_quarter_but_not_refused():
    members = Members(("region",), ("A", "B"))
    keys = Keys(typed={Party.MUNICIPALITIES: {"A": 60_000, "B": 45_000}})

    found = amounts_from_state(200_000, members, keys, on=DAY)

    assert found.difference_ore == 5_000
    assert found.sentences == ("Beloppen blir tillsammans 50 kr mer än delen, 1\xa0000 kr.",)
    assert typed_in(100, {"A": 100}).sentences == ()


def test_a_base_amount_and_the_rest_by_inhabitants():
    divided = divide(100_000, formula({"A": 1000, "B": 3000}, base_ore=10_000))

    assert divided.parts == {"A": 30_000, "B": 70_000}
    assert divided.sentences[0].startswith("Varje medlem betalar först 100 kr")


def test_two_keys_are_mixed_by_their_shares():
    need = MunicipalKey(KeyKind.FIXED, {"A": 1, "B": 0}, None, "behov")
    people = MunicipalKey(KeyKind.INHABITANTS, {"A": 1, "B": 1}, None, "invånare")
    mixed = KeyFormula((WeightedKey(Fraction(3, 4), need), WeightedKey(Fraction(1, 4), people)))

    divided = divide(80_000, mixed)

    assert divided.parts == {"A": 70_000, "B": 10_000}
    assert divided.sentences[0].startswith("Nyckeln är sammansatt: 3/4")


def test_nobody_pays_less_than_the_least_amount():
    divided = divide(
        100_000, formula({"A": 1, "B": 9, "C": 90}, minimum_ore=12_000), names={"A": "Alfa"}
    )

    assert divided.parts == {"A": 12_000, "B": 12_000, "C": 76_000}
    assert "Alfa, B" in divided.sentences[0]


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"base_ore": 60_000}, "mer än hela delen"),
        ({"minimum_ore": 60_000}, "mer än hela delen"),
        ({"base_ore": -1}, "negativa"),
    ],
)
def test_a_formula_that_cannot_divide_is_refused(terms, said):
    with pytest.raises(InvalidFormula, match=said):
        divide(100_000, formula({"A": 1, "B": 1}, **terms))


def test_keys_that_do_not_make_a_whole_are_refused():
    key = MunicipalKey(KeyKind.FIXED, {"A": 1}, None, "påhittat")
    other = MunicipalKey(KeyKind.FIXED, {"B": 1}, None, "påhittat")
    empty = MunicipalKey(KeyKind.FIXED, {"A": 0}, None, "påhittat")

    for keys in (
        (WeightedKey(Fraction(1, 2), key),),
        (WeightedKey(Fraction(1, 2), key), WeightedKey(Fraction(1, 2), other)),
        (WeightedKey(Fraction(1), empty),),
        (WeightedKey(Fraction(2), key), WeightedKey(Fraction(-1), key)),
    ):
        with pytest.raises(InvalidFormula):
            KeyFormula(keys)


def test_a_deviation_from_the_shares_is_told_with_its_paragraph():
    amounts = {Party.STATE: 200_000, Party.REGIONS: 100_000, Party.MUNICIPALITIES: 90_000}

    found = deviations(amounts, on=DAY)

    assert {each.party: each.difference_ore for each in found} == {
        Party.STATE: 5_000,
        Party.REGIONS: 2_500,
        Party.MUNICIPALITIES: -7_500,
    }
    assert found[0].source.full_citation == "SFS 2003:1210 5 § i lydelse enligt SFS 2019:914"


def test_rounding_to_kronor_is_no_deviation():
    amounts = {Party.STATE: 200_100, Party.REGIONS: 100_000, Party.MUNICIPALITIES: 100_100}

    assert deviations(amounts, on=DAY) == ()


weights = st.dictionaries(
    st.text("abåäöÅ ", min_size=1, max_size=3), st.integers(0, 10**6), min_size=1, max_size=9
).filter(lambda found: any(found.values()))


@given(st.integers(0, 10**13), weights, weights, st.sampled_from([1, 100]))
def test_every_ore_finds_a_member(state, regional, municipal, unit):
    regional = {f"r {key}": weight for key, weight in regional.items()}
    members = Members(tuple(regional), tuple(municipal))
    keys = Keys({Party.REGIONS: formula(regional), Party.MUNICIPALITIES: formula(municipal)})

    found = amounts_from_state(state, members, keys, on=DAY, unit_ore=unit)

    assert sum(found.parts.values()) == 2 * state
    assert found.parts["fk"] == state
    assert found.difference_ore == 0


@given(
    st.integers(0, 10**9),
    weights,
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.sampled_from([1, 100]),
    st.randoms(use_true_random=False),
)
def test_a_formula_divides_all_and_keeps_its_terms(total, found, base, least, unit, random):
    total += max(base, least) * len(found)
    shuffled = list(found.items())
    random.shuffle(shuffled)

    parts = divide(total, formula(found, base_ore=base, minimum_ore=least), unit_ore=unit).parts

    assert sum(parts.values()) == total
    assert all(part >= base for part in parts.values())
    assert all(part > least - unit for part in parts.values())
    again = formula(dict(shuffled), base_ore=base, minimum_ore=least)
    assert divide(total, again, unit_ore=unit).parts == parts
