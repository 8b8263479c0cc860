"""What binds one association whatever the others have: its floor, its equity, its request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from samsyn.state_allocation.associations import Association
from samsyn.state_allocation.parameters import Terms
from samsyn.state_allocation.values import EquityStep


@dataclass(frozen=True)
class Limits:
    """What binds one association whatever the others have, in whole steps unless said.

    floor:         the least it may get; 0 without a floor
    step:          the step of the table of equity that it stands on, if it can be tested
    allowed_ore:   how much equity it may have, in öre; None if any, or if it is not known
    is_above:      whether it has more
    reduction:     what is taken off for that
    most:          the most it may get: what it has asked for, otherwise the whole frame
    may_take_part: in the rounds, per kind of taker
    """

    floor: int
    step: EquityStep | None
    allowed_ore: Fraction | None
    is_above: bool
    reduction: int
    most: int
    may_take_part: Mapping[str, bool]


def limits_of(association: Association, terms: Terms) -> Limits:
    """Return what binds an association whatever the others have."""
    unit, frame = terms.unit_ore, terms.frame_ore // terms.unit_ore
    step, allowed, excess = _equity(association, terms)
    is_above = excess > 0
    reduction = {
        "cut": -(-excess // unit),
        "cut_half": -(-(excess / 2) // unit),
        "stop": frame,
        "nothing": 0,
    }[terms.above_equity]
    request = association.request_ore
    is_capped = terms.request_cap and request is not None
    most = min(frame, (request or 0) // unit) if is_capped else frame
    return Limits(
        floor=min(most, _floor(association, terms, is_above=is_above)),
        step=step,
        allowed_ore=allowed,
        is_above=is_above,
        reduction=min(frame, reduction) if is_above else 0,
        most=most,
        may_take_part={
            "asked_more": request is not None and not is_above,
            "open": not is_above,
        },
    )


def _floor(association: Association, terms: Terms, *, is_above: bool) -> int:
    """Return the least an association may get, in whole steps rounded up; 0 without a floor."""
    if terms.largest_loss is None or association.previous_ore is None:
        return 0
    if is_above and terms.floor_excludes_equity:
        return 0
    return -(-(association.previous_ore * (1 - terms.largest_loss)) // terms.unit_ore)


def _equity(
    association: Association, terms: Terms
) -> tuple[EquityStep | None, Fraction | None, Fraction]:
    """Return the step, the equity it allows and what is above it, in öre.

    Without a known equity or earlier amount nothing can be tested, and nothing is above.
    """
    if association.equity_ore is None or association.previous_ore is None:
        return None, None, Fraction(0)
    funds = 2 * association.previous_ore
    base = funds if terms.equity_of == "all_funds" else association.previous_ore
    step = next((each for each in terms.equity_steps if each.holds(funds)), None)
    allowed = step.allowed_ore(base) if step else None
    if allowed is None:
        return step, None, Fraction(0)
    return step, allowed, max(Fraction(0), association.equity_ore - allowed)
