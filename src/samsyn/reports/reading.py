"""The reading (läsning): plain sentences, written by rules from the numbers.

Each rule looks at verdicts and says what they allow one to conclude, and what they do not.
A rule that has nothing to say returns no sentence. To change a sentence, change it here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from samsyn.indicators.calculate import ORE_PER_MILLION_KRONOR
from samsyn.indicators.comparison import Compared, Comparison, DefinitionDifference
from samsyn.indicators.wording import in_unit, interval
from samsyn.language.swedish import capital, kronor, listed, number, small
from samsyn.quality.findings import Finding, Severity
from samsyn.statistics.verdict import Verdict

EXIT_AIM = "exit_aim"
PERCENTAGE_POINTS = 100


@dataclass(frozen=True)
class Material:
    """What the reading is written from: comparisons by indicator id, and the findings."""

    county: str
    year: int
    comparisons: Mapping[str, Comparison]
    findings: Sequence[Finding]

    def row(self, indicator: str, unit: str) -> Compared:
        return next(r for r in self.comparisons[indicator].rows if r.unit.key == unit)

    def verdicts(self, indicator: str, verdict: Verdict) -> list[Compared]:
        """Return the units with a verdict in an indicator."""
        return [
            row
            for row in self.comparisons[indicator].rows
            if row.judgement and row.judgement.verdict is verdict
        ]


def conclusions(material: Material) -> list[str]:
    """Return what can be said from the numbers, most important first."""
    return [sentence for rule in CONCLUDING for sentence in rule(material)]


def reservations(material: Material) -> list[str]:
    """Return what cannot be said, and why."""
    return [sentence for rule in RESERVING for sentence in rule(material)]


def _names(rows: Sequence[Compared]) -> str:
    return listed([row.unit.name for row in rows])


def _the_county(m: Material) -> list[str]:
    taken, closed = m.comparisons["participants"].county, m.comparisons["closed"].county
    good = m.comparisons["positive_of_exits"].county
    if taken.value is None or closed.value is None:
        return []
    text = (
        f"{m.county} hade {number(taken.value)} deltagare i de insatser som har redovisat "
        f"deltagare för {m.year}. {number(closed.value)} avslutades."
    )
    if good.value is not None:
        unit = m.comparisons["positive_of_exits"].indicator.unit
        text += (
            f" {number(good.numerator)} av avsluten, {in_unit(good.value, unit)} "
            f"(intervall {interval(good.low, good.high, unit)}), var positiva: till arbete, "
            "studier eller redo för nästa steg."
        )
    return [text]


def _few_or_worse_exits(m: Material) -> list[str]:
    """Say for each unit that differs whether it has few exits, worse exits, or both."""
    said = []
    for row in m.comparisons["share_closed"].rows:
        flow = row.judgement
        good = m.row("positive_of_exits", row.unit.key)
        if not flow or not good.judgement:
            continue
        pattern = FLOW_AND_QUALITY.get((flow.verdict, good.judgement.verdict))
        if pattern:
            unit = m.comparisons["share_closed"].indicator.unit
            said.append(
                pattern.format(
                    name=row.unit.name,
                    closed=in_unit(row.value, unit),
                    county=in_unit(m.comparisons["share_closed"].centre, unit),
                    good=in_unit(good.value, unit),
                    county_good=in_unit(m.comparisons["positive_of_exits"].centre, unit),
                    counted=f"{number(good.numerator)} av {number(good.denominator)}",
                    interval=interval(good.low, good.high, unit),
                )
            )
    return said


FLOW_AND_QUALITY = {
    (Verdict.LOWER, Verdict.NO_CERTAIN_DIFFERENCE): (
        "{name} har få avslut: {closed} av deltagarna, mot {county} i länet. Att avsluten "
        "skulle vara sämre syns inte: {counted} var positiva, {good} (intervall {interval}), mot "
        "{county_good} i länet."
    ),
    (Verdict.LOWER, Verdict.LOWER): (
        "{name} har både färre avslut ({closed} mot länets {county}) och en lägre andel "
        "positiva avslut ({good} mot {county_good})."
    ),
    (Verdict.LOWER, Verdict.HIGHER): (
        "{name} har få avslut ({closed} mot länets {county}), men av dem är en högre andel "
        "positiva ({good} mot {county_good})."
    ),
    (Verdict.HIGHER, Verdict.NO_CERTAIN_DIFFERENCE): (
        "{name} avslutar en större andel av sina deltagare ({closed} mot länets {county}), "
        "och avsluten är inte säkert bättre eller sämre än länets."
    ),
    (Verdict.HIGHER, Verdict.LOWER): (
        "{name} avslutar många ({closed} mot länets {county}), men en lägre andel av avsluten "
        "är positiva ({good} mot {county_good})."
    ),
    (Verdict.HIGHER, Verdict.HIGHER): (
        "{name} avslutar en större andel ({closed} mot länets {county}), och en högre andel "
        "av avsluten är positiva ({good} mot {county_good})."
    ),
}


def _definitions_behind_outliers(m: Material) -> list[str]:
    """Say that units at the two ends probably differ by definition, when they define apart."""
    comparison = m.comparisons["positive_of_exits"]
    aim = next((d for d in comparison.differences if d.topic == EXIT_AIM), None)
    if aim is None:
        return []
    ends = product(
        m.verdicts("positive_of_exits", Verdict.HIGHER),
        m.verdicts("positive_of_exits", Verdict.LOWER),
    )
    unit = comparison.indicator.unit
    return [
        f"{above.unit.name} ({in_unit(above.value, unit)}) och {below.unit.name} "
        f"({in_unit(below.value, unit)}) skiljer sig åt mer än slumpen förklarar. Siffrorna "
        "säger inte varför. Troligast är att de lägger olika saker i ett positivt avslut: "
        f"{_aims(aim)}{_same_way(aim, above, below, m)} Jämför dem inte rakt av "
        "förrän definitionen är gemensam."
        for above, below in ends
        if _way(aim, above, m) and _way(aim, below, m) not in {"", _way(aim, above, m)}
    ]


def _same_way(
    difference: DefinitionDifference, above: Compared, below: Compared, m: Material
) -> str:
    """Name those who say that they do as one of the two and still lie between them."""
    rows = m.comparisons["positive_of_exits"].rows
    between = [
        row
        for row in rows
        if row.unit.key not in {above.unit.key, below.unit.key}
        and row.value is not None
        and _way(difference, row, m) in {_way(difference, above, m), _way(difference, below, m)}
    ]
    unit = m.comparisons["positive_of_exits"].indicator.unit
    named = [f"{row.unit.name} {in_unit(row.value, unit)}" for row in between]
    return f" Bland dem som säger sig göra lika har {listed(named)}." if named else ""


def _way(difference: DefinitionDifference, row: Compared, m: Material) -> str:
    """Return how a unit's association says it does in a topic; empty if it does not say."""
    name = _association_name(row, m)
    return next((text for names, text in difference.choices if name in names), "")


def _association_name(row: Compared, m: Material) -> str:
    for comparison in m.comparisons.values():
        for other in comparison.rows:
            if other.unit.key == row.unit.association:
                return other.unit.name
    return row.unit.name


def _aims(difference: DefinitionDifference) -> str:
    return " ".join(
        f"{listed(list(names))}: {small(text)}" for names, text in difference.choices if text
    )


def _cost(m: Material) -> list[str]:
    """Say which units cost more or less per participant, and per positive exit."""
    said = []
    for id, what in COSTS.items():
        comparison = m.comparisons[id]
        if comparison.centre is None:
            continue
        unit = comparison.indicator.unit
        high = m.verdicts(id, Verdict.HIGHER)
        low = m.verdicts(id, Verdict.LOWER)
        if not high and not low:
            said.append(f"Inget förbund skiljer sig säkert från länet i {what}.")
            continue
        parts = [
            f"{word} i {listed([f'{r.unit.name} ({in_unit(r.value, unit)})' for r in rows])}"
            for word, rows in (("högre", high), ("lägre", low))
            if rows
        ]
        said.append(
            f"{capital(what)} är {listed(parts)} än i länet som helhet "
            f"({in_unit(comparison.centre, unit)})." + _halting(comparison)
        )
    return said


def _halting(comparison: Comparison) -> str:
    """Say in what the compared associations are not alike, after a comparison of them."""
    labels = [small(d.label) for d in comparison.differences]
    return (
        f" Jämförelsen haltar: förbunden gör olika i fråga om {listed(labels)}."
        if labels
        else ""
    )


COSTS = {
    "cost_per_participant": "kostnaden per deltagare",
    "cost_per_positive_exit": "kostnaden per positivt avslut",
}


def _administration(m: Material) -> list[str]:
    """Say how the share of administration depends on its base."""
    by_income = m.comparisons["administration_of_contributions"]
    by_cost = m.comparisons["administration_of_cost"]
    said = []
    for row in by_income.rows:
        other = m.row("administration_of_cost", row.unit.key)
        if row.value is None or other.value is None:
            continue
        if other.value - row.value > 5:
            unit = by_cost.indicator.unit
            said.append(
                f"{row.unit.name} lägger {in_unit(row.value, unit)} av bidragen men "
                f"{in_unit(other.value, unit)} av kostnaderna på administration. Skillnaden "
                f"kommer av att de redovisade kostnaderna ({_millions(other.denominator)}) är lägre "
                f"än bidragen ({_millions(row.denominator)}). Källan säger inte varför."
            )
    amounts = [r.numerator for r in by_income.rows if r.numerator is not None]
    if len(amounts) > 1 and max(amounts) < 1.5 * min(amounts):
        said.append(
            f"Administrationen kostar mellan {kronor(min(amounts))} och {kronor(max(amounts))}. "
            "Bidragen skiljer sig mer, så andelen styrs mest av hur stora bidragen är."
        )
    return said


def _millions(ore: int | None) -> str:
    return f"{number(None if ore is None else ore / ORE_PER_MILLION_KRONOR, 1)} miljoner kronor"


def _equity(m: Material) -> list[str]:
    county = m.comparisons["equity_of_contributions"].county
    if county.value is None or county.value <= RECOMMENDED_EQUITY_PERCENT:
        return []
    unit = m.comparisons["equity_of_contributions"].indicator.unit
    return [
        (
            f"Förbunden har tillsammans {kronor(county.numerator)} i eget kapital, "
            f"{in_unit(county.value, unit)} av årets bidrag. Nationella rådet rekommenderar högst "
            f"{RECOMMENDED_EQUITY_PERCENT} procent."
        )
    ]


RECOMMENDED_EQUITY_PERCENT = 20


def _too_few_to_tell(m: Material) -> list[str]:
    """Say how large a difference would have had to be to show."""
    comparison = m.comparisons["positive_of_exits"]
    unsure = [
        row
        for row in m.verdicts("positive_of_exits", Verdict.NO_CERTAIN_DIFFERENCE)
        if row.judgement and row.judgement.smallest_difference is not None
    ]
    if not unsure:
        return []
    least = [
        f"{row.unit.name} {number(PERCENTAGE_POINTS * row.judgement.smallest_difference)}"
        for row in unsure
        if row.judgement and row.judgement.smallest_difference is not None
    ]
    return [
        (
            "«Ingen säker skillnad» betyder inte «ingen skillnad». För "
            f"«{comparison.indicator.title}» hade skillnaden mot länet behövt vara minst så här "
            f"många procentenheter för att synas 8 gånger av 10: {listed(least)}."
        )
    ]


def _not_judged(m: Material) -> list[str]:
    verdicts = [
        row.judgement.verdict
        for comparison in m.comparisons.values()
        for row in comparison.rows
        if row.judgement
    ]
    unsure = verdicts.count(Verdict.CANNOT_BE_JUDGED)
    if not unsure:
        return []
    return [
        (
            f"{unsure} av {len(verdicts)} omdömen är «kan inte avgöras»: antalet är för litet, eller "
            "så är källan för osäker."
        )
    ]


def _missing(m: Material) -> list[str]:
    titles = [
        f"«{comparison.indicator.title}»"
        for comparison in m.comparisons.values()
        if comparison.is_empty and comparison.county.value is None
    ]
    if not titles:
        return []
    return [
        f"Det går inte att räkna {listed(titles, 'eller')}, eftersom uppgifterna inte är "
        "redovisade. Vi vet alltså inte hur många avslut som ledde till arbete eller studier."
        if any("arbete eller studier" in title for title in titles)
        else f"Det går inte att räkna {listed(titles, 'eller')}: uppgifterna saknas."
    ]


def _no_effect(m: Material) -> list[str]:
    return [
        (
            "Siffrorna visar läget när insatsen slutar. De säger inget om hur det går senare, och "
            "inget om hur det hade gått utan insatsen. Kostnad per resultat är därför inte en "
            "besparing."
        )
    ]


def _uncertain_sources(m: Material) -> list[str]:
    uncertain = [r for r in m.comparisons["participants"].rows if r.is_uncertain]
    if not uncertain:
        return []
    return [
        (
            f"Antalet deltagare i {_names(uncertain)} är härlett ur avrundade andelar. Omdömena "
            "håller för alla antal som avrundningen medger. Annars står det att de inte kan "
            "avgöras."
        )
    ]


def _errors(m: Material) -> list[str]:
    errors = [f for f in m.findings if f.severity is Severity.ERROR]
    warnings = [f for f in m.findings if f.severity is Severity.WARNING]
    if not errors and not warnings:
        return []
    return [
        (
            f"Underlaget har {len(errors)} fel och {len(warnings)} varningar, se avsnittet Fynd. "
            "Ett fel betyder att siffrorna inte alla kan stämma."
        )
    ]


def _differing_definitions(m: Material) -> list[str]:
    labels = dict.fromkeys(
        small(difference.label)
        for comparison in m.comparisons.values()
        for difference in comparison.differences
    )
    if not labels:
        return []
    return [f"Förbunden räknar eller bokför olika i fråga om: {listed(list(labels))}."]


Rule = Callable[[Material], list[str]]

CONCLUDING: tuple[Rule, ...] = (
    _the_county,
    _few_or_worse_exits,
    _definitions_behind_outliers,
    _cost,
    _administration,
    _equity,
)
RESERVING: tuple[Rule, ...] = (
    _missing,
    _too_few_to_tell,
    _not_judged,
    _uncertain_sources,
    _differing_definitions,
    _errors,
    _no_effect,
)
