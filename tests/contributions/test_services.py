"""Each act of funding: what it stores, what it writes in the log, and whom it refuses."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from samsyn.access.models import Event
from samsyn.contributions.models import DivisionKey, Funding, KeyWeight, Payment, Requisition
from samsyn.contributions.services import (
    AlreadyCancelled,
    AlreadyRequisitioned,
    AlreadyReversed,
    Bill,
    KeyLocked,
    ReasonMissing,
    ask_members,
    cancel_requisition,
    choose_key,
    make_requisition,
    make_requisitions,
    mark_condition_met,
    record_member_decision,
    record_state_decision,
    register_payment,
    request_funds,
    reverse_payment,
)
from samsyn.register.models import Inhabitants
from samsyn.rules.payment_reference import InvalidReference
from tests.contributions.conftest import PARTS, STATE, WEIGHTS, YEAR, decision, terms

DUE = {date(2026, 1, 31): 1, date(2026, 7, 31): 1}


def kinds():
    return list(Event.objects.order_by("number").values_list("kind", flat=True))


def test_a_request_and_a_decision_are_stored_with_their_events(sydnarke, act):
    request_funds(
        association=sydnarke, year=YEAR, ore=260_000_000, requested_on=date(2025, 9, 1), **act
    )
    record_state_decision(
        association=sydnarke,
        year=YEAR,
        ore=STATE,
        decided_on=date(2025, 11, 14),
        reference="FK påhittat",
        reason="",
        **act,
    )

    funding = Funding.objects.get(pk="sydnarke-2026")
    assert (funding.requested_ore, funding.state_ore) == (260_000_000, STATE)
    assert kinds()[-2:] == ["funds_requested", "state_decided"]
    last = Event.objects.order_by("number").last()
    assert last.county == "18"
    assert last.details["ore"] == "2\xa0342\xa0000 kr"


def test_another_amount_of_the_state_needs_a_reason(decided, sydnarke, act):
    again = {
        "association": sydnarke,
        "year": YEAR,
        "ore": 1,
        "decided_on": None,
        "reference": "",
        **act,
    }

    with pytest.raises(ReasonMissing):
        record_state_decision(**again, reason=" ")

    record_state_decision(**again, reason="Rättat beslut.")
    assert Funding.objects.get(pk=decided.pk).state_ore == 1


def test_nobody_else_may_act(sydnarke, decided, reader, today):
    act = {"by": reader, "on": today}
    before = kinds()

    with pytest.raises(PermissionDenied):
        request_funds(association=sydnarke, year=YEAR, ore=1, requested_on=today, **act)
    with pytest.raises(PermissionDenied):
        choose_key(funding=decided, side="municipalities", terms=terms(), unit_ore=100, **act)
    with pytest.raises(PermissionDenied):
        ask_members(funding=decided, amounts=PARTS, asked_on=today, reason="", **act)
    with pytest.raises(PermissionDenied):
        record_member_decision(funding=decided, party="region:18", values=decision(1), **act)
    with pytest.raises(PermissionDenied):
        register_payment(
            funding=decided, party="fk", ore=1, received_on=today, reference="", **act
        )
    assert kinds() == before


def test_a_chosen_key_is_a_copy_that_new_figures_do_not_change(decided):
    Inhabitants.objects.filter(area="kommun:1860").update(value=1, low=1, high=1)

    weights = KeyWeight.objects.filter(division_key__funding=decided)
    assert {w.party_id: int(w.weight) for w in weights} == WEIGHTS


def test_a_key_is_replaced_until_a_member_has_decided(decided, act):
    fixed = terms(dict.fromkeys(WEIGHTS, 1), way="fixed")

    choose_key(funding=decided, side="municipalities", terms=fixed, unit_ore=1, **act)

    assert DivisionKey.objects.get(funding=decided).way == "fixed"
    assert KeyWeight.objects.filter(division_key__funding=decided).count() == 4
    record_member_decision(funding=decided, party="kommun:1860", values=decision(1), **act)
    with pytest.raises(KeyLocked):
        choose_key(funding=decided, side="municipalities", terms=terms(), unit_ore=1, **act)


def test_one_that_has_decided_is_not_asked_again(decided, act, today):
    record_member_decision(funding=decided, party="region:18", values=decision(5), **act)

    ask_members(funding=decided, amounts=PARTS, asked_on=today, reason="", **act)

    asked = {each.party_id: each.asked_ore for each in decided.members.all()}
    assert asked["region:18"] is None
    assert asked["kommun:1860"] == PARTS["kommun:1860"]


def test_a_changed_decision_needs_a_reason(whole, act):
    with pytest.raises(ReasonMissing):
        record_member_decision(funding=whole, party="region:18", values=decision(5), **act)

    changed = decision(5, reason="Nytt beslut.")
    record_member_decision(funding=whole, party="region:18", values=changed, **act)
    assert whole.members.get(party="region:18").decided_ore == 5


def test_a_negative_decision_is_refused_whole(decided, act):
    before = kinds()

    with pytest.raises(ValidationError):
        record_member_decision(funding=decided, party="region:18", values=decision(-1), **act)

    assert not decided.members.exists()
    assert kinds() == before


def test_a_condition_waits_until_it_is_met(decided, act, today):
    values = decision(1, condition="under förutsättning att övriga beslutar likadant")
    row = record_member_decision(funding=decided, party="region:18", values=values, **act)
    assert row.waits_for_condition

    mark_condition_met(contribution=row, met_on=today, **act)

    assert not decided.members.get().waits_for_condition
    assert kinds()[-1] == "condition_met"


def test_a_requisition_has_instalments_that_add_up(whole, act, today):
    bill = Bill(
        ore=11_530_500, due=DUE, reference="Bidrag", ocr="2025 1860 1", bankgiro="50501055"
    )

    made = make_requisition(
        funding=whole, party="kommun:1860", bill=bill, issued_on=today, **act
    )

    assert (made.pk, made.ocr, made.bankgiro) == ("sydnarke-2026-1", "202518601", "5050-1055")
    assert [each.ore for each in made.instalments.all()] == [5_765_300, 5_765_200]


def test_a_member_has_one_requisition_until_it_is_cancelled(whole, act, today):
    bill = Bill(ore=100, due=DUE, reference="Bidrag")
    call = {"funding": whole, "party": "fk", "bill": bill, "issued_on": today, **act}
    first = make_requisition(**call)
    with pytest.raises(AlreadyRequisitioned):
        make_requisition(**call)
    with pytest.raises(ReasonMissing):
        cancel_requisition(requisition=first, reason=" ", **act)

    cancel_requisition(requisition=first, reason="Fel belopp.", **act)

    assert make_requisition(**call).number == 2
    with pytest.raises(AlreadyCancelled):
        cancel_requisition(requisition=first, reason="Igen.", **act)


def test_several_requisitions_are_made_together_or_not_at_all(whole, act, today):
    good = Bill(ore=100, due=DUE, reference="Bidrag")
    bad = Bill(ore=100, due=DUE, reference="Bidrag", bankgiro="5050-1054")

    with pytest.raises(InvalidReference):
        make_requisitions(
            funding=whole, bills={"fk": good, "region:18": bad}, issued_on=today, **act
        )

    assert not Requisition.objects.exists()


def test_a_payment_is_taken_back_by_its_opposite_once(whole, act, today):
    paid = register_payment(
        funding=whole, party="fk", ore=100, received_on=today, reference="A1", **act
    )
    with pytest.raises(ReasonMissing):
        reverse_payment(payment=paid, reason="", **act)

    reversal = reverse_payment(payment=paid, reason="Fel medlem.", **act)

    assert (reversal.ore, reversal.reverses) == (-100, paid)
    assert Payment.objects.count() == 2
    for each in (paid, reversal):
        with pytest.raises(AlreadyReversed):
            reverse_payment(payment=each, reason="Igen.", **act)


@pytest.mark.parametrize("ore", [0, -100])
def test_a_payment_is_more_than_nothing(whole, act, today, ore):
    with pytest.raises(ValidationError):
        register_payment(
            funding=whole, party="fk", ore=ore, received_on=today, reference="", **act
        )
