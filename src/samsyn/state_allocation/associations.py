"""The associations that the state's money is divided between, and the table they are read from."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from samsyn.rules.money import InvalidAmount, kronor_to_ore
from samsyn.state_allocation.faults import Fault, Faulty

LARGEST_COUNT = 20_000_000
"""More than there are people: a larger number is typed wrong."""
LARGEST_ORE = 10**14
MOST_ASSOCIATIONS = 1_000
LARGEST_FILE = 5_000_000

STATUSES = {
    "published": "publicerad",
    "derived": "härledd ur publicerade uppgifter",
    "own": "egen uppgift",
    "invented": "påhittad",
}
COLUMNS = {
    "association": "förbundets nyckel: små bokstäver a–z, siffror och tecknen - _",
    "name": "förbundets namn",
    "year": "bidragsåret som beslutat gäller; föregående gäller året före; tomt om det inte är känt",
    "region": "regionen som betalar hälften av statens belopp",
    "population": "invånare i de åldrar som modellen räknar, ett heltal",
    "need": "försörjningsmåttet i helårsekvivalenter, ett heltal",
    "previous": "statens belopp året före, i kronor; tomt om det inte är känt",
    "request": "statens belopp som förbundet har begärt, i kronor; tomt om det inte är känt",
    "equity": "eget kapital, i kronor; tomt om det inte är känt",
    "decided": "statens beslutade belopp, i kronor; tomt om det inte är känt",
    "status": "varifrån raden kommer: " + ", ".join(STATUSES),
    "invented": "de kolumner som är påhittade, med mellanslag emellan",
    "source": "källan i ord",
}
REQUIRED = ("association", "name", "population", "need")
COUNTS = ("population", "need")
AMOUNTS = ("previous", "request", "equity", "decided")

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")
_YEAR = re.compile(r"20[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,12}")
_AMOUNT = re.compile(r"-?[0-9]{1,15}([.,][0-9]{1,2})?")


@dataclass(frozen=True)
class Association:
    """One association as the model sees it. Amounts in öre; None where they are not known.

    population:   in the ages of the model
    need:         full-year equivalents
    previous_ore: the state's amount of the year before
    request_ore:  the state's amount that is asked for; None if nothing limits it
    equity_ore:   equity, negative if there is a deficit
    decided_ore:  the state's decision for the year, to compare with
    year:         the year of the decision; `previous_ore` is of the year before
    invented:     the columns whose values are made up
    """

    key: str
    name: str
    population: int
    need: int
    region: str = ""
    previous_ore: int | None = None
    request_ore: int | None = None
    equity_ore: int | None = None
    decided_ore: int | None = None
    year: int | None = None
    status: str = "own"
    invented: tuple[str, ...] = ()
    source: str = ""

    @property
    def is_invented(self) -> bool:
        """Whether anything about it is made up."""
        return self.status == "invented" or bool(self.invented)

    def is_made_up(self, column: str) -> bool:
        """Return whether the value of a column is made up."""
        return column in self.invented or (self.status == "invented" and not self.invented)

    @property
    def made_up(self) -> str:
        """What is made up, in Swedish; empty if nothing is."""
        if self.status == "invented":
            return "påhittat förbund"
        words = [MADE_UP[column] for column in self.invented if column in MADE_UP]
        return f"påhittat: {', '.join(words)}" if words else ""


MADE_UP = {
    "name": "namn",
    "region": "region",
    "population": "befolkning",
    "need": "försörjningsmått",
    "previous": "föregående belopp",
    "request": "begäran",
    "equity": "eget kapital",
    "decided": "beslut",
}


def read_associations(content: bytes, *, place: str) -> tuple[Association, ...]:
    """Return the associations of a CSV file, sorted by key.

    content: UTF-8 with or without a mark, or Windows-1252 as Excel saves it; comma or
             semicolon between the columns
    place:   the file's name, for the faults

    Raises Faulty with everything that is wrong, row by row.
    """
    rows, faults = _table(_decoded(content, place), place)
    associations, seen = [], dict[str, int]()
    for number, cells in rows:
        found, wrong = _association(cells, f"{place}, rad {number}")
        faults += wrong
        if found is None:
            continue
        if found.key in seen:
            faults.append(_repeated(found.key, seen[found.key], f"{place}, rad {number}"))
            continue
        seen[found.key] = number
        associations.append(found)
    if not rows and not faults:
        faults.append(_fault("tom", place, "", "inga rader", "en rad per förbund"))
    if faults:
        raise Faulty(faults)
    return tuple(sorted(associations, key=lambda each: each.key))


def _decoded(content: bytes, place: str) -> str:
    if len(content) > LARGEST_FILE:
        size = f"{len(content)} byte"
        raise Faulty([_fault("for-stor", place, "", size, f"högst {LARGEST_FILE} byte")])
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    wanted = "en textfil i UTF-8 eller Windows-1252"
    raise Faulty([_fault("teckenkod", place, "", "andra tecken", wanted)])


def _table(text: str, place: str) -> tuple[list[tuple[int, dict[str, str]]], list[Fault]]:
    """Return the rows with their numbers in the file, and what is wrong with the table."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        faults = list(_wrong_header(header, place))
        for cells in [] if faults else reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
                where = f"{place}, rad {reader.line_num}"
                found, wanted = f"{len(cells)} celler", f"{len(header)} celler"
                faults.append(_fault("for-manga-celler", where, "", found, wanted))
                continue
            rows.append((reader.line_num, dict(zip(header, cells, strict=False))))
            if len(rows) > MOST_ASSOCIATIONS:
                wanted = f"högst {MOST_ASSOCIATIONS} förbund"
                return [], [*faults, _fault("for-manga-rader", place, "", "fler rader", wanted)]
    except csv.Error as error:
        return [], [_fault("csv", place, "", str(error), "en CSV-fil med jämna citattecken")]
    return rows, faults


def _wrong_header(header: Sequence[str], place: str) -> Iterator[Fault]:
    where = f"{place}, rad 1"
    for name in REQUIRED:
        if name not in header:
            yield _fault("kolumn-saknas", where, name, "ingen sådan kolumn", COLUMNS[name])
    for name in dict.fromkeys(header):
        if name not in COLUMNS:
            wanted = "någon av " + ", ".join(COLUMNS)
            yield _fault("okand-kolumn", where, name, name, wanted)
        elif header.count(name) > 1:
            yield _fault("kolumn-tva-ganger", where, name, name, "varje kolumn en gång")


def _association(
    cells: Mapping[str, str], where: str
) -> tuple[Association | None, list[Fault]]:
    text = {name: cells.get(name, "").strip() for name in COLUMNS}
    wrong = [name for name, reads in CHECKS.items() if not reads(text[name])]
    faults = [_wrong_cell(name, text[name], where) for name in wrong]
    if faults:
        return None, faults
    amounts = {f"{name}_ore": _ore(text[name]) for name in AMOUNTS}
    return Association(
        key=text["association"],
        name=text["name"],
        region=text["region"],
        population=int(_bare(text["population"])),
        need=int(_bare(text["need"])),
        status=text["status"] or "own",
        invented=tuple(text["invented"].split()),
        source=text["source"],
        year=int(text["year"]) if text["year"] else None,
        **amounts,
    ), []


def _is_amount(text: str, *, may_be_negative: bool = False) -> bool:
    if not text:
        return True
    if not _AMOUNT.fullmatch(_bare(text)):
        return False
    try:
        ore = _ore(text)
    except InvalidAmount:
        return False
    return ore is not None and abs(ore) <= LARGEST_ORE and (may_be_negative or ore >= 0)


def _is_count(text: str) -> bool:
    bare = _bare(text)
    return bool(_WHOLE.fullmatch(bare)) and int(bare) <= LARGEST_COUNT


def _ore(text: str) -> int | None:
    """Return an amount in kronor, written the Swedish way or with a point, as öre."""
    return kronor_to_ore(_bare(text).replace(",", ".")) if text else None


def _bare(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")


CHECKS: Mapping[str, Callable[[str], bool]] = {
    "association": lambda text: bool(_KEY.fullmatch(text)),
    "name": bool,
    "year": lambda text: not text or bool(_YEAR.fullmatch(text)),
    "population": _is_count,
    "need": _is_count,
    "previous": _is_amount,
    "request": _is_amount,
    "equity": lambda text: _is_amount(text, may_be_negative=True),
    "decided": _is_amount,
    "status": lambda text: not text or text in STATUSES,
    "invented": lambda text: set(text.split()) <= set(COLUMNS),
}


def _wrong_cell(name: str, text: str, where: str) -> Fault:
    return _fault(
        "cell", f"{where}, kolumn {name}", name, text[:60] or "tom cell", COLUMNS[name]
    )


def _repeated(key: str, first: int, where: str) -> Fault:
    wanted = f"en rad per förbund; det står också på rad {first}"
    return _fault("dubblett", where, "association", key, wanted)


def _fault(code: str, place: str, field: str, found: str, expected: str) -> Fault:
    return Fault(code, place, field, found, expected, REMEDIES[code])


REMEDIES = {
    "tom": "Lägg till raderna och försök igen.",
    "for-stor": "Kontrollera att det är rätt fil.",
    "teckenkod": "Spara filen som CSV UTF-8 i Excel.",
    "for-manga-celler": "Sätt citattecken om text med kommatecken.",
    "for-manga-rader": "Kontrollera att det är rätt fil.",
    "csv": "Öppna filen i Excel och spara den som CSV UTF-8.",
    "kolumn-saknas": "Lägg till kolumnen.",
    "okand-kolumn": "Byt namn på kolumnen eller ta bort den.",
    "kolumn-tva-ganger": "Ta bort den ena.",
    "cell": "Rätta cellen.",
    "dubblett": "Ta bort eller byt den ena.",
}
