"""Verifikationer: from a figure to the vouchers behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from samsyn.access.permissions import Permission
from samsyn.economy.codes import CATEGORIES
from samsyn.economy.presets import statement_lines
from samsyn.economy_pages.frame import Books, in_books
from samsyn.language.swedish import capital, day
from samsyn.ledger.drilldown import Asked, Behind, BookedRow, behind, voucher_for
from samsyn.ledger.models import Voucher
from samsyn.ledger.obstacles import MONTHS, key_of, shown_key
from samsyn.ledger.reading import unpacked
from samsyn.ledger.selectors import account_names, object_names, years_booked
from samsyn.ledger.services import CorrectionRow, PeriodIsLocked, correct_voucher
from samsyn.register.selectors import interventions_of
from samsyn.reports.content import Cell, Column, Table
from samsyn.rules.money import InvalidAmount, kronor_to_ore, ore_to_kronor
from samsyn.web.environment import url
from samsyn.web.exports import workbook

PER_PAGE = 50
UNMAPPED = "saknas"
ROWS_OF_CORRECTION = 6


@dataclass(frozen=True)
class Filter:
    """What is asked for in the address."""

    query: dict[str, str]

    @classmethod
    def of(cls, request: HttpRequest) -> Filter:
        names = ("konto", "manad", "insats", "kategori", "rad", "sok")
        return cls({name: request.GET.get(name, "").strip()[:100] for name in names})

    @property
    def asked(self) -> Asked:
        query = self.query
        month = query["manad"]
        return Asked(
            account=query["konto"],
            category=None if query["kategori"] == UNMAPPED else query["kategori"],
            line=None if query["rad"] == UNMAPPED else query["rad"],
            month=int(month) if month.isascii() and month.isdigit() and len(month) < 3 else 0,
            intervention=query["insats"],
            text=query["sok"],
        )


class CorrectionForm(forms.Form):
    """A correction: when, why, and its rows as account and kronor."""

    on = forms.DateField(
        error_messages={
            "required": "Skriv datumet.",
            "invalid": "Skriv datumet som ÅÅÅÅ-MM-DD, till exempel 2027-01-31.",
        }
    )
    text = forms.CharField(
        max_length=200, error_messages={"required": "Skriv vad rättelsen gäller."}
    )
    reason = forms.CharField(max_length=2000, error_messages={"required": "Skriv varför."})

    def rows_of(self, data: Sequence[tuple[str, str, str]]) -> list[CorrectionRow]:
        """Return account, öre and objects of every row; what is wrong is an error of the form."""
        found: list[CorrectionRow] = []
        for account, amount, objects in data:
            if not account and not amount:
                continue
            try:
                plain = "".join(amount.split()).replace(",", ".").replace("\u2212", "-")
                found.append((account, kronor_to_ore(plain), unpacked(objects)))
            except (InvalidAmount, ValueError):
                self.add_error(None, f"Beloppet {amount!r} är inte kronor och ören.")
        return found


DEFINITIONS = (
    (
        "Verifikation",
        "Underlaget för en affärshändelse, med serie och nummer. Varje rad är ett konto.",
        "SFS 2018:597 3 kap. 9 §, genom SFS 2003:1210 24 §",
    ),
    ("Konto", "Kontots nummer och namn i förbundets egen kontoplan.", "Bokföringsfilen"),
    (
        "Kategori",
        "Vad en kostnad är till för. Följer kontoplanen om förbundet inte har bestämt annat.",
        "Kontoplan och nycklar",
    ),
    (
        "Insats",
        "Den insats som radens kostnadsställe eller projekt betyder.",
        "Kontoplan och nycklar",
    ),
)
"""Word, meaning and source, for the last sheet of workbooks."""


@require_safe
@in_books
def voucher_list(request: HttpRequest, books: Books) -> HttpResponse:
    """Show the rows of vouchers that a filter leaves, with their sum, a page at a time."""
    chosen = Filter.of(request)
    rows = _rows(books, chosen)
    page = Paginator(range(rows.count()), PER_PAGE).get_page(request.GET.get("sida"))
    context = {
        "books": books,
        "asked": chosen.query,
        "page": page,
        "rows": rows[max(page.start_index() - 1, 0) : page.end_index()],
        "total": rows.effect_ore,
        "years_booked": years_booked(books.key),
        "choices": _choices(books),
        "query": {**chosen.query, "ar": str(books.year)},
        "categories": CATEGORIES,
        "lines": statement_lines(),
        "interventions": {each.pk: each.name for each in interventions_of(books.association)},
        "may_keep": books.may(Permission.KEEP_ACCOUNTS),
    }
    return render(request, "ledger_pages/vouchers.html", context)


@require_safe
@in_books
def excel(request: HttpRequest, books: Books) -> HttpResponse:
    """Give the filtered rows as a workbook."""
    rows = _rows(books, Filter.of(request))
    title = f"Verifikationer {books.association.short_name} {books.year}"
    about = [
        ("Förbund", books.association.name),
        ("Belopp", "Kronor. Debet är plus, kredit är minus."),
        ("Källa", "De bokföringsfiler som är inlästa, och egna rättelser"),
        (
            "Personuppgifter",
            "Texter kan innehålla namn. Lämna inte filen vidare utan prövning.",
        ),
    ]
    tables = [vouchers_table(rows[:])]
    return workbook(books.visit, title, tables, about=about, definitions=DEFINITIONS)


@require_safe
@in_books
def voucher(request: HttpRequest, books: Books, number: int) -> HttpResponse:
    """Show a voucher with its rows, the file it came from, and its corrections."""
    found = _found(books, number)
    form = CorrectionForm(
        initial={
            "on": min(books.visit.on, found.on.replace(month=12, day=31)),
            "text": f"Rättelse av {shown_key(key_of(found))}",
        }
    )
    return _page(request, books, found, form, _reversed(found))


@require_POST
@in_books
def correct(request: HttpRequest, books: Books, number: int) -> HttpResponse:
    """Book a correction of a voucher; a faulty form comes back with everything in it."""
    found = _found(books, number)
    books.require(Permission.KEEP_ACCOUNTS)
    form = CorrectionForm(request.POST)
    data = list(
        zip(
            *(request.POST.getlist(name) for name in ("konto", "belopp", "objekt")),
            strict=False,
        )
    )
    if form.is_valid():
        rows = form.rows_of(data)
        try:
            if form.errors:
                raise ValidationError([])
            made = correct_voucher(
                corrected=found,
                association=books.association,
                on=form.cleaned_data["on"],
                text=form.cleaned_data["text"],
                rows=rows,
                reason=form.cleaned_data["reason"],
                by=books.visit.user,
                today=books.visit.on,
            )
        except PeriodIsLocked:
            form.add_error("on", "Månaden är låst. Välj en dag i en öppen månad.")
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
        else:
            messages.success(request, f"Rättelsen {shown_key(key_of(made))} är bokförd.")
            return redirect(url("voucher", books.key, made.pk, ar=books.year))
    return _page(request, books, found, form, data, status=422)


def vouchers_table(rows: Sequence[BookedRow]) -> Table:
    """Return rows of vouchers as a table, for files."""
    titles = (
        "Verifikation", "Datum", "Konto", "Kontonamn", "Text", "Objekt", "Kategori", "Insats",
    )  # fmt: skip
    return Table(
        id="tabell-verifikationer",
        caption="Verifikationsrader",
        columns=(*map(Column, titles), Column("Belopp", True, "kr"), Column("Fil och rad")),
        rows=tuple(map(_file_row, rows)),
    )


def _file_row(booked: BookedRow) -> tuple[Cell, ...]:
    found, row = booked.voucher, booked.row
    texts = (
        shown_key(key_of(found)),
        day(found.on),
        row.account,
        booked.account_name,
        row.text or found.text,
        ", ".join(f"{dimension}: {number}" for dimension, number in unpacked(row.objects_text)),
        CATEGORIES.get(
            booked.counts_as, "" if booked.counts_as else "ej konterat till kategori"
        ),
        booked.meaning.intervention,
    )
    kronor = ore_to_kronor(row.ore)
    place = f"fil {found.file_id}, rad {found.file_line}" if found.file_id else "egen rättelse"
    return (*map(Cell, texts), Cell(str(kronor), kronor), Cell(place))


def _rows(books: Books, chosen: Filter) -> Behind:
    return behind(
        books.visit.user, books.association, books.year, chosen.asked, on=books.visit.on
    )


def _found(books: Books, number: int) -> Voucher:
    found = voucher_for(books.visit.user, books.association, number, on=books.visit.on)
    if found is None:
        raise Http404("verifikation")
    return found


def _reversed(found: Voucher) -> list[tuple[str, str, str]]:
    """Return the rows of a voucher turned round, and empty ones for the right accounts."""
    rows = [
        (row.account, str(ore_to_kronor(-row.ore)).replace(".", ","), row.objects_text)
        for row in found.rows.all()
        if row.kind != "removed"
    ]
    return rows + [("", "", "")] * max(2, ROWS_OF_CORRECTION - len(rows))


def _page(
    request: HttpRequest,
    books: Books,
    found: Voucher,
    form: CorrectionForm,
    rows: Sequence[tuple[str, str, str]],
    *,
    status: int = 200,
) -> HttpResponse:
    names = object_names(books.key)
    context = {
        "books": books,
        "voucher": found,
        "name": shown_key(key_of(found)),
        "corrected": shown_key(key_of(found.corrects)) if found.corrects else "",
        "rows": [(row, _objects(row.objects_text, names)) for row in found.rows.all()],
        "debit": sum(r.ore for r in found.rows.all() if r.ore > 0 and r.kind != "removed"),
        "corrections": [(each, shown_key(key_of(each))) for each in found.voucher_set.all()],
        "accounts": account_names(books.key, found.ledger_year.year),
        "form": form,
        "form_rows": rows,
        "may_keep": books.may(Permission.KEEP_ACCOUNTS),
    }
    return render(request, "ledger_pages/voucher.html", context, status=status)


def _objects(objects_text: str, names: dict[tuple[str, str], tuple[str, str]]) -> str:
    return ", ".join(
        "{}: {}".format(*names.get((dimension, number), (dimension, number)))
        for dimension, number in unpacked(objects_text)
    )


def _choices(books: Books) -> dict[str, list[tuple[str, str]]]:
    return {
        "accounts": [
            ("", "Alla"),
            *((n, f"{n} {name}") for n, name in account_names(books.key, books.year).items()),
        ],
        "months": [("", "Hela året"), *((str(n), capital(m)) for n, m in enumerate(MONTHS, 1))],
        "categories": [
            ("", "Alla"),
            (UNMAPPED, "Ej konterat till kategori"),
            *((key, capital(sv)) for key, sv in CATEGORIES.items()),
        ],
        "lines": [
            ("", "Alla"),
            (UNMAPPED, "Utan rad"),
            *((line.key, line.sv) for line in statement_lines().values()),
        ],
        "interventions": [
            ("", "Alla"),
            *((each.pk, each.name) for each in interventions_of(books.association)),
        ],
    }


URLS: list[URLPattern] = [
    path("<slug:key>/verifikationer/", voucher_list, name="vouchers"),
    path("<slug:key>/verifikationer/verifikationer.xlsx", excel, name="vouchers_excel"),
    path("<slug:key>/verifikationer/<int:number>/", voucher, name="voucher"),
    path("<slug:key>/verifikationer/<int:number>/ratta/", correct, name="correct_voucher"),
]
