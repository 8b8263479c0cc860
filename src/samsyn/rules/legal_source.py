"""Where a rule of law stands, and from which day it holds: rules are dated data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar


class NotInForce(ValueError):
    """No rule in the table holds on the day asked about."""


class OverlappingRules(ValueError):
    """Several rules in the table claim the same day: the table is wrong."""


class InvalidPeriod(ValueError):
    """A rule ends before it starts."""


class Dated(Protocol):
    """Anything that holds from one day to another, both included."""

    @property
    def in_force_from(self) -> date: ...

    @property
    def in_force_until(self) -> date | None: ...


Rule = TypeVar("Rule", bound=Dated)


@dataclass(frozen=True)
class LegalSource:
    """A place in a statute, in one of its wordings.

    statute:        the statute's number, "SFS 2003:1210"
    section:        "5 §"
    wording:        the act that gave the section this wording, "SFS 2019:914"
    in_force_from:  the first day of the wording
    in_force_until: its last day; None while it holds
    doubt:          what we do not know or have not read about it, in Swedish; "" if nothing

    Raises InvalidPeriod if the last day is before the first.

    >>> LegalSource("SFS 2003:1210", "5 §", "SFS 2019:914", date(2020, 1, 1)).citation
    'SFS 2003:1210 5 §'
    """

    statute: str
    section: str
    wording: str
    in_force_from: date
    in_force_until: date | None = None
    doubt: str = ""

    def __post_init__(self) -> None:
        if self.in_force_until is not None and self.in_force_until < self.in_force_from:
            raise InvalidPeriod(
                f"{self.citation} ends on {self.in_force_until}, "
                f"before it starts on {self.in_force_from}"
            )

    @property
    def citation(self) -> str:
        """The place as a Swedish jurist writes it."""
        return f"{self.statute} {self.section}"

    @property
    def full_citation(self) -> str:
        """The place and the wording, as a Swedish jurist writes them.

        >>> LegalSource(
        ...     "SFS 2003:1210", "5 §", "SFS 2019:914", date(2020, 1, 1)
        ... ).full_citation
        'SFS 2003:1210 5 § i lydelse enligt SFS 2019:914'
        """
        if self.wording == self.statute:
            return f"{self.citation} i ursprunglig lydelse"
        return f"{self.citation} i lydelse enligt {self.wording}"


def is_in_force(rule: Dated, on: date) -> bool:
    """Tell whether a rule holds on a day; its first and its last day count.

    Raises TypeError for a datetime: a rule holds for days, not for instants.

    Source: our own convention. A Swedish act says on which day it enters into force.

    >>> source = LegalSource("SFS 2003:1210", "5 §", "SFS 2019:914", date(2020, 1, 1))
    >>> is_in_force(source, date(2020, 1, 1)), is_in_force(source, date(2019, 12, 31))
    (True, False)
    """
    if isinstance(on, datetime):
        raise TypeError(f"a rule holds on a date, not at an instant: {on!r}; use .date()")
    last = rule.in_force_until
    return rule.in_force_from <= on and (last is None or on <= last)


def in_force(rules: Iterable[Rule], on: date) -> Rule:
    """Return the one rule that holds on a day.

    rules: sources, or tables that carry one; order does not matter
    on:    the day asked about

    Raises NotInForce if no rule holds then, OverlappingRules if more than one does.

    Source: our own convention. A Swedish act says on which day it enters into force.

    >>> older = LegalSource(
    ...     "SFS 2003:1210", "5 §", "SFS 2010:350", date(2010, 7, 1), date(2019, 12, 31)
    ... )
    >>> newer = LegalSource("SFS 2003:1210", "5 §", "SFS 2019:914", date(2020, 1, 1))
    >>> in_force([older, newer], date(2019, 12, 31)).wording
    'SFS 2010:350'
    """
    known = list(rules)
    holding = [rule for rule in known if is_in_force(rule, on)]
    if not holding:
        first = min((rule.in_force_from for rule in known), default=None)
        raise NotInForce(f"no rule holds on {on}; the first one known starts on {first}")
    if len(holding) > 1:
        raise OverlappingRules(f"{len(holding)} rules hold on {on}; expected one: {holding}")
    return holding[0]
