"""Förbund and Rapport: pages of one association, and the report as files."""

from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from samsyn.web.associations import budget_table


def test_an_association_shows_members_key_figures_and_budget(as_reader):
    text = as_reader.get("/forbund/sydnarke/").content.decode()

    for piece in (
        "Askersund, Hallsberg, Kumla och Laxå",
        "Nyckeltal Sydnärke",
        "Summa kostnader",
        "Ciceron",
        "Så räknar och bokför förbundet",
        "Verksamhetsplan med mål och budget",
    ):
        assert piece in text


def test_the_budget_adds_up(as_reader):
    answer = as_reader.get("/forbund/sydnarke/budget.xlsx")

    sheet = load_workbook(BytesIO(answer.content)).worksheets[1]
    rows = {row[0].value: [c.value for c in row[1:4]] for row in sheet.iter_rows()}
    assert rows["Summa intäkter"][0] == 6135100
    assert rows["Resultat"] == [
        income - cost
        for income, cost in zip(rows["Summa intäkter"], rows["Summa kostnader"], strict=True)
    ]


def test_parts_of_an_association_have_key_figures_of_their_own(as_reader):
    text = as_reader.get("/forbund/lekeberg-orebro/").content.decode()

    assert "Nyckeltal Lekeberg" in text
    assert as_reader.get("/forbund/lekeberg-orebro/nyckeltal-orebro.xlsx").status_code == 200


def test_all_tables_fit_in_one_workbook(as_reader):
    answer = as_reader.get("/forbund/sydnarke/alla.xlsx")

    assert len(load_workbook(BytesIO(answer.content)).worksheets) == 8


@pytest.mark.parametrize(
    "where", ["/forbund/sydnarke/finns-inte.xlsx", "/forbund/finns-inte/alla.xlsx"]
)
def test_a_table_that_does_not_exist_is_not_found(where, as_reader):
    assert as_reader.get(where).status_code == 404


def test_the_report_page_offers_the_year_with_most_to_say(as_reader):
    text = as_reader.get("/rapport/").content.decode()

    assert "Hämta rapporten för 2019" in text
    assert "/rapport/18/2019.pdf" in text
    assert "Adressen är rättad" in as_reader.get("/rapport/?ar=1999").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ending", "kind", "start"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        (
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            b"PK",
        ),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("html", "text/html", b"<!doctype html>"),
        ("json", "application/json", b"{"),
    ],
)
def test_the_report_comes_in_five_forms(ending, kind, start, as_reader):
    answer = as_reader.get(f"/rapport/18/2019.{ending}")

    assert answer["Content-Type"] == kind
    assert answer["Content-Disposition"] == (
        f'attachment; filename="genomlysning-orebro-lan-2019.{ending}"'
    )
    assert answer.content.lower().startswith(start.lower())


@pytest.mark.parametrize(
    "where", ["/rapport/18/1999.pdf", "/rapport/17/2019.pdf", "/rapport/18/2019.exe"]
)
def test_a_report_that_cannot_be_made_is_not_found(where, as_reader):
    assert as_reader.get(where).status_code == 404


def test_a_line_that_is_split_over_interventions_is_added_up():
    def post(kronor):
        return SimpleNamespace(
            label="Kostnad", year=2025, value=Decimal(kronor), low=None, high=None, unit="kr",
            traits={"stage": "budget", "category": "individual"}, words={"Finansiär": ""},
            is_protected=False,
        )  # fmt: skip

    table = budget_table([post(100), post(250)]).table

    line = next(row for row in table.rows if row[0].text == "Kostnad")
    assert (line[1].value, line[1].note) == (Decimal(350), "Summan av 2 poster.")
    assert table.rows[-1][1].value == Decimal(-350)
