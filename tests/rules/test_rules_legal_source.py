"""Rules are dated data: one rule a day, or an error."""

from datetime import UTC, date, datetime

import pytest

from samsyn.rules import InvalidPeriod, LegalSource, NotInForce, OverlappingRules, in_force


def source(first, last=None, wording="SFS 2003:1210"):
    return LegalSource("SFS 2003:1210", "5 §", wording, first, last)


def test_a_source_is_cited_the_swedish_way():
    changed = source(date(2020, 1, 1), wording="SFS 2019:914")

    assert changed.citation == "SFS 2003:1210 5 §"
    assert changed.full_citation == "SFS 2003:1210 5 § i lydelse enligt SFS 2019:914"
    assert source(date(2004, 1, 1)).full_citation == "SFS 2003:1210 5 § i ursprunglig lydelse"


def test_the_first_and_the_last_day_count():
    only = source(date(2020, 1, 1), date(2020, 12, 31))

    assert in_force([only], date(2020, 1, 1)) is only
    assert in_force([only], date(2020, 12, 31)) is only


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2021, 1, 1)])
def test_refuses_a_day_without_a_rule(on):
    with pytest.raises(NotInForce, match="2020-01-01"):
        in_force([source(date(2020, 1, 1), date(2020, 12, 31))], on)


def test_refuses_a_table_without_rules():
    with pytest.raises(NotInForce):
        in_force([], date(2020, 1, 1))


def test_refuses_two_rules_on_one_day():
    with pytest.raises(OverlappingRules, match="2 rules hold on 2021-06-01"):
        in_force([source(date(2020, 1, 1)), source(date(2021, 1, 1))], date(2021, 6, 1))


def test_refuses_a_rule_that_ends_before_it_starts():
    with pytest.raises(InvalidPeriod, match="before it starts"):
        source(date(2020, 1, 1), date(2019, 12, 31))


def test_refuses_an_instant():
    with pytest.raises(TypeError, match="not at an instant"):
        in_force([source(date(2020, 1, 1))], datetime(2021, 1, 1, tzinfo=UTC))
