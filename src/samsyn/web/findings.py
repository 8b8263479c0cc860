"""Fynd: what does not hold together in the figures, and what was decided about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from samsyn.access.selectors import role_text, user_named
from samsyn.indicators.selectors import figures_for
from samsyn.language.swedish import capital, day
from samsyn.quality.findings import PROTECTED, Severity, rules
from samsyn.quality.models import Review
from samsyn.quality.selectors import Reviewed, findings_for, history_of
from samsyn.quality.services import (
    AlreadyReviewed,
    NotReviewed,
    accept_finding,
    may_review,
    withdraw_review,
)
from samsyn.reports.content import Cell, Column, Table
from samsyn.web.environment import url
from samsyn.web.exports import workbook
from samsyn.web.session import Visit, in_county

PER_PAGE = 20
SHORTEST_REASON, LONGEST_REASON = 15, 2000
STATES = (("open", "Öppna"), ("accepted", "Godtagna"), ("all", "Alla"))
UNDO = "undo"
"""Marks a message that can be taken back where it is shown."""


class ReviewForm(forms.Form):
    """Why a finding is accepted as it is, and when to look at it again."""

    reason = forms.CharField(
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        error_messages={
            "required": "Skriv varför fyndet kan godtas.",
            "min_length": "Skriv skälet så att en utomstående förstår det.",
            "max_length": f"Skriv högst {LONGEST_REASON} tecken.",
        },
    )
    look_again_on = forms.DateField(
        required=False,
        error_messages={"invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2027-01-31."},
    )

    def __init__(self, *args: object, on: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.on = on

    def clean_look_again_on(self) -> date | None:
        chosen: date | None = self.cleaned_data["look_again_on"]
        if chosen and chosen <= self.on:
            raise forms.ValidationError("Välj ett datum som inte har passerat.")
        return chosen


@dataclass(frozen=True)
class Filter:
    """What is asked for; an empty text asks for anything."""

    state: str
    severity: str
    association: str
    rule: str

    @classmethod
    def of(cls, request: HttpRequest) -> Filter:
        state = request.GET.get("lage", "open")
        return cls(
            state=state if state in dict(STATES) else "open",
            severity=request.GET.get("allvar", ""),
            association=request.GET.get("forbund", ""),
            rule=request.GET.get("regel", ""),
        )

    @property
    def query(self) -> dict[str, str]:
        return {
            "lage": "" if self.state == "open" else self.state,
            "allvar": self.severity,
            "forbund": self.association,
            "regel": self.rule,
        }

    def chosen(self, findings: Iterable[Reviewed]) -> list[Reviewed]:
        return [
            f
            for f in findings
            if self.state in {"all", "open" if f.is_open else "accepted"}
            and self.severity in {"", f.finding.severity}
            and self.association in {"", f.finding.association or "lan"}
            and self.rule in {"", f.finding.rule.id}
        ]


@require_safe
@in_county
def finding_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the findings that a filter leaves, gravest first, a page at a time."""
    findings = _findings(visit)
    asked = Filter.of(request)
    chosen = asked.chosen(findings)
    context = {
        "visit": visit,
        "asked": asked,
        "page": Paginator(chosen, PER_PAGE).get_page(request.GET.get("sida")),
        "counts": Counter(f.finding.severity for f in findings if f.is_open),
        "total": len(findings),
        "choices": _choices(findings),
        "query": asked.query | {"lan": visit.lan},
        "protected": PROTECTED,
    }
    return render(request, "web/findings.html", context)


@require_safe
@in_county
def excel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give the filtered findings as a workbook."""
    chosen = Filter.of(request).chosen(_findings(visit))
    return workbook(visit, f"Fynd {visit.county.name}", [findings_table(chosen)])


@require_safe
@in_county
def finding(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Show one finding, and the form for those who may decide about it."""
    return _page(request, visit, _found(visit, key), ReviewForm(on=visit.on))


@require_POST
@in_county
def accept(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Accept a finding with a reason; a faulty form comes back with everything in it."""
    found = _found(visit, key)
    form = ReviewForm(request.POST, on=visit.on)
    if not form.is_valid() and may_review(visit.user, found.finding, on=visit.on):
        return _page(request, visit, found, form, status=422)
    try:
        accept_finding(
            finding=found.finding,
            reason=form.cleaned_data.get("reason", ""),
            look_again_on=form.cleaned_data.get("look_again_on"),
            by=visit.user,
            on=visit.on,
        )
        messages.success(request, "Fyndet är godtaget.", extra_tags=UNDO)
    except AlreadyReviewed:
        messages.warning(
            request, "Fyndet var redan godtaget. Skälet som gäller står här nedanför."
        )
    return redirect(url("finding", key, lan=visit.lan))


@require_POST
@in_county
def reopen(request: HttpRequest, visit: Visit, key: str) -> HttpResponse:
    """Open an accepted finding again."""
    found = _found(visit, key)
    try:
        withdraw_review(finding=found.finding, by=visit.user, on=visit.on)
        messages.success(request, "Fyndet är öppet igen.")
    except NotReviewed:
        messages.info(request, "Fyndet var redan öppet.")
    return redirect(url("finding", key, lan=visit.lan))


def gravest_first(findings: Iterable[Reviewed]) -> list[Reviewed]:
    """Return findings with the gravest first, and the newest first among the equally grave."""
    order = list(Severity)
    return sorted(
        findings, key=lambda f: (order.index(f.finding.severity), -(f.finding.year or 0))
    )


def _findings(visit: Visit) -> list[Reviewed]:
    return gravest_first(findings_for(visit.user, county=visit.county.code, on=visit.on))


def _found(visit: Visit, key: str) -> Reviewed:
    """Return a finding by its key. Raises Http404 if the figures no longer give rise to it."""
    for reviewed in _findings(visit):
        if reviewed.finding.key == key:
            return reviewed
    raise Http404("fynd")


def _page(
    request: HttpRequest, visit: Visit, found: Reviewed, form: ReviewForm, *, status: int = 200
) -> HttpResponse:
    figures = figures_for(visit.user, county=visit.county.code, on=visit.on)
    history = history_of(found.finding)
    context = {
        "visit": visit,
        "found": found,
        "figures": [figures[key] for key in found.finding.figures if key in figures],
        "history": history,
        "people": {review.pk: reviewer(review) for review in history},
        "may_review": may_review(visit.user, found.finding, on=visit.on),
        "form": form,
        "protected": PROTECTED,
        "undo": UNDO,
    }
    return render(request, "web/finding.html", context, status=status)


def reviewer(review: Review) -> str:
    """Return who has reviewed: the full name, and the role on that day, as far as known."""
    user = user_named(review.reviewed_by)
    if user is None:
        return review.reviewed_by
    name = user.get_full_name() or user.get_username()
    has_role = bool(user.assignments_in_force(review.reviewed_on))
    return f"{name}, {role_text(user, on=review.reviewed_on)}" if has_role else name


def findings_table(findings: Sequence[Reviewed]) -> Table:
    """Return findings with their reviews as a table, for files."""
    titles = (
        "Fynd",
        "Allvar",
        "Förbund",
        "År",
        "Regel",
        "Källan säger",
        "Siffrorna ger",
        "Vad det ändrar",
        "Vad man kan göra",
        "Ställen",
        "Läge",
        "Skäl",
        "Pröva igen senast",
        "Granskat av",
    )
    return Table(
        id="tabell-fynd",
        caption="Fynd",
        columns=tuple(Column(title) for title in titles),
        rows=tuple(_file_row(reviewed) for reviewed in findings),
    )


def _file_row(reviewed: Reviewed) -> tuple[Cell, ...]:
    finding, review = reviewed.finding, reviewed.review
    said = (finding.stated, finding.follows, finding.effect)
    texts = (
        finding.about,
        finding.severity.sv,
        finding.association_name,
        str(finding.year or ""),
        finding.rule.title,
        *((PROTECTED, PROTECTED, "") if reviewed.is_protected else said),
        finding.rule.remedy,
        "; ".join(f"{document}, {place}" for document, place in finding.places),
        "godtaget" if review else "öppet",
        review.reason if review else "",
        day(review.look_again_on) if review and review.look_again_on else "",
        f"{review.reviewed_by} {day(review.reviewed_on)}" if review else "",
    )
    return tuple(Cell(text) for text in texts)


def _choices(findings: Iterable[Reviewed]) -> dict[str, list[tuple[str, str]]]:
    names, used = {}, set()
    for reviewed in findings:
        names[reviewed.finding.association or "lan"] = reviewed.finding.association_name
        used.add(reviewed.finding.rule.id)
    return {
        "states": list(STATES),
        "severities": [("", "Alla"), *((s.value, capital(s.sv)) for s in Severity)],
        "associations": [
            ("", "Alla"),
            *sorted(names.items(), key=lambda item: (item[0] == "lan", item[1].casefold())),
        ],
        "rules": [("", "Alla"), *((r.id, r.title) for r in rules().values() if r.id in used)],
    }
