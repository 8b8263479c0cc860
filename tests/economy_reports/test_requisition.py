"""The letter of a requisition: what it says, and that it is one short document."""

import re
import zipfile
from datetime import date
from io import BytesIO

import pikepdf
import pytest

from samsyn.contributions.selectors import year_of
from samsyn.contributions.services import Bill, cancel_requisition, make_requisition
from samsyn.economy_reports.requisition import requisition_report
from samsyn.register.models import Association
from samsyn.reports.content import Bullets, Paragraph, Table
from samsyn.reports.pdf import render_pdf
from samsyn.reports.word import render_word


@pytest.fixture
def sent(county, manager, today):
    """A requisition to Laxå for 2025, in two parts, and the year it belongs to."""
    association = Association.objects.get(pk="sydnarke")
    due = {date(2025, 1, 31): 1, date(2025, 7, 31): 1}
    bill = Bill(
        11_530_500, due, "Medlemsbidrag 2025", "202518601", "5050-1055", "Hör av er vid frågor."
    )
    made = make_requisition(
        funding=association.fundings.get(year=2025),
        party="kommun:1860",
        bill=bill,
        issued_on=date(2025, 1, 2),
        by=manager,
        on=today,
    )
    return made, year_of(association, 2025, on=today)


def words_of(report):
    said = [f"{term}: {words}" for term, words in report.about]
    for block in report.blocks:
        if isinstance(block, Paragraph):
            said.append(block.text)
        elif isinstance(block, Bullets):
            said += block.items
        elif isinstance(block, Table):
            said += [" | ".join(cell.text for cell in row) for row in block.rows]
    return "\n".join(said).replace("\xa0", " ")


def test_it_says_what_to_pay_when_where_and_why(sent):
    report = requisition_report(*sent)

    words = words_of(report)
    assert report.subtitle == "Samordningsförbundet Sydnärke till Laxå"
    for said in (
        "Till: Laxå (kommun)",
        "Belopp: 115 305 kr",
        "Bankgiro: 5050-1055",
        "OCR-referens: 202518601",
        "1 | 2025-01-31 | 57 653 kr",
        "2 | 2025-07-31 | 57 652 kr",
        "Summa |  | 115 305 kr",
        "Försäkringskassan beslutade 2 342 000 kr för 2025.",
        "Kommunerna bidrar tillsammans med 1 171 000 kr",
        "Laxå har 9,85 procent",
        "SFS 2003:1210 5 § i lydelse enligt SFS 2019:914",
        "Hör av er vid frågor.",
    ):
        assert said in words, said


def test_a_cancelled_one_says_so_first(sent, manager, today):
    made, year = sent
    cancel_requisition(requisition=made, reason="Fel dag.", by=manager, on=today)
    made.refresh_from_db()

    assert requisition_report(made, year).about[0] == ("Återkallad", "2026-03-01. Fel dag.")


def test_the_pdf_is_one_page_and_the_same_every_time(sent):
    report = requisition_report(*sent)

    content = render_pdf(report)

    assert len(pikepdf.open(BytesIO(content)).pages) == 1
    assert content == render_pdf(report)


def test_the_word_file_has_no_list_of_contents(sent):
    content = render_word(requisition_report(*sent))

    text = zipfile.ZipFile(BytesIO(content)).read("word/document.xml").decode()
    assert "Innehåll" not in text
    assert "TOC" not in re.sub(r"<w:pStyle[^>]*>", "", text)
    assert "Betalningsplan" in text
