"""Single figures: what stands beside a small group must not tell it."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from samsyn.access.permissions import Reach
from samsyn.facts.figures import Figure
from samsyn.indicators import protection
from samsyn.indicators.protection import figures_seen, protected_figures
from samsyn.indicators.publish import PUBLIC, Audience
from tests.indicators.invented import EAST, NORTH, SOUTH, fact, facts_with

DOCUMENT = SimpleNamespace(title="Provdokument")
OWNER = Audience(Reach(frozenset(), frozenset({"norr"})))


def figure(key, kind, value, *, status="entered", association="norr", **traits):
    return Figure(
        key=key,
        kind=kind,
        label=key,
        association=association,
        association_name="Norr",
        year=2019,
        on=date(2019, 12, 31),
        value=None if value is None else Decimal(value),
        low=None if value is None else Decimal(value),
        high=None if value is None else Decimal(value),
        unit="persons",
        status=status,
        document=DOCUMENT,
        place="s. 1",
        derivation="",
        extracted_on=None,
        traits=traits,
        words={},
    )


def count(key, value, *, measure="closed", period="2019-01-01/2019-12-31", **more):
    traits = {
        "measure": measure,
        "intervention": "",
        "period": period,
        "sex": "all",
        "age_group": "all",
        "population": "registered",
        "counting_mode": "registrations",
    }
    status = more.pop("status", "entered")
    association = more.pop("association", "norr")
    return figure(
        key, "counts", value, status=status, association=association, **(traits | more)
    )


def need(key, value, *, area, association=None, **more):
    return figure(
        key, "needs", value, association=association, area=area, group="long_term", **more
    )


@pytest.fixture
def protected(monkeypatch):
    def protected_among(*figures, facts=None, audience=PUBLIC):
        monkeypatch.setattr(protection, "facts_of", lambda county: facts or facts_with())
        return protected_figures({f.key: f for f in figures}, audience, "99")

    return protected_among


def test_people_of_areas_are_protected_with_what_they_add_up_to(protected):
    hidden = protected(
        need("a", 3, area="forbund:a"),
        need("b", 50, area="forbund:b"),
        need("all", 53, area="lan:99"),
    )

    assert hidden == {"a", "b", "all"}


def test_half_a_year_is_not_told_by_the_year_and_the_other_half(protected):
    hidden = protected(
        count("h1", 20, period="2019-01-01/2019-06-30"),
        count("h2", 3, period="2019-07-01/2019-12-31"),
        count("year", 23),
        count("before", 30, period="2018-01-01/2018-12-31"),
    )

    assert hidden == {"h1", "h2", "year"}


def test_what_positive_exits_consist_of_is_hidden_together(protected):
    hidden = protected(
        count("work", 2, measure="exits_work_or_studies"),
        count("ready", 18, measure="exits_ready"),
        count("positive", 20, measure="positive_exits"),
    )

    assert hidden == {"work", "ready"}


def test_the_whole_is_hidden_where_a_part_is_open(protected):
    hidden = protected(
        count("work", 2, measure="exits_work_or_studies"),
        count("ready", 18, measure="exits_ready", status="published"),
        count("positive", 20, measure="positive_exits"),
    )

    assert hidden == {"work", "positive"}


def test_a_small_rest_beside_an_open_whole_hides_the_part(protected):
    hidden = protected(
        count("participants", 40, measure="participants", status="published"),
        count("closed", 38),
    )

    assert hidden == {"closed"}


def test_a_small_rest_beside_an_open_part_hides_the_whole(protected):
    hidden = protected(
        count("participants", 40, measure="participants"),
        count("closed", 38, status="published"),
    )

    assert hidden == {"participants"}


def test_what_no_indicator_may_show_is_no_single_figure_either(protected):
    """Else a complement hidden on one page is read on the next."""
    facts = facts_with(
        *(
            fact("closed", unit, 2019, value, status="entered", figure=unit.key)
            for unit, value in ((NORTH, 3), (SOUTH, 20), (EAST, 40))
        )
    )
    figures = [
        count(key, value, association=key)
        for key, value in (("norr", 3), ("soder", 20), ("oster", 40))
    ]

    assert protected(*figures, facts=facts) == {"norr", "soder"}


def test_its_owner_sees_a_single_figure(protected):
    assert protected(count("h2", 3), audience=OWNER) == frozenset()


def test_a_protected_figure_is_not_found_by_what_it_says(monkeypatch):
    """Searching for the text would otherwise be a way to read it."""
    told = figure("told", "statements", 3)
    told.__dict__.update(text="tre personer fick arbete", search_text="told tre personer")
    monkeypatch.setattr(protection, "figures_of", lambda county: {"told": told})
    monkeypatch.setattr(protection, "facts_of", lambda county: facts_with())

    found = figures_seen("99", PUBLIC)["told"]

    assert found.is_protected
    assert found.value is None
    assert "tre" not in found.search_text
    assert "provdokument" in found.search_text
