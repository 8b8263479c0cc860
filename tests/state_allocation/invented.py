"""Invented associations and parameters for properties: small, odd, and everything at once."""

from hypothesis import strategies as st

from samsyn.state_allocation.associations import Association
from samsyn.state_allocation.parameters import parameters_for, with_changes
from samsyn.state_allocation.values import KEYS, TAKERS

THOUSAND = 100_000
OWN = parameters_for(2027)


def amounts(most=6_000):
    return st.none() | st.integers(0, most * THOUSAND)


@st.composite
def associations(draw, *, least=0, most=8, people=50_000):
    keys = draw(
        st.lists(
            st.text("abc", min_size=1, max_size=3), unique=True, min_size=least, max_size=most
        )
    )
    return [
        Association(
            key=key,
            name=f"Förbund {key}",
            region=draw(st.sampled_from(["", "Norr", "Söder"])),
            population=draw(st.integers(0, people)),
            need=draw(st.integers(0, people // 8)),
            previous_ore=draw(amounts()),
            request_ore=draw(amounts()),
            equity_ore=draw(st.none() | st.integers(-500 * THOUSAND, 4_000 * THOUSAND)),
        )
        for key in keys
    ]


STEPS = ("", "0;;20;", "0;2000000;25;\n2000000;5000000;20;600000", ";;;300000")
ROUNDS = [f"{takers}:{key}" for takers in TAKERS for key in KEYS]


@st.composite
def parameters(draw, **fixed):
    unit = draw(st.sampled_from(["1000", "100", "1"]))
    changes = {
        "frame": str(draw(st.integers(0, 30_000_000))),
        "base_amount": str(draw(st.integers(0, 900)) * 1000),
        "need_weight": str(draw(st.sampled_from([0, 25, 50, 75, 100]))),
        "population_weight": str(draw(st.sampled_from([0, 25, 12.5]))),
        "need_measure": draw(st.sampled_from(["number", "rate"])),
        "largest_loss": draw(st.sampled_from(["", "0", "10", "33"])),
        "floor_excludes_equity": draw(st.booleans()),
        "floor_paid_by": draw(st.sampled_from(["above_base", "whole_amount"])),
        "equity_steps": draw(st.sampled_from(STEPS)),
        "equity_of": draw(st.sampled_from(["all_funds", "state_amount"])),
        "above_equity": draw(st.sampled_from(["cut", "cut_half", "stop", "nothing"])),
        "request_cap": draw(st.booleans()),
        "rounding_unit": unit,
        "rounding": draw(st.sampled_from(["largest_remainder", "nearest", "down"])),
        "rounds": draw(st.lists(st.sampled_from(ROUNDS), max_size=3)),
    }
    return with_changes(OWN, changes | fixed)


def plain(needs, people, **columns):
    """Associations a, b, c … with the given figures, in thousands of kronor."""
    made = []
    for place, (need, population) in enumerate(zip(needs, people, strict=True)):
        found = {
            f"{name}_ore": None if values[place] < 0 else values[place] * THOUSAND
            for name, values in columns.items()
        }
        key = "abcdefgh"[place]
        made.append(Association(key, key.upper(), population, need, **found))
    return made
