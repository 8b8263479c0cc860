"""What a change of members would give each, as tables and sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from samsyn.contributions.trial import (
    Standing,
    joined,
    leaving,
    merged,
    shares_now,
    standing_of,
    to_pay_in,
)
from samsyn.economy_reports.cells import money, percent, signed
from samsyn.economy_reports.contributions import TOTAL, shares_table
from samsyn.language.swedish import day, kronor
from samsyn.reports.content import Cell, Column, Table
from samsyn.rules.money import InvalidWeights
from samsyn.rules.shares import NOTICE_MONTHS, UnknownMember

NEWCOMER, NEW_NAME, YEARS_AHEAD = "ny", "Ny medlem", 5


@dataclass(frozen=True)
class Trial:
    """What a change would give: tables, and how it was reckoned, sentence by sentence."""

    tables: tuple[Table, ...]
    steps: tuple[str, ...]


def trial_of(standing: Standing, values: Mapping[str, Any]) -> Trial:
    """Return what is asked for, or the shares by year if nothing is.

    values: equity, event, member, notice_on, months, yearly, other, other_equity
    """
    if not standing.contributed:
        return Trial((), ())
    if not values:
        return Trial((_by_year(standing),), ())
    try:
        return TRIALS[values["event"]](standing, values)
    except (InvalidWeights, UnknownMember) as problem:
        return Trial((), (f"Det går inte att räkna: {problem}.",))


def _now(standing: Standing, values: Mapping[str, Any]) -> Trial:
    settlement = shares_now(standing, values["equity"])
    if settlement is None:
        return Trial((), ("Ingen har bidragit med något än.",))
    caption = f"Andelar till och med {standing.last_year}"
    table = shares_table(settlement, standing.names, caption=caption)
    return Trial((table, _by_year(standing)), settlement.steps)


def _dissolution(standing: Standing, values: Mapping[str, Any]) -> Trial:
    now = _now(standing, values)
    owed = to_pay_in(standing, values["equity"])
    steps = ["Skulderna betalas och egendomen säljs. Det som är kvar fördelas efter andelarna."]
    if values["equity"] < 0:
        steps.append(
            "Skulderna är större än tillgångarna. Bristen täcks efter andelarna i 5 § (22 §): "
            + ", ".join(f"{standing.names[m]} {kronor(ore)}" for m, ore in owed.items())
            + ". Efter vad alla har bidragit med under åren blir det som i tabellen."
        )
    return Trial(now.tables[:1], (*steps, *now.steps))


def _withdrawal(standing: Standing, values: Mapping[str, Any]) -> Trial:
    months = values["months"] if values["months"] is not None else NOTICE_MONTHS
    gone = leaving(
        standing,
        values["member"],
        values["equity"],
        notice_on=values["notice_on"],
        months=months,
    )
    who = standing.names[values["member"]]
    caption = f"Andelar när {who} går ut"
    made = [shares_table(gone.settlement, standing.names, caption=caption)]
    told = [
        (
            f"Uppsägningen lämnas {day(values['notice_on'])}. Sista dagen som medlem är "
            f"{day(gone.last_day)} ({months} månader, 27 §)."
        ),
        "Bidragen under uppsägningstiden är inte med om de inte är införda.",
    ]
    if gone.is_dissolved:
        told.append("Förbundet upplöses, och alla får sin andel.")
    elif gone.after:
        told.append(
            f"{who} får {kronor(gone.paid_out_ore)}. Förbundet finns kvar, om det inte beslutas "
            "om upplösning."
        )
        made.append(
            _renamed(
                shares_table(gone.after, standing.names, caption="Andelar för dem som är kvar")
            )
        )
    return Trial(tuple(made), (*told, *gone.settlement.steps))


def _joining(standing: Standing, values: Mapping[str, Any]) -> Trial:
    shares = joined(standing, NEWCOMER, values["yearly"], YEARS_AHEAD)
    names = {**standing.names, NEWCOMER: NEW_NAME}
    told = (
        "En ny medlem har ingen andel från början: den har inte bidragit med något.",
        (
            f"Andelen växer när den bidrar med {kronor(values['yearly'])} per år och de andra "
            f"fortsätter som {standing.last_year}."
        ),
        (
            "Hur kommunernas del fördelas kan behöva beslutas om när en kommun kommer in. "
            "Andelarna mellan parterna är desamma (5 §)."
        ),
    )
    return Trial((_share_years(shares, names, "Andelar med en ny medlem"),), told)


def _merger(standing: Standing, values: Mapping[str, Any]) -> Trial:
    other = standing_of(values["other"])
    rows = merged(standing, values["equity"], other, values["other_equity"] or 0)
    names = {**other.names, **standing.names}
    table = Table(
        id="sammanslagning",
        caption="Andelar före och efter sammanslagningen",
        columns=(
            Column("Medlem"),
            Column("Före", is_numeric=True),
            Column("Efter", is_numeric=True),
            Column("Skillnad", is_numeric=True),
        ),
        rows=(
            *(
                (
                    Cell(names.get(row.member, row.member)),
                    money(row.before_ore),
                    money(row.after_ore),
                    signed(row.difference_ore),
                )
                for row in rows
            ),
            (
                Cell(TOTAL),
                money(sum(row.before_ore for row in rows)),
                money(sum(row.after_ore for row in rows)),
                signed(sum(row.difference_ore for row in rows)),
            ),
        ),
    )
    told = (
        "Före: andelen i vart och ett av förbunden, efter vad medlemmen har bidragit med där.",
        "Efter: andelen i det gemensamma, efter vad medlemmen har bidragit med i båda.",
        (
            "Lagen säger inte hur andelar förs över. Medlemmarna kommer överens om det i den nya "
            "förbundsordningen (9 § 8), till exempel att skillnaden regleras."
        ),
    )
    return Trial((table,), told)


TRIALS: dict[str, Callable[[Standing, Mapping[str, Any]], Trial]] = {
    "now": _now,
    "withdrawal": _withdrawal,
    "dissolution": _dissolution,
    "joining": _joining,
    "merger": _merger,
}


def _by_year(standing: Standing) -> Table:
    return _share_years(standing.shares_by_year(), standing.names, "Andelar vid varje års slut")


def _share_years(
    shares: Mapping[int, Mapping[str, Fraction]], names: Mapping[str, str], caption: str
) -> Table:
    members = list(dict.fromkeys(member for of_year in shares.values() for member in of_year))
    return Table(
        id="andelar-per-ar",
        caption=caption,
        columns=(Column("Medlem"), *(Column(str(year), is_numeric=True) for year in shares)),
        rows=tuple(
            (
                Cell(names.get(member, member)),
                *(percent(of_year.get(member), 2) for of_year in shares.values()),
            )
            for member in members
        ),
    )


def _renamed(table: Table) -> Table:
    """Return a second table of shares, with an id of its own."""
    return Table("andelar-efter", table.caption, table.columns, table.rows, table.note)
