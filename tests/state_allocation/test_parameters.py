"""Parameters: dated, with sources; read from files and fields, every fault at once."""

import itertools
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.state_allocation.faults import Faulty
from samsyn.state_allocation.parameters import (
    NoModel,
    definitions,
    parameter_sets,
    parameters_for,
    read_changes,
    with_changes,
)
from samsyn.state_allocation.values import (
    EquityStep,
    Round,
    read_value,
    value_text,
    value_words,
)
from tests.state_allocation.invented import OWN, parameters

SETTINGS = [
    pytest.param(setting, id=f"{found.name}: {setting.definition.name}")
    for found in parameter_sets()
    for setting in found.settings
]


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_parameter_has_a_source_and_says_what_is_not_known(setting):
    assert setting.source.strip()
    assert setting.is_verified or setting.not_public
    assert not setting.not_public or setting.not_public.endswith(".")
    assert setting.definition.help.endswith(".")
    assert setting.mark == ("verifierad" if setting.is_verified else "ej verifierad")


def test_the_sets_follow_each_other_day_by_day():
    sets = parameter_sets()

    assert sets[0].in_force_from == date(2016, 1, 1)
    assert sets[-1].in_force_until is None
    for earlier, later in itertools.pairwise(sets):
        assert earlier.in_force_until + timedelta(1) == later.in_force_from


def test_what_is_published_is_what_the_model_holds():
    then, now = parameters_for(2016).terms, parameters_for(2026).terms

    assert then.base_ore == now.base_ore == 40_000_000
    assert then.frame_ore == now.frame_ore == 33_900_000_000
    assert (now.need_weight, now.population_weight) == (Fraction(3, 4), Fraction(1, 4))
    assert then.largest_loss == Fraction(1, 10)
    assert then.floor_excludes_equity
    assert now.largest_loss is None
    assert now.equity_steps == (EquityStep(0, None, Fraction(1, 5), None),)
    assert parameters_for(2017).name == parameters_for(2016).name
    assert parameters_for(2018).name == parameters_for(2026).name


def test_the_steps_of_equity_are_not_verified():
    assert not OWN["equity_steps"].is_verified
    assert "Trappans steg" in OWN["equity_steps"].not_public


@pytest.mark.parametrize("year", [2015, 0, -1, 10**9])
def test_a_year_before_the_model_has_none(year):
    with pytest.raises(NoModel, match="2016"):
        parameters_for(year)


def test_a_change_is_marked_as_one():
    made = with_changes(OWN, {"frame": "345 000 000", "request_cap": "nej"})

    assert made.terms.frame_ore == 34_500_000_000
    assert made["frame"].mark == "ändrad"
    assert [s.definition.name for s in made.changed] == ["frame", "request_cap"]
    assert not made["frame"].is_verified
    assert OWN["frame"].mark == "verifierad"


def test_the_same_value_is_no_change():
    assert with_changes(OWN, {s.definition.name: s.text for s in OWN.settings}) == OWN


def test_a_change_in_a_file_may_bring_its_source():
    content = b"""
    largest_loss = 7.5
    equity_steps = [
      { from = 0, to = 3_000_000, max_percent = 25 },
      { from = 3_000_000, max_percent = 20, max_amount = 1_500_000 },
    ]
    rounds = [{ takers = "asked_more", key = "need" }]
    [frame]
    value = 350_000_000
    source = "Regleringsbrevet"
    verified = true
    """

    made = with_changes(OWN, read_changes(content, place="egna.toml"), place="egna.toml")

    assert made.terms.largest_loss == Fraction(75, 1000)
    assert made.terms.rounds == (Round("asked_more", "need"),)
    assert made.terms.equity_steps[1].allowed_ore(1_000_000_000) == 150_000_000
    assert made["frame"].source == "Regleringsbrevet"
    assert made["frame"].is_verified


def test_every_fault_is_told_at_once():
    with pytest.raises(Faulty) as found:
        with_changes(OWN, {"frame": "mycket", "rounding": "upp", "ram": 1, "age_from": 16.5})

    assert [(f.code, f.field) for f in found.value.faults] == [
        ("parameter", "frame"),
        ("parameter", "rounding"),
        ("okand-parameter", "ram"),
        ("parameter", "age_from"),
    ]
    assert "339000000" in str(found.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("frame", "-1"),
        ("frame", "1e9"),
        ("frame", "1,234"),
        ("frame", True),
        ("frame", None),
        ("frame", "٣٣"),
        ("frame", "99999999999999"),
        ("need_weight", "101"),
        ("need_weight", "nan"),
        ("request_cap", "kanske"),
        ("equity_steps", "0;5;20\n3;;10"),
        ("equity_steps", "5;5;20"),
        ("equity_steps", "0;;20;;;"),
        ("equity_steps", [{"from": 0, "procent": 3}]),
        ("equity_steps", 7),
        ("equity_steps", "\n".join(f"{n};{n + 1};1" for n in range(21))),
        ("rounds", "alla:lika"),
        ("rounding_unit", "0"),
        ("rounding_unit", "300"),
        ("largest_loss", {"source": "utan värde"}),
    ],
)
def test_a_value_that_cannot_be_is_refused(name, value):
    with pytest.raises(Faulty) as found:
        with_changes(OWN, {name: value})

    assert found.value.faults


@pytest.mark.parametrize("content", [b"frame = ", b"\xff\xfe", b"frame = 1\nframe = 2"])
def test_a_file_that_is_no_toml_is_told_in_swedish(content):
    with pytest.raises(Faulty, match="frame = 345000000"):
        read_changes(content, place="egna.toml")


@given(parameters())
def test_a_value_that_is_written_is_read_back(made):
    for setting in made.settings:
        kind, choices = setting.definition.kind, setting.definition.choices

        assert read_value(kind, choices, value_text(kind, setting.value)) == setting.value
        assert value_words(kind, choices, setting.value)


@given(
    st.sampled_from(list(definitions())),
    st.text() | st.integers() | st.floats() | st.lists(st.text()) | st.none() | st.booleans(),
)
def test_nothing_but_faults_comes_of_strange_values(name, value):
    try:
        found = [with_changes(OWN, {name: value})[name].words]
    except Faulty as error:
        found = [fault.remedy for fault in error.faults]

    assert found
    assert all(found)
