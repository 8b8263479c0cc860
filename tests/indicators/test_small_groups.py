"""An attack with exact arithmetic on everything that anyone is shown.

The attacker knows how people are counted: what adds up to what, who is among whom, and that a
hidden number which is not zero is not zero. An integer solver then looks for the smallest and
largest that each small group can be. They must differ.
"""

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from samsyn.facts.atoms import NUMBER
from samsyn.facts.cube import FIRST_CLOSED
from samsyn.indicators.calculate import calculate
from samsyn.indicators.definitions import catalogue
from samsyn.indicators.publish import PUBLIC, publish
from samsyn.indicators.small_groups import hidden_people
from tests.indicators.invented import (
    COUNTY,
    EAST,
    NORTH,
    SOUTH,
    SOUTH_LAND,
    SOUTH_TOWN,
    fact,
    facts_with,
)

OUTSIDE = "soder utanför delarna"
PLACES = (NORTH, EAST, SOUTH_TOWN, SOUTH_LAND, OUTSIDE)
SUMS_OF_PLACES = (
    ("lan:99", ("norr", "soder", "oster")),
    ("soder", ("kommun:9901", "kommun:9902", OUTSIDE)),
)
SUMS_OF_ATOMS = (
    ("positive_exits", ("exits_work_or_studies", "exits_ready")),
    ("participants", ("closed", "closing")),
    ("participants", ("opening", "new")),
)
AMONG = (
    ("participants", "closed"),
    ("participants", "new"),
    ("participants", "positive_exits"),
    ("closed", "positive_exits"),
    ("closed", "exits_work_or_studies"),
    ("closed", "exits_ready"),
    ("positive_exits", "exits_work_or_studies"),
    ("positive_exits", "exits_ready"),
)
SIZES = st.sampled_from([0, 0, 1, 1, 2, 2, 3, 4, 5, 6, 9, 18])
STATUSES = st.sampled_from(["published", "derived", "entered", "entered", "delivered"])
MOST = 1000


@st.composite
def counties(draw, statuses=STATUSES):
    """Rows of a county whose numbers hang together, each with a status of its own."""
    people = {}
    has_outside = draw(st.booleans())
    for place in PLACES:
        key = getattr(place, "key", place)
        work, ready, other, remaining = (
            0 if place == OUTSIDE and not has_outside else draw(SIZES) for _ in range(4)
        )
        closed = work + ready + other
        new = draw(st.integers(0, closed + remaining))
        people[key] = {
            "exits_work_or_studies": work,
            "exits_ready": ready,
            "positive_exits": work + ready,
            "closed": closed,
            "closing": remaining,
            "participants": closed + remaining,
            "new": new,
            "opening": closed + remaining - new,
        }
    inside = ("kommun:9901", "kommun:9902", OUTSIDE)
    people["soder"] = {a: sum(people[p][a] for p in inside) for a in people["norr"]}
    del people[OUTSIDE]
    units = {u.key: u for u in (NORTH, SOUTH, EAST, SOUTH_TOWN, SOUTH_LAND)}
    by_unit = {key: draw(statuses) for key in units}
    return [
        fact(atom, units[key], 2019, size, status=by_unit[key])
        for key, atoms in people.items()
        for atom, size in atoms.items()
    ]


def true_cells(facts):
    """Every number by atom and place, and whether it is closed."""
    sizes, closed = {}, {}
    for atom in {a for pair in AMONG for a in pair} | {"opening", "closing"}:
        series = facts.series(atom)
        for i, unit in enumerate(facts.units):
            sizes[atom, unit.key] = int(series.value[i, 0])
            closed[atom, unit.key] = bool(series.status[i, 0] >= FIRST_CLOSED)
        parts = ("kommun:9901", "kommun:9902")
        outside = sizes[atom, "soder"] - sum(sizes[atom, p] for p in parts)
        sizes[atom, OUTSIDE] = outside
        closed[atom, OUTSIDE] = closed[atom, "soder"]
    return sizes, closed


def shown_cells(facts):
    """Everything that the public is shown by any indicator, and what it needs no page for."""
    shown = {}
    for indicator in catalogue().values():
        numbers = publish(calculate(facts, indicator), PUBLIC).numbers
        for atoms, series in (
            (indicator.numerator, numbers.numerator),
            (indicator.denominator, numbers.denominator),
        ):
            for i, unit in enumerate(facts.units):
                if len(atoms) == 1 and series.known[i, 0]:
                    shown[atoms[0], unit.key] = int(series.value[i, 0])
    hidden = hidden_people(facts, PUBLIC.small_groups)
    opening = facts.series("opening")
    for i, unit in enumerate(facts.units):
        if not hidden[NUMBER["opening"], i, 0]:
            shown["opening", unit.key] = int(opening.value[i, 0])
    return shown


class Attacker:
    """Knows some cells and every rule; asks how small and large the others may be."""

    def __init__(self, sizes, known):
        self.true = np.array(list(sizes.values()))
        self.place = {cell: n for n, cell in enumerate(sizes)}
        rows = [
            self.row({(a, whole): 1} | {(a, p): -1 for p in parts})
            for whole, parts in SUMS_OF_PLACES
            for a in {a for a, _ in sizes}
        ]
        keys = {key for _, key in sizes}
        rows += [
            self.row({(whole, key): 1} | {(p, key): -1 for p in parts})
            for whole, parts in SUMS_OF_ATOMS
            for key in keys
        ]
        among = [self.row({(w, k): 1, (p, k): -1}) for w, p in AMONG for k in keys]
        self.rules = [
            LinearConstraint(np.array(rows), 0, 0),
            LinearConstraint(np.array(among), 0, np.inf),
        ]
        lowest = [known.get(c, min(size, 1)) for c, size in sizes.items()]
        highest = [known.get(c, MOST) for c in sizes]
        self.bounds = Bounds(lowest, highest)

    def row(self, terms):
        row = np.zeros(len(self.place))
        for cell, sign in terms.items():
            row[self.place[cell]] += sign
        return row

    def world_with_least(self, row):
        answer = milp(
            row,
            integrality=np.ones(len(row)),
            bounds=self.bounds,
            constraints=self.rules,
        )
        assert answer.x is not None, answer.message
        return np.rint(answer.x)

    def tells(self, terms):
        """Whether the smallest and the largest size that the group can have are the same."""
        row = self.row(terms)
        return all(
            row @ self.world_with_least(sign * row) == row @ self.true for sign in (1, -1)
        )

    def unmoved(self, groups):
        """Leave out groups that are seen to be of another size in some possible world."""
        chance = np.random.default_rng(1)
        for _ in range(3):
            if groups:
                rows = np.array([self.row(group) for group in groups])
                world = self.world_with_least(chance.choice([-1, 1], len(groups)) @ rows)
                moved = rows @ world != rows @ self.true
                groups = [g for g, is_moved in zip(groups, moved, strict=True) if not is_moved]
        return groups


def small_groups(sizes, closed):
    for cell, size in sizes.items():
        if closed[cell] and 0 < size < 5:
            yield {cell: 1}
    for whole, part in AMONG:
        for key in {key for _, key in sizes}:
            first, second = (whole, key), (part, key)
            if (closed[first] or closed[second]) and 0 < sizes[first] - sizes[second] < 5:
                yield {first: 1, second: -1}


def told(facts):
    """The small closed groups that the public can work out, though hiding could help."""
    sizes, closed = true_cells(facts)
    known = shown_cells(facts)
    nobody = {cell: 0 for cell in sizes if cell[1] == OUTSIDE and not sizes[cell]}
    handed_out = {cell: size for cell, size in sizes.items() if not closed[cell]}
    attacker = Attacker(sizes, known | nobody)
    reader = Attacker(sizes, handed_out | nobody)
    groups = attacker.unmoved(list(small_groups(sizes, closed)))
    return [g for g in groups if attacker.tells(g) and not reader.tells(g)]


def test_the_attack_finds_what_is_not_protected():
    """Shown everything but the small cells, the attacker reads them: the attack is no sham."""
    atoms = {
        "exits_work_or_studies": 2,
        "exits_ready": 18,
        "positive_exits": 20,
        "closed": 40,
        "closing": 10,
        "participants": 50,
        "new": 25,
        "opening": 25,
    }
    facts = facts_with(
        *(
            fact(atom, unit, 2019, size, status="entered")
            for unit in (NORTH, SOUTH, EAST, SOUTH_TOWN)
            for atom, size in atoms.items()
        )
    )
    sizes, _ = true_cells(facts)
    large = {cell: size for cell, size in sizes.items() if not 0 < size < 5}

    assert Attacker(sizes, large).tells({("exits_work_or_studies", "norr"): 1})
    assert told(facts) == []


@settings(max_examples=12, deadline=None)
@given(counties())
def test_no_small_group_can_be_worked_out(rows):
    assert told(facts_with(*rows)) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "statuses",
    [
        ["entered"],
        ["delivered", "published"],
        ["entered", "entered", "entered", "derived"],
        ["published", "derived", "entered", "delivered"],
    ],
    ids=" ".join,
)
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_small_group_can_be_worked_out_in_many_counties(statuses, data):
    rows = data.draw(counties(st.sampled_from(statuses)))

    assert told(facts_with(*rows)) == []


@settings(max_examples=15, deadline=None)
@given(counties())
def test_published_figures_are_never_hidden(rows):
    facts = facts_with(*rows)
    hidden = hidden_people(facts, PUBLIC.small_groups)

    for atom in NUMBER:
        is_open = facts.series(atom).status < FIRST_CLOSED
        assert not (hidden[NUMBER[atom]] & is_open).any()


@settings(max_examples=15, deadline=None)
@given(counties(), st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    turned = list(rows)
    random.shuffle(turned)

    first, second = (hidden_people(facts_with(*r), PUBLIC.small_groups) for r in (rows, turned))

    assert (first == second).all()


def test_an_ordinary_county_is_still_of_use():
    """One small number costs a few others, not the page."""
    base = {"closed": 80, "positive_exits": 60, "exits_work_or_studies": 30, "exits_ready": 30}
    small = base | {"exits_work_or_studies": 2, "exits_ready": 58}
    facts = facts_with(
        *(
            fact(atom, unit, 2019, size, status="entered")
            for unit, sizes in ((NORTH, small), (SOUTH, base), (EAST, base))
            for atom, size in sizes.items()
        )
    )

    hidden = hidden_people(facts, PUBLIC.small_groups)[:, :, 0]

    counted = defaultdict(int)
    for atom in base:
        counted[atom] = int(hidden[NUMBER[atom]].sum())
    assert counted["closed"] == counted["positive_exits"] == 0
    assert counted["exits_work_or_studies"] == counted["exits_ready"] == 2
    assert not hidden[:, facts.position(COUNTY.key)].any()
