"""Asking SCB, Kolada and Försäkringskassan: against stored answers only."""

import json
from datetime import date
from decimal import Decimal

import httpx
import pytest

from samsyn.official_statistics import sources as calling
from samsyn.official_statistics.asking import ask, publishers
from samsyn.official_statistics.measures import measures
from samsyn.official_statistics.pxweb import PxWeb
from samsyn.official_statistics.sources import CannotAsk, NoAnswer, OutsideCallsOff, Question
from samsyn.register.ages import ALL_AGES, Band
from tests.official_statistics.stored import Stored, answer, workbook

LAXA, ASKERSUND = "kommun:1860", "kommun:1882"
POPULATION = Question("population", (LAXA, ASKERSUND), (2023,), bands=(Band(16, 16), ALL_AGES))
FK_HEADS = ["År", "Månad", "Län", "Kommun", "Kön", "Ålder", "Ohälsotalet"]


def test_scb_is_asked_for_the_variables_and_then_for_the_figures():
    scb = Stored(answer("scb_v2_metadata.json"), answer("scb_v2_data.json"))

    ask(POPULATION, source="scb", client=scb.caller())

    first, second = scb.asked
    assert str(first.url).startswith(
        "https://statistikdatabasen.scb.se/api/v2/tables/TAB638/metadata?"
    )
    assert second.method == "POST"
    assert second.url.params["outputFormat"] == "json-stat2"
    assert json.loads(second.content)["selection"] == [
        {"variableCode": "Region", "valueCodes": ["1860", "1882"]},
        {"variableCode": "Alder", "valueCodes": ["16", "tot"]},
        {"variableCode": "ContentsCode", "valueCodes": ["BE0101N1"]},
        {"variableCode": "Tid", "valueCodes": ["2023"]},
    ]


def test_the_answer_of_scb_is_figures_in_the_order_of_the_index():
    scb = Stored(answer("scb_v2_metadata.json"), answer("scb_v2_data.json"))

    found = ask(POPULATION, source="scb", client=scb.caller())

    assert [(o.area, o.band.code, o.value, o.missing) for o in found.reading.observations] == [
        (LAXA, "16-16", Decimal(60), ""),
        (LAXA, "all", Decimal(5612), ""),
        (ASKERSUND, "16-16", None, ".."),
        (ASKERSUND, "all", Decimal(11346), ""),
    ]
    assert {o.on for o in found.reading.observations} == {date(2023, 12, 31)}
    assert found.published_on == date(2025, 2, 21)
    assert found.raw == answer("scb_v2_data.json")
    assert len(found.digest) == 64


def test_women_and_men_are_asked_for_by_code():
    scb = Stored(answer("scb_v2_metadata.json"), answer("scb_v2_data.json"))
    question = Question("population", (LAXA,), (2023,), ("women", "men"), (ALL_AGES,))

    ask(question, source="scb", client=scb.caller())

    selection = json.loads(scb.asked[1].content)["selection"]
    assert {"variableCode": "Kon", "valueCodes": ["1", "2"]} in selection


def test_a_band_that_the_table_lacks_is_asked_for_year_by_year():
    scb = Stored(answer("scb_v2_metadata.json"), answer("scb_v2_data.json"))
    question = Question("population", (LAXA,), (2023,), bands=(Band(15, 17), Band(98)))

    ask(question, source="scb", client=scb.caller())

    selection = json.loads(scb.asked[1].content)["selection"]
    assert selection[1]["valueCodes"] == ["15", "16", "17", "98", "99", "100+"]


def test_a_question_is_cut_so_that_no_part_is_larger_than_scb_allows(monkeypatch):
    scb = Stored(
        answer("scb_v2_metadata.json"), answer("scb_v2_data.json"), answer("scb_v2_data.json")
    )
    facts = calling.sources()["scb"]
    small = type(facts)(**(vars(facts) | {"cells_at_most": 2}))
    monkeypatch.setattr("samsyn.official_statistics.pxweb.sources", lambda: {"scb": small})

    ask(POPULATION, source="scb", client=scb.caller())

    parts = [json.loads(r.content)["selection"][0]["valueCodes"] for r in scb.asked[1:]]
    assert parts == [["1860"], ["1882"]]


def test_version_1_of_pxweb_is_asked_with_a_query_in_the_body():
    scb = Stored(answer("scb_v1_metadata.json"), answer("scb_v2_data.json"))

    found = PxWeb(dialect="v1").fetch(POPULATION, scb.caller())

    body = json.loads(scb.asked[1].content)
    assert body["response"] == {"format": "json-stat2"}
    assert body["query"][1] == {
        "code": "Alder",
        "selection": {"filter": "item", "values": ["16", "tot"]},
    }
    assert len(found.reading.observations) == 4


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            Question("population", ("kommun:0114",), (2023,), bands=(ALL_AGES,)),
            "har inte området 0114",
        ),
        (Question("population", (LAXA,), (2021,), bands=(ALL_AGES,)), "finns inte för 2021"),
        (Question("population", (LAXA,), (2023,), bands=(Band(40, 41),)), "åldern 40 år"),
        (Question("population", (LAXA,), (2024, 2025)), "inte i en och samma tabell"),
        (Question("population", (), (2023,)), "minst ett område"),
        (Question("ill_health_days", (LAXA,), (2023,)), "finns inte hos den källan"),
        (Question("shoe_size", (LAXA,), (2023,)), "måttet 'shoe_size' finns inte"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_the_table_does_not_have_is_said(question, said):
    scb = Stored(answer("scb_v2_metadata.json"))

    with pytest.raises(CannotAsk, match=said):
        publishers()["scb"].fetch(question, scb.caller())


def test_benefits_are_found_by_their_names_and_the_population_column_is_left_out():
    scb = Stored(answer("scb_equivalents_metadata.json"), answer("scb_equivalents_data.json"))
    question = Question("full_year_equivalents", (LAXA,), (2023,))

    found = ask(question, source="scb", client=scb.caller())

    selection = json.loads(scb.asked[1].content)["selection"]
    asked = {each["variableCode"]: each["valueCodes"] for each in selection}
    assert asked["Kon"] == ["1+2"]
    assert asked["Aldersgrupp"] == ["20-64"]
    assert asked["ContentsCode"] == ["H1", "H2", "H3", "H4", "H5", "H6", "H7"]
    by_benefit = {o.benefit: o for o in found.reading.observations}
    assert by_benefit["sum"].value == 436
    assert by_benefit["sickness_activity_compensation"].value == 174
    assert by_benefit["sum"].band == Band(20, 64)
    assert by_benefit["sum"].starts_on == date(2023, 12, 1)


def test_kolada_is_read_page_by_page_without_dust_and_without_what_is_deleted():
    kolada = Stored(answer("kolada_page_1.json"), answer("kolada_page_2.json"))
    question = Question("unemployment", (LAXA, "lan:18", "riket"), (2022, 2023))

    found = ask(question, client=kolada.caller())

    assert str(kolada.asked[0].url) == (
        "https://api.kolada.se/v3/data/kpi/N03937/municipality/1860,0018,0000/year/2022,2023"
    )
    assert [(o.area, o.value, o.missing) for o in found.reading.observations] == [
        (LAXA, Decimal("7.3"), ""),
        ("lan:18", None, ".."),
        ("riket", Decimal("6.4"), ""),
    ]
    assert found.reading.observations[0].starts_on == date(2023, 1, 1)


def test_kolada_is_followed_only_to_itself():
    elsewhere = answer("kolada_page_1.json").replace(b"api.kolada.se", b"intern.example.se")
    kolada = Stored(elsewhere)

    with pytest.raises(NoAnswer, match="dit går ingen fråga"):
        ask(Question("unemployment", (LAXA,), (2023,)), client=kolada.caller())
    assert len(kolada.asked) == 1


@pytest.mark.parametrize(
    "content", [b"[]", b"{}", b'{"values": [{}]}', b"<html>", b'{"values": 3}']
)
def test_another_form_than_koladas_is_said(content):
    with pytest.raises(NoAnswer, match="Kolada"):
        ask(Question("unemployment", (LAXA,), (2023,)), client=Stored(content).caller())


def test_a_group_of_municipalities_is_no_municipality():
    group = answer("kolada_page_1.json").replace(b'"1860"', b'"G123"')

    with pytest.raises(NoAnswer, match="G123"):
        ask(Question("unemployment", (LAXA,), (2023,)), client=Stored(group).caller())


def test_forsakringskassans_workbook_gives_what_is_asked_for():
    content = workbook(
        ["Ohälsotalet"],
        [],
        FK_HEADS,
        [2023, "12", "Riket", "Riket", "Kvinnor och män", "Samtliga 16-64 år", 20.6],
        [
            2023,
            "12",
            "18 Örebro län",
            "18 Örebro län",
            "Kvinnor och män",
            "Samtliga 16-64 år",
            22.1,
        ],
        [
            2023,
            "12",
            "18 Örebro län",
            "1860 Laxå",
            "Kvinnor och män",
            "Samtliga 16-64 år",
            27.3,
        ],
        [2023, "12", "18 Örebro län", "1860 Laxå", "Kvinnor", "Samtliga 16-64 år", 33.2],
        [2023, "12", "18 Örebro län", "1860 Laxå", "Kvinnor och män", "16-19 år", 9.9],
        [
            2022,
            "12",
            "18 Örebro län",
            "1860 Laxå",
            "Kvinnor och män",
            "Samtliga 16-64 år",
            28.0,
        ],
    )
    question = Question("ill_health_days", (LAXA, "riket"), (2023,))

    found = ask(question, client=Stored(content).caller())

    assert [(o.area, o.value) for o in found.reading.observations] == [
        ("riket", Decimal("20.6")),
        (LAXA, Decimal("27.3")),
    ]
    assert found.reading.observations[0].starts_on == date(2023, 1, 1)
    assert found.reading.observations[0].on == date(2023, 12, 31)


def test_a_call_is_tried_again_after_a_pause_as_long_as_the_source_asks_for():
    kolada = Stored(
        httpx.Response(429, headers={"Retry-After": "7"}),
        httpx.ReadTimeout("för långsamt"),
        answer("kolada_page_2.json"),
    )

    ask(Question("unemployment", (LAXA,), (2023,)), client=kolada.caller())

    assert kolada.pauses == [7.0, 2.0]


def test_the_attempts_come_to_an_end():
    kolada = Stored(*[httpx.Response(503)] * 3)

    with pytest.raises(NoAnswer, match=r"api\.kolada\.se svarade med kod 503\. Försök igen"):
        ask(Question("unemployment", (LAXA,), (2023,)), client=kolada.caller())
    assert len(kolada.pauses) == 2


@pytest.mark.parametrize("code", [301, 400, 403, 404, 410])
def test_an_answer_that_will_not_change_is_not_asked_for_again(code):
    kolada = Stored(httpx.Response(code, headers={"Location": "https://example.se/"}))

    with pytest.raises(NoAnswer, match=f"kod {code}"):
        ask(Question("unemployment", (LAXA,), (2023,)), client=kolada.caller())
    assert kolada.pauses == []


def test_no_pause_is_longer_than_we_have_time_for():
    kolada = Stored(
        httpx.Response(429, headers={"Retry-After": "86400"}), answer("kolada_page_2.json")
    )

    ask(Question("unemployment", (LAXA,), (2023,)), client=kolada.caller())

    assert kolada.pauses == [calling.LONGEST_PAUSE]


def test_an_answer_that_is_too_large_is_cut_off(monkeypatch):
    monkeypatch.setattr(calling, "LARGEST_ANSWER", 1000)

    with pytest.raises(NoAnswer, match="färre områden"):
        ask(Question("unemployment", (LAXA,), (2023,)), client=Stored(b"x" * 1001).caller())


def test_nothing_is_called_unless_the_installation_says_so(settings):
    settings.OUTSIDE_CALLS = False

    with pytest.raises(OutsideCallsOff, match="SAMSYN_OUTSIDE_CALLS=1"):
        ask(Question("unemployment", (LAXA,), (2023,)))


def test_a_caller_says_who_it_is_and_follows_no_redirect(settings):
    settings.OUTSIDE_CALLS = True

    caller = calling.outside_caller()

    assert caller.client.headers["User-Agent"].startswith("Samsyn/")
    assert caller.client.follow_redirects is False
    assert caller.client.timeout.connect == 10.0


def test_every_query_names_a_source_and_a_secure_address():
    for measure in measures().values():
        for query in measure.queries:
            assert query.source in publishers()
            assert query.address.startswith("https://")
            assert query.years[0] <= query.years[1]
