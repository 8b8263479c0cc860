"""The frame of Ekonomi: whose economy one may open, which year, and the way between pages."""

import pytest

from tests.factories import user_with_role
from tests.web.conftest import browser_of


def test_the_county_leads_to_each_of_its_associations(as_reader):
    text = as_reader.get("/ekonomi/").content.decode()

    assert 'href="/ekonomi/sydnarke/?ar=2026"' in text
    assert 'href="/ekonomi/sofint/?ar=2026"' in text


def test_an_association_of_another_county_is_not_found(another_county):
    stranger = browser_of(user_with_role("reader", county=another_county))

    assert stranger.get("/ekonomi/annat/").status_code == 200
    assert stranger.get("/ekonomi/sydnarke/").status_code == 404


@pytest.mark.parametrize("year", ["1999", "2999", "i fjol", "٢٠٢٥", "20250000000000000000"])
def test_a_year_that_is_none_is_not_found(as_reader, year):
    assert as_reader.get("/ekonomi/sydnarke/", {"ar": year}).status_code == 404


def test_the_vouchers_are_offered_to_those_who_may_see_them(as_manager, as_reader):
    address = "/ekonomi/sydnarke/verifikationer/"

    assert address in as_manager.get("/ekonomi/sydnarke/?ar=2025").content.decode()
    assert address not in as_reader.get("/ekonomi/sydnarke/?ar=2025").content.decode()
