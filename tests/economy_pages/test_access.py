"""Every address of an association, asked for by those who may not."""

import pytest

from samsyn.budget_pages.urls import urlpatterns as budgets
from samsyn.economy_pages.urls import urlpatterns as economy
from samsyn.ledger_pages.urls import urlpatterns as ledgers

FILLED = {
    "<slug:key>": "sydnarke",
    "<int:file>": "1",
    "<int:number>": "1",
    "<slug:number>": "1",
    "<slug:side>": "municipalities",
    "<str:party>": "R18",
    "<slug:kind>": "rule",
    "<str:form>": "pdf",
}
PATTERNS = [str(each.pattern) for each in (*budgets, *economy, *ledgers)]


def filled(pattern):
    for name, value in FILLED.items():
        pattern = pattern.replace(name, value)
    assert "<" not in pattern
    return f"/ekonomi/{pattern}"


@pytest.mark.parametrize("address", [filled(p) for p in PATTERNS if "<slug:key>" in p])
def test_a_reader_changes_nothing(as_reader, address):
    assert as_reader.post(address, {"reason": "prov"}).status_code in {403, 404, 405}


@pytest.mark.parametrize("address", [filled(p) for p in PATTERNS if "verifikationer/" in p])
def test_a_reader_sees_no_voucher_and_no_file(as_reader, address):
    assert as_reader.get(address).status_code in {403, 404, 405}
