"""Budget as a page: what it shows, the grid, versions, decisions, reasons, Excel both ways."""

import re
from io import BytesIO

import html5lib
import pytest
from openpyxl import load_workbook

from samsyn.budget.models import BudgetVersion, WarningReason
from samsyn.budget.selectors import plan_of

PAGE = "/ekonomi/sydnarke/budget/"


def text_of(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, answer.status_code
    text = answer.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    return text.replace("\xa0", " ")


def start(browser, source="published", year=2025, **fields):
    sent = {"name": "Förslag", "source": source, "index": "", **fields}
    return browser.post(f"{PAGE}ny/?ar={year}", sent)


def the_version():
    return BudgetVersion.objects.order_by("-id").first()


def test_the_published_budget_and_what_is_wrong_with_it_are_shown(as_reader):
    text = text_of(as_reader, f"{PAGE}?ar=2025")

    for shown in (
        "Driftbidrag",
        "697 000 kr",
        "608 200 kr",
        "−40 752 kr",
        "4 684 000 kr",
        "582 700 kr",
        "801 500 kr",
        "1 720 433 kr",
        "15 248 kr 2027",
        "SFS 2017:725 11 kap. 5 §",
    ):
        assert shown in text, shown
    assert "Ny budget" not in text


def test_a_year_without_a_budget_says_so(as_reader, as_manager):
    assert "Ingen budget för 2022" in text_of(as_reader, f"{PAGE}?ar=2022")
    assert "Bygg den på förra året" in text_of(as_manager, f"{PAGE}?ar=2022")


@pytest.mark.parametrize("source", ["template", "published"])
def test_a_budget_is_started_and_its_lines_are_shown_as_a_form(source, as_manager):
    answer = start(as_manager, source)

    assert answer.status_code == 302
    text = text_of(as_manager, answer["Location"])
    assert 'name="rad-0-label"' in text
    assert the_version().lines.count() > 10


def test_the_published_budget_as_a_version_gives_the_same_remarks(as_manager):
    start(as_manager)

    text = text_of(as_manager, f"{PAGE}?ar=2025")
    assert "801 500 kr" in text
    assert "närmast kommer 582 300 kr" in text


def test_a_reader_starts_and_changes_nothing(as_reader, as_manager):
    start(as_manager)
    number = the_version().number

    assert start(as_reader).status_code == 403
    for act in ("rader", "uppgifter", "besluta", "andra", "ta-tillbaka", "aterstall", "skal"):
        address = f"{PAGE}{number}/{act}/?ar=2025"
        assert as_reader.post(address, {}).status_code == 403, act


def grid_of(browser, address):
    """What the form of lines would send as it stands."""
    text = browser.get(address).content.decode()
    sent = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text))
    sent.pop("csrfmiddlewaretoken", None)
    for name, options in re.findall(
        r'<select[^>]*name="(rad-[^"]+)"[^>]*>(.*?)</select>', text, re.S
    ):
        sent[name] = re.search(r'value="([^"]*)" selected', options)[1]
    return {key: value for key, value in sent.items() if not key.endswith("-bort")}


def test_lines_are_changed_added_and_taken_away_in_one_go(as_manager):
    address = start(as_manager, "template")["Location"]
    sent = grid_of(as_manager, address)
    count = the_version().lines.count()
    sent |= {
        "rad-0-2025": "4 684 000",
        "rad-2-2025": "1 000 000,50",
        f"rad-{count}-label": "Ny insats",
        f"rad-{count}-2025": "250000",
        f"rad-{count}-category": "individual",
        "rad-1-bort": "1",
    }

    answer = as_manager.post(address, sent)

    plan = plan_of(the_version())
    assert answer.status_code == 302
    assert len(plan.lines) == count
    assert plan.income(2025) == 468_400_000
    assert plan.cost(2025) == 125_000_050


def test_a_faulty_grid_comes_back_with_everything_in_it(as_manager):
    address = start(as_manager, "template")["Location"]
    sent = (
        grid_of(as_manager, address)
        | {"rad-0-2025": "fyra miljoner", "rad-2-label": ""}
        | {
            "rad-2-2025": "5",
            "rad-3-profile": "1 2 3",
        }
    )

    answer = as_manager.post(address, sent)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="fyra miljoner"' in text
    assert "Rad 1: hittade «fyra miljoner»" in text
    assert "Rad 3: skriv vad raden gäller." in text
    assert "Rad 4: skriv tolv hela tal" in text
    assert plan_of(the_version()).income(2025) == 0


def test_lines_that_somebody_else_has_changed_are_not_written_over(as_manager):
    address = start(as_manager, "template")["Location"]
    sent = grid_of(as_manager, address) | {"rad-0-2025": "1"}
    as_manager.post(address, sent)

    answer = as_manager.post(address, sent | {"rad-0-2025": "2"}, follow=True)

    assert "Någon har ändrat raderna" in answer.content.decode()
    assert plan_of(the_version()).income(2025) == 100


def adopt(browser, number, **fields):
    sent = {"decided_on": "2025-11-28", "reference": "§ 41", "is_public": "true"} | fields
    return browser.post(f"{PAGE}{number}/besluta/?ar=2025", sent)


def test_a_decided_budget_never_changes_and_a_change_is_a_new_version(as_manager):
    start(as_manager)
    first = the_version()

    assert adopt(as_manager, first.number).status_code == 302

    refused = as_manager.get(f"{PAGE}{first.number}/rader/?ar=2025", follow=True)
    assert "Budgeten är beslutad" in refused.content.decode()
    answer = as_manager.post(
        f"{PAGE}{first.number}/andra/?ar=2025",
        {"name": "Reviderad", "reason": "Medlemmarnas bidrag blev högre."},
    )
    second = the_version()
    assert second.replaces == first
    sent = grid_of(as_manager, answer["Location"])
    income = next(k for k, v in sent.items() if v == "Driftbidrag").replace("label", "2025")
    as_manager.post(answer["Location"], sent | {income: "4684000"})
    adopt(as_manager, second.number)

    second.refresh_from_db()
    compared = text_of(as_manager, f"{PAGE}jamfor/?ar=2025&fran=1&till=2")
    assert second.kind == "revised"
    assert plan_of(first).income(2025) == 613_510_000
    assert plan_of(second).income(2025) == 619_110_000
    assert "+56 000 kr" in compared


def test_a_decision_that_has_not_come_is_refused_with_everything_kept(as_manager):
    start(as_manager)

    answer = adopt(as_manager, the_version().number, decided_on="2099-01-01")

    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("Välj en dag som har varit.") == 2
    assert 'value="2099-01-01"' in text
    html5lib.HTMLParser(strict=True).parse(text)


def test_a_warning_is_given_a_reason_that_is_stored_and_shown(as_manager, as_reader):
    start(as_manager)
    number = the_version().number
    where = f"{PAGE}{number}/skal/?ar=2025"
    reason = "Tidigare års överskott ska användas, och medlemmarna är överens."

    faulty = as_manager.post(where, {"warning": "income_not_above_cost:2027", "reason": "kort"})
    as_manager.post(where, {"warning": "income_not_above_cost:2027", "reason": reason})

    assert faulty.status_code == 422
    assert WarningReason.objects.get().reason == reason
    assert reason in text_of(as_reader, f"{PAGE}?ar=2025")
    assert as_manager.post(where, {"warning": "x:2027", "reason": reason}).status_code == 404


def test_a_proposal_is_taken_back_and_brought_back(as_manager):
    start(as_manager, "template")
    number = the_version().number

    as_manager.post(f"{PAGE}{number}/ta-tillbaka/?ar=2025")
    assert the_version().withdrawn_on is not None

    as_manager.post(f"{PAGE}{number}/aterstall/?ar=2025")
    assert the_version().withdrawn_on is None


def test_facts_about_a_proposal_are_stored(as_manager):
    start(as_manager, "template")
    where = f"{PAGE}{the_version().number}/uppgifter/?ar=2025"
    text_of(as_manager, where)

    faulty = as_manager.post(where, {"name": "", "consulted_on": "igår"})
    as_manager.post(
        where,
        {
            "name": "Till samråd",
            "consulted_on": "2024-10-01",
            "opening_equity_ore": "1 023 433",
            "administration_ore": "582 700",
            "equity_percent": "19,4",
        },
    )

    version = the_version()
    assert faulty.status_code == 422
    assert (version.name, version.opening_equity_ore) == ("Till samråd", 102_343_300)
    assert {each.kind for each in version.stated.all()} == {"allotment", "equity_share"}
    text = text_of(as_manager, f"{PAGE}?ar=2025")
    assert "582 700 kr" in text
    assert 'value="582700"' in text_of(as_manager, where)


def test_the_workbook_has_the_budget_the_remarks_and_the_definitions(as_reader):
    answer = as_reader.get(f"{PAGE}budget.xlsx?ar=2025")

    book = load_workbook(BytesIO(answer.content))
    values = [
        cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    ]
    assert 697000 in values
    assert any("582\xa0300" in str(value) for value in values)
    assert "Brutto och netto" in values


def test_the_template_goes_out_and_comes_back_the_same(as_manager):
    start(as_manager)
    before = plan_of(the_version())
    content = as_manager.get(f"{PAGE}mall.xlsx?ar=2025&version=1").content

    file = BytesIO(content)
    file.name = "mall.xlsx"
    answer = start(as_manager, "file", file=file)

    after = plan_of(the_version())
    assert answer.status_code == 302, answer.content.decode()
    assert after.lines == before.lines


def test_a_faulty_file_tells_every_fault_with_its_cell(as_manager):
    content = as_manager.get(f"{PAGE}mall.xlsx?ar=2025").content
    book = load_workbook(BytesIO(content))
    sheet = book["Budget"]
    sheet["C2"], sheet["J3"], sheet["D4"] = "hittepå", "tolv", "okänd insats"
    file = BytesIO()
    book.save(file)
    file.seek(0)
    file.name = "mall.xlsx"

    answer = start(as_manager, "file", file=file)

    text = answer.content.decode()
    assert answer.status_code == 422
    for cell in ("cell C2", "cell J3", "cell D4"):
        assert cell in text
    assert the_version() is None


@pytest.mark.parametrize("query", ["version=99", "version=x", "ar=x", "ar=1900"])
def test_a_version_or_year_that_is_not_there_is_not_found(query, as_reader):
    assert as_reader.get(f"{PAGE}?{query}").status_code == 404


def test_last_year_is_raised_by_an_index(as_manager):
    start(as_manager)

    start(as_manager, "last_budget", year=2026, index="2,5")

    plan = plan_of(the_version())
    team = next(line for line in plan.lines if line.label == "Samordningsteam")
    assert team.shown(2026) == 241_397_800
    assert team.shown(2027) == 247_432_700
