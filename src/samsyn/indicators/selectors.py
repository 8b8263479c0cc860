"""What a user may read of single figures: the only way in for pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from samsyn.access.models import User
from samsyn.access.permissions import counties_in_sight
from samsyn.facts.figures import Figure
from samsyn.indicators.protection import figures_seen
from samsyn.indicators.publish import Audience


def figures_for(user: User, *, county: str, on: date) -> Mapping[str, Figure]:
    """Return the figures of a county by key, latest year first, as the user may see them.

    Nothing if the user may not read the county.
    """
    if county not in counties_in_sight(user, on=on):
        return {}
    return figures_seen(county, Audience.of(user, on=on))
