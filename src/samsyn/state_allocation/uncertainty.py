"""Between which amounts next year's will probably lie, when population and need are uncertain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from samsyn.state_allocation.associations import Association
from samsyn.state_allocation.parameters import Parameters
from samsyn.state_allocation.simulation import simulate
from samsyn.state_allocation.values import percent
from samsyn.statistics.uncertain_counts import draw_counts, middle_of

PERCENTS = (80, 95)
MOST_SCENARIOS = 100_000


@dataclass(frozen=True)
class Assumptions:
    """How uncertain the counts are, and how many scenarios are drawn.

    population_error, need_error: standard deviation beyond chance, as a share of the count
    """

    population_error: Fraction = Fraction(1, 100)
    need_error: Fraction = Fraction(4, 100)
    scenarios: int = 10_000
    seed: int = 2027

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the interval assumes, in Swedish."""
        return (
            (
                "Varje förbunds befolkning och försörjningsmått dras på nytt kring tabellens tal, "
                "oberoende av de andras, ur en normalfördelning."
            ),
            (
                "Spridningen är slumpen i ett antal (roten ur talet) och därtill "
                f"{percent(self.population_error)} av befolkningen och {percent(self.need_error)} av "
                "försörjningsmåttet för det som hinner ändras. De två procenttalen är våra "
                "antaganden."
            ),
            (
                "Ramen, begäran, eget kapital och modellens övriga regler hålls fasta. Är de också "
                "osäkra är spannet bredare."
            ),
        )


@dataclass(frozen=True)
class AmountInterval:
    """An association's amount over the scenarios, in öre.

    middle: the amount in the middle; half of the scenarios give at least as much
    ends:   percent -> (low, high)
    """

    middle_ore: int
    ends: tuple[tuple[int, int, int], ...]

    def end(self, percent: int) -> tuple[int, int]:
        return next((low, high) for share, low, high in self.ends if share == percent)


def amount_intervals(
    associations: Sequence[Association], parameters: Parameters, assumptions: Assumptions
) -> dict[str, AmountInterval]:
    """Return every association's interval by its key; the same every time.

    Every scenario is reckoned to the öre by the whole model.
    """
    ordered = sorted(associations, key=lambda each: each.key)
    population = draw_counts(
        [each.population for each in ordered],
        assumptions.scenarios,
        relative_error=assumptions.population_error,
        seed=assumptions.seed,
    )
    need = draw_counts(
        [each.need for each in ordered],
        assumptions.scenarios,
        relative_error=assumptions.need_error,
        seed=assumptions.seed + 1,
    )
    drawn = simulate(ordered, parameters, population, need)
    ends = middle_of(drawn, (*PERCENTS, 1))
    _, middle = ends[1]
    return {
        each.key: AmountInterval(
            int(middle[place]),
            tuple((p, int(ends[p][0][place]), int(ends[p][1][place])) for p in PERCENTS),
        )
        for place, each in enumerate(ordered)
    }
