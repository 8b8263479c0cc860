"""What a manager should know about a year's funding: what is missing, odd, or waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from samsyn.contributions.calculate import members_of
from samsyn.contributions.selectors import MemberRow, YearOfFunding
from samsyn.language.swedish import day, kronor, listed
from samsyn.rules.contributions import Party
from samsyn.rules.legal_source import NotInForce
from samsyn.rules.member_amounts import InvalidMembership, deviations, membership_source

SIDE_OF_KIND = {
    "state": Party.STATE,
    "region": Party.REGIONS,
    "municipality": Party.MUNICIPALITIES,
}


class Weight(StrEnum):
    """How much a remark matters: it warns, or it only tells."""

    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True)
class Remark:
    """Something to know or to do; never something that stops.

    paragraph: where it stands in the law; "" if it does not
    """

    code: str
    weight: Weight
    text: str
    remedy: str
    paragraph: str = ""


@dataclass(frozen=True)
class Waiting:
    """Something that is waited for, and from whom.

    condition_of: the party whose condition it is; "" if it is something else
    """

    who: str
    what: str
    condition_of: str = ""


def remarks_on(year: YearOfFunding) -> list[Remark]:
    """Return what there is to say about a year's funding, warnings first."""
    found = [
        *_of_membership(year),
        *_of_shares(year),
        *_of_members(year),
        *_of_conditions(year),
        *_of_key(year),
        *_of_change(year),
    ]
    return sorted(found, key=lambda remark: remark.weight is not Weight.WARNING)


def waiting_for(year: YearOfFunding, *, on: date) -> list[Waiting]:
    """Return what still waits before the year is fully decided and paid."""
    funding = year.funding
    if funding is None or funding.state_ore is None:
        return [Waiting("Försäkringskassan", f"beslut om statens bidrag för {year.year}")]
    return [waiting for row in year.rows for waiting in _of_row(row, on)]


def _of_row(row: MemberRow, on: date) -> Iterator[Waiting]:
    own = row.contribution
    if row.decided_ore is None:
        asked = row.asked_ore if row.asked_ore is not None else row.required_ore
        amount = f" om {kronor(asked)}" if asked is not None else ""
        yield Waiting(row.party.name, f"beslut{amount}")
    elif own and own.waits_for_condition:
        yield Waiting(row.party.name, f"att villkoret uppfylls: {own.condition}", own.party_id)
    if row.settled and row.settled.due_ore:
        due = [r.instalment.due_on for r in row.settled.rows if r.is_overdue]
        yield Waiting(
            row.party.name,
            f"betalning av {kronor(row.settled.due_ore)} som förföll {day(min(due))}",
        )


def _of_membership(year: YearOfFunding) -> Iterator[Remark]:
    members = members_of([row.party for row in year.rows])
    try:
        _ = members.form
    except InvalidMembership as problem:
        yield Remark(
            "medlemskap",
            Weight.WARNING,
            f"Medlemmarna kan inte bilda ett förbund: {problem}.",
            "Kontrollera medlemskapen och deras datum.",
            _citation(year),
        )


def _citation(year: YearOfFunding) -> str:
    try:
        return membership_source(date(year.year, 1, 1)).citation
    except NotInForce:
        return "SFS 2003:1210 3 §"


def _of_shares(year: YearOfFunding) -> Iterator[Remark]:
    """Yield one remark if parties have decided something else than their shares."""
    table = year.calculated.amounts and year.calculated.amounts.table
    if not table or not year.is_whole:
        return
    decided: dict[Party, int] = {}
    for row in year.rows:
        side = SIDE_OF_KIND[row.party.kind]
        decided[side] = decided.get(side, 0) + (row.decided_ore or 0)
    found = deviations(decided, on=date(year.year, 1, 1), form=table.form)
    if found:
        parties = listed(
            [
                f"{each.party.sv} {kronor(each.ore)} (lagens andel är {kronor(each.required_ore)})"
                for each in found
            ]
        )
        yield Remark(
            "andel",
            Weight.WARNING,
            f"Parterna bidrar inte med hälften, en fjärdedel och en fjärdedel: {parties}.",
            "Andelarna är fasta i lagen. Ta upp det med medlemmarna, eller skriv skälet vid "
            "beslutet.",
            found[0].source.full_citation,
        )


def _of_members(year: YearOfFunding) -> Iterator[Remark]:
    for row in year.rows:
        difference = row.required_difference_ore
        if difference and not row.is_state:
            above = "mer" if difference > 0 else "mindre"
            own = row.contribution
            reason = f" Skäl: {own.reason}" if own and own.reason else ""
            yield Remark(
                "beslut-avviker",
                Weight.WARNING,
                f"{row.party.name} har beslutat {kronor(row.decided_ore)}, "
                f"{kronor(abs(difference))} {above} än {kronor(row.required_ore)} som statens "
                f"beslut och nyckeln ger.{reason}",
                "Begär ett nytt beslut, eller skriv skälet vid beslutet.",
                "SFS 2003:1210 5 §",
            )
    asked = [
        row
        for row in year.rows
        if row.asked_difference_ore and not row.required_difference_ore and not row.is_state
    ]
    for row in asked:
        yield Remark(
            "askat-beslutat",
            Weight.INFORMATION,
            f"{row.party.name} tillfrågades om {kronor(row.asked_ore)} och beslutade "
            f"{kronor(row.decided_ore)}; skillnaden är {kronor(row.asked_difference_ore)}.",
            "Inget behöver göras om beslutet följer statens.",
        )


def _of_conditions(year: YearOfFunding) -> Iterator[Remark]:
    """Yield a remark when all have decided while decisions still hang on the others'."""
    waiting = [
        row.party.name
        for row in year.rows
        if row.contribution and row.contribution.waits_for_condition
    ]
    if waiting and year.is_whole:
        yield Remark(
            "villkor",
            Weight.INFORMATION,
            f"Alla medlemmar har beslutat, men {listed(waiting)} har ett villkor som inte är "
            "markerat som uppfyllt.",
            "Kontrollera villkoret, och markera det under Väntar på.",
        )


def _of_key(year: YearOfFunding) -> Iterator[Remark]:
    amounts = year.calculated.amounts
    if amounts is None:
        return
    for party in amounts.undivided:
        yield Remark(
            "nyckel-saknas",
            Weight.INFORMATION,
            f"Det är inte infört hur {party.sv} delar på sin del, "
            f"{kronor(amounts.required[party])}.",
            "Välj nyckel, så räknas varje medlems belopp.",
            "SFS 2003:1210 5 §",
        )
    for party, division in amounts.divisions.items():
        if division.difference_ore:
            yield Remark(
                "inskrivet-avviker",
                Weight.WARNING,
                f"{party.sv.capitalize()}: {' '.join(division.sentences)}",
                "Kontrollera beloppen mot överenskommelsen, eller skriv skälet.",
                "SFS 2003:1210 5 §",
            )
    without_day = [key.get_side_display() for key in year.keys if key.holds_on is None]
    if without_day:
        yield Remark(
            "dag-saknas",
            Weight.INFORMATION,
            f"Källan säger inte vilken dag nyckeln räknades ({listed(without_day)}).",
            "Ange dagen, om den är känd: annars kan ingen räkna om.",
        )


def _of_change(year: YearOfFunding) -> Iterator[Remark]:
    funding = year.funding
    if funding is None or funding.state_ore is None or funding.requested_ore is None:
        return
    less = funding.requested_ore - funding.state_ore
    if less:
        word = "mindre" if less > 0 else "mer"
        yield Remark(
            "statens-beslut",
            Weight.INFORMATION,
            f"Staten beslutade {kronor(funding.state_ore)}, {kronor(abs(less))} {word} än "
            f"äskat {kronor(funding.requested_ore)}.",
            "Räkna om budgeten, och fråga medlemmarna om det som beslutet ger.",
            "SFS 2003:1210 5 och 23 §§",
        )
