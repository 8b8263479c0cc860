"""samsyn contributions: every member's amount, for people and for programs."""

import csv
import io
import json

import pytest

from samsyn.cli import main

SYDNARKE = (
    "--municipality=Laxå=5498",
    "--municipality=Hallsberg=16300",
    "--municipality=Kumla=22535",
    "--municipality=Askersund=11503",
)


def run(capsys, *arguments):
    code = main(["contributions", *arguments])
    out, err = capsys.readouterr()
    return code, out.replace("\xa0", " "), err


def lines_of(out):
    return {line["name"]: line["ore"] for line in json.loads(out)["lines"]}


def test_json_has_whole_ore_for_programs(capsys):
    code, out, _ = run(capsys, "--state=2342000", "--year=2025", "--format=json", *SYDNARKE)

    assert code == 0
    assert lines_of(out)["Kumla"] == 47_260_700
    assert json.loads(out)["total_ore"] == 468_400_000
    assert json.loads(out)["source"] == "SFS 2003:1210 5 §"


def test_csv_has_a_row_per_line(capsys):
    _, out, _ = run(capsys, "--total=4684000", "--year=2025", "--format=csv", *SYDNARKE)

    rows = list(csv.DictReader(io.StringIO(out)))
    assert rows[0] == {"name": "Försäkringskassan", "level": "0", "ore": "234200000"}
    assert {row["name"]: row["ore"] for row in rows}["Laxå"] == "11530500"


def test_fixed_shares_and_several_regions(capsys):
    _, out, _ = run(
        capsys,
        "--total=4000001",
        "--year=2025",
        "--region=A=1",
        "--region=B=2",
        "--municipality=Falun=13",
        "--municipality=Borlänge=12",
        "--fixed",
        "--ore",
        "--format=json",
    )

    parts = lines_of(out)
    assert parts["A"] + parts["B"] == parts["regionen"]
    assert parts["Falun"] + parts["Borlänge"] == parts["kommunerna"]
    assert parts["B"] == 66_666_683


def test_a_municipality_outside_a_region_counts_on_both_sides(capsys):
    _, out, _ = run(
        capsys,
        "--state=2000000",
        "--year=2025",
        "--region=Kalmar=1",
        "--outside=Gotland=1",
        "--municipality=Oskarshamn=13",
        "--municipality=Gotland=12",
        "--fixed",
    )

    assert "480 000" in out
    assert out.count("Gotland") == 2
    assert "5 a §" in out


def test_gotland_alone_pays_half(capsys):
    _, out, _ = run(
        capsys,
        "--total=4000000",
        "--year=2025",
        "--without-region",
        "--municipality=Gotland=1",
        "--format=json",
    )

    assert lines_of(out)["Gotland"] == 200_000_000


def test_amounts_typed_in_are_set_against_the_quarter(capsys):
    code, out, _ = run(
        capsys,
        "--state=2342000",
        "--year=2025",
        "--municipality=Laxå=100000,50",
        "--municipality=Kumla=1071000",
        "--typed",
    )

    assert code == 0
    assert "0,50 kr mer än delen, 1 171 000 kr" in out


def test_a_base_amount_and_a_least_amount(capsys):
    _, out, _ = run(
        capsys,
        "--state=2342000",
        "--year=2025",
        "--base=100000",
        "--minimum=400 000",
        "--municipality=Laxå=5498",
        "--municipality=Hallsberg=16300",
        "--format=json",
    )

    assert lines_of(out)["Laxå"] == 40_000_000
    assert lines_of(out)["Hallsberg"] == 77_100_000


def test_what_is_stored_is_shown_with_what_members_have_said(capsys, county):
    code, out, _ = run(capsys, "--association=sydnarke", "--year=2025", "--format=json")

    assert code == 0
    by_name = {line["name"]: line for line in json.loads(out)["lines"]}
    assert by_name["Laxå"]["ore"] == by_name["Laxå"]["asked_ore"] == 11_530_500
    assert by_name["Laxå"]["decided_ore"] is None
    text = run(capsys, "--association=sydnarke", "--year=2025")[1]
    assert "tillfrågad" in text
    assert "115 305" in text


def test_a_year_without_amounts_is_no(capsys, county):
    code, _, err = run(capsys, "--association=sydnarke", "--year=2024")

    assert code == 1
    assert "Inget är infört" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--state=1", "--municipality=Laxå=-1"], "Laxå=5498"),
        (["--state=1", "--municipality=Laxå=1e5"], "Laxå=5498"),
        (["--state=1", "--municipality=Laxå=٥"], "Laxå=5498"),
        (["--state=1", "--region=A=1"], "--municipality"),
        (["--state=1", "--municipality=A=1", "--outside=B=1"], "ange också B"),
        (["--state=1", "--municipality=A=0", "--municipality=B=0"], "vikter"),
        (["--state=1", "--municipality=A=1", "--municipality=B=1", "--base=5"], "mer än"),
        (["--state=1", "--municipality=A=1,005", "--typed"], "whole öre"),
        (["--association=finns-inte"], "finns-inte"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(capsys, county, arguments, words):
    code, out, err = run(capsys, "--year=2025", *arguments)

    assert code == 2
    assert out == ""
    assert words in err
    assert len(err.splitlines()) == 1
