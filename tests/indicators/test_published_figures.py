"""What the demo county must give: figures that are published, or follow from published ones."""

import tomllib
from pathlib import Path

import pytest

from samsyn.facts.build import facts_of
from samsyn.indicators.comparison import compare
from samsyn.indicators.definitions import catalogue
from samsyn.indicators.publish import PUBLIC

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("orebro_2019.toml").read_text("utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['indicator']} {case['unit']}")
def test_the_demo_county_gives_the_published_figures(county, case):
    facts = facts_of(county)
    units = None if case["unit"] == "lan:18" else [case["unit"]]

    comparison = compare(
        facts, catalogue()[case["indicator"]], case["year"], audience=PUBLIC, units=units
    )

    row = comparison.county if units is None else comparison.rows[0]
    assert row.value == pytest.approx(case["value"], abs=case["within"])
    if "low" in case:
        assert round(row.low) == case["low"]
        assert round(row.high) == case["high"]
    if "verdict" in case:
        assert row.judgement.verdict.value == case["verdict"]
        assert row.judgement.beyond == case.get("beyond", False)
