"""From the rows of the files of contributions to unsaved objects, amounts in whole öre."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Model

from samsyn.contributions.models import (
    DivisionKey,
    Funding,
    KeyWeight,
    MemberContribution,
)
from samsyn.intake.plan import Builder, ImpossibleFigure
from samsyn.register.loading import in_units

ORE_PER_KRONA = 100
SIXTH = Decimal("0.000001")


def funding_key(association: str, year: int) -> str:
    """Return the key of an association's funding in a year.

    >>> funding_key("sydnarke", 2025)
    'sydnarke-2025'
    """
    return f"{association}-{year}"


def division_key_of(association: str, year: int, side: str) -> str:
    """Return the key of how a side divides its part in a year."""
    return f"{funding_key(association, year)}-{side}"


def funding(row: dict[str, Any]) -> Funding:
    made = Funding(
        key=funding_key(row["association"], row["year"]),
        association_id=row["association"],
        year=row["year"],
        requested_ore=_ore("requested", row["requested"]),
        requested_on=row["requested_on"],
        state_ore=_ore("state", row["state"]),
        decided_on=row["decided_on"],
        reference=row["reference"] or "",
        note=row["note"] or "",
        document_id=row["document"],
        place=row["place"] or "",
    )
    _keep(made, Funding.objects.filter(pk=made.pk).first(), "unit_ore")
    return made


def division_key(row: dict[str, Any]) -> DivisionKey:
    made = DivisionKey(
        key=division_key_of(row["association"], row["year"], row["side"]),
        funding_id=funding_key(row["association"], row["year"]),
        side=row["side"],
        way=row["way"],
        holds_on=row["holds_on"],
        source=row["source"],
    )
    stored = DivisionKey.objects.filter(pk=made.pk).first()
    if stored and any(
        getattr(made, name) != getattr(stored, name) for name in ("way", "holds_on", "source")
    ):
        _refuse_if_locked(stored)
    return made


def key_weight(row: dict[str, Any]) -> KeyWeight:
    made = KeyWeight(
        division_key_id=division_key_of(row["association"], row["year"], row["side"]),
        party_id=row["party"],
        weight=Decimal(row["weight"]).quantize(SIXTH),
    )
    if made.weight != row["weight"] or made.weight < 0:
        raise ImpossibleFigure(
            f"vikten {row['weight']} ska vara 0 eller mer, högst 6 decimaler"
        )
    key = DivisionKey.objects.filter(pk=made.division_key_id).first()
    same = KeyWeight.objects.filter(
        division_key_id=made.division_key_id,
        component="",
        party_id=made.party_id,
        weight=made.weight,
    )
    if key and not same.exists():
        _refuse_if_locked(key)
    return made


def member_contribution(row: dict[str, Any]) -> MemberContribution:
    made = MemberContribution(
        funding_id=funding_key(row["association"], row["year"]),
        party_id=row["party"],
        asked_ore=_ore("asked", row["asked"]),
        asked_on=row["asked_on"],
        decided_ore=_ore("decided", row["decided"]),
        decided_on=row["decided_on"],
        body=row["body"] or "",
        reference=row["reference"] or "",
        condition=row["condition"] or "",
        condition_met_on=row["condition_met_on"],
        stated_difference_ore=_ore("stated_difference", row["stated_difference"]),
        document_id=row["document"],
        place=row["place"] or "",
    )
    stored = MemberContribution.objects.filter(
        funding_id=made.funding_id, party_id=made.party_id
    )
    _keep(made, stored.first())
    return made


BUILDERS: dict[str, Builder] = {
    "fundings": funding,
    "division_keys": division_key,
    "key_weights": key_weight,
    "member_contributions": member_contribution,
}

KEYS: dict[str, Sequence[str]] = {
    "key_weights": ("division_key_id", "component", "party_id"),
    "member_contributions": ("funding_id", "party_id"),
}


def _ore(name: str, kronor: Decimal | None) -> int | None:
    if kronor is None:
        return None
    if kronor < 0:
        raise ImpossibleFigure(f"{name}: {kronor} är mindre än 0")
    return in_units({name: kronor}, ORE_PER_KRONA)[name]


def _keep(made: Model, stored: Model | None, *always: str) -> None:
    """Keep what is stored where the file says nothing: a load never empties a field.

    always: fields that files do not have
    """
    for field in stored._meta.concrete_fields if stored else ():
        if field.attname in always or getattr(made, field.attname) in (None, ""):
            setattr(made, field.attname, getattr(stored, field.attname))


def _refuse_if_locked(key: DivisionKey) -> None:
    """Raise ImpossibleFigure if a member has decided by the key: it stays as it was."""
    decided = MemberContribution.objects.filter(
        funding_id=key.funding_id, decided_ore__isnull=False
    )
    if decided.exists():
        raise ImpossibleFigure(
            f"nyckeln {key.pk} är låst: en medlem har beslutat efter den. Låt den stå kvar."
        )
