"""What must be hidden among numbers that add up, so that no small group can be worked out.

Nothing here knows of indicators or facts: only of cells, sums and parts. First rules hide what
the eye sees; then a second world is looked for, in which everything shown is the same and the
small group another one. Where there is none, more is hidden (our own convention, ADR 0009).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from heapq import heappop, heappush
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt

SMALLEST_SUM = 5
"""What hidden parts must add up to when their whole is shown."""
FARTHEST = 5
"""How many people a cell may differ by in the second world."""
ATTEMPTS = 4


@dataclass(frozen=True)
class Group:
    """People to protect: those of a cell, or those of a cell who are not in another."""

    whole: int
    without: int | None = None


@dataclass
class Table:
    """Numbers of people that belong together, each in a cell with a position.

    value:    the people of each cell
    may_hide: whether the cell can be hidden; what its owner has published cannot
    unshown:  cells that no page shows, so that hiding them does not help: never chosen
    sums:     (whole, parts): the parts add up to the whole
    pairs:    (whole, part): the people of the part are among those of the whole
    groups:   the small groups that must not be told
    """

    value: Sequence[int]
    may_hide: Sequence[bool]
    unshown: frozenset[int] = frozenset()
    sums: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)


def hidden_cells(table: Table) -> frozenset[int]:
    """Return the cells to hide.

    What is still told afterwards is told by cells that could not be hidden.
    """
    hiding = _Hiding(table)
    for group in table.groups:
        hiding.protect(group)
    hiding.settle()
    for group in _still_told(table, hiding.hidden, table.groups):
        while hiding.touches(group) and _still_told(table, hiding.hidden, [group]):
            cell = hiding.nearest(group)
            if cell is None:
                break
            hiding.hide(cell)
            hiding.settle()
    return frozenset(hiding.hidden)


class _Hiding:
    """Cells being hidden, and the sums that have to be looked at again."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.hidden: set[int] = set()
        self._sums_of: dict[int, list[int]] = {}
        for number, (whole, parts) in enumerate(table.sums):
            for cell in (whole, *parts):
                self._sums_of.setdefault(cell, []).append(number)
        self._pairs_of: dict[int, list[int]] = {}
        for whole, part in table.pairs:
            self._pairs_of.setdefault(whole, []).append(part)
            self._pairs_of.setdefault(part, []).append(whole)
        self._queue: list[int] = []

    def protect(self, group: Group) -> None:
        """Hide a small group itself: of a rest the part, or the whole if the part is open."""
        if group.without is None:
            self.hide(group.whole)
        elif not self.touches(group):
            self.hide(group.without)
            if group.without not in self.hidden:
                self.hide(group.whole)

    def touches(self, group: Group) -> bool:
        return group.whole in self.hidden or group.without in self.hidden

    def hide(self, cell: int) -> None:
        if cell in self.hidden or not self.table.may_hide[cell]:
            return
        self.hidden.add(cell)
        for number in self._sums_of.get(cell, ()):
            heappush(self._queue, number)

    def settle(self) -> None:
        """Go on until no sum tells of a hidden cell; sums that stand first come first."""
        while self._queue:
            whole, parts = self.table.sums[heappop(self._queue)]
            while self._tells(whole, parts):
                cell = self._smallest(whole, parts)
                if cell is None:
                    break
                self.hide(cell)

    def _tells(self, whole: int, parts: Sequence[int]) -> bool:
        value = self.table.value
        sizes = [value[cell] for cell in parts if cell in self.hidden and value[cell]]
        is_whole_hidden = whole in self.hidden and value[whole] > 0
        if not sizes and not is_whole_hidden:
            return False
        is_alone = len(sizes) + is_whole_hidden < 2
        return is_alone or (not is_whole_hidden and sum(sizes) < SMALLEST_SUM)

    def _smallest(self, whole: int, parts: Sequence[int]) -> int | None:
        """Return the smallest part that helps if hidden, else the whole, else None.

        Nobody is no complement: a zero protects no one.
        """
        value = self.table.value
        others = [cell for cell in parts if self._may_choose(cell) and value[cell]]
        if others:
            return min(others, key=lambda cell: value[cell])
        return whole if self._may_choose(whole) else None

    def _may_choose(self, cell: int) -> bool:
        table = self.table
        return table.may_hide[cell] and cell not in self.hidden and cell not in table.unshown

    def nearest(self, group: Group) -> int | None:
        """Return one more cell to hide for a group that is still told, or None.

        The smallest that shares a sum with what the group hangs together with, else the
        smallest that limits it as its whole or part.
        """
        cells = (group.whole, *(() if group.without is None else (group.without,)))
        reached = {cell for cell in cells if cell in self.hidden}
        waiting = list(reached)
        by_sum = {cell for cell in cells if self._may_choose(cell)}
        by_pair: set[int] = set()
        while waiting:
            cell = waiting.pop()
            for near, found in (
                (self._in_sums(cell), by_sum),
                (self._pairs_of.get(cell, ()), by_pair),
            ):
                for other in near:
                    if other in self.hidden and other not in reached:
                        reached.add(other)
                        waiting.append(other)
                    elif self._may_choose(other):
                        found.add(other)
        value = self.table.value
        for found in (by_sum, by_pair):
            if found:
                return min(found, key=lambda cell: (value[cell] == 0, value[cell], cell))
        return None

    def _in_sums(self, cell: int) -> Iterator[int]:
        for number in self._sums_of.get(cell, ()):
            whole, parts = self.table.sums[number]
            yield whole
            yield from parts


def _still_told(table: Table, hidden: set[int], groups: list[Group]) -> list[Group]:
    """Return the groups that have the same size in every world that looks the same."""
    groups = [g for g in groups if g.whole in hidden or g.without in hidden]
    if not groups:
        return []
    world = _Worlds(table, hidden)
    rest = world.unmoved(groups, np.ones(len(groups)))
    chance = np.random.default_rng(0)
    for _ in range(ATTEMPTS):
        if len(rest) > 1:
            rest = world.unmoved(rest, chance.choice([-1.0, 1.0], len(rest)))
    told: list[Group] = []
    while rest:
        first = [rest[0]]
        if world.unmoved(first, np.ones(1)) and world.unmoved(first, -np.ones(1)):
            told.append(rest[0])
        rest = [group for group in rest[1:] if not world.has_moved(group)]
    return told


@cache
def _solver() -> Any:
    """Return SciPy's optimiser. It is slow to import, and needed for closed figures only."""
    return import_module("scipy.optimize")


class _Worlds:
    """Other worlds with the same shown numbers: how much each hidden cell may differ."""

    def __init__(self, table: Table, hidden: set[int]) -> None:
        self.place = {cell: number for number, cell in enumerate(sorted(hidden))}
        value = np.array([table.value[cell] for cell in self.place])
        sums = [self._row([whole], parts) for whole, parts in table.sums]
        pairs = [(self._row([w], [p]), table.value[w] - table.value[p]) for w, p in table.pairs]
        self.sums = np.array([row for row in sums if row.any()]).reshape(-1, len(value))
        kept = [(row, slack) for row, slack in pairs if row.any()]
        self.pairs = np.array([row for row, _ in kept]).reshape(-1, len(value))
        self.slack = np.array([slack for _, slack in kept])
        # A hidden number is known not to be zero: nobody would have been shown.
        self.lowest = np.maximum(np.minimum(value, 1) - value, -FARTHEST)
        self.found: list[npt.NDArray[np.int64]] = []

    def _row(self, plus: Sequence[int], minus: Sequence[int]) -> npt.NDArray[np.int64]:
        row = np.zeros(len(self.place), np.int64)
        for sign, cells in ((1, plus), (-1, minus)):
            for cell in cells:
                if cell in self.place:
                    row[self.place[cell]] += sign
        return row

    def unmoved(self, groups: list[Group], signs: npt.NDArray[np.float64]) -> list[Group]:
        """Look for a world in which the groups are larger (or smaller, by their signs)
        together; return those that are of the same size there."""
        moves = np.array([self._move(group) for group in groups])
        solver, rules = _solver(), []
        if len(self.sums):
            rules.append(solver.LinearConstraint(self.sums, 0, 0))
        if len(self.pairs):
            rules.append(solver.LinearConstraint(self.pairs, -self.slack, np.inf))
        answer = solver.milp(
            -(signs @ moves),
            integrality=np.ones(len(self.place)),
            bounds=solver.Bounds(self.lowest, FARTHEST),
            constraints=rules,
        )
        if answer.x is None:
            return groups
        change = np.rint(answer.x).astype(np.int64)
        if not self._is_possible(change):
            return groups
        self.found.append(change)
        return [g for g, move in zip(groups, moves, strict=True) if not move @ change]

    def _is_possible(self, change: npt.NDArray[np.int64]) -> bool:
        """Check in whole numbers what the solver found."""
        return bool(
            not (self.sums @ change).any()
            and (self.pairs @ change >= -self.slack).all()
            and (change >= self.lowest).all()
        )

    def has_moved(self, group: Group) -> bool:
        move = self._move(group)
        return any(move @ change for change in self.found)

    def _move(self, group: Group) -> npt.NDArray[np.int64]:
        return self._row([group.whole], [] if group.without is None else [group.without])
