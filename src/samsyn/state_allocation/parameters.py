"""The model's parameters: dated sets with their sources, and what a user puts in their place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR, date
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from samsyn.state_allocation.faults import Fault, Faulty
from samsyn.state_allocation.values import (
    EquityStep,
    InvalidValue,
    Round,
    Value,
    expected,
    read_value,
    value_text,
    value_words,
)

OWN_SOURCE = "Ändrad av den som räknar"
REMEDY = "Rätta värdet, eller ta bort det så gäller modellens eget."


class NoModel(LookupError):
    """A year without a model: it was used first for 2016."""


@dataclass(frozen=True)
class Definition:
    """What a parameter is: its name in files, its Swedish title, and how it is read.

    kind:    kronor, percent, percent_or_none, number, choice, yes_no, steps or rounds
    choices: (value, words), for a choice
    """

    name: str
    title: str
    kind: str
    group: str
    help: str
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Setting:
    """A parameter's value, where it is from, and what nobody outside knows about it.

    is_verified: whether a public source states the value
    is_changed:  whether somebody has put another value than the model's own
    """

    definition: Definition
    value: Value
    source: str
    is_verified: bool
    not_public: str
    is_changed: bool = False

    @property
    def text(self) -> str:
        """The value as it is typed in a form and written in an address."""
        return value_text(self.definition.kind, self.value)

    @property
    def words(self) -> str:
        """The value as it is read."""
        return value_words(self.definition.kind, self.definition.choices, self.value)

    @property
    def mark(self) -> str:
        """Verified, not verified, or changed, in Swedish."""
        if self.is_changed:
            return "ändrad"
        return "verifierad" if self.is_verified else "ej verifierad"


@dataclass(frozen=True)
class Terms:
    """The values that the model reckons with. Amounts in öre, weights and shares as fractions.

    largest_loss: share of the earlier amount; None without a floor
    """

    frame_ore: int
    base_ore: int
    need_weight: Fraction
    population_weight: Fraction
    need_measure: str
    largest_loss: Fraction | None
    floor_excludes_equity: bool
    floor_paid_by: str
    equity_steps: tuple[EquityStep, ...]
    equity_of: str
    above_equity: str
    request_cap: bool
    unit_ore: int
    rounding: str
    rounds: tuple[Round, ...]


@dataclass(frozen=True)
class Parameters:
    """One set of parameters: every setting, in the order of the file."""

    name: str
    in_force_from: date
    in_force_until: date | None
    settings: tuple[Setting, ...]

    def __getitem__(self, name: str) -> Setting:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> dict[str, Setting]:
        return {setting.definition.name: setting for setting in self.settings}

    @property
    def changed(self) -> tuple[Setting, ...]:
        """The settings that are not the model's own."""
        return tuple(setting for setting in self.settings if setting.is_changed)

    @property
    def not_public(self) -> tuple[Setting, ...]:
        """The settings about which something is not public."""
        return tuple(setting for setting in self.settings if setting.not_public)

    @cached_property
    def terms(self) -> Terms:
        """The values with their types, for the model."""
        value: dict[str, Any] = {s.definition.name: s.value for s in self.settings}
        return Terms(
            frame_ore=value["frame"],
            base_ore=value["base_amount"],
            unit_ore=value["rounding_unit"],
            **{name: value[name] for name in SAME_NAME},
        )


SAME_NAME = (
    "need_weight",
    "population_weight",
    "need_measure",
    "largest_loss",
    "floor_excludes_equity",
    "floor_paid_by",
    "equity_steps",
    "equity_of",
    "above_equity",
    "request_cap",
    "rounding",
    "rounds",
)


@cache
def definitions() -> dict[str, Definition]:
    """Return every parameter by its name, in the order of the file."""
    return {row["name"]: _definition(row) for row in _file()["parameter"]}


@cache
def parameter_sets() -> tuple[Parameters, ...]:
    """Return every set of the file, earliest first."""
    return tuple(_set(content) for content in _file()["set"])


def parameters_for(year: int) -> Parameters:
    """Return the set that holds for a year's amounts.

    Raises NoModel for a year before the model, and for one that no calendar has.
    """
    on = date(year, 1, 1) if MINYEAR <= year <= MAXYEAR else date.min
    for found in parameter_sets():
        last = found.in_force_until or date.max
        if found.in_force_from <= on <= last:
            return found
    raise NoModel(f"Modellen gäller från bidragsåret 2016; {year} har ingen modell.")


def with_changes(
    parameters: Parameters, changes: Mapping[str, object], *, place: str = ""
) -> Parameters:
    """Return the set with other values in place of its own; a value that is the same changes
    nothing.

    changes: name -> the value as it is typed or stands in TOML; or a table with `value`,
             `source` and `verified`
    place:   the file they are from, for the faults

    Raises Faulty with every unknown name and every value that cannot be read.
    """
    faults: list[Fault] = []
    found: dict[str, Setting] = {}
    for name, raw in changes.items():
        if name not in definitions():
            faults.append(_unknown(name, place))
            continue
        setting = parameters[name]
        try:
            found[name] = _changed(setting, raw)
        except InvalidValue as error:
            faults.append(_unreadable(setting.definition, str(error), place))
    settings = tuple(found.get(s.definition.name, s) for s in parameters.settings)
    made = replace(parameters, settings=settings)
    faults += [] if faults else list(_contradictions(made, place))
    if faults:
        raise Faulty(faults)
    return made


def read_changes(content: bytes, *, place: str) -> dict[str, Any]:
    """Return the changes that a TOML file asks for.

    Raises Faulty if it is not TOML in UTF-8.
    """
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        fault = Fault(
            "toml",
            place,
            "",
            str(error),
            "en TOML-fil i UTF-8",
            "Skriv en parameter per rad, till exempel: frame = 345000000",
        )
        raise Faulty([fault]) from None


def _changed(setting: Setting, raw: object) -> Setting:
    table = raw if isinstance(raw, Mapping) else {"value": raw}
    if "value" not in table:
        raise InvalidValue(str(dict(table)))
    value = read_value(setting.definition.kind, setting.definition.choices, table["value"])
    if value == setting.value:
        return setting
    return replace(
        setting,
        value=value,
        source=str(table.get("source", OWN_SOURCE)),
        is_verified=table.get("verified") is True and "source" in table,
        is_changed=True,
    )


def _contradictions(parameters: Parameters, place: str) -> list[Fault]:
    """Return what cannot hold together, though each value can be read."""
    terms = parameters.terms
    found = []
    if terms.unit_ore < 1:
        found.append(_contradiction("rounding_unit", "0", "minst en krona", place))
    elif terms.base_ore % terms.unit_ore:
        words = f"ett tal som går jämnt upp i {parameters['rounding_unit'].words}"
        found.append(
            _contradiction("base_amount", parameters["base_amount"].words, words, place)
        )
    return found


def _contradiction(name: str, found: str, wanted: str, place: str) -> Fault:
    title = definitions()[name].title
    return Fault("motsagelse", place or title, name, found, wanted, REMEDY)


def _unknown(name: str, place: str) -> Fault:
    known = ", ".join(definitions())
    return Fault(
        "okand-parameter", place or name, name, name, f"någon av {known}", "Rätta namnet."
    )


def _unreadable(definition: Definition, found: str, place: str) -> Fault:
    where = f"{place}, {definition.name}" if place else definition.title
    wanted = expected(definition.kind, definition.choices)
    return Fault("parameter", where, definition.name, found, wanted, REMEDY)


def _file() -> dict[str, Any]:
    text = files("samsyn.state_allocation").joinpath("parameters.toml").read_text("utf-8")
    return tomllib.loads(text)


def _definition(row: Mapping[str, Any]) -> Definition:
    choices = tuple(row.get("choices", {}).items())
    return Definition(
        row["name"], row["title"], row["kind"], row["group"], row["help"], choices
    )


def _set(content: Mapping[str, Any]) -> Parameters:
    settings = tuple(
        Setting(
            definition,
            read_value(definition.kind, definition.choices, content[name]["value"]),
            content[name]["source"],
            content[name]["verified"],
            content[name]["not_public"],
        )
        for name, definition in definitions().items()
    )
    return Parameters(
        content["name"], content["in_force_from"], content.get("in_force_until"), settings
    )
