"""Invented books for tests: a few figures, and what a document says about them."""

from datetime import date
from decimal import Decimal

from samsyn.facts.figures import Figure
from samsyn.quality.book import Book
from samsyn.register.loading import rounding_of
from samsyn.register.models import Document, Statement

NAMES = {"norr": "Norr", "soder": "Söder"}
DOCUMENT = Document(key="prov", title="Provdokument", publisher="Provet", kind="plan")


def entry(
    key, value, *, kind="amounts", unit="kronor", association="norr", year=2019, **traits
):
    low, high = traits.pop("low", value), traits.pop("high", value)
    return figure(
        key,
        kind,
        key.capitalize(),
        [Decimal(n) for n in (value, low, high)],
        unit,
        association,
        year,
        on=traits.pop("on", None),
        traits=traits,
    )


def figure(key, kind, label, numbers, unit, association, year, *, on=None, traits):
    return Figure(
        key=key,
        kind=kind,
        label=label,
        association=association,
        association_name=NAMES.get(association, "Länet"),
        year=year,
        on=on,
        value=numbers[0],
        low=numbers[1],
        high=numbers[2],
        unit=unit,
        status="published",
        document=DOCUMENT,
        place="Tabell 1",
        derivation="",
        extracted_on=None,
        traits=traits,
        words={},
    )


def amount(key, value, *, category, stage="outcome", financier="medlemmar", **rest):
    rest.setdefault("intervention", "")
    rest.setdefault("basis", "")
    return entry(key, value, category=category, stage=stage, financier=financier, **rest)


def count(key, value, measure, *, year=2019, intervention="team", **rest):
    return entry(
        key,
        value,
        unit="persons",
        year=year,
        kind="counts",
        measure=measure,
        intervention=intervention,
        sex="all",
        age_group="all",
        population="personal_data",
        counting_mode="registrations",
        **rest,
    )


def need(key, value, group, on):
    return entry(key, value, unit="persons", association=None, kind="needs", group=group, on=on)


def book(*entries, says=()):
    """A book of figures; `says` are statements, which are figures themselves."""
    stated = [_figure_of(row) for row in says]
    return Book(
        county="99",
        figures={e.key: e for e in (*entries, *stated)},
        statements=list(says),
        names=NAMES,
    )


def statement(key, claim, value, *, unit="kronor", of="", base="", **rest):
    number = None if value is None else Decimal(str(value))
    rounding = rounding_of(number) if unit == "percent" and claim != "goal" else 0
    return Statement(
        figure=key,
        county_id="99",
        association_id=rest.pop("association", "norr"),
        year=rest.pop("year", 2019),
        label=key.capitalize(),
        claim=claim,
        value=number,
        low=rest.pop("low", None if number is None else number - rounding),
        high=rest.pop("high", None if number is None else number + rounding),
        unit=unit,
        of=of.split(),
        base=base.split(),
        **rest,
    )


def _figure_of(row):
    return figure(
        row.figure,
        "statements",
        row.label,
        [None if n is None else Decimal(n) for n in (row.value, row.low, row.high)],
        row.unit,
        row.association_id,
        row.year,
        traits={"claim": row.claim},
    )


DAY = date(2019, 12, 31)
