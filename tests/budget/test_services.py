"""Every act on a budget: who may, what is stored, what is refused, and what the log says."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from samsyn.access.models import Event
from samsyn.budget import services
from samsyn.budget.drafting import from_last_year, from_outcome, from_template, indexed
from samsyn.budget.models import BudgetLine
from samsyn.budget.plan import Line, Plan, changes_between, net_cost
from samsyn.budget.remarks import digits_hint, nearest_sum, remarks_of
from samsyn.budget.selectors import (
    latest_version,
    lines_digest,
    plan_of,
    version_in_force,
)
from samsyn.budget.workbook import read_workbook, write_workbook
from samsyn.ledger.outcome import OutcomeRow
from samsyn.register.models import Association

ON = date(2025, 11, 28)


@pytest.fixture
def association(county):
    return Association.objects.get(pk="sydnarke")


@pytest.fixture
def proposal(association, manager):
    return start(association, manager)


def start(association, by, **fields):
    values = {"name": "Förslag", "lines": from_template(2026), "origin": "mall"} | fields
    return services.start_budget(association=association, year=2026, by=by, on=ON, **values)


def adopt(version, by):
    return services.adopt_budget(
        version=version, decided_on=ON, reference="§ 41", is_public=True, by=by, on=ON
    )


def test_a_proposal_is_stored_with_its_lines_and_an_event(proposal):
    event = Event.objects.order_by("-number").first()

    assert plan_of(proposal).lines == from_template(2026)
    assert (event.kind, event.target) == ("budget_started", "sydnarke/2026/1")


def test_one_who_may_not_plan_is_refused_and_nothing_is_stored(association, proposal, reader):
    acts = (
        lambda: start(association, reader),
        lambda: adopt(proposal, reader),
        lambda: services.write_lines(version=proposal, lines=(), seen="", by=reader, on=ON),
        lambda: services.describe_budget(version=proposal, facts={}, by=reader, on=ON),
        lambda: services.state_figures(version=proposal, stated=(), by=reader, on=ON),
        lambda: services.withdraw_budget(version=proposal, by=reader, on=ON),
        lambda: services.restore_budget(version=proposal, by=reader, on=ON),
        lambda: services.give_reason(
            version=proposal, warning="x", reason="y", by=reader, on=ON
        ),
        lambda: services.start_revision(
            version=proposal, name="x", reason="y", by=reader, on=ON
        ),
    )
    events = Event.objects.count()

    for act in acts:
        with pytest.raises(PermissionDenied):
            act()

    assert Event.objects.count() == events


def test_a_decided_version_can_be_changed_by_nobody(proposal, manager):
    adopted = adopt(proposal, manager)
    before = plan_of(adopted)

    acts = (
        lambda: services.write_lines(
            version=adopted, lines=(), seen=lines_digest(before.lines), by=manager, on=ON
        ),
        lambda: services.describe_budget(
            version=adopted, facts={"name": "x"}, by=manager, on=ON
        ),
        lambda: services.state_figures(version=adopted, stated=(), by=manager, on=ON),
        lambda: services.withdraw_budget(version=adopted, by=manager, on=ON),
        lambda: adopt(adopted, manager),
    )
    for act in acts:
        with pytest.raises(services.AlreadyDecided):
            act()

    assert plan_of(adopted).lines == before.lines


def test_a_year_has_one_adopted_budget_and_revisions_in_a_chain(proposal, association, manager):
    adopt(proposal, manager)
    with pytest.raises(services.AlreadyAdopted):
        adopt(start(association, manager), manager)

    first, second = (
        services.start_revision(
            version=proposal, name="R", reason="Nya bidrag", by=manager, on=ON
        )
        for _ in range(2)
    )
    adopt(first, manager)

    assert version_in_force("sydnarke", 2026).number == first.number
    with pytest.raises(services.NotInForce):
        adopt(second, manager)
    with pytest.raises(services.NotInForce):
        services.start_revision(version=proposal, name="R", reason="Igen", by=manager, on=ON)


def test_a_revision_needs_a_reason_and_a_decided_budget(proposal, manager):
    with pytest.raises(services.NotInForce):
        services.start_revision(version=proposal, name="R", reason="x", by=manager, on=ON)
    adopt(proposal, manager)

    with pytest.raises(ValidationError):
        services.start_revision(version=proposal, name="R", reason=" ", by=manager, on=ON)


def test_a_proposal_that_is_taken_back_is_not_the_latest(proposal, manager):
    services.withdraw_budget(version=proposal, by=manager, on=ON)

    assert latest_version("sydnarke", 2026) is None
    with pytest.raises(services.NotInForce):
        adopt(proposal, manager)
    services.restore_budget(version=proposal, by=manager, on=ON)
    assert latest_version("sydnarke", 2026) == proposal
    with pytest.raises(services.NotInForce):
        services.restore_budget(version=proposal, by=manager, on=ON)


def test_nothing_is_half_written_when_a_line_is_wrong(proposal, manager):
    before = plan_of(proposal)
    wrong = (before.lines[0], replace(before.lines[1], category="hittepå"))

    with pytest.raises(ValidationError):
        services.write_lines(
            version=proposal, lines=wrong, seen=lines_digest(before.lines), by=manager, on=ON
        )

    assert plan_of(proposal).lines == before.lines


def test_two_lines_with_one_key_are_refused(proposal, manager):
    before = plan_of(proposal)

    with pytest.raises(ValidationError, match="samma nyckel"):
        services.write_lines(
            version=proposal,
            lines=before.lines[:1] * 2,
            seen=lines_digest(before.lines),
            by=manager,
            on=ON,
        )


def test_a_limit_without_a_level_is_refused(association, manager):
    with pytest.raises(ValidationError):
        services.set_limit(
            association=association, label="Mål", first_year=2026, last_year=None, percent=None,
            base="contributions", ore=None, is_own=True, source="§", is_verified=True,
            by=manager, on=ON,
        )  # fmt: skip


def test_a_limit_is_taken_back_once(association, manager):
    limit = services.set_limit(
        association=association, label="Mål", first_year=2026, last_year=None,
        percent=Decimal("7"), base="income", ore=None, is_own=True, source="§", is_verified=True,
        by=manager, on=ON,
    )  # fmt: skip

    services.withdraw_limit(limit=limit, by=manager, on=ON)

    with pytest.raises(services.NotInForce):
        services.withdraw_limit(limit=limit, by=manager, on=ON)


def test_gross_and_net_stand_apart():
    gross = Line("g", "Projekt", "individual", {2026: -100_00}, basis="gross")
    paid = Line("p", "ESF", "external_used", {2026: 60_00}, financier="esf", finances="g")
    plan = Plan("prov", 2026, (gross, paid))

    assert net_cost(plan, gross, 2026) == 40_00
    assert remarks_of(plan) == ()
    too_much = replace(plan, lines=(gross, replace(paid, ore={2026: 160_00})))
    assert [r.rule.code for r in remarks_of(too_much)][:1] == ["financed_above_cost"]


def test_versions_are_compared_old_to_new():
    old = Plan(
        "prov",
        2026,
        (Line("a", "A", "individual", {2026: -100}), Line("b", "B", "individual", {2026: -5})),
    )
    new = replace(
        old,
        lines=(
            Line("a", "A", "individual", {2026: -130}),
            Line("c", "C", "individual", {2026: -1}),
        ),
    )

    found = {change.line.key: change.difference(2026) for change in changes_between(old, new)}

    assert found == {"a": -30, "b": 5, "c": -1}


def test_last_years_outcome_becomes_lines_that_keep_the_sum():
    booked = [
        OutcomeRow(1, "3985", "", "operating_income", "contribution", "", "all", 100_000),
        OutcomeRow(2, "4010", "", "operating_costs", "individual", "team", "", -60_000),
        OutcomeRow(3, "9999", "", "", "", "", "", -700),
    ]

    lines = from_outcome(booked, 2026, 0)

    assert sum(line.in_year(2026) for line in lines) == 100_000 - 60_000 - 700
    assert len({line.key for line in lines}) == 3


@given(st.integers(-(10**12), 10**12), st.integers(-99, 99), st.integers(1, 3))
def test_an_index_gives_whole_kronor_and_no_index_changes_nothing(ore, percent, times):
    assert indexed(ore, percent, times) % 100 == 0
    whole = ore // 100 * 100
    assert indexed(whole, 0, times) == whole


def test_each_line_can_have_an_index_of_its_own():
    plan = Plan(
        "prov",
        2025,
        (
            Line("a", "A", "individual", {2025: -100_00}),
            Line("b", "B", "individual", {2025: -100_00}),
        ),
    )

    found = from_last_year(plan, 2026, 0, {"b": 10})

    assert [line.in_year(2026) for line in found] == [-100_00, -110_00]


@pytest.mark.parametrize(
    ("one", "other", "hint"),
    [
        (462_800_000, 468_400_000, "28 mot 84"),
        (123_400, 124_300, "har bytt plats"),
        (100_000, 300_000, "en siffra (1 mot 3)"),
        (100_000, 100_000, ""),
        (100_000, 1_000_000, ""),
        (123_456_00, 654_321_00, ""),
    ],
)
def test_a_hint_of_a_slip_of_the_pen(one, other, hint):
    assert (hint in digits_hint(one, other)) if hint else digits_hint(one, other) == ""


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=8), st.integers(0, 10**7))
def test_the_nearest_sum_is_the_one_that_a_plain_search_finds(amounts, wanted):
    every = {0}
    for amount in amounts:
        every |= {each + amount for each in every}

    found = nearest_sum(amounts, wanted)

    assert found in every
    assert abs(found - wanted) == min(abs(each - wanted) for each in every)


def test_too_many_lines_are_not_tried():
    assert nearest_sum([1] * 21, 5) is None


amounts = st.integers(-(10**11), 10**11)
budget_lines = st.lists(
    st.builds(
        lambda number, ore, category: Line(
            f"rad-{number}",
            f"Rad {number}",
            category,
            {2026: ore, 2027: 0, 2028: -ore},
            statement_line="operating_income"
            if category == "contribution"
            else "operating_costs",
        ),
        st.integers(0, 10**6),
        amounts,
        st.sampled_from(["contribution", "individual", "administration.board"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda line: line.key,
)


@given(budget_lines)
def test_a_file_that_is_written_is_read_back_the_same(lines):
    read = read_workbook(write_workbook(lines, 2026, {}), "mall.xlsx", 2026, {})

    assert read.faults == ()
    assert read.lines == tuple(lines)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"\x00" * 50, b"hej", b"Rad;Kategori;2026\nA;styrelse;x\n"],
)
def test_a_file_that_is_none_is_told_and_never_raises(content):
    read = read_workbook(content, "mall.csv", 2026, {})

    assert read.lines == ()
    assert read.faults


def test_lines_are_taken_away_with_their_version_only(proposal):
    assert BudgetLine.objects.filter(version=proposal).count() == len(from_template(2026))
