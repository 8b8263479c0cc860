"""Finding the table in a sheet: its headings, its rows, its sums, and what its columns mean."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256

from samsyn.intake.amounts import AmountStyle, MoneyUnit, read_amount, shown_kronor, style_of
from samsyn.intake.encodings import key_of
from samsyn.intake.reactions import (
    Alternative,
    Answers,
    Place,
    Question,
    Reaction,
    Refusal,
    Remark,
    question,
    remark,
    rows_named,
    stopping,
)
from samsyn.intake.sheets import Cell, Sheet, column_letters, column_number

LAST_HEADING_ROW = 30
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

_SUM = re.compile(r"(del)?summa\b|total(t|er|summa)?\b|s:a\b", re.I)
_FOOTNOTE = re.compile(
    r"(käll(a|or)|not(er)?|anm(ärkning)?|utskriven|obs)\b|[*†¹²³]|[0-9]\)", re.I
)
_YEAR = re.compile(r"(19|20)[0-9]{2}")
_MONTH = re.compile(
    r"(jan(?:uari)?|febr?(?:uari)?|mars?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sept?(?:ember)?"
    r"|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?(?: ?-?(?:20)?[0-9]{2})?"
    r"|20[0-9]{2}-?(0[1-9]|1[0-2])(?:-01)?",
    re.I,
)


@dataclass(frozen=True)
class Wish:
    """A column that a caller looks for: its key, its Swedish name, the words of its heading."""

    key: str
    sv: str
    words: tuple[str, ...]
    is_required: bool = True


@dataclass(frozen=True)
class TableColumn:
    """A column of a found table: where it stands, its whole heading, some of its values."""

    number: int
    heading: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class TableRow:
    """A row of a found table: its number in the file, its cells by column number."""

    number: int
    cells: Mapping[int, Cell]
    section: str = ""


@dataclass(frozen=True)
class Table:
    """A table: headings, rows, and the rows that are sums of others."""

    file: str
    sheet: Sheet
    heading_rows: tuple[int, ...]
    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    sums: tuple[TableRow, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def fingerprint(self) -> str:
        return layout_fingerprint([column.heading for column in self.columns])


@dataclass(frozen=True)
class ColumnMapping:
    """Which heading means what, for files with the same headings."""

    fingerprint: str
    columns: Mapping[str, str]
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class MappingReading:
    """A suggested mapping, and what must be asked before it holds."""

    mapping: ColumnMapping
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class AmountColumn:
    """A column of amounts: öre by row number; empty cells are left out."""

    ore: Mapping[int, int]
    style: AmountStyle
    remarks: tuple[Remark, ...] = ()
    questions: tuple[Question, ...] = ()


def find_table(sheet: Sheet, words: Iterable[str] = (), *, file: str = "") -> Table | Refusal:
    """Return the table of a sheet: headings on one or two rows, rows, and rows that are sums.

    Titles above and footnotes below are left out, and so are headings between the rows, which
    become the `section` of the rows under them.

    words: words that headings may have, in any case; they help to find the heading row
    """
    place = Place(file, sheet.name)
    at = _heading_at(sheet, {_folded(word) for word in words})
    if at is None:
        return Refusal((remark("ingen-rubrikrad", "inga rubriker", place),))
    headings, heading_rows = _headings(sheet, at)
    rows, sums, outside = _sorted_out(sheet, at, headings)
    for number in {number for row in rows for number in row.cells} - headings.keys():
        headings[number] = f"Kolumn {column_letters(number)}"
    remarks = list(_faults(sheet, at, headings, rows, place))
    if outside:
        remarks.append(remark("rader-utanfor", rows_named(outside), place))
    if stopping(remarks):
        return Refusal(tuple(remarks))
    columns = tuple(
        TableColumn(number, text, _samples(rows, number))
        for number, text in sorted(headings.items())
    )
    return Table(file, sheet, heading_rows, columns, rows, sums, tuple(remarks))


def _folded(text: str) -> str:
    return key_of(text).casefold()


def _text(cell: Cell) -> str:
    return " ".join(cell.raw.split())


def _filled(row: Iterable[Cell]) -> list[Cell]:
    return [cell for cell in row if cell.raw.strip()]


def _can_be_heading(cell: Cell) -> bool:
    if _YEAR.fullmatch(_text(cell)) or _MONTH.fullmatch(_text(cell)):
        return True
    value = cell.value
    return not isinstance(value, Decimal | bool) and not re.search("^[-−(]?[0-9]", str(value))


def _heading_at(sheet: Sheet, words: set[str]) -> int | None:
    """The place in `sheet.rows` of the row that looks most like headings."""
    best, best_score = None, (0, 0)
    for at, row in enumerate(sheet.rows[:LAST_HEADING_ROW]):
        filled = _filled(row)
        if not filled or not all(map(_can_be_heading, filled)):
            continue
        known = sum(_folded(cell.raw) in words for cell in filled)
        score = (known, len(filled))
        if (known or len(filled) > 1) and score > best_score:
            best, best_score = at, score
    return best


def _headings(sheet: Sheet, at: int) -> tuple[dict[int, str], tuple[int, ...]]:
    """Column → heading, with the row above in front where it groups the columns below it."""
    row = sheet.rows[at]
    below = {cell.column: _text(cell) for cell in _filled(row)}
    if at == 0:
        return below, (row[0].row,)
    above = sheet.rows[at - 1]
    merged = [range_ for range_ in map(_corners, sheet.merged) if range_[1] == above[0].row]
    groups = {cell.column: _text(cell) for cell in _filled(above)}
    is_grouped = len(set(below.values())) < len(below) or (bool(merged) and len(groups) > 1)
    if not is_grouped or not groups or not all(map(_can_be_heading, _filled(above))):
        return below, (row[0].row,)
    last_of = {left: right for left, _, right, _ in merged}
    named, group, last = {}, "", 0
    for column in sorted({*below, *groups}):
        if column in groups:
            group, last = groups[column], last_of.get(column, column if merged else 10**6)
        if column in below:
            named[column] = f"{group} {below[column]}" if column <= last else below[column]
    return named, (above[0].row, row[0].row)


def _corners(merged: str) -> tuple[int, int, int, int]:
    found = re.fullmatch("([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)", merged)
    if found is None:
        return 0, 0, 0, 0
    return column_number(found[1]), int(found[2]), column_number(found[3]), int(found[4])


def _sorted_out(
    sheet: Sheet, at: int, headings: Mapping[int, str]
) -> tuple[tuple[TableRow, ...], tuple[TableRow, ...], list[int]]:
    """Rows, sums, and the numbers of the rows that are neither."""
    rows: list[TableRow] = []
    sums: list[TableRow] = []
    outside = [row[0].row for row in sheet.rows[: max(0, at - 1)]]
    section, heading = "", headings[min(headings)]
    for row in sheet.rows[at + 1 :]:
        cells = {cell.column: cell for cell in _filled(row)}
        first = _text(next(iter(cells.values())))
        found = TableRow(row[0].row, cells, section)
        if _SUM.match(first):
            sums.append(found)
        elif _FOOTNOTE.match(first) and len(cells) == 1:
            outside.append(found.number)
        elif len(headings) > 1 and len(cells) == 1 and _can_be_heading(cells[min(cells)]):
            section = first
            outside.append(found.number)
        elif first == heading and {at: _text(cell) for at, cell in cells.items()} == headings:
            outside.append(found.number)
        else:
            rows.append(found)
    return tuple(rows), tuple(sums), outside


def _faults(
    sheet: Sheet, at: int, headings: Mapping[int, str], rows: Sequence[TableRow], place: Place
) -> Iterable[Remark]:
    names = Counter(map(_folded, headings.values()))
    for text in {_folded(text): text for text in headings.values()}.values():
        if names[_folded(text)] > 1:
            yield remark("kolumn-tva-ganger", text, place.at(sheet.rows[at][0].row))
    numbers = [row.number for row in rows]
    for merged in sheet.merged:
        _, top, _, bottom = _corners(merged)
        if bisect_left(numbers, top) < bisect_right(numbers, bottom):
            yield remark("sammanslagna-celler", merged, place.at(None, cell=merged))
    if not rows:
        yield remark("bara-rubriker", ", ".join(headings.values()), place)
    if sheet.is_separated:
        yield from _ragged(sheet, at, set(numbers), place)


def _ragged(sheet: Sheet, at: int, numbers: set[int], place: Place) -> Iterable[Remark]:
    width = len(sheet.rows[at])
    for row in sheet.rows[at + 1 :]:
        if row[0].row not in numbers:
            continue
        over = _filled(row[width:])
        if over or len(row) < width:
            code = "for-manga-celler" if over else "for-fa-celler"
            where = place.at(row[0].row)
            yield remark(code, f"{len(row)} celler", where, count=width)


def _samples(rows: Sequence[TableRow], number: int) -> tuple[str, ...]:
    found = [_text(row.cells[number]) for row in rows[:50] if number in row.cells]
    return tuple(dict.fromkeys(found))[:3]


def suggest_mapping(
    table: Table,
    wishes: Sequence[Wish],
    *,
    answers: Answers | None = None,
    remembered: ColumnMapping | None = None,
) -> MappingReading:
    """Return which column is which, from headings, answers, and what was said last time.

    remembered: used as it stands if the headings are the same as then
    """
    if remembered and remembered.fingerprint == table.fingerprint:
        return MappingReading(remembered)
    given, place = answers or {}, Place(table.file, table.sheet.name)
    found: dict[str, str] = {}
    asked: list[Question] = []
    for wish in wishes:
        free = [column for column in table.columns if column.heading not in found.values()]
        likely = _likely(free, wish)
        among = [Alternative(c.heading, c.heading, ", ".join(c.samples)) for c in free]
        default = likely[0].heading if likely else ""
        ask = question("vilken-kolumn", place.at(None, wish.sv), among, default, sv=wish.sv)
        chosen = ask.answer(given) or (likely[0].heading if len(likely) == 1 else "")
        if chosen:
            found[wish.key] = chosen
        elif likely or wish.is_required:
            asked.append(ask)
    unused = tuple(c.heading for c in table.columns if c.heading not in found.values())
    skip = question("okanda-kolumner", place, names=", ".join(unused))
    if unused and not asked and not skip.answer(given):
        asked.append(skip)
    return MappingReading(ColumnMapping(table.fingerprint, found, unused), tuple(asked))


def _likely(columns: Sequence[TableColumn], wish: Wish) -> list[TableColumn]:
    """The columns whose heading is one of the words; else those that begin with, or have one."""
    words = [_folded(word) for word in wish.words]
    headings = {column.number: _folded(column.heading) for column in columns}
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [c for c in columns if any(fits(headings[c.number], word) for word in words)]
        if found:
            return found
    return []


def read_amounts(
    table: Table, column: TableColumn, *, answers: Answers | None = None
) -> AmountColumn:
    """Return a column as öre, row by row, with the stated sums compared to their parts.

    As long as something stops or is asked, no amount is returned.
    """
    place = Place(table.file, table.sheet.name, column=column.heading)
    by_row = {
        row.number: row.cells[column.number]
        for row in (*table.rows, *table.sums)
        if column.number in row.cells
    }
    style = style_of(by_row.values(), heading=column.heading, place=place, answers=answers)
    remarks, ore = list(style.remarks), {}
    for number, cell in by_row.items():
        amount = read_amount(cell, style.style)
        address = "" if table.sheet.is_separated else cell.address
        remarks += [told.at(place.at(number, cell=address)) for told in amount.remarks]
        if amount.ore is not None:
            ore[number] = amount.ore
    remarks = _gathered(remarks)
    if not stopping(remarks) and not style.questions:
        remarks += _wrong_sums(table, ore, style.style.unit or MoneyUnit.KRONOR, place)
    if stopping(remarks) or style.questions:
        ore = {}
    kept = {row.number: ore[row.number] for row in table.rows if row.number in ore}
    return AmountColumn(kept, style.style, tuple(remarks), style.questions)


def _gathered(remarks: Sequence[Remark]) -> list[Remark]:
    """The same remarks, with those that stop nothing told once for all rows of a column."""
    kept: dict[str, list[Remark]] = {}
    for each in remarks:
        if not each.reaction.stops:
            kept.setdefault(each.code, []).append(each)
    asked = {each.code: each for each in reversed(remarks) if each.reaction is Reaction.FRAGA}
    stops = [each for each in remarks if each.reaction.stops and each.code not in asked]
    return [*stops, *asked.values(), *map(_as_one, kept.values())]


def _as_one(remarks: Sequence[Remark]) -> Remark:
    first, others = remarks[0], sorted(each.row or 0 for each in remarks[1:])
    if not others:
        return first
    return replace(first, remedy=f"{first.remedy} Även {rows_named(others)}.".strip())


def _wrong_sums(
    table: Table, ore: Mapping[int, int], unit: MoneyUnit, place: Place
) -> list[Remark]:
    """What the rows above say of each stated sum, whichever of them it is the sum of.

    It may be of the rows since the last sum, of all rows, of the sums, or the difference of
    the last two sums.
    """
    sums = {row.number for row in table.sums}
    found: list[Remark] = []
    group, every, totals, last = (0, 0), (0, 0), (0, 0), 0
    for number in sorted(ore):
        amount = ore[number]
        if number not in sums:
            group, every = _and(group, amount), _and(every, amount)
            continue
        choices = [each for each in (group, every, totals) if each[1]]
        is_difference = abs(amount) == abs(totals[0] - 2 * last) and totals[1] == 2
        if choices and not is_difference and amount not in [total for total, _ in choices]:
            nearest = min(choices, key=lambda each: abs(each[0] - amount))
            found.append(_compared(*nearest, amount, unit).at(place.at(number)))
        group, totals, last = (0, 0), _and(totals, amount), amount
    return found


def _and(parts: tuple[int, int], amount: int) -> tuple[int, int]:
    """A total and how many parts it has, with one part more."""
    return parts[0] + amount, parts[1] + 1


def check_total(
    parts: Sequence[int], stated: int, *, unit: MoneyUnit = MoneyUnit.KRONOR
) -> Remark | None:
    """Return a remark if amounts in öre do not add up to the stated sum.

    In thousands or millions each number may have been rounded by half a unit: that is told,
    and does not stop.

    >>> print(check_total([100, 200], 301))  # doctest: +ELLIPSIS
    hittade '3,01', väntade 3,00, som är summan av raderna; skillnaden är 0,01. Rätta summan ...
    """
    total = sum(parts)
    return None if total == stated else _compared(total, len(parts), stated, unit)


def _compared(total: int, count: int, stated: int, unit: MoneyUnit) -> Remark:
    rounding = 0 if unit is MoneyUnit.KRONOR else unit.ore * (count + 1) // 2
    code = "summan-avrundad" if abs(stated - total) <= rounding else "fel-summa"
    said = {"total": shown_kronor(total), "difference": shown_kronor(abs(stated - total))}
    return remark(code, shown_kronor(stated), None, **said)


def months_of(columns: Iterable[TableColumn]) -> dict[int, int]:
    """Return column number → month, for headings that are months: jan, Januari 2025, 2025-01."""
    found = {}
    for column in columns:
        match = _MONTH.fullmatch(column.heading)
        if match and match[1]:
            found[column.number] = MONTHS.index(match[1][:3].lower()) + 1
        elif match:
            found[column.number] = int(match[2])
    return found


def layout_fingerprint(headings: Iterable[str]) -> str:
    """Return what is the same for files with the same headings, in any order and case.

    >>> layout_fingerprint(["Konto", "Belopp "]) == layout_fingerprint(["belopp", "KONTO"])
    True
    """
    return sha256("\n".join(sorted(map(_folded, headings))).encode()).hexdigest()[:16]
