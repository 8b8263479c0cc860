"""Figures of others as tables: area by area, one by one, and two snapshots beside each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from samsyn.language.swedish import EN_DASH, capital, day, number
from samsyn.official_statistics.comparing import Difference, added
from samsyn.official_statistics.measures import Measure, benefits, measures, missing_codes
from samsyn.official_statistics.models import ReferenceFigure, Snapshot
from samsyn.official_statistics.observations import Observation
from samsyn.official_statistics.selectors import difference_between
from samsyn.register.ages import ALL_AGES, Band, exactly, nearest_ends
from samsyn.register.codes import SEXES
from samsyn.register.municipal_division import area_names
from samsyn.reports.content import Cell, Column, Table

MOST_COLUMNS = 8
SUMS = (Band(16, 64), Band(20, 64), ALL_AGES)
"""Ages that the population is added up to, where the bands allow it."""


def tables_by_day(
    measure: Measure, figures: list[ReferenceFigure]
) -> tuple[list[Table], list[str]]:
    """Return a table for each day, with areas as rows, and why a sum cannot be made."""
    found: list[Table] = []
    said: list[str] = []
    for on in sorted({each.on for each in figures}, reverse=True):
        of_day = [each for each in figures if each.on == on]
        same = [each.observation for each in of_day]
        if measure.id == "population":
            sums, notes = _sums(of_day)
            same, said = [*same, *sums], [*said, *notes]
        columns = list(dict.fromkeys((o.sex, o.band, o.benefit) for o in same))
        if measure.id == "population" and len(columns) > MOST_COLUMNS:
            columns = [column for column in columns if column[1] in SUMS]
        found.append(_table(measure, on, same, columns))
    return found, list(dict.fromkeys(said))


def figure_table(caption: str, figures: list[ReferenceFigure]) -> Table:
    """Return figures one by one, with where each comes from."""
    plain = observation_table(caption, [each.observation for each in figures])
    extra = (Column("Enhet"), Column("Källa"), Column("Uttag"), Column("Kontrollsumma"))
    rows = tuple(
        (
            *row,
            Cell(measures()[each.measure].unit_name),
            Cell(each.snapshot.attribution),
            Cell(f"{each.snapshot.pk}, {each.snapshot.taken_on}"),
            Cell(each.snapshot.digest),
        )
        for row, each in zip(plain.rows, figures, strict=True)
    )
    return Table("referenstal", caption, (*plain.columns, *extra), rows)


def observation_table(caption: str, figures: list[Observation]) -> Table:
    heads = ("Område", "Mått", "Gäller", "Kön", "Ålder", "Ersättning")
    columns = (*map(Column, heads), Column("Värde", is_numeric=True))
    names = area_names()
    rows = tuple(
        (
            *(Cell(text) for text in (*_words(each, names), _benefit(each.benefit))),
            _cell(each, measures()[each.measure]),
        )
        for each in figures
    )
    return Table("talen", caption, columns, rows)


@dataclass(frozen=True)
class Comparison:
    """Two snapshots beside each other.

    changed: the figures that both have and that are not alike
    whole:   these, and those that only one of them has
    """

    changed: Table
    whole: Table
    alike: int
    only_before: int
    only_after: int


def comparison(before: Snapshot, after: Snapshot) -> Comparison:
    """Return what differs between two snapshots, and by how much."""
    found, alike = difference_between(before, after)
    both = [each for each in found if each.before and each.after]
    numeric = (f"Uttag {before.pk}", f"Uttag {after.pk}", "Skillnad")
    return Comparison(
        changed=_differences("Tal som har ändrats", both, numeric),
        whole=_differences("Tal som skiljer sig", found, numeric),
        alike=alike,
        only_before=sum(each.after is None for each in found),
        only_after=sum(each.before is None for each in found),
    )


def deviation_table(found: Snapshot) -> Table:
    """Return the totals of a snapshot that their parts do not add up to."""
    names = area_names()
    texts = ("Område", "Delar", "Datum", "Gäller")
    numeric = (Column(head, is_numeric=True) for head in ("Summa", "Delarna", "Skillnad"))
    rows = tuple(
        (
            Cell(names.get(str(each["area"]), str(each["area"]))),
            Cell(capital(str(each["what"]))),
            Cell(str(each["on"])),
            Cell(capital(str(each["whom"]))),
            *(_plain(each[name]) for name in ("total", "of_parts", "difference")),
            Cell(
                f"Godtas: {each['reason']}"
                if each["is_accepted"]
                else f"Större än vad som godtas ({each['tolerance']})"
            ),
        )
        for each in found.deviations
    )
    columns = (*map(Column, texts), *numeric, Column("Bedömning"))
    return Table("avvikelser", "Summor som delarna inte går ihop med", columns, rows)


def _differences(caption: str, found: list[Difference], numeric: tuple[str, ...]) -> Table:
    names = area_names()
    rows = tuple(
        (
            *(Cell(text) for text in (*_words(each.any, names), _benefit(each.any.benefit))),
            *(
                _cell(side, measures()[each.any.measure]) if side else Cell("finns inte")
                for side in (each.before, each.after)
            ),
            _change(each.change, measures()[each.any.measure]),
        )
        for each in found
    )
    heads = ("Område", "Mått", "Gäller", "Kön", "Ålder", "Ersättning")
    columns = (*map(Column, heads), *(Column(head, is_numeric=True) for head in numeric))
    return Table("skillnader", caption, columns, rows)


def _plain(value: object) -> Cell:
    exact = Decimal(str(value))
    decimals = 0 if exact == exact.to_integral_value() else 1
    return Cell(number(exact, decimals), exact)


def definitions() -> list[tuple[str, str, str]]:
    """Return every measure and every sign with its meaning and source, for the last sheet."""
    found = [
        (
            capital(m.name),
            m.definition,
            m.source + ("" if m.verified else " Inte kontrollerat."),
        )
        for m in measures().values()
    ]
    return found + [
        (f"«{code}»", capital(words), "Källornas tecken")
        for code, words in missing_codes().items()
    ]


def _sums(figures: list[ReferenceFigure]) -> tuple[list[Observation], list[str]]:
    """Return the sums of ages that are lacking and that the bands of one snapshot allow.

    And why others cannot be made: figures of two snapshots are never added up.
    """
    has = {(each.area, each.sex, each.band) for each in figures}
    groups: dict[tuple[str, str], dict[int, dict[Band, Observation]]] = {}
    for each in sorted(figures, key=lambda f: -f.snapshot_id):
        of_snapshot = groups.setdefault((each.area, each.sex), {})
        of_snapshot.setdefault(each.snapshot_id, {})[each.band] = each.observation
    made, said = [], []
    for (area, sex), by_snapshot in groups.items():
        for wanted in (each for each in SUMS if (area, sex, each) not in has):
            found = next(filter(None, (_sum(b, wanted) for b in by_snapshot.values())), None)
            cut = nearest_ends({b for bands in by_snapshot.values() for b in bands}, wanted)
            if found is not None:
                made.append(found)
            elif cut:
                said.append(
                    f"{capital(wanted.words)} går inte att räkna exakt ur åldersklasserna: "
                    f"{cut} går över gränsen."
                )
    return made, said


def _sum(by_band: dict[Band, Observation], wanted: Band) -> Observation | None:
    parts = [by_band[each] for each in exactly(by_band, wanted) or ()]
    total = added(parts) if parts else None
    return None if total is None else replace(parts[0], band=wanted, value=total, missing="")


def _table(
    measure: Measure, on: date, figures: list[Observation], columns: list[tuple[str, Band, str]]
) -> Table:
    names = area_names()
    by_place = {(o.area, o.sex, o.band, o.benefit): o for o in figures}
    areas = list(dict.fromkeys(o.area for o in figures))
    rows = tuple(
        (
            Cell(names.get(area, area)),
            *(
                _cell(by_place[area, *column], measure)
                if (area, *column) in by_place
                else Cell("–")
                for column in columns
            ),
        )
        for area in areas
    )
    several = len({sex for sex, _, _ in columns}) > 1
    heads = [
        ", ".join(filter(None, (_benefit(benefit), band.words, SEXES[sex] if several else "")))
        for sex, band, benefit in columns
    ]
    period = figures[0].starts_on
    when = day(on) if period is None else f"{day(period)}{EN_DASH}{day(on)}"
    return Table(
        f"tal-{on}",
        f"{capital(measure.name)} {when}, {measure.unit_name}",
        (Column("Område"), *(Column(head, is_numeric=True) for head in heads)),
        rows,
    )


def _cell(each: Observation, measure: Measure) -> Cell:
    if each.value is None:
        return Cell(each.missing if each.missing != "-" else EN_DASH)
    return Cell(number(each.value, measure.decimals), each.value)


def _change(change: Decimal | None, measure: Measure) -> Cell:
    if change is None:
        return Cell(EN_DASH)
    text = number(change, measure.decimals)
    return Cell(text if text.startswith("−") else f"+{text}", change)


def _words(each: Observation, names: dict[str, str]) -> tuple[str, ...]:
    when = day(each.on) if each.starts_on is None else f"{each.starts_on}{EN_DASH}{each.on}"
    return (
        names.get(each.area, each.area),
        capital(measures()[each.measure].name),
        when,
        capital(SEXES[each.sex]),
        capital(each.band.words),
    )


def _benefit(benefit: str) -> str:
    return capital(benefits()[benefit].name) if benefit else ""
