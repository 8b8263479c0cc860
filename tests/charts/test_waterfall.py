"""The waterfall: each bar begins where the one before ended, and nothing falls outside."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.charts.waterfall import Step, waterfall

SVG = "{http://www.w3.org/2000/svg}"
STEPS = [
    Step("Bidrag 2024", 2610, "2 610", is_total=True),
    Step("Lägre mått", -180, "−180"),
    Step("Fler invånare", 40, "+40"),
    Step("Bidrag 2025", 2470, "2 470", is_total=True),
]


def drawn(steps, *, narrow=False):
    svg = waterfall(
        steps, title="Titel", description="Beskrivning", format="{:.0f}".format, narrow=narrow
    )
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def bars(tree):
    return [
        (float(rect.get("x")), float(rect.get("x")) + float(rect.get("width")))
        for group in tree.iter(f"{SVG}g")
        for rect in group.iter(f"{SVG}rect")
    ]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_bar_begins_where_the_one_before_ended(narrow):
    total, lower, higher, last = bars(drawn(STEPS, narrow=narrow))

    assert lower[1] == pytest.approx(total[1], abs=0.2)
    assert higher[0] == pytest.approx(lower[0], abs=0.2)
    assert last[1] == pytest.approx(higher[1], abs=0.2)
    assert last[0] == total[0]


def test_every_step_is_named_and_told():
    texts = [text.text for text in drawn(STEPS).iter(f"{SVG}text")]

    assert {"Bidrag 2024", "−180", "+40", "2 470"} <= set(texts)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8), st.booleans())
def test_nothing_falls_outside(changes, narrow):
    steps = [Step(f"Steg {n}", change, str(change)) for n, change in enumerate(changes)]

    tree = drawn(steps, narrow=narrow)

    width = float(tree.get("viewBox").split()[2])
    assert all(0 <= left <= right <= width for left, right in bars(tree))
