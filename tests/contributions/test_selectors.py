"""A year as it stands: members, differences, remarks, what waits; and a member's board."""

from datetime import date
from fractions import Fraction

import pytest

from samsyn.contributions.board import board_of, boards_open_to
from samsyn.contributions.board import remarks_on as remarks_on_board
from samsyn.contributions.remarks import Weight, remarks_on, waiting_for
from samsyn.contributions.selectors import (
    contributed_over_years,
    inhabitants_of,
    member_amounts_of,
    parties_of,
    state_amount_of,
    year_of,
)
from samsyn.contributions.services import (
    Bill,
    choose_key,
    make_requisition,
    record_member_decision,
    register_payment,
)
from samsyn.contributions.trial import (
    joined,
    leaving,
    merged,
    shares_now,
    standing_of,
    to_pay_in,
)
from samsyn.register.models import Association, Membership
from tests.contributions.conftest import PARTS, STATE, YEAR, decision, terms


def test_the_published_plan_of_sydnarke_is_asked_for_to_the_krona(sydnarke, today):
    year = year_of(sydnarke, 2025, on=today)

    assert {row.party.code: row.required_ore for row in year.rows} == {"fk": STATE, **PARTS}
    assert all(row.asked_ore == PARTS[row.party.code] for row in year.rows[1:])
    assert year.calculated.amounts.total_ore == 468_400_000
    assert [each.who for each in waiting_for(year, on=today)] == [
        "Region Örebro län",
        "Askersund",
        "Hallsberg",
        "Kumla",
        "Laxå",
    ]


def test_the_contract_with_other_rooms(sydnarke):
    amounts = member_amounts_of("sydnarke", 2025)

    assert state_amount_of("sydnarke", 2025) == STATE
    assert state_amount_of("sydnarke", 1999) is None
    assert member_amounts_of("sydnarke", 1999) == ()
    assert [(a.party, a.kind) for a in amounts[:2]] == [
        ("fk", "state"),
        ("region:18", "region"),
    ]
    assert (amounts[1].asked_ore, amounts[1].decided_ore, amounts[1].paid_ore) == (
        117_100_000,
        None,
        0,
    )


def test_a_year_that_is_whole_has_nothing_to_wait_for(whole, sydnarke, today):
    year = year_of(sydnarke, YEAR, on=today)

    assert year.is_whole
    assert year.is_locked
    assert year.total("decided_ore") == 468_400_000
    assert waiting_for(year, on=today) == []
    assert remarks_on(year) == []


def test_changes_since_last_year_are_told_in_kronor_and_percent(whole, sydnarke, today):
    row = year_of(sydnarke, YEAR, on=today).rows[1]

    assert row.last_year_ore == 117_100_000
    assert row.last_year_difference_ore == 0
    assert row.last_year_change == Fraction(0)


def test_a_decision_that_is_too_low_warns_with_the_paragraph(decided, sydnarke, act, today):
    for party, ore in PARTS.items():
        lower = 1_000_000 if party == "kommun:1881" else 0
        values = decision(ore - lower, reason="Påhittat skäl." if lower else "")
        record_member_decision(funding=decided, party=party, values=values, **act)

    found = {each.code: each for each in remarks_on(year_of(sydnarke, YEAR, on=today))}

    assert found["andel"].weight is Weight.WARNING
    assert found["andel"].paragraph == "SFS 2003:1210 5 § i lydelse enligt SFS 2019:914"
    assert "10\xa0000\xa0kr mindre" in found["beslut-avviker"].text
    assert "Påhittat skäl." in found["beslut-avviker"].text


def test_amounts_typed_in_that_do_not_add_up_are_told(decided, sydnarke, act, today):
    typed = {code: ore for code, ore in PARTS.items() if code != "region:18"}
    typed["kommun:1881"] += 100
    choose_key(
        funding=decided,
        side="municipalities",
        terms=terms(typed, way="typed"),
        unit_ore=100,
        **act,
    )

    year = year_of(sydnarke, YEAR, on=today)

    found = {each.code: each.text for each in remarks_on(year)}
    assert "1 kr mer än delen" in found["inskrivet-avviker"]
    assert year.calculated.amounts.difference_ore == 100


def test_a_mixed_key_with_a_base_amount_reckons_from_what_is_stored(
    decided, sydnarke, act, today
):
    municipal = [code for code in PARTS if code != "region:18"]
    mixed = terms(
        way="formula",
        parts={
            "1": {code: 1 if code == "kommun:1860" else 0 for code in municipal},
            "2": dict.fromkeys(municipal, 1),
        },
        components=[{"name": "1", "share": "0.75"}, {"name": "2", "share": "0.25"}],
        base_ore=10_000_000,
    )
    choose_key(funding=decided, side="municipalities", terms=mixed, unit_ore=100, **act)

    parts = year_of(sydnarke, YEAR, on=today).calculated.parts

    # 771 000 kr after the base amounts: 3/4 to Laxå, 1/4 by four: 626 437,50 and 48 187,50.
    assert parts["kommun:1860"] == 10_000_000 + 62_643_800
    assert sum(parts[code] for code in municipal) == 117_100_000


def test_several_regions_divide_their_quarter_by_a_key_of_their_own(
    decided, sydnarke, act, today
):
    document = sydnarke.document
    Membership.objects.create(association=sydnarke, party_id="region:05", document=document)
    before = year_of(sydnarke, YEAR, on=today).calculated.amounts
    shares = terms({"region:18": 3, "region:05": 1}, way="fixed")

    choose_key(funding=decided, side="regions", terms=shares, unit_ore=100, **act)

    parts = year_of(sydnarke, YEAR, on=today).calculated.parts
    assert [party.value for party in before.undivided] == ["regions"]
    assert parts["region:18"] + parts["region:05"] == 117_100_000
    assert parts["region:05"] == 29_275_000


def test_what_is_overdue_waits_and_partial_payments_count(whole, sydnarke, act, today):
    due = {date(2026, 1, 31): 1, date(2026, 7, 31): 1}
    bill = Bill(ore=PARTS["kommun:1860"], due=due, reference="Bidrag")
    make_requisition(funding=whole, party="kommun:1860", bill=bill, issued_on=today, **act)
    register_payment(
        funding=whole,
        party="kommun:1860",
        ore=1_000_000,
        received_on=date(2026, 2, 3),
        reference="",
        **act,
    )

    year = year_of(sydnarke, YEAR, on=today)

    row = next(r for r in year.rows if r.party.code == "kommun:1860")
    assert row.settled.due_ore == 5_765_300 - 1_000_000
    (waiting,) = waiting_for(year, on=today)
    assert waiting.what == "betalning av 47\xa0653\xa0kr som förföll 2026-01-31"
    assert contributed_over_years("sydnarke")["kommun:1860"][YEAR] == 1_000_000


def test_members_are_those_of_the_year(sydnarke):
    Membership.objects.filter(association=sydnarke, party="kommun:1860").update(
        ends_on=date(2025, 12, 31)
    )

    assert "kommun:1860" in [p.code for p in parties_of("sydnarke", 2025)]
    assert "kommun:1860" not in [p.code for p in parties_of("sydnarke", 2026)]
    assert "af" not in [p.code for p in parties_of("sydnarke", 2025)]


def test_inhabitants_are_offered_for_the_days_that_are_whole(sydnarke):
    known = inhabitants_of(parties_of("sydnarke", 2025))

    by_day = {str(each.on): each.weights for each in known}
    assert by_day["2024-11-29"]["kommun:1881"] == 22535
    assert by_day["2018-12-31"]["kommun:1860"] == 888 + 520 + 1042 + 1568 + 1619


def test_the_region_s_table_is_reproduced_with_its_sums(reader, today):
    board = board_of(reader, "region:18", on=today)

    cells = {
        association.key: [row[year].decided_ore for year in (2022, 2023)]
        for association, row in board.rows
    }
    assert cells == {
        "sofint": [99_650_000, 99_400_000],
        "degerfors-karlskoga": [139_350_000, 139_000_000],
        "sydnarke": [130_850_000, 130_550_000],
        "lekeberg-orebro": [200_000_000, 200_000_000],
    }
    assert board.total(2022, "decided_ore") == 569_850_000
    assert board.total(2023, "decided_ore") == 568_950_000
    assert board.total(2025, "decided_ore") is None


def test_the_text_s_320_is_the_table_s_319_5_rounded(reader, today):
    (remark,) = remarks_on_board(board_of(reader, "region:18", on=today))

    assert remark.association.key == "sydnarke"
    assert (remark.stated_ore, remark.follows_ore) == (32_000_000, 31_950_000)
    assert not remark.differs


def test_a_board_shows_only_what_the_user_may_read(reader, another_county_association, today):
    assert board_of(reader, "region:17", on=today) is None
    assert board_of(reader, "finns-inte", on=today) is None
    everything = Association.objects.filter(county_id="18")
    assert [p.code for p in boards_open_to(reader, list(everything))] == ["region:18", "fk"]


@pytest.fixture
def another_county_association(county, invented_document):
    other = Association.objects.create(
        key="annat",
        name="Annat förbund",
        short_name="Annat",
        county_id="17",
        document=invented_document,
    )
    Membership.objects.create(
        association=other, party_id="region:17", document=invented_document
    )
    return other


@pytest.fixture
def invented_document(county):
    from samsyn.register.models import Document

    return Document.objects.create(
        key="pahittat", title="Påhittat", publisher="Ingen", kind="own", invented=True
    )


def test_shares_say_where_amounts_are_missing(sydnarke):
    standing = standing_of("sydnarke")

    assert set(standing.missing) == {2022, 2023}
    assert "Kumla" in standing.missing[2022]
    settlement = shares_now(standing, 1_252_600_000)
    assert settlement.parts["fk"] == 757_000_000
    assert sum(settlement.parts.values()) == 1_252_600_000


def test_changes_of_members_are_tried_from_what_is_stored(sydnarke):
    standing, other = standing_of("sydnarke"), standing_of("sofint")

    gone = leaving(standing, "kommun:1860", 10_000, notice_on=date(2025, 3, 1), months=36)
    rows = merged(standing, 10_000, other, 5_000)
    shares = joined(standing, "ny", 1_000_000, 2)

    assert not gone.is_dissolved
    assert gone.paid_out_ore + sum(gone.after.parts.values()) == 10_000
    assert sum(row.after_ore for row in rows) == 15_000
    assert list(shares) == [2025, 2026, 2027]
    assert 0 < shares[2026]["ny"] < shares[2027]["ny"]
    assert sum(to_pay_in(standing, -1_000).values()) == 1_000
    assert leaving(standing, "region:18", 1, notice_on=date(2025, 3, 1), months=0).is_dissolved


def test_nothing_is_shared_where_nothing_is_known(county):
    standing = standing_of("finns-inte")

    assert shares_now(standing, 100) is None
    assert to_pay_in(standing, -100) == {}


def test_a_board_is_read_in_few_questions(reader, today, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        board_of(reader, "region:18", on=today)


def test_a_key_by_a_snapshot_keeps_the_snapshot(sydnarke, manager, today):
    from samsyn.cli.demo import take_statistics
    from samsyn.contributions.services import KeyTerms, choose_key, record_state_decision
    from samsyn.official_statistics.models import SnapshotUse

    take_statistics(on=today)
    parties = [p for p in parties_of("sydnarke", 2026) if p.kind == "municipality"]
    known = next(k for k in inhabitants_of(parties) if k.source.startswith("Källa: SCB"))
    funding = record_state_decision(
        association=sydnarke, year=2026, ore=234_200_000, decided_on=today, reference="Påhittat",
        reason="", by=manager, on=today,
    )  # fmt: skip

    choose_key(
        funding=funding,
        side="municipalities",
        terms=KeyTerms("inhabitants", {"": known.weights}, known.source, known.on),
        unit_ore=100,
        by=manager,
        on=today,
    )

    assert SnapshotUse.objects.get().used_for == "Kommunernas nyckel 2026, Sydnärke"
