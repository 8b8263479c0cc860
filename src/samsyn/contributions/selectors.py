"""Reading contributions: a year of an association, member by member, and what waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Sum

from samsyn.contributions.calculate import Calculated, funding_amounts, requested_amounts
from samsyn.contributions.models import (
    DivisionKey,
    Funding,
    MemberContribution,
    Payment,
    Requisition,
)
from samsyn.contributions.services import is_locked
from samsyn.official_statistics.selectors import NoFigures, inhabitants_for_key
from samsyn.register.areas import municipality_area
from samsyn.register.models import Association, Inhabitants, Membership, Party
from samsyn.rules.instalments import Instalment, Settled, settle
from samsyn.rules.member_amounts import STATE

PAYS_NOTHING = frozenset({"af"})
"""Arbetsförmedlingen is a member; Försäkringskassan contributes for both (5 §)."""


@dataclass(frozen=True)
class MemberAmount:
    """What a member is asked for, has decided and has paid of a year, in öre."""

    party: str
    party_name: str
    kind: str
    asked_ore: int | None
    decided_ore: int | None
    paid_ore: int


@dataclass(frozen=True)
class MemberRow:
    """A member's contribution of a year, as it stands on a day.

    required_ore: by the state's decision and the key; None where it cannot be said
    last_year_ore: what it decided for the year before, else was asked; None if unknown
    """

    party: Party
    required_ore: int | None
    contribution: MemberContribution | None
    funding: Funding | None
    last_year_ore: int | None
    paid_ore: int
    requisition: Requisition | None
    settled: Settled | None

    @property
    def is_state(self) -> bool:
        return str(self.party.code) == STATE

    @property
    def asked_ore(self) -> int | None:
        if self.is_state:
            return self.funding.requested_ore if self.funding else None
        return self.contribution.asked_ore if self.contribution else None

    @property
    def decided_ore(self) -> int | None:
        if self.is_state:
            return self.funding.state_ore if self.funding else None
        return self.contribution.decided_ore if self.contribution else None

    @property
    def decided_on(self) -> date | None:
        source = self.funding if self.is_state else self.contribution
        return source.decided_on if source else None

    @property
    def is_decided(self) -> bool:
        """Whether it has decided, and nothing more is waited for."""
        waits = self.contribution is not None and self.contribution.waits_for_condition
        return self.decided_ore is not None and not waits

    @property
    def due_ore(self) -> int | None:
        """What it is to pay: what it has decided, else what is required, else asked."""
        known = (self.decided_ore, self.required_ore, self.asked_ore)
        return next((ore for ore in known if ore is not None), None)

    @property
    def asked_difference_ore(self) -> int | None:
        return _difference(self.decided_ore, self.asked_ore)

    @property
    def required_difference_ore(self) -> int | None:
        return _difference(self.decided_ore, self.required_ore)

    @property
    def last_year_difference_ore(self) -> int | None:
        return _difference(self.due_ore, self.last_year_ore)

    @property
    def last_year_change(self) -> Fraction | None:
        """The change since last year as a share of it; None if there is nothing to compare."""
        if not self.last_year_ore or self.last_year_difference_ore is None:
            return None
        return Fraction(self.last_year_difference_ore, self.last_year_ore)


@dataclass(frozen=True)
class YearOfFunding:
    """A year of an association's funding: members, sums, and how it was reckoned."""

    association: Association
    year: int
    funding: Funding | None
    rows: tuple[MemberRow, ...]
    calculated: Calculated
    keys: tuple[DivisionKey, ...]
    is_locked: bool

    def total(self, name: str) -> int | None:
        """Return the sum of a column over the members; None if no row has a value."""
        values = [getattr(row, name) for row in self.rows]
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    @property
    def is_whole(self) -> bool:
        """Whether every member has decided."""
        return all(row.decided_ore is not None for row in self.rows)


def parties_of(association: str, year: int) -> list[Party]:
    """Return those who contribute: members on some day of a year, the state first."""
    return contributing(memberships_in([association])[association], year)


def memberships_in(associations: Sequence[str]) -> dict[str, list[Membership]]:
    """Return the memberships of several associations, read at once."""
    found: dict[str, list[Membership]] = {key: [] for key in associations}
    stored = Membership.objects.filter(association_id__in=found).select_related("party")
    for membership in stored:
        found[membership.association_id].append(membership)
    return found


def contributing(memberships: Sequence[Membership], year: int) -> list[Party]:
    """Return the parties that contribute: members on some day of a year, the state first."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    order = [kind.value for kind in Party.Kind]
    by_code = {
        each.party_id: each.party
        for each in memberships
        if each.party_id not in PAYS_NOTHING
        and (each.starts_on is None or each.starts_on <= last)
        and (each.ends_on is None or each.ends_on >= first)
    }
    return sorted(by_code.values(), key=lambda party: (order.index(party.kind), party.name))


def funding_of(association: str, year: int) -> Funding | None:
    """Return an association's funding in a year, if there is any."""
    stored = Funding.objects.filter(association_id=association, year=year)
    return stored.select_related("association", "document").first()


def funded_years(association: str) -> list[int]:
    """Return the years that have a funding, earliest first."""
    stored = Funding.objects.filter(association_id=association).order_by("year")
    return list(stored.values_list("year", flat=True))


def year_of(association: Association, year: int, *, on: date) -> YearOfFunding:
    """Return a year of an association's funding, as it stands on a day."""
    parties = parties_of(association.pk, year)
    funding = funding_of(association.pk, year)
    last = _amounts_by_party(association.pk, year - 1)
    calculated = _calculated(funding, parties)
    stored = (
        {each.party_id: each for each in funding.members.select_related("document")}
        if funding
        else {}
    )
    paid = _paid(funding)
    bills = _bills(funding)
    rows = tuple(
        MemberRow(
            party=party,
            required_ore=calculated.parts.get(party.code),
            contribution=stored.get(party.code),
            funding=funding,
            last_year_ore=last.get(party.code),
            paid_ore=sum(ore for _, ore in paid[party.code]),
            requisition=bills.get(party.code),
            settled=_settled(bills.get(party.code), paid[party.code], on),
        )
        for party in parties
    )
    keys = tuple(funding.keys.prefetch_related("weights__party")) if funding else ()
    locked = is_locked(funding) if funding else False
    return YearOfFunding(association, year, funding, rows, calculated, keys, locked)


def requested_parts(funding: Funding) -> Mapping[str, int]:
    """Return what each member would contribute if the request of a year were granted."""
    return requested_amounts(funding, parties_of(funding.association_id, funding.year)).parts


def member_amounts_of(association: str, year: int) -> tuple[MemberAmount, ...]:
    """Return what each member is asked for, has decided and has paid, in öre; the state first."""
    funding = funding_of(association, year)
    if funding is None:
        return ()
    paid, said = _paid(funding), _said(funding)
    return tuple(
        MemberAmount(
            party.code,
            party.name,
            party.kind,
            *said.get(party.code, (None, None)),
            paid_ore=sum(ore for _, ore in paid[party.code]),
        )
        for party in parties_of(association, year)
    )


def state_amount_of(association: str, year: int) -> int | None:
    """Return what the state has decided for an association in a year, in öre."""
    funding = funding_of(association, year)
    return funding.state_ore if funding else None


def contributed_over_years(association: str) -> dict[str, dict[int, int]]:
    """Return what each member has contributed: party -> year -> öre.

    What has been paid, for years with payments; else what was decided, else what the
    decision of the state and the key give, else what was asked.
    """
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for year in funded_years(association):
        for party, ore in _amounts_by_party(association, year).items():
            found[party][year] = ore
    return dict(found)


def payments_of(funding: Funding, party: str = "") -> list[Payment]:
    """Return the payments of a year, of one member or of all, with what reverses them."""
    stored = funding.payments.select_related("party", "reverses", "reversal")
    return list(stored.filter(party_id=party) if party else stored)


def payment_of(association: Association, number: int) -> Payment | None:
    """Return one payment of an association."""
    stored = Payment.objects.filter(funding__association=association, pk=number)
    return stored.select_related("funding__association", "party").first()


def requisitions_of(funding: Funding) -> list[Requisition]:
    """Return every requisition of a year, also cancelled ones, with their instalments."""
    return list(funding.requisitions.select_related("party").prefetch_related("instalments"))


def requisition_of(association: Association, key: str) -> Requisition | None:
    """Return one requisition of an association."""
    stored = Requisition.objects.filter(funding__association=association, pk=key)
    return (
        stored.select_related("party", "funding__association")
        .prefetch_related("instalments")
        .first()
    )


def last_bankgiro(association: str) -> str:
    """Return the Bankgiro number of the association's latest requisition, if any."""
    stored = Requisition.objects.filter(funding__association_id=association)
    latest = stored.exclude(bankgiro="").order_by("issued_on", "pk").last()
    return latest.bankgiro if latest else ""


@dataclass(frozen=True)
class InhabitantsOn:
    """How many live in each municipality on a day: key of the party -> inhabitants."""

    on: date
    weights: Mapping[str, int]
    source: str


def inhabitants_of(parties: Sequence[Party]) -> list[InhabitantsOn]:
    """Return the days for which every municipality's inhabitants are known, latest first.

    All ages; where only age groups are stored and they cover all, their sum. What a snapshot
    of official statistics says of a day goes before what the register has of it.
    """
    areas = {
        municipality_area(str(p.municipality_id)): p.code for p in parties if p.municipality_id
    }
    figures = Inhabitants.objects.filter(area__in=areas).select_related("document")
    by_day: dict[date, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    sources: dict[date, str] = {}
    for figure in figures:
        by_day[figure.on][areas[figure.area]][figure.age_group] = figure.value
        sources[figure.on] = figure.document.title
    made = []
    for day, groups in by_day.items():
        weights = {
            code: groups[code].get("all", sum(groups[code].values()))
            for code in areas.values()
            if code in groups and ("all" in groups[code] or groups[code].keys() >= WHOLE)
        }
        if len(weights) == len(areas):
            made.append(InhabitantsOn(day, weights, sources[day]))
    by_date = {each.on: each for each in (*made, *_in_snapshots(areas))}
    return sorted(by_date.values(), key=lambda each: each.on, reverse=True)


def _in_snapshots(areas: Mapping[str, str]) -> Iterator[InhabitantsOn]:
    """Yield the latest days that a snapshot has all of some areas: area -> key of the party."""
    codes = {area.partition(":")[2]: party for area, party in areas.items()}
    day = date.max
    for _ in range(MOST_DAYS if codes else 0):
        try:
            known = inhabitants_for_key(list(codes), day)
        except NoFigures:
            return
        if known.snapshot is not None:
            weights = {codes[code]: number for code, number in known.numbers.items()}
            yield InhabitantsOn(known.on, weights, known.source)
        day = known.on - timedelta(days=1)


MOST_DAYS = 8
WHOLE = frozenset({"0-15", "16-24", "25-44", "45-64", "65-"})
"""Age groups that together are everybody."""


def _calculated(funding: Funding | None, parties: Sequence[Party]) -> Calculated:
    if funding is None:
        return Calculated(None, "Inget är infört för året.")
    return funding_amounts(funding, parties)


def _amounts_by_party(association: str, year: int) -> dict[str, int]:
    funding = funding_of(association, year)
    if funding is None:
        return {}
    paid = dict(funding.payments.values_list("party_id").annotate(total=Sum("ore")).order_by())
    parties, said = parties_of(association, year), _said(funding)
    parts = funding_amounts(funding, parties).parts
    found = {}
    for code in [str(party.code) for party in parties]:
        asked, decided = said.get(code, (None, None))
        known = (paid.get(code) or None, decided, parts.get(code), asked)
        ore = next((each for each in known if each is not None), None)
        if ore is not None:
            found[code] = ore
    return found


def _said(funding: Funding) -> dict[str, tuple[int | None, int | None]]:
    """Return what each was asked for and has decided: party -> the two, in öre."""
    said = {each.party_id: (each.asked_ore, each.decided_ore) for each in funding.members.all()}
    return {STATE: (funding.requested_ore, funding.state_ore), **said}


def _paid(funding: Funding | None) -> dict[str, list[tuple[date, int]]]:
    paid: dict[str, list[tuple[date, int]]] = defaultdict(list)
    for payment in funding.payments.all() if funding else ():
        paid[payment.party_id].append((payment.received_on, payment.ore))
    return paid


def _bills(funding: Funding | None) -> dict[str, Requisition]:
    if funding is None:
        return {}
    in_force = funding.requisitions.filter(cancelled_on=None).prefetch_related("instalments")
    return {bill.party_id: bill for bill in in_force}


def plan_of(requisition: Requisition) -> list[Instalment]:
    """Return a requisition's instalments as the rules see them."""
    return [
        Instalment(each.number, each.due_on, each.ore) for each in requisition.instalments.all()
    ]


def _settled(
    bill: Requisition | None, paid: Sequence[tuple[date, int]], on: date
) -> Settled | None:
    return settle(plan_of(bill), paid, on=on) if bill else None


def _difference(first: int | None, second: int | None) -> int | None:
    return None if first is None or second is None else first - second
