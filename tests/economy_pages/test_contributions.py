"""Bidrag: what the page shows, the way through its forms, who is refused; a member's board."""

import re
from io import BytesIO

import html5lib
import pytest
from openpyxl import load_workbook

from samsyn.contributions.models import DivisionKey, Funding, MemberContribution

HERE = "/ekonomi/sydnarke/bidrag/"
WEIGHTS = {
    "vikt-kommun:1860": "5 498",
    "vikt-kommun:1861": "16300",
    "vikt-kommun:1881": "22535",
    "vikt-kommun:1882": "11503",
}
KEY = {
    "ar": "2026",
    "way": "inhabitants",
    "source": "Påhittad källa",
    "holds_on": "2025-11-01",
    "unit_ore": "100",
    **WEIGHTS,
}


def words_of(answer):
    return answer.content.decode().replace("\xa0", " ")


def state_decides(browser, ore="2 342 000 kr"):
    return browser.post(
        f"{HERE}statens-beslut/", {"ar": "2026", "ore": ore, "decided_on": "2025-11-14"}
    )


@pytest.mark.parametrize("year", [2022, 2023, 2025, 2026])
def test_the_page_is_valid_html_for_every_year(year, as_manager):
    answer = as_manager.get(HERE, {"ar": year})

    assert answer.status_code == 200
    html5lib.HTMLParser(strict=True).parse(answer.content.decode())


def test_the_page_shows_each_member_to_the_krona_and_what_waits(as_reader):
    words = words_of(as_reader.get(HERE, {"ar": 2025}))

    for amount in ("115 305 kr", "341 846 kr", "472 607 kr", "241 242 kr", "4 684 000 kr"):
        assert amount in words
    assert "<strong>Laxå</strong>: beslut om 115 305 kr" in words
    assert "SFS 2003:1210 5 § i lydelse enligt SFS 2019:914" in words
    assert "avsnitt 7.2, tabell 2" in words


def test_a_reader_is_offered_no_forms(as_reader):
    assert "statens-beslut" not in words_of(as_reader.get(HERE, {"ar": 2025}))


@pytest.mark.parametrize(
    "where",
    ["askande/", "statens-beslut/", "nyckel/municipalities/", "fraga/", "medlem/region:18/"],
)
def test_only_those_who_handle_contributions_open_the_forms(where, as_reader, as_manager):
    assert as_reader.get(HERE + where, {"ar": 2025}).status_code == 403
    assert as_reader.post(HERE + where, {"ar": 2025}).status_code == 403
    assert as_manager.get(HERE + where, {"ar": 2025}).status_code == 200
    other = HERE.replace("sydnarke", "sofint") + where
    assert as_manager.get(other, {"ar": 2023}).status_code == 403


def test_from_the_state_s_letter_to_what_every_member_is_asked_for(as_manager):
    state_decides(as_manager)
    as_manager.post(f"{HERE}nyckel/municipalities/", KEY)
    form = as_manager.get(f"{HERE}fraga/", {"ar": 2026})
    assert 'value="115305"' in form.content.decode()

    answer = as_manager.post(
        f"{HERE}fraga/",
        {
            "ar": "2026",
            "asked_on": "2025-11-20",
            "belopp-region:18": "1 171 000",
            "belopp-kommun:1860": "115 305",
            "belopp-kommun:1861": "341 846",
            "belopp-kommun:1881": "472 607",
            "belopp-kommun:1882": "241 242",
        },
    )

    assert answer.status_code == 302
    asked = MemberContribution.objects.filter(funding="sydnarke-2026")
    assert {row.asked_ore for row in asked} == {
        117_100_000,
        11_530_500,
        34_184_600,
        47_260_700,
        24_124_200,
    }
    words = words_of(as_manager.get(HERE, {"ar": 2026}))
    assert "5 av 5" in words
    assert "Så blev 4 684 000 kr 2025 till 4 684 000 kr 2026" in words


def test_another_amount_than_the_key_gives_needs_a_reason(as_manager):
    state_decides(as_manager)
    where, fields = f"{HERE}medlem/region:18/", {"ar": "2026", "decided_ore": "1 000 000"}

    refused = as_manager.post(where, fields)

    assert refused.status_code == 422
    assert "Beloppet är inte 1 171 000 kr" in words_of(refused)
    assert 'value="1 000 000"' in refused.content.decode()
    assert as_manager.post(where, fields | {"reason": "Påhittat skäl."}).status_code == 302
    stored = MemberContribution.objects.get(funding="sydnarke-2026")
    assert (stored.decided_ore, stored.reason) == (100_000_000, "Påhittat skäl.")


def test_another_amount_of_the_state_needs_a_reason(as_manager):
    state_decides(as_manager)

    refused = state_decides(as_manager, "2 000 000")

    assert refused.status_code == 422
    assert "Skriv varför det ändras" in words_of(refused)
    assert Funding.objects.get(pk="sydnarke-2026").state_ore == 234_200_000


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ore": ""}, "Skriv beloppet i kronor."),
        ({"ore": "mycket"}, "Skriv beloppet i kronor, till exempel"),
        ({"ore": "-1"}, "0 eller mer"),
        ({"ore": "1,005"}, "Skriv beloppet i kronor, till exempel"),
        ({"ore": "9" * 30}, "Skriv beloppet i kronor, till exempel"),
        ({"ore": "9" * 14}, "orimligt stort"),
        ({"ore": "1e5"}, "Skriv beloppet i kronor, till exempel"),
        ({"decided_on": "i november"}, "ÅÅÅÅ-MM-DD"),
    ],
)
def test_a_faulty_decision_comes_back_with_everything_in_it(fields, said, as_manager):
    sent = {"ar": "2026", "ore": "5", "reference": "FK 123", "decided_on": ""} | fields

    answer = as_manager.post(f"{HERE}statens-beslut/", sent)

    assert answer.status_code == 422
    assert said in words_of(answer)
    assert 'value="FK 123"' in answer.content.decode()
    assert "Fel i formuläret" in words_of(answer)
    assert not Funding.objects.filter(pk="sydnarke-2026").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"source": ""}, "Skriv var nyckeln är beslutad"),
        ({"vikt-kommun:1860": "-3"}, "Skriv ett tal"),
        (dict.fromkeys(WEIGHTS, "0"), "större än 0"),
        ({"way": "formula", "first_share": "120"}, "mellan 0 och 100"),
        ({"way": "formula", "first_share": "75"}, "den andra nyckeln"),
        ({"way": "typed", "vikt-kommun:1860": "1,005"}, "högst två decimaler"),
    ],
)
def test_a_faulty_key_comes_back(fields, said, as_manager):
    state_decides(as_manager)

    answer = as_manager.post(f"{HERE}nyckel/municipalities/", KEY | fields)

    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not DivisionKey.objects.filter(funding="sydnarke-2026").exists()


def test_stored_inhabitants_fill_in_the_key(as_manager):
    state_decides(as_manager)

    page = as_manager.get(
        f"{HERE}nyckel/municipalities/", {"ar": 2026, "dag": "2023-12-31"}
    ).content.decode()

    assert 'value="22516"' in page
    assert 'value="2023-12-31"' in page


def test_a_new_key_begins_with_the_latest_inhabitants_and_is_the_next_step(as_manager):
    state_decides(as_manager)

    page = words_of(as_manager.get(HERE, {"ar": 2026}))
    key = words_of(as_manager.get(f"{HERE}nyckel/municipalities/", {"ar": 2026}))

    assert "Nästa steg: nyckel för kommunerna" in page
    filled = re.findall(r'name="vikt-kommun:\d+"[^>]*value="(\d*)"', key)
    assert filled
    assert all(filled)


def test_a_formula_of_two_keys_can_be_chosen_and_is_shown_again(as_manager):
    state_decides(as_manager)
    second = {name.replace("vikt", "andra"): "1" for name in WEIGHTS}

    as_manager.post(
        f"{HERE}nyckel/municipalities/",
        KEY | second | {"way": "formula", "first_share": "75", "base_ore": "10 000"},
    )

    page = words_of(as_manager.get(f"{HERE}nyckel/municipalities/", {"ar": 2026}))
    assert 'name="first_share" id="falt-first_share"' in page
    assert 'value="75"' in page
    assert 'value="10000"' in page
    assert "Nyckeln är sammansatt: 3/4" in words_of(as_manager.get(HERE, {"ar": 2026}))


def test_without_a_decision_the_key_and_the_question_lead_back(as_manager):
    for where in ("nyckel/municipalities/", "fraga/"):
        assert as_manager.get(HERE + where, {"ar": 2026}).status_code == 302


@pytest.mark.parametrize("where", ["nyckel/alla/", "medlem/kommun:9999/", "medlem/region:01/"])
def test_what_is_not_there_is_not_found(where, as_manager):
    state_decides(as_manager)

    assert as_manager.get(HERE + where, {"ar": 2026}).status_code == 404


def test_the_workbook_has_the_tables_and_their_definitions(as_reader):
    answer = as_reader.get(f"{HERE}bidrag.xlsx", {"ar": 2025})

    book = load_workbook(BytesIO(answer.content))
    members = book["Medlemmarnas bidrag 2025"]
    assert members["A7"].value == "Laxå"
    assert members["B7"].value == 115305
    assert "Definitioner och källor" in book.sheetnames
    about = [cell.value for cell in book["Om"]["B"]]
    assert any("Avsnitt 7.2, tabell 2" in str(value) for value in about)


def test_the_region_s_board_reproduces_its_own_table(as_reader):
    words = words_of(as_reader.get("/ekonomi/medlem/region:18/"))

    for amount in ("996,5", "1 393,5", "1 308,5", "2 000,0", "5 698,5", "5 689,5"):
        assert amount in words
    assert "äskandet är 320 000 kr högre" in words
    assert "beloppen ger 319 500 kr" in words
    html5lib.HTMLParser(strict=True).parse(words)


def test_the_board_is_a_workbook_too(as_reader):
    answer = as_reader.get("/ekonomi/medlem/region:18/bidrag.xlsx")

    sheet = load_workbook(BytesIO(answer.content)).worksheets[1]
    rows = {row[0]: row[1:3] for row in sheet.iter_rows(values_only=True) if row[0]}
    assert rows["Totalt"] == (5698.5, 5689.5)


@pytest.mark.parametrize("party", ["region:17", "finns-inte", "kommun:9999"])
def test_a_board_of_no_member_is_not_found(party, as_reader):
    assert as_reader.get(f"/ekonomi/medlem/{party}/").status_code == 404
    assert as_reader.get(f"/ekonomi/medlem/{party}/bidrag.xlsx").status_code == 404


def test_a_condition_is_marked_as_met_where_it_waits(as_manager, as_reader):
    state_decides(as_manager)
    words = "under förutsättning att övriga medlemmar fattar motsvarande beslut"
    as_manager.post(
        f"{HERE}medlem/region:18/",
        {"ar": "2026", "decided_ore": "1 171 000", "condition": words},
    )
    where = f"{HERE}medlem/region:18/villkor/"
    assert words in words_of(as_manager.get(HERE, {"ar": 2026}))
    assert as_reader.post(where, {"ar": "2026"}).status_code == 403

    answer = as_manager.post(where, {"ar": "2026"})

    assert answer.status_code == 302
    assert str(MemberContribution.objects.get(funding="sydnarke-2026").condition_met_on)
    assert as_manager.post(where, {"ar": "2026"}).status_code == 404
