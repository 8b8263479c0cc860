"""A trial balance from Excel or CSV: suggested, remembered, read in."""

import io

import openpyxl
import pytest

from samsyn.ledger.models import TableLayout
from samsyn.ledger.obstacles import plan_for
from samsyn.ledger.selectors import closing_equity, depth_of, outcome_of
from samsyn.ledger.services import UnreadableFile, choose_layout, commit_file, receive_file
from samsyn.ledger.trial_balance import Layout, read_trial_balance, suggested_layout
from tests.ledger.conftest import DAY

CSV = """Konto;Benämning;Ingående balans;Utgående balans
1930;Bankkonto;1000,00;3299,50
2010;Eget kapital;-1000,00;-1000,00
3985;Bidrag från medlemmar;0;-6000,00
4010;Medel till insatser;0;2500,50
5010;Lokalhyra;0;300,00
7210;Löner;0;900,00
""".encode()

MONTHLY = """Konto;Benämning;jan;feb
3985;Bidrag från medlemmar;-6000,00;0
5010;Lokalhyra;300,00;250,50
1930;Bankkonto;5700,00;-250,50
""".encode()


def workbook(rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def received(association, content, by, *, name="rabalans.csv", answers=None, year=2025):
    layout = suggested_layout(association.pk, content, name, year)
    layout = Layout(
        layout.fingerprint, layout.columns, year, {**layout.answers, **(answers or {})}
    )
    return receive_file(
        association=association, name=name, content=content, by=by, on=DAY, layout=layout
    )


def read_in(association, content, by, **said):
    file = received(association, content, by, **said)
    plan = plan_for(file)
    commit_file(file=file, plan_digest=plan.digest, answers={}, by=by, on=DAY)
    return file


def test_the_columns_are_suggested_from_the_headings(county):
    layout = suggested_layout("sydnarke", CSV, "rabalans.csv", 2025)

    assert layout.columns == {
        "account": "Konto",
        "name": "Benämning",
        "opening": "Ingående balans",
        "movement": "",
        "closing": "Utgående balans",
    }


def test_a_trial_balance_gives_the_outcome_of_the_year(association, manager):
    read_in(association, CSV, manager)

    assert depth_of("sydnarke", 2025) == "year"
    assert {(row.month, row.account): row.ore for row in outcome_of("sydnarke", 2025)} == {
        (12, "3985"): 600000,
        (12, "4010"): -250050,
        (12, "5010"): -30000,
        (12, "7210"): -90000,
    }
    assert closing_equity("sydnarke", 2025) == 329950


def test_columns_of_months_give_the_outcome_month_by_month(association, manager):
    read_in(association, MONTHLY, manager)

    assert depth_of("sydnarke", 2025) == "periods"
    assert {(row.month, row.account): row.ore for row in outcome_of("sydnarke", 2025)} == {
        (1, "3985"): 600000,
        (1, "5010"): -30000,
        (2, "5010"): -25050,
    }


def test_a_workbook_is_read_like_a_text_file(association, manager):
    rows = [
        ["Konto", "Benämning", "Utgående balans"],
        [3985, "Bidrag", -6000],
        [5010, "Hyra", 300.5],
    ]

    read_in(association, workbook(rows), manager, name="rabalans.xlsx")

    assert {row.account: row.ore for row in outcome_of("sydnarke", 2025)} == {
        "3985": 600000,
        "5010": -30050,
    }


def test_income_without_a_minus_can_be_said(association, manager):
    read_in(association, CSV.replace(b"-", b"").replace(b";2500", b";-2500"), manager,
            answers={"sign": "credit"})  # fmt: skip

    assert sum(r.ore for r in outcome_of("sydnarke", 2025) if r.account == "3985") == 600000


def test_what_was_chosen_is_remembered_for_the_same_headings(association, manager):
    odd = CSV.replace("Utgående balans".encode(), b"Kolumn Q")
    layout = suggested_layout("sydnarke", odd, "rabalans.csv", 2025)
    chosen = {**layout.columns, "closing": "Kolumn Q"}
    file = received(association, odd, manager)
    choose_layout(
        file=file, layout=Layout(layout.fingerprint, chosen, 2025, {"sign": "debit"}),
        by=manager, on=DAY,
    )  # fmt: skip
    file.refresh_from_db()
    plan = plan_for(file)
    commit_file(file=file, plan_digest=plan.digest, answers={}, by=manager, on=DAY)

    assert TableLayout.objects.count() == 1
    assert suggested_layout("sydnarke", odd, "b.csv", 2024).columns == chosen
    assert suggested_layout("sofint", odd, "b.csv", 2024).columns != chosen


def test_everything_that_is_wrong_is_said_at_once(county):
    broken = CSV.replace(b"5010;", b"50x10;").replace(b"900,00", b"nio") + b"1930;Bank;0;1,00\n"
    layout = suggested_layout("sydnarke", broken, "rabalans.csv", 2025)

    codes = {fault.code for fault in read_trial_balance(broken, "rabalans.csv", layout).grave}

    assert {"konto-oklart", "konto-tva-ganger"} <= codes
    assert len(codes) >= 3


def test_a_column_that_does_not_add_up_is_a_warning(county):
    layout = suggested_layout("sydnarke", CSV, "r.csv", 2025)
    broken = CSV.replace(b"300,00", b"301,00")

    (fault,) = [
        f for f in read_trial_balance(broken, "r.csv", layout).faults
        if f.code == "saldon-summerar-inte"
    ]  # fmt: skip

    assert not fault.is_grave
    assert "1\u00a0kr" in fault.found


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 x", b"\0" * 500, b"PK\x03\x04" + b"x" * 200]
)
def test_what_is_no_table_says_why_and_is_not_read(association, manager, content):
    layout = suggested_layout("sydnarke", content, "x.xlsx", 2025)

    read = read_trial_balance(content, "x.xlsx", layout)

    assert read.grave
    assert not read.balances


def test_a_file_without_vouchers_does_not_come_without_a_year(association, manager):
    with pytest.raises(UnreadableFile):
        receive_file(association=association, name="r.csv", content=CSV, by=manager, on=DAY)
