"""The review of a county (genomlysning): a year read, shown, defined and sourced."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache

from samsyn import __version__
from samsyn.charts.series import StackedRow, bar_parts
from samsyn.facts.build import facts_of
from samsyn.facts.cube import Facts, Level
from samsyn.facts.figures import FINANCIERS, Figure
from samsyn.indicators.comparison import Comparison, compare
from samsyn.indicators.definitions import Indicator, catalogue
from samsyn.indicators.protection import figures_seen
from samsyn.indicators.publish import Audience
from samsyn.language.swedish import MISSING, capital, day, kronor, listed, number
from samsyn.quality import wording
from samsyn.quality.book import Book, read_book
from samsyn.quality.findings import Finding, Severity
from samsyn.quality.selectors import findings_seen
from samsyn.register.areas import COUNTRY, association_area, county_area
from samsyn.register.codes import NEED_GROUPS, STATUSES
from samsyn.reports.compared import comparison_table, funnel_chart, interval_chart
from samsyn.reports.content import (
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Paragraph,
    Report,
    Section,
    Table,
)
from samsyn.reports.reading import Material, conclusions, reservations


class NothingToReport(ValueError):
    """There are no figures of the county for the year."""


@dataclass(frozen=True)
class _Source:
    """Everything the sections are written from."""

    facts: Facts
    book: Book
    material: Material
    local: Sequence[str]
    whole: Sequence[str]

    @property
    def year(self) -> int:
        return self.material.year

    def comparison(self, id: str) -> Comparison:
        return self.material.comparisons[id]


MONEY = ("ekonomi",)


def genomlysning(county: str, year: int, *, audience: Audience, on: date) -> Report:
    """Return the review of a county for a year.

    audience: for whom: small groups are protected for all but those who answer for them
    on:       the day the report is issued; same input and day, same report

    Raises NothingToReport if the county has no figures for the year, and
    County.DoesNotExist if there is no such county.
    """
    facts = _facts_with(county, year)
    source = _source(facts, county, year, audience)
    name = source.material.county
    return Report(
        title=f"Genomlysning av samordningsförbunden i {name}",
        subtitle=f"Verksamhetsåret {year}",
        about=tuple(_about(source, on)),
        issued_on=on,
        sections=tuple(_sections(source)),
    )


@lru_cache(maxsize=64)
def _read(
    facts: Facts, county: str, year: int, audience: Audience
) -> tuple[list[str], list[str]]:
    material = _source(facts, county, year, audience).material
    return conclusions(material), reservations(material)


def reading_of(county: str, year: int, *, audience: Audience) -> tuple[list[str], list[str]]:
    """Return the reading by itself: what the figures of a year show, and what they do not.

    Raises NothingToReport if the county has no figures for the year.
    """
    return _read(_facts_with(county, year), county, year, audience)


def _facts_with(county: str, year: int) -> Facts:
    facts = facts_of(county)
    if year not in facts.years:
        years = listed([str(y) for y in facts.years]) or "inga år"
        raise NothingToReport(f"det finns inga siffror för {year}; siffror finns för {years}")
    return facts


def _source(facts: Facts, county: str, year: int, audience: Audience) -> _Source:
    whole = [u.key for u in facts.units if u.level is Level.ASSOCIATION]
    split = {u.association for u in facts.units if u.level is Level.PART}
    local = [
        u.key
        for u in facts.units
        if u.level is Level.PART or (u.level is Level.ASSOCIATION and u.key not in split)
    ]
    comparisons = {
        id: compare(
            facts,
            indicator,
            year,
            audience=audience,
            units=whole if indicator.theme in MONEY else local,
        )
        for id, indicator in catalogue().items()
    }
    material = Material(
        county=next(u.name for u in facts.units if u.is_county),
        year=year,
        comparisons=comparisons,
        findings=findings_seen(county, audience),
    )
    return _Source(
        facts, read_book(county, figures_seen(county, audience)), material, local, whole
    )


def _about(source: _Source, on: date) -> Iterator[tuple[str, str]]:
    yield "Avser", f"{source.material.county}, {source.year}"
    yield "Framställd", f"{day(on)} med Samsyn {__version__}"
    yield "Förbund", listed([source.book.names[key] for key in source.whole])
    documents = sorted(d.title for d in source.book.documents.values())
    yield "Källor", f"{len(documents)} dokument, se avsnittet Källor"
    if any(d.invented for d in source.book.documents.values()):
        yield "Påhittat", "En del av siffrorna är påhittade för övning och märkta så."
    yield "Skydd", PROTECTION


PROTECTION = (
    "Grupper med färre än fem personer visas inte, om förbundet inte själv har publicerat dem."
)


def _sections(source: _Source) -> Iterator[Section]:
    yield _reading(source)
    yield _reach(source)
    yield _money(source)
    yield _teams(source)
    yield _results(source)
    yield _costs(source)
    yield _administration(source)
    yield _findings(source)
    yield _definitions(source)
    yield _sources(source)


def _reading(source: _Source) -> Section:
    return Section(
        "lasning",
        "Läsning",
        sections=(
            Section(
                "slutsatser",
                "Vad siffrorna visar",
                (Bullets(tuple(conclusions(source.material))),),
            ),
            Section(
                "forbehall",
                "Vad de inte visar",
                (Bullets(tuple(reservations(source.material))),),
            ),
        ),
    )


def _shown(source: _Source, *ids: str, funnel: bool = False) -> tuple[Block, ...]:
    """Return tables and pictures of indicators; a sentence for one without figures."""
    blocks: list[Block] = []
    for id in ids:
        comparison = source.comparison(id)
        title = comparison.indicator.title
        if comparison.is_empty and comparison.county.value is None:
            blocks.append(Paragraph(f"{title}: uppgifterna är inte redovisade."))
            continue
        if not comparison.is_empty and comparison.indicator.denominator:
            blocks.append(interval_chart(comparison))
        if funnel and (chart := funnel_chart(comparison)):
            blocks.append(chart)
        blocks.append(comparison_table(comparison))
    return tuple(blocks)


def _reach(source: _Source) -> Section:
    return Section(
        "malgrupp",
        "Målgrupp och räckvidd",
        (*_shown(source, "reach_5_percent", "reach_counted"), *_needs(source)),
    )


def _needs(source: _Source) -> Iterator[Table]:
    """Yield the groups that may need coordinated rehabilitation, a column per association."""
    needs = [
        entry
        for entry in source.book.where("needs", sex="all", age_group="all")
        if entry.on
        and abs(entry.on.year - source.year) <= 1
        and entry.unit == "persons"
        and entry.traits["area"] != COUNTRY
    ]
    groups = sorted({(entry.traits["group"], entry.on) for entry in needs if entry.on})
    if not groups:
        return
    columns = [*source.whole, county_area(source.book.county)]
    names = [source.book.names.get(key, "Hela länet") for key in columns]
    cells = {
        (group, on): [
            _people(source, [e for e in needs if (e.traits["group"], e.on) == (group, on)], key)
            for key in columns
        ]
        for group, on in groups
    }
    yield Table(
        id="tabell-behov",
        caption="Grupper som kan behöva samordnad rehabilitering",
        columns=(
            Column("Grupp"),
            Column("Datum"),
            *(Column(name, is_numeric=True) for name in names),
        ),
        rows=tuple(
            (Cell(capital(NEED_GROUPS[group])), Cell(day(on)), *cells[group, on])
            for group, on in groups
        ),
        note=(
            "Samma person kan finnas i flera grupper och grupperna är räknade olika dagar. "
            "Lägg inte ihop dem. Två punkter betyder att uppgiften saknas."
        ),
    )


def _people(source: _Source, entries: Sequence[Figure], key: str) -> Cell:
    """Return how many of a group there are in an association or the county.

    An association without a figure of its own is the sum of its municipalities, if each of
    those that are compared by themselves has one.
    """
    own = [e for e in entries if e.traits["area"] in {key, association_area(key)}]
    if not own:
        parts = {
            unit.key
            for unit in source.facts.units
            if unit.level is Level.PART and unit.association == key
        }
        own = [e for e in entries if e.traits["area"] in parts]
        if len(own) != len(parts) or not parts:
            return Cell(MISSING)
    total = _whole(sum((e.amount.value for e in own), Fraction(0)))
    return Cell(number(total), total)


def _money(source: _Source) -> Section:
    return Section(
        "medel",
        "Medel",
        (
            *_contributions_over_years(source),
            *_shown(source, "contributions_per_inhabitant", "equity_of_contributions"),
        ),
    )


def _contributions_over_years(source: _Source) -> Iterator[Table]:
    facts = source.facts
    series = facts.series("contributions")
    years = [at for at in range(len(facts.years)) if series.known[:, at].any()]
    if not years:
        return
    units = [i for i, u in enumerate(facts.units) if u.level is not Level.PART]
    units.sort(key=lambda i: facts.units[i].is_county)

    def cell(i: int, at: int) -> Cell:
        if not series.known[i, at]:
            return Cell(MISSING)
        ore = int(series.value[i, at])
        return Cell(kronor(ore), ore / 100)

    yield Table(
        id="tabell-bidrag-over-ar",
        caption="Medlemsbidrag per år",
        columns=(
            Column("Förbund"),
            *(Column(str(facts.years[at]), is_numeric=True) for at in years),
        ),
        rows=tuple((Cell(facts.units[i].name), *(cell(i, at) for at in years)) for i in units),
        note=(
            "Utfall där det finns, annars beslut och sist budget. Statens och kommunernas del "
            "är härledd ur regionens där bara den är publicerad. 2019 är avrundat i källan."
        ),
    )


def _teams(source: _Source) -> Section:
    blocks = [*_cost_per_team(source), *_posts_per_team(source), *_cost_distribution(source)]
    return Section("insatser", "Insatser, kostnader och bemanning", tuple(blocks) or _nothing())


def _nothing() -> tuple[Block, ...]:
    return (Paragraph("Uppgifter saknas för året."),)


def _of_year(source: _Source, kind: str, **traits: str) -> list[Figure]:
    found = [
        e for e in source.book.where(kind, **traits) if e.year == source.year and e.association
    ]
    names = source.book.names
    return sorted(found, key=lambda e: (names[str(e.association)], e.label, e.key))


def _cost_per_team(source: _Source) -> Iterator[Table]:
    rows = _of_year(source, "amounts", stage="outcome", category="individual")
    if not rows:
        return
    total = sum((entry.amount.value for entry in rows), Fraction(0))
    yield Table(
        id="tabell-kostnad-per-team",
        caption=f"Kostnad för individinriktade insatser, {source.year}",
        columns=(
            Column("Insats"),
            Column("Förbund"),
            Column("Finansiär"),
            Column("Kostnad", is_numeric=True),
            Column("Källan medger", is_numeric=True),
            Column("Uppgift"),
        ),
        rows=(
            *(
                (
                    Cell(entry.label),
                    Cell(source.book.names[str(entry.association)]),
                    Cell(FINANCIERS.get(entry.traits["financier"], entry.traits["financier"])),
                    Cell(*_money_of(entry.amount.value)),
                    Cell(_allowed(entry)),
                    Cell(STATUSES[entry.status]),
                )
                for entry in rows
            ),
            (
                Cell("Summa"),
                Cell(""),
                Cell(""),
                Cell(*_money_of(total)),
                Cell(""),
                Cell(""),
            ),
        ),
    )


def _posts_per_team(source: _Source) -> Iterator[Table]:
    rows = _of_year(source, "staffing")
    if not rows:
        return
    yield Table(
        id="tabell-bemanning",
        caption=f"Heltidstjänster, {source.year}",
        columns=(
            Column("Funktion"),
            Column("Förbund"),
            Column("Finansiär"),
            Column("Heltidstjänster", is_numeric=True),
            Column("Uppgift"),
        ),
        rows=tuple(
            (
                Cell(capital(entry.label)),
                Cell(source.book.names[str(entry.association)]),
                Cell(FINANCIERS.get(entry.traits["financier"], entry.traits["financier"])),
                Cell(number(float(entry.amount.value), 2), float(entry.amount.value)),
                Cell(STATUSES[entry.status]),
            )
            for entry in rows
        ),
    )


def _cost_distribution(source: _Source) -> Iterator[Chart | Table]:
    ids = ("individual_of_cost", "structural_of_cost", "administration_of_cost")
    shares = [source.comparison(id) for id in ids]
    rows = [
        rows
        for rows in zip(*(c.rows for c in shares), strict=True)
        if all(row.value is not None for row in rows)
    ]
    if not rows:
        return
    words = ("Individinriktat", "Strukturövergripande", "Administration")
    drawn = [
        StackedRow(
            group[0].unit.name,
            tuple(
                (word, float(row.value or 0), f"{number(row.value)} %")
                for word, row in zip(words, group, strict=True)
            ),
        )
        for group in rows
    ]
    caption = f"Kostnadernas fördelning, {source.year}"
    description = listed(
        [
            f"{group[0].unit.name} "
            + ", ".join(
                f"{word.lower()} {number(row.value)} procent"
                for word, row in zip(words, group, strict=True)
            )
            for group in rows
        ]
    )
    yield Chart(
        id="fordelning",
        caption=caption,
        description=description + ".",
        svg=bar_parts(drawn, title=caption, description=description + "."),
        narrow_svg=bar_parts(drawn, title=caption, description=description + ".", narrow=True),
        table_id="tabell-fordelning",
    )
    yield Table(
        id="tabell-fordelning",
        caption=caption,
        columns=(
            Column("Förbund"),
            *(Column(word, is_numeric=True, unit="%") for word in words),
        ),
        rows=tuple(
            (
                Cell(group[0].unit.name),
                *(Cell(number(row.value, 1), row.value) for row in group),
            )
            for group in rows
        ),
        note="Härlett ur administrationens belopp och källans avrundade procenttal.",
    )


def _results(source: _Source) -> Section:
    return Section(
        "resultat",
        "Deltagare och resultat",
        sections=(
            Section(
                "antal",
                "Deltagare och avslut",
                _shown(source, "participants", "closed", "share_closed", funnel=True),
            ),
            Section(
                "avslut",
                "Hur det gick",
                _shown(source, "positive_of_exits", "positive_of_participants", funnel=True)
                + _shown(
                    source,
                    "work_or_studies_of_exits",
                    "ready_of_exits",
                ),
            ),
        ),
    )


def _costs(source: _Source) -> Section:
    return Section(
        "kostnad",
        "Kostnad per deltagare och resultat",
        _shown(
            source,
            "cost_per_participant",
            "coaching_cost_per_participant",
            "full_cost_per_participant",
            "cost_per_exit",
            "cost_per_positive_exit",
            "full_cost_per_positive_exit",
            "participants_per_post",
        ),
    )


def _administration(source: _Source) -> Section:
    return Section(
        "administration",
        "Administration",
        _shown(
            source,
            "administration_of_contributions",
            "administration_of_income",
            "administration_of_cost",
        ),
    )


def _findings(source: _Source) -> Section:
    by_severity = {
        severity: [f for f in source.material.findings if f.severity is severity]
        for severity in (Severity.ERROR, Severity.WARNING)
    }
    rest = len(source.material.findings) - sum(map(len, by_severity.values()))
    return Section(
        "fynd",
        "Fynd",
        (
            Paragraph(
                "Samsyn räknar om varje summa, andel och mål i underlaget. Här är det som inte "
                f"går ihop. Därtill finns {rest} upplysningar, som visas i Samsyn."
            ),
        ),
        tuple(
            Section(f"fynd-{severity}", FINDINGS[severity], (findings_table(found),))
            for severity, found in by_severity.items()
            if found
        ),
    )


FINDINGS = {
    Severity.ERROR: "Fel: siffrorna kan inte alla stämma",
    Severity.WARNING: "Varningar: kan vilseleda eller kräver ett beslut",
}


def findings_table(findings: Sequence[Finding]) -> Table:
    """Return findings as a table: what was stated, what follows, what it would change."""
    severity = findings[0].severity
    return Table(
        id=f"tabell-fynd-{severity}",
        caption=f"Fynd i underlaget: {severity.sv}",
        columns=(
            Column("Fynd"),
            Column("Gäller"),
            Column("Källan säger"),
            Column("Siffrorna ger"),
            Column("Vad det ändrar"),
        ),
        rows=tuple(
            (
                Cell(finding.rule.title),
                Cell(f"{finding.association_name} {finding.year or ''}: {finding.about}"),
                Cell(finding.stated),
                Cell(finding.follows),
                Cell(finding.effect or "–"),
            )
            for finding in findings
        ),
    )


def _definitions(source: _Source) -> Section:
    return Section(
        "definitioner",
        "Definitioner",
        (
            *(Paragraph(text) for text in VERDICTS),
            Table(
                id="tabell-definitioner",
                caption="Indikatorer",
                columns=(
                    Column("Indikator"),
                    Column("Räknas som"),
                    Column("Att tänka på"),
                    Column("Källa"),
                ),
                rows=tuple(_definition(indicator) for indicator in catalogue().values()),
            ),
        ),
    )


def _definition(indicator: Indicator) -> tuple[Cell, ...]:
    base = f" {indicator.cost_base}" if indicator.cost_base else ""
    return (
        Cell(indicator.title),
        Cell(f"{capital(indicator.formula)}.{base}"),
        Cell(indicator.weaknesses),
        Cell(f"{indicator.source}. Version {indicator.version}."),
    )


VERDICTS = (
    (
        "Intervallet på 95 procent visar hur mycket slumpen kan förklara. «Högre» och «lägre» "
        "betyder att förbundet ligger utanför det som slumpen ger 95 gånger av 100, när länets "
        "nivå gällde. «Ingen säker skillnad» betyder att slumpen räcker som förklaring. «Kan inte "
        "avgöras» betyder att antalet är för litet eller att källan är för osäker."
    ),
    (
        "Två punkter (..) betyder att uppgiften saknas. En publicerad siffra står i en källa, en "
        "härledd är uträknad ur publicerade siffror på ett sätt som anges i avsnittet Källor."
    ),
)


def _sources(source: _Source) -> Section:
    derived = [e for e in source.book.entries.values() if e.status == "derived"]
    return Section(
        "kallor",
        "Källor",
        (
            Table(
                id="tabell-kallor",
                caption="Dokument",
                columns=(
                    Column("Dokument"),
                    Column("Utgivare"),
                    Column("Datum"),
                    Column("Not"),
                ),
                rows=tuple(
                    (
                        Cell(d.title + (" (påhittat)" if d.invented else "")),
                        Cell(d.publisher),
                        Cell(day(d.published_on)),
                        Cell(d.note or "–"),
                    )
                    for d in sorted(source.book.documents.values(), key=lambda d: d.title)
                ),
            ),
            *(
                [
                    Table(
                        id="tabell-harledda",
                        caption="Härledda siffror och hur de är härledda",
                        columns=(
                            Column("Siffra"),
                            Column("År", is_numeric=True),
                            Column("Värde", is_numeric=True),
                            Column("Härledning"),
                        ),
                        rows=tuple(
                            (
                                Cell(_named(source.book, entry)),
                                Cell(str(entry.year or MISSING)),
                                Cell(*_value_of(entry)),
                                Cell(entry.derivation),
                            )
                            for entry in sorted(derived, key=lambda e: (e.year or 0, e.key))
                        ),
                    )
                ]
                if derived
                else []
            ),
        ),
    )


def _named(book: Book, entry: Figure) -> str:
    name = book.names.get(entry.association or "")
    return entry.label if not name or name in entry.label else f"{entry.label}, {name}"


def _value_of(entry: Figure) -> tuple[str, float]:
    return wording.value(entry.amount.value, entry.unit), float(entry.amount.value)


def _money_of(value: Fraction) -> tuple[str, float]:
    return wording.value(value, "kronor"), float(value)


def _allowed(entry: Figure) -> str:
    if entry.amount.low == entry.amount.high:
        return "–"
    low, high = (wording.value(x, entry.unit) for x in (entry.amount.low, entry.amount.high))
    return f"{low} till {high}"


def _whole(value: Fraction) -> int:
    return round(value)
