"""Siffror: every figure with its source, found by search and filter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samsyn.access.permissions import Permission, may
from samsyn.facts.amounts import BOOKED
from samsyn.facts.atoms import NUMBER
from samsyn.facts.build import facts_of
from samsyn.facts.figures import FIGURE_KINDS, Figure
from samsyn.indicators.calculate import calculate
from samsyn.indicators.definitions import Indicator, catalogue
from samsyn.indicators.publish import HIDDEN_COUNT
from samsyn.indicators.selectors import figures_for
from samsyn.language.swedish import EN_DASH, MISSING, capital, day
from samsyn.quality import wording
from samsyn.quality.selectors import findings_for
from samsyn.register.codes import STATUSES, UNITS
from samsyn.reports.content import Cell, Column, Table
from samsyn.web.exports import workbook
from samsyn.web.session import Visit, in_county

PER_PAGE = 50
LONGEST_SEARCH = 100
INVENTED = "invented"
WHY_PROTECTED = "Skyddad: gruppen är för liten, eller skulle röja en som är det."
INVENTED_NOTICE = "En del av siffrorna är påhittade för övning. De är märkta «påhittad» där de står var för sig."


def value_text(figure: Figure) -> str:
    """Write a figure's value with its unit; a code where there is none to show."""
    if figure.is_protected:
        return HIDDEN_COUNT
    if figure.value is None:
        return EN_DASH if figure.kind == "statements" else MISSING
    return wording.value(Fraction(figure.value), figure.unit)


def range_text(figure: Figure) -> str:
    """Write between what the source lets the figure lie; empty where it is exact."""
    if figure.low is None or figure.high is None or figure.low == figure.high:
        return ""
    decimals = 2 if figure.unit == "full_time_equivalents" else None
    low = wording.value(Fraction(figure.low), "none", decimals=decimals)
    return f"{low}{EN_DASH}{wording.value(Fraction(figure.high), figure.unit)}"


def invented_notice(figures: Iterable[Figure]) -> dict[str, str]:
    """Return what the page says on top if any of its figures is made up."""
    is_any = any(figure.document.invented for figure in figures)
    return {"notice_text": INVENTED_NOTICE if is_any else ""}


@dataclass(frozen=True)
class Filter:
    """What is asked for; an empty text asks for anything."""

    text: str
    kind: str
    association: str
    year: str
    document: str
    status: str

    @classmethod
    def of(cls, request: HttpRequest) -> Filter:
        asked = request.GET
        return cls(
            text=asked.get("q", "").strip()[:LONGEST_SEARCH],
            kind=asked.get("slag", ""),
            association=asked.get("forbund", ""),
            year=asked.get("ar", ""),
            document=asked.get("dokument", ""),
            status=asked.get("status", ""),
        )

    @property
    def query(self) -> dict[str, str]:
        return {
            "q": self.text,
            "slag": self.kind,
            "forbund": self.association,
            "ar": self.year,
            "dokument": self.document,
            "status": self.status,
        }

    @property
    def is_set(self) -> bool:
        return any(self.query.values())

    def chosen(self, figures: Iterable[Figure]) -> list[Figure]:
        words = self.text.casefold().split()
        return [
            figure
            for figure in figures
            if self._fits(figure) and all(word in figure.search_text for word in words)
        ]

    def _fits(self, figure: Figure) -> bool:
        association = figure.association or "lan"
        is_status = self.status in {"", figure.status} or (
            self.status == INVENTED and figure.document.invented
        )
        return (
            self.kind in {"", figure.kind}
            and self.association in {"", association}
            and self.year in {"", str(figure.year)}
            and self.document in {"", figure.document.key}
            and is_status
        )


@require_safe
@in_county
def figure_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the figures that a search and a filter leave, a page at a time."""
    figures = figures_for(visit.user, county=visit.county.code, on=visit.on)
    asked = Filter.of(request)
    page = Paginator(asked.chosen(figures.values()), PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "visit": visit,
        "asked": asked,
        "choices": _choices(figures.values(), visit),
        "page": page,
        "total": len(figures),
        "query": asked.query | {"lan": visit.lan},
    }
    return render(request, "web/figures.html", context | invented_notice(figures.values()))


@require_safe
@in_county
def excel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the filtered list as a workbook, all of it."""
    figures = figures_for(visit.user, county=visit.county.code, on=visit.on)
    asked = Filter.of(request)
    chosen = asked.chosen(figures.values())
    said = ", ".join(f"{name}: {value}" for name, value in asked.query.items() if value)
    return workbook(
        visit,
        f"Siffror {visit.county.name}",
        [figures_table(chosen)],
        about=[("Urval", said or "alla siffror")],
    )


@require_safe
@in_county
def figure(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Show one figure: what it is, where it is from, and what rests on it."""
    figures = figures_for(visit.user, county=visit.county.code, on=visit.on)
    if key not in figures:
        raise Http404("siffra")
    found = figures[key]
    findings = findings_for(visit.user, county=visit.county.code, on=visit.on)
    context = {
        "visit": visit,
        "figure": found,
        "kind": FIGURE_KINDS[found.kind],
        "indicators": indicators_with(key, visit.county.code),
        "findings": [f for f in findings if key in f.finding.figures],
        "used_by": [f for f in figures.values() if _uses(f, key)],
        "operands": list(_operands(found, figures)),
        "sees_vouchers": found.traits.get("stage") == BOOKED and _sees_vouchers(visit, found),
    }
    return render(request, "web/figure.html", context)


def _sees_vouchers(visit: Visit, figure: Figure) -> bool:
    return may(
        visit.user,
        Permission.SEE_VOUCHERS,
        county=visit.county.code,
        association=figure.association or "",
        on=visit.on,
    )


@dataclass(frozen=True)
class Part:
    """An indicator that a figure is part of one year, and for which units."""

    indicator: Indicator
    year: int
    units: list[str]


def indicators_with(key: str, county: str) -> list[Part]:
    """Return the indicators that a figure is added up into, and that have a value by it."""
    facts = facts_of(county)
    columns = facts.columns
    places = {
        (int(columns.atom[row]), int(columns.unit[row]), int(columns.year[row]))
        for row, figure in enumerate(facts.figures)
        if figure == key
    }
    used = {atom for atom, _, _ in places}
    parts: dict[tuple[str, int], list[str]] = {}
    for indicator in catalogue().values():
        atoms = {NUMBER[id] for id in (*indicator.numerator, *indicator.denominator)}
        known = calculate(facts, indicator).known if places and atoms & used else None
        for atom, unit, year in sorted(places):
            if atom in atoms and known is not None and known[unit, year]:
                names = parts.setdefault((indicator.id, facts.years[year]), [])
                if facts.units[unit].name not in names:
                    names.append(facts.units[unit].name)
    return [Part(catalogue()[id], year, units) for (id, year), units in parts.items()]


def figures_table(figures: Sequence[Figure]) -> Table:
    """Return figures as a table with everything that belongs to them, for files."""
    return Table(
        id="tabell-siffror",
        caption="Siffror",
        columns=(
            Column("Siffra"),
            Column("Förbund"),
            Column("År"),
            Column("Slag"),
            Column("Värde", is_numeric=True),
            Column("Lägst", is_numeric=True),
            Column("Högst", is_numeric=True),
            Column("Enhet"),
            Column("Närmare bestämt"),
            Column("Status"),
            Column("Påhittad"),
            Column("Dokument"),
            Column("Ställe"),
            Column("Härledning"),
            Column("Nyckel"),
        ),
        rows=tuple(_file_row(figure) for figure in figures),
    )


def _file_row(figure: Figure) -> tuple[Cell, ...]:
    words = ", ".join(f"{name.lower()}: {word}" for name, word in figure.words.items())
    return (
        Cell(figure.label),
        Cell(figure.association_name),
        Cell(str(figure.year or "")),
        Cell(FIGURE_KINDS[figure.kind]),
        Cell(value_text(figure), figure.value),
        Cell(_limit(figure, figure.low), figure.low),
        Cell(_limit(figure, figure.high), figure.high),
        Cell(UNITS[figure.unit]),
        Cell(words),
        Cell(STATUSES[figure.status]),
        Cell("påhittad" if figure.document.invented else ""),
        Cell(figure.document.title),
        Cell(figure.place),
        Cell(figure.derivation or figure.text),
        Cell(figure.key),
    )


def _limit(figure: Figure, number: object) -> str:
    if number is None:
        return EN_DASH
    return wording.value(Fraction(str(number)), figure.unit)


def _choices(figures: Iterable[Figure], visit: Visit) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen in each filter: only what there are figures of."""
    names: dict[str, str] = {}
    documents: dict[str, str] = {}
    kinds, years, statuses = set(), set[int](), set()
    is_invented = False
    for figure in figures:
        kinds.add(figure.kind)
        names[figure.association or "lan"] = figure.association_name
        years |= {figure.year} if figure.year else set()
        documents[figure.document.key] = _document_name(figure)
        statuses.add(figure.status)
        is_invented |= figure.document.invented
    names.pop("lan", None)
    return {
        "kinds": [
            ("", "Alla slag"),
            *((k, capital(w)) for k, w in FIGURE_KINDS.items() if k in kinds),
        ],
        "associations": [
            ("", "Alla"),
            *_by_name(names),
            ("lan", f"{visit.county.name}, inget förbund"),
        ],
        "years": [("", "Alla år"), *((str(y), str(y)) for y in sorted(years, reverse=True))],
        "documents": [("", "Alla dokument"), *_by_name(documents)],
        "statuses": [
            ("", "Alla"),
            *((k, capital(w)) for k, w in STATUSES.items() if k in statuses),
            *([(INVENTED, "Påhittad")] if is_invented else []),
        ],
    }


def _by_name(names: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda item: item[1].casefold())


def _document_name(figure: Figure) -> str:
    date = figure.document.published_on
    return f"{figure.document.title} ({day(date)})" if date else figure.document.title


def _uses(statement: Figure, key: str) -> bool:
    return any(fnmatchcase(key, operand.lstrip("+-")) for operand in statement.signed)


def _operands(statement: Figure, figures: Mapping[str, Figure]) -> Iterable[Figure]:
    """Yield the figures that a statement is about, without repetition."""
    patterns = [operand.lstrip("+-") for operand in statement.signed]
    for key, other in figures.items():
        if any(fnmatchcase(key, pattern) for pattern in patterns):
            yield other
