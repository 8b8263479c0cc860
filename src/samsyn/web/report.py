"""Rapport: the review of a county as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from importlib import import_module

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from samsyn.facts.build import facts_of
from samsyn.indicators.comparison import years_with_values
from samsyn.indicators.definitions import catalogue
from samsyn.indicators.publish import PUBLIC
from samsyn.register.selectors import counties_for
from samsyn.web.exports import EXCEL, attachment, file_name
from samsyn.web.session import Visit, in_county, today

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS = {
    "pdf": ("PDF", "att läsa och skriva ut", "application/pdf", "pdf.render_pdf"),
    "docx": ("Word", "att ändra och klippa ur", WORD, "word.render_word"),
    "xlsx": ("Excel", "alla tabeller, att räkna vidare på", EXCEL, "excel.render_excel"),
    "html": ("Webbsida", "en fil att öppna i webbläsaren", "text/html", "html.render_html"),
    "json": ("JSON", "för andra datasystem", "application/json", "data.render_json"),
}
"""Ending -> name, what it is for, content type, and the renderer."""


@require_safe
@in_county
def report(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Offer the review of each year that has something to review."""
    years = reportable_years(visit.county.code)
    asked = request.GET.get("ar", "")
    fullest = max(years, key=lambda year: (years[year], year), default=None)
    year = next((y for y in years if str(y) == asked), fullest)
    context = {
        "visit": visit,
        "years": years,
        "year": year,
        "is_other_year": bool(asked) and asked != str(year),
        "asked": asked[:10],
        "forms": FORMS,
    }
    return render(request, "web/report.html", context)


@require_safe
def file(request: HttpRequest, county: str, year: int, form: str) -> HttpResponse:
    """Give the review as a file. Small groups are protected in it: files are passed on."""
    on = today()
    found = counties_for(request.user, on=on).filter(pk=county).first()  # type: ignore[arg-type]
    if found is None or form not in FORMS or year not in reportable_years(county):
        raise Http404("rapport")
    _, _, kind, place = FORMS[form]
    genomlysning = import_module("samsyn.reports.genomlysning").genomlysning
    content = _renderer(place)(genomlysning(county, year, audience=PUBLIC, on=on))
    body = content.encode() if isinstance(content, str) else content
    return attachment(body, kind, file_name("genomlysning", found.name, year, ending=form))


def reportable_years(county: str) -> dict[int, int]:
    """Return the years in which some indicator has a value: year -> how many have."""
    facts = facts_of(county)
    counts = Counter(y for i in catalogue().values() for y in years_with_values(facts, i))
    return dict(sorted(counts.items()))


def _renderer(place: str) -> Callable[..., bytes | str]:
    module, name = place.split(".")
    renderer: Callable[..., bytes | str] = getattr(
        import_module(f"samsyn.reports.{module}"), name
    )
    return renderer
