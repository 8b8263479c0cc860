"""Files of bookkeeping on their way in: chosen, checked, previewed, read in."""

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
from django.views.decorators.http import require_POST, require_safe

from samsyn.access.permissions import Permission
from samsyn.economy_pages.frame import Books, in_books
from samsyn.intake.archives import LARGEST_WORKBOOK
from samsyn.language.swedish import kronor, number
from samsyn.ledger.models import LedgerFile
from samsyn.ledger.obstacles import MONTHS, plan_for, shown_key, stored_file_content
from samsyn.ledger.plan import Plan
from samsyn.ledger.reading import LARGEST_FILE, BalanceKey, Entry, Fault, refusal_of, unpacked
from samsyn.ledger.selectors import files_of
from samsyn.ledger.services import (
    AlreadyRead,
    BuiltUpon,
    PlanChanged,
    StoppedByFaults,
    UnreadableFile,
    choose_layout,
    commit_file,
    discard_file,
    receive_file,
    undo_file,
)
from samsyn.ledger.trial_balance import SIGN, WISHES, Layout, read_table, suggested_layout
from samsyn.web.environment import url
from samsyn.web.exports import attachment

MOST_SHOWN = 200
PARTS = {
    "vouchers": "Verifikationer",
    "balances": "Saldon",
    "accounts": "Konton",
    "dimensions": "Dimensioner",
    "objects": "Objekt",
}
KINDS_OF_BALANCE = {
    "opening": "ingående balans",
    "closing": "utgående balans",
    "result": "årets resultat",
    "period": "förändring",
    "budget": "budget",
}


class FileForm(forms.Form):
    """A file to read, and the year of a trial balance, which its file does not say."""

    file = forms.FileField(
        error_messages={
            "required": "Välj en fil.",
            "empty": "Filen är tom. Exportera den på nytt.",
        }
    )
    table_year = forms.IntegerField(
        required=False,
        min_value=2004,
        max_value=2100,
        error_messages={"invalid": "Skriv året med fyra siffror."},
    )


@require_safe
@in_books
def file_list(request: HttpRequest, books: Books) -> HttpResponse:
    """Show the files of an association, and the form for a new one."""
    books.require(Permission.SEE_VOUCHERS)
    return _list(request, books, FileForm(initial={"table_year": books.year}))


@require_POST
@in_books
def receive(request: HttpRequest, books: Books) -> HttpResponse:
    """Take a file in and show what it would change; a file that is none says why."""
    books.require(Permission.KEEP_ACCOUNTS)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, books, form, status=422)
    upload = form.cleaned_data["file"]
    if upload.size > LARGEST_FILE:
        most = number(LARGEST_FILE // 1_000_000)
        form.add_error("file", f"Filen är för stor, högst {most} MB. Exportera ett år i taget.")
        return _list(request, books, form, status=422)
    content, layout = upload.read(), None
    if refusal_of(content) and content.strip():
        layout, refused = _first_layout(books, content, upload.name, form)
        if refused:
            return _list(request, books, form, faults=refused, status=422)
    try:
        file = receive_file(
            association=books.association,
            name=upload.name,
            content=content,
            by=books.visit.user,
            on=books.visit.on,
            layout=layout,
        )
    except UnreadableFile as error:
        return _list(request, books, form, faults=error.faults, status=422)
    except ValidationError as error:
        form.add_error("file", error.messages[0])
        return _list(request, books, form, status=422)
    return redirect(url("ledger_file", books.key, file.pk))


def _first_layout(
    books: Books, content: bytes, name: str, form: FileForm
) -> tuple[Layout | None, tuple[Fault, ...]]:
    """Return how a file that is not SIE can be read as a table, or why it cannot."""
    if len(content) > LARGEST_WORKBOOK:
        content = content[: LARGEST_WORKBOOK + 1]
    reading = read_table(content, name, {})
    if reading.table is None and not reading.questions:
        refused = refusal_of(content)
        return None, (*([refused] if refused else []), *reading.faults)
    year = form.cleaned_data["table_year"] or books.year
    return suggested_layout(books.key, content, name, year), ()


def of_file(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give a view the file that its address names. Raises Http404 for one of other books."""

    @wraps(view)
    def seen(request: HttpRequest, books: Books, file: int) -> Any:
        books.require(Permission.SEE_VOUCHERS)
        found = files_of(books.key).filter(pk=file).first()
        if found is None:
            raise Http404("fil")
        return view(request, books, found)

    return in_books(seen)


@require_safe
@of_file
def ledger_file(request: HttpRequest, books: Books, file: LedgerFile) -> HttpResponse:
    """Show what a waiting file would change, or what a file that is read in has changed."""
    return _page(request, books, file)


@require_POST
@of_file
def layout(request: HttpRequest, books: Books, file: LedgerFile) -> HttpResponse:
    """Say how the columns of a trial balance are read."""
    books.require(Permission.KEEP_ACCOUNTS)
    if file.kind != LedgerFile.Kind.TRIAL_BALANCE:
        raise Http404("kolumner")
    before = Layout.of(file.choices)
    columns = {wish.key: request.POST.get(f"kolumn-{wish.key}", "") for wish in WISHES}
    answers = {
        key.removeprefix("svar-"): str(value)
        for key, value in request.POST.items()
        if key.startswith("svar-") and value
    }
    year = request.POST.get("table_year", "")
    chosen = Layout(
        before.fingerprint,
        columns,
        int(year) if year.isascii() and year.isdigit() and len(year) == 4 else before.year,
        {**before.answers, **answers},
    )
    try:
        choose_layout(file=file, layout=chosen, by=books.visit.user, on=books.visit.on)
    except AlreadyRead:
        messages.info(request, "Filen väntar inte längre på beslut.")
    return redirect(url("ledger_file", books.key, file.pk))


@require_POST
@of_file
def commit(request: HttpRequest, books: Books, file: LedgerFile) -> HttpResponse:
    """Read a file in, exactly as it was previewed."""
    answers = {"other_number": "yes"} if request.POST.get("other_number") == "yes" else {}
    try:
        commit_file(
            file=file,
            plan_digest=request.POST.get("plan", ""),
            answers=answers,
            by=books.visit.user,
            on=books.visit.on,
        )
    except AlreadyRead:
        messages.info(request, "Filen är redan inläst. Inget ändrades.")
    except PlanChanged:
        messages.warning(
            request, "Något har ändrats sedan förhandsvisningen. Gå igenom den igen."
        )
        return _page(request, books, file, status=409)
    except StoppedByFaults:
        return _page(request, books, file, status=422)
    else:
        messages.success(request, f"{file.name} är inläst.")
    return redirect(url("ledger_file", books.key, file.pk))


@require_POST
@of_file
def discard(request: HttpRequest, books: Books, file: LedgerFile) -> HttpResponse:
    """Drop a file that waits."""
    try:
        discard_file(file=file, by=books.visit.user, on=books.visit.on)
        messages.success(request, f"{file.name} är borttagen. Inget lästes in.")
    except AlreadyRead:
        messages.info(request, "Filen väntar inte längre på beslut.")
    return redirect(url("ledger_files", books.key))


@require_POST
@of_file
def undo(request: HttpRequest, books: Books, file: LedgerFile) -> HttpResponse:
    """Take back what a file did; what builds on it is told instead."""
    try:
        undo_file(
            file=file,
            reason=request.POST.get("reason", ""),
            by=books.visit.user,
            on=books.visit.on,
        )
    except ValidationError:
        return _page(request, books, file, undo_error="Skriv varför.", status=422)
    except BuiltUpon as error:
        return _page(request, books, file, built_upon=error.reasons, status=422)
    except AlreadyRead:
        messages.info(request, "Filen gäller inte längre, så det finns inget att ångra.")
    else:
        messages.success(request, f"{file.name} är ångrad.")
    return redirect(url("ledger_file", books.key, file.pk))


@require_safe
@of_file
def original(request: HttpRequest, books: Books, file: LedgerFile) -> HttpResponse:
    """Give the file back as it came."""
    plain = "".join(c for c in file.name if c.isascii() and (c.isalnum() or c in "-_. "))
    return attachment(bytes(file.content), "application/octet-stream", plain or "fil")


def _list(
    request: HttpRequest,
    books: Books,
    form: FileForm,
    *,
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = {
        "books": books,
        "form": form,
        "faults": faults,
        "files": files_of(books.key),
        "may_keep": books.may(Permission.KEEP_ACCOUNTS),
    }
    return render(request, "ledger_pages/ledger_files.html", context, status=status)


def _page(
    request: HttpRequest,
    books: Books,
    file: LedgerFile,
    *,
    undo_error: str = "",
    built_upon: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    waits = file.state == LedgerFile.State.WAITING
    plan = plan_for(file) if waits else None
    context = {
        "books": books,
        "file": file,
        "plan": plan,
        "company": stored_file_content(file) if waits else None,
        "parts": PARTS,
        "changes": changes_of(plan) if plan else [],
        "table": _table_choices(file) if waits else None,
        "may_keep": books.may(Permission.KEEP_ACCOUNTS),
        "is_in_force": file.state == LedgerFile.State.READ and not file.replaced_by_id,
        "undo_error": undo_error,
        "built_upon": built_upon,
        "most_shown": MOST_SHOWN,
    }
    return render(request, "ledger_pages/ledger_file.html", context, status=status)


def _table_choices(file: LedgerFile) -> dict[str, Any] | None:
    """Return what the form for the columns of a trial balance offers; None for SIE files."""
    if file.kind != LedgerFile.Kind.TRIAL_BALANCE:
        return None
    layout = Layout.of(file.choices)
    reading = read_table(bytes(file.content), file.name, layout.answers)
    columns = reading.table.columns if reading.table else ()
    questions = {q.key: q for q in (SIGN, *stored_file_content(file).questions)}
    return {
        "layout": layout,
        "wishes": WISHES,
        "columns": columns,
        "options": [
            ("", "Finns inte"),
            *((c.heading, f"{c.heading} ({', '.join(c.samples)})") for c in columns),
        ],
        "questions": questions.values(),
    }


def changes_of(plan: Plan) -> list[tuple[str, str, str, str]]:
    """Return what a plan changes of amounts as texts: what, kind, before and after."""
    vouchers, balances = plan.vouchers, plan.balances
    found = [
        *(
            (shown_key(k), "ändrad", _told(a), _told(b))
            for k, (a, b) in vouchers.changed.items()
        ),
        *((shown_key(k), "borttagen", _told(v), "") for k, v in vouchers.removed.items()),
        *((_name(k), "ändrad", kronor(a), kronor(b)) for k, (a, b) in balances.changed.items()),
        *((_name(k), "borttagen", kronor(v), "") for k, v in balances.removed.items()),
        *((shown_key(k), "ny", "", _told(v)) for k, v in vouchers.new.items()),
        *((_name(k), "ny", "", kronor(v)) for k, v in balances.new.items()),
    ]
    return found[:MOST_SHOWN]


def _name(key: BalanceKey) -> str:
    """Return what a balance is called: account, objects, kind and month."""
    objects = "".join(f" {number}" for _, number in unpacked(key.objects_text))
    month = f", {MONTHS[key.month - 1]}" if key.month else ""
    return f"{key.account}{objects} {KINDS_OF_BALANCE[key.kind]}{month}"


def _told(entry: Entry) -> str:
    """Return a voucher in one line: day, text, and its rows."""
    rows = ", ".join(f"{row.account} {kronor(row.ore)}" for row in entry.rows[:4])
    more = f" och {len(entry.rows) - 4} rader till" if len(entry.rows) > 4 else ""
    return f"{entry.on} {entry.text}: {rows}{more}"


URLS: list[URLPattern] = [
    path("<slug:key>/verifikationer/filer/", file_list, name="ledger_files"),
    path("<slug:key>/verifikationer/filer/ta-emot/", receive, name="receive_ledger_file"),
    path("<slug:key>/verifikationer/filer/<int:file>/", ledger_file, name="ledger_file"),
    path("<slug:key>/verifikationer/filer/<int:file>/kolumner/", layout, name="ledger_layout"),
    path(
        "<slug:key>/verifikationer/filer/<int:file>/las-in/", commit, name="commit_ledger_file"
    ),
    path(
        "<slug:key>/verifikationer/filer/<int:file>/ta-bort/",
        discard,
        name="discard_ledger_file",
    ),
    path("<slug:key>/verifikationer/filer/<int:file>/angra/", undo, name="undo_ledger_file"),
    path(
        "<slug:key>/verifikationer/filer/<int:file>/fil", original, name="ledger_file_original"
    ),
]
