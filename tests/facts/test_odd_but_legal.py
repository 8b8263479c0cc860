"""Figures that are odd but allowed: every page and report stands, and says what it can."""

import csv
from datetime import date

import pytest

from samsyn.cli.load import plans_of, store
from samsyn.cli.stop import Stop
from samsyn.facts.build import read_facts
from samsyn.indicators.calculate import calculate
from samsyn.indicators.definitions import ResultUnit, catalogue
from samsyn.indicators.publish import PUBLIC
from samsyn.indicators.wording import in_unit
from samsyn.quality.search import findings_of
from samsyn.register.services import store_division
from samsyn.reports.genomlysning import genomlysning

pytestmark = pytest.mark.django_db

DOCUMENT = {
    "document": "d", "title": "Prov", "publisher": "Provet", "kind": "own", "invented": "ja",
}  # fmt: skip
SOURCE = {"document": "d", "status": "published"}


def table(folder, name, *rows):
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


def association(key, **rest):
    return {
        "association": key, "name": key, "short_name": key, "county": "08", "document": "d",
        **rest,
    }  # fmt: skip


def amount(figure, key, year, kronor, category="contribution", **rest):
    return {
        "figure": figure, "association": key, "year": year, "stage": "outcome",
        "category": category, "financier": "all", "line": figure, "amount": kronor,
        **SOURCE, **rest,
    }  # fmt: skip


@pytest.fixture
def county(tmp_path):
    """Load a folder of invented files into Kalmar län, and give back its code."""

    def load(**tables):
        store_division(by=None)
        table(tmp_path, "documents", DOCUMENT)
        for name, rows in tables.items():
            table(tmp_path, name, *rows)
        store(plans_of(tmp_path), source="prov", by=None)
        return "08"

    return load


def value(code, id, unit, year):
    facts = read_facts(code)
    numbers = calculate(facts, catalogue()[id])
    found = numbers.value[facts.position(unit), list(facts.years).index(year)]
    return None if found != found else found  # nan is not itself


def test_a_year_without_contributions_stops_nothing(county):
    code = county(
        associations=[association("a")],
        amounts=[amount("x", "a", 2023, 0), amount("y", "a", 2024, 100)],
    )

    assert findings_of(code) is not None
    assert genomlysning(code, 2024, audience=PUBLIC, on=date(2026, 1, 1)).sections


def test_negative_equity_beside_a_rounded_base_has_its_range_the_right_way(county):
    code = county(
        associations=[association("a"), association("b")],
        amounts=[
            amount("e", "a", 2024, -500, "equity"),
            amount("c", "a", 2024, 1000, low=900, high=1100),
            amount("f", "b", 2024, 100, "equity"),
            amount("g", "b", 2024, 1000),
        ],
    )

    numbers = calculate(read_facts(code), catalogue()["equity_of_contributions"])

    assert (numbers.least <= numbers.most)[~(numbers.least != numbers.least)].all()
    assert genomlysning(code, 2024, audience=PUBLIC, on=date(2026, 1, 1)).sections


def test_contributions_before_the_act_are_left_alone(county):
    code = county(
        associations=[association("a")],
        amounts=[
            amount("f", "a", 2003, 100, financier="fk"),
            amount("r", "a", 2003, 90, financier="region:08"),
            amount("k", "a", 2003, 50, financier="kommuner"),
        ],
    )

    assert "contributions_not_by_law" not in {f.rule.id for f in findings_of(code)}


def test_a_team_that_serves_a_municipality_elsewhere_stops_nothing(county):
    code = county(
        associations=[association("a")],
        interventions=[
            {
                "association": "a", "intervention": "t", "name": "T", "kind": "individual",
                "municipality": "1880", "document": "d",
            }
        ],
    )  # fmt: skip

    assert "kommun:1880" in {unit.key for unit in read_facts(code).units}


def test_a_dissolved_association_does_not_make_the_county_unknown(county):
    code = county(
        associations=[
            association("old", dissolved_on="2020-12-31"),
            association("new", formed_on="2021-01-01", succeeds="old"),
        ],
        amounts=[amount("x", "old", 2020, 100), amount("y", "new", 2021, 200)],
    )
    facts = read_facts(code)

    known = facts.series("contributions").known[facts.position("lan:08")]
    assert list(known) == [True, True]


def test_a_county_figure_of_one_financier_does_not_stand_for_all(county):
    code = county(
        associations=[association("a"), association("b")],
        amounts=[
            amount("x", "a", 2024, 1000),
            amount("y", "b", 2024, 1000),
            amount("z", "", 2024, 500, county="08", financier="region:08"),
        ],
    )
    facts = read_facts(code)

    assert facts.series("contributions").value[facts.position("lan:08"), 0] == 200_000


def test_inhabitants_are_known_only_with_every_band_and_every_member(county):
    people = [
        {"figure": f"i{band}", "area": "kommun:0880", "on": "2023-12-31", "age_group": band,
         "inhabitants": 100, **SOURCE}
        for band in ("16-24", "25-44")
    ]  # fmt: skip
    code = county(
        associations=[association("a")],
        memberships=[
            {"association": "a", "party": "kommun:0880", "document": "d"},
            {"association": "a", "party": "kommun:0881", "document": "d"},
        ],
        inhabitants=people,
        amounts=[amount("x", "a", 2024, 100)],
    )

    assert value(code, "contributions_per_inhabitant", "a", 2024) is None


def test_a_half_is_rounded_as_people_do(county):

    def counts(measure, n):
        return {
            "figure": measure, "association": "a", "starts_on": "2024-01-01",
            "ends_on": "2024-12-31", "sex": "all", "age_group": "all", "measure": measure,
            "value": n, "population": "personal_data", "counting_mode": "registrations",
            **SOURCE,
        }  # fmt: skip

    code = county(
        associations=[association("a")],
        counts=[counts("participants", 80), counts("closed", 23)],
    )

    assert in_unit(value(code, "share_closed", "a", 2024), ResultUnit.PERCENT) == "28,8\xa0%"


def test_a_figure_cannot_be_taken_over_by_another_association(county, tmp_path):

    county(
        associations=[association("a"), association("b")], amounts=[amount("x", "a", 2024, 1)]
    )
    table(tmp_path, "amounts", amount("x", "b", 2024, 1))

    with pytest.raises(Stop, match="finns redan"):
        plans_of(tmp_path)


@pytest.mark.parametrize("text", ['figure,association\n"öppet,a\n', "a\rb\r"])
def test_a_broken_file_is_told_not_thrown(county, tmp_path, text):

    county(associations=[association("a")])
    (tmp_path / "counts.csv").write_text(text, "utf-8")

    with pytest.raises(Stop, match="fel i"):
        plans_of(tmp_path)
