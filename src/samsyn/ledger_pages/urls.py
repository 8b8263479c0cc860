"""Every page of the ledger and its address: each module lists its own."""

from __future__ import annotations

from samsyn.ledger_pages import chart_of_accounts, ledger_files, vouchers

urlpatterns = [*ledger_files.URLS, *vouchers.URLS, *chart_of_accounts.URLS]
