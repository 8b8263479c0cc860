"""Budget: versions, lines, what does not hold together, what the Act asks, and decisions."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsyn.access.permissions import Permission
from samsyn.budget import services
from samsyn.budget.drafting import from_last_year, from_outcome, from_template, years_from
from samsyn.budget.forms import (
    SOURCES,
    AdoptForm,
    DescribeForm,
    ReasonForm,
    RevisionForm,
    StartForm,
    stated_values,
)
from samsyn.budget.grid import GridReading, grid_rows, read_grid
from samsyn.budget.models import BudgetVersion
from samsyn.budget.plan import Line, Plan
from samsyn.budget.published import has_published
from samsyn.budget.selectors import (
    latest_version,
    lines_digest,
    plan_as_published,
    plan_for,
    plan_of,
    review_of,
    version_in_force,
    version_numbered,
    versions_of,
)
from samsyn.budget.workbook import CHOICES, read_workbook, write_workbook
from samsyn.contributions.forms import kronor_text
from samsyn.economy.codes import BASES
from samsyn.economy_pages.frame import Books, in_books
from samsyn.economy_reports import budget as tables
from samsyn.intake.archives import LARGEST_WORKBOOK
from samsyn.intake.reactions import Remark
from samsyn.language.swedish import capital
from samsyn.ledger.selectors import outcome_of
from samsyn.register.selectors import interventions_of
from samsyn.rules.budget_law import last_day_to_decide
from samsyn.web.environment import url
from samsyn.web.exports import EXCEL, attachment, file_name, workbook

ASKS = ["GET", "HEAD", "POST"]
SHOWN = ("info", "warning", "error")
REFUSALS: dict[type[Exception], str] = {
    services.AlreadyDecided: "Budgeten är beslutad och ändras inte. Gör en ändring som en ny version.",
    services.ChangedMeanwhile: "Någon har ändrat raderna sedan du öppnade dem. Öppna dem igen och för in ändringen.",
    services.AlreadyAdopted: "Året har redan en fastställd budget. Gör i stället en ändring av den.",
    services.NotInForce: "Versionen gäller inte längre. Inget har ändrats.",
}


@require_safe
@in_books
def budget(request: HttpRequest, books: Books) -> HttpResponse:
    """Show a year's budget: the version asked for, else the one in force, else the published."""
    return _page(request, books, _asked(request, books))


def _asked(request: HttpRequest, books: Books) -> BudgetVersion | None:
    number = request.GET.get("version", "")
    if not number:
        return latest_version(books.key, books.year)
    return _numbered(books, _number(number))


def _number(text: str) -> int:
    """Return the number of a version as it stands in an address; 0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _numbered(books: Books, number: int) -> BudgetVersion:
    version = version_numbered(books.key, books.year, number)
    if version is None:
        raise Http404("version")
    return version


def _page(
    request: HttpRequest,
    books: Books,
    version: BudgetVersion | None,
    *,
    opened: dict[str, forms.Form] | None = None,
    faults: tuple[Remark, ...] = (),
    status: int = 200,
) -> HttpResponse:
    """Render the page; `opened` holds the form that came back with faults, by its name."""
    plan = plan_of(version) if version else plan_for(books.key, books.year)
    versions = list(versions_of(books.key, books.year))
    in_force = version_in_force(books.key, books.year)
    shown: dict[str, Any] = {
        "start": StartForm(initial={"source": _usual_source(books)}),
        "adopt": AdoptForm(),
        "revise": RevisionForm(),
        **(opened or {}),
    }
    context = {
        "books": books,
        "chosen": version,
        "plan": plan,
        "review": review_of(plan, version, on=books.visit.on) if plan else None,
        "table": tables.budget_table(plan) if plan else None,
        "shares": tables.shares_of_plan(plan) if plan else None,
        "gross": tables.gross_and_net_table(plan) if plan else None,
        "statement": tables.statement_table(plan) if plan else None,
        "months": tables.months_table(plan) if plan else None,
        "totals": (*tables.TOTALS, "Årets resultat"),
        "versions": tables.versions_table(versions),
        "version_links": [
            url("budget", books.key, ar=books.year, version=v.number) for v in versions
        ],
        "numbers": [v.number for v in versions],
        "may_plan": books.may(Permission.PLAN_BUDGET),
        "can_revise": version is not None
        and in_force is not None
        and version.pk == in_force.pk,
        "has_published": has_published(books.key, books.year),
        "last_day": last_day_to_decide(books.year),
        "severities": tables.SEVERITIES,
        "drawer": [
            (word, f"{meaning} {source}.") for word, meaning, source in tables.DEFINITIONS
        ],
        "faults": faults,
        "errors": [
            (f"falt-{name}-{field}", texts[0])
            for name, form in (opened or {}).items()
            for field, texts in form.errors.items()
        ],
        "wrong": next(iter(opened), "") if opened else "",
        **shown,
    }
    return render(request, "budget_pages/budget.html", context, status=status)


# Starting one


@require_POST
@in_books
def start(request: HttpRequest, books: Books) -> HttpResponse:
    """Start a proposal from what is chosen; a faulty file tells every fault, cell by cell."""
    books.require(Permission.PLAN_BUDGET)
    form = StartForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(
            request,
            books,
            latest_version(books.key, books.year),
            opened={"start": form},
            status=422,
        )
    lines, plan, faults = _lines_to_start(books, form)
    if faults or not lines:
        if not faults:
            form.add_error(
                "source",
                "Det finns inget att bygga på där. Välj något annat, till exempel mallen.",
            )
        current = latest_version(books.key, books.year)
        return _page(request, books, current, opened={"start": form}, faults=faults, status=422)
    version = services.start_budget(
        association=books.association,
        year=books.year,
        name=form.cleaned_data["name"],
        lines=lines,
        origin=_origin(books, form, plan),
        stated=plan.stated if plan else (),
        by=books.visit.user,
        on=books.visit.on,
    )
    messages.success(request, f"{version.name} är påbörjat. Fyll i raderna.")
    return redirect(url("budget_lines", books.key, version.number, ar=books.year))


def _origin(books: Books, form: StartForm, plan: Plan | None) -> str:
    words = capital(SOURCES[form.cleaned_data["source"]])
    if plan:
        return f"{words}: {plan.source}"
    if form.cleaned_data["source"] == "file":
        return f"{words}: {form.cleaned_data['file'].name}"
    return words


def _usual_source(books: Books) -> str:
    """Return what a new budget most often builds on: last year's budget, if there is one."""
    return "last_budget" if plan_for(books.key, books.year - 1) else "template"


def _lines_to_start(
    books: Books, form: StartForm
) -> tuple[tuple[Line, ...], Plan | None, tuple[Remark, ...]]:
    """Return the lines that were chosen; the plan if it is a published one; faults of a file."""
    source, index = form.cleaned_data["source"], form.cleaned_data["index"]
    if source == "template":
        return from_template(books.year), None, ()
    if source == "last_outcome":
        booked = outcome_of(books.key, books.year - 1)
        return from_outcome(booked, books.year, index, _interventions(books)), None, ()
    if source == "last_budget":
        before = plan_for(books.key, books.year - 1)
        return (from_last_year(before, books.year, index) if before else ()), None, ()
    if source == "published":
        if not has_published(books.key, books.year):
            return (), None, ()
        plan = plan_as_published(books.key, books.year)
        return plan.lines, plan, ()
    upload = form.cleaned_data["file"]
    content = upload.read(LARGEST_WORKBOOK + 1)
    read = read_workbook(content, upload.name, books.year, _interventions(books))
    return read.lines, None, read.faults


def _interventions(books: Books) -> dict[str, str]:
    return {str(each.key): each.name for each in interventions_of(books.association)}


# Of one version


def of_version(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the version that its address names, for one who may plan it."""

    @wraps(view)
    def seen(request: HttpRequest, books: Books, number: int) -> Any:
        books.require(Permission.PLAN_BUDGET)
        version = _numbered(books, number)
        try:
            return view(request, books, version)
        except tuple(REFUSALS) as refused:
            messages.warning(request, REFUSALS[type(refused)])
            return redirect(_address(books, version))

    return in_books(seen)


def _address(books: Books, version: BudgetVersion) -> str:
    return url("budget", books.key, ar=books.year, version=version.number)


@require_http_methods(ASKS)
@of_version
def lines(request: HttpRequest, books: Books, version: BudgetVersion) -> HttpResponse:
    """Show the lines as a form, and store them; a faulty form comes back with everything."""
    if version.is_decided:
        raise services.AlreadyDecided(str(version))
    stored = plan_of(version)
    if request.method != "POST":
        rows = grid_rows(stored.lines, version.year)
        return _grid(request, books, version, GridReading(rows, ()), lines_digest(stored.lines))
    reading = read_grid(request.POST.dict(), version.year, _interventions(books))
    seen = request.POST.get("seen", "")
    if reading.faults:
        return _grid(request, books, version, reading, seen, status=422)
    services.write_lines(
        version=version, lines=reading.lines, seen=seen, by=books.visit.user, on=books.visit.on
    )
    messages.success(request, f"{len(reading.lines)} rader är sparade.")
    if request.POST.get("mer"):
        return redirect(url("budget_lines", books.key, version.number, ar=books.year))
    return redirect(_address(books, version))


def _grid(
    request: HttpRequest,
    books: Books,
    version: BudgetVersion,
    reading: GridReading,
    seen: str,
    *,
    status: int = 200,
) -> HttpResponse:
    gross = [
        (row.values["key"], row.values["label"]) for row in reading.rows if row.values["key"]
    ]
    context = {
        "books": books,
        "chosen": version,
        "rows": reading.rows,
        "errors": reading.faults,
        "seen": seen,
        "years": [str(year) for year in years_from(version.year)],
        "categories": [(key, capital(sv)) for key, sv in CHOICES.items()],
        "interventions": [("", "–"), *_interventions(books).items()],
        "bases": [("", "–"), *((key, capital(sv)) for key, sv in BASES.items())],
        "gross": [("", "–"), *gross],
    }
    return render(request, "budget_pages/budget_lines.html", context, status=status)


@require_http_methods(ASKS)
@of_version
def describe(request: HttpRequest, books: Books, version: BudgetVersion) -> HttpResponse:
    """Show and store what is known about a proposal: consultation, goals, opening equity."""
    if version.is_decided:
        raise services.AlreadyDecided(str(version))
    plan = plan_of(version)
    initial = {name: getattr(version, name) for name in services.DESCRIBED}
    initial |= stated_values(plan)
    for name in ("opening_equity_ore", "loan_ore", "guarantee_ore"):
        initial[name] = kronor_text(initial[name]) if initial[name] else ""
    form = (
        DescribeForm(request.POST)
        if request.method == "POST"
        else DescribeForm(initial=initial)
    )
    if request.method == "POST" and form.is_valid():
        services.describe_budget(
            version=version, facts=form.facts(), by=books.visit.user, on=books.visit.on
        )
        stated = form.stated(plan.stated, version.year)
        services.state_figures(
            version=version, stated=stated, by=books.visit.user, on=books.visit.on
        )
        messages.success(request, "Uppgifterna är sparade.")
        return redirect(_address(books, version))
    context = {"books": books, "chosen": version, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "budget_pages/budget_facts.html", context, status=status)


@require_POST
@of_version
def adopt(request: HttpRequest, books: Books, version: BudgetVersion) -> HttpResponse:
    """Write down the board's decision."""
    form = AdoptForm(request.POST)
    if form.is_valid():
        try:
            services.adopt_budget(
                version=version, **form.cleaned_data, by=books.visit.user, on=books.visit.on
            )
        except ValidationError as error:
            form.add_error("decided_on", error.messages[0])
        else:
            messages.success(request, "Beslutet är antecknat. Versionen ändras inte mer.")
            return redirect(_address(books, version))
    return _page(request, books, version, opened={"adopt": form}, status=422)


@require_POST
@of_version
def revise(request: HttpRequest, books: Books, version: BudgetVersion) -> HttpResponse:
    """Start a revision of the budget in force."""
    form = RevisionForm(request.POST)
    if not form.is_valid():
        return _page(request, books, version, opened={"revise": form}, status=422)
    made = services.start_revision(
        version=version, **form.cleaned_data, by=books.visit.user, on=books.visit.on
    )
    messages.success(
        request, "Ändringen är påbörjad. Den gamla versionen gäller tills den nya är beslutad."
    )
    return redirect(url("budget_lines", books.key, made.number, ar=books.year))


@require_POST
@of_version
def withdraw(request: HttpRequest, books: Books, version: BudgetVersion) -> HttpResponse:
    """Take back a proposal; it can be brought back."""
    services.withdraw_budget(version=version, by=books.visit.user, on=books.visit.on)
    messages.success(request, "Förslaget är återtaget. Det går att återställa.")
    return redirect(_address(books, version))


@require_POST
@of_version
def restore(request: HttpRequest, books: Books, version: BudgetVersion) -> HttpResponse:
    """Bring back a proposal that was taken back."""
    services.restore_budget(version=version, by=books.visit.user, on=books.visit.on)
    messages.success(request, "Förslaget är återställt.")
    return redirect(_address(books, version))


@require_POST
@of_version
def motivate(request: HttpRequest, books: Books, version: BudgetVersion) -> HttpResponse:
    """Store why the budget stands as it is in spite of a legal warning."""
    key = request.POST.get("warning", "")
    review = review_of(plan_of(version), version, on=books.visit.on)
    if key not in {warning.key for warning, _ in review.warnings}:
        raise Http404("varning")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        name = f"skal-{key.replace(':', '-')}"
        return _page(request, books, version, opened={name: form}, status=422)
    services.give_reason(
        version=version,
        warning=key,
        reason=form.cleaned_data["reason"],
        by=books.visit.user,
        on=books.visit.on,
    )
    messages.success(request, "Skälet är sparat.")
    return redirect(_address(books, version) + "#lagen")


# Beside each other, and as files


@require_safe
@in_books
def compare(request: HttpRequest, books: Books) -> HttpResponse:
    """Show two versions of a year line by line, old → new."""
    numbers = [request.GET.get(name, "") for name in ("fran", "till")]
    before, after = (plan_of(_numbered(books, _number(number))) for number in numbers)
    table = tables.compare_table(before, after)
    context = {"books": books, "table": table, "numbers": numbers}
    if request.GET.get("form") == "excel":
        return workbook(
            books.visit,
            f"Budgetversioner {books.association.short_name} {books.year}",
            [table],
            about=[("Förbund", books.association.name)],
            definitions=tables.DEFINITIONS,
        )
    return render(request, "budget_pages/budget_compare.html", context)


@require_safe
@in_books
def excel(request: HttpRequest, books: Books) -> HttpResponse:
    """Give a budget with its remarks as a workbook."""
    version = _asked(request, books)
    plan = plan_of(version) if version else plan_for(books.key, books.year)
    if plan is None:
        raise Http404("budget")
    review = review_of(plan, version, on=books.visit.on)
    gross = tables.gross_and_net_table(plan)
    return workbook(
        books.visit,
        f"Budget {books.association.short_name} {books.year}",
        [
            tables.budget_table(plan),
            tables.statement_table(plan),
            tables.months_table(plan),
            *([gross] if gross else []),
            tables.shares_of_plan(plan),
            tables.remarks_table(review),
        ],
        about=[
            ("Förbund", books.association.name),
            ("Version", plan.title),
            ("Källa", plan.source or "Egen budget"),
        ],
        definitions=(*tables.DEFINITIONS, *tables.rules_for_definitions()),
    )


@require_safe
@in_books
def template(request: HttpRequest, books: Books) -> HttpResponse:
    """Give the file to fill in: the version asked for, or the usual rows."""
    version = _asked(request, books)
    known = plan_of(version).lines if version else from_template(books.year)
    content = write_workbook(known, books.year, _interventions(books))
    name = file_name("Budgetmall", books.association.short_name, books.year, ending="xlsx")
    return attachment(content, EXCEL, name)


URLS: list[URLPattern] = [
    path("<slug:key>/budget/", budget, name="budget"),
    path("<slug:key>/budget/ny/", start, name="start_budget"),
    path("<slug:key>/budget/jamfor/", compare, name="compare_budgets"),
    path("<slug:key>/budget/budget.xlsx", excel, name="budget_excel"),
    path("<slug:key>/budget/mall.xlsx", template, name="budget_template"),
    path("<slug:key>/budget/<int:number>/rader/", lines, name="budget_lines"),
    path("<slug:key>/budget/<int:number>/uppgifter/", describe, name="budget_facts"),
    path("<slug:key>/budget/<int:number>/besluta/", adopt, name="adopt_budget"),
    path("<slug:key>/budget/<int:number>/andra/", revise, name="revise_budget"),
    path("<slug:key>/budget/<int:number>/ta-tillbaka/", withdraw, name="withdraw_budget"),
    path("<slug:key>/budget/<int:number>/aterstall/", restore, name="restore_budget"),
    path("<slug:key>/budget/<int:number>/skal/", motivate, name="motivate_budget"),
]
