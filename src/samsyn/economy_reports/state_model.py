"""The state's model as tables and charts: for the page, and for the files that leave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from samsyn.charts.plots import IntervalMark, interval_plot
from samsyn.charts.waterfall import Step as Bar
from samsyn.charts.waterfall import waterfall
from samsyn.language.swedish import EN_DASH, MISSING, kronor, number
from samsyn.reports.content import Cell, Chart, Column, Table
from samsyn.state_allocation.associations import STATUSES, Association
from samsyn.state_allocation.explanation import Step
from samsyn.state_allocation.model import Allocation
from samsyn.state_allocation.parameters import Parameters, Setting
from samsyn.state_allocation.scenarios import Comparison, Difference
from samsyn.state_allocation.uncertainty import PERCENTS, AmountInterval

MILLION_ORE = 100_000_000
UNIT = "miljoner kronor"
KRONOR = "kr"
REALLY = "Modellens belopp"


def kronor_cell(ore: int | None) -> Cell:
    """Return an amount as a number of kronor."""
    if ore is None:
        return Cell(MISSING)
    value = Decimal(ore).scaleb(-2)
    return Cell(number(value, 0 if ore % 100 == 0 else 2), value)


def change_cell(ore: int | None) -> Cell:
    """Return a change with its sign."""
    found = kronor_cell(ore)
    return Cell(f"+{found.text}", found.value) if ore and ore > 0 else found


def share_cell(share: Fraction | None) -> Cell:
    """Return a change in percent with its sign."""
    if share is None:
        return Cell(EN_DASH)
    value = Decimal(100 * share.numerator) / share.denominator
    sign = "+" if share > 0 else ""
    return Cell(f"{sign}{number(value, 1)}", value)


def signed(ore: int) -> str:
    """Write a change in kronor with its sign."""
    return f"+{kronor(ore)}" if ore > 0 else kronor(ore)


def associations_table(
    allocation: Allocation, intervals: Mapping[str, AmountInterval]
) -> Table:
    """Return every association with its amount, what it had, and how uncertain it is."""
    ends = [f"{percent} % {end}" for percent in PERCENTS for end in ("från", "till")]
    amounts = [
        "Belopp",
        "Föregående",
        "Ändring",
        "Beslutat",
        *(ends if intervals else []),
    ]
    columns = (
        Column("Förbund"),
        Column("Region"),
        *(Column(title, is_numeric=True, unit=KRONOR) for title in amounts),
        Column("Befolkning", is_numeric=True),
        Column("Försörjningsmått", is_numeric=True, unit="helårsekv."),
        Column("Uppgift"),
    )
    rows = []
    for row in allocation.rows:
        each = row.association
        before = each.previous_ore
        change = None if before is None else row.grant_ore - before
        found = intervals.get(each.key)
        limits = [end for p in PERCENTS for end in found.end(p)] if found else []
        rows.append(
            (
                Cell(each.name),
                Cell(each.region or MISSING),
                kronor_cell(row.grant_ore),
                kronor_cell(before),
                change_cell(change),
                kronor_cell(each.decided_ore),
                *map(kronor_cell, limits),
                Cell(number(each.population), each.population),
                Cell(number(each.need), each.need),
                Cell(origin(each)),
            )
        )
    return Table("tabell-forbund", "Alla förbund", columns, tuple(rows))


def origin(association: Association) -> str:
    """Return where the figures of an association come from, what is made up first."""
    words = STATUSES[association.status]
    made_up = association.made_up
    return (
        made_up
        if association.status == "invented"
        else "; ".join(filter(None, (made_up, words)))
    )


def comparison_table(differences: Sequence[Difference], *, id: str, caption: str) -> Table:
    """Return amounts before and after, with the change in kronor and percent."""
    columns = (
        Column("Vem"),
        Column("Modellen i dag", is_numeric=True, unit=KRONOR),
        Column("Scenariot", is_numeric=True, unit=KRONOR),
        Column("Ändring", is_numeric=True, unit=KRONOR),
        Column("Ändring", is_numeric=True, unit="%"),
    )
    rows = tuple(
        (
            Cell(each.name),
            kronor_cell(each.before_ore),
            kronor_cell(each.after_ore),
            change_cell(each.change_ore),
            share_cell(each.share),
        )
        for each in differences
    )
    return Table(id, caption, columns, rows)


def chosen_differences(comparison: Comparison, key: str, region: str) -> list[Difference]:
    """Return what one association, its region and the nation win or lose."""
    mine = [each for each in comparison.regions if each.name == region]
    return [comparison.of(key), *mine, comparison.nation, comparison.leftover]


def parameters_table(settings: Sequence[Setting], *, id: str, caption: str) -> Table:
    """Return parameters with value, mark, source, and what is not public about them."""
    titles = ("Parameter", "Värde", "Märke", "Källa", "Det som inte är offentligt")
    rows = tuple(
        (
            Cell(setting.definition.title),
            Cell(setting.words),
            Cell(setting.mark),
            Cell(setting.source),
            Cell(setting.not_public or EN_DASH),
        )
        for setting in settings
    )
    return Table(id, caption, tuple(map(Column, titles)), rows)


def steps_table(steps: Sequence[Step]) -> Table:
    """Return one amount step by step."""
    columns = (
        Column("Steg"),
        Column("Ändring", is_numeric=True, unit=KRONOR),
        Column("Belopp efter", is_numeric=True, unit=KRONOR),
        Column("Varför"),
        Column("Parametrar"),
    )
    rows = tuple(
        (
            Cell(step.title),
            change_cell(step.change_ore),
            kronor_cell(step.after_ore),
            Cell(" ".join((*step.sentences, step.made_up)).strip()),
            Cell("; ".join(f"{s.definition.title} ({s.mark})" for s in step.settings)),
        )
        for step in steps
    )
    return Table("tabell-steg", "Varför detta belopp", columns, rows)


def steps_chart(steps: Sequence[Step], *, name: str, year: int) -> Chart:
    """Return the steps as bars; those that change nothing are left out."""
    bars = [
        Bar(step.title, step.change_ore / MILLION_ORE, _signed_millions(step.change_ore))
        for step in steps
        if abs(step.change_ore) >= MILLION_ORE // 2000
    ]
    last = steps[-1].after_ore
    bars.append(Bar(REALLY, last / MILLION_ORE, _millions(last / MILLION_ORE), is_total=True))
    caption = f"Så blir beloppet till: {name} {year}, {UNIT}"
    told = "; ".join(f"{step.title} {signed(step.change_ore)}" for step in steps)
    description = f"Staplar för varje steg. {told}. Till slut {kronor(last)}."
    wide, narrow = (
        waterfall(
            bars,
            title=caption,
            description=description,
            format=_millions,
            narrow=is_narrow,
        )
        for is_narrow in (False, True)
    )
    return Chart("diagram-steg", caption, description, wide, "tabell-steg", narrow)


def interval_chart(
    rows: Sequence[tuple[str, int, AmountInterval]], *, previous_ore: int | None, caption: str
) -> Chart:
    """Return amounts with the span that 95 of 100 scenarios keep within.

    rows: label, the model's amount, its interval
    """
    marks = [
        IntervalMark(
            label,
            amount / MILLION_ORE,
            found.end(95)[0] / MILLION_ORE,
            found.end(95)[1] / MILLION_ORE,
            text=kronor(amount),
        )
        for label, amount, found in rows
    ]
    told = "; ".join(
        f"{label} {kronor(amount)}, från {kronor(found.end(95)[0])} till "
        f"{kronor(found.end(95)[1])}"
        for label, amount, found in rows
    )
    description = f"Punkt för modellens belopp och streck för spannet. {told}."
    wide, narrow = (
        interval_plot(
            marks,
            centre=None if previous_ore is None else previous_ore / MILLION_ORE,
            centre_label="föregående",
            unit_label=UNIT,
            title=caption,
            description=description,
            format=_millions,
            narrow=is_narrow,
        )
        for is_narrow in (False, True)
    )
    return Chart("diagram-spann", caption, description, wide, None, narrow)


def about(parameters: Parameters, warning: str, table: str) -> list[tuple[str, str]]:
    """Return what a file of the model must say on its first sheet."""
    facts = [
        ("Modell", f"Statens fördelningsmodell, parametrar {parameters.name}"),
        ("Tabell över förbund", table),
        ("Belopp", "Statens belopp i kronor; regionen betalar hälften av det."),
        (
            "Märken",
            "Verifierad: en offentlig källa anger värdet. Ej verifierad: vårt antagande.",
        ),
    ]
    changed = [f"{s.definition.title}: {s.words}" for s in parameters.changed]
    facts += [("Ändrade parametrar", "; ".join(changed))] if changed else []
    return [*facts, ("Varning", warning)] if warning else facts


SOURCE = "Försäkringskassans fördelningsmodell, i de delar som är publicerade"
WORDS = (
    ("Statens belopp", "Det som Försäkringskassan fördelar till förbundet för ett år.", SOURCE),
    ("Regionens del", "Hälften av statens belopp.", "SFS 2003:1210 5 §"),
    ("Grundbelopp", "Det som varje förbund får oavsett storlek.", SOURCE),
    (
        "Parameter",
        "Ett värde i modellen. Ej verifierad betyder att värdet är vårt antagande.",
        "Statens modell i Samsyn",
    ),
)
"""Word, meaning and source, for the last sheet of workbooks."""


def _millions(value: float) -> str:
    return number(value, 2)


def _signed_millions(ore: int) -> str:
    text = number(ore / MILLION_ORE, 3 if abs(ore) < MILLION_ORE // 20 else 2)
    return f"+{text}" if ore > 0 else text
