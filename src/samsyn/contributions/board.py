"""A member's contributions to all the associations it belongs to, year beside year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from samsyn.access.models import User
from samsyn.contributions.calculate import funding_amounts
from samsyn.contributions.models import Funding, MemberContribution
from samsyn.contributions.selectors import contributing, memberships_in
from samsyn.register.models import Association, Party
from samsyn.register.selectors import associations_for
from samsyn.rules.member_amounts import STATE

ORE_PER_TKR = 100_000


@dataclass(frozen=True)
class BoardCell:
    """One association's amounts in one year, in öre; None where nothing is known.

    stated_difference_ore: what the source says that asked is above decided
    """

    asked_ore: int | None = None
    required_ore: int | None = None
    decided_ore: int | None = None
    condition: str = ""
    is_waiting: bool = False
    stated_difference_ore: int | None = None
    document: str = ""
    place: str = ""

    @property
    def asked_above_decided_ore(self) -> int | None:
        """How much more was asked for than was decided."""
        if self.asked_ore is None or self.decided_ore is None:
            return None
        return self.asked_ore - self.decided_ore


@dataclass(frozen=True)
class Board:
    """A member's table: a row per association, cells by year, sums over what is known."""

    party: Party
    years: tuple[int, ...]
    rows: tuple[tuple[Association, dict[int, BoardCell]], ...]

    @property
    def sources(self) -> list[str]:
        """Where the amounts stand, each document and place once."""
        cells = (cell for _, row in self.rows for cell in row.values())
        return list(dict.fromkeys(f"{c.document}, {c.place}" for c in cells if c.document))

    def total(self, year: int, name: str) -> int | None:
        """Return the sum of a column in a year over what is known; None if nothing is."""
        values = [getattr(cells.get(year, BoardCell()), name) for _, cells in self.rows]
        known = [value for value in values if value is not None]
        return sum(known) if known else None

    def change(self, association: Association, year: int) -> int | None:
        """Return how much the decided amount has changed since the year before."""
        cells = next((c for a, c in self.rows if a == association), {})
        now, before = (cells.get(at, BoardCell()).decided_ore for at in (year, year - 1))
        return None if now is None or before is None else now - before


@dataclass(frozen=True)
class BoardRemark:
    """Something on the board that does not agree with what a source says.

    differs: False where both agree once the amount is rounded as the source rounds it
    """

    association: Association
    year: int
    stated_ore: int
    follows_ore: int
    differs: bool
    document: str
    place: str


def board_of(user: User, party: str, *, on: date) -> Board | None:
    """Return a member's board over the associations the user may read; None if no member."""
    member = Party.objects.filter(pk=party).first()
    associations = list(
        associations_for(user, on=on)
        .filter(memberships__party_id=party)
        .distinct()
        .order_by("short_name")
    )
    if member is None or not associations:
        return None
    fundings = Funding.objects.filter(association__in=associations).order_by("year")
    own = MemberContribution.objects.filter(
        funding__in=fundings, party_id=party
    ).select_related("document")
    stored = {each.funding_id: each for each in own}
    cells: dict[str, dict[int, BoardCell]] = {a.pk: {} for a in associations}
    memberships = memberships_in(list(cells))
    for funding in fundings.select_related("document").prefetch_related("keys__weights"):
        parties = contributing(memberships[funding.association_id], funding.year)
        parts = funding_amounts(funding, parties, list(funding.keys.all())).parts
        cells[funding.association_id][funding.year] = _cell(
            funding, stored.get(funding.pk), parts.get(party), is_state=party == STATE
        )
    years = sorted({year for row in cells.values() for year in row})
    return Board(member, tuple(years), tuple((a, cells[a.pk]) for a in associations))


def remarks_on(board: Board) -> list[BoardRemark]:
    """Return every difference that a source states, set against the amounts themselves."""
    return [
        BoardRemark(
            association=association,
            year=year,
            stated_ore=cell.stated_difference_ore,
            follows_ore=follows,
            differs=_in_tkr(follows) != _in_tkr(cell.stated_difference_ore),
            document=cell.document,
            place=cell.place,
        )
        for association, cells in board.rows
        for year, cell in cells.items()
        if cell.stated_difference_ore is not None
        and (follows := cell.asked_above_decided_ore) is not None
        and follows != cell.stated_difference_ore
    ]


def boards_open_to(user: User, associations: Sequence[Association]) -> list[Party]:
    """Return the members of associations that belong to more than one of them."""
    found = Party.objects.filter(memberships__association__in=associations)
    times: dict[str, set[str]] = {}
    for party, association in found.values_list("pk", "memberships__association"):
        times.setdefault(party, set()).add(association)
    several = [party for party, of in times.items() if len(of) > 1]
    return list(Party.objects.filter(pk__in=several).exclude(pk="af").order_by("kind", "name"))


def _cell(
    funding: Funding,
    own: MemberContribution | None,
    required_ore: int | None,
    *,
    is_state: bool,
) -> BoardCell:
    if is_state:
        return BoardCell(
            asked_ore=funding.requested_ore,
            required_ore=funding.state_ore,
            decided_ore=funding.state_ore,
            document=funding.document.title if funding.document else "",
            place=funding.place,
        )
    if own is None:
        return BoardCell(required_ore=required_ore)
    return BoardCell(
        asked_ore=own.asked_ore,
        required_ore=required_ore,
        decided_ore=own.decided_ore,
        condition=own.condition,
        is_waiting=own.waits_for_condition,
        stated_difference_ore=own.stated_difference_ore,
        document=own.document.title if own.document else "",
        place=own.place,
    )


def _in_tkr(ore: int) -> int:
    """Return whole thousands of kronor, half away from zero, as a text rounds."""
    sign = -1 if ore < 0 else 1
    return sign * ((abs(ore) + ORE_PER_TKR // 2) // ORE_PER_TKR)
