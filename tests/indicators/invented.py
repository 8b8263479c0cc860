"""Invented facts for tests: small counties with whatever figures a test needs."""

from hypothesis import strategies as st

from samsyn.facts.atoms import ATOMS
from samsyn.facts.build import Fact, assemble
from samsyn.facts.cube import STATUSES, ComparisonUnit, Level

COUNTY = ComparisonUnit("lan:99", "Provlän", Level.COUNTY, "99")
NORTH = ComparisonUnit("norr", "Norr", Level.ASSOCIATION, "99", "norr")
SOUTH = ComparisonUnit("soder", "Söder", Level.ASSOCIATION, "99", "soder")
EAST = ComparisonUnit("oster", "Öster", Level.ASSOCIATION, "99", "oster")
SOUTH_TOWN = ComparisonUnit("kommun:9901", "Staden", Level.PART, "99", "soder")
SOUTH_LAND = ComparisonUnit("kommun:9902", "Landet", Level.PART, "99", "soder")
UNITS = [COUNTY, NORTH, SOUTH, SOUTH_TOWN, SOUTH_LAND, EAST]


def fact(atom, unit, year, value, *, low=None, high=None, status="published", figure=""):
    return Fact(
        atom,
        unit.key,
        year,
        value,
        value if low is None else low,
        value if high is None else high,
        status,
        figure or f"{atom}-{unit.key}-{year}",
    )


def facts_with(*rows, units=UNITS, notes=()):
    return assemble(list(units), rows, notes=notes)


def rows(atoms=tuple(ATOMS), *, most=40, years=(2019, 2020)):
    """A strategy for rows of facts: any atom, unit, year and status."""
    one = st.builds(
        fact,
        st.sampled_from(atoms),
        st.sampled_from(UNITS),
        st.sampled_from(years),
        st.integers(0, 60),
        status=st.sampled_from(STATUSES),
    )
    return st.lists(one, max_size=most)
