"""Amounts as people and their programs write them, read to whole öre or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from enum import StrEnum
from functools import lru_cache

from samsyn.intake.reactions import Answers, Place, Question, Remark, question, remark
from samsyn.intake.sheets import Cell
from samsyn.rules.money import format_kronor

LARGEST_ORE = 10**13

_PLAIN = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,2})?")
_SPACES = re.compile("[\\s\u2000-\u200b\u202f\u205f\u2060\u3000]+")
_MINUSES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d"
_ASCII = str.maketrans(f"{_MINUSES}\u2019０１２３４５６７８９", f"{'-' * 9}'0123456789")
_FOREIGN = re.compile(r"[€$£¥]|(?<![a-z])(?:eur|euro|usd|nok|dkk|gbp|chf)(?![a-z])", re.I)
_TELLING = {
    "for-smal-kolumn": re.compile(r"#+"),
    "felvarde": re.compile(r"#[A-ZÅÄÖ][A-ZÅÄÖ0-9/_ ]*[!?]?", re.I),
    "exponent": re.compile(r"[-+]?[0-9][0-9.,]*e[-+]?[0-9]+", re.I),
}
_THOUSANDS = r"tkr|kkr|ksek|tsek|tusental|tusen(?: kr(?:onor)?)?"
_MILLIONS = r"mnkr|mkr|msek|mn kr|milj(?:oner|\.)?(?: kr(?:onor)?)?"
_UNIT_WORD = re.compile(rf"(?<![a-zåäö])(?:({_THOUSANDS})|({_MILLIONS}))(?![a-zåäö])", re.I)
_WRITTEN = re.compile(
    rf"""(?P<open>\()?\ ?(?P<sign>[-+])?\ ?(?P<before>kr|sek|skr)?\.?\ ?(?P<second>[-+])?\ ?
    (?P<number>[0-9](?:[0-9 .,']*[0-9])?)
    \ ?(?P<no_ore>:-|,--?)?
    \ ?(?:(?P<kr>kr|kronor|sek|skr)|(?P<tkr>{_THOUSANDS.replace(" ", "[ ]")})
        |(?P<mnkr>{_MILLIONS.replace(" ", "[ ]")}))?\.?\ ?(?P<no_ore_after>:-)?
    \ ?(?P<minus>-)?\ ?(?P<close>\))?\ ?(?P<side>cr|dr)?""",
    re.I | re.X,
)
_GROUPED = re.compile(r"[0-9]{1,3}(?:[ '.,][0-9]{3})*|[0-9]+")
_EXACT = Context(prec=60)
# What the last bits of a double leave behind in a sum of amounts.
_NOISE_KRONOR, _NOISE_SHARE = Decimal("1e-6"), Decimal(2) ** -46


class MoneyUnit(StrEnum):
    """What one of a written number is: kronor, thousands or millions of kronor."""

    KRONOR = "kr"
    THOUSANDS = "tkr"
    MILLIONS = "mnkr"

    @property
    def ore(self) -> int:
        return {"kr": 100, "tkr": 100_000, "mnkr": 100_000_000}[self.value]


@dataclass(frozen=True)
class AmountStyle:
    """How the amounts of a column are written. None or "" where nobody has said.

    decimal_sign:            "," or "."; needed only for texts such as 134.000
    is_trailing_minus_minus: what `134 000 kr-` means; needed only if it occurs
    unit:                    what bare numbers are counted in; kronor if not said
    """

    decimal_sign: str = ""
    is_trailing_minus_minus: bool | None = None
    unit: MoneyUnit | None = None


PLAIN_STYLE = AmountStyle()


@dataclass(frozen=True)
class Amount:
    """An amount in whole öre, or None if the cell is empty or could not be read."""

    ore: int | None
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class StyleReading:
    """How a column writes its amounts, and what must be asked before that is known."""

    style: AmountStyle
    questions: tuple[Question, ...] = ()
    remarks: tuple[Remark, ...] = ()


class _NotAnAmount(ValueError):
    """Carries the code of a remark, and what to fill into it."""

    def __init__(self, code: str, **words: object) -> None:
        super().__init__(code)
        self.code, self.words = code, words


@dataclass(frozen=True)
class _Written:
    """A text taken apart. `decimal_sign` is "?" if it may be either."""

    whole: str
    decimals: str
    decimal_sign: str
    unit: MoneyUnit | None
    signs: tuple[str, ...]
    is_minus_after_kronor: bool
    is_plain: bool


def read_amount(value: object, style: AmountStyle = PLAIN_STYLE) -> Amount:
    """Return the amount of a text, a number or a cell of `sheets`, in whole öre.

    Never rounds, but for what binary numbers leave in the last digits, and then says so.

    value: str, int, Decimal, float, None or Cell; a bool or a date is no amount

    >>> read_amount("1 171 000,50 kr").ore, read_amount("(134 000)").ore
    (117100050, -13400000)
    >>> print(*read_amount("134,505").remarks)  # doctest: +ELLIPSIS
    hittade '134,505', väntade ett entydigt belopp. ...
    """
    if style.unit is None and isinstance(value, str) and _PLAIN.fullmatch(value):
        kronor, _, decimals = value.replace(",", ".").partition(".")
        ore = int(kronor + (decimals + "00")[:2])
        if abs(ore) <= LARGEST_ORE:
            return Amount(ore)
    try:
        if isinstance(value, Cell):
            return _of_cell(value, style)
        return _of_value(value, style)
    except _NotAnAmount as fault:
        found = value.raw if isinstance(value, Cell) else value
        return Amount(None, (remark(fault.code, found, None, **fault.words),))


def style_of(
    values: Iterable[object],
    *,
    heading: str = "",
    place: Place | None = None,
    answers: Answers | None = None,
) -> StyleReading:
    """Return how a whole column writes its amounts, and what must be asked.

    What `.` and a minus after the kronor mean is asked once for a file, the unit for a column.
    A cell that cannot be misunderstood settles those that can.

    values: as `read_amount` takes them; those that are no amounts are passed over
    """
    where, given = place or Place(), answers or {}
    written = list(_all_written(values))
    sign, sign_asked = _decimal_sign(written, where, given)
    minus, minus_asked = _trailing_minus(written, where, given)
    unit, unit_asked, mixed = _unit(written, heading, where, given)
    asked = tuple(filter(None, (sign_asked, minus_asked, unit_asked)))
    return StyleReading(AmountStyle(sign, minus, unit), asked, mixed)


def shown_kronor(ore: int) -> str:
    """Return öre as they are shown in remarks: always two decimals."""
    text = format_kronor(ore)
    return text if "," in text else f"{text},00"


def _of_value(value: object, style: AmountStyle) -> Amount:
    if value is None:
        return Amount(None)
    if isinstance(value, str):
        return _of_text(value, style)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise _NotAnAmount("inget-belopp")
    number = Decimal(repr(value) if isinstance(value, float) else value)
    return _of_number(number, style)


def _of_cell(cell: Cell, style: AmountStyle) -> Amount:
    """A cell: its value counts, and its format tells what else there is to know."""
    value = cell.value
    if not isinstance(value, Decimal):
        return _of_value(value, style)
    display = _display(cell.display)
    if display.is_foreign or display.is_percent:
        raise _NotAnAmount("annan-valuta" if display.is_foreign else "inget-belopp")
    amount = _of_number(value, _with_unit(style, display.unit))
    if not display.hides(value):
        return amount
    told = remark("visas-avrundat", f"värdet är {cell.raw} men visas avrundat")
    return Amount(amount.ore, (*amount.remarks, told))


def _of_number(number: Decimal, style: AmountStyle) -> Amount:
    if not number.is_finite():
        raise _NotAnAmount("inget-belopp")
    if number.adjusted() > 14:
        raise _NotAnAmount("for-stort-belopp")
    exact = _EXACT.multiply(number, Decimal((style.unit or MoneyUnit.KRONOR).ore))
    ore = int(exact.to_integral_value())
    if exact == ore:
        return Amount(_within_limit(ore))
    if abs(exact - ore) > 100 * max(_NOISE_KRONOR, abs(number) * _NOISE_SHARE):
        raise _NotAnAmount("inte-hela-ore")
    told = remark("binart-brus", number, amount=shown_kronor(_within_limit(ore)))
    return Amount(ore, (told,))


def _of_text(text: str, style: AmountStyle) -> Amount:
    written = _written(text)
    if written is None:
        return Amount(None)
    written = _settled(written, style)
    unit = _with_unit(style, written.unit).unit or MoneyUnit.KRONOR
    digits, places = int(written.whole + written.decimals), len(written.decimals)
    ore, rest = divmod(digits * unit.ore, 10**places)
    if rest:
        raise _NotAnAmount("inte-hela-ore")
    ore = _within_limit(-ore if "-" in written.signs else ore)
    if written.is_plain:
        return Amount(ore)
    code = "negativt-belopp" if ore < 0 else "belopp-tolkat"
    return Amount(ore, (remark(code, text, amount=shown_kronor(ore)),))


def _within_limit(ore: int) -> int:
    if abs(ore) > LARGEST_ORE:
        raise _NotAnAmount("for-stort-belopp")
    return ore


def _with_unit(style: AmountStyle, unit: MoneyUnit | None) -> AmountStyle:
    """The style, if what the cell says of its unit agrees with it."""
    if unit is None or unit is style.unit:
        return style
    if style.unit is not None:
        raise _NotAnAmount("blandade-enheter", unit=style.unit.value)
    if unit is not MoneyUnit.KRONOR:
        raise _NotAnAmount("beloppsenhet")
    return style


def _settled(written: _Written, style: AmountStyle) -> _Written:
    """The same with what only a style can tell: what the separator is, and the minus."""
    if written.decimal_sign.startswith("?"):
        if not style.decimal_sign:
            raise _NotAnAmount("punkt-eller-komma")
        if style.decimal_sign != written.decimal_sign[1]:
            written = replace(written, whole=written.whole + written.decimals, decimals="")
    if written.is_minus_after_kronor:
        if style.is_trailing_minus_minus is None:
            raise _NotAnAmount("minus-efter-kronor")
        if style.is_trailing_minus_minus:
            written = replace(written, signs=(*written.signs, "-"))
    if len(written.signs) > 1:
        raise _NotAnAmount("flera-tecken")
    return written


@lru_cache(maxsize=20_000)
def _written(text: str) -> _Written | None:
    """Take a text apart; None if it is empty or only a dash.

    Raises _NotAnAmount if it cannot be an amount, whatever the style.
    """
    plain = _SPACES.sub(" ", text).strip().translate(_ASCII).removeprefix("'")
    if not plain.strip("-"):
        return None
    found = _WRITTEN.fullmatch(plain)
    if found is None or bool(found["open"]) != bool(found["close"]):
        raise _NotAnAmount(_why_not(plain))
    return _taken_apart(found, text)


def _why_not(plain: str) -> str:
    """The code of what a text is, when it is no amount."""
    if any(sign.isdigit() and not sign.isascii() for sign in plain):
        return "andra-siffror"
    for code, pattern in _TELLING.items():
        if pattern.fullmatch(plain):
            return code
    return "annan-valuta" if _FOREIGN.search(plain) else "inget-belopp"


def _taken_apart(found: re.Match[str], text: str) -> _Written:
    whole, decimals, sign = _separated(found["number"])
    if max(len(whole), len(decimals)) > 18:
        raise _NotAnAmount("for-stort-belopp" if len(whole) > 18 else "inte-hela-ore")
    has_kronor = bool(found["before"] or found["kr"] or found["tkr"] or found["mnkr"])
    is_asked = bool(found["minus"]) and has_kronor
    side = {"cr": "-", "dr": "+"}.get((found["side"] or "").lower())
    minus = None if is_asked else found["minus"]
    signs = [found["sign"], found["second"], "-" if found["open"] else None, minus, side]
    unit = MoneyUnit.KRONOR if has_kronor else None
    unit = MoneyUnit.THOUSANDS if found["tkr"] else unit
    unit = MoneyUnit.MILLIONS if found["mnkr"] else unit
    is_plain = bool(re.fullmatch("-?[0-9]+([.,][0-9]+)?", text.strip()))
    return _Written(whole, decimals, sign, unit, tuple(filter(None, signs)), is_asked, is_plain)


def _separated(number: str) -> tuple[str, str, str]:
    """The whole part, the decimals, and the sign between: "", ",", ".", or "?," if unsure."""
    signs = [sign for sign in number if sign in ",."]
    is_decimal = len(signs) == 1 or len(set(signs)) == 2
    sign = signs[-1] if is_decimal else ""
    whole, _, decimals = number.rpartition(sign) if sign else (number, "", "")
    between = set(re.findall("[ '.,]", whole))
    is_torn = bool(sign) and not decimals.isdigit()
    if is_torn or len(between) > 1 or sign in between or not _GROUPED.fullmatch(whole):
        raise _NotAnAmount("inget-belopp")
    if len(decimals) == 3 and re.fullmatch("[1-9][0-9]{0,2}", whole):
        return whole, decimals, f"?{sign}"
    other = {".": ",", ",": "."}.get("".join(between), "")
    return re.sub("[ '.,]", "", whole), decimals, sign or other


@dataclass(frozen=True)
class _Display:
    """What the number format of a cell tells. `decimals` is None if it shows them all."""

    decimals: int | None = None
    unit: MoneyUnit | None = None
    is_foreign: bool = False
    is_percent: bool = False
    is_scaled: bool = False

    def hides(self, value: Decimal) -> bool:
        """Whether a person who looks at the cell sees another number."""
        if self.is_scaled or self.decimals is None:
            return self.is_scaled and value != 0
        return value != value.quantize(Decimal(1).scaleb(-self.decimals), context=_EXACT)


@lru_cache(maxsize=500)
def _display(number_format: str) -> _Display:
    section = number_format.split(";", 1)[0]
    literals = " ".join(map("".join, re.findall(r'"([^"]*)"|\[\$([^]-]*)', section)))
    bare = re.sub(r'"[^"]*"|\[[^]]*\]|[\\_*].', "", section)
    digits = re.search(r"[0#?][0#?, ]*(?:\.([0#?]+))?", bare)
    return _Display(
        decimals=len(digits[1] or "") if digits and "E" not in bare else None,
        unit=_unit_in(literals),
        is_foreign=bool(_FOREIGN.search(literals) or _FOREIGN.search(bare)),
        is_percent="%" in bare,
        is_scaled=bool(re.search(r"[0#?],+(?![0#?])", bare)),
    )


def _unit_in(text: str) -> MoneyUnit | None:
    found = _UNIT_WORD.search(_SPACES.sub(" ", text))
    if found is None:
        return None
    return MoneyUnit.THOUSANDS if found[1] else MoneyUnit.MILLIONS


def _all_written(values: Iterable[object]) -> Iterator[tuple[str, _Written]]:
    """Every different text taken apart, and every unit that a number format names."""
    seen: set[object] = set()
    for each in values:
        value = each.value if isinstance(each, Cell) else each
        unit = _display(each.display).unit if isinstance(each, Cell) else None
        key: object = value if isinstance(value, str) else unit
        if isinstance(value, str) and _PLAIN.fullmatch(value):
            key = ("bare", value[-3:].strip("-0123456789"))
        if key in seen or value is None:
            continue
        seen.add(key)
        if not isinstance(value, str):
            yield str(value), _Written("", "", "", unit, (), False, True)
            continue
        try:
            written = _written(value)
        except _NotAnAmount:
            continue
        if written:
            yield value, written


def _decimal_sign(
    written: list[tuple[str, _Written]], place: Place, answers: Answers
) -> tuple[str, Question | None]:
    known = {each.decimal_sign for _, each in written if each.decimal_sign in (",", ".")}
    unsure = [(text, each) for text, each in written if each.decimal_sign.startswith("?")]
    if len(known) == 1 or not unsure:
        return (known.pop() if len(known) == 1 else ""), None
    text, sample = unsure[0]
    ways = {"thousands": f"{sample.whole}\u00a0{sample.decimals}",
            "decimals": f"{sample.whole},{sample.decimals}"}  # fmt: skip
    asked = question("punkt-eller-komma", Place(place.file), (), "", sample=text, **ways)
    chosen = asked.answer(answers)
    if not chosen:
        return "", asked
    sign = sample.decimal_sign[1]
    return sign if chosen == "decimaler" else {".": ",", ",": "."}[sign], None


def _trailing_minus(
    written: list[tuple[str, _Written]], place: Place, answers: Answers
) -> tuple[bool | None, Question | None]:
    found = [text for text, each in written if each.is_minus_after_kronor]
    if not found:
        return None, None
    asked = question("minus-efter-kronor", place=Place(place.file), sample=found[0].strip())
    chosen = asked.answer(answers)
    return (chosen == "negativt", None) if chosen else (None, asked)


def _unit(
    written: list[tuple[str, _Written]], heading: str, place: Place, answers: Answers
) -> tuple[MoneyUnit | None, Question | None, tuple[Remark, ...]]:
    """The unit of a column, or the question, or the remark that there are several."""
    in_heading = _unit_in(heading)
    units = {each.unit for _, each in written}
    named = {*units, in_heading} - {None}
    if not named - {MoneyUnit.KRONOR}:
        return None, None, ()
    is_bare = None in units and in_heading is None
    if len(named) > 1 or is_bare:
        words = sorted(unit.value for unit in named if unit) + ["utan enhet"] * is_bare
        mixed = remark("blandade-enheter", ", ".join(words), place, unit="en enda")
        return None, None, (mixed,)
    likely = next(unit for unit in named if unit)
    asked = question("beloppsenhet", place=place, default=likely.value, unit=likely.value)
    chosen = asked.answer(answers)
    return (MoneyUnit(chosen), None, ()) if chosen else (None, asked, ())
