"""Single figures as they are read from an answer or a file, before anything is stored."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation

from samsyn.intake.reactions import Remark
from samsyn.official_statistics.measures import missing_codes
from samsyn.register.ages import Band, Unreadable
from samsyn.register.areas import COUNTRY, county_area, municipality_area

SIGNIFICANT, DECIMALS = 15, 8
"""A figure keeps this much: what a number in a workbook or in JSON can carry."""

LARGEST = Decimal(10) ** 12
NUMBER = re.compile(r"-?\d+(\.\d+)?\Z", re.ASCII)
YEAR = re.compile(r"(19|20)\d\d\Z", re.ASCII)
MONTH = re.compile(r"((?:19|20)\d\d)[M-]?(0[1-9]|1[0-2])\Z", re.ASCII)
SPACES = re.compile(r"[\s\u00a0\u2009\u202f]")

SEX_CODES = {
    "": "all", "all": "all", "alla": "all", "t": "all", "1+2": "all", "tot": "all",
    "totsa": "all", "totalt": "all", "kvinnor och män": "all", "män och kvinnor": "all",
    "män och kvinnor totalt": "all", "båda könen": "all", "totalt kön": "all", "samtliga": "all",
    "2": "women", "k": "women", "women": "women", "kvinna": "women", "kvinnor": "women",
    "f": "women", "1": "men", "m": "men", "men": "men", "man": "men", "män": "men",
}  # fmt: skip
"""How SCB, Kolada, Försäkringskassan and people write sex."""


@dataclass(frozen=True)
class Observation:
    """One figure: of what, where, when, whom; a value, or the code for why there is none.

    area:      as in `register.areas`
    on:        the day, or the last day of the period
    starts_on: the first day of the period; None for a day
    benefit:   an id of a benefit, or empty
    """

    measure: str
    area: str
    on: date
    starts_on: date | None
    sex: str
    band: Band
    benefit: str
    value: Decimal | None
    missing: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """What may occur once in a snapshot."""
        return (
            self.measure, self.area, self.on, self.starts_on, self.sex, self.band, self.benefit
        )  # fmt: skip


@dataclass
class Reading:
    """What an answer or a file gave: figures, every problem, and what a reader should know."""

    observations: list[Observation] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    published_on: date | None = None

    def add(self, observation: Observation) -> None:
        self.observations.append(observation)

    def refuse(
        self, error: Unreadable, *, file: str, row: int | None, column: str = ""
    ) -> None:
        """Note a cell that cannot be read."""
        remedy = "Rätta cellen, eller gör uttaget på nytt."
        self.problems.append(
            Remark("cell", file, row, column, error.found, error.expected, remedy)
        )

    def take(self, part: Reading) -> None:
        """Take over what a part of the answer gave."""
        self.observations += part.observations
        self.problems += part.problems
        self.notes += part.notes
        self.published_on = part.published_on or self.published_on


def exact(number: object) -> Decimal:
    """Return a number as a decimal, at most 15 digits and 8 decimals long.

    More than that is dust from a binary number: 0.1 + 0.2 in somebody's workbook.

    Raises Unreadable for what is no number, and for what is too large.

    >>> exact(13.299999999999999), exact(4)
    (Decimal('13.3'), Decimal('4'))
    """
    if isinstance(number, bool) or not isinstance(number, int | float | Decimal | str):
        raise Unreadable(number, "ett tal")
    text = repr(number) if isinstance(number, float) else str(number)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise Unreadable(number, "ett tal") from None
    if not value.is_finite() or abs(value) > LARGEST:
        raise Unreadable(number, f"ett tal på högst {LARGEST:,.0f}".replace(",", " "))
    short = Context(prec=SIGNIFICANT, rounding=ROUND_HALF_EVEN).create_decimal(value)
    if -int(short.as_tuple().exponent) > DECIMALS:
        short = short.quantize(Decimal(1).scaleb(-DECIMALS), rounding=ROUND_HALF_EVEN)
    plain = short.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


def figure(text: object) -> tuple[Decimal | None, str]:
    """Return a written figure and the code if it is missing; one of them is empty.

    Written the Swedish way or with a point. An empty cell is "..": nothing was said.

    Raises Unreadable for anything else, and where «1,234» could be a thousand.

    >>> figure("304 805"), figure("12,7"), figure("..")
    ((Decimal('304805'), ''), (Decimal('12.7'), ''), (None, '..'))
    """
    if isinstance(text, int | float | Decimal) and not isinstance(text, bool):
        return exact(text), ""
    plain = str("" if text is None else text).strip().replace("…", "..").replace("–", "-")
    if not plain or plain == ".. ":
        return None, ".."
    if plain in missing_codes():
        return None, plain
    plain = SPACES.sub("", plain).replace("\u2212", "-")
    if "," in plain and "." in plain:
        raise Unreadable(text, "ett tal med komma eller punkt, inte båda")
    plain = plain.replace(",", ".")
    if not NUMBER.match(plain):
        codes = ", ".join(f"«{code}»" for code in missing_codes())
        raise Unreadable(text, f"ett tal, eller ett av tecknen {codes}")
    return exact(plain), ""


def area_of(code: str) -> str:
    """Return an area by its official code: "00", "18", "1860", also Kolada's "0000", "0018".

    >>> area_of("1860"), area_of("18"), area_of("0018"), area_of("00")
    ('kommun:1860', 'lan:18', 'lan:18', 'riket')
    """
    text = code.strip()
    if text.lower() in {"00", "0000", "riket", "all"}:
        return COUNTRY
    if not text.isascii() or not text.isdigit() or len(text) not in {2, 4}:
        raise Unreadable(code, "en kommunkod (1860), en länskod (18) eller riket (00)")
    if len(text) == 2:
        return county_area(text)
    return county_area(text[2:]) if text.startswith("00") else municipality_area(text)


def area_code(area: str) -> str:
    """Return an area's official code: "1860", "18" or "00"."""
    return "00" if area == COUNTRY else area.partition(":")[2]


def written_area(text: str, names: Mapping[str, str]) -> str:
    """Return an area as people and exports write it: «1860 Laxå», «1860», «Laxå», «Riket».

    names: name in small letters -> area, and every area -> itself; empty knows none

    Raises Unreadable also for a code that no area has.
    """
    plain = text.strip()
    if plain.lower() in names:
        return names[plain.lower()]
    first = plain.split(" ", 1)[0]
    area = area_of(first if first.isascii() and first.isdigit() else plain)
    if names and area not in names:
        raise Unreadable(text, "ett område som finns i rikets indelning")
    return area


def sex_of(text: object) -> str:
    """Return all, women or men."""
    plain = str("" if text is None else text).strip().lower()
    if plain not in SEX_CODES:
        raise Unreadable(text, "kvinnor, män eller alla")
    return SEX_CODES[plain]


def time_of(text: object, period: str) -> tuple[date | None, date]:
    """Return the first and the last day of a year, month or day as it is written.

    period: of the measure: `day`, `month`, `year` or `twelve_months`. A measure of a day has
            no first day, and a year then means its last day.

    >>> time_of("2023", "day")
    (None, datetime.date(2023, 12, 31))
    >>> time_of("2024M02", "twelve_months")
    (datetime.date(2023, 3, 1), datetime.date(2024, 2, 29))
    """
    plain = str("" if text is None else text).strip().removesuffix(".0")
    if YEAR.match(plain):
        year = int(plain)
        return (None if period == "day" else date(year, 1, 1)), date(year, 12, 31)
    if found := MONTH.match(plain):
        return _month(int(found[1]), int(found[2]), period)
    try:
        on = date.fromisoformat(plain)
    except ValueError:
        raise Unreadable(text, "ett år (2023), en månad (2023M12) eller en dag") from None
    if not 1900 <= on.year <= 2100:
        raise Unreadable(text, "ett datum mellan 1900 och 2100")
    return (None, on) if period == "day" else _month(on.year, on.month, period)


def _month(year: int, month: int, period: str) -> tuple[date | None, date]:
    last = date(year, month, monthrange(year, month)[1])
    if period == "day":
        return None, last
    if period == "twelve_months":
        return (date(year, 1, 1) if month == 12 else date(year - 1, month + 1, 1)), last
    return date(year, month, 1), last


def doubled(observations: Sequence[Observation]) -> Iterator[Observation]:
    """Yield every figure whose key another one before it already has."""
    seen: set[tuple[object, ...]] = set()
    for each in observations:
        if each.key in seen:
            yield each
        seen.add(each.key)


def sentences(parts: Iterable[str]) -> str:
    """Return notes as running text, each once."""
    return " ".join(dict.fromkeys(part.strip() for part in parts if part.strip()))
