"""The closed vocabulary of facts: every number that an indicator may be built from.

An atom is a kind of figure that is added up over interventions and associations as it
stands. Indicators name atoms; nothing else of the stored rooms is known to them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CountingMode(StrEnum):
    """What a number of people counts: starts in an intervention, or persons once each."""

    REGISTRATIONS = "registrations"
    UNIQUE = "unique"
    NONE = "none"


class Unit(StrEnum):
    """What one step of an atom is. Numbers are whole: öre, people, hundredths of a post."""

    PERSONS = "persons"
    ORE = "ore"
    HUNDREDTHS = "hundredths"


@dataclass(frozen=True)
class Atom:
    """A kind of figure: its id, its Swedish name, its unit, and what people it counts."""

    id: str
    sv: str
    unit: Unit
    counting_mode: CountingMode = CountingMode.NONE


def _atoms(
    unit: Unit, names: dict[str, str], counting_mode: CountingMode = CountingMode.NONE
) -> dict[str, Atom]:
    return {id: Atom(id, sv, unit, counting_mode) for id, sv in names.items()}


ATOMS = {
    **_atoms(
        Unit.PERSONS,
        {
            "participants": "deltagare",
            "new": "nya deltagare",
            "closed": "avslutade",
            "opening": "ingående deltagare",
            "closing": "pågående vid årets slut",
            "exits_work_or_studies": "avslut mot arbete eller studier",
            "exits_ready": "avslut som jobb- eller studieredo",
            "positive_exits": "positiva avslut",
        },
        CountingMode.REGISTRATIONS,
    ),
    **_atoms(Unit.PERSONS, {"unique_participants": "unika deltagare"}, CountingMode.UNIQUE),
    **_atoms(
        Unit.PERSONS,
        {
            "anonymous_participants": "anonyma deltagare",
            "volume_participants": "deltagare i volyminsatser",
            "inhabitants": "invånare vid årets början",
            "inhabitants_16_64": "invånare 16–64 år vid årets början",
            "target_group_5_percent": "målgrupp, fem procent av invånarna 16–64 år",
            "counted_target_group": "målgrupp, räknad ur parternas statistik",
        },
    ),
    **_atoms(
        Unit.ORE,
        {
            "contributions": "medlemsbidrag",
            "external_used": "använda externa medel",
            "other_income": "övriga intäkter",
            "reception_cost": "mottagningsteam, medlemmarnas medel",
            "coaching_cost": "coachingteam, medlemmarnas medel",
            "project_cost": "andra individinriktade insatser, medlemmarnas medel",
            "external_cost": "individinriktade insatser, externa medel",
            "structural_cost": "strukturövergripande insatser",
            "administration_cost": "administration",
            "financial_cost": "finansiella kostnader",
            "equity": "eget kapital vid årets slut",
        },
    ),
    **_atoms(
        Unit.HUNDREDTHS,
        {
            "reception_posts": "heltidstjänster i mottagningsteam",
            "coaching_posts": "heltidstjänster i coachingteam",
            "external_posts": "heltidstjänster på externa medel",
            "manager_posts": "förbundschef",
        },
    ),
}

NUMBER = {id: number for number, id in enumerate(ATOMS)}

# A total that is known only as its parts, when no figure states the total itself.
SUM_OF_PARTS = {"positive_exits": ("exits_work_or_studies", "exits_ready")}
