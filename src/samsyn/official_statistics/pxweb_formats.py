"""How PxWeb writes its tables: JSON-stat 2, its own JSON, and CSV.

Source: the JSON-stat format, version 2.0; Statistics Sweden's descriptions of PxWeb API v1 and
of PxWebApi 2.0 (read in stored copies; no call has been made).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

from samsyn.intake.reactions import Remark
from samsyn.official_statistics.measures import Measure, benefit_by_label
from samsyn.official_statistics.observations import (
    Observation,
    Reading,
    figure,
    sex_of,
    time_of,
    written_area,
)
from samsyn.register.ages import ALL_AGES, Unreadable, band

MOST_CELLS = 500_000
ROLES = {
    "area": ("region", "kommun", "område", "län", "lan"),
    "ages": ("alder", "ålder", "aldersgrupp", "åldersgrupp", "åldersklass"),
    "sex": ("kon", "kön"),
    "contents": ("contentscode", "tabellinnehåll", "innehåll"),
    "time": ("tid", "år", "månad", "ar", "manad"),
}
"""What tables call their variables, in small letters."""

LONG_TIME = re.compile(r"(?P<contents>.*?)\s*(?P<time>(?:19|20)\d\d(?:M(?:0[1-9]|1[0-2]))?)\Z")
Fault = Callable[[str, object, str, str], None]


@dataclass(frozen=True)
class Cell:
    """One cell as a table has it: role -> (code, words); the value; the code if missing."""

    place: str
    labels: Mapping[str, tuple[str, str]]
    value: object
    status: str = ""


def role_of(name: str, words: str = "") -> str:
    """Return which part of a figure a variable is, or nothing if it is none of ours.

    >>> role_of("Alder"), role_of("Civilstand")
    ('ages', '')
    """
    for text in (name.strip().lower(), words.strip().lower()):
        for role, names in ROLES.items():
            if text in names:
                return role
    return ""


def read_json_stat(
    content: bytes, measure: Measure, names: Mapping[str, str], *, file: str
) -> Reading:
    """Read a data set in JSON-stat 2.

    names: name of an area in small letters -> area; for tables without codes
    file:  what the answer is called in problems
    """
    reading = Reading()
    data = _json(content, file, reading)
    if data is None:
        return reading
    try:
        cells = list(_json_stat_cells(data))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        reading.problems.append(_not_of_form(file, "JSON-stat 2", error))
        return reading
    reading.published_on = _updated(data.get("updated"))
    _observe(cells, measure, names, file, reading)
    return reading


def read_pxweb_json(
    content: bytes, measure: Measure, names: Mapping[str, str], *, file: str
) -> Reading:
    """Read PxWeb's own JSON of version 1: `columns`, and `data` with `key` and `values`."""
    reading = Reading()
    data = _json(content, file, reading)
    if data is None:
        return reading
    try:
        cells = list(_pxweb_json_cells(data))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        reading.problems.append(_not_of_form(file, "PxWeb", error))
        return reading
    for each in data.get("metadata") or []:
        reading.published_on = _updated(each.get("updated")) or reading.published_on
    _observe(cells, measure, names, file, reading)
    return reading


def read_pxweb_table(
    rows: Sequence[Sequence[object]],
    measure: Measure,
    names: Mapping[str, str],
    *,
    file: str,
    first_row: int = 1,
) -> Reading:
    """Read a table as PxWeb exports it to CSV or Excel: variables, then a column for each time.

    rows:      headings first
    first_row: the number of the row with headings in the file
    """
    reading = Reading()
    heads = [str(head or "").strip() for head in rows[0]]
    roles = {place: role_of(head) for place, head in enumerate(heads)}
    values = {
        place: found
        for place, head in enumerate(heads)
        if not roles[place] and (found := LONG_TIME.match(head))
    }
    cells: list[Cell] = []
    for number, row in enumerate(rows[1:], start=first_row + 1):
        if not any(str(each or "").strip() for each in row) or _is_footnote(row, names):
            continue
        labels = {
            role: (_text(row, place), _text(row, place))
            for place, role in roles.items()
            if role
        }
        for place, found in values.items():
            told = labels | {"time": (found["time"], found["time"])}
            if found["contents"]:
                told["contents"] = (found["contents"], found["contents"])
            value = row[place] if place < len(row) else None
            cells.append(Cell(f"{number}|{heads[place]}", told, value))
    _observe(cells, measure, names, file, reading)
    return reading


def _json_stat_cells(data: Mapping[str, Any]) -> Iterator[Cell]:
    ids, sizes = list(data["id"]), [int(size) for size in data["size"]]
    total = prod(sizes)
    if len(ids) != len(sizes) or not 0 < total <= MOST_CELLS:
        raise ValueError(f"{total} celler")
    values, statuses = data["value"], data.get("status") or {}
    if isinstance(values, list) and len(values) != total:
        raise ValueError(f"{len(values)} värden för {total} celler")
    axes = [
        _categories(data["dimension"][name], size)
        for name, size in zip(ids, sizes, strict=True)
    ]
    roles = [role_of(name, str(data["dimension"][name].get("label", ""))) for name in ids]
    known = [place for place, role in enumerate(roles) if role]
    for place, point in enumerate(product(*axes)):
        labels = {roles[axis]: point[axis] for axis in known}
        labels |= {
            f"?{ids[axis]}": point[axis] for axis in range(len(ids)) if axis not in known
        }
        yield Cell(f"cell {place}", labels, _at(values, place), str(_at(statuses, place) or ""))


def _categories(dimension: Mapping[str, Any], size: int) -> list[tuple[str, str]]:
    """Return code and words of each category, in the order of the values."""
    category = dimension["category"]
    labels = category.get("label") or {}
    index = category.get("index")
    if index is None:
        codes = list(labels)
    elif isinstance(index, list):
        codes = [str(code) for code in index]
    else:
        codes = sorted(index, key=lambda code: int(index[code]))
    if len(codes) != size:
        raise ValueError(f"{len(codes)} koder för {size} värden")
    return [(code, str(labels.get(code, code))) for code in codes]


def _at(values: object, place: int) -> object:
    if isinstance(values, list):
        return values[place] if place < len(values) else None
    return values.get(str(place)) if isinstance(values, dict) else values


def _pxweb_json_cells(data: Mapping[str, Any]) -> Iterator[Cell]:
    columns = data["columns"]
    keys = [column for column in columns if column.get("type") in {"d", "t"}]
    contents = [column for column in columns if column.get("type") not in {"d", "t"}]
    roles = [
        "time" if c.get("type") == "t" else role_of(c["code"], c.get("text", "")) for c in keys
    ]
    if len(data["data"]) * max(1, len(contents)) > MOST_CELLS:
        raise ValueError("för många celler")
    for number, row in enumerate(data["data"]):
        labels = {
            role or f"?{column['code']}": (str(code), str(code))
            for role, column, code in zip(roles, keys, row["key"], strict=True)
        }
        for column, value in zip(contents, row["values"], strict=True):
            told = labels | {"contents": (column["code"], column.get("text", column["code"]))}
            yield Cell(f"post {number + 1}", told, value)


def _observe(
    cells: Sequence[Cell],
    measure: Measure,
    names: Mapping[str, str],
    file: str,
    reading: Reading,
) -> None:
    """Make figures of cells; a cell that cannot be one becomes a problem."""
    extra = _extra_variables(cells)
    for name, found in extra.items():
        if len(found) > 1:
            reading.problems.append(
                Remark(
                    "okand-variabel", file, None, name, ", ".join(sorted(found)[:5]),
                    "en tabell utan den variabeln, eller med ett enda värde i den",
                    "Gör uttaget på nytt utan variabeln, så att figurerna är summor över den.",
                )
            )  # fmt: skip
        else:
            reading.notes.append(f"Gäller {name}: {next(iter(found))}.")
    if any(len(found) > 1 for found in extra.values()):
        return
    for cell in cells:
        try:
            found_cell = _observation(cell, measure, names)
        except Unreadable as error:
            row, _, column = cell.place.partition("|")
            number = int(row) if row.isdigit() else None
            reading.refuse(error, file=file, row=number, column=column or cell.place)
            continue
        if found_cell is not None:
            reading.add(found_cell)


def _extra_variables(cells: Sequence[Cell]) -> dict[str, set[str]]:
    extra: dict[str, set[str]] = {}
    for cell in cells:
        for role, (_, words) in cell.labels.items():
            if role.startswith("?"):
                extra.setdefault(role[1:], set()).add(words)
    return extra


def _observation(cell: Cell, measure: Measure, names: Mapping[str, str]) -> Observation | None:
    """Return the figure of a cell; None for a content that belongs to another measure."""
    benefit = ""
    if measure.by_benefit and "contents" in cell.labels:
        found = next(
            filter(None, map(benefit_by_label, reversed(cell.labels["contents"]))), None
        )
        if found is None:
            return None
        benefit = found
    if "area" not in cell.labels or "time" not in cell.labels:
        raise Unreadable(" ".join(cell.labels), "en tabell med region och tid")
    starts_on, on = time_of(cell.labels["time"][0], measure.period)
    value, missing = figure(cell.value)
    if value is None and cell.status:
        missing = figure(cell.status)[1] or missing
    default = measure.ages if measure.id != "population" else ALL_AGES
    return Observation(
        measure=measure.id,
        area=_area(cell.labels["area"], names),
        on=on,
        starts_on=starts_on,
        sex=_first(cell.labels.get("sex"), sex_of, "all"),
        band=_first(cell.labels.get("ages"), band, default),
        benefit=benefit,
        value=value,
        missing=missing,
    )


def _area(label: tuple[str, str], names: Mapping[str, str]) -> str:
    return str(_first(label, lambda text: written_area(text, names), ""))


def _first(label: tuple[str, str] | None, read: Callable[[str], Any], otherwise: Any) -> Any:
    """Read the code, or else the words, of a category."""
    if label is None:
        return otherwise
    try:
        return read(label[0])
    except ValueError:
        return read(label[1])


def _json(content: bytes, file: str, reading: Reading) -> dict[str, Any] | None:
    """Return a JSON object whose numbers are exact; else add a problem."""
    try:
        data = json.loads(
            content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_constant
        )
    except (ValueError, RecursionError) as error:
        reading.problems.append(_not_of_form(file, "JSON", error))
        return None
    if not isinstance(data, dict):
        reading.problems.append(_not_of_form(file, "JSON", "ingen tabell"))
        return None
    return data


def _no_constant(text: str) -> object:
    raise ValueError(f"{text} är inget tal")


def _not_of_form(file: str, form: str, error: object) -> Remark:
    return Remark(
        "form", file, None, "", str(error)[:120] or "något annat", f"en tabell i formen {form}",
        "Hämta tabellen på nytt, och spara den utan att ändra i den.",
    )  # fmt: skip


def _updated(text: object) -> date | None:
    """Return the day of a time stamp such as 2025-02-21T07:00:00Z; None if it is none."""
    try:
        return datetime.fromisoformat(str(text).replace("Z", "+00:00")).date()
    except ValueError:
        return None


def _text(row: Sequence[object], place: int) -> str:
    return str(row[place] if place < len(row) and row[place] is not None else "").strip()


def _is_footnote(row: Sequence[object], names: Mapping[str, str]) -> bool:
    """Whether a row is a note below the table: one text that is no area, and nothing beside."""
    told = [str(each).strip() for each in row if str(each or "").strip()]
    try:
        return len(told) == 1 and not written_area(told[0], names)
    except Unreadable:
        return True
