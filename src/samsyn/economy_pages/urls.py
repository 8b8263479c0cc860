"""Every page of Ekonomi and its address: each module lists its own."""

from __future__ import annotations

from samsyn.economy_pages import (
    chart_of_accounts,
    contributions,
    ledger_files,
    overview,
    reference_figures,
    requisitions,
    state_model,
    vouchers,
)

# The model of the state has no association: its addresses stand before those that begin
# with the key of one.
urlpatterns = [
    *state_model.URLS,
    *reference_figures.URLS,
    *contributions.URLS,
    *requisitions.URLS,
    *ledger_files.URLS,
    *vouchers.URLS,
    *chart_of_accounts.URLS,
    *overview.URLS,
]
