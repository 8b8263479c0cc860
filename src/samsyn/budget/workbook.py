"""A budget as an Excel file: a template to fill in, and the way back with every fault at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

from samsyn.budget.drafting import new_key, years_from
from samsyn.budget.plan import MONTHS, NOT_IN_A_RESULT, Line, is_income, statement_line_of
from samsyn.economy.codes import BASES, CATEGORIES
from samsyn.intake.amounts import read_amount
from samsyn.intake.reactions import Refusal, Remark
from samsyn.intake.sheets import Cell, Sheet, column_letters, read_sheets
from samsyn.rules.money import ore_to_kronor

SHEET = "Budget"
TEXTS = (
    ("key", "Nyckel"),
    ("label", "Rad"),
    ("category", "Kategori"),
    ("intervention", "Insats"),
    ("financier", "Finansiär"),
    ("basis", "Brutto eller netto"),
    ("finances", "Finansierar rad"),
    ("responsible", "Ansvarig roll"),
    ("accounts", "Konton"),
)
MONTH_NAMES = (
    "jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
)  # fmt: skip
CHOICES = {key: sv for key, sv in CATEGORIES.items() if key not in NOT_IN_A_RESULT}
ABOUT = (
    (
        "Så fyller du i",
        "En rad per budgetrad på bladet Budget. Kostnader skrivs som positiva tal.",
    ),
    ("Nyckel", "Låt stå: den kopplar raden till förra versionen. Ny rad: lämna tom."),
    ("Kategori", "Välj i listan, eller skriv kategorins namn."),
    ("Insats", "Insatsens nyckel eller namn i Samsyn. Tomt om raden inte gäller en insats."),
    ("Finansierar rad", "Nyckeln på den bruttorad som intäkten är med och betalar."),
    ("jan–dec", "Vikter för första årets månader. Tomt: lika mycket varje månad."),
)


@dataclass(frozen=True)
class WorkbookReading:
    """The lines of a file, and every fault in it. With a fault there are no lines to store."""

    lines: tuple[Line, ...]
    faults: tuple[Remark, ...]


def write_workbook(lines: Sequence[Line], year: int, interventions: Mapping[str, str]) -> bytes:
    """Return the lines as a file to fill in; the same bytes for the same lines.

    interventions: key → name of those that can be chosen
    """
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    head = book.add_format(
        {"bold": True, "bg_color": "#CFE0EA", "bottom": 1, "text_wrap": True}
    )
    money = book.add_format({"num_format": "#,##0.00"})
    sheet = book.add_worksheet(SHEET)
    titles = _titles(year)
    for place, title in enumerate(titles):
        sheet.write_string(0, place, title, head)
    for row, line in enumerate(lines, 1):
        for place, text in enumerate(_texts(line)):
            sheet.write_string(row, place, text)
        for place, each in enumerate(years_from(year), len(TEXTS)):
            sheet.write_number(row, place, ore_to_kronor(line.shown(each)), money)
        for place, weight in enumerate(line.profile, len(TEXTS) + 3):
            sheet.write_number(row, place, weight)
    last = max(len(lines) + 60, 100)
    sheet.data_validation(1, 2, last, 2, {"validate": "list", "source": "=Val!$A$1:$A$40"})
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 8, 22)
    sheet.set_column(9, 11, 15)
    sheet.freeze_panes(1, 2)
    _choices(book, interventions)
    book.close()
    return file.getvalue()


def _choices(book: xlsxwriter.Workbook, interventions: Mapping[str, str]) -> None:
    sheet = book.add_worksheet("Val")
    for row, sv in enumerate(CHOICES.values()):
        sheet.write_string(row, 0, sv)
    for row, (key, name) in enumerate(interventions.items()):
        sheet.write_row(row, 1, [key, name])
    sheet.set_column(0, 2, 34)
    about = book.add_worksheet("Om")
    for row, pair in enumerate(ABOUT):
        about.write_row(row, 0, pair)
    about.set_column(0, 0, 20)
    about.set_column(1, 1, 90)


def _titles(year: int) -> list[str]:
    years = [str(each) for each in years_from(year)]
    return [title for _, title in TEXTS] + years + list(MONTH_NAMES)


def _texts(line: Line) -> list[str]:
    return [
        line.key,
        line.label,
        CATEGORIES[line.category],
        line.intervention,
        line.financier,
        BASES.get(line.basis, ""),
        line.finances,
        line.responsible,
        line.accounts,
    ]


def read_workbook(
    content: bytes, name: str, year: int, interventions: Mapping[str, str]
) -> WorkbookReading:
    """Return the lines of a filled-in file, or every fault in it, cell by cell."""
    read = read_sheets(content, name)
    if isinstance(read, Refusal):
        return WorkbookReading((), read.remarks)
    sheet = next((each for each in read.sheets if each.name == SHEET), read.sheets[0])
    return _Reader(name, sheet, year, interventions).read()


class _Reader:
    """Reads one sheet; the faults gather as it goes."""

    def __init__(self, file: str, sheet: Sheet, year: int, interventions: Mapping[str, str]):
        self.file, self.sheet, self.year = file, sheet, year
        self.interventions = interventions
        self.faults: list[Remark] = []
        self.lines: list[Line] = []

    def read(self) -> WorkbookReading:
        columns = self._columns()
        if not self.faults:
            for row in self.sheet.rows[1:]:
                self._row(
                    {columns[cell.column]: cell for cell in row if cell.column in columns}
                )
            self._check_finances()
            if not self.lines and not self.faults:
                self._fault("tom-budget", None, "inga rader", "minst en budgetrad",
                            "Fyll i bladet Budget och spara.")  # fmt: skip
        return WorkbookReading(() if self.faults else tuple(self.lines), tuple(self.faults))

    def _columns(self) -> dict[int, str]:
        names = {title.lower(): key for key, title in TEXTS}
        names |= {str(each): str(each) for each in years_from(self.year)}
        names |= {month: month for month in MONTH_NAMES}
        found = {}
        for cell in self.sheet.rows[0]:
            title = cell.raw.strip().lower().removesuffix(".0")
            if title in names:
                found[cell.column] = names[title]
        for needed, title in (("label", "Rad"), ("category", "Kategori"),
                              (str(self.year), str(self.year))):  # fmt: skip
            if needed not in found.values():
                self._fault("kolumn-saknas", None, "ingen sådan rubrik på första raden",
                            f"rubriken {title}", "Hämta mallen på nytt och fyll i den.")  # fmt: skip
        return found

    def _row(self, cells: Mapping[str, Cell]) -> None:
        if not any(cell.raw.strip() for cell in cells.values()):
            return
        texts = {key: cells[key].raw.strip() if key in cells else "" for key, _ in TEXTS}
        at = next(iter(cells.values()))
        if not texts["label"]:
            self._fault("rad-utan-namn", at, "tomt", "radens namn", "Skriv vad raden gäller.")
        category = self._category(texts["category"], cells.get("category", at))
        sign = 1 if is_income(category) else -1
        ore = {
            each: sign * self._amount(cells.get(str(each))) for each in years_from(self.year)
        }
        taken = [line.key for line in self.lines]
        if texts["key"] in taken:
            self._fault("nyckel-igen", cells["key"], texts["key"], "en nyckel som står en gång",
                        "Lämna nyckeln tom på den nya raden.")  # fmt: skip
        self.lines.append(
            Line(
                texts["key"] or new_key(texts["label"], taken),
                texts["label"],
                category,
                ore,
                self._intervention(texts["intervention"], cells.get("intervention")),
                financier=texts["financier"] or "medlemmar",
                basis=self._basis(texts["basis"], cells.get("basis")),
                statement_line=statement_line_of(category),
                finances=texts["finances"],
                responsible=texts["responsible"],
                accounts=texts["accounts"],
                profile=self._profile(cells),
            )
        )

    def _category(self, text: str, cell: Cell) -> str:
        by_word = {sv.lower(): key for key, sv in CHOICES.items()}
        found = text if text in CHOICES else by_word.get(text.lower(), "")
        if not found:
            self._fault("okand-kategori", cell, text or "tomt", "en kategori ur listan på bladet Val",
                        "Välj en kategori i listan.")  # fmt: skip
        return found or "administration.other"

    def _basis(self, text: str, cell: Cell | None) -> str:
        by_word = (
            {sv: key for key, sv in BASES.items()} | {key: key for key in BASES} | {"": ""}
        )
        if text.lower() not in by_word:
            self._fault("okand-bas", cell, text, "brutto, netto eller tomt", "Rätta ordet.")
        return by_word.get(text.lower(), "")

    def _intervention(self, text: str, cell: Cell | None) -> str:
        by_word = {name.lower(): key for key, name in self.interventions.items()}
        found = text if text in self.interventions else by_word.get(text.lower(), "")
        if text and not found:
            self._fault("okand-insats", cell, text, "nyckel eller namn på en insats i förbundet",
                        "Välj bland insatserna på bladet Val, eller lägg till insatsen först.")  # fmt: skip
        return found

    def _amount(self, cell: Cell | None) -> int:
        if cell is None:
            return 0
        read = read_amount(cell)
        for remark in read.remarks:
            if remark.reaction.stops:
                self._fault(remark.code, cell, remark.found, remark.expected, remark.remedy)
        return read.ore or 0

    def _profile(self, cells: Mapping[str, Cell]) -> tuple[int, ...]:
        given = [cells[month] for month in MONTH_NAMES if month in cells]
        if not given:
            return ()
        weights = []
        for month in MONTH_NAMES:
            text = cells[month].raw.strip().removesuffix(".0") if month in cells else "0"
            if not (text.isascii() and text.isdigit() and len(text) <= 9):
                self._fault("ogiltig-vikt", cells.get(month), text, "ett helt tal, 0 eller mer",
                            "Skriv månadens vikt som ett helt tal.")  # fmt: skip
                text = "1"
            weights.append(int(text))
        if len(weights) == MONTHS and not any(weights):
            self._fault("vikter-noll", given[0], "bara nollor", "minst en månad med vikt",
                        "Lämna månaderna tomma för lika fördelning.")  # fmt: skip
            return ()
        return tuple(weights)

    def _check_finances(self) -> None:
        keys = {line.key for line in self.lines}
        for line in self.lines:
            if line.finances and line.finances not in keys:
                self._fault("okand-bruttorad", None, line.finances, "nyckeln på en rad i filen",
                            f"Rätta kolumnen Finansierar rad på raden {line.label}.")  # fmt: skip

    def _fault(
        self, code: str, cell: Cell | None, found: str, expected: str, remedy: str
    ) -> None:
        self.faults.append(
            Remark(
                code,
                self.file,
                cell.row if cell else None,
                column_letters(cell.column) if cell else "",
                found[:60],
                expected,
                remedy,
                sheet=self.sheet.name,
                cell=cell.address if cell else "",
            )
        )
