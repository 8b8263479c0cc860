"""SIE 5: what is read, what is told, and what is not read for safety."""

import tracemalloc
from datetime import date
from decimal import Decimal

import pytest

from samsyn.sie import Transaction, read_sie
from tests.sie.test_files import content_of

WHOLE = content_of("sie5.sie").decode()


def told(*changes):
    content = WHOLE
    for old, new in changes:
        assert old in content
        content = content.replace(old, new, 1)
    known = {"las-inte", "budget-utan-manad"}
    return sorted(f.code for f in read_sie(content.encode()).faults if f.code not in known)


def test_a_whole_year_is_read():
    file = read_sie(content_of("sie5.sie")).file

    assert file.company == "Samordningsförbundet Exempelån"
    assert file.generated_on == date(2026, 1, 12)
    assert file.years[0] == (date(2025, 1, 1), date(2025, 12, 31))
    assert file.years[-1] == (date(2024, 1, 1), date(2024, 12, 31))
    assert file.complete_until == date(2025, 12, 31)
    assert [(b.offset, b.account, b.ore) for b in file.closing] == [
        (-1, "1930", 50_000), (0, "1930", 68_050), (-1, "2091", -50_000), (0, "2091", -50_000)
    ]  # fmt: skip
    assert [(b.account, b.ore, b.quantity) for b in file.results] == [
        ("3985", -30_000, None), ("5010", 11_950, Decimal(12))
    ]  # fmt: skip
    assert file.period_budgets[0].objects == ((6, "P1"),)
    assert [account.kind for account in file.accounts.values()] == ["T", "S", "I", "K"]
    assert file.objects == {(6, "P1"): "Insatsen Vägen"}


def test_rows_that_were_added_or_struck_are_told_apart():
    first, second = read_sie(content_of("sie5.sie")).file.vouchers

    assert (first.text, first.registered_on, first.signature) == (
        "Bidrag & avgifter", date(2025, 1, 16), "AN"
    )  # fmt: skip
    assert second.rows[0] == Transaction(
        "5010", ((6, "P1"),), 11_950, date(2025, 2, 1), "Februari", Decimal(12)
    )
    assert [row.kind for row in second.rows] == ["trans", "trans", "removed", "added"]
    assert second.rows[3].signature == "BN"


def test_vouchers_to_be_read_in_need_no_years():
    file = read_sie(content_of("sie5_forsystem.sie")).file

    assert file.kind == "5I"
    assert (file.vouchers[0].series, file.vouchers[0].number) == ("LÖN", "")
    assert file.vouchers[0].registered_on == date(2025, 2, 26)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('amount="300"', 'amount="301"', ["obalans", "utgaende-balans"]),
        ('amount="680.5000"', 'amount="680.505"', ["decimaler"]),
        ('amount="680.5000"', 'amount="680,50"', ["beloppets-skrivsatt"]),
        ('accountId="1930" amount="300"', 'accountId="1930" amount="NaN"', ["belopp"]),
        ('accountId="1930" amount="300"', 'accountId="1930"', ["belopp", "varde-saknas"]),
        ('accountId="1930" amount="300"', 'amount="300"', ["kontonummer", "varde-saknas"]),
        ('accountId="3985"', 'accountId="9999"', ["okant-konto", "resultat"]),
        ('journalDate="2025-01-15"', 'journalDate="2025-02-30"', ["datum"]),
        ('journalDate="2025-01-15"', 'journalDate="2024-01-15"', ["utanfor-aret"]),
        ('<JournalEntry id="2"', '<JournalEntry id="1"', ["dubbelt-nummer"]),
        ('<JournalEntry id="2"', '<JournalEntry id="4"', ["lucka"]),
        ('dimId="6" objectId="P1"/></Budget>', 'dimId="x" objectId="P1"/></Budget>', ["dimension"]),
        ('currency="SEK"', 'currency="EUR"', ["valuta"]),
        ('start="2025-01" end="2025-12"', 'start="2025-07" end="2026-06"',
         ["arens-foljd", "kalenderar", "raddatum-utanfor-aret", "utanfor-aret"]),
        ('start="2025-01" end="2025-12"', 'start="2025-13" end="2025-12"',
         ["datum", "rakenskapsar", "rakenskapsar-saknas"]),
        ('start="2025-01" end="2025-12"', 'start="2025-12" end="2025-01"',
         ["rakenskapsar", "rakenskapsar-saknas"]),
        ('<Account id="2091"', '<Account id="1930"',
         ["dubbelt-konto", "dubbelt-saldo", "ingaende-obalans", "saldobalans"]),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_told(old, new, codes):
    assert sorted(set(told((old, new)))) == sorted(codes)


def test_the_line_of_a_fault_is_that_of_its_element():
    content = WHOLE.replace('accountId="1930" amount="300"', 'accountId="1930" amount="NaN"')

    line = content[: content.index("NaN")].count("\n") + 1
    assert [f.line for f in read_sie(content.encode()).faults if f.code == "belopp"] == [line]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<?xml version='1.0'?><Sie>", "xml"),
        (b"<?xml version='1.0'?><Sie></sie>", "xml"),
        (b"<?xml version='1.0'?>", "xml"),
        (b"<Sie", "xml"),
        (b"<?xml version='1.0' encoding='nonsense'?><Sie/>", "xml"),
        (b"<?xml version='1.0' encoding='utf-8'?><Sie a='\xff'/>", "xml"),
        (b"<?xml version='1.0'?>" + b"<Sie>" * 60 + b"</Sie>" * 60, "xml"),
        (b"<?xml version='1.0'?><Faktura/>", "inte-sie5"),
        (b"<?xml version='1.0'?><!DOCTYPE Sie><Sie/>", "xml-hot"),
        (
            b"<?xml version='1.0'?><!DOCTYPE Sie SYSTEM 'http://example.se/x.dtd'><Sie/>",
            "xml-hot",
        ),
    ],
)
def test_what_is_no_sie_5_is_refused(content, code):
    reading = read_sie(content)

    assert reading.file is None
    assert [fault.code for fault in reading.faults] == [code]


def test_an_empty_year_is_told():
    reading = read_sie(b"<Sie/>")

    assert [fault.code for fault in reading.faults] == ["rakenskapsar-saknas"]


def test_a_signature_is_told_and_not_read():
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Sie><Journal/></Sie></Signature>'

    assert told(("</Sie>", signature + "</Sie>")) == ["underskrift"]


def test_a_file_in_utf_16_is_read_by_its_declaration():
    content = WHOLE.replace("UTF-8", "UTF-16").encode("utf-16")

    assert read_sie(content).file == read_sie(WHOLE.encode()).file


def test_many_levels_cost_no_memory():
    content = b"<?xml version='1.0'?>" + b"<Sie>" * 1_000_000
    tracemalloc.start()

    reading = read_sie(content)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [fault.code for fault in reading.faults] == ["xml"]
    assert peak < 20_000_000
