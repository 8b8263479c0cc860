"""Referenstal: figures of others that the economy rests on, in their dated snapshots."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST, require_safe

from samsyn.economy_reports.reference_tables import (
    comparison,
    definitions,
    deviation_table,
    figure_table,
    observation_table,
    tables_by_day,
)
from samsyn.intake.reactions import Remark
from samsyn.language.swedish import capital
from samsyn.official_statistics.asking import ask
from samsyn.official_statistics.comparing import deviations
from samsyn.official_statistics.files import LARGEST_FILE, answer_of_file
from samsyn.official_statistics.measures import (
    Measure,
    age_warning,
    measures,
    missing_codes,
    sources,
)
from samsyn.official_statistics.models import ReferenceFigure, Snapshot, WaitingFile
from samsyn.official_statistics.selectors import (
    figures_of,
    is_whole,
    known_measures,
    newest_figures,
    snapshot_by_number,
    snapshots,
    waiting_file_for,
    years_of,
)
from samsyn.official_statistics.services import (
    AlreadyTaken,
    HasProblems,
    InUse,
    delete_snapshot,
    drop_file,
    keep_file,
    may_take,
    take_snapshot,
)
from samsyn.official_statistics.sources import (
    Answer,
    CannotAsk,
    NoAnswer,
    OutsideCallsOff,
    Question,
)
from samsyn.register.areas import COUNTRY
from samsyn.register.municipal_division import (
    area_names,
    areas_by_name,
    areas_of_county,
    municipalities_by_county,
)
from samsyn.web.environment import url
from samsyn.web.exports import attachment, workbook
from samsyn.web.session import Visit, in_county

MOST_PROBLEMS, MOST_ROWS = 100, 100


class UploadForm(forms.Form):
    """A file of statistics: what it is about, and who publishes it."""

    measure = forms.ChoiceField(error_messages={"required": "Välj vilket mått filen gäller."})
    source = forms.ChoiceField(error_messages={"required": "Välj vem som ger ut talen."})
    file = forms.FileField(
        error_messages={"required": "Välj en fil.", "empty": "Filen är tom."}
    )
    table = forms.CharField(required=False, max_length=200)
    published_on = forms.DateField(
        required=False,
        error_messages={"invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2026-02-21."},
    )
    note = forms.CharField(required=False, max_length=1000)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["measure"].choices = measure_choices()  # type: ignore[attr-defined]
        self.fields["source"].choices = source_choices()  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("source") == "other" and not self.cleaned_data.get("table"):
            self.add_error("table", "Skriv vem som ger ut talen och i vilken tabell de står.")
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST_FILE:
            self.add_error("file", "Filen är större än 30 MB. Ta ut färre områden eller år.")


class FetchForm(forms.Form):
    """A question to a source about the county and its municipalities."""

    measure = forms.ChoiceField()
    year = forms.IntegerField(
        min_value=1968,
        max_value=2100,
        error_messages={
            "required": "Skriv vilket år.",
            "invalid": "Skriv året med fyra siffror.",
            "min_value": "Statistiken börjar 1968.",
            "max_value": "Skriv ett år som har varit.",
        },
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["measure"].choices = [  # type: ignore[attr-defined]
            (each.id, capital(each.name)) for each in measures().values() if each.queries
        ]


@dataclass(frozen=True)
class Filter:
    """Which figures are asked for: a measure, an area or the whole county, a year."""

    measure: str
    area: str
    year: int

    @classmethod
    def of(cls, request: HttpRequest) -> Filter:
        """Return what is asked for, and otherwise the first measure and its latest year."""
        measure = request.GET.get("matt", "")
        if measure not in measures():
            measure = next(iter(known_measures()), "population")
        year = request.GET.get("ar", "")
        chosen = int(year) if year.isascii() and year.isdigit() and len(year) == 4 else 0
        latest = next(iter(years_of(measure)), 0)
        return cls(measure, request.GET.get("omrade", ""), chosen or latest)

    @property
    def query(self) -> dict[str, str]:
        return {"matt": self.measure, "omrade": self.area, "ar": str(self.year or "")}

    def figures(self, visit: Visit) -> list[ReferenceFigure]:
        if not self.year:
            return []
        areas = [self.area] if self.area else [*areas_of_county(visit.county.code), COUNTRY]
        return newest_figures(measure=self.measure, areas=areas, year=self.year)


def measure_choices() -> list[tuple[str, str]]:
    return [(each.id, capital(each.name)) for each in measures().values()]


def source_choices() -> list[tuple[str, str]]:
    return [(each.id, each.name) for each in sources().values()]


@require_safe
@in_county
def reference_figures(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the newest figures that a filter leaves, and every snapshot with its age."""
    return _page(request, visit, FetchForm())


@require_safe
@in_county
def excel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the filtered figures as a workbook, each with its snapshot."""
    asked = Filter.of(request)
    measure = measures()[asked.measure]
    table = figure_table(f"{capital(measure.name)} {asked.year}", asked.figures(visit))
    return workbook(
        visit,
        f"Referenstal {measure.name} {asked.year}",
        [table],
        about=[("Åldrar", warning)] if (warning := age_warning(_known())) else [],
        definitions=definitions(),
    )


@require_safe
@in_county
def snapshot(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Show a snapshot: what was asked, what was answered, what does not add up."""
    return _snapshot_page(request, visit, _found(pk))


@require_safe
@in_county
def raw_answer(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Give the answer as it came."""
    found = _found(pk)
    name = found.file_name or f"{found.source}-{found.pk}.json"
    plain = "".join(c for c in name if c.isascii() and (c.isalnum() or c in "-_."))
    return attachment(bytes(found.raw), "application/octet-stream", plain or "svar")


@require_POST
@in_county
def remove(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Delete a snapshot that nothing uses."""
    found, reason = _found(pk), request.POST.get("reason", "")
    try:
        delete_snapshot(snapshot=found, reason=reason, by=visit.user, on=visit.on)
    except (InUse, ValidationError) as error:
        said = error.messages[0] if isinstance(error, ValidationError) else str(error)
        return _snapshot_page(request, visit, found, said, reason, status=422)
    messages.success(request, "Uttaget är borttaget.")
    return redirect(url("reference_figures", lan=visit.lan))


@require_safe
@in_county
def compare(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show what differs between two snapshots, and by how much."""
    before, after = (_asked(request, name) for name in ("fore", "efter"))
    found = comparison(before, after)
    if request.GET.get("form") == "xlsx":
        return workbook(visit, "Jämförelse av uttag", [found.whole], definitions=definitions())
    context = {
        "visit": visit, "before": before, "after": after, "found": found,
        "same_measure": _measures_of(before) & _measures_of(after),
    }  # fmt: skip
    return render(request, "economy_pages/reference_comparison.html", context)


@require_POST
@in_county
def fetch(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Ask a source about the county, and store the answer as a snapshot."""
    if not may_take(visit.user, on=visit.on):
        raise PermissionDenied
    form = FetchForm(request.POST)
    if form.is_valid():
        areas = tuple(areas_of_county(visit.county.code))
        question = Question(form.cleaned_data["measure"], areas, (form.cleaned_data["year"],))
        try:
            taken = take_snapshot(
                answer=ask(question), way="fetched", by=visit.user, on=visit.on
            )
        except (OutsideCallsOff, CannotAsk, NoAnswer, HasProblems) as error:
            form.add_error(None, capital(str(error)))
        else:
            messages.success(request, "Uttaget är sparat.")
            return redirect(url("reference_snapshot", taken.pk, lan=visit.lan))
    return _page(request, visit, form, status=422)


@in_county
def upload(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take in a file, and show every problem in it, or go on to its preview."""
    if not may_take(visit.user, on=visit.on):
        raise PermissionDenied
    problems: list[Remark] = []
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        details = form.cleaned_data | {"published_on": day_text(form.cleaned_data)}
        file = details.pop("file")
        content = file.read()
        problems = _answer(content, file.name, details).reading.problems
        if not problems:
            waiting = keep_file(
                content=content,
                file_name=file.name,
                details=details,
                by=visit.user,
                on=visit.on,
            )
            return redirect(url("reference_preview", waiting.pk, lan=visit.lan))
    faulty = bool(problems) or (request.method == "POST" and not form.is_valid())
    context = {
        "visit": visit, "form": form, "problems": problems[:MOST_PROBLEMS],
        "more": len(problems) - MOST_PROBLEMS, "measures": measure_choices(),
        "sources": source_choices(), "codes": missing_codes(),
    }  # fmt: skip
    status = 422 if faulty else 200
    return render(request, "economy_pages/reference_upload.html", context, status=status)


@require_safe
@in_county
def preview(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Show what a file would become, before it is stored."""
    waiting = _waiting(visit, pk)
    answer = _answer(bytes(waiting.raw), waiting.file_name, waiting.details)
    told = answer.reading.observations
    uneven = deviations(told, counties=municipalities_by_county())
    context = {
        "visit": visit, "waiting": waiting, "answer": answer, "number": len(told),
        "areas": len({each.area for each in told}), "days": sorted({each.on for each in told}),
        "warnings": sum(not each.is_accepted for each in uneven),
        "table": observation_table("De första talen", told[:20]),
    }  # fmt: skip
    return render(request, "economy_pages/reference_preview.html", context)


@require_POST
@in_county
def store(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Store a file that has been looked at, or let go of it."""
    waiting = _waiting(visit, pk)
    if "drop" in request.POST:
        drop_file(waiting=waiting, by=visit.user, on=visit.on)
        messages.info(request, "Filen sparades inte.")
        return redirect(url("reference_figures", lan=visit.lan))
    answer = _answer(bytes(waiting.raw), waiting.file_name, waiting.details)
    try:
        taken = take_snapshot(
            answer=answer, way="file", by=visit.user, on=visit.on,
            note=waiting.details.get("note", ""),
        )  # fmt: skip
        messages.success(request, "Uttaget är sparat.")
    except AlreadyTaken as stop:
        taken = stop.snapshot
        messages.warning(request, "Samma fil finns redan som det här uttaget.")
    except (HasProblems, ValidationError) as error:
        messages.error(request, f"Inget sparades. {error}")
        return redirect(url("reference_upload", lan=visit.lan))
    drop_file(waiting=waiting, by=visit.user, on=visit.on)
    return redirect(url("reference_snapshot", taken.pk, lan=visit.lan))


def age_words(taken_on: date, on: date) -> str:
    """Say how old a snapshot is.

    >>> age_words(date(2025, 12, 1), date(2026, 3, 2)), age_words(date(2026, 3, 1), date(2026, 3, 2))
    ('3 månader', '1 dag')
    """
    days = (on - taken_on).days
    if days < 1:
        return "i dag"
    if days < 60:
        return "1 dag" if days == 1 else f"{days} dagar"
    return f"{days // 30} månader" if days < 730 else f"{days // 365} år"


def day_text(cleaned: dict[str, object]) -> str:
    on = cleaned.get("published_on")
    return on.isoformat() if isinstance(on, date) else ""


def _page(
    request: HttpRequest, visit: Visit, form: FetchForm, *, status: int = 200
) -> HttpResponse:
    asked = Filter.of(request)
    measure = measures()[asked.measure]
    figures = asked.figures(visit)
    shown, notes = tables_by_day(measure, figures)
    kept = snapshots()
    known = known_measures()
    names = area_names()
    inside = [*areas_of_county(visit.county.code), COUNTRY]
    context = {
        "visit": visit, "asked": asked, "measure": measure, "tables": shown, "notes": notes,
        "snapshots": [(each, age_words(each.snapshot.taken_on, visit.on)) for each in kept],
        "used": sorted({each.snapshot for each in figures}, key=lambda s: -s.pk),
        "warning": age_warning(_known()),
        "measures": [(each, capital(measures()[each].name)) for each in known],
        "years": [(str(year), str(year)) for year in years_of(measure.id)],
        "areas": [("", f"Hela {visit.county.name}"), *((area, names[area]) for area in inside)],
        "pairs": [(each.snapshot.pk, _title(each.snapshot)) for each in kept],
        "may_take": may_take(visit.user, on=visit.on), "may_call": settings.OUTSIDE_CALLS,
        "form": form, "query": asked.query | {"lan": visit.lan},
    }  # fmt: skip
    return render(request, "economy_pages/reference_figures.html", context, status=status)


def _snapshot_page(
    request: HttpRequest, visit: Visit, found: Snapshot, error: str = "", reason: str = "",
    *, status: int = 200,
) -> HttpResponse:  # fmt: skip
    figures = figures_of(found)
    context = {
        "visit": visit, "found": found, "facts": sources().get(found.source), "error": error,
        "reason": reason, "whole": is_whole(found), "number": figures.count(),
        "uses": list(found.uses.all()), "deviations": deviation_table(found),
        "may_take": may_take(visit.user, on=visit.on),
        "table": observation_table("Talen", [f.observation for f in figures[:MOST_ROWS]]),
        "age": age_words(found.taken_on, visit.on),
    }  # fmt: skip
    return render(request, "economy_pages/reference_snapshot.html", context, status=status)


def _title(each: Snapshot) -> str:
    return f"{each.pk}: {each.source_name}, {each.table}, {each.taken_on}"


def _known() -> list[Measure]:
    return [measures()[each] for each in known_measures()]


def _measures_of(each: Snapshot) -> set[str]:
    return set(figures_of(each).order_by().values_list("measure", flat=True).distinct())


def _found(pk: int) -> Snapshot:
    found = snapshot_by_number(pk)
    if found is None:
        raise Http404("uttag")
    return found


def _asked(request: HttpRequest, name: str) -> Snapshot:
    number_ = request.GET.get(name, "")
    if not number_.isascii() or not number_.isdigit() or len(number_) > 15:
        raise Http404("uttag")
    return _found(int(number_))


def _waiting(visit: Visit, pk: int) -> WaitingFile:
    waiting = waiting_file_for(visit.user, pk, on=visit.on)
    if waiting is None:
        raise Http404("fil")
    return waiting


def _answer(content: bytes, name: str, details: dict[str, str]) -> Answer:
    published = details.get("published_on")
    return answer_of_file(
        content,
        name,
        measure=details["measure"],
        source=details["source"],
        table=details.get("table", ""),
        published_on=date.fromisoformat(published) if published else None,
        names=areas_by_name(),
    )


URLS = [
    path("referenstal/", reference_figures, name="reference_figures"),
    path("referenstal/referenstal.xlsx", excel, name="reference_excel"),
    path("referenstal/jamfor/", compare, name="reference_comparison"),
    path("referenstal/hamta/", fetch, name="reference_fetch"),
    path("referenstal/las-in/", upload, name="reference_upload"),
    path("referenstal/las-in/<int:pk>/", preview, name="reference_preview"),
    path("referenstal/las-in/<int:pk>/spara/", store, name="reference_store"),
    path("referenstal/uttag/<int:pk>/", snapshot, name="reference_snapshot"),
    path("referenstal/uttag/<int:pk>/svar/", raw_answer, name="reference_answer"),
    path("referenstal/uttag/<int:pk>/ta-bort/", remove, name="reference_remove"),
]
