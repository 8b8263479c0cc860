"""Kontoplan och nycklar: what accounts count as, rules that share costs, locks, statements."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from samsyn.access.permissions import Permission
from samsyn.economy.codes import CATEGORIES, INCOME
from samsyn.economy.presets import is_result_account, presets, statement_lines
from samsyn.economy.sharing import OWN, common_sets, shared_amounts, sharings
from samsyn.economy_pages.frame import Books, in_books
from samsyn.economy_reports.cells import money
from samsyn.language.swedish import capital
from samsyn.ledger.chart import TRANSFER, meaning_of, preset_for, rules_of
from samsyn.ledger.models import (
    AccountMapping,
    ChartChoice,
    CostRule,
    LedgerYear,
    LockedPeriod,
    ObjectMeaning,
)
from samsyn.ledger.obstacles import MONTHS
from samsyn.ledger.selectors import (
    account_names,
    balances_of,
    decisions_of,
    depth_of,
    locks_of,
    object_names,
    outcome_of,
    used_objects,
    years_booked,
)
from samsyn.ledger.services import AlreadyOpen, decide, end_decision, lock_period, open_period
from samsyn.ledger.statement import StatementRow, statements_of
from samsyn.register.selectors import interventions_of
from samsyn.reports.content import Cell, Column, Table
from samsyn.web.environment import url
from samsyn.web.exports import workbook

UNMAPPED_CATEGORY = "Ej konterat till kategori"
SOURCES = {
    "own": "eget beslut",
    "preset": "raden ur kontoplanen, kategorin föreslagen",
    "unverified": "föreslaget av Samsyn",
    "": "okänt",
}
MOST_SHARES = 4
MONTH_NUMBERS = [str(number) for number, _ in enumerate(MONTHS, 1)]
PLAIN_SHARE = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,6}|/[0-9]{1,9})?", re.ASCII)
"""A share as people write it: no exponents, whose numbers can be as long as anything."""
DEFINITIONS = (
    (
        "Rad i uppställningen",
        "Den rad i resultat- eller balansräkningen som kontot räknas till.",
        "SFS 2018:597 5 kap. 2 § och 6 kap. 2 §",
    ),
    (
        "Kategori",
        (
            "Vad en kostnad är till för: individinriktade insatser, strukturövergripande "
            "insatser eller administration."
        ),
        "Kontoplanen, eller förbundets eget beslut",
    ),
    (
        "Hur vi vet det",
        "Om raden och kategorin följer kontoplanen, är föreslagna eller är förbundets beslut.",
        "Kontoplan och nycklar",
    ),
    (
        "Nyckel",
        "En regel som flyttar en del av en kostnad från en kategori till andra.",
        "Förbundets eget beslut, eller en gemensam uppsättning",
    ),
)
"""Word, meaning and source, for the last sheet of workbooks."""


@require_safe
@in_books
def chart_of_accounts(request: HttpRequest, books: Books) -> HttpResponse:
    """Show the year's accounts and what they count as, and what nobody has said yet."""
    return _chart(request, books)


@require_POST
@in_books
def map_accounts(request: HttpRequest, books: Books) -> HttpResponse:
    """Say what the chosen accounts count as."""
    chosen = request.POST.getlist("konto")
    rows = [
        AccountMapping(
            first_account=account,
            last_account=account,
            statement_line=request.POST.get("rad", ""),
            category=request.POST.get("kategori", ""),
            **_decision(request, books),
        )
        for account in chosen
    ]
    error = "" if rows else "Kryssa för minst ett konto."
    return _decided(request, books, rows, "chart_of_accounts", _chart, error=error)


@require_POST
@in_books
def choose_chart(request: HttpRequest, books: Books) -> HttpResponse:
    """Choose the chart that the accounts are read by."""
    row = ChartChoice(preset=request.POST.get("kontoplan", ""), **_decision(request, books))
    return _decided(request, books, [row], "chart_of_accounts", _chart)


@require_POST
@in_books
def give_meaning(request: HttpRequest, books: Books) -> HttpResponse:
    """Say which intervention or financier an object means."""
    dimension, _, number = request.POST.get("objekt", "").partition(":")
    known = {each.pk: each for each in interventions_of(books.association)}
    row = ObjectMeaning(
        dimension=dimension,
        cost_object=number,
        intervention=known.get(request.POST.get("insats", "")),
        financier=request.POST.get("finansiar", "").strip()[:60],
        **_decision(request, books),
    )
    return _decided(request, books, [row], "chart_of_accounts", _chart)


@require_safe
@in_books
def cost_rules(request: HttpRequest, books: Books) -> HttpResponse:
    """Show costs as booked, by own rules and by common rules, and the rules themselves."""
    return _rules(request, books)


@require_POST
@in_books
def add_rule(request: HttpRequest, books: Books) -> HttpResponse:
    """Decide a rule that shares costs."""
    shares, error = {}, ""
    for place in range(1, MOST_SHARES + 1):
        category = request.POST.get(f"till-{place}", "")
        share = request.POST.get(f"andel-{place}", "").strip()
        try:
            if category and share:
                shares[category] = str(_share(share))
        except (ValueError, ZeroDivisionError):
            error = (
                f"Andelen {share[:20]}: skriv procent eller bråk, till exempel 50 eller 1/2."
            )
    first = request.POST.get("konto", "").strip()
    row = CostRule(
        name=request.POST.get("namn", "").strip(),
        category=request.POST.get("kategori", ""),
        first_account=first,
        last_account=request.POST.get("till-konto", "").strip() or first,
        shares=shares or {"": "0"},
        source=request.POST.get("kalla", "").strip(),
        **_decision(request, books),
    )
    return _decided(request, books, [row], "cost_rules", _rules, error=error)


@require_POST
@in_books
def end(request: HttpRequest, books: Books, kind: str, number: int) -> HttpResponse:
    """Let a decision hold no longer than the day of the visit."""
    kinds = decisions_of(books.key)
    found = kinds[kind].filter(pk=number).first() if kind in kinds else None
    if found is None:
        raise Http404("beslut")
    try:
        end_decision(
            decision=found,
            ends_on=max(found.starts_on, books.visit.on),
            by=books.visit.user,
            on=books.visit.on,
        )
        messages.success(request, "Beslutet gäller inte längre. Det finns kvar i historiken.")
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    name = "cost_rules" if kind == "rule" else "chart_of_accounts"
    return redirect(url(name, books.key, ar=books.year))


@require_safe
@in_books
def locked_periods(request: HttpRequest, books: Books) -> HttpResponse:
    """Show which months are locked, and the form for locking more."""
    return _periods(request, books)


@require_POST
@in_books
def lock(request: HttpRequest, books: Books) -> HttpResponse:
    """Lock months of the year."""
    books.require(Permission.KEEP_ACCOUNTS)
    months = [request.POST.get(name, "") for name in ("fran", "till")]
    if not all(month in MONTH_NUMBERS for month in months):
        return _periods(request, books, error="Välj månader i listan.", status=422)
    try:
        lock_period(
            association=books.association,
            year=books.year,
            first_month=int(months[0]),
            last_month=int(months[1]),
            reason=request.POST.get("reason", ""),
            by=books.visit.user,
            on=books.visit.on,
        )
    except ValidationError as error:
        return _periods(request, books, error=" ".join(error.messages), status=422)
    messages.success(request, "Perioden är låst.")
    return redirect(url("locked_periods", books.key, ar=books.year))


@require_POST
@in_books
def unlock(request: HttpRequest, books: Books, number: int) -> HttpResponse:
    """Open locked months again, with a reason."""
    found: LockedPeriod | None = locks_of(books.key, books.year).filter(pk=number).first()
    if found is None:
        raise Http404("period")
    try:
        open_period(
            lock=found,
            reason=request.POST.get("reason", ""),
            by=books.visit.user,
            on=books.visit.on,
        )
        messages.success(request, "Perioden är öppen igen.")
    except ValidationError:
        return _periods(request, books, error="Skriv varför perioden öppnas.", status=422)
    except AlreadyOpen:
        messages.info(request, "Perioden var redan öppen.")
    return redirect(url("locked_periods", books.key, ar=books.year))


@require_safe
@in_books
def statements(request: HttpRequest, books: Books) -> HttpResponse:
    """Show the statement of results and the balance sheet of a booked year."""
    booked = years_booked(books.key)
    found = statements_of(books.key, books.year) if books.year in booked else None
    context = {"books": books, "statements": found, "years_booked": booked, "sv": capital}
    return render(request, "ledger_pages/statements.html", context)


@require_safe
@in_books
def excel(request: HttpRequest, books: Books) -> HttpResponse:
    """Give the accounts, the comparison of rules and the statements as a workbook."""
    tables = [_accounts_table(books), _comparison_table(books), *_statement_tables(books)]
    title = f"Kontoplan och nycklar {books.association.short_name} {books.year}"
    about = [
        ("Förbund", books.association.name),
        ("Kontoplan", preset_for(books.key, date(books.year, 12, 31)).source),
        (
            "Nycklar",
            "; ".join(f"{each.sv}: {each.description}" for each in common_sets().values()),
        ),
    ]
    return workbook(books.visit, title, tables, about=about, definitions=DEFINITIONS)


def _share(text: str) -> Fraction:
    """Return a share written as a fraction, or as percent with or without its sign.

    >>> _share("1/2"), _share("33,5 %")
    (Fraction(1, 2), Fraction(67, 200))
    """
    plain = text.replace("%", "").replace(",", ".").strip()
    if not PLAIN_SHARE.fullmatch(plain):
        raise ValueError(text)
    return Fraction(plain) if "/" in plain else Fraction(plain) / 100


def _decision(request: HttpRequest, books: Books) -> dict[str, Any]:
    """Return what every decision has: whose it is, from when, and why."""
    return {
        "association": books.association,
        "starts_on": date(books.year, 1, 1),
        "reason": request.POST.get("reason", ""),
    }


def _decided(
    request: HttpRequest,
    books: Books,
    rows: list[Any],
    name: str,
    page: Callable[..., HttpResponse],
    *,
    error: str = "",
) -> HttpResponse:
    """Store decisions and show the page again; a faulty form comes back with what is wrong."""
    books.require(Permission.KEEP_ACCOUNTS)
    if error:
        return page(request, books, error=error, status=422)
    try:
        decide(decisions=rows, by=books.visit.user, on=books.visit.on)
    except ValidationError as faults:
        return page(request, books, error=" ".join(faults.messages), status=422)
    messages.success(request, f"Sparat. Det gäller från {books.year}-01-01.")
    return redirect(url(name, books.key, ar=books.year))


def _chart(
    request: HttpRequest, books: Books, *, error: str = "", status: int = 200
) -> HttpResponse:
    accounts = _accounts(books)
    decisions = decisions_of(books.key)
    mappings, meanings = (
        decisions["account"],
        decisions["object"].select_related("intervention"),
    )
    names = object_names(books.key)
    told = {(row.dimension, row.cost_object) for row in meanings if row.ends_on is None}
    used = used_objects(books.key, books.year)
    context = {
        **_shared(request, books, error),
        "accounts": accounts,
        "unmapped": [each for each in accounts if each["is_unmapped"] and each["ore"]],
        "preset": preset_for(books.key, date(books.year, 12, 31)),
        "is_chosen": decisions["chart"].exists(),
        "presets": [(key, each.sv) for key, each in presets().items()],
        "mappings": mappings,
        "meanings": [(row, names.get((row.dimension, row.cost_object))) for row in meanings],
        "objects": [
            (pair, names.get(pair, (f"Dimension {pair[0]}", "")), ore, pair in told)
            for pair, ore in sorted(used.items())
        ],
        "interventions": [
            ("", "Ingen"),
            *((each.pk, each.name) for each in interventions_of(books.association)),
        ],
        "lines": [("", "Som nu"), *((x.key, x.sv) for x in statement_lines().values())],
        "sources": SOURCES,
    }
    return render(request, "ledger_pages/chart_of_accounts.html", context, status=status)


def _rules(
    request: HttpRequest, books: Books, *, error: str = "", status: int = 200
) -> HttpResponse:
    rules = decisions_of(books.key)["rule"]
    published = {
        key: shared_amounts(books.visit.county.code, books.year, key) for key in common_sets()
    }
    context = {
        **_shared(request, books, error),
        "comparisons": [
            ("Kostnader", "tabell-nycklar", _comparison(books, in_parts=False)),
            ("Kostnader i delar", "tabell-delar", _comparison(books, in_parts=True)),
        ],
        "sharings": sharings(),
        "sets": common_sets(),
        "rules": rules,
        "own_rules": rules_of(books.key, books.year, OWN),
        "published": published,
        "places": range(1, MOST_SHARES + 1),
        "names": CATEGORIES,
    }
    return render(request, "ledger_pages/cost_rules.html", context, status=status)


def _periods(
    request: HttpRequest, books: Books, *, error: str = "", status: int = 200
) -> HttpResponse:
    context = {
        **_shared(request, books, error),
        "locks": locks_of(books.key, books.year),
        "months": [(str(n), capital(month)) for n, month in enumerate(MONTHS, 1)],
    }
    return render(request, "ledger_pages/locked_periods.html", context, status=status)


def _shared(request: HttpRequest, books: Books, error: str) -> dict[str, Any]:
    return {
        "books": books,
        "error": error,
        "posted": request.POST,
        "years_booked": years_booked(books.key),
        "depth": LedgerYear.Depth(depth_of(books.key, books.year) or "year").label,
        "may_keep": books.may(Permission.KEEP_ACCOUNTS),
        "may_see_vouchers": books.may(Permission.SEE_VOUCHERS),
        "categories": [("", "Som nu"), *((key, category_name(key)) for key in CATEGORIES)],
        "month_names": MONTHS,
    }


def _accounts(books: Books) -> list[dict[str, Any]]:
    """Return the year's accounts that something happened on, and what they count as."""
    meaning, names = meaning_of(books.key, books.year), account_names(books.key, books.year)
    found = []
    for account, balance in balances_of(books.key, books.year).items():
        means, is_result = meaning(account, ""), is_result_account(account)
        line = statement_lines().get(means.line)
        lacks_category = is_result and not means.category and means.line != TRANSFER
        found.append(
            {
                "number": account,
                "name": names.get(account, ""),
                "line": line.sv if line else "",
                "category": category_name(means.category) if means.category else "",
                "source": means.source,
                "ore": -balance.movement if is_result else balance.closing,
                "is_result": is_result,
                "is_unmapped": line is None or lacks_category,
            }
        )
    return found


Compared = list[tuple[str, str, dict[str, int]]]
"""Category, its name, and its öre by way of sharing; the last row is the sum."""


def _comparison(books: Books, *, in_parts: bool) -> Compared:
    """Return costs by category before and after rules, as positive amounts.

    in_parts: with the parts of main categories apart

    What counts as no category has a row of its own, so that sums hold.
    """
    amounts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(sharings(), 0))
    for sharing in sharings():
        for row in outcome_of(books.key, books.year, sharing=sharing):
            if row.category not in INCOME:
                key = row.category if in_parts else row.category.split(".")[0]
                amounts[key][sharing] -= row.ore
    order: Mapping[str, int] = {key: place for place, key in enumerate(CATEGORIES)}
    keys = sorted(amounts, key=lambda key: order.get(key, len(order)))
    rows = [(key, category_name(key), amounts[key]) for key in keys]
    totals = {
        sharing: sum(each[sharing] for each in amounts.values()) for sharing in sharings()
    }
    return [*rows, ("", "Kostnader tillsammans", totals)] if rows else []


def category_name(key: str) -> str:
    """Return what a category is called, a part after the main category it belongs to.

    >>> category_name("administration.premises"), category_name("")
    ('Administration: lokal', 'Ej konterat till kategori')
    """
    main = CATEGORIES.get(key.split(".")[0], UNMAPPED_CATEGORY)
    return capital(f"{main}: {CATEGORIES[key]}" if "." in key else main)


def _accounts_table(books: Books) -> Table:
    titles = ("Konto", "Namn", "Rad i uppställningen", "Kategori", "Hur vi vet det")
    return Table(
        id="tabell-konton",
        caption="Konton",
        columns=(*map(Column, titles), Column("Belopp", True, "kr")),
        rows=tuple(
            (
                *(Cell(each[name]) for name in ("number", "name", "line", "category")),
                Cell(SOURCES[each["source"]]),
                money(each["ore"]),
            )
            for each in _accounts(books)
        ),
        note="Resultatkonton: intäkter är plus och kostnader minus. Balanskonton: debet är plus.",
    )


def _comparison_table(books: Books) -> Table:
    return Table(
        id="tabell-nycklar",
        caption="Kostnader före och efter nycklar",
        columns=(Column("Kategori"), *(Column(sv, True, "kr") for sv in sharings().values())),
        rows=tuple(
            (Cell(sv), *(money(amounts[key]) for key in sharings()))
            for _, sv, amounts in _comparison(books, in_parts=True)
        ),
    )


def _statement_tables(books: Books) -> list[Table]:
    if books.year not in years_booked(books.key):
        return []
    found = statements_of(books.key, books.year)
    balances = (
        ("tabell-tillgangar", "Tillgångar", found.assets),
        ("tabell-kapital", "Eget kapital och skulder", found.equity_and_debts),
    )
    results = [(Cell(row.sv), money(row.ore)) for row in found.results if row.ore]
    total = (Cell("Årets resultat"), money(found.result_ore))
    amount = Column(str(books.year), True, "kr")
    both = (Column("Vid årets början", True, "kr"), Column("Vid årets slut", True, "kr"))
    return [
        Table("tabell-resultat", "Resultaträkning", (Column("Rad"), amount), (*results, total)),
        *(
            Table(id, title, (Column("Rad"), *both), tuple(map(_balance_row, rows)))
            for id, title, rows in balances
        ),
    ]


def _balance_row(row: StatementRow) -> tuple[Cell, ...]:
    return Cell(row.sv), money(row.opening_ore), money(row.ore)


URLS: list[URLPattern] = [
    path("<slug:key>/kontoplan/", chart_of_accounts, name="chart_of_accounts"),
    path("<slug:key>/kontoplan/kontoplan.xlsx", excel, name="chart_of_accounts_excel"),
    path("<slug:key>/kontoplan/konton/", map_accounts, name="map_accounts"),
    path("<slug:key>/kontoplan/val/", choose_chart, name="choose_chart"),
    path("<slug:key>/kontoplan/objekt/", give_meaning, name="give_meaning"),
    path("<slug:key>/kontoplan/nycklar/", cost_rules, name="cost_rules"),
    path("<slug:key>/kontoplan/nycklar/ny/", add_rule, name="add_cost_rule"),
    path("<slug:key>/kontoplan/avsluta/<slug:kind>/<int:number>/", end, name="end_decision"),
    path("<slug:key>/kontoplan/perioder/", locked_periods, name="locked_periods"),
    path("<slug:key>/kontoplan/perioder/las/", lock, name="lock_period"),
    path("<slug:key>/kontoplan/perioder/<int:number>/oppna/", unlock, name="open_period"),
    path("<slug:key>/kontoplan/rakningar/", statements, name="statements"),
]
