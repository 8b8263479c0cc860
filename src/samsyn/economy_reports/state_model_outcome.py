"""What the state's model gives in one question: as it is, and as a scenario has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from samsyn.economy_reports.state_model import (
    associations_table,
    chosen_differences,
    comparison_table,
    interval_chart,
    parameters_table,
    steps_chart,
    steps_table,
)
from samsyn.reports.content import Chart, Table
from samsyn.state_allocation.associations import Association
from samsyn.state_allocation.explanation import Step, explain
from samsyn.state_allocation.model import Allocation, Row, allocate
from samsyn.state_allocation.parameters import Parameters, parameters_for
from samsyn.state_allocation.scenarios import Comparison, Scenario, apply, compare
from samsyn.state_allocation.uncertainty import AmountInterval, Assumptions, amount_intervals


@dataclass(frozen=True)
class Question:
    """Whose amount in which year, under which parameters, in which scenario.

    draws: how many scenarios of uncertain counts the intervals are made from
    """

    year: int
    chosen: Association
    parameters: Parameters
    scenario: Scenario
    draws: int

    @property
    def is_scenario(self) -> bool:
        return not self.scenario.is_empty or bool(self.parameters.changed)


@dataclass(frozen=True)
class Outcome:
    """The answer, and the same amount without the scenario to set beside it.

    comparison: None if nothing is changed
    own:        by the table and the model as they are
    """

    asked: Question
    allocation: Allocation
    row: Row
    steps: Sequence[Step]
    intervals: Mapping[str, AmountInterval]
    comparison: Comparison | None
    own: Allocation
    own_intervals: Mapping[str, AmountInterval]

    @classmethod
    def of(cls, asked: Question, table: tuple[Association, ...]) -> Outcome:
        base = parameters_for(asked.year)
        own, own_intervals = _reckoned(table, base, asked.draws)
        imagined = apply(table, asked.scenario)
        allocation, intervals = _reckoned(imagined, asked.parameters, asked.draws)
        comparison = compare(own, allocation) if asked.is_scenario else None
        key = asked.chosen.key
        if comparison and key not in allocation:
            key = comparison.of(key).key
        return cls(
            asked,
            allocation,
            allocation[key],
            explain(allocation, key),
            intervals,
            comparison,
            own,
            own_intervals,
        )

    @property
    def key(self) -> str:
        return self.row.association.key

    @property
    def interval(self) -> AmountInterval:
        return self.intervals[self.key]

    @property
    def half_ore(self) -> int:
        return self.row.grant_ore // 2

    @property
    def assumptions(self) -> Assumptions:
        return Assumptions(scenarios=self.asked.draws)

    @property
    def differences(self) -> Table | None:
        """What the scenario changes for the association, its region and the nation."""
        if self.comparison is None:
            return None
        chosen = chosen_differences(
            self.comparison, self.asked.chosen.key, self.row.association.region
        )
        caption = "Scenariot mot modellen i dag"
        return comparison_table(chosen, id="tabell-scenario", caption=caption)

    @property
    def all_differences(self) -> Table | None:
        if self.comparison is None:
            return None
        rows = (*self.comparison.associations, *self.comparison.regions)
        caption = "Scenariot för alla förbund och regioner"
        return comparison_table(rows, id="tabell-alla-skillnader", caption=caption)

    @property
    def everybody(self) -> Table:
        return associations_table(self.allocation, self.intervals)

    @property
    def unknown(self) -> Table:
        settings = self.asked.parameters.not_public
        caption = "Det här är inte offentligt, och vad vi antar"
        return parameters_table(settings, id="tabell-okant", caption=caption)

    @property
    def tables(self) -> list[Table]:
        every = parameters_table(
            self.asked.parameters.settings,
            id="tabell-parametrar",
            caption="Parametrar och källor",
        )
        found = (steps_table(self.steps), self.differences, self.all_differences)
        return [*(table for table in found if table), self.everybody, every]

    @property
    def charts(self) -> tuple[Chart, Chart]:
        row, year = self.row, self.asked.year
        label = "Scenariot" if self.comparison else "Modellen"
        spans = [(label, row.grant_ore, self.interval)]
        if self.comparison and self.asked.chosen.key in self.own:
            before = self.own[self.asked.chosen.key]
            key = before.association.key
            spans.insert(0, ("Modellen i dag", before.grant_ore, self.own_intervals[key]))
        caption = f"Spann för {row.association.name} {year}"
        return (
            steps_chart(self.steps, name=row.association.name, year=year),
            interval_chart(spans, previous_ore=row.association.previous_ore, caption=caption),
        )


@lru_cache(maxsize=64)
def _reckoned(
    associations: tuple[Association, ...], parameters: Parameters, draws: int
) -> tuple[Allocation, Mapping[str, AmountInterval]]:
    """Return the amounts and their intervals; the same question is answered from memory."""
    intervals = amount_intervals(associations, parameters, Assumptions(scenarios=draws))
    return allocate(associations, parameters), intervals
