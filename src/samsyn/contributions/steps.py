"""The way from request to paid contributions, and how far a year has come."""

from __future__ import annotations

from dataclasses import dataclass

from samsyn.contributions.calculate import members_of
from samsyn.contributions.selectors import YearOfFunding
from samsyn.language.swedish import kronor
from samsyn.rules.contributions import Party


@dataclass(frozen=True)
class Step:
    """A step of the way, done or not.

    page:      the name of the page where it is done
    arguments: what the page's address holds beside the association
    """

    title: str
    text: str
    page: str
    is_done: bool
    arguments: tuple[str, ...] = ()


def steps_of(year: YearOfFunding) -> list[Step]:
    """Return the steps of a year, in the order they are taken."""
    funding, rows = year.funding, year.rows
    requested = funding.requested_ore if funding else None
    state = funding.state_ore if funding else None
    others = [row for row in rows if not row.is_state]
    asked = sum(row.asked_ore is not None for row in others)
    decided = sum(row.decided_ore is not None for row in rows)
    billed = sum(row.requisition is not None for row in rows)
    paid = sum(bool(row.settled and not row.settled.left_ore) for row in rows)
    return [
        Step("Äskande", _said(requested), "funding_request", requested is not None),
        Step("Försäkringskassans beslut", _said(state), "state_decision", state is not None),
        *_keys(year),
        _counted("Fråga medlemmarna", asked, len(others), "ask"),
        _counted("Medlemmarnas beslut", decided, len(rows), "contributions"),
        _counted("Rekvisitioner", billed, len(rows), "requisitions"),
        _counted("Inbetalningar", paid, len(rows), "requisitions"),
    ]


def _keys(year: YearOfFunding) -> list[Step]:
    """Return a step for each side where several share."""
    members = members_of([row.party for row in year.rows])
    sides = [
        side for side in (Party.REGIONS, Party.MUNICIPALITIES) if len(members.sharing(side)) > 1
    ]
    chosen = {key.side for key in year.keys}
    return [
        Step(
            f"Nyckel för {side.sv}",
            "vald" if side in chosen else "inte vald",
            "division_key",
            side in chosen,
            (str(side),),
        )
        for side in sides
    ]


def _counted(title: str, number: int, of: int, page: str) -> Step:
    return Step(title, f"{number} av {of}", page, 0 < of == number)


def _said(ore: int | None) -> str:
    return "inte infört" if ore is None else kronor(ore)
