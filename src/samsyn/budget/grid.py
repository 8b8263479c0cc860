"""The lines of a budget as a form: one row of fields per line, read back with every fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samsyn.budget.drafting import new_key, years_from
from samsyn.budget.plan import MONTHS, Line, is_income, statement_line_of
from samsyn.budget.workbook import CHOICES
from samsyn.contributions.forms import kronor_text
from samsyn.economy.codes import BASES
from samsyn.intake.amounts import read_amount

EMPTY_ROWS, MOST_ROWS = 5, 300
TEXTS = (
    "key", "label", "category", "intervention", "financier", "basis", "finances", "responsible",
    "accounts", "profile",
)  # fmt: skip
LONGEST = {"label": 200, "financier": 60, "responsible": 80, "accounts": 200}


@dataclass(frozen=True)
class GridRow:
    """A row of the form: what stands in its fields, and what is wrong in them."""

    number: int
    values: Mapping[str, str]
    faults: dict[str, str]

    def field(self, name: str) -> str:
        """Return the name of a field in the form."""
        return f"rad-{self.number}-{name}"

    def fault(self, name: str) -> str:
        return self.faults.get(name, "")


@dataclass(frozen=True)
class GridReading:
    """The rows as they were sent; the lines if nothing is wrong."""

    rows: tuple[GridRow, ...]
    lines: tuple[Line, ...]

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return (id of the field, what is wrong), row by row."""
        return [
            (f"falt-{row.field(name)}", f"Rad {row.number + 1}: {text}")
            for row in self.rows
            for name, text in row.faults.items()
        ]


def grid_rows(lines: Sequence[Line], year: int) -> tuple[GridRow, ...]:
    """Return the rows of a form for lines, with some empty ones after them."""
    rows = [GridRow(place, _values(line, year), {}) for place, line in enumerate(lines)]
    empty = dict.fromkeys((*TEXTS, *map(str, years_from(year))), "")
    empty |= {"category": "administration.other", "financier": "medlemmar"}
    more = [GridRow(len(rows) + place, empty, {}) for place in range(EMPTY_ROWS)]
    return (*rows, *more)


def _values(line: Line, year: int) -> dict[str, str]:
    return {
        "key": line.key,
        "label": line.label,
        "category": line.category,
        "intervention": line.intervention,
        "financier": line.financier,
        "basis": line.basis,
        "finances": line.finances,
        "responsible": line.responsible,
        "accounts": line.accounts,
        "profile": " ".join(map(str, line.profile)),
        **{str(each): kronor_text(line.shown(each)) for each in years_from(year)},
    }


def read_grid(
    sent: Mapping[str, str], year: int, interventions: Mapping[str, str]
) -> GridReading:
    """Return the lines of a form that was sent, or every fault in it.

    A row without a label and amounts is left out, and so is one that is ticked away.
    """
    rows: list[GridRow] = []
    lines: list[Line] = []
    numbers = [n for n in range(MOST_ROWS) if f"rad-{n}-label" in sent]
    keys = [sent.get(f"rad-{n}-key", "") for n in numbers]
    for number in numbers:
        values = {
            name: str(sent.get(f"rad-{number}-{name}", "")).strip()
            for name in (*TEXTS, *map(str, years_from(year)), "bort")
        }
        amounts = [values[str(each)] for each in years_from(year)]
        if values["bort"] or not (values["label"] or any(amounts)):
            continue
        faults: dict[str, str] = {}
        line = _line(
            values, year, interventions, [*keys, *(each.key for each in lines)], faults
        )
        rows.append(GridRow(number, values, faults))
        lines.append(line)
    _check_together(rows, lines)
    faulty = any(row.faults for row in rows)
    return GridReading(tuple(rows), () if faulty else tuple(lines))


def _line(
    values: Mapping[str, str],
    year: int,
    interventions: Mapping[str, str],
    taken: Sequence[str],
    faults: dict[str, str],
) -> Line:
    category = values["category"]
    if not values["label"]:
        faults["label"] = "skriv vad raden gäller."
    if category not in CHOICES:
        faults["category"] = "välj en kategori."
        category = "administration.other"
    if values["intervention"] and values["intervention"] not in interventions:
        faults["intervention"] = "välj en av förbundets insatser."
    if values["basis"] not in {"", *BASES}:
        faults["basis"] = "välj brutto, netto eller ingetdera."
    for name, longest in LONGEST.items():
        if len(values[name]) > longest:
            faults[name] = f"skriv högst {longest} tecken."
    sign = 1 if is_income(category) else -1
    ore = {
        each: sign * _amount(values[str(each)], str(each), faults) for each in years_from(year)
    }
    return Line(
        values["key"] or new_key(values["label"], taken),
        values["label"],
        category,
        ore,
        values["intervention"],
        interventions.get(values["intervention"], ""),
        values["financier"] or "medlemmar",
        values["basis"],
        statement_line_of(category),
        values["finances"],
        values["responsible"],
        values["accounts"],
        _profile(values["profile"], faults),
    )


def _amount(text: str, name: str, faults: dict[str, str]) -> int:
    if not text:
        return 0
    read = read_amount(text)
    if read.ore is None:
        stop = next(iter(read.remarks), None)
        expected = stop.expected if stop else "ett belopp"
        faults[name] = f"hittade «{text[:40]}», väntade {expected}."
    return read.ore or 0


def _profile(text: str, faults: dict[str, str]) -> tuple[int, ...]:
    if not text:
        return ()
    parts = text.replace(",", " ").split()
    if len(parts) != MONTHS or not all(
        p.isascii() and p.isdigit() and len(p) < 10 for p in parts
    ):
        faults["profile"] = "skriv tolv hela tal med mellanslag, ett per månad."
        return ()
    weights = tuple(map(int, parts))
    if not any(weights):
        faults["profile"] = "någon månad måste ha en vikt större än 0."
        return ()
    return weights


def _check_together(rows: Sequence[GridRow], lines: Sequence[Line]) -> None:
    keys = [line.key for line in lines]
    for row, line in zip(rows, lines, strict=True):
        gross = next((each for each in lines if each.key == line.finances), None)
        if line.finances and (gross is None or gross.is_income or not line.is_income):
            row.faults["finances"] = "en intäkt kan finansiera en kostnadsrad i samma budget."
        if keys.count(line.key) > 1:
            row.faults["label"] = "raden har samma nyckel som en annan. Ta bort den ena."
