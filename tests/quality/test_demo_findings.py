"""The contradictions of the real documents are found, by rules that do not know them."""

import tomllib
from pathlib import Path

import pytest

from samsyn.quality.findings import rules
from samsyn.quality.search import findings_of

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("orebro.toml").read_text("utf-8")
)["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']} {case['figure']}")
def test_a_known_contradiction_is_found(county, case):
    found = [
        finding
        for finding in findings_of(county)
        if finding.rule.id == case["rule"] and case["figure"] in finding.figures
    ]

    assert found, "not found"
    text = " ".join((found[0].stated, found[0].follows, found[0].effect)).replace("\xa0", " ")
    for word in case["says"]:
        assert word in text


def test_what_holds_is_not_found(county):
    """Totals that the documents have right: contributions, team costs, the budget's results."""
    wrong = {f.figures[0] for f in findings_of(county) if f.rule.id == "sum_from_rows"}

    assert wrong == {"summa-2020-unga-6-korrigerat-lan", "summa-2020-unga-6-lan"}


def test_every_finding_has_a_place_and_a_key_of_its_own(county):
    findings = findings_of(county)

    assert len({finding.key for finding in findings}) == len(findings)
    for finding in findings:
        assert finding.places or finding.rule.id == "not_reported"
        assert finding.stated
        assert finding.follows


def test_the_gravest_come_first(county):
    order = [finding.severity.value for finding in findings_of(county)]

    assert order == sorted(order, key=["error", "warning", "information"].index)


def test_no_rule_knows_the_documents():
    """General rules only: no slug, name or year of the demo county in the checks."""
    source = Path(__file__).parents[2] / "src" / "samsyn" / "quality"
    code = "".join(
        file.read_text("utf-8").lower()
        for file in [*source.glob("*.py"), source / "rules.toml"]
    )

    for word in ("sydnarke", "sydnärke", "sofint", "karlskoga", "lekeberg", "mucf", "ciceron"):
        assert word not in code


def test_every_rule_states_its_source_and_day():
    for rule in rules().values():
        assert rule.source
        assert rule.in_force_from
        assert rule.why
        assert rule.remedy
