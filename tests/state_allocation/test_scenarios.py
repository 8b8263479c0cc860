"""Scenarios: other figures, mergers and new municipalities, and what they change."""

from dataclasses import replace

import pytest
from hypothesis import given

from samsyn.state_allocation.model import allocate
from samsyn.state_allocation.nation import invented_nation
from samsyn.state_allocation.parameters import with_changes
from samsyn.state_allocation.scenarios import (
    Change,
    InvalidMerger,
    Scenario,
    UnknownAssociation,
    apply,
    compare,
    merged,
    regions_ore,
)
from tests.state_allocation.invented import OWN, THOUSAND, associations, parameters, plain

TABLE = invented_nation().associations
TEN = with_changes(OWN, {"frame": 10_000_000})


def test_a_merger_loses_one_base_amount():
    table = plain([1000, 600, 400], [20_000, 10_000, 10_000])
    before = allocate(table, TEN)

    after = allocate(apply(table, Scenario(mergers=(("c", "b"),))), TEN)
    found = compare(before, after)

    # 10 000 − 2 · 400 to share instead of 8 800; half of both keys is theirs.
    assert [row.grant_ore // THOUSAND for row in after.rows] == [5_000, 5_000]
    assert found.of("b") == found.of("c") == found.of("b+c")
    assert found.of("b").before_ore == (2_930 + 2_270) * THOUSAND
    assert found.of("b").change_ore == -200 * THOUSAND
    assert found.nation.change_ore == 0


def test_what_is_not_known_of_all_is_not_known_after_a_merger():
    one, two = plain([1, 2], [10, 20], previous=[100, 200], request=[150, -1])

    whole = merged([one, two])

    assert whole.previous_ore == 300 * THOUSAND
    assert whole.request_ore is None
    assert (whole.population, whole.need, whole.name) == (30, 3, "A och B")


def test_a_new_municipality_brings_people_and_need():
    change = Change("sydnarke", extra_population=9_000, extra_need=1_200)

    before = allocate(TABLE, OWN)
    after = allocate(apply(TABLE, Scenario((change,))), OWN)

    row = after["sydnarke"].association
    assert (row.population, row.need) == (31_404 + 9_000, 3_980 + 1_200)
    assert compare(before, after).of("sydnarke").change_ore > 0
    assert compare(before, after).of("degerfors-karlskoga").change_ore < 0


def test_other_figures_are_only_those_that_are_given():
    change = Change("sydnarke", population=0, request_ore=0)

    (found,) = [each for each in apply(TABLE, Scenario((change,))) if each.key == "sydnarke"]
    known = next(each for each in TABLE if each.key == "sydnarke")

    assert found == replace(known, population=0, request_ore=0)


def test_what_is_given_anew_is_not_made_up():
    changes = (Change("pahittat-01", need=2_000), Change("sydnarke", need=4_000))

    found = {each.key: each for each in apply(TABLE, Scenario(changes))}

    assert not found["pahittat-01"].is_made_up("need")
    assert found["pahittat-01"].is_made_up("population")
    assert found["pahittat-01"].made_up == "påhittat förbund"
    assert found["sydnarke"].made_up == ""


def test_a_region_pays_half_of_the_states_amounts():
    rows = allocate(TABLE, OWN)
    mine = [row for row in rows.rows if row.association.region == "Region Örebro län"]

    assert len(mine) == 4
    assert 2 * regions_ore(rows)["Region Örebro län"] == sum(row.grant_ore for row in mine)


def test_the_published_amounts_make_the_regions_published_sums():
    """Published: Region Örebro län 2023-02-14: 5 698,5 and 5 689,5 thousand kronor."""
    ours = [each for each in TABLE if each.region == "Region Örebro län"]

    assert sum(each.previous_ore for each in ours) == 2 * 569_850_000
    assert sum(each.decided_ore for each in ours) == 2 * 568_950_000


@pytest.mark.parametrize(
    ("scenario", "error"),
    [
        (Scenario((Change("finns-inte"),)), UnknownAssociation),
        (Scenario(mergers=(("sydnarke", "finns-inte"),)), UnknownAssociation),
        (Scenario(mergers=(("sydnarke", "sydnarke"),)), InvalidMerger),
        (
            Scenario(mergers=(("sydnarke", "sofint"), ("sofint", "pahittat-01"))),
            UnknownAssociation,
        ),
    ],
)
def test_what_cannot_be_imagined_is_refused(scenario, error):
    with pytest.raises(error):
        apply(TABLE, scenario)


@given(associations(), parameters())
def test_without_a_scenario_nothing_changes(table, terms):
    found = allocate(table, terms)
    same = allocate(apply(table, Scenario()), terms)

    compared = compare(found, same)

    assert same == found
    assert all(each.change_ore == 0 for each in (*compared.associations, *compared.regions))


@given(associations(), parameters())
def test_the_differences_add_up_to_the_nations(table, terms):
    richer = with_changes(terms, {"frame": str(terms.terms.frame_ore // 100 + 5_000_000)})

    found = compare(allocate(table, terms), allocate(table, richer))

    assert sum(each.change_ore for each in found.associations) == found.nation.change_ore
    assert found.nation.change_ore + found.leftover.change_ore == 500_000_000
