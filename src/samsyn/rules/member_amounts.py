"""From a state amount, or a wish, to what every member contributes (5 and 5 a §§)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from samsyn.rules.contributions import (
    Form,
    Party,
    ShareTable,
    required_contributions,
    share_table,
)
from samsyn.rules.key_formula import Division, KeyFormula, divide, typed_in
from samsyn.rules.legal_source import LegalSource, in_force
from samsyn.rules.money import ORE_PER_KRONA, InvalidAmount, explain_split

STATE = "fk"

_MEMBERSHIP = (LegalSource("SFS 2003:1210", "3 §", "SFS 2019:914", date(2020, 1, 1)),)


class InvalidMembership(ValueError):
    """Members that cannot form an association. The message is in Swedish."""


class MissingKey(ValueError):
    """Several members share a part, and nothing says how. The message is in Swedish."""


@dataclass(frozen=True)
class Members:
    """Those who contribute, by key.

    regions:        the regions that take part
    municipalities: every municipality that takes part, also one outside any region
    outside:        those of the municipalities that belong to no region
    """

    regions: tuple[str, ...]
    municipalities: tuple[str, ...]
    outside: frozenset[str] = frozenset()

    @property
    def form(self) -> Form:
        """How the association is put together.

        Raises InvalidMembership as `form_of` does.
        """
        return form_of(self)

    def sharing(self, party: Party) -> tuple[str, ...]:
        """Return who shares a party's part: beside a region, one outside counts there too."""
        if party is Party.MUNICIPALITIES:
            return self.municipalities
        if party is Party.REGIONS and self.regions:
            outside = tuple(key for key in self.municipalities if key in self.outside)
            return (*self.regions, *outside)
        return ()


def form_of(members: Members) -> Form:
    """Return how an association is put together, where it decides who pays.

    Raises InvalidMembership without a municipality, without a region unless every
    municipality lies outside any region, or if one outside is not a member.

    Source: SFS 2003:1210 3 §. A region and a municipality take part for each part of the
    area; a municipality outside any region takes part without one. 5 a § decides the form.

    >>> form_of(Members((), ("Gotland",), frozenset({"Gotland"}))).value
    'outside_alone'
    """
    if not members.municipalities:
        raise InvalidMembership("minst en kommun ska vara medlem (3 §)")
    if strangers := members.outside - set(members.municipalities):
        raise InvalidMembership(f"kommun utanför region är inte medlem: {sorted(strangers)}")
    if members.regions:
        return Form.OUTSIDE_BESIDE if members.outside else Form.ORDINARY
    inside = [key for key in members.municipalities if key not in members.outside]
    if inside:
        raise InvalidMembership(
            f"kommunens region ska också vara medlem (3 §): {', '.join(inside)}"
        )
    return Form.OUTSIDE_ALONE


@dataclass(frozen=True)
class MemberAmounts:
    """What every member contributes of the funds of one year.

    required:  party -> öre: the shares of the Act
    divisions: party -> how its part is divided between those who share it
    table:     the shares used, with their source
    undivided: parties whose part is shared, while nothing says how
    left_over: where an odd krona or öre between the parties went, in Swedish
    """

    required: Mapping[Party, int]
    divisions: Mapping[Party, Division]
    table: ShareTable
    undivided: tuple[Party, ...] = ()
    left_over: tuple[str, ...] = ()
    state: str = STATE

    @property
    def total_ore(self) -> int:
        """All the funds of the year by the shares of the Act."""
        return sum(self.required.values())

    @property
    def parts(self) -> dict[str, int]:
        """member -> öre; one that counts on both sides has one amount."""
        parts = {self.state: self.required[Party.STATE]}
        for division in self.divisions.values():
            for member, ore in division.parts.items():
                parts[member] = parts.get(member, 0) + ore
        return parts

    @property
    def difference_ore(self) -> int:
        """What the members' amounts are above `total_ore`; 0 unless amounts were typed in."""
        return sum(division.difference_ore for division in self.divisions.values())

    @property
    def sentences(self) -> tuple[str, ...]:
        """How it was done, in Swedish."""
        told = [sentence for each in self.divisions.values() for sentence in each.sentences]
        return (
            *self.left_over,
            *told,
            *((self.table.reading,) if self.table.reading else ()),
        )


@dataclass(frozen=True)
class Keys:
    """How each side divides its part: by a formula, or by amounts typed in.

    What is left out is not needed where one member alone pays the part.
    """

    formulas: Mapping[Party, KeyFormula] = field(default_factory=dict)
    typed: Mapping[Party, Mapping[str, int]] = field(default_factory=dict)


def amounts_from_state(
    state_ore: int,
    members: Members,
    keys: Keys,
    *,
    on: date,
    unit_ore: int = ORE_PER_KRONA,
    names: Mapping[str, str] | None = None,
    may_lack_keys: bool = False,
) -> MemberAmounts:
    """Return every member's amount, given what the state contributes.

    state_ore: what Försäkringskassan contributes, öre, 0 or more; stands as it is
    on:        a day in the year; decides which wording of the Act is used
    unit_ore:  100 for whole kronor, 1 for whole öre
    may_lack_keys: leave a shared part without a key undivided, instead of MissingKey
    returns:   parts that always add up to twice `state_ore`, unless amounts were typed in

    Raises InvalidAmount, InvalidMembership, MissingKey, InvalidFormula, NotInForce.

    Source: SFS 2003:1210 5 and 5 a §§. The state contributes one half; the regions and the
    municipalities one quarter each, which they divide as they agree.

    >>> members = Members(("Region Örebro län",), ("Laxå",))
    >>> amounts_from_state(234_200_000, members, Keys(), on=date(2025, 1, 1)).parts
    {'fk': 234200000, 'Region Örebro län': 117100000, 'Laxå': 117100000}
    """
    if not isinstance(state_ore, int) or isinstance(state_ore, bool) or state_ore < 0:
        raise InvalidAmount(f"the state's amount must be whole öre, 0 or more: {state_ore!r}")
    table = share_table(on, members.form)
    rest = {str(p): share for p, share in table.shares.items() if p is not Party.STATE}
    of_state = sum(rest.values(), Fraction(0)) / table.shares[Party.STATE]
    explained = explain_split(
        int(state_ore * of_state), rest, unit_ore=unit_ore, names={str(p): p.sv for p in Party}
    )
    parts = {Party(key): explained.parts[key] for key in rest}
    required = {Party.STATE: state_ore} | parts
    sharing = {party: members.sharing(party) for party in _others(required)}
    lacking = tuple(
        party for party in sharing if may_lack_keys and _lacks_key(party, sharing[party], keys)
    )
    made = _divided(required, members, keys, table, unit_ore, names, lacking)
    return replace(made, left_over=explained.sentences)


def amounts_from_total(
    total_ore: int,
    members: Members,
    keys: Keys,
    *,
    on: date,
    unit_ore: int = ORE_PER_KRONA,
    names: Mapping[str, str] | None = None,
) -> MemberAmounts:
    """Return every member's amount, given all the funds of the year: a wish, or a plan.

    As `amounts_from_state`; the parts add up to `total_ore`.

    Source: SFS 2003:1210 5 and 5 a §§.

    >>> members = Members(("Region Örebro län",), ("Laxå",))
    >>> amounts_from_total(468_400_000, members, Keys(), on=date(2025, 1, 1)).parts["fk"]
    234200000
    """
    found = required_contributions(total_ore, on=on, form=members.form)
    made = _divided(found.parts, members, keys, found.table, unit_ore, names)
    return replace(made, left_over=found.explanation.sentences)


@dataclass(frozen=True)
class Deviation:
    """A party that contributes something else than its share of the whole.

    required_ore: its share of what all parties contribute together
    source:       where the share stands
    """

    party: Party
    ore: int
    required_ore: int
    source: LegalSource

    @property
    def difference_ore(self) -> int:
        """Above the share if positive, below it if negative."""
        return self.ore - self.required_ore


def deviations(
    amounts: Mapping[Party, int],
    *,
    on: date,
    form: Form = Form.ORDINARY,
    tolerance_ore: int = ORE_PER_KRONA,
) -> tuple[Deviation, ...]:
    """Return the parties whose contribution differs from the share of the Act.

    amounts:       party -> öre that it contributes; a missing party contributes nothing
    tolerance_ore: what rounding to whole kronor may do

    Source: SFS 2003:1210 5 and 5 a §§. The shares between the parties are fixed.

    >>> amounts = {Party.STATE: 200_000, Party.REGIONS: 100_000, Party.MUNICIPALITIES: 0}
    >>> [each.party.value for each in deviations(amounts, on=date(2025, 1, 1))]
    ['state', 'regions', 'municipalities']
    """
    table = share_table(on, form)
    total = sum(amounts.values())
    wanted = {party: total * share for party, share in table.shares.items()}
    return tuple(
        Deviation(party, amounts.get(party, 0), int(exact), table.source)
        for party, exact in wanted.items()
        if abs(amounts.get(party, 0) - exact) > tolerance_ore
    )


def membership_source(on: date) -> LegalSource:
    """Return where it stands who must take part, in the wording of a day.

    Raises NotInForce for a day whose wording we have not read.

    Source: SFS 2003:1210 3 §.

    >>> membership_source(date(2025, 1, 1)).citation
    'SFS 2003:1210 3 §'
    """
    return in_force(_MEMBERSHIP, on)


def _others(required: Mapping[Party, int]) -> list[Party]:
    return [party for party in required if party is not Party.STATE]


def _lacks_key(party: Party, sharing: tuple[str, ...], keys: Keys) -> bool:
    return len(sharing) > 1 and party not in keys.typed and party not in keys.formulas


def _divided(
    required: Mapping[Party, int],
    members: Members,
    keys: Keys,
    table: ShareTable,
    unit_ore: int,
    names: Mapping[str, str] | None,
    lacking: tuple[Party, ...] = (),
) -> MemberAmounts:
    divisions = {
        party: _division(party, required[party], members.sharing(party), keys, unit_ore, names)
        for party in _others(required)
        if party not in lacking
    }
    return MemberAmounts(required, divisions, table, lacking)


def _division(
    party: Party,
    ore: int,
    sharing: tuple[str, ...],
    keys: Keys,
    unit_ore: int,
    names: Mapping[str, str] | None,
) -> Division:
    if party in keys.typed:
        return typed_in(ore, keys.typed[party])
    if len(sharing) == 1:
        return Division(ore, {sharing[0]: ore}, {sharing[0]: Fraction(1)}, ())
    formula = keys.formulas.get(party)
    if formula is None:
        raise MissingKey(f"ange hur {party.sv} delar på sin del")
    if set(formula.members) != set(sharing):
        odd = ", ".join(sorted(set(formula.members) ^ set(sharing)))
        raise MissingKey(f"nyckeln gäller inte samma medlemmar som förbundet: {odd}")
    return divide(ore, formula, unit_ore=unit_ore, names=names)
