"""Översikt: the county at a glance, and what needs attention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samsyn.access.permissions import Permission, reach_of
from samsyn.facts.build import facts_of
from samsyn.facts.cube import Facts
from samsyn.indicators.comparison import Compared, compare
from samsyn.indicators.definitions import Indicator, catalogue
from samsyn.indicators.publish import Audience
from samsyn.indicators.selectors import figures_for
from samsyn.indicators.wording import in_unit, interval
from samsyn.language.swedish import MISSING, kronor
from samsyn.quality.findings import PROTECTED, Severity
from samsyn.quality.selectors import Reviewed, findings_for
from samsyn.register.models import Association
from samsyn.register.selectors import associations_for
from samsyn.reports.genomlysning import reading_of
from samsyn.web.figures import invented_notice
from samsyn.web.findings import gravest_first
from samsyn.web.session import Visit, in_county

AT_A_GLANCE = (
    "participants",
    "closed",
    "positive_of_exits",
    "cost_per_participant",
    "administration_of_contributions",
)
GRAVEST = 5
FIRST_CONCLUSIONS = 4
YEARS_BEFORE_OLD = 2


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the county on the first page.

    indicator: the one that the figure is the value of; empty for a sum of amounts
    later:     the latest year known, if later than `year`
    """

    title: str
    value: str
    note: str
    indicator: str
    year: int
    later: int | None = None


@dataclass(frozen=True)
class Waiting:
    """The open findings of the county or of one association: counts, and the gravest."""

    severities: list[tuple[Severity, int]]
    gravest: list[Reviewed]
    total: int

    @classmethod
    def of(cls, findings: Sequence[Reviewed], *, shown_above: str = "") -> Waiting:
        """Count findings and choose the gravest.

        shown_above: the association whose gravest the page has shown already
        """
        rest = [f for f in findings if not shown_above or f.finding.association != shown_above]
        counts = Counter(f.finding.severity for f in findings)
        return cls(
            severities=[(severity, counts[severity]) for severity in Severity],
            gravest=gravest_first(rest)[:GRAVEST],
            total=len(findings),
        )


@require_safe
@in_county
def overview(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what this is, the key figures of the latest year, and what to look at."""
    facts = facts_of(visit.county.code)
    findings = findings_for(visit.user, county=visit.county.code, on=visit.on)
    waiting = [f for f in findings if f.is_open]
    due = [
        f
        for f in findings
        if f.review and f.review.look_again_on and f.review.look_again_on <= visit.on
    ]
    associations = list(
        associations_for(visit.user, on=visit.on).filter(county_id=visit.county.code)
    )
    own = _own_association(visit, associations)
    year = _year_at_a_glance(facts)
    context = {
        "visit": visit,
        "has_figures": bool(facts.years),
        "year": year,
        "key_figures": _key_figures(facts, year, visit.audience) if year else [],
        "associations": associations,
        "own": own,
        "own_waiting": Waiting.of(
            [f for f in waiting if own and f.finding.association == own.key]
        ),
        "waiting": Waiting.of(waiting, shown_above=own.key if own else ""),
        "reading": _reading(facts, visit.county.code, year, visit.audience),
        "is_old": year is not None and visit.on.year - year > YEARS_BEFORE_OLD,
        "due": due,
        "protected": PROTECTED,
    }
    figures = figures_for(visit.user, county=visit.county.code, on=visit.on).values()
    return render(request, "web/overview.html", context | invented_notice(figures))


def _own_association(visit: Visit, associations: Sequence[Association]) -> Association | None:
    """Return the association that the user has a role in; None for one with a whole county."""
    reach = reach_of(visit.user, Permission.SEE_FIGURES, on=visit.on)
    if visit.county.code in reach.counties:
        return None
    own = [found for found in associations if found.key in reach.associations]
    return own[0] if len(own) == 1 else None


@lru_cache(maxsize=64)
def _reading(
    facts: Facts, county: str, year: int | None, audience: Audience
) -> tuple[list[str], list[str]]:
    """Return the first of what the figures say, and what they do not say.

    Kept for as long as the facts are.
    """
    del facts
    if year is None:
        return [], []
    said, not_said = reading_of(county, year, audience=audience)
    return said[:FIRST_CONCLUSIONS], not_said


def _year_at_a_glance(facts: Facts) -> int | None:
    """Return the latest year for which the whole county's participants are known.

    Where no year has them, the latest year with any figure of outcome; None without figures.
    """
    for atom in ("participants", "closed", "administration_cost", "contributions"):
        years = _county_years(facts, atom)
        if years:
            return years[-1]
    return facts.years[-1] if facts.years else None


def _county_years(facts: Facts, atom: str) -> list[int]:
    county = next(i for i, unit in enumerate(facts.units) if unit.is_county)
    known = facts.series(atom).known[county]
    return [year for at, year in enumerate(facts.years) if known[at]]


def _key_figures(facts: Facts, year: int, audience: Audience) -> list[KeyFigure]:
    found = []
    for id in AT_A_GLANCE:
        indicator = catalogue()[id]
        row = compare(facts, indicator, year, audience=audience, units=[]).county
        found.append(
            KeyFigure(
                title=indicator.title,
                value="skyddad" if row.is_hidden else in_unit(row.value, indicator.unit),
                note=_note(row, indicator),
                indicator=id,
                year=year,
            )
        )
    return [*found, _contributions(facts, year)]


def _note(row: Compared, indicator: Indicator) -> str:
    """Say what stands behind a value: of how many, and how far chance reaches."""
    if row.is_hidden:
        return "gruppen är för liten, eller skulle röja en som är det"
    if row.value is None:
        return "uppgift saknas för något av förbunden"
    limits = interval(row.low, row.high, indicator.unit)
    if not indicator.denominator:
        return ""
    if limits:
        return f"95 % intervall {limits}"
    return f"{kronor(row.numerator)} av {kronor(row.denominator)}"


def _contributions(facts: Facts, year: int) -> KeyFigure:
    county = next(i for i, unit in enumerate(facts.units) if unit.is_county)
    series = facts.series("contributions")
    at = list(facts.years).index(year)
    known = _county_years(facts, "contributions")
    later = [y for y in known if y > year]
    value = int(series.value[county, at]) if series.known[county, at] else None
    note = "uppgift saknas för något av förbunden" if value is None else ""
    if later:
        last = int(series.value[county, list(facts.years).index(later[-1])])
        note = f"Nyare uppgift, {later[-1]}: {kronor(last)}"
    return KeyFigure(
        title="Medlemsbidrag",
        value=MISSING if value is None else kronor(value),
        note=note,
        indicator="",
        year=year,
        later=later[-1] if later else None,
    )
