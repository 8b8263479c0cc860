"""samsyn allocation: everybody's amount, one of them explained, scenarios, and strange input."""

import csv
import io
import json

import pytest

from samsyn.cli import main

TABLE = """association,name,region,population,need,previous,request,equity
a,Asp,Norr,20000,1000,5600000,,0
b,Björk,Norr,10000,600,,,
c,Cypress,Söder,10000,400,,2000000,
"""


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "riket.csv"
    file.write_text(TABLE, "utf-8")
    return str(file)


def run(capsys, *arguments):
    code = main(["allocation", "--year=2027", *arguments])
    out, err = capsys.readouterr()
    return code, out.replace("\xa0", " "), err.replace("\xa0", " ")


def rows_of(out):
    return list(csv.DictReader(io.StringIO(out)))


def test_everybody_gets_an_amount(capsys, table):
    code, out, _ = run(capsys, f"--associations={table}", "--set=frame=10000000")

    assert code == 0
    assert "2 930 000" in out
    assert "Summa 9 730 000 kr; 270 000 kr av ramen är över." in out
    assert "Ej verifierat: " in out
    assert "Påhittade" not in out


def test_the_invented_table_says_that_it_is_invented(capsys):
    code, out, _ = run(capsys)

    assert code == 0
    assert "Samordningsförbundet Sydnärke" in out
    assert "påhittat: försörjningsmått" in out
    assert "Påhittade siffror för att visa räkningen: 75 av 75" in out


def test_the_amounts_as_data(capsys):
    _, out, _ = run(capsys, "--format=json")

    found = json.loads(out)
    assert len(found["rows"]) == 75
    assert found["warning"]
    assert {p["name"]: p["mark"] for p in found["parameters"]}[
        "equity_steps"
    ] == "ej verifierad"
    total = sum(float(row["belopp"]) for row in found["rows"])
    assert total == float(found["total"]) == 339_000_000 - float(found["leftover"])


def test_the_intervals_stand_beside_the_amounts(capsys, table):
    _, out, _ = run(
        capsys, f"--associations={table}", "--interval", "--scenarios=200", "--format=csv"
    )

    for row in rows_of(out):
        ends = [
            float(row[name]) for name in ("95 % från", "80 % från", "80 % till", "95 % till")
        ]
        assert ends == sorted(ends)
        assert ends[0] <= float(row["belopp"]) <= ends[-1]


def test_a_scenario_has_intervals_too(capsys, table):
    _, out, _ = run(
        capsys, f"--associations={table}", "--merge=b+c", "--interval", "--scenarios=50"
    )

    assert "Björk och Cypress" in out
    assert "95 % till" in out
    assert "Spann: Ramen, begäran" in out


def test_one_amount_is_explained_with_sources_and_marks(capsys, table):
    code, out, _ = run(
        capsys,
        f"--associations={table}",
        "--set=frame=10000000",
        "--set=largest_loss=10",
        "--explain=a",
    )

    assert code == 0
    assert out.startswith("Asp: 5 040 000 kr\n")
    assert "alltså till lägst 5 040 000 kr" in out
    assert "Grundbelopp: 400 000 kr (verifierad). finsam.se" in out
    assert "Största minskning (procentspärr): 10 % (ändrad)" in out


def test_one_amount_is_explained_as_data(capsys, table):
    _, out, _ = run(capsys, f"--associations={table}", "--explain=b", "--format=json")

    steps = json.loads(out)
    assert steps[0]["step"] == "Grundbelopp"
    assert steps[0]["after"] == "400000.00"
    assert [step["verified"] for step in steps[:2]] == [True, False]


def test_a_merger_is_set_beside_the_model_as_it_is(capsys, table):
    _, out, _ = run(
        capsys, f"--associations={table}", "--merge=b+c", "--change=b:population=11000",
        "--format=csv",
    )  # fmt: skip

    rows = {(row["slag"], row["namn"]): row for row in rows_of(out)}
    assert ("förbund", "Björk och Cypress") in rows
    assert ("region", "Norr") in rows
    assert float(rows["riket", "Hela riket"]["ändring"]) > 0


def test_what_is_made_up_is_marked_in_a_comparison_too(capsys):
    _, out, _ = run(capsys, "--set=frame=345000000", "--format=csv")

    rows = {row["namn"]: row for row in rows_of(out)}
    assert rows["Samordningsförbundet Sydnärke"]["uppgift"] == "påhittat: försörjningsmått"
    assert rows["Hela riket"]["uppgift"] == "innehåller påhittade uppgifter"


def test_parameters_from_a_file(capsys, table, tmp_path):
    file = tmp_path / "egna.toml"
    file.write_text("frame = 10_000_000\nrequest_cap = false\n", "utf-8")

    _, out, _ = run(capsys, f"--associations={table}", f"--parameters={file}", "--format=csv")

    rows = {row["namn"]: row for row in rows_of(out)}
    assert rows["Cypress"]["scenariot"] == "2270000.00"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--set=frame=mycket"], 2, "ett belopp i kronor"),
        (["--set=ram=1"], 2, "någon av frame"),
        (["--explain=finns-inte"], 1, "finns inte i tabellen"),
        (["--merge=sydnarke+finns-inte"], 1, "finns-inte"),
        (["--merge=sydnarke"], 1, "minst två olika förbund"),
        (["--change=sydnarke"], 2, "sydnarke:population=32000"),
        (["--change=sydnarke:need=många"], 2, "ett heltal"),
        (["--change=sydnarke:request=-1"], 2, "noll eller mer"),
        (["--change=sydnarke:equity=x"], 2, "ett belopp i kronor"),
        (["--associations=/finns/inte.csv"], 2, "inte.csv"),
        (["--parameters=/finns/inte.toml"], 2, "inte.toml"),
        (["--interval", "--scenarios=0"], 2, "från 1 till"),
        (["--interval", "--need-error=mycket"], 2, "ett procenttal"),
        (["--year=2015"], 2, "2016"),
    ],
)
def test_what_cannot_be_reckoned_is_told_in_one_place(capsys, arguments, code, words):
    found, out, err = run(capsys, *arguments)

    assert found == code
    assert out == ""
    assert words in err


def test_every_fault_of_a_table_is_told(capsys, tmp_path):
    file = tmp_path / "riket.csv"
    file.write_text("association,name,population,need\nA,,x,1\nb,B,1,y\n", "utf-8")

    code, out, err = run(capsys, f"--associations={file}")

    assert (code, out) == (1, "")
    assert "4 fel" in err
    assert "riket.csv, rad 2, kolumn population: hittade 'x'" in err
    assert "riket.csv, rad 3, kolumn need: hittade 'y'" in err
