"""Invented books for tests: a few figures, and what a document says about them."""

from datetime import date
from fractions import Fraction

from samsyn.quality.book import Book, Entry, Range
from samsyn.register.loading import rounding_of
from samsyn.register.models import Statement

NAMES = {"norr": "Norr", "soder": "Söder"}


def entry(key, value, *, unit="kronor", association="norr", year=2019, **traits):
    low, high = traits.pop("low", value), traits.pop("high", value)
    on = traits.pop("on", None)
    return Entry(
        key=key,
        label=key.capitalize(),
        amount=Range(Fraction(value), Fraction(low), Fraction(high)),
        unit=unit,
        association=association,
        year=year,
        on=on,
        document="Provdokument",
        place="Tabell 1",
        status="published",
        document_key="prov",
        traits={"table": "amounts", **traits},
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
        table="counts",
        measure=measure,
        intervention=intervention,
        sex="all",
        age_group="all",
        population="personal_data",
        counting_mode="registrations",
        **rest,
    )


def need(key, value, group, on):
    return entry(
        key, value, unit="persons", association=None, table="needs", group=group, on=on
    )


def book(*entries, says=()):
    """A book of figures; `says` are statements, which are figures themselves."""
    stated = [_entry_of(row) for row in says if row.value is not None]
    return Book(
        county="99",
        entries={e.key: e for e in (*entries, *stated)},
        statements=list(says),
        names=NAMES,
        documents={},
    )


def statement(key, claim, value, *, unit="kronor", of="", base="", **rest):
    from decimal import Decimal

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


def _entry_of(row):
    return Entry(
        key=row.figure,
        label=row.label,
        amount=Range(Fraction(row.value), Fraction(row.low), Fraction(row.high)),
        unit=row.unit,
        association=row.association_id,
        year=row.year,
        on=None,
        document="Provdokument",
        place="Löptext",
        status="published",
        document_key="prov",
        traits={"table": "statements", "claim": row.claim},
    )


DAY = date(2019, 12, 31)
