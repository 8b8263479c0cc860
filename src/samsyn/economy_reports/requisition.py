"""A requisition to a member as a letter: what to pay, when, to where, and how it was reckoned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from samsyn.contributions.models import Requisition
from samsyn.contributions.selectors import MemberRow, YearOfFunding, plan_of
from samsyn.economy_reports.cells import money
from samsyn.language.swedish import day, kronor
from samsyn.reports.content import (
    Block,
    Bullets,
    Cell,
    Column,
    Paragraph,
    Report,
    Section,
    Table,
)
from samsyn.rules.contributions import Party
from samsyn.rules.shares import format_percent

SIDES = {"region": Party.REGIONS, "municipality": Party.MUNICIPALITIES, "state": Party.STATE}


def requisition_report(requisition: Requisition, year: YearOfFunding) -> Report:
    """Return the letter of a requisition, dated the day it was issued.

    year: the year's funding, for how the amount was reckoned
    """
    row = next((r for r in year.rows if r.party.code == requisition.party_id), None)
    return Report(
        title=f"Rekvisition av medlemsbidrag {year.year}",
        subtitle=f"{year.association.name} till {requisition.party.name}",
        about=tuple(_about(requisition, year)),
        issued_on=requisition.issued_on,
        sections=(
            Section("att-betala", "Att betala", tuple(_to_pay(requisition))),
            Section("sa-raknat", "Så är beloppet räknat", tuple(_reckoned(row, year))),
        ),
        is_letter=True,
    )


def file_words(requisition: Requisition) -> tuple[str, ...]:
    """Return the words of the file's name."""
    return ("rekvisition", requisition.party.name, requisition.key)


def _about(requisition: Requisition, year: YearOfFunding) -> Iterator[tuple[str, str]]:
    if requisition.cancelled_on:
        yield "Återkallad", f"{day(requisition.cancelled_on)}. {requisition.reason}"
    is_municipality = requisition.party.kind == "municipality"
    yield (
        "Till",
        f"{requisition.party.name} (kommun)" if is_municipality else requisition.party.name,
    )
    yield "Från", year.association.name
    yield "Rekvisition", f"nummer {requisition.number}, {day(requisition.issued_on)}"
    yield "Avser", f"medlemsbidrag {year.year}"
    yield "Belopp", kronor(requisition.ore)
    yield "Referens", requisition.reference
    if requisition.bankgiro:
        yield "Bankgiro", requisition.bankgiro
    if requisition.ocr:
        yield "OCR-referens", requisition.ocr


def _to_pay(requisition: Requisition) -> Iterator[Block]:
    plan = plan_of(requisition)
    times = "på en gång" if len(plan) == 1 else f"i {len(plan)} delar"
    yield Paragraph(
        f"Bidraget betalas {times}, senast på förfallodagen. Ange referensen "
        f"{requisition.ocr or requisition.reference} vid varje betalning."
    )
    yield Table(
        id="betalningsplan",
        caption="Betalningsplan",
        columns=(
            Column("Delbetalning"),
            Column("Senast"),
            Column("Belopp", is_numeric=True),
        ),
        rows=(
            *(
                (Cell(str(each.number)), Cell(day(each.due_on)), money(each.ore))
                for each in plan
            ),
            (Cell("Summa"), Cell(""), money(sum(each.ore for each in plan))),
        ),
    )
    if requisition.text:
        yield Paragraph(requisition.text)


def _reckoned(row: MemberRow | None, year: YearOfFunding) -> Iterator[Block]:
    funding, amounts = year.funding, year.calculated.amounts
    told = []
    if funding and funding.state_ore is not None:
        told.append(
            "Försäkringskassan beslutade"
            + (f" den {day(funding.decided_on)}" if funding.decided_on else "")
            + f" {kronor(funding.state_ore)} för {year.year}"
            + (f" ({funding.reference})" if funding.reference else "")
            + "."
        )
    if row and amounts:
        told += _share_of(row, year)
    own = row.contribution if row else None
    if own and own.decided_ore is not None:
        told.append(_decision(own.decided_ore, own.decided_on, own.body, own.reference))
    if own and own.waits_for_condition:
        told.append(f"Beslutet gäller {own.condition}.")
    if told:
        yield Bullets(tuple(told))
    yield Paragraph(_law(year))


def _share_of(row: MemberRow, year: YearOfFunding) -> Iterator[str]:
    amounts = year.calculated.amounts
    side = SIDES[row.party.kind]
    if amounts is None or side is Party.STATE:
        return
    yield (
        f"{side.sv.capitalize()} bidrar tillsammans med {kronor(amounts.required[side])}, en "
        "fjärdedel av medlen."
        if side in amounts.required
        else "Kommunen bidrar med hälften av medlen."
    )
    division = amounts.divisions.get(side)
    share = division.shares.get(row.party.code) if division else None
    key = next((k for k in year.keys if k.side == side), None)
    if share is not None and share != 1 and key:
        yield (
            f"Delen fördelas efter {key.get_way_display()}"
            + (f" den {day(key.holds_on)}" if key.holds_on else "")
            + f": {row.party.name} har {format_percent(share)} procent och ska bidra med "
            f"{kronor(row.required_ore)}. Källa: {key.source}."
        )


def _decision(ore: int, on: date | None, body: str, reference: str) -> str:
    who = body or "Medlemmen"
    when = f" den {day(on)}" if on else ""
    where = f" ({reference})" if reference else ""
    return f"{who} beslutade {kronor(ore)}{when}{where}."


def _law(year: YearOfFunding) -> str:
    amounts = year.calculated.amounts
    source = amounts.table.source.full_citation if amounts else "SFS 2003:1210 5 §"
    return f"Andelarna följer av {source}."
