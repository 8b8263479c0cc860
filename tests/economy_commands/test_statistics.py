"""samsyn statistics: lists, loads and fetches snapshots."""

import pytest

from samsyn.cli import main
from samsyn.official_statistics.models import Snapshot
from samsyn.official_statistics.sources import Caller, NoAnswer
from tests.official_statistics.stored import Stored, answer

OWN = "area;on;sex;ages;value\n1860;2023;;;5612\n"
LOAD = ("--measure", "population", "--source", "scb")

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "folkmangd.csv"
        path.write_text(text, "utf-8")
        return str(path)

    return write


def test_a_file_becomes_a_snapshot_that_is_listed(file, capsys):
    path = file(OWN)

    code = main(["statistics", "load", path, *LOAD, "--published", "2024-02-22"])
    main(["statistics", "list"])

    said = capsys.readouterr().out
    snapshot = Snapshot.objects.get()
    assert code == 0
    assert str(snapshot.published_on) == "2024-02-22"
    assert f"Kontrollsumma: {snapshot.digest}" in said
    assert "SCB    folkmangd.csv    1  2023-12-31–2023-12-31" in said


def test_a_dry_run_stores_nothing(file, capsys):
    code = main(["statistics", "load", file(OWN), *LOAD, "--dry-run"])

    assert code == 0
    assert "Inget sparades (--dry-run)." in capsys.readouterr().out
    assert not Snapshot.objects.exists()


def test_every_problem_is_told_and_nothing_stored(file, capsys):
    code = main(["statistics", "load", file(OWN + "x;2023;;;1\n1882;2023;;;y\n"), *LOAD])

    said = capsys.readouterr().err
    assert code == 1
    assert "folkmangd.csv, rad 3, kolumn area" in said
    assert "folkmangd.csv, rad 4, kolumn value" in said
    assert not Snapshot.objects.exists()


def test_a_warning_is_printed_with_the_figures(file, capsys):
    main(
        [
            "statistics",
            "load",
            file(OWN + "1860;2023;kvinnor;;2700\n1860;2023;män;;2800\n"),
            *LOAD,
        ]
    )

    assert "delarna är 5500, summan 5612, skillnad -112" in capsys.readouterr().out


def test_the_same_file_is_not_loaded_twice(file, capsys):
    main(["statistics", "load", file(OWN), *LOAD])

    assert main(["statistics", "load", file(OWN), *LOAD]) == 1
    assert "samma fil lästes in" in capsys.readouterr().err


def test_without_snapshots_the_list_says_so(capsys):
    assert main(["statistics", "list"]) == 0
    assert "Det finns inga uttag." in capsys.readouterr().out


def test_nothing_is_fetched_unless_the_installation_may(capsys, settings):
    settings.OUTSIDE_CALLS = False

    code = main(
        ["statistics", "fetch", "--measure", "population", "--area", "1860", "--year", "2023"]
    )

    assert code == 2
    assert "SAMSYN_OUTSIDE_CALLS=1" in capsys.readouterr().err


def test_a_fetch_becomes_a_snapshot(capsys, monkeypatch):
    kolada = Stored(answer("kolada_page_2.json"))
    monkeypatch.setattr("samsyn.official_statistics.asking.outside_caller", kolada.caller)

    code = main(
        ["statistics", "fetch", "--measure", "unemployment", "--area", "00", "--year", "2023"]
    )

    assert code == 0
    assert Snapshot.objects.get().table == "N03937"
    assert "Kolada, N03937: 1 tal" in capsys.readouterr().out


def test_a_county_is_asked_for_with_its_municipalities(monkeypatch, capsys):
    asked = []

    def refuse(self, address, **params):
        asked.append(address)
        raise NoAnswer("stängt.")

    monkeypatch.setattr(Caller, "get", refuse)
    monkeypatch.setattr(
        "samsyn.official_statistics.asking.outside_caller", lambda: Caller(client=None)
    )

    code = main(
        [
            "statistics",
            "fetch",
            "--measure",
            "unemployment",
            "--county",
            "orebro",
            "--year",
            "2023",
        ]
    )

    assert code == 1
    assert "municipality/0018,1814,1860,1861," in asked[0]
    assert "stängt." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--area", "186"), "är inte en kommunkod"),
        ((), "ange --county eller --area"),
        (("--county", "atlantis"), "är inte ett län"),
    ],
)
def test_a_fetch_says_what_it_cannot_use(arguments, words, capsys):
    code = main(
        ["statistics", "fetch", "--measure", "population", "--year", "2023", *arguments]
    )

    assert code == 2
    assert words in capsys.readouterr().err


def test_the_command_knows_every_measure_and_source():
    from samsyn.economy_commands.statistics import MEASURES, SOURCES
    from samsyn.official_statistics.measures import measures, sources

    assert list(MEASURES) == list(measures())
    assert list(SOURCES) == list(sources())


def test_the_demo_has_the_population_of_its_county(county):
    from samsyn.cli.demo import prepare_demo
    from samsyn.official_statistics.selectors import population
    from tests.conftest import TODAY

    prepare_demo(on=TODAY)
    prepare_demo(on=TODAY)

    snapshot = Snapshot.objects.get()
    assert snapshot.figures.count() == 252
    assert snapshot.warnings == []
    assert population("kommun:1880", "16-64", snapshot.taken_on).bands[0].code == "16-24"
