"""The indicators once more, with plain loops over dicts and exact fractions. Slow, obvious."""

from fractions import Fraction

from samsyn.facts.atoms import ATOMS, SUM_OF_PARTS, Unit
from samsyn.facts.cube import Level

STEPS = {Unit.PERSONS: 1, Unit.ORE: 100, Unit.HUNDREDTHS: 100}


def stated(facts, atom, unit, year):
    """The sum of the rows of one atom, unit and year; None if there are none."""
    total, seen = 0, False
    names = list(ATOMS)
    columns = facts.columns
    for row in range(len(columns)):
        if (
            names[columns.atom[row]] == atom
            and facts.units[columns.unit[row]].key == unit.key
            and facts.years[columns.year[row]] == year
        ):
            total += int(columns.value[row])
            seen = True
    return total if seen else None


def atom_value(facts, atom, unit, year, *, zero_if_unknown=False):
    value = stated(facts, atom, unit, year)
    if value is None and unit.level is Level.COUNTY:
        inside = [
            stated(facts, atom, u, year)
            for u in facts.units
            if u.level is Level.ASSOCIATION and u.county == unit.county
        ]
        if zero_if_unknown:
            inside = [v or 0 for v in inside]
        if inside and None not in inside:
            value = sum(inside)
    if value is None and atom in SUM_OF_PARTS:
        parts = [atom_value(facts, part, unit, year) for part in SUM_OF_PARTS[atom]]
        if None not in parts:
            value = sum(parts)
    return 0 if value is None and zero_if_unknown else value


def is_said(facts, atoms, unit, year):
    return any(atom_value(facts, atom, unit, year) is not None for atom in atoms)


def total(facts, atoms, indicator, unit, year):
    if not is_said(facts, atoms, unit, year):
        return None
    values = [
        atom_value(facts, atom, unit, year, zero_if_unknown=atom in indicator.zero_if_unknown)
        for atom in atoms
    ]
    return None if None in values else sum(values)


def value(facts, indicator, unit, year):
    """The value of an indicator as a Fraction, or None."""
    top = total(facts, indicator.numerator, indicator, unit, year)
    if top is None:
        return None
    if not indicator.denominator:
        return Fraction(top)
    bottom = total(facts, indicator.denominator, indicator, unit, year)
    if bottom is None or bottom <= 0:
        return None
    if indicator.interval == "share" and top > bottom:
        return None
    if indicator.unit == "percent":
        return Fraction(100 * top, bottom)
    over = STEPS[ATOMS[indicator.numerator[0]].unit]
    under = STEPS[ATOMS[indicator.denominator[0]].unit]
    return Fraction(top, over) / Fraction(bottom, under)
