"""Every page of budgets and its address: each module lists its own."""

from __future__ import annotations

from samsyn.budget_pages import budget, equity, outcome

urlpatterns = [*budget.URLS, *outcome.URLS, *equity.URLS]
