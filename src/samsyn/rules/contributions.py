"""Who pays how much into an association (medel, 5 and 5 a §§)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from samsyn.rules.legal_source import LegalSource, in_force
from samsyn.rules.money import InvalidAmount, SplitExplanation, explain_split

ACT = "SFS 2003:1210"


class Party(StrEnum):
    """The parties of an association, as the Act counts them when they pay.

    Several regions together are one party, and so are several municipalities.
    """

    STATE = "state"
    REGIONS = "regions"
    MUNICIPALITIES = "municipalities"

    @property
    def sv(self) -> str:
        """The party's Swedish name."""
        return _PARTY_NAMES[self]


_PARTY_NAMES = {
    Party.STATE: "staten",
    Party.REGIONS: "regionerna",
    Party.MUNICIPALITIES: "kommunerna",
}


class Form(StrEnum):
    """How an association is put together, where it decides who pays.

    ORDINARY:        every municipality belongs to a region that takes part (5 §)
    OUTSIDE_ALONE:   a municipality outside any region, and no region (5 a § first paragraph)
    OUTSIDE_BESIDE:  such a municipality beside one or more regions (5 a § second paragraph)
    """

    ORDINARY = "ordinary"
    OUTSIDE_ALONE = "outside_alone"
    OUTSIDE_BESIDE = "outside_beside"

    @property
    def sv(self) -> str:
        """The form's description in Swedish."""
        return _FORM_NAMES[self]


_FORM_NAMES = {
    Form.ORDINARY: "kommuner som ingår i en region som deltar",
    Form.OUTSIDE_ALONE: "en kommun utanför region, utan någon region",
    Form.OUTSIDE_BESIDE: "en kommun utanför region, tillsammans med en region",
}


@dataclass(frozen=True)
class ShareTable:
    """What share of the funds each party pays, under one wording of the Act.

    shares:  party -> share; together exactly 1; a party that does not take part is left out
    reading: how we read the section where it can be read in more than one way, in Swedish
    """

    form: Form
    source: LegalSource
    shares: Mapping[Party, Fraction]
    reading: str = ""

    @property
    def in_force_from(self) -> date:
        """The first day of the table."""
        return self.source.in_force_from

    @property
    def in_force_until(self) -> date | None:
        """The last day of the table; None while it holds."""
        return self.source.in_force_until


_HALF_AND_QUARTERS = {
    Party.STATE: Fraction(1, 2),
    Party.REGIONS: Fraction(1, 4),
    Party.MUNICIPALITIES: Fraction(1, 4),
}
_TWO_HALVES = {Party.STATE: Fraction(1, 2), Party.MUNICIPALITIES: Fraction(1, 2)}

_TEXT_NOT_READ = (
    "Paragrafens ordalydelse under den här tiden är inte läst. Andelarna är hämtade ur "
    "bet. 2003/04:SfU4, som anger hälften, en fjärdedel och en fjärdedel."
)
_OUTSIDE_TEXT_NOT_READ = (
    "Paragrafens ordalydelse före 2020 är inte läst. SFS 2019:914 bytte ordet landsting mot "
    "region; vi antar att andelarna var desamma."
)
_OUTSIDE_READING = (
    "Kommunen räknas både bland kommunerna (5 § andra stycket) och som en region (5 § "
    "tredje stycket). Den delar alltså på båda fjärdedelarna. Det är vår läsning av 5 a § "
    "andra stycket; förarbetena är inte lästa."
)


def _wording(
    section: str, wording: str, first: date, last: date | None = None, doubt: str = ""
) -> LegalSource:
    return LegalSource(ACT, section, wording, first, last, doubt)


_FIRST = _wording("5 §", ACT, date(2004, 1, 1), date(2004, 12, 31), _TEXT_NOT_READ)
_SECOND = _wording("5 §", "SFS 2004:793", date(2005, 1, 1), date(2010, 6, 30), _TEXT_NOT_READ)
_THIRD = _wording("5 §", "SFS 2010:350", date(2010, 7, 1), date(2019, 12, 31))
_FOURTH = _wording("5 §", "SFS 2019:914", date(2020, 1, 1))
_OUTSIDE_FIRST = _wording(
    "5 a §", "SFS 2010:350", date(2010, 7, 1), date(2019, 12, 31), _OUTSIDE_TEXT_NOT_READ
)
_OUTSIDE_SECOND = _wording("5 a §", "SFS 2019:914", date(2020, 1, 1))

SHARE_TABLES = (
    ShareTable(Form.ORDINARY, _FIRST, _HALF_AND_QUARTERS),
    ShareTable(Form.ORDINARY, _SECOND, _HALF_AND_QUARTERS),
    ShareTable(Form.ORDINARY, _THIRD, _HALF_AND_QUARTERS),
    ShareTable(Form.ORDINARY, _FOURTH, _HALF_AND_QUARTERS),
    ShareTable(Form.OUTSIDE_ALONE, _OUTSIDE_FIRST, _TWO_HALVES),
    ShareTable(Form.OUTSIDE_ALONE, _OUTSIDE_SECOND, _TWO_HALVES),
    ShareTable(Form.OUTSIDE_BESIDE, _OUTSIDE_FIRST, _HALF_AND_QUARTERS, _OUTSIDE_READING),
    ShareTable(Form.OUTSIDE_BESIDE, _OUTSIDE_SECOND, _HALF_AND_QUARTERS, _OUTSIDE_READING),
)


@dataclass(frozen=True)
class Contributions:
    """What each party contributes of the funds of one year.

    parts:       party -> öre, adds up to `total_ore`; a party that does not take part
                 is left out
    table:       the shares used, with their source
    explanation: how odd öre were placed
    """

    total_ore: int
    parts: Mapping[Party, int]
    table: ShareTable
    explanation: SplitExplanation


def share_table(on: date, form: Form = Form.ORDINARY) -> ShareTable:
    """Return the shares that hold on a day for a form of association.

    Raises NotInForce before the Act (2004-01-01). For a municipality outside any region
    also before 2010-07-01, when 5 a § came: what held until then we have not read.

    Source: SFS 2003:1210 5 and 5 a §§.

    >>> share_table(date(2025, 1, 1)).source.wording
    'SFS 2019:914'
    """
    return in_force((table for table in SHARE_TABLES if table.form == form), on)


def required_contributions(
    total_ore: int, *, on: date, form: Form = Form.ORDINARY
) -> Contributions:
    """Return what each party is to contribute of the funds of one year.

    total_ore: the association's funds for the year, öre, 0 or more
    on:        a day in that year; decides which wording of the Act is used
    form:      how the association is put together

    Raises InvalidAmount for a negative total, NotInForce as `share_table` does.

    Source: SFS 2003:1210 5 §. Försäkringskassan contributes one half, the regions that
    take part one quarter, the municipalities that take part one quarter. 5 a §: a
    municipality outside any region contributes one half where no region takes part;
    beside a region it counts both as a municipality and as a region.

    The Act does not say who carries an odd öre: see `money.split`.
    Not here: the split between municipalities (`municipal_key`), or between regions.

    >>> parts = required_contributions(468_400_000, on=date(2025, 1, 1)).parts
    >>> parts[Party.STATE], parts[Party.REGIONS], parts[Party.MUNICIPALITIES]
    (234200000, 117100000, 117100000)
    """
    table = share_table(on, form)
    if isinstance(total_ore, int) and total_ore < 0:
        raise InvalidAmount(f"an association's funds must be 0 öre or more: {total_ore!r}")
    weights: dict[str, int | Fraction] = {str(p): share for p, share in table.shares.items()}
    explanation = explain_split(
        total_ore, weights, names={str(party): party.sv for party in Party}
    )
    parts = {party: explanation.parts[party] for party in table.shares}
    return Contributions(total_ore, parts, table, explanation)


def contributions_from_state(
    state_ore: int, *, on: date, form: Form = Form.ORDINARY
) -> Contributions:
    """Return all contributions and the total, given what the state contributes.

    state_ore: what Försäkringskassan contributes, for itself and for Arbetsförmedlingen;
               öre, 0 or more
    returns:   as `required_contributions`; the state's part is `state_ore` exactly

    Raises as `required_contributions` does.

    Source: SFS 2003:1210 5 §. Försäkringskassan contributes one half of the funds, so the
    total is twice its contribution. That it pays for both agencies is how Nationella rådet
    and the associations describe it; the Act names Försäkringskassan only.

    >>> contributions_from_state(234_200_000, on=date(2025, 1, 1)).total_ore
    468400000
    """
    if not isinstance(state_ore, int) or isinstance(state_ore, bool):
        raise InvalidAmount(f"an amount must be whole öre (int): {state_ore!r}")
    total = state_ore / share_table(on, form).shares[Party.STATE]
    return required_contributions(int(total), on=on, form=form)
