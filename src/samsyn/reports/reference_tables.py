"""Figures of others as tables: area by area, one by one, and two snapshots beside each other."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from samsyn.language.swedish import EN_DASH, capital, day, number
from samsyn.official_statistics.comparing import added
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
    found, said = [], []
    for on in sorted({each.on for each in figures}, reverse=True):
        same = [each.observation for each in figures if each.on == on]
        columns = list(dict.fromkeys((o.sex, o.band, o.benefit) for o in same))
        if measure.id == "population":
            same, notes = _with_sums(same)
            said += notes
            columns = list(dict.fromkeys((o.sex, o.band, o.benefit) for o in same))
            if len(columns) > MOST_COLUMNS:
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


def comparison(before: Snapshot, after: Snapshot) -> tuple[Table, int]:
    """Return a table of what differs, and how many figures are alike."""
    found, alike = difference_between(before, after)
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
    numeric = (f"Uttag {before.pk}", f"Uttag {after.pk}", "Skillnad")
    columns = (*map(Column, heads), *(Column(head, is_numeric=True) for head in numeric))
    return Table("skillnader", "Tal som skiljer sig", columns, rows), alike


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


def _with_sums(figures: list[Observation]) -> tuple[list[Observation], list[str]]:
    """Return figures with the sums of ages that their bands allow, and why others do not."""
    made, said = list(figures), []
    for area, sex in dict.fromkeys((each.area, each.sex) for each in figures):
        by_band = {o.band: o for o in figures if (o.area, o.sex) == (area, sex)}
        for wanted in SUMS:
            parts = () if wanted in by_band else exactly(by_band, wanted) or ()
            total = added([by_band[each] for each in parts]) if parts else None
            if total is not None:
                first = by_band[parts[0]]
                made.append(
                    Observation(first.measure, area, first.on, None, sex, wanted, "", total)
                )
            elif wanted not in by_band and (cut := nearest_ends(by_band, wanted)):
                said.append(
                    f"{wanted.words} går inte att räkna exakt ur åldersklasserna: {cut} går över "
                    "gränsen."
                )
    return made, said


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
