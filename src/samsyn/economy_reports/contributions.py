"""Contributions as tables and a picture: a year, the key, the change, payments, a board."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from samsyn.charts.waterfall import Step, waterfall
from samsyn.contributions.board import Board, BoardCell
from samsyn.contributions.models import DivisionKey, KeyWeight, Payment
from samsyn.contributions.selectors import MemberRow, YearOfFunding
from samsyn.economy_reports.cells import money, percent, signed
from samsyn.language.swedish import EN_DASH, MISSING, capital, day, kronor, number
from samsyn.reports.content import Cell, Chart, Column, Table
from samsyn.rules.contributions import Party
from samsyn.rules.shares import Settlement

ORE_PER_TKR = 100_000
TOTAL = "Summa"

DEFINITIONS = (
    (
        "Ska bidra",
        (
            "Medlemmens del av årets medel: staten hälften, regionerna en fjärdedel och "
            "kommunerna en fjärdedel, räknat ur Försäkringskassans beslut. De som delar på en "
            "fjärdedel fördelar den efter nyckeln."
        ),
        "SFS 2003:1210 5 och 5 a §§",
    ),
    (
        "Tillfrågad om",
        "Det belopp som förbundet har begärt av medlemmen.",
        "Förbundets äskande",
    ),
    ("Beslutat", "Det belopp som medlemmen själv har beslutat.", "Medlemmens beslut"),
    (
        "Skillnad",
        "Beslutat minus det medlemmen ska bidra med. Plus är mer, minus är mindre.",
        "Egen beräkning",
    ),
    (
        "Udda kronor",
        (
            "Delarna avrundas nedåt till hela kronor eller ören. Det som blir över går, ett i "
            "taget, till den som förlorat mest på avrundningen."
        ),
        "Egen regel: största rest",
    ),
    (
        "Förra året",
        "Det som betalades året före; annars det som beslutades, räknades eller begärdes.",
        "Egen beräkning",
    ),
)
"""Word, meaning and source, for the last sheet of workbooks."""

SHARES = (
    (
        "Andel",
        "Vad medlemmen har bidragit med under åren, delat med vad alla har bidragit med.",
        "Förbundsordningen; mönster: SOFINT 12 §. SFS 2003:1210 9 § 8",
    ),
    (
        "Har bidragit med",
        (
            "Det som är betalt; för år utan betalningar det som är beslutat, annars det som "
            "nyckeln ger eller det som begärdes."
        ),
        "Egen beräkning",
    ),
    ("Uppsägning", "Tre år, om förbundsordningen inte säger kortare.", "SFS 2003:1210 27 §"),
    ("Brist", "Täcks i förhållande till andelarna enligt 5 §.", "SFS 2003:1210 22 §"),
)
"""The same for shares in assets and debts."""


def members_table(year: YearOfFunding) -> Table:
    """Return what each member is to contribute, was asked for, has decided and paid."""
    names = ("required_ore", "asked_ore", "decided_ore", "required_difference_ore", "paid_ore")
    titles = ("Ska bidra", "Tillfrågad om", "Beslutat", "Skillnad", "Betalt")
    rows = [
        (
            Cell(row.party.name),
            *(_of_name(name, getattr(row, name)) for name in names),
            Cell(capital(status_of(row))),
        )
        for row in year.rows
    ]
    amounts = year.calculated.amounts
    whole = amounts.total_ore + amounts.difference_ore if amounts else None
    sums = (
        Cell(TOTAL),
        money(whole),
        *(_of_name(name, year.total(name)) for name in names[1:]),
        Cell(""),
    )
    return Table(
        id="medlemmar",
        caption=f"Medlemmarnas bidrag {year.year}",
        columns=(
            Column("Medlem"),
            *(Column(title, is_numeric=True) for title in titles),
            Column("Läge"),
        ),
        rows=(*rows, sums),
        note="Två punkter (..): inte infört. Summan räknar bara det som är infört; den för ska "
        "bidra är alla medel enligt 5 §.",
    )


def status_of(row: MemberRow) -> str:
    """Return where a member's contribution stands, in a few words."""
    own = row.contribution
    if row.settled and row.settled.overpaid_ore:
        return f"betalt {kronor(row.settled.overpaid_ore)} för mycket"
    if row.decided_ore is None:
        return "väntar på beslut" if row.asked_ore is not None else "inte tillfrågad"
    if own and own.waits_for_condition:
        return "beslutat med villkor"
    if row.settled is None:
        return "beslutat"
    if row.settled.due_ore:
        return f"förfallet {kronor(row.settled.due_ore)}"
    return "betalt" if not row.settled.left_ore else "rekvirerat"


def change_table(year: YearOfFunding) -> Table:
    """Return each member's contribution beside the year before, in kronor and percent."""
    rows = [
        (
            Cell(row.party.name),
            money(row.last_year_ore),
            money(row.due_ore),
            signed(row.last_year_difference_ore),
            percent(row.last_year_change),
        )
        for row in year.rows
    ]
    before, now = year.total("last_year_ore"), year.total("due_ore")
    whole = all(row.last_year_ore is not None for row in year.rows)
    total = (now or 0) - (before or 0) if whole else None
    share = Fraction(total, before) if total is not None and before else None
    rows.append((Cell(TOTAL), money(before), money(now), signed(total), percent(share)))
    return Table(
        id="andring",
        caption=f"Bidrag {year.year - 1} och {year.year}",
        columns=(
            Column("Medlem"),
            Column(str(year.year - 1), is_numeric=True),
            Column(str(year.year), is_numeric=True),
            Column("Ändring", is_numeric=True),
            Column("Ändring i procent", is_numeric=True),
        ),
        rows=tuple(rows),
        note="Beslutat där det finns, annars det medlemmen ska bidra med eller är tillfrågad om.",
    )


def change_chart(year: YearOfFunding) -> Chart | None:
    """Return how last year's contributions became this year's; None without both years.

    A change of less than a tenth is drawn by itself: beside the whole it would not be seen.
    """
    known = [row for row in year.rows if row.last_year_difference_ore is not None]
    if not known:
        return None
    before = sum(row.last_year_ore or 0 for row in known)
    now = sum(row.due_ore or 0 for row in known)
    rest = "" if len(known) == len(year.rows) else " (de som är kända båda åren)"
    steps = [
        Step(r.party.name, ore, signed(ore).text)
        for r in known
        for ore in [r.last_year_difference_ore or 0]
    ]
    if abs(now - before) * 10 < before:
        steps.append(
            Step("Tillsammans", now - before, signed(now - before).text, is_total=True)
        )
    else:
        first = Step(f"{year.year - 1}", before, kronor(before), is_total=True)
        last = Step(f"{year.year}", now, kronor(now), is_total=True)
        steps = [first, *steps, last]
    caption = f"Så blev {kronor(before)} {year.year - 1} till {kronor(now)} {year.year}{rest}"
    told = ", ".join(f"{step.label} {step.text}" for step in steps)
    drawn = {
        narrow: waterfall(
            steps, title=caption, description=told, format=_tkr_axis, narrow=narrow
        )
        for narrow in (False, True)
    }
    return Chart(
        id="vag-till-bidraget",
        caption=caption,
        description=f"{told}.",
        svg=drawn[False],
        narrow_svg=drawn[True],
        table_id="andring",
    )


def key_tables(year: YearOfFunding) -> list[Table]:
    """Return a table per key: weights, exact shares and amounts, and where odd kronor went."""
    return list(_key_tables(year))


def _key_tables(year: YearOfFunding) -> Iterator[Table]:
    amounts = year.calculated.amounts
    for key in year.keys:
        division = amounts.divisions.get(Party(key.side)) if amounts else None
        if division is None:
            continue
        weights = {w.party_id: w for w in key.weights.all() if not w.component}
        names = {row.party.code: row.party.name for row in year.rows}
        is_typed = key.way == DivisionKey.Way.TYPED
        rows = [
            (
                Cell(names.get(code, code)),
                *(() if is_typed or not weights else (_weight(weights[code].weight),)),
                percent(division.shares.get(code), 2),
                money(ore),
            )
            for code, ore in division.parts.items()
        ]
        has_weights = bool(weights) and not is_typed
        yield Table(
            id=f"nyckel-{key.side}",
            caption=f"Nyckel för {key.get_side_display()}: {key.get_way_display()}",
            columns=(
                Column("Medlem"),
                *((Column("Vikt", is_numeric=True),) if has_weights else ()),
                Column("Andel", is_numeric=True),
                Column("Bidrag", is_numeric=True),
            ),
            rows=(*rows, _key_sum(division.parts, weights if has_weights else {})),
            note=" ".join(
                [
                    "Bidraget räknas ur den exakta andelen, inte ur den avrundade som visas.",
                    *division.sentences,
                    f"Källa: {key.source}.",
                    f"Räknat {day(key.holds_on)}." if key.holds_on else "",
                ]
            ).strip(),
        )


def paid_table(year: YearOfFunding) -> Table:
    """Return what each member is billed, has paid, owes and owes already on the day."""
    rows = [
        (
            Cell(row.party.name),
            money(row.requisition.ore if row.requisition else None),
            money(row.paid_ore),
            money(row.settled.left_ore if row.settled else None),
            money(row.settled.due_ore if row.settled else None),
            Cell(capital(status_of(row))),
        )
        for row in year.rows
    ]
    settled = [row.settled for row in year.rows if row.settled]
    bills = [row.requisition.ore for row in year.rows if row.requisition]
    sums = (
        Cell(TOTAL),
        money(sum(bills) if bills else None),
        money(year.total("paid_ore")),
        money(sum(each.left_ore for each in settled) if settled else None),
        money(sum(each.due_ore for each in settled) if settled else None),
        Cell(""),
    )
    titles = ("Rekvirerat", "Betalt", "Kvar", "Förfallet")
    return Table(
        id="betalt",
        caption=f"Rekvirerat och betalt {year.year}",
        columns=(
            Column("Medlem"),
            *(Column(title, is_numeric=True) for title in titles),
            Column("Läge"),
        ),
        rows=(*rows, sums),
        note="Två punkter (..): ingen rekvisition är skriven.",
    )


def plan_table(year: YearOfFunding) -> Table:
    """Return every instalment of the year, with what is paid of it."""
    return Table(
        id="delbetalningar",
        caption=f"Delbetalningar {year.year}",
        columns=(
            Column("Medlem"),
            Column("Delbetalning"),
            Column("Senast"),
            Column("Belopp", is_numeric=True),
            Column("Betalt", is_numeric=True),
            Column("Kvar", is_numeric=True),
            Column("Läge"),
        ),
        rows=tuple(
            (
                Cell(row.party.name),
                Cell(str(each.instalment.number)),
                Cell(day(each.instalment.due_on)),
                money(each.instalment.ore),
                money(each.paid_ore),
                money(each.left_ore),
                Cell("förfallen" if each.is_overdue else "betald" if not each.left_ore else ""),
            )
            for row in year.rows
            if row.settled
            for each in row.settled.rows
        ),
    )


def payments_table(payments: Sequence[Payment]) -> Table:
    """Return what has been paid, with what was taken back."""
    return Table(
        id="inbetalningar",
        caption="Införda inbetalningar",
        columns=(
            Column("Dag"),
            Column("Medlem"),
            Column("Belopp", is_numeric=True),
            Column("Referens"),
            Column("Not"),
        ),
        rows=tuple(
            (
                Cell(day(payment.received_on)),
                Cell(payment.party.name),
                money(payment.ore),
                Cell(payment.reference or EN_DASH),
                Cell(f"rättelse: {payment.reason}" if payment.reverses_id else ""),
            )
            for payment in payments
        ),
    )


def board_table(board: Board) -> Table:
    """Return a member's decided contributions by year, thousands of kronor, with sums."""
    columns = [Column("Samordningsförbund")]
    columns += [Column(f"Anslag {year}", is_numeric=True, unit="tkr") for year in board.years]
    rows = [
        (
            Cell(association.short_name),
            *(_tkr(cells.get(year, BoardCell()).decided_ore) for year in board.years),
        )
        for association, cells in board.rows
    ]
    sums = (Cell("Totalt"), *(_tkr(board.total(year, "decided_ore")) for year in board.years))
    return Table(
        id="bidrag-per-forbund",
        caption=f"Beslutade bidrag från {board.party.name}",
        columns=tuple(columns),
        rows=(*rows, sums),
        note="Två punkter (..): inget beslut är infört. Summan räknar bara beslut.",
    )


def asked_table(board: Board, year: int) -> Table:
    """Return what a member was asked for and has decided in a year, association by association."""
    rows = [
        (
            Cell(association.short_name),
            money(cell.asked_ore),
            money(cell.required_ore),
            money(cell.decided_ore),
            signed(cell.asked_above_decided_ore),
            signed(board.change(association, year)),
            Cell(_said_of(cell)),
        )
        for association, cells in board.rows
        for cell in [cells.get(year, BoardCell())]
    ]
    return Table(
        id=f"askat-{year}",
        caption=f"Äskat och beslutat {year}",
        columns=(
            Column("Samordningsförbund"),
            Column("Tillfrågad om", is_numeric=True),
            Column("Ska bidra (5 §)", is_numeric=True),
            Column("Beslutat", is_numeric=True),
            Column("Äskat utöver beslutat", is_numeric=True),
            Column(f"Ändring sedan {year - 1}", is_numeric=True),
            Column("Läge"),
        ),
        rows=tuple(rows),
    )


def shares_table(settlement: Settlement, names: dict[str, str], *, caption: str) -> Table:
    """Return each member's share of an amount: contributed, share and kronor."""
    rows = [
        (
            Cell(names.get(row.member, row.member)),
            money(row.contributed_ore),
            percent(row.share, 2),
            money(row.ore),
        )
        for row in settlement.rows
    ]
    whole = sum(row.contributed_ore for row in settlement.rows)
    total = (Cell(TOTAL), money(whole), percent(Fraction(1), 2), money(settlement.equity_ore))
    return Table(
        id="andelar",
        caption=caption,
        columns=(
            Column("Medlem"),
            Column("Har bidragit med", is_numeric=True),
            Column("Andel", is_numeric=True),
            Column("Del av beloppet", is_numeric=True),
        ),
        rows=(*rows, total),
        note="Andelen följer vad varje medlem har bidragit med under åren.",
    )


def _said_of(cell: BoardCell) -> str:
    if cell.decided_ore is None:
        return "inget beslut infört"
    return f"beslutat {cell.condition}" if cell.is_waiting else "beslutat"


def _of_name(name: str, ore: int | None) -> Cell:
    return signed(ore) if "difference" in name else money(ore)


def _tkr(ore: int | None) -> Cell:
    if ore is None:
        return Cell(MISSING)
    thousands = Decimal(ore) / ORE_PER_TKR
    decimals = 1 if ore % (ORE_PER_TKR // 10) == 0 else 2
    return Cell(number(thousands, decimals), thousands)


def _weight(weight: Decimal) -> Cell:
    exact = weight.normalize()
    places = max(0, -int(exact.as_tuple().exponent))
    return Cell(number(weight, places), weight)


def _key_sum(parts: Mapping[str, int], weights: Mapping[str, KeyWeight]) -> tuple[Cell, ...]:
    whole = sum((each.weight for each in weights.values()), Decimal(0))
    middle = (_weight(whole),) if weights else ()
    return (Cell(TOTAL), *middle, percent(Fraction(1), 2), money(sum(parts.values())))


def _tkr_axis(ore: float) -> str:
    """Return an amount on an axis, in thousands of kronor."""
    return f"{number(Decimal(int(ore)) / ORE_PER_TKR, 1 if int(ore) % ORE_PER_TKR else 0)} tkr"
