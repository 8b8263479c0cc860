"""Each command as a person runs it: what it prints, where, and its exit code."""

import io
import json
import socket

import pytest

from samsyn.access.models import Assignment, Event
from samsyn.access.selectors import user_named
from samsyn.cli import COMMANDS, main
from tests.conftest import DEMO


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as done:
        main([command, "--help"])

    out = capsys.readouterr().out
    assert done.value.code == 0
    assert "Exempel" in out
    assert f"samsyn {command}" in out.split("Exempel")[1]


def run(capsys, *arguments):
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out.replace("\xa0", " "), err


def test_contributions_of_sydnarke(capsys):
    code, out, _ = run(
        capsys,
        "contributions",
        "--state=2342000",
        "--year=2025",
        "--municipality=Laxå=5498",
        "--municipality=Hallsberg=16300",
        "--municipality=Kumla=22535",
        "--municipality=Askersund=11503",
    )

    assert code == 0
    for amount in ("115 305", "341 846", "472 607", "241 242", "1 171 000", "4 684 000"):
        assert amount in out
    assert "SFS 2003:1210 5 §" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--total=mycket", "--year=2025"], "mycket"),
        (["--total=100", "--year=1999"], "1999"),
        (["--total=100", "--year=2025", "--municipality=Laxå"], "Laxå=5498"),
        (["--total=100", "--year=2025", "--municipality=A=1", "--municipality=A=2"], "två"),
    ],
)
def test_contributions_refuses_what_it_cannot_use(capsys, arguments, words):
    code, out, err = run(capsys, "contributions", *arguments)

    assert code == 2
    assert out == ""
    assert words in err


def test_findings_end_with_one_when_there_are_errors(county, capsys):
    code, out, _ = run(capsys, "findings", "--county=orebro", "--severity=error")

    assert code == 1
    assert "4 628 000 kr" in out
    assert "582 700 kr" in out


def test_findings_as_data(county, capsys):
    _, out, _ = run(capsys, "findings", "--county=18", "--json")

    found = json.loads(out)
    assert {"rule", "severity", "stated", "follows", "places", "figures"} <= found[0].keys()


def test_an_indicator_is_counted(county, capsys):
    code, out, _ = run(
        capsys, "indicators", "positive_of_exits", "--county=orebro", "--year=2019"
    )

    assert code == 0
    assert "85,3 %" in out
    assert "ingen säker skillnad" in out


def test_the_catalogue_is_listed(capsys):
    code, out, _ = run(capsys, "indicators")

    assert code == 0
    assert "cost_per_positive_exit" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["indicators", "lycka"], 2, "finns inte"),
        (["indicators", "closed"], 2, "--county"),
        (["indicators", "closed", "--county=18", "--year=2001"], 1, "2001"),
        (["findings", "--county=mordor"], 2, "mordor"),
        (["genomlysning", "--county=orebro", "--year=1999"], 1, "1999"),
        (
            ["genomlysning", "--county=orebro", "--year=2019", "-o", "/finns/inte.pdf"],
            1,
            "skriva",
        ),
        (["load", "/finns/inte"], 1, "mapp"),
    ],
)
def test_a_command_that_cannot_go_on_says_why_in_one_place(
    county, capsys, arguments, code, words
):
    found, out, err = run(capsys, *arguments)

    assert found == code
    assert out == ""
    assert words in err
    assert err.startswith(f"samsyn {arguments[0]}: ")


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "html", "json"])
def test_the_review_is_the_same_bytes_twice(county, capsys, tmp_path, kind):
    files = [tmp_path / f"{n}.{kind}" for n in range(2)]
    for file in files:
        code, _, _ = run(
            capsys,
            "genomlysning",
            "--county=orebro",
            "--year=2019",
            "--date=2026-03-01",
            "-o",
            str(file),
        )
        assert code == 0

    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].stat().st_size > 10_000


def test_a_dry_run_writes_nothing(county, capsys):
    before = Event.objects.count()

    code, out, _ = run(capsys, "load", str(DEMO), "--dry-run")

    assert code == 0
    assert "Inget skrevs" in out
    assert Event.objects.count() == before


def test_a_taken_port_is_told(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        code, _, err = run(capsys, "run", f"--port={port}")

    assert code == 1
    assert f"porten {port}" in err


def test_a_user_is_made_with_a_role_and_logs_in(county, capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("ett-langt-losenord\n"))
    code, out, _ = run(
        capsys, "user", "robin", "--role=manager", "--county=orebro", "--association=sydnarke"
    )

    assert code == 0
    assert "robin är nu manager" in out
    assert Assignment.objects.get(user__username="robin").association == "sydnarke"
    assert user_named("robin").check_password("ett-langt-losenord")


@pytest.mark.parametrize(
    ("arguments", "password", "words"),
    [
        (["--role=manager", "--county=orebro"], "ett-langt-losenord", "ange vilket"),
        (["--role=reader"], "ett-langt-losenord", "--county"),
        (["--role=reader", "--county=orebro"], "kort", "kort"),
        (["--role=manager", "--county=18", "--association=x"], "ett-langt-losenord", "'x'"),
    ],
)
def test_a_user_is_refused_whole(county, capsys, monkeypatch, arguments, password, words):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))

    code, _, err = run(capsys, "user", "robin", *arguments)

    assert code == 2
    assert words in err
    assert user_named("robin") is None


@pytest.mark.parametrize("is_watched", [True, False])
@pytest.mark.django_db
def test_a_command_says_what_it_is_doing_only_to_one_who_watches(
    capsys, monkeypatch, is_watched
):
    monkeypatch.setattr("sys.stderr.isatty", lambda: is_watched)

    run_code = main(["load", str(DEMO), "--dry-run"])

    assert run_code == 0
    assert ("Läser och kontrollerar" in capsys.readouterr().err) is is_watched
