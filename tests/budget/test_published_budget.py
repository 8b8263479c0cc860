"""A published budget to the krona, and what is wrong with it found by rules that name nobody."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from samsyn.budget.published import published_plan
from samsyn.budget.remarks import remark_rules, remarks_of
from samsyn.budget.selectors import plan_as_published, review_of

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("sydnarke_2025.toml").read_text("utf-8")
)
YEARS, REMARKS = CASES["year"], CASES["remark"]
DAY = date(2026, 3, 1)


@pytest.fixture
def plan(county):
    return plan_as_published("sydnarke", 2025)


@pytest.mark.parametrize("case", YEARS, ids=lambda case: str(case["year"]))
def test_the_published_tables_are_reproduced_to_the_krona(case, plan):
    year = case["year"]

    cost_of_money = -plan.of_category("financial_cost", year)
    found = {
        "year": year,
        "interventions": plan.interventions(year),
        "income": plan.income(year),
        "operating_cost": plan.cost(year) - cost_of_money,
        "operating_result": plan.operating_result(year),
        "result": plan.result(year),
        "result_with_table_2": plan.with_contributions(468_400_000).result(year),
        "own_part_of_ciceron": next(
            line.shown(year) for line in plan.lines if line.intervention == "ciceron"
        )
        - plan.external(year),
    }

    assert found == {
        key: value * 100 if key != "year" else value for key, value in case.items()
    }


@pytest.mark.parametrize("case", REMARKS, ids=lambda case: f"{case['code']} {case['words'][0]}")
def test_what_is_wrong_is_found(case, plan):
    said = [
        (" ".join((each.about, each.said, each.follows, each.base)), each.difference_ore)
        for each in remarks_of(plan)
        if (each.rule.code, each.year) == (case["code"], case["year"])
    ]

    plain = [(text.replace("\xa0", " "), difference) for text, difference in said]
    assert [
        difference for text, difference in plain if all(word in text for word in case["words"])
    ] == [case["difference"] * 100 if "difference" in case else None]


def test_the_percentage_without_base_is_told_to_be_above_the_recommendation(plan):
    found = next(r for r in remarks_of(plan) if r.rule.code == "equity_share_without_base")

    assert "Det är över 20\xa0% (Nationella rådets rekommendation)" in found.follows


def test_the_deficit_year_is_told_with_its_paragraphs_and_the_trap(plan):
    review = review_of(plan, None, on=DAY)

    deficit = next(w for w, _ in review.warnings if w.code == "income_not_above_cost")
    assert (deficit.year, deficit.difference_ore) == (2027, -4_075_200)
    assert deficit.citation == "SFS 2003:1210 21 § och SFS 2017:725 11 kap. 5 §"
    assert "tredje stycket" in deficit.expected
    assert review.is_grave


def test_the_sums_of_the_published_tables_hold(plan):
    assert [r for r in remarks_of(plan) if r.rule.code == "sum_differs"] == []


def test_a_sum_that_does_not_hold_is_found(plan):
    from dataclasses import replace

    wrong = replace(
        plan, stated=tuple(replace(s, ore=s.ore + 100) for s in plan.stated if s.kind == "sum")
    )

    found = [r for r in remarks_of(wrong) if r.rule.code == "sum_differs"]
    assert len(found) == len(wrong.stated) > 0
    assert {r.difference_ore for r in found} == {-100}


def test_no_rule_names_an_association():
    texts = " ".join(f"{r.title} {r.remedy}" for r in remark_rules().values()).lower()

    assert "sydnärke" not in texts
    assert "sydnarke" not in Path("src/samsyn/budget/remarks.py").read_text("utf-8").lower()


def test_an_association_without_a_published_budget_has_no_lines(county):
    assert published_plan("sofint", 2025).lines == ()
