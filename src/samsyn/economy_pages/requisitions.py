"""Payment plans, requisitions and what is paid; shares in what the association owns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_safe

from samsyn.access.permissions import Permission
from samsyn.contributions.forms import PaymentForm, ReasonForm, RequisitionForm, TrialForm
from samsyn.contributions.models import Requisition
from samsyn.contributions.selectors import (
    MemberRow,
    last_bankgiro,
    payment_of,
    payments_of,
    requisition_of,
    requisitions_of,
    year_of,
)
from samsyn.contributions.services import (
    AlreadyCancelled,
    AlreadyRegistered,
    AlreadyReversed,
    Bill,
    cancel_requisition,
    make_requisitions,
    register_payment,
    reverse_payment,
)
from samsyn.contributions.trial import Standing, standing_of
from samsyn.economy_pages.contributions import ASKS, Asked, answer, fields_of
from samsyn.economy_pages.frame import Books, in_books
from samsyn.economy_reports import contributions as tables
from samsyn.economy_reports.requisition import file_words, requisition_report
from samsyn.economy_reports.shares import trial_of
from samsyn.language.swedish import day, kronor, listed
from samsyn.register.selectors import associations_for
from samsyn.reports.pdf import render_pdf
from samsyn.reports.word import render_word
from samsyn.rules.payment_reference import ocr_reference
from samsyn.web.environment import url
from samsyn.web.exports import attachment, file_name, workbook

FORMS = {
    "pdf": (render_pdf, "application/pdf"),
    "docx": (
        render_word,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
}


@require_safe
@in_books
def requisitions(request: HttpRequest, books: Books) -> HttpResponse:
    """Show a year's requisitions and payments, and what is overdue today."""
    year = year_of(books.association, books.year, on=books.visit.on)
    settled = [row.settled for row in year.rows if row.settled]
    payments = payments_of(year.funding) if year.funding else []
    reversed_ = {payment.reverses_id for payment in payments}
    context = {
        "books": books,
        "year": year,
        "may_handle": books.may(Permission.HANDLE_CONTRIBUTIONS),
        "billed": sum(row.requisition.ore for row in year.rows if row.requisition),
        "left": sum(each.left_ore for each in settled),
        "overdue": sum(each.due_ore for each in settled),
        "members": tables.paid_table(year),
        "bills": requisitions_of(year.funding) if year.funding else [],
        "status": {
            r.requisition.pk: r.settled.rows for r in year.rows if r.requisition and r.settled
        },
        "payments": tables.payments_table(payments),
        "reversible": [p for p in payments if not p.reverses_id and p.pk not in reversed_],
    }
    return render(request, "economy_pages/requisitions.html", context)


@require_safe
@in_books
def requisitions_excel(request: HttpRequest, books: Books) -> HttpResponse:
    """Give a year's requisitions and payments as a workbook."""
    year = year_of(books.association, books.year, on=books.visit.on)
    payments = payments_of(year.funding) if year.funding else []
    return workbook(
        books.visit,
        f"Rekvisitioner {books.association.short_name} {books.year}",
        [tables.paid_table(year), tables.plan_table(year), tables.payments_table(payments)],
        about=[("Förbund", books.association.name), ("År", str(books.year))],
        definitions=tables.DEFINITIONS,
    )


@require_safe
@in_books
def requisition_file(
    request: HttpRequest, books: Books, number: str, form: str
) -> HttpResponse:
    """Give a requisition as a letter, PDF or Word."""
    bill = _bill(books, number)
    if form not in FORMS:
        raise Http404("format")
    render_file, kind = FORMS[form]
    year = year_of(books.association, bill.funding.year, on=books.visit.on)
    content = render_file(requisition_report(bill, year))
    return attachment(content, kind, file_name(*file_words(bill), ending=form))


@require_http_methods(ASKS)
@in_books
def new_requisitions(request: HttpRequest, books: Books) -> HttpResponse:
    """Ask for a payment plan, and make a requisition to each member that is chosen."""
    books.require(Permission.HANDLE_CONTRIBUTIONS)
    year = year_of(books.association, books.year, on=books.visit.on)
    funding = year.funding
    rows = {r.party.code: r for r in year.rows if r.due_ore and not r.requisition}
    if funding is None or not rows:
        messages.info(
            request,
            "Det finns ingen att skriva till: alla har en rekvisition, eller saknar belopp.",
        )
        return redirect(url("requisitions", books.key, ar=books.year))
    start = {
        "members": [code for code, row in rows.items() if row.is_decided],
        "issued_on": books.visit.on,
        "times": "1",
        "reference": f"Medlemsbidrag {books.year}",
        "bankgiro": last_bankgiro(books.key),
    }
    form = RequisitionForm(
        request.POST or None,
        year=books.year,
        choices=[(code, _choice(row)) for code, row in rows.items()],
        initial=start,
    )
    asked = Asked(
        f"Skriv rekvisitioner för {books.year}",
        "En rekvisition per medlem, på det som medlemmen har beslutat; annars på det som "
        "nyckeln ger.",
        "Skriv rekvisitionerna",
        "Rekvisitionerna är skrivna. Hämta dem som PDF eller Word.",
        back="requisitions",
    )

    def save(values: dict[str, Any]) -> None:
        bills = {
            code: Bill(
                ore=rows[code].due_ore or 0,
                due=values["due"],
                reference=values["reference"],
                ocr=_ocr(books.year, code) if values["with_ocr"] else "",
                bankgiro=values["bankgiro"],
                text=values["text"],
            )
            for code in values["members"]
        }
        make_requisitions(
            funding=funding,
            bills=bills,
            issued_on=values["issued_on"],
            by=books.visit.user,
            on=books.visit.on,
        )

    return answer(request, books, form, asked, save)


def _choice(row: MemberRow) -> str:
    decided = "" if row.decided_ore is not None else ", inte beslutat än"
    return f"{row.party.name}, {kronor(row.due_ore)}{decided}"


def _ocr(year: int, party: str) -> str:
    """Return a reference for a member and a year: the year, the party's digits, a check digit."""
    digits = "".join(c for c in party if c.isdigit()) or "0"
    return ocr_reference(f"{year}{digits}")


@require_http_methods(ASKS)
@in_books
def cancel(request: HttpRequest, books: Books, number: str) -> HttpResponse:
    """Ask why, and cancel a requisition."""
    bill = _bill(books, number)
    asked = Asked(
        f"Återkalla rekvisitionen till {bill.party.name}",
        f"Nummer {bill.number} på {kronor(bill.ore)}. Den finns kvar i historiken, och "
        "medlemmen kan få en ny. Inbetalningar ändras inte.",
        "Återkalla",
        "Rekvisitionen är återkallad.",
        back="requisitions",
    )

    def save(values: dict[str, Any]) -> None:
        try:
            cancel_requisition(
                requisition=bill,
                reason=values["reason"],
                by=books.visit.user,
                on=books.visit.on,
            )
        except AlreadyCancelled:
            raise ValidationError("Rekvisitionen är redan återkallad.") from None

    return answer(request, books, ReasonForm(request.POST or None), asked, save)


@require_http_methods(ASKS)
@in_books
def new_payment(request: HttpRequest, books: Books) -> HttpResponse:
    """Ask for, and store, what a member has paid."""
    books.require(Permission.HANDLE_CONTRIBUTIONS)
    year = year_of(books.association, books.year, on=books.visit.on)
    funding = year.funding
    if funding is None:
        messages.info(request, "För först in Försäkringskassans beslut.")
        return redirect(url("requisitions", books.key, ar=books.year))
    form = PaymentForm(
        request.POST or None,
        choices=[("", "Välj"), *((r.party.code, _owes(r)) for r in year.rows)],
        initial={"received_on": books.visit.on},
    )
    asked = Asked(
        f"Inbetalning av bidrag {books.year}",
        "Mindre eller mer än det som är rekvirerat går bra: skillnaden visas.",
        "För in inbetalningen",
        "Inbetalningen är införd.",
        back="requisitions",
    )

    def save(values: dict[str, Any]) -> None:
        try:
            register_payment(funding=funding, by=books.visit.user, on=books.visit.on, **values)
        except AlreadyRegistered:
            raise ValidationError(
                "En lika stor betalning är redan införd samma dag. Är det en till: markera det."
            ) from None

    return answer(request, books, form, asked, save)


def _owes(row: MemberRow) -> str:
    if row.settled is None:
        return str(row.party.name)
    return f"{row.party.name}, {kronor(row.settled.left_ore)} kvar"


@require_http_methods(ASKS)
@in_books
def reverse(request: HttpRequest, books: Books, number: int) -> HttpResponse:
    """Ask why, and take back a payment by its opposite."""
    payment = payment_of(books.association, number)
    if payment is None:
        raise Http404("inbetalning")
    asked = Asked(
        f"Rätta inbetalningen från {payment.party.name}",
        f"{kronor(payment.ore)} den {day(payment.received_on)} tas bort genom en motpost. "
        "Båda finns kvar i registret. För sedan in den rätta.",
        "Rätta",
        "Inbetalningen är rättad med en motpost.",
        back="requisitions",
    )

    def save(values: dict[str, Any]) -> None:
        try:
            reverse_payment(
                payment=payment, reason=values["reason"], by=books.visit.user, on=books.visit.on
            )
        except AlreadyReversed:
            raise ValidationError("Inbetalningen är redan rättad.") from None

    return answer(request, books, ReasonForm(request.POST or None), asked, save)


@require_safe
@in_books
def shares(request: HttpRequest, books: Books) -> HttpResponse:
    """Show each member's share of an amount, and try what a change of members gives."""
    standing = standing_of(books.key)
    form = _trial_form(request, books, standing)
    trial = trial_of(standing, form.cleaned_data if form.is_valid() else {})
    fields = fields_of(form)
    lacking = [f"{year}: {listed(list(names))}" for year, names in standing.missing.items()]
    context = {
        "books": books,
        "form": form,
        "fields": fields,
        "errors": [(f"falt-{f['name']}", f["error"]) for f in fields if f["error"]],
        "standing": standing,
        "missing": f"{'; '.join(lacking)}. För in beloppen, så räknas andelarna om.",
        "results": trial.tables,
        "told": trial.steps,
        "excel": f"{url('shares_excel', books.key)}?{request.GET.urlencode()}",
    }
    status = 422 if form.errors else 200
    return render(request, "economy_pages/shares.html", context, status=status)


@require_safe
@in_books
def shares_excel(request: HttpRequest, books: Books) -> HttpResponse:
    """Give what is tried as a workbook, with its steps on the first sheet."""
    standing = standing_of(books.key)
    form = _trial_form(request, books, standing)
    trial = trial_of(standing, form.cleaned_data if form.is_valid() else {})
    return workbook(
        books.visit,
        f"Andelar {books.association.short_name} {books.year}",
        trial.tables,
        about=[("Förbund", books.association.name), *(("Steg", step) for step in trial.steps)],
        definitions=tables.SHARES,
    )


def _trial_form(request: HttpRequest, books: Books, standing: Standing) -> TrialForm:
    others = associations_for(books.visit.user, on=books.visit.on).exclude(pk=books.key)
    return TrialForm(
        request.GET if "equity" in request.GET else None,
        names=standing.names,
        others=[(each.pk, each.short_name) for each in others],
        initial={"equity": "0", "notice_on": books.visit.on, "event": "now"},
    )


def _bill(books: Books, number: str) -> Requisition:
    bill = requisition_of(books.association, number)
    if bill is None:
        raise Http404("rekvisition")
    return bill


URLS: list[URLPattern] = [
    path("<slug:key>/andelar/", shares, name="shares"),
    path("<slug:key>/andelar/andelar.xlsx", shares_excel, name="shares_excel"),
    path("<slug:key>/rekvisitioner/", requisitions, name="requisitions"),
    path(
        "<slug:key>/rekvisitioner/rekvisitioner.xlsx",
        requisitions_excel,
        name="requisitions_excel",
    ),
    path("<slug:key>/rekvisitioner/ny/", new_requisitions, name="new_requisitions"),
    path("<slug:key>/inbetalningar/ny/", new_payment, name="new_payment"),
    path("<slug:key>/inbetalningar/<int:number>/ratta/", reverse, name="reverse_payment"),
    path(
        "<slug:key>/rekvisitioner/<slug:number>/aterkalla/", cancel, name="cancel_requisition"
    ),
    path(
        "<slug:key>/rekvisitioner/<slug:number>/rekvisition.<str:form>",
        requisition_file,
        name="requisition_file",
    ),
]
