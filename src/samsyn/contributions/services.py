"""Every change to an association's funding: one function per act, each with its event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from samsyn.access.events import record, take_turn
from samsyn.access.models import User
from samsyn.access.permissions import Permission, may
from samsyn.contributions.loading import division_key_of, funding_key
from samsyn.contributions.models import (
    DivisionKey,
    Funding,
    Instalment,
    KeyWeight,
    MemberContribution,
    Payment,
    Requisition,
)
from samsyn.official_statistics.selectors import NoFigures, inhabitants_for_key
from samsyn.official_statistics.services import pin_snapshot
from samsyn.register.areas import municipality_area
from samsyn.register.models import Association
from samsyn.rules import instalments as plans
from samsyn.rules.money import format_kronor
from samsyn.rules.payment_reference import checked_bankgiro, checked_ocr


class KeyLocked(ValueError):
    """A member has decided by the key: it never changes afterwards."""


class AlreadyRequisitioned(ValueError):
    """The member has a requisition in force for the year."""


class AlreadyCancelled(ValueError):
    """The requisition has been cancelled before."""


class AlreadyReversed(ValueError):
    """The payment has been reversed before, or is itself a reversal."""


class AlreadyRegistered(ValueError):
    """A payment just like it stands already, and nobody has said that this is another."""


class ReasonMissing(ValueError):
    """What stands already may only be changed with a reason."""


@dataclass(frozen=True)
class KeyTerms:
    """How a side divides its part, as it is stored.

    weights:    component ("" for a single key) -> party -> weight; öre for amounts typed in
    components: what a mixed key is made of: name, share, way, source of each
    """

    way: str
    weights: Mapping[str, Mapping[str, Decimal]]
    source: str
    holds_on: date | None = None
    base_ore: int = 0
    minimum_ore: int = 0
    components: Sequence[Mapping[str, str]] = field(default_factory=tuple)


@transaction.atomic
def request_funds(
    *, association: Association, year: int, ore: int, requested_on: date, by: User, on: date
) -> Funding:
    """Store what an association asks the state for in a year; a new request replaces it."""
    funding = _funding(association, year, by=by, on=on)
    before = funding.requested_ore
    funding.requested_ore, funding.requested_on = ore, requested_on
    _store(funding)
    record("funds_requested", **_told(funding, by, year=year, ore=ore, before=before))
    return funding


@transaction.atomic
def record_state_decision(
    *,
    association: Association,
    year: int,
    ore: int,
    decided_on: date | None,
    reference: str,
    reason: str,
    by: User,
    on: date,
) -> Funding:
    """Store what Försäkringskassan has decided for a year.

    Raises ReasonMissing if another amount stands already and no reason is given.
    """
    funding = _funding(association, year, by=by, on=on)
    before = funding.state_ore
    if before not in {None, ore} and not reason.strip():
        raise ReasonMissing
    funding.state_ore, funding.decided_on = ore, decided_on
    funding.reference, funding.reason = reference.strip(), reason.strip()
    _store(funding)
    record(
        "state_decided",
        **_told(funding, by, year=year, ore=ore, before=before, reason=reason.strip()),
    )
    return funding


@transaction.atomic
def choose_key(
    *, funding: Funding, side: str, terms: KeyTerms, unit_ore: int, by: User, on: date
) -> DivisionKey:
    """Store how those who share a part divide it; copies of the weights, which then stay.

    Raises KeyLocked once a member has decided.
    """
    _require(funding.association, by=by, on=on)
    take_turn()
    funding = Funding.objects.select_for_update().get(pk=funding.pk)
    if is_locked(funding):
        raise KeyLocked(funding.pk)
    key = DivisionKey(
        key=division_key_of(funding.association_id, funding.year, side),
        funding=funding,
        side=side,
        way=terms.way,
        base_ore=terms.base_ore,
        minimum_ore=terms.minimum_ore,
        components=[dict(each) for each in terms.components],
        holds_on=terms.holds_on,
        source=terms.source.strip(),
    )
    DivisionKey.objects.filter(pk=key.pk).delete()
    _store(key)
    for component, weights in terms.weights.items():
        for party, weight in weights.items():
            _store(
                KeyWeight(division_key=key, component=component, party_id=party, weight=weight)
            )
    funding.unit_ore = unit_ore
    _store(funding)
    _pin_inhabitants(funding, terms, by=by, on=on)
    record("key_chosen", **_told(funding, by, side=side, way=terms.way, source=key.source))
    return key


def _pin_inhabitants(funding: Funding, terms: KeyTerms, *, by: User, on: date) -> None:
    """Let the snapshot stay that a key has its inhabitants from, if it is from one."""
    weights = terms.weights.get("", {})
    codes = [party.partition(":")[2] for party in weights if party.startswith("kommun:")]
    if terms.way != DivisionKey.Way.INHABITANTS or terms.holds_on is None or not codes:
        return
    try:
        known = inhabitants_for_key(codes, terms.holds_on)
    except NoFigures:
        return
    same = {
        municipality_area(code): number for code, number in known.numbers.items()
    } == weights
    if known.snapshot is not None and known.on == terms.holds_on and same:
        used_for = f"Kommunernas nyckel {funding.year}, {funding.association.short_name}"
        pin_snapshot(snapshot=known.snapshot, used_for=used_for, by=by, on=on)


def is_locked(funding: Funding) -> bool:
    """Return whether the keys of a year stay as they are: a member has decided by them."""
    return funding.members.filter(decided_ore__isnull=False).exists()


@transaction.atomic
def ask_members(
    *,
    funding: Funding,
    amounts: Mapping[str, int],
    asked_on: date,
    reason: str,
    by: User,
    on: date,
) -> None:
    """Store what each region and municipality is asked for. Those who have decided stay."""
    _require(funding.association, by=by, on=on)
    take_turn()
    stored = {each.party_id: each for each in funding.members.all()}
    asked = {}
    for party, ore in amounts.items():
        row = stored.get(party) or MemberContribution(funding=funding, party_id=party)
        if row.decided_ore is None:
            row.asked_ore, row.asked_on, row.reason = ore, asked_on, reason.strip()
            _store(row)
            asked[party] = ore
    told = "; ".join(f"{party} {format_kronor(ore)} kr" for party, ore in asked.items())
    record("members_asked", **_told(funding, by, amounts=told, reason=reason.strip()))


@transaction.atomic
def record_member_decision(
    *, funding: Funding, party: str, values: Mapping[str, Any], by: User, on: date
) -> MemberContribution:
    """Store what a member has decided.

    values: decided_ore, decided_on, body, reference, condition, condition_met_on, reason

    Raises ReasonMissing if another decision stands already and no reason is given.
    """
    _require(funding.association, by=by, on=on)
    take_turn()
    row = funding.members.select_for_update().filter(party_id=party).first()
    row = row or MemberContribution(funding=funding, party_id=party)
    before = row.decided_ore
    if (
        before not in {None, values["decided_ore"]}
        and not str(values.get("reason", "")).strip()
    ):
        raise ReasonMissing
    for name, value in values.items():
        setattr(row, name, value)
    _store(row)
    record(
        "member_decided",
        **_told(
            funding,
            by,
            party=party,
            ore=row.decided_ore,
            before=before,
            condition=row.condition,
            reason=row.reason,
        ),
    )
    return row


@transaction.atomic
def mark_condition_met(
    *, contribution: MemberContribution, met_on: date, by: User, on: date
) -> MemberContribution:
    """Store that what a member's decision hangs on is there."""
    _require(contribution.funding.association, by=by, on=on)
    contribution.condition_met_on = met_on
    _store(contribution)
    record("condition_met", **_told(contribution.funding, by, party=contribution.party_id))
    return contribution


@dataclass(frozen=True)
class Bill:
    """What a requisition says.

    due: last day to pay -> weight of that instalment
    """

    ore: int
    due: Mapping[date, int]
    reference: str
    ocr: str = ""
    bankgiro: str = ""
    text: str = ""


@transaction.atomic
def make_requisition(
    *, funding: Funding, party: str, bill: Bill, issued_on: date, by: User, on: date
) -> Requisition:
    """Make a requisition to a member, with its instalments in whole kronor.

    Raises AlreadyRequisitioned if it has one in force, InvalidReference for a reference or
    an account that cannot be right, InvalidPlan for a plan without days.
    """
    _require(funding.association, by=by, on=on)
    take_turn()
    if funding.requisitions.filter(party_id=party, cancelled_on=None).exists():
        raise AlreadyRequisitioned(party)
    number = funding.requisitions.count() + 1
    requisition = Requisition(
        key=f"{funding.pk}-{number}",
        funding=funding,
        party_id=party,
        number=number,
        issued_on=issued_on,
        ore=bill.ore,
        reference=bill.reference.strip(),
        ocr=checked_ocr(bill.ocr) if bill.ocr.strip() else "",
        bankgiro=checked_bankgiro(bill.bankgiro) if bill.bankgiro.strip() else "",
        text=bill.text.strip(),
    )
    _store(requisition)
    for each in plans.instalments(bill.ore, bill.due, unit_ore=funding.unit_ore):
        _store(
            Instalment(
                requisition=requisition, number=each.number, due_on=each.due_on, ore=each.ore
            )
        )
    record("requisition_made", **_told(funding, by, party=party, number=number, ore=bill.ore))
    return requisition


@transaction.atomic
def make_requisitions(
    *, funding: Funding, bills: Mapping[str, Bill], issued_on: date, by: User, on: date
) -> list[Requisition]:
    """Make a requisition to each of several members: all of them, or none.

    Raises as `make_requisition` does.
    """
    return [
        make_requisition(
            funding=funding, party=party, bill=bill, issued_on=issued_on, by=by, on=on
        )
        for party, bill in bills.items()
    ]


@transaction.atomic
def cancel_requisition(*, requisition: Requisition, reason: str, by: User, on: date) -> None:
    """Cancel a requisition; it stays, marked, and the member can get a new one.

    Raises AlreadyCancelled, and ReasonMissing without a reason.
    """
    funding = requisition.funding
    _require(funding.association, by=by, on=on)
    take_turn()
    requisition = Requisition.objects.select_for_update().get(pk=requisition.pk)
    if requisition.cancelled_on is not None:
        raise AlreadyCancelled(requisition.pk)
    if not reason.strip():
        raise ReasonMissing
    requisition.cancelled_on, requisition.reason = on, reason.strip()
    _store(requisition)
    record(
        "requisition_cancelled",
        **_told(
            funding,
            by,
            party=requisition.party_id,
            number=requisition.number,
            reason=requisition.reason,
        ),
    )


@transaction.atomic
def register_payment(
    *,
    funding: Funding,
    party: str,
    ore: int,
    received_on: date,
    reference: str,
    by: User,
    on: date,
    is_another: bool = False,
) -> Payment:
    """Store what a member has paid; less or more than it owes is told, not refused.

    Raises AlreadyRegistered for the same amount on the same day as one that stands, unless
    it `is_another`.
    """
    _require(funding.association, by=by, on=on)
    take_turn()
    alike = funding.payments.filter(
        party_id=party, ore=ore, received_on=received_on, reversal=None
    )
    if alike.exists() and not is_another:
        raise AlreadyRegistered(party)
    payment = Payment(
        funding=funding,
        party_id=party,
        ore=ore,
        received_on=received_on,
        reference=reference.strip(),
    )
    _store(payment)
    record(
        "payment_registered",
        **_told(funding, by, party=party, ore=ore, received_on=received_on),
    )
    return payment


@transaction.atomic
def reverse_payment(*, payment: Payment, reason: str, by: User, on: date) -> Payment:
    """Take back a payment by an entry of the opposite amount; both stay.

    Raises AlreadyReversed, and ReasonMissing without a reason.
    """
    _require(payment.funding.association, by=by, on=on)
    take_turn()
    if payment.reverses_id or Payment.objects.filter(reverses=payment).exists():
        raise AlreadyReversed(payment.pk)
    if not reason.strip():
        raise ReasonMissing
    reversal = Payment(
        funding=payment.funding,
        party_id=payment.party_id,
        ore=-payment.ore,
        received_on=payment.received_on,
        reference=payment.reference,
        reverses=payment,
        reason=reason.strip(),
    )
    _store(reversal)
    record(
        "payment_reversed",
        **_told(
            payment.funding,
            by,
            party=payment.party_id,
            ore=payment.ore,
            reason=reversal.reason,
        ),
    )
    return reversal


def _require(association: Association, *, by: User, on: date) -> None:
    if not may(
        by,
        Permission.HANDLE_CONTRIBUTIONS,
        county=association.county_id,
        association=association.pk,
        on=on,
    ):
        raise PermissionDenied


def _funding(association: Association, year: int, *, by: User, on: date) -> Funding:
    """Return the funding of a year to change, a new one if there is none."""
    _require(association, by=by, on=on)
    take_turn()
    stored = Funding.objects.select_for_update().filter(association=association, year=year)
    new = Funding(key=funding_key(association.pk, year), association=association, year=year)
    return stored.first() or new


def _store(row: Any) -> None:
    """Check a row as its model says, and write it. Raises ValidationError."""
    row.full_clean()
    row.save()


def _told(funding: Funding, by: User, **details: Any) -> dict[str, Any]:
    """Return what the event of an act says: of which funding, by whom, and how."""
    told = {
        name: _in_words(name, value)
        for name, value in details.items()
        if value not in (None, "")
    }
    county = funding.association.county_id
    return {"by": by, "target": funding.pk, "county": county, **told}


def _in_words(name: str, value: Any) -> Any:
    """Return a detail of an event as people read it in the log: amounts in kronor."""
    if name in {"ore", "before"}:
        return f"{format_kronor(value)} kr"
    return value.isoformat() if isinstance(value, date) else value
