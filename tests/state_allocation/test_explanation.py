"""Varför detta belopp? The steps add up, name their figures, and say what is not verified."""

import pytest
from hypothesis import given

from samsyn.state_allocation.explanation import explain
from samsyn.state_allocation.model import allocate
from samsyn.state_allocation.nation import invented_nation
from samsyn.state_allocation.parameters import with_changes
from tests.state_allocation.invented import OWN, associations, parameters, plain

TEN = with_changes(OWN, {"frame": 10_000_000})


def told(steps):
    return "\n".join(f"{step.title}: {' '.join(step.sentences)}" for step in steps).replace(
        "\u00a0", " "
    )


@given(associations(), parameters())
def test_the_steps_add_up_to_the_amount(table, terms):
    found = allocate(table, terms)

    for row in found.rows:
        steps = explain(found, row.association.key)
        assert sum(step.change_ore for step in steps) == steps[-1].after_ore == row.grant_ore
        assert all(step.sentences and step.settings for step in steps)


def test_the_figures_of_need_and_people_are_told():
    found = allocate(plain([1000, 600, 400], [20_000, 10_000, 10_000]), TEN)

    text = told(explain(found, "b"))

    assert "Varje förbund får först 400 000 kr." in text
    assert "tillsammans 1 200 000 kr, 12 % av ramen på 10 000 000 kr" in text
    assert "delas 6 600 000 kr efter försörjningsmåttet" in text
    assert "600 av 2 000 helårsekvivalenter, 30 %. Det ger 1 980 000 kr." in text
    assert "delas 2 200 000 kr efter antalet invånare 16–64 år" in text
    assert "10 000 av 40 000, 25 %. Det ger 550 000 kr." in text
    assert "2 930 000 kr blir 2 930 000 kr i steg om 1 000 kr" in text
    assert "Ingen spärr gäller." in text


def test_the_floor_is_told_to_those_it_raises_and_to_those_who_pay():
    table = plain(
        [1000, 600, 400], [20_000, 10_000, 10_000], previous=[5_600, 0, -1], equity=[0, 0, 0]
    )
    found = allocate(table, with_changes(TEN, {"largest_loss": 10}))

    raised, paying = told(explain(found, "a")), told(explain(found, "b"))

    assert "Året före fick förbundet 5 600 000 kr." in raised
    assert (
        "högst 10 %, alltså till lägst 5 040 000 kr. Beloppet höjs till 5 040 000 kr." in raised
    )
    assert "betalar andras spärr: 138 000 kr" in paying
    assert "Beloppet året före är inte känt" in told(explain(found, "c"))


def test_equity_and_request_are_told():
    table = plain(
        [1000, 600, 400],
        [20_000, 10_000, 10_000],
        previous=[5_600, 1_000, -1],
        equity=[2_340, 100, 0],
        request=[-1, 2_000, 9_000],
    )
    found = allocate(
        table, with_changes(TEN, {"rounds": "asked_more:model", "largest_loss": 10})
    )

    above, capped, more = (told(explain(found, key)) for key in "abc")

    assert "Eget kapital är 2 340 000 kr. Trappan tillåter 2 240 000 kr." in above
    assert "100 000 kr för mycket. Förbundet får lika mycket mindre, krona för krona." in above
    assert "mer eget kapital än trappan tillåter och har ingen spärr" in above
    assert "har begärt 2 000 000 kr. Mer än så får det inte: 930 000 kr blir över." in capped
    assert "Omgång 1" in more
    assert "Det ger 1 030 000 kr." in more
    assert "inget prövas" in more


def test_a_rate_is_told_as_a_share_of_the_people():
    found = allocate(
        plain([1000, 600], [20_000, 10_000]), with_changes(TEN, {"need_measure": "rate"})
    )

    assert "Förbundets andel är 5 % av befolkningen" in told(explain(found, "a"))


def test_a_frame_that_is_too_small_is_told():
    found = allocate(plain([1, 1], [1, 1]), with_changes(OWN, {"frame": 500_000}))

    assert "räcker inte till hela grundbeloppet, 400 000 kr" in told(explain(found, "a"))


def test_what_is_made_up_and_what_is_not_verified_is_marked():
    steps = explain(allocate(invented_nation().associations, OWN), "sydnarke")

    by_title = {step.title: step for step in steps}
    assert by_title["Försörjningsmåttet"].made_up == "påhittat: försörjningsmått"
    assert by_title["Befolkningen"].made_up == ""
    assert by_title["Grundbelopp"].is_verified
    assert not by_title["Eget kapital"].is_verified


def test_nobody_is_explained_who_is_not_there():
    with pytest.raises(KeyError):
        explain(allocate([], OWN), "a")
