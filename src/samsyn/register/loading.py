"""From the rows of the register's files to unsaved objects of the register."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from samsyn.intake.plan import Builder, ImpossibleFigure
from samsyn.register.models import (
    Association,
    Count,
    Document,
    Inhabitants,
    Intervention,
    Membership,
    Need,
    Staffing,
    Statement,
)


def rounding_of(value: Decimal) -> Decimal:
    """Return half a unit of the last digit that is written out.

    >>> rounding_of(Decimal("19.4"))
    Decimal('0.05')
    >>> rounding_of(Decimal("20"))
    Decimal('0.5')
    """
    exponent = value.as_tuple().exponent
    return Decimal(5).scaleb(min(int(exponent), 0) - 1)


def sourced(row: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of provenance, which every figure has."""
    return {
        "figure": row["figure"],
        "document_id": row["document"],
        "place": row["place"] or "",
        "status": row["status"],
        "derivation": row["derivation"] or "",
        "extracted_on": row["extracted_on"],
    }


def within(
    row: dict[str, Any],
    value: Decimal,
    *,
    rounding: Decimal = Decimal(0),
    least: Decimal | None = None,
) -> dict[str, Decimal]:
    """Return the range of a figure: as its file says, or as far as its digits reach.

    Raises ImpossibleFigure if the value is outside the range that the file states, or if
    the range goes below `least`.
    """
    low = value - rounding if row["low"] is None else row["low"]
    high = value + rounding if row["high"] is None else row["high"]
    if least is not None and low < least:
        raise ImpossibleFigure(f"{low} är mindre än {least}")
    if not low <= value <= high:
        raise ImpossibleFigure(f"{value} ligger inte mellan {low} och {high}")
    return {"low": low, "high": high}


def in_units(amounts: dict[str, Decimal], units: int) -> dict[str, int]:
    """Return exact amounts as whole numbers of a smaller unit, such as öre.

    Raises ImpossibleFigure if an amount is not a whole number of units.
    """
    scaled = {name: amount * units for name, amount in amounts.items()}
    for name, number in scaled.items():
        if number != int(number):
            raise ImpossibleFigure(f"{name}: {amounts[name]} har för många decimaler")
    return {name: int(number) for name, number in scaled.items()}


def document(row: dict[str, Any]) -> Document:
    return Document(
        key=row["document"],
        title=row["title"],
        publisher=row["publisher"],
        published_on=row["published_on"],
        reference=row["reference"] or "",
        kind=row["kind"],
        invented=row["invented"],
        note=row["note"] or "",
    )


def association(row: dict[str, Any]) -> Association:
    return Association(
        key=row["association"],
        name=row["name"],
        short_name=row["short_name"],
        county_id=row["county"],
        seat_id=row["seat"],
        formed_on=row["formed_on"],
        dissolved_on=row["dissolved_on"],
        succeeds_id=row["succeeds"],
        document_id=row["document"],
        place=row["place"] or "",
    )


def membership(row: dict[str, Any]) -> Membership:
    return Membership(
        association_id=row["association"],
        party_id=row["party"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        document_id=row["document"],
        place=row["place"] or "",
    )


def intervention(row: dict[str, Any]) -> Intervention:
    return Intervention(
        key=row["intervention"],
        association_id=row["association"],
        name=row["name"],
        kind=row["kind"],
        team=row["team"] or "",
        municipality_id=row["municipality"],
        principal_id=row["principal"],
        aim=row["aim"] or "",
        target_groups=row["target_groups"] or "",
        planned_places=row["planned_places"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        document_id=row["document"],
        place=row["place"] or "",
    )


def staffing(row: dict[str, Any]) -> Staffing:
    value = row["full_time_equivalents"]
    return Staffing(
        **sourced(row),
        association_id=row["association"],
        intervention_id=row["intervention"],
        year=row["year"],
        function=row["function"],
        financier=row["financier"],
        **in_units({"hundredths": value, **within(row, value, least=Decimal(0))}, 100),
    )


def count(row: dict[str, Any]) -> Count:
    value = Decimal(row["value"])
    return Count(
        **sourced(row),
        association_id=row["association"],
        intervention_id=row["intervention"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        sex=row["sex"],
        age_group=row["age_group"],
        measure=row["measure"],
        population=row["population"],
        counting_mode=row["counting_mode"],
        **in_units({"value": value, **within(row, value, least=Decimal(0))}, 1),
    )


def inhabitants(row: dict[str, Any]) -> Inhabitants:
    value = Decimal(row["inhabitants"])
    return Inhabitants(
        **sourced(row),
        area=row["area"],
        on=row["on"],
        age_group=row["age_group"],
        **in_units({"value": value, **within(row, value, least=Decimal(0))}, 1),
    )


def need(row: dict[str, Any]) -> Need:
    value = row["value"]
    rounding = rounding_of(value) if row["unit"] == "percent" else Decimal(0)
    return Need(
        **sourced(row),
        area=row["area"],
        on=row["on"],
        group=row["group"],
        sex=row["sex"],
        age_group=row["age_group"],
        value=value,
        unit=row["unit"],
        **within(row, value, rounding=rounding),
    )


def statement(row: dict[str, Any]) -> Statement:
    value = row["value"]
    if row["claim"] == "goal" and value is not None and not row["operator"]:
        raise ImpossibleFigure("ett mål behöver en jämförelse: minst, högst eller mer än")
    limits: dict[str, Decimal | None] = {"low": row["low"], "high": row["high"]}
    if value is not None:
        is_rounded = row["unit"] == "percent" and row["claim"] != "goal"
        limits = {
            **within(row, value, rounding=rounding_of(value) if is_rounded else Decimal(0))
        }
    return Statement(
        **sourced(row),
        association_id=row["association"],
        county_id=row["county"],
        year=row["year"],
        label=row["label"],
        claim=row["claim"],
        value=value,
        **limits,
        unit=row["unit"],
        of=list(row["of"] or ()),
        base=list(row["base"] or ()),
        operator=row["operator"] or "",
        topic=row["topic"] or "",
        choice=row["choice"] or "",
        text=row["text"] or "",
    )


BUILDERS: dict[str, Builder] = {
    "documents": document,
    "associations": association,
    "memberships": membership,
    "interventions": intervention,
    "staffing": staffing,
    "counts": count,
    "inhabitants": inhabitants,
    "needs": need,
    "statements": statement,
}

KEYS: dict[str, Sequence[str]] = {
    "memberships": ("association_id", "party_id", "starts_on"),
}
