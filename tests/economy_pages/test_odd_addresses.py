"""What stands in an address or a field is judged before it is reckoned with."""

import pytest

from samsyn.ledger.models import CostRule, LockedPeriod
from samsyn.register.models import Association
from tests.factories import user_with_role
from tests.ledger.conftest import read_in
from tests.ledger.invented import sie
from tests.web.conftest import browser_of

LONG = "9" * 5_000
"""More digits than Python turns into a number."""
PAGE = "/ekonomi/sydnarke/"


@pytest.mark.parametrize(
    ("address", "query"),
    [
        (PAGE, {"ar": LONG}),
        (f"{PAGE}budget/", {"ar": LONG}),
        (f"{PAGE}budget/", {"version": LONG}),
        (f"{PAGE}budget/", {"version": "99999999999999999999"}),
        (f"{PAGE}budget/jamfor/", {"fran": LONG, "till": "1"}),
        ("/ekonomi/", {"ar": LONG}),
        ("/ekonomi/statens-modell/", {"ar": LONG}),
    ],
)
def test_a_number_without_end_is_no_page(as_manager, address, query):
    assert as_manager.get(address, query).status_code == 404


@pytest.mark.parametrize("month", [LONG, "0", "13", "-1", "1.5", ""])
def test_a_month_that_is_none_is_told(as_manager, month):
    answer = as_manager.post(
        f"{PAGE}kontoplan/perioder/las/", {"fran": month, "till": "12", "reason": "klart"}
    )

    assert answer.status_code == 422
    assert "Välj månader i listan." in answer.content.decode()
    assert not LockedPeriod.objects.exists()


@pytest.mark.parametrize("share", ["1e999999999", "1/0", "nan", "-50", LONG, "1_0", "½"])
def test_a_share_that_is_none_is_told_and_not_reckoned_with(as_manager, share):
    answer = as_manager.post(
        f"{PAGE}kontoplan/nycklar/ny/",
        {"namn": "Hyra", "konto": "5010", "till-1": "individual", "andel-1": share,
         "reason": "delad"},
    )  # fmt: skip

    assert answer.status_code == 422
    assert "skriv procent eller bråk" in answer.content.decode()
    assert not CostRule.objects.exists()


def test_a_sie_file_has_no_columns_to_choose(as_manager, manager):
    file = read_in(Association.objects.get(pk="sydnarke"), sie(), manager)

    answer = as_manager.post(f"{PAGE}verifikationer/filer/{file.pk}/kolumner/", {})

    assert answer.status_code == 404


def test_an_auditor_is_refused_before_the_form_is_judged(manager, county):
    file = read_in(Association.objects.get(pk="sydnarke"), sie(), manager)
    auditor = user_with_role("auditor", county=county, association="sydnarke")
    browser = browser_of(auditor)

    for act in (f"verifikationer/filer/{file.pk}/kolumner/", "kontoplan/perioder/las/"):
        assert browser.post(f"{PAGE}{act}", {}).status_code == 403
