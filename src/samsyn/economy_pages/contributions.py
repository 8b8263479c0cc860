"""Bidrag: from the state's amount to what each member is asked for, decides and pays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samsyn.access.permissions import Permission
from samsyn.contributions.board import board_of, boards_open_to
from samsyn.contributions.board import remarks_on as remarks_on_board
from samsyn.contributions.calculate import members_of
from samsyn.contributions.forms import (
    AskForm,
    DecisionForm,
    RequestForm,
    StateForm,
    kronor_text,
)
from samsyn.contributions.key_form import KeyForm, start_of_key
from samsyn.contributions.remarks import remarks_on, waiting_for
from samsyn.contributions.selectors import (
    MemberRow,
    YearOfFunding,
    inhabitants_of,
    requested_parts,
    year_of,
)
from samsyn.contributions.services import (
    KeyLocked,
    ReasonMissing,
    ask_members,
    choose_key,
    mark_condition_met,
    record_member_decision,
    record_state_decision,
    request_funds,
)
from samsyn.contributions.steps import steps_of
from samsyn.economy_pages.frame import Books, in_books
from samsyn.economy_reports import contributions as tables
from samsyn.language.swedish import kronor
from samsyn.register.selectors import associations_for
from samsyn.rules.contributions import Party
from samsyn.web.environment import url
from samsyn.web.exports import workbook
from samsyn.web.session import Visit, in_county

ASKS = ["GET", "HEAD", "POST"]
FORMULA = ("base_ore", "minimum_ore", "first_share", "andra-")
"""Fields of a key that only an own formula has: folded away until somebody wants one."""
LAW = (
    ("5 §", "Andelarna är fasta: staten hälften, regioner och kommuner en fjärdedel var."),
    ("5 a §", "En kommun utanför region betalar hälften om ingen region är med."),
    ("19 §", "Mötet där budgeten fastställs är offentligt och ska kungöras."),
    ("22 §", "Medlemmarna täcker en brist i förhållande till sina andelar enligt 5 §."),
    ("23 §", "Styrelsen fastställer budgeten senast den 30 november, efter samråd."),
)
"""What the Act says that a manager meets here: SFS 2003:1210."""


@require_safe
@in_books
def contributions(request: HttpRequest, books: Books) -> HttpResponse:
    """Show a year's contributions: what is done, what waits, every member, and why."""
    year = year_of(books.association, books.year, on=books.visit.on)
    seen = associations_for(books.visit.user, on=books.visit.on)
    own = [p for p in boards_open_to(books.visit.user, list(seen)) if p.code in _codes(year)]
    context = {
        "books": books,
        "year": year,
        "may_handle": books.may(Permission.HANDLE_CONTRIBUTIONS),
        "steps": steps_of(year),
        "members": tables.members_table(year),
        "links": _links(year, books),
        "keys": tables.key_tables(year),
        "change": tables.change_table(year),
        "chart": tables.change_chart(year),
        "remarks": remarks_on(year),
        "waiting": waiting_for(year, on=books.visit.on),
        "boards": own,
        "law": LAW,
        "documents": documents_of(year),
    }
    return render(request, "economy_pages/contributions.html", context)


@require_safe
@in_books
def excel(request: HttpRequest, books: Books) -> HttpResponse:
    """Give a year's contributions as a workbook."""
    year = year_of(books.association, books.year, on=books.visit.on)
    about = [("Förbund", books.association.name), ("År", str(books.year))]
    about += [("Källa", f"{title}, {place}") for title, place in documents_of(year)]
    return workbook(
        books.visit,
        f"Bidrag {books.association.short_name} {books.year}",
        [tables.members_table(year), tables.change_table(year), *tables.key_tables(year)],
        about=about,
        definitions=tables.DEFINITIONS,
    )


def documents_of(year: YearOfFunding) -> list[tuple[str, str]]:
    """Return where the year's amounts stand: title and place, each once."""
    rows = [year.funding, *(row.contribution for row in year.rows)]
    named = [(r.document.title, r.place) for r in rows if r and r.document]
    return list(dict.fromkeys(named))


def _links(year: YearOfFunding, books: Books) -> list[str]:
    """Return where the heading of each row of members leads; the sum leads nowhere."""
    state = url("state_decision", books.key, ar=books.year)
    return [
        *(
            state
            if row.is_state
            else url("member_decision", books.key, row.party.code, ar=books.year)
            for row in year.rows
        ),
        "",
    ]


def _codes(year: YearOfFunding) -> set[str]:
    return {row.party.code for row in year.rows}


@dataclass(frozen=True)
class Asked:
    """A form to show: what it is called and explained with, and where it leads back to.

    days: days whose inhabitants are known, each with the address that fills them in
    """

    title: str
    lead: str
    button: str
    done: str
    days: tuple[tuple[str, str], ...] = ()
    back: str = "contributions"


def answer(
    request: HttpRequest,
    books: Books,
    form: forms.Form,
    asked: Asked,
    save: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    """Show a form, or carry out its act; a faulty one comes back with everything in it."""
    books.require(Permission.HANDLE_CONTRIBUTIONS)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ReasonMissing:
            form.add_error(
                "reason", "Ett annat belopp är redan infört. Skriv varför det ändras."
            )
        except KeyLocked:
            form.add_error(None, "Nyckeln är låst: en medlem har beslutat efter den.")
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, asked.done)
            return redirect(url(asked.back, books.key, ar=books.year))
    context = {"books": books, "form": form, "asked": asked, "fields": fields_of(form)}
    return render(
        request,
        "economy_pages/contributions_form.html",
        context,
        status=422 if form.errors else 200,
    )


def fields_of(form: forms.Form) -> list[dict[str, Any]]:
    """Return the fields of a form for the macro `field`."""
    return [
        {
            "kind": _kind(each.field),
            "name": each.html_name,
            "label": each.label,
            "value": each.value() if each.value() is not None else "",
            "options": getattr(each.field, "choices", ()),
            "hint": each.help_text,
            "error": each.errors[0] if each.errors else "",
            "required": each.field.required,
            "is_formula": each.html_name.startswith(FORMULA),
        }
        for each in form
    ]


def _kind(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "checkbox"
    if isinstance(field, forms.MultipleChoiceField):
        return "checkboxes"
    if isinstance(field, forms.ChoiceField):
        return "select"
    if isinstance(field, forms.DateField):
        return "date"
    return "textarea" if isinstance(field.widget, forms.Textarea) else "text"


@require_http_methods(ASKS)
@in_books
def funding_request(request: HttpRequest, books: Books) -> HttpResponse:
    """Ask for, and store, what the association requests of the state."""
    funding = _year(books).funding
    start = {
        "ore": kronor_text(funding.requested_ore if funding else None),
        "requested_on": funding.requested_on if funding else None,
    }
    asked = Asked(
        f"Äskande för {books.year}",
        "Vad förbundet begär av staten. Regioner och kommuner ska tillsammans bidra med lika "
        "mycket (5 §).",
        "Spara äskandet",
        "Äskandet är infört.",
    )

    def save(values: dict[str, Any]) -> None:
        request_funds(
            association=books.association,
            year=books.year,
            by=books.visit.user,
            on=books.visit.on,
            **values,
        )

    return answer(request, books, RequestForm(request.POST or None, initial=start), asked, save)


@require_http_methods(ASKS)
@in_books
def state_decision(request: HttpRequest, books: Books) -> HttpResponse:
    """Ask for, and store, what Försäkringskassan has decided."""
    funding = _year(books).funding
    start = {
        "ore": kronor_text(funding.state_ore if funding else None),
        "decided_on": funding.decided_on if funding else None,
        "reference": funding.reference if funding else "",
    }
    asked = Asked(
        f"Försäkringskassans beslut för {books.year}",
        "Beslutet avgör vad de andra ska bidra med: regionerna hälften av beloppet, kommunerna "
        "hälften (5 §).",
        "Spara beslutet",
        "Beslutet är infört. Medlemmarnas belopp är räknade.",
    )

    def save(values: dict[str, Any]) -> None:
        record_state_decision(
            association=books.association,
            year=books.year,
            by=books.visit.user,
            on=books.visit.on,
            **values,
        )

    return answer(request, books, StateForm(request.POST or None, initial=start), asked, save)


@require_http_methods(ASKS)
@in_books
def division_key(request: HttpRequest, books: Books, side: str) -> HttpResponse:
    """Ask for, and store, how those who share a part divide it."""
    year = _year(books)
    if side not in {Party.REGIONS, Party.MUNICIPALITIES}:
        raise Http404("sida")
    if year.funding is None:
        messages.info(request, "För först in äskandet eller Försäkringskassans beslut.")
        return redirect(url("contributions", books.key, ar=books.year))
    funding = year.funding
    codes = members_of([row.party for row in year.rows]).sharing(Party(side))
    names = {r.party.code: r.party.name for r in year.rows if r.party.code in codes}
    known = inhabitants_of([r.party for r in year.rows if r.party.code in codes])
    chosen = next((k for k in known if str(k.on) == request.GET.get("dag")), None)
    key = next((each for each in year.keys if each.side == side), None)
    if key is None and chosen is None and known:
        chosen = max(known, key=lambda each: each.on)
    form = KeyForm(
        request.POST or None,
        members=names,
        initial=start_of_key(key, chosen, unit_ore=funding.unit_ore),
    )
    asked = Asked(
        f"Så delar {Party(side).sv} på sin del {books.year}",
        "De som delar på en fjärdedel fördelar den som de kommer överens om (5 §). Talen "
        "sparas som de är här och ändras aldrig efter att en medlem har beslutat.",
        "Spara nyckeln",
        "Nyckeln är sparad. Varje medlems belopp är räknat.",
        days=tuple(
            (
                f"{k.on} ({k.source})",
                url("division_key", books.key, side, ar=books.year, dag=k.on),
            )
            for k in known
        ),
    )

    def save(values: dict[str, Any]) -> None:
        choose_key(
            funding=funding,
            side=side,
            terms=form.terms(),
            unit_ore=int(values["unit_ore"]),
            by=books.visit.user,
            on=books.visit.on,
        )

    return answer(request, books, form, asked, save)


@require_http_methods(ASKS)
@in_books
def ask(request: HttpRequest, books: Books) -> HttpResponse:
    """Ask for, and store, what each member is asked for: as reckoned unless changed."""
    year = _year(books)
    funding = year.funding
    if funding is None:
        messages.info(request, "För först in äskandet eller Försäkringskassans beslut.")
        return redirect(url("contributions", books.key, ar=books.year))
    parts = year.calculated.parts or requested_parts(funding)
    amounts = {
        row.party.code: (row.party.name, parts.get(row.party.code))
        for row in year.rows
        if not row.is_state and row.decided_ore is None
    }
    form = AskForm(request.POST or None, amounts=amounts, initial={"asked_on": books.visit.on})
    basis = "Försäkringskassans beslut" if funding.state_ore is not None else "äskandet"
    asked = Asked(
        f"Fråga medlemmarna om bidrag {books.year}",
        f"Beloppen är räknade ur {basis}. Den som redan har beslutat frågas inte igen.",
        "Spara vad medlemmarna tillfrågas om",
        "Medlemmarna är tillfrågade. Nu väntar deras beslut.",
    )

    def save(values: dict[str, Any]) -> None:
        ask_members(
            funding=funding,
            amounts=form.asked,
            asked_on=values["asked_on"],
            reason=values["reason"],
            by=books.visit.user,
            on=books.visit.on,
        )

    return answer(request, books, form, asked, save)


@require_http_methods(ASKS)
@in_books
def member_decision(request: HttpRequest, books: Books, party: str) -> HttpResponse:
    """Ask for, and store, what a member has decided."""
    year = _year(books)
    row = next((r for r in year.rows if r.party.code == party), None)
    if row is None or year.funding is None:
        raise Http404("medlem")
    if row.is_state:
        return redirect(url("state_decision", books.key, ar=books.year))
    funding, own = year.funding, row.contribution
    names = ("decided_on", "body", "reference", "condition", "condition_met_on", "reason")
    start = {name: getattr(own, name) if own else "" for name in names}
    expected = next(
        (o for o in (row.decided_ore, row.required_ore, row.asked_ore) if o is not None), None
    )
    start["decided_ore"] = kronor_text(expected)
    form = DecisionForm(request.POST or None, required_ore=row.required_ore, initial=start)
    asked = Asked(
        f"Beslut av {row.party.name} {books.year}",
        _what_is_asked(row),
        "Spara beslutet",
        f"Beslutet av {row.party.name} är infört.",
    )

    def save(values: dict[str, Any]) -> None:
        record_member_decision(
            funding=funding, party=party, values=values, by=books.visit.user, on=books.visit.on
        )

    return answer(request, books, form, asked, save)


@require_POST
@in_books
def condition(request: HttpRequest, books: Books, party: str) -> HttpResponse:
    """Store that what a member's decision hangs on is there, today."""
    year = _year(books)
    own = next((r.contribution for r in year.rows if r.party.code == party), None)
    if own is None or not own.waits_for_condition:
        raise Http404("villkor")
    mark_condition_met(
        contribution=own, met_on=books.visit.on, by=books.visit.user, on=books.visit.on
    )
    messages.success(request, f"Villkoret för beslutet av {own.party.name} är uppfyllt.")
    return redirect(url("contributions", books.key, ar=books.year))


def _what_is_asked(row: MemberRow) -> str:
    told = []
    if row.required_ore is not None:
        told.append(f"Statens beslut och nyckeln ger {kronor(row.required_ore)}.")
    if row.asked_ore is not None:
        told.append(f"Medlemmen är tillfrågad om {kronor(row.asked_ore)}.")
    return " ".join(told)


def _year(books: Books) -> YearOfFunding:
    books.require(Permission.HANDLE_CONTRIBUTIONS)
    return year_of(books.association, books.year, on=books.visit.on)


@require_safe
@in_county
def board(request: HttpRequest, visit: Visit, party: str) -> HttpResponse:
    """Show a member's contributions to all its associations, year beside year."""
    made = board_of(visit.user, party, on=visit.on)
    if made is None:
        raise Http404("medlem")
    context = {
        "visit": visit,
        "board": made,
        "table": tables.board_table(made),
        "asked": [tables.asked_table(made, year) for year in reversed(made.years)],
        "remarks": remarks_on_board(made),
    }
    return render(request, "economy_pages/member_board.html", context)


@require_safe
@in_county
def board_excel(request: HttpRequest, visit: Visit, party: str) -> HttpResponse:
    """Give a member's board as a workbook."""
    made = board_of(visit.user, party, on=visit.on)
    if made is None:
        raise Http404("medlem")
    return workbook(
        visit,
        f"Bidrag från {made.party.name}",
        [tables.board_table(made), *(tables.asked_table(made, y) for y in made.years)],
        about=[("Källa", source) for source in made.sources],
        definitions=tables.DEFINITIONS,
    )


URLS: list[URLPattern] = [
    path("medlem/<str:party>/", board, name="member_board"),
    path("medlem/<str:party>/bidrag.xlsx", board_excel, name="member_board_excel"),
    path("<slug:key>/bidrag/", contributions, name="contributions"),
    path("<slug:key>/bidrag/bidrag.xlsx", excel, name="contributions_excel"),
    path("<slug:key>/bidrag/askande/", funding_request, name="funding_request"),
    path("<slug:key>/bidrag/statens-beslut/", state_decision, name="state_decision"),
    path("<slug:key>/bidrag/nyckel/<slug:side>/", division_key, name="division_key"),
    path("<slug:key>/bidrag/fraga/", ask, name="ask"),
    path("<slug:key>/bidrag/medlem/<str:party>/villkor/", condition, name="condition_met"),
    path("<slug:key>/bidrag/medlem/<str:party>/", member_decision, name="member_decision"),
]
