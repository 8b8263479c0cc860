"""The command samsyn budget: what it prints, and its exit codes."""

import re

import pytest

from samsyn.cli import main

SYDNARKE = ["--association", "sydnarke", "--year", "2025"]


def test_check_lists_what_is_wrong_and_ends_with_one(county, capsys):
    code = main(["budget", "check", *SYDNARKE])

    text = capsys.readouterr().out.replace("\xa0", " ")
    assert code == 1
    for said in (
        "FEL 2025 Medlemmarnas bidrag 2025",
        "Skillnad: 56 000 kr.",
        "582 700 kr",
        "närmast kommer 582 300 kr",
        "LAG 2027 SFS 2003:1210 21 § och SFS 2017:725 11 kap. 5 §",
        "varav 5 fel",
    ):
        assert said in text


def test_show_prints_the_lines_and_the_sums(county, capsys):
    assert main(["budget", "show", *SYDNARKE]) == 0

    text = capsys.readouterr().out.replace("\xa0", " ")
    assert re.search("Resultat +697 000 kr +606 400 kr +−40 752 kr", text)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--association", "nagon", "--year", "2025"], 2, "inget förbund"),
        (["--association", "sofint", "--year", "2025"], 1, "ingen budget"),
        ([*SYDNARKE, "--version", "7"], 2, "version 7"),
    ],
)
def test_what_cannot_be_shown_is_told_in_a_line(county, arguments, code, said, capsys):
    assert main(["budget", "check", *arguments]) == code

    assert said in capsys.readouterr().err
