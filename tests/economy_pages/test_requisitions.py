"""Requisitions, payments and shares: what the pages show and do, and who is refused."""

import html5lib
import pytest

from samsyn.contributions.models import Payment, Requisition

HERE = "/ekonomi/sydnarke/"
BILL = {
    "ar": "2025",
    "members": ["fk", "kommun:1860"],
    "issued_on": "2026-02-01",
    "times": "2",
    "days": "",
    "weights": "",
    "reference": "Medlemsbidrag 2025",
    "bankgiro": "5050-1055",
    "with_ocr": "1",
    "text": "Frågor besvaras av kansliet.",
}


def words_of(answer):
    return answer.content.decode().replace("\xa0", " ")


def bill(browser, **fields):
    return browser.post(f"{HERE}rekvisitioner/ny/", BILL | fields)


def pay(browser, **fields):
    sent = {"ar": "2025", "party": "kommun:1860", "ore": "57 653", "received_on": "2026-02-10"}
    return browser.post(f"{HERE}inbetalningar/ny/", sent | fields)


def test_requisitions_are_written_with_plan_and_reference(as_manager):
    answer = bill(as_manager)

    assert answer.status_code == 302
    made = Requisition.objects.get(party="kommun:1860")
    assert made.ocr == "202518601"
    assert [(str(i.due_on), i.ore) for i in made.instalments.all()] == [
        ("2025-01-31", 5_765_300),
        ("2025-07-31", 5_765_200),
    ]
    words = words_of(as_manager.get(f"{HERE}rekvisitioner/", {"ar": 2025}))
    assert "115 305 kr" in words
    assert "förfallen" in words
    html5lib.HTMLParser(strict=True).parse(words)


def test_own_days_and_parts_are_followed(as_manager):
    bill(as_manager, days="2025-03-01 2025-02-01", weights="3 1")

    parts = Requisition.objects.get(party="kommun:1860").instalments.all()
    assert [(str(i.due_on), i.ore) for i in parts] == [
        ("2025-02-01", 8_647_900),
        ("2025-03-01", 2_882_600),
    ]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"members": []}, "Välj minst en medlem."),
        ({"members": ["kommun:9999"]}, "kommun:9999"),
        ({"bankgiro": "5050-1054"}, "Kontrollsiffran i bankgironumret stämmer inte"),
        ({"days": "snart"}, "ÅÅÅÅ-MM-DD"),
        ({"days": "2025-02-01 2025-02-01"}, "olika dagar"),
        ({"weights": "1 2 3"}, "Skriv 2 heltal"),
        ({"weights": "0 0"}, "Skriv 2 heltal"),
        ({"reference": ""}, "ange vid betalningen"),
    ],
)
def test_a_faulty_plan_comes_back_and_nothing_is_written(fields, said, as_manager):
    answer = bill(as_manager, **fields)

    assert answer.status_code == 422
    assert said in words_of(answer)
    assert "Frågor besvaras av kansliet." in words_of(answer)
    assert not Requisition.objects.exists()


@pytest.mark.parametrize(("form", "start"), [("pdf", b"%PDF"), ("docx", b"PK")])
def test_a_requisition_is_a_letter(form, start, as_manager, as_reader):
    bill(as_manager)

    answer = as_reader.get(f"{HERE}rekvisitioner/sydnarke-2025-2/rekvisition.{form}")

    assert answer.content.startswith(start)
    assert f"rekvisition-laxa-sydnarke-2025-2.{form}" in answer["Content-Disposition"]


def test_a_payment_counts_and_is_taken_back_by_its_opposite(as_manager):
    bill(as_manager)
    pay(as_manager)
    words = words_of(as_manager.get(f"{HERE}rekvisitioner/", {"ar": 2025}))
    assert "57 652 kr" in words
    paid = Payment.objects.get()

    answer = as_manager.post(
        f"{HERE}inbetalningar/{paid.pk}/ratta/", {"ar": "2025", "reason": "Fel medlem."}
    )

    assert answer.status_code == 302
    assert sum(each.ore for each in Payment.objects.all()) == 0
    again = as_manager.post(
        f"{HERE}inbetalningar/{paid.pk}/ratta/", {"ar": "2025", "reason": "Igen."}
    )
    assert again.status_code == 422
    assert "redan rättad" in words_of(again)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"ore": "0"}, "större än 0"),
        ({"ore": ""}, "Skriv beloppet"),
        ({"party": ""}, "Välj medlem."),
        ({"received_on": "2026-13-01"}, "ÅÅÅÅ-MM-DD"),
    ],
)
def test_a_faulty_payment_comes_back(fields, said, as_manager):
    answer = pay(as_manager, **fields)

    assert answer.status_code == 422
    assert said in words_of(answer)
    assert not Payment.objects.exists()


def test_the_same_payment_twice_is_asked_about(as_manager):
    pay(as_manager)

    refused = pay(as_manager)

    assert refused.status_code == 422
    assert "redan införd samma dag" in words_of(refused)
    assert pay(as_manager, is_another="1").status_code == 302
    assert Payment.objects.count() == 2


def test_too_much_paid_is_shown(as_manager):
    bill(as_manager)
    pay(as_manager, ore="200 000")

    words = words_of(as_manager.get(f"{HERE}rekvisitioner/", {"ar": 2025}))

    assert "Betalt 84 695 kr för mycket" in words


def test_a_requisition_is_cancelled_with_a_reason_and_stays(as_manager):
    bill(as_manager)
    where = f"{HERE}rekvisitioner/sydnarke-2025-2/aterkalla/"
    assert as_manager.post(where, {"ar": "2025", "reason": ""}).status_code == 422

    as_manager.post(where, {"ar": "2025", "reason": "Fel förfallodag."})

    words = words_of(as_manager.get(f"{HERE}rekvisitioner/", {"ar": 2025}))
    assert "Återkallad 2026-03-01" in words
    assert "Fel förfallodag." in words
    assert as_manager.post(where, {"ar": "2025", "reason": "Igen."}).status_code == 422


def test_only_those_who_handle_contributions_may_act(as_manager, as_reader):
    bill(as_manager)
    pay(as_manager)
    number = Payment.objects.get().pk

    for where in (
        "rekvisitioner/ny/",
        "rekvisitioner/sydnarke-2025-2/aterkalla/",
        "inbetalningar/ny/",
        f"inbetalningar/{number}/ratta/",
    ):
        assert as_reader.get(HERE + where, {"ar": 2025}).status_code == 403
        assert as_reader.post(HERE + where, {"ar": "2025", "reason": "x"}).status_code == 403
    assert as_reader.get(f"{HERE}rekvisitioner/", {"ar": 2025}).status_code == 200


@pytest.mark.parametrize(
    "where",
    [
        "rekvisitioner/finns-inte/rekvisition.pdf",
        "rekvisitioner/sydnarke-2025-2/rekvisition.exe",
        "rekvisitioner/finns-inte/aterkalla/",
        "inbetalningar/999/ratta/",
    ],
)
def test_what_is_not_there_is_not_found(where, as_manager):
    bill(as_manager)

    assert as_manager.get(HERE + where).status_code == 404


def test_another_association_s_requisition_is_not_found_here(as_manager, as_controller):
    bill(as_manager)

    where = "/ekonomi/sofint/rekvisitioner/sydnarke-2025-2/"
    assert as_controller.get(f"{where}rekvisition.pdf").status_code == 404
    assert as_controller.get(f"{where}aterkalla/").status_code == 404


def test_the_workbook_has_plans_and_payments(as_manager):
    bill(as_manager)
    pay(as_manager)

    answer = as_manager.get(f"{HERE}rekvisitioner/rekvisitioner.xlsx", {"ar": 2025})

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "Andelar vid varje års slut"),
        ({"event": "now"}, "Försäkringskassan har bidragit med"),
        (
            {"event": "withdrawal", "member": "kommun:1860", "notice_on": "2025-03-01"},
            "Sista dagen som medlem är 2028-03-01",
        ),
        (
            {"event": "withdrawal", "member": "region:18", "notice_on": "2025-03-01"},
            "Förbundet upplöses",
        ),
        ({"event": "dissolution", "equity": "-1000"}, "Bristen täcks"),
        ({"event": "joining", "yearly": "100 000"}, "Ny medlem"),
        ({"event": "merger", "other": "sofint", "other_equity": "5"}, "Före:"),
    ],
)
def test_changes_of_members_can_be_tried(query, said, as_reader):
    asked = {"ar": 2025, "equity": "1 023 433", **query} if query else {"ar": 2025}

    answer = as_reader.get(f"{HERE}andelar/", asked)

    assert answer.status_code == 200
    assert said in words_of(answer)
    assert "Bidrag saknas för några år" in words_of(answer)
    html5lib.HTMLParser(strict=True).parse(words_of(answer))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"equity": "mycket", "event": "now"}, "Skriv beloppet i kronor"),
        ({"equity": "1", "event": "withdrawal"}, "Fyll i det här."),
        ({"equity": "1", "event": "annat"}, "annat"),
        (
            {
                "equity": "1",
                "event": "withdrawal",
                "member": "fk",
                "notice_on": "9999-12-31",
            },
            "mellan år",
        ),
        ({"equity": "1", "event": "now", "months": "40"}, "36"),
    ],
)
def test_a_faulty_trial_says_what_is_wrong(query, said, as_reader):
    answer = as_reader.get(f"{HERE}andelar/", {"ar": 2025, **query})

    assert answer.status_code == 422
    assert said in words_of(answer)


def test_what_is_tried_can_be_taken_along(as_reader):
    query = {"ar": 2025, "equity": "1000", "event": "now"}

    answer = as_reader.get(f"{HERE}andelar/andelar.xlsx", query)

    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
