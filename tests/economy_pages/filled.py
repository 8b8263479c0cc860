"""The pages that are there only when something is: books, a budget, requisitions, snapshots."""

from datetime import date
from io import BytesIO

from samsyn.contributions.models import Payment
from samsyn.ledger.models import Voucher
from samsyn.official_statistics.files import answer_of_file
from samsyn.official_statistics.services import take_snapshot
from samsyn.register.models import Association
from samsyn.register.municipal_division import areas_by_name
from tests.ledger.conftest import read_in
from tests.ledger.invented import sie

HERE = "/ekonomi/sydnarke"
REFERENCES = "/ekonomi/referenstal"
PEOPLE = "area;on;sex;ages;value\n1860;2023;;16-64;{}\n1882;2023;;16-64;..\n"
BILL = {
    "ar": "2025",
    "members": ["kommun:1860", "kommun:1882"],
    "issued_on": "2026-02-01",
    "times": "2",
    "reference": "Medlemsbidrag 2025",
    "bankgiro": "5050-1055",
}
PAYMENT = {"ar": "2025", "party": "kommun:1860", "ore": "57 653", "received_on": "2026-02-10"}


def fill(browser):
    """Fill the economy of an association as its manager does, and return its addresses."""
    return {
        **_books(browser),
        **_plans(browser),
        **_contributions(browser),
        **_references(browser),
    }


def _books(browser):
    file = read_in(Association.objects.get(pk="sydnarke"), sie(), None)
    waiting = browser.post(
        f"{HERE}/verifikationer/filer/ta-emot/", {"file": _file(sie(year=2024))}
    )
    cost = Voucher.objects.order_by("pk")[2]
    return {
        "vouchers": f"{HERE}/verifikationer/?ar=2025",
        "voucher": f"{HERE}/verifikationer/{cost.pk}/?ar=2025",
        "ledger_files": f"{HERE}/verifikationer/filer/",
        "ledger_file": f"{HERE}/verifikationer/filer/{file.pk}/",
        "ledger_file_waiting": waiting["Location"],
        "statements": f"{HERE}/kontoplan/rakningar/?ar=2025",
        "chart_of_accounts_booked": f"{HERE}/kontoplan/?ar=2025",
        "cost_rules_booked": f"{HERE}/kontoplan/nycklar/?ar=2025",
        "economy_association_booked": f"{HERE}/?ar=2025",
        "outcome_booked": f"{HERE}/utfall/?ar=2025",
        "equity_booked": f"{HERE}/eget-kapital/?ar=2025",
    }


def _plans(browser):
    for name in ("Förslag", "Ett förslag till"):
        sent = {"name": name, "source": "published", "index": ""}
        browser.post(f"{HERE}/budget/ny/?ar=2025", sent)
    return {
        "budget_version": f"{HERE}/budget/?ar=2025&version=1",
        "budget_lines": f"{HERE}/budget/1/rader/?ar=2025",
        "budget_facts": f"{HERE}/budget/1/uppgifter/?ar=2025",
        "compare_budgets": f"{HERE}/budget/jamfor/?ar=2025&fran=1&till=2",
    }


def _contributions(browser):
    browser.post(f"{HERE}/rekvisitioner/ny/", BILL)
    browser.post(f"{HERE}/inbetalningar/ny/", PAYMENT)
    paid = Payment.objects.get()
    return {
        "requisitions_paid": f"{HERE}/rekvisitioner/?ar=2025",
        "contributions_paid": f"{HERE}/bidrag/?ar=2025",
        "cancel_requisition": f"{HERE}/rekvisitioner/sydnarke-2025-1/aterkalla/?ar=2025",
        "reverse_payment": f"{HERE}/inbetalningar/{paid.pk}/ratta/?ar=2025",
    }


def _references(browser):
    first, second = (_snapshot(value) for value in (3000, 3012))
    return {
        "reference_figures_taken": f"{REFERENCES}/",
        "reference_snapshot": f"{REFERENCES}/uttag/{first.pk}/",
        "reference_comparison": f"{REFERENCES}/jamfor/?fore={first.pk}&efter={second.pk}",
    }


def _snapshot(value):
    made = answer_of_file(
        PEOPLE.format(value).encode(),
        "rader.csv",
        measure="population",
        source="scb",
        names=areas_by_name(),
    )
    return take_snapshot(answer=made, way="fetched", by=None, on=date(2025, 12, 1))


def _file(content):
    file = BytesIO(content)
    file.name = "bok.se"
    return file
