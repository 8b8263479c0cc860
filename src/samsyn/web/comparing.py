"""Jämför: one indicator, one year, several units side by side, as table and as picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samsyn.facts.atoms import ATOMS
from samsyn.facts.build import facts_of
from samsyn.facts.cube import ComparisonUnit, Facts, Level
from samsyn.facts.figures import Figure
from samsyn.indicators.comparison import (
    Compared,
    Comparison,
    compare,
    years_with_values,
)
from samsyn.indicators.definitions import Indicator, ResultUnit, catalogue
from samsyn.indicators.selectors import figures_for
from samsyn.indicators.wording import interval
from samsyn.language.swedish import listed, number
from samsyn.reports.compared import comparison_table, funnel_chart, interval_chart
from samsyn.reports.content import Chart
from samsyn.statistics.verdict import Verdict
from samsyn.web import exports
from samsyn.web.definitions import explained, themes
from samsyn.web.figures import INVENTED_NOTICE, WHY_PROTECTED
from samsyn.web.session import Visit, in_county

FIRST_CHOICE = "positive_of_exits"
LONGEST_ECHO = 40
VERDICTS = {
    Verdict.HIGHER: ("higher", "Högre än länet"),
    Verdict.LOWER: ("lower", "Lägre än länet"),
    Verdict.NO_CERTAIN_DIFFERENCE: ("none", "Ingen säker skillnad"),
    Verdict.CANNOT_BE_JUDGED: ("unknown", "Kan inte avgöras"),
}


@dataclass(frozen=True)
class Choice:
    """What is compared, after wrong values in the address have been put right.

    remarks: what was put right, in words
    """

    indicator: Indicator
    year: int | None
    years: tuple[int, ...]
    units: tuple[str, ...]
    preset: str
    remarks: tuple[str, ...]

    def query(self, visit: Visit) -> dict[str, object]:
        """Return the whole choice, for addresses that can be passed on."""
        return {
            "lan": visit.county.code,
            "ar": self.year,
            "indikator": self.indicator.id,
            "enhet": list(self.units),
        }


def presets(facts: Facts) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the ready-made choices of units: id -> name and keys."""
    whole = tuple(u.key for u in facts.units if u.level is Level.ASSOCIATION)
    divided = {u.association for u in facts.units if u.level is Level.PART}
    local = tuple(
        u.key
        for u in facts.units
        if u.level is Level.PART or (u.level is Level.ASSOCIATION and u.key not in divided)
    )
    found = {"forbund": ("Förbund", whole)}
    return found | {"lokala": ("Lokala delar", local)} if divided else found


def choice_of(request: HttpRequest, facts: Facts) -> Choice:
    """Return the choice in an address; what does not exist becomes the nearest that does."""
    remarks: list[str] = []
    indicator = _indicator(request.GET.get("indikator", ""), facts, remarks)
    years = years_with_values(facts, indicator)
    year = _year(request.GET.get("ar", ""), years, indicator, remarks)
    ready = presets(facts)
    units = _units(request.GET.getlist("enhet"), facts, remarks) or ready["forbund"][1]
    preset = next((id for id, (_, keys) in ready.items() if set(keys) == set(units)), "")
    return Choice(indicator, year, tuple(years), units, preset, tuple(remarks))


def _indicator(asked: str, facts: Facts, remarks: list[str]) -> Indicator:
    known = catalogue()
    if asked in known:
        return known[asked]
    first = next(
        (i for i in (known[FIRST_CHOICE], *known.values()) if years_with_values(facts, i)),
        known[FIRST_CHOICE],
    )
    if asked:
        remarks.append(
            f"Indikatorn «{asked[:LONGEST_ECHO]}» finns inte. Här visas i stället {first.title}."
        )
    return first


def _year(
    asked: str, years: Sequence[int], indicator: Indicator, remarks: list[str]
) -> int | None:
    if not years:
        return None
    if not asked:
        return years[-1]
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= 4):
        remarks.append(f"«{asked[:LONGEST_ECHO]}» är inget år. Här visas {years[-1]}.")
        return years[-1]
    nearest = min(years, key=lambda year: (abs(year - int(asked)), -year))
    if nearest != int(asked):
        remarks.append(
            f"Det finns inga värden för {indicator.title} år {asked}. "
            f"Här visas {nearest}, det närmaste året som har värden."
        )
    return nearest


def _units(asked: Sequence[str], facts: Facts, remarks: list[str]) -> tuple[str, ...]:
    known = [u.key for u in facts.units if not u.is_county]
    unknown = sorted({key[:LONGEST_ECHO] for key in asked if key not in known})
    if unknown:
        shown = listed([f"«{key}»" for key in unknown[:3]])
        remarks.append(f"{shown} finns inte i länet och visas inte.")
    return tuple(key for key in known if key in set(asked))


@dataclass(frozen=True)
class Line:
    """What a page says about one row, beside its numbers.

    verdict:  code and words of the mark
    needed:   how large a difference would have shown
    missing:  why there is no value
    allowed:  what the source's uncertainty lets the value be
    figures:  the figures behind the value
    """

    row: Compared
    verdict: tuple[str, str] | None
    needed: str
    missing: str
    allowed: str
    figures: tuple[Figure, ...]
    is_invented: bool
    is_sum: bool


@require_safe
@in_county
def compare_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show a comparison, or why there is none and what there is."""
    facts = facts_of(visit.county.code)
    choice = choice_of(request, facts)
    context = {
        "visit": visit,
        "choice": choice,
        "query": choice.query(visit),
        "themes": themes(),
        "with_values": _with_values(facts),
        "presets": presets(facts),
        "units": _grouped_units(facts),
        "explained": explained(choice.indicator),
        "comparison": None,
    }
    if choice.year is not None:
        comparison = _compared(facts, choice, visit)
        figures = figures_for(visit.user, county=visit.county.code, on=visit.on)
        lines = list(_lines(facts, comparison, figures))
        context |= {
            "comparison": comparison,
            "table": comparison_table(comparison),
            "lines": lines,
            "is_protected": any(line.row.is_hidden for line in lines),
            "notice_text": INVENTED_NOTICE if any(line.is_invented for line in lines) else "",
            "charts": _charts(comparison),
        }
    return render(request, "web/compare.html", context)


@require_safe
@in_county
def excel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the comparison as a workbook, with the definition on its first sheet."""
    facts, choice = _choice_with_values(request, visit)
    comparison = _compared(facts, choice, visit)
    about = [
        ("Indikator", choice.indicator.title),
        ("Fråga", choice.indicator.question),
        ("År", str(choice.year)),
        *explained(choice.indicator),
        *((d.label, _ways(d.choices)) for d in comparison.differences),
    ]
    title = f"Jämförelse {choice.indicator.title} {choice.year}"
    return exports.workbook(visit, title, [comparison_table(comparison)], about=about)


@require_safe
@in_county
def picture(request: HttpRequest, visit: Visit, chart: str, form: str) -> HttpResponse:
    """Give one of the charts as SVG or PNG."""
    facts, choice = _choice_with_values(request, visit)
    drawn = _charts(_compared(facts, choice, visit))
    if chart not in drawn or form not in {"svg", "png"}:
        raise Http404("diagram")
    return exports.picture(
        visit, drawn[chart], form, f"{choice.indicator.title} {choice.year} {chart}"
    )


def _choice_with_values(request: HttpRequest, visit: Visit) -> tuple[Facts, Choice]:
    """Return facts and choice for a file. Raises Http404 if there is nothing to put in it."""
    facts = facts_of(visit.county.code)
    choice = choice_of(request, facts)
    if choice.year is None or choice.remarks:
        raise Http404("jämförelse")
    return facts, choice


def _compared(facts: Facts, choice: Choice, visit: Visit) -> Comparison:
    year = choice.year or facts.years[-1]
    return compare(facts, choice.indicator, year, audience=visit.audience, units=choice.units)


def _charts(comparison: Comparison) -> dict[str, Chart]:
    if comparison.is_empty:
        return {}
    funnel = funnel_chart(comparison)
    found = {"intervall": interval_chart(comparison)}
    return found | {"tratt": funnel} if funnel else found


def _lines(
    facts: Facts, comparison: Comparison, figures: Mapping[str, Figure]
) -> Iterator[Line]:
    indicator = comparison.indicator
    of_units = {key for row in comparison.rows for key in row.figures}
    for row in (*comparison.rows, comparison.county):
        judgement = row.judgement
        is_sum = bool(row.figures) and row.unit.is_county and set(row.figures) <= of_units
        behind = tuple(figures[key] for key in dict.fromkeys(row.figures) if key in figures)
        yield Line(
            row=row,
            verdict=VERDICTS[judgement.verdict] if judgement else None,
            needed=_needed(judgement.smallest_difference, indicator) if judgement else "",
            missing=_missing(facts, comparison, row),
            allowed=interval(row.least, row.most, indicator.unit) if row.is_uncertain else "",
            figures=() if is_sum else behind,
            is_invented=any(figure.document.invented for figure in behind),
            is_sum=is_sum,
        )


def _needed(difference: float | None, indicator: Indicator) -> str:
    if difference is None:
        return ""
    if indicator.unit is ResultUnit.PERCENT:
        return f"{number(100 * difference, 1)} procentenheter"
    if indicator.unit is ResultUnit.PER_POST:
        return f"{number(difference, 1)} personer per heltidstjänst"
    return ""


def _missing(facts: Facts, comparison: Comparison, row: Compared) -> str:
    """Say why a row has no value; an empty text where it has one."""
    if row.value is not None:
        return ""
    if row.is_hidden:
        return WHY_PROTECTED
    indicator = comparison.indicator
    at, position = list(facts.years).index(comparison.year), facts.position(row.unit.key)
    unknown = [
        ATOMS[atom].sv
        for atom in (*indicator.numerator, *indicator.denominator)
        if atom not in indicator.zero_if_unknown and not facts.series(atom).known[position, at]
    ]
    if not unknown:
        return "Siffrorna räcker inte: nämnaren är noll, eller täljaren större än nämnaren."
    whose = "något av förbunden" if row.unit.is_county else row.unit.name
    return f"Uppgift saknas för {whose}: {listed(unknown)}."


def _with_values(facts: Facts) -> dict[str, list[int]]:
    return {i.id: years_with_values(facts, i) for i in catalogue().values()}


def _grouped_units(facts: Facts) -> list[tuple[str, list[ComparisonUnit]]]:
    groups = (("Förbund", Level.ASSOCIATION), ("Delar av förbund", Level.PART))
    found = [(name, [u for u in facts.units if u.level is level]) for name, level in groups]
    return [(name, units) for name, units in found if units]


def _ways(choices: Sequence[tuple[tuple[str, ...], str]]) -> str:
    return " ".join(
        f"{listed(list(names))}: {text or 'inte angivet.'}" for names, text in choices
    )
