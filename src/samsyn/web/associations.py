"""Förbund: everything that is known of one association."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache, partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from samsyn.charts.series import LineSeries, line_chart
from samsyn.economy.codes import CATEGORIES, INCOME, STAGES
from samsyn.facts.build import facts_of
from samsyn.facts.cube import ComparisonUnit, Facts, Level
from samsyn.facts.figures import Figure
from samsyn.indicators.calculate import ORE_PER_MILLION_KRONOR, calculate
from samsyn.indicators.definitions import Indicator, catalogue
from samsyn.indicators.publish import Audience, Published, publish
from samsyn.indicators.selectors import figures_for
from samsyn.indicators.wording import in_unit
from samsyn.language.swedish import EN_DASH, MISSING, listed, number, small
from samsyn.quality.selectors import findings_for
from samsyn.register.codes import AIMS, INTERVENTION_KINDS, STATUSES, TEAMS
from samsyn.register.models import Association, Intervention, Membership, Party
from samsyn.register.provenance import Document
from samsyn.register.selectors import associations_for, interventions_of, memberships_of
from samsyn.reports.compared import UNIT_LABELS
from samsyn.reports.content import Cell, Chart, Column, Table
from samsyn.web.environment import url
from samsyn.web.exports import workbook
from samsyn.web.figures import WHY_PROTECTED, invented_notice, range_text, value_text
from samsyn.web.findings import gravest_first
from samsyn.web.session import Visit, in_county

FEWEST_YEARS_IN_A_CHART = 3
FEWEST_VALUES_IN_A_YEAR = 3
NOT_COSTS = {"equity", "allotment", "external_granted"}
INCOMES, COSTS, RESULT = "Summa intäkter", "Summa kostnader", "Resultat"


@dataclass(frozen=True, eq=False)
class Linked:
    """A table of a page, and what its rows are about. Equal to itself only, to be kept by.

    words:      what the table is called in the address of its file
    figures:    the figure that each row shows, if they are figures
    indicators: the indicator that each row shows, if they are indicators
    totals:     the headings of the rows that are sums
    """

    words: str
    table: Table
    figures: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    totals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """Where what is made of an association's figures is kept, for as long as the figures are.

    visit, association: how to read them when nothing is kept yet
    """

    facts: Facts
    audience: Audience
    key: str
    visit: Visit = field(compare=False)
    association: Association = field(compare=False)


@dataclass(frozen=True)
class Made:
    """Everything on the page of an association that follows from its figures."""

    key_figures: list[Linked | None]
    charts: list[Chart]
    money_charts: list[Chart]
    outcome: Linked | None
    budget: Linked | None
    amounts: Linked | None
    interventions: Linked | None
    staffing: Linked | None
    methods: Linked | None
    documents: list[tuple[Document, int]]
    notice_text: str

    @property
    def tables(self) -> list[Linked]:
        """Return every table that there is, in the order of the page."""
        others = (
            self.outcome,
            self.budget,
            self.amounts,
            self.interventions,
            self.staffing,
            self.methods,
        )
        return [linked for linked in (*self.key_figures, *others) if linked]


@lru_cache(maxsize=128)
def _made(shelf: Shelf) -> Made:
    facts, key = shelf.facts, shelf.key
    own = _own_figures(shelf.visit, key)
    published = _published(facts, shelf.visit)
    amounts = [f for f in own if f.kind == "amounts"]
    return Made(
        key_figures=[_key_figures(published, unit) for unit in _units(facts, key)],
        charts=list(_charts(facts, published, key)),
        money_charts=list(_money_charts(facts, key)),
        outcome=outcome_table(amounts),
        budget=budget_table(amounts),
        amounts=amounts_table(amounts),
        interventions=interventions_table(interventions_of(shelf.association)),
        staffing=staffing_table([f for f in own if f.kind == "staffing"]),
        methods=methods_table(own),
        documents=_documents(own),
        **invented_notice(own),
    )


@lru_cache(maxsize=1024)
def rendered(linked: Linked, key: str, lan: str, county: str) -> str:
    """Return a table of the page as HTML, with its file and the ways on from its rows."""
    if linked.figures:
        hrefs = [url("figure", figure, lan=lan) for figure in linked.figures]
    else:
        hrefs = [url("compare", lan=county, indikator=id) for id in linked.indicators]
    file = url("association_excel", key, slugify(linked.words), lan=lan)
    context = {"part": linked, "hrefs": hrefs, "file": file}
    return render_to_string("web/linked.html", context)


@require_safe
@in_county
def association_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the associations of the county."""
    associations = list(
        associations_for(visit.user, on=visit.on)
        .filter(county_id=visit.county.code)
        .prefetch_related("memberships__party")
    )
    findings = findings_for(visit.user, county=visit.county.code, on=visit.on)
    context = {
        "visit": visit,
        "rows": [(a, _municipal_members(a.memberships.all())) for a in associations],
        "waiting": Counter(f.finding.association for f in findings if f.is_open),
    }
    return render(request, "web/associations.html", context)


@require_safe
@in_county
def association(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Show one association: members, key figures, money, interventions, findings, sources."""
    found = _association(visit, key)
    made = _made(Shelf(facts_of(visit.county.code), visit.audience, key, visit, found))
    findings = findings_for(visit.user, county=visit.county.code, on=visit.on)
    memberships = list(memberships_of(found))
    context = {
        "visit": visit,
        "association": found,
        "memberships": memberships,
        "municipalities": _municipal_members(memberships),
        "made": made,
        "notice_text": made.notice_text,
        "linked": partial(rendered, key=key, lan=visit.lan, county=visit.county.code),
        "findings": gravest_first(f for f in findings if f.finding.association == key),
    }
    return render(request, "web/association.html", context)


@require_safe
@in_county
def excel(request: HttpRequest, visit: Visit, key: str, table: str) -> HttpResponse:
    """Give one of the association's tables, or all of them, as a workbook."""
    found = _association(visit, key)
    made = _made(Shelf(facts_of(visit.county.code), visit.audience, key, visit, found))
    chosen = [linked.table for linked in made.tables if table in {linked.words, "alla"}]
    if not chosen:
        raise Http404("tabell")
    about = [("Förbund", found.name)]
    return workbook(visit, f"{found.short_name} {table}", chosen, about=about)


def _association(visit: Visit, key: str) -> Association:
    visible = associations_for(visit.user, on=visit.on).filter(county_id=visit.county.code)
    found = visible.filter(pk=key).first()
    if found is None:
        raise Http404("förbund")
    return found


def _own_figures(visit: Visit, key: str) -> list[Figure]:
    figures = figures_for(visit.user, county=visit.county.code, on=visit.on)
    return [figure for figure in figures.values() if figure.association == key]


def _municipal_members(memberships: Iterable[Membership]) -> str:
    kind = Party.Kind.MUNICIPALITY
    return listed(sorted(m.party.name for m in memberships if m.party.kind == kind))


def _units(facts: Facts, key: str) -> list[ComparisonUnit]:
    """Return the association itself, and the parts of it that are counted by themselves."""
    return [unit for unit in facts.units if unit.association == key]


def _published(facts: Facts, visit: Visit) -> list[tuple[Indicator, Published]]:
    return [
        (indicator, publish(calculate(facts, indicator), visit.audience))
        for indicator in catalogue().values()
    ]


def _key_figures(
    published: Sequence[tuple[Indicator, Published]], unit: ComparisonUnit
) -> Linked | None:
    """Return every indicator that has a value for a unit, year by year."""
    facts = published[0][1].numbers.facts
    position = facts.position(unit.key)
    seen = [
        (indicator, shown)
        for indicator, shown in published
        if shown.numbers.known[position].any() or shown.hidden[position].any()
    ]
    if not seen:
        return None
    in_year = {
        at: [i for i, s in seen if s.numbers.known[position, at] or s.hidden[position, at]]
        for at in range(len(facts.years))
    }
    known = [at for at, indicators in in_year.items() if indicators]
    full = [at for at in known if len(in_year[at]) >= FEWEST_VALUES_IN_A_YEAR]
    years = full or known
    few = {facts.years[at]: in_year[at] for at in known if at not in years}
    seen = [(i, s) for i, s in seen if any(i in in_year[at] for at in years)]
    is_part = unit.level is Level.PART
    return Linked(
        words=slugify(f"nyckeltal-{unit.name}") if is_part else "nyckeltal",
        table=Table(
            id=f"nyckeltal-{position}",
            caption=f"Nyckeltal {unit.name}",
            columns=(
                Column("Nyckeltal"),
                *(Column(str(facts.years[at]), is_numeric=True) for at in years),
            ),
            rows=tuple(
                (
                    Cell(indicator.title),
                    *(_value(indicator, shown, position, at) for at in years),
                )
                for indicator, shown in seen
            ),
            note=_few_values(few),
        ),
        indicators=tuple(indicator.id for indicator, _ in seen),
    )


def _few_values(few: Mapping[int, Sequence[Indicator]]) -> str:
    """Say what is known of the years that have no column of their own.

    few: year -> its indicators
    """
    by_words: dict[str, list[str]] = {}
    for year, indicators in few.items():
        words = listed([small(indicator.title) for indicator in indicators])
        by_words.setdefault(words, []).append(str(year))
    said = [f"{listed(years)}: bara {words}" for words, years in by_words.items()]
    return f"{'. '.join(said)}." if said else ""


def _value(indicator: Indicator, shown: Published, position: int, at: int) -> Cell:
    if shown.hidden[position, at]:
        return Cell("skyddad", note=WHY_PROTECTED)
    if not shown.numbers.known[position, at]:
        return Cell(MISSING)
    value = float(shown.numbers.value[position, at])
    return Cell(in_unit(value, indicator.unit), value)


def _charts(
    facts: Facts, published: Sequence[tuple[Indicator, Published]], key: str
) -> Iterator[Chart]:
    """Yield a line for each indicator that is known for three years or more."""
    position = facts.position(key)
    for indicator, shown in published:
        known = shown.numbers.known[position]
        values = shown.numbers.value[position]
        points = [(y, float(values[at])) for at, y in enumerate(facts.years) if known[at]]
        title = f"{indicator.title}, {facts.units[position].name}"
        yield from _chart(title, UNIT_LABELS[indicator.unit], points, decimals=1)


def _money_charts(facts: Facts, key: str) -> Iterator[Chart]:
    position = facts.position(key)
    money = facts.series("contributions")
    points = [
        (year, int(money.value[position, at]) / ORE_PER_MILLION_KRONOR)
        for at, year in enumerate(facts.years)
        if money.known[position, at]
    ]
    title = f"Medlemsbidrag, {facts.units[position].name}"
    yield from _chart(title, "miljoner kronor", points, decimals=2)


def _chart(
    title: str, unit: str, points: Sequence[tuple[int, float]], *, decimals: int
) -> Iterator[Chart]:
    if len(points) < FEWEST_YEARS_IN_A_CHART:
        return
    known = dict(points)
    years = range(points[0][0], points[-1][0] + 1)
    line = LineSeries(
        title,
        tuple((year, known.get(year), number(known.get(year), decimals)) for year in years),
    )
    said = listed([f"{year}: {number(value, decimals)}" for year, value in points])
    draw = partial(
        line_chart,
        [line],
        unit_label=unit,
        title=title,
        description=f"{said} {unit}.",
        format=lambda value: number(value, decimals),
    )
    yield Chart(
        id=f"linje-{slugify(title)}",
        caption=title,
        description=f"{said} {unit}.",
        svg=draw(),
        narrow_svg=draw(narrow=True),
    )


def budget_table(amounts: Sequence[Figure]) -> Linked | None:
    """Return the budgets side by side: incomes, costs and result, line by line."""
    incomes, costs = _incomes_and_costs(amounts, "budget")
    years = sorted(_years(incomes) | _years(costs))
    if not years:
        return None
    results = [_sum(incomes, year) - _sum(costs, year) for year in years]
    return Linked(
        words="budget",
        table=Table(
            id="budget",
            caption="Budget per år",
            columns=(
                Column("Rad"),
                *(Column(str(year), is_numeric=True, unit="kr") for year in years),
            ),
            rows=(
                *_lines_and_sum(incomes, years, INCOMES),
                *_lines_and_sum(costs, years, COSTS),
                (Cell(RESULT), *map(_kronor, results)),
            ),
            note="Summorna räknas ihop här ur raderna.",
        ),
        totals=(INCOMES, COSTS, RESULT),
    )


def outcome_table(amounts: Sequence[Figure]) -> Linked | None:
    """Return the outcome of the years that have both incomes and costs, line by line.

    There is no result: sources give incomes rounded and costs exact.
    """
    incomes, costs = _incomes_and_costs(amounts, "outcome")
    years = sorted(_years(incomes) & _years(costs))
    if not years:
        return None
    incomes, costs = ([f for f in rows if f.year in years] for rows in (incomes, costs))
    return Linked(
        words="utfall",
        table=Table(
            id="utfall",
            caption=f"Utfall {listed([str(year) for year in years])}",
            columns=(
                Column("Rad"),
                *(Column(str(year), is_numeric=True, unit="kr") for year in years),
            ),
            rows=(
                *_lines_and_sum(incomes, years, INCOMES),
                *_lines_and_sum(costs, years, COSTS),
            ),
            note="Summorna räknas ihop här ur raderna. Något resultat räknas inte: "
            "intäkterna kan vara avrundade i källan, och alla poster är inte säkert med.",
        ),
        totals=(INCOMES, COSTS),
    )


def _incomes_and_costs(
    amounts: Sequence[Figure], stage: str
) -> tuple[list[Figure], list[Figure]]:
    rows = [f for f in amounts if f.traits["stage"] == stage]
    rows = [f for f in rows if f.traits["category"] not in NOT_COSTS]
    incomes = [f for f in rows if f.traits["category"] in INCOME]
    return incomes, [f for f in rows if f.traits["category"] not in INCOME]


def _years(rows: Iterable[Figure]) -> set[int]:
    return {int(f.year or 0) for f in rows}


def _lines_and_sum(
    rows: Sequence[Figure], years: Sequence[int], label: str
) -> Iterator[tuple[Cell, ...]]:
    """Yield incomes or costs line by line, and what they add up to."""
    order = list(CATEGORIES)
    lines = dict.fromkeys(
        (f.traits["category"], f.label, f.words["Finansiär"])
        for f in sorted(rows, key=lambda f: (order.index(f.traits["category"]), f.label))
    )
    for line in lines:
        of_line = [
            f for f in rows if (f.traits["category"], f.label, f.words["Finansiär"]) == line
        ]
        yield (
            Cell(line[1]),
            *(_amount_of([f for f in of_line if f.year == year]) for year in years),
        )
    yield (Cell(label), *(_kronor(_sum(rows, year)) for year in years))


def _sum(rows: Sequence[Figure], year: int) -> Decimal:
    return sum((f.value or Decimal(0) for f in rows if f.year == year), Decimal(0))


def _amount_of(figures: Sequence[Figure]) -> Cell:
    """Return the amount of a line in a year, which may be split over interventions."""
    if not figures:
        return Cell(MISSING)
    if len(figures) == 1:
        return _amount(figures[0])
    whole = _kronor(sum((f.value or Decimal(0) for f in figures), Decimal(0)))
    return replace(whole, note=f"Summan av {len(figures)} poster.")


def _amount(figure: Figure) -> Cell:
    """Return an amount, with what its source allows if it is not exact."""
    cell, allowed = _kronor(figure.value), range_text(figure)
    return replace(cell, note=f"Källan medger {allowed}.") if allowed else cell


def _source(figure: Figure) -> Cell:
    return Cell(f"{figure.document.title}, {figure.place}")


def _kronor(value: Decimal | None) -> Cell:
    if value is None:
        return Cell(MISSING)
    return Cell(number(value, 0 if value == value.to_integral_value() else 2), value)


def amounts_table(amounts: Sequence[Figure]) -> Linked | None:
    """Return every amount, latest year first, then by stage and category."""
    if not amounts:
        return None
    stages, categories = list(STAGES), list(CATEGORIES)
    rows = sorted(
        amounts,
        key=lambda f: (
            -(f.year or 0),
            stages.index(f.traits["stage"]),
            categories.index(f.traits["category"]),
            f.label,
        ),
    )
    return Linked(
        words="belopp",
        table=Table(
            id="belopp",
            caption="Alla belopp, rad för rad",
            columns=(
                Column("Rad"),
                Column("År"),
                Column("Läge"),
                Column("Kategori"),
                Column("Finansiär"),
                Column("Belopp", is_numeric=True),
                Column("Källan medger", is_numeric=True),
                Column("Status"),
                Column("Källa"),
            ),
            rows=tuple(
                (
                    Cell(f.label),
                    Cell(str(f.year)),
                    Cell(f.words["Läge"]),
                    Cell(f.words["Kategori"]),
                    Cell(f.words["Finansiär"]),
                    Cell(value_text(f), f.value),
                    Cell(range_text(f) or EN_DASH),
                    _status(f),
                    _source(f),
                )
                for f in rows
            ),
        ),
        figures=tuple(f.key for f in rows),
    )


def _status(figure: Figure) -> Cell:
    word = STATUSES[figure.status]
    return Cell(f"{word}, påhittad" if figure.document.invented else word)


def interventions_table(interventions: Iterable[Intervention]) -> Linked | None:
    """Return the interventions and for whom they are."""
    rows = list(interventions)
    if not rows:
        return None
    titles = ("Insats", "Inriktning", "Slag", "Syfte", "Målgrupper", "Huvudman", "Kommun")
    return Linked(
        words="insatser",
        table=Table(
            id="insatser",
            caption="Insatser",
            columns=tuple(Column(title) for title in titles),
            rows=tuple(
                (
                    Cell(row.name),
                    Cell(INTERVENTION_KINDS[row.kind]),
                    Cell(TEAMS.get(row.team, EN_DASH)),
                    Cell(AIMS.get(row.aim, EN_DASH)),
                    Cell(row.target_groups.replace("|", ", ") or EN_DASH),
                    Cell(row.principal.name if row.principal else EN_DASH),
                    Cell(row.municipality.name if row.municipality else "alla"),
                )
                for row in rows
            ),
        ),
    )


def staffing_table(staffing: Sequence[Figure]) -> Linked | None:
    """Return the posts, function by function."""
    if not staffing:
        return None
    return Linked(
        words="bemanning",
        table=Table(
            id="bemanning",
            caption="Heltidstjänster",
            columns=(
                Column("Tjänst"),
                Column("År"),
                Column("Finansiär"),
                Column("Heltidstjänster", is_numeric=True),
                Column("Status"),
                Column("Källa"),
            ),
            rows=tuple(
                (
                    Cell(f.label),
                    Cell(str(f.year)),
                    Cell(f.words["Finansiär"]),
                    Cell(number(f.value, 2), f.value),
                    _status(f),
                    _source(f),
                )
                for f in staffing
            ),
        ),
        figures=tuple(f.key for f in staffing),
    )


def methods_table(own: Sequence[Figure]) -> Linked | None:
    """Return the ways of counting and booking that the association says it uses."""
    rows = [f for f in own if f.traits.get("claim") == "method"]
    if not rows:
        return None
    return Linked(
        words="arbetssatt",
        table=Table(
            id="arbetssatt",
            caption="Sätt att räkna och bokföra",
            columns=(
                Column("Fråga"),
                Column("År"),
                Column("Så gör förbundet"),
                Column("Källa"),
            ),
            rows=tuple(
                (
                    Cell(f.label),
                    Cell(str(f.year or EN_DASH)),
                    Cell(f.text),
                    _source(f),
                )
                for f in rows
            ),
        ),
        figures=tuple(f.key for f in rows),
    )


def _documents(own: Iterable[Figure]) -> list[tuple[Document, int]]:
    """Return the documents that the figures are from, and how many each has given."""
    counts = Counter(figure.document.key for figure in own)
    documents = {figure.document.key: figure.document for figure in own}
    return [(documents[key], count) for key, count in counts.most_common()]
