"""Remarks, questions and the words of both."""

import ast
import re

import pytest

from samsyn.intake.reactions import (
    MEANINGS,
    Place,
    Reaction,
    catalogue,
    question,
    remark,
    shown,
    stopping,
)
from tests.structure.house import python_files, tree

CODES = catalogue()
USED_BY_NAME = {"fil-xls", "fil-xlsm", "fil-xlsb", "fil-numbers", "fil-losenord"}


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_whole(code):
    words = CODES[code]
    reaction = Reaction(words["reaction"])

    assert re.fullmatch(r"[a-z0-9-]+", code)
    assert words["expected"]
    assert not words["expected"].endswith(".")
    assert ("question" in words) is (reaction is Reaction.FRAGA)
    if reaction in (Reaction.STOPP, Reaction.STOPP_FIL, Reaction.VARNA):
        assert words["remedy"].endswith(".")


def test_every_code_is_used_and_every_used_code_is_there():
    said = {
        node.value
        for file in python_files("intake")
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }

    assert set(CODES) - said - USED_BY_NAME == set()


def test_every_reaction_has_a_meaning():
    assert set(MEANINGS) == set(Reaction)


def test_a_remark_says_where_what_and_what_to_do():
    told = remark("inte-hela-ore", "134,505", Place("b.xlsx", "Budget", 7, "Belopp", "C7"))

    assert str(told) == (
        "b.xlsx, blad Budget, cell C7, kolumn Belopp: hittade '134,505', väntade hela ören, "
        "högst två decimaler i kronor. Avrunda i källan; i Excel med AVRUNDA(…;2). "
        "Ingen avrundning görs här. [inte-hela-ore]"
    )


def test_a_remark_keeps_its_own_place():
    told = remark("felvarde", "#N/A", Place(row=3)).at(Place("a.csv", row=9))

    assert (told.file, told.row) == ("a.csv", 3)


def test_only_what_stops_stops():
    remarks = [remark("filter", "på"), remark("felvarde", "#N/A"), remark("beloppsenhet", "1")]

    assert [told.code for told in stopping(remarks)] == ["felvarde", "beloppsenhet"]


def test_a_question_takes_only_its_own_alternatives():
    asked = question("beloppsenhet", place=Place("a.csv", "", None, "Belopp"), unit="tkr")

    assert asked.key == "beloppsenhet:Belopp"
    assert asked.answer({asked.key: "tkr"}) == "tkr"
    assert asked.answer({asked.key: "EUR"}) == ""
    assert asked.answer({}) == ""


def test_what_was_found_is_shown_without_hidden_signs_and_not_too_long():
    assert shown("L\u202eax") == "L<U+202E>ax"
    assert len(shown("a" * 10_000)) < 100
