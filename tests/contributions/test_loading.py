"""Files of contributions: what they make, what they keep, what they refuse."""

import csv

import pytest

from samsyn.cli.load import plans_of, store
from samsyn.cli.stop import Stop
from samsyn.contributions.models import Funding, KeyWeight, MemberContribution
from samsyn.contributions.services import record_member_decision
from tests.conftest import DEMO
from tests.contributions.conftest import decision


def write(folder, name, *rows):
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def test_loading_the_same_files_again_changes_nothing(county):
    assert sum(len(plan.new) + len(plan.changed) for plan in plans_of(DEMO)) == 0


def test_what_has_been_filled_in_is_kept_where_the_file_says_nothing(county, act):
    funding = Funding.objects.get(pk="sydnarke-2025")
    record_member_decision(
        funding=funding, party="kommun:1860", values=decision(11_530_500), **act
    )

    store(plans_of(DEMO), source="prov", by=None)

    row = MemberContribution.objects.get(funding=funding, party="kommun:1860")
    assert (row.decided_ore, row.body) == (11_530_500, "Påhittad nämnd")


def test_a_key_that_somebody_has_decided_by_is_not_loaded_over(county, act, tmp_path):
    funding = Funding.objects.get(pk="sydnarke-2025")
    record_member_decision(funding=funding, party="kommun:1860", values=decision(1), **act)
    row = {
        "association": "sydnarke",
        "year": 2025,
        "side": "municipalities",
        "party": "kommun:1860",
        "weight": 1,
    }
    write(tmp_path, "key_weights", row)

    with pytest.raises(Stop, match="låst"):
        plans_of(tmp_path)

    assert KeyWeight.objects.get(party="kommun:1860").weight == 5498


@pytest.mark.parametrize(
    ("name", "cells", "said"),
    [
        ("fundings", {"state": "-1"}, "mindre än 0"),
        ("fundings", {"state": "1.001"}, "för många decimaler"),
        ("key_weights", {"weight": "-5"}, "0 eller mer"),
        ("key_weights", {"weight": "0.1234567"}, "6 decimaler"),
        ("member_contributions", {"party": "kommun:9999"}, "okand-nyckel"),
        ("division_keys", {"way": "typed"}, "något av: inhabitants, fixed"),
    ],
)
def test_what_cannot_be_is_stopped_with_its_place(county, tmp_path, name, cells, said):
    rows = {
        "fundings": {"association": "sydnarke", "year": 2030, "state": 1},
        "key_weights": {
            "association": "sydnarke",
            "year": 2025,
            "side": "municipalities",
            "party": "kommun:1860",
            "weight": 1,
        },
        "member_contributions": {
            "association": "sydnarke",
            "year": 2025,
            "party": "region:18",
            "asked": 1,
        },
        "division_keys": {
            "association": "sydnarke",
            "year": 2025,
            "side": "regions",
            "way": "fixed",
            "source": "Påhittat",
        },
    }
    write(tmp_path, name, rows[name] | cells)

    with pytest.raises(Stop) as stopped:
        plans_of(tmp_path)

    assert said in str(stopped.value)
    assert f"{name}.csv, rad 2" in str(stopped.value)
