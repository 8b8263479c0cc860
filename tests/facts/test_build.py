"""From stored rows to facts: which rows count, and as what."""

import pytest

from samsyn.facts.build import facts_of, is_external, read_facts


def numbers(facts, atom, year):
    series = facts.series(atom)
    at = list(facts.years).index(year)
    return {
        unit.key: int(series.value[i, at])
        for i, unit in enumerate(facts.units)
        if series.known[i, at]
    }


def test_an_association_with_two_municipalities_has_two_parts(county):
    facts = facts_of(county)

    assert [(unit.key, unit.level.value) for unit in facts.units] == [
        ("lan:18", "county"),
        ("degerfors-karlskoga", "association"),
        ("lekeberg-orebro", "association"),
        ("kommun:1814", "part"),
        ("kommun:1880", "part"),
        ("sofint", "association"),
        ("sydnarke", "association"),
    ]


def test_the_parts_of_an_association_add_up_to_it(county):
    participants = numbers(facts_of(county), "participants", 2019)

    assert participants["kommun:1814"] + participants["kommun:1880"] == 163
    assert participants["lekeberg-orebro"] == 163
    assert participants["lan:18"] == 610


def test_contributions_are_the_outcome_then_the_decision_then_the_budget(county):
    facts = facts_of(county)

    assert numbers(facts, "contributions", 2025) == {"sydnarke": 468_400_000}
    assert numbers(facts, "contributions", 2026) == {"sydnarke": 462_800_000}


def test_a_figure_of_the_county_itself_goes_before_the_sum(county):
    assert numbers(facts_of(county), "contributions", 2020) == {"lan:18": 2_279_400_000}


def test_external_money_is_kept_apart(county):
    facts = facts_of(county)

    assert numbers(facts, "coaching_cost", 2019)["degerfors-karlskoga"] == 523_857_000
    assert numbers(facts, "external_cost", 2019) == {
        "degerfors-karlskoga": 52_700_000,
        "sydnarke": 93_340_800,
    }


def test_posts_outside_the_team_are_not_counted(county):
    facts = facts_of(county)
    posts = sum(
        numbers(facts, atom, 2019)["degerfors-karlskoga"]
        for atom in ("coaching_posts", "external_posts")
    )

    assert posts == 925


def test_inhabitants_are_those_at_the_beginning_of_the_year(county):
    facts = facts_of(county)

    assert numbers(facts, "inhabitants_16_64", 2019)["lan:18"] == 181_679


def test_every_number_leads_back_to_its_figures(county):
    facts = facts_of(county)
    at = list(facts.years).index(2019)

    behind = facts.figures_behind("participants", facts.position("lan:18"), at)

    assert sorted(behind) == sorted(
        f"deltagare-2019-ct-{team}"
        for team in ("degerfors-karlskoga", "lekeberg", "orebro", "sofint", "sydnarke")
    )


def test_facts_are_read_again_only_after_a_change(county, monkeypatch):
    first = facts_of(county)

    assert facts_of(county) is first
    assert read_facts(county) is not first


@pytest.mark.parametrize(
    ("financier", "expected"),
    [("esf", True), ("mucf", True), ("fk", False), ("region:18", False), ("kommuner", False)],
)
def test_members_are_not_external(financier, expected):
    assert is_external(financier) is expected
