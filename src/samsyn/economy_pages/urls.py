"""Every page of Ekonomi and its address: each module lists its own."""

from __future__ import annotations

from samsyn.economy_pages import (
    contributions,
    overview,
    reference_figures,
    requisitions,
    state_model,
)

# The model of the state has no association: its addresses stand before those that begin
# with the key of one.
urlpatterns = [
    *state_model.URLS,
    *reference_figures.URLS,
    *contributions.URLS,
    *requisitions.URLS,
    *overview.URLS,
]
