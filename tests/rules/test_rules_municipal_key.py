"""The key between municipalities: published cases and refusals."""

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from samsyn.rules import (
    InvalidAmount,
    InvalidWeights,
    KeyKind,
    MissingSource,
    MunicipalKey,
    kronor_to_ore,
    split_between_municipalities,
)

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("municipal_key.toml").read_text("utf-8")
)["case"]


def key_of(case):
    return MunicipalKey(KeyKind(case["kind"]), case["weights"], None, case["published"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_matches_the_published_cases(case):
    result = split_between_municipalities(
        kronor_to_ore(case["total"]), key_of(case), unit_ore=case["unit_ore"]
    )

    assert result.parts == {name: kronor_to_ore(k) for name, k in case["parts"].items()}
    assert list(result.parts) == list(case["weights"])


@pytest.mark.parametrize(
    "case", [case for case in CASES if "shown_shares" in case], ids=lambda case: case["name"]
)
def test_shares_rounded_for_show_are_the_published_ones(case):
    result = split_between_municipalities(kronor_to_ore(case["total"]), key_of(case))

    shown = {name: round(share * 10_000) for name, share in result.shares.items()}
    assert shown == case["shown_shares"]
    assert sum(result.shares.values()) == 1


def test_whole_kronor_unless_asked_for_ore():
    key = MunicipalKey(KeyKind.FIXED, {"A": 1, "B": 1, "C": 1}, date(2020, 1, 1), "avtal")

    assert split_between_municipalities(100_00, key).parts == {"A": 3400, "B": 3300, "C": 3300}


def test_a_key_tells_what_it_counts_and_when():
    weights = {"A": 1}

    counted = MunicipalKey(KeyKind.INHABITANTS, weights, date(2024, 11, 1), "SCB")
    agreed = MunicipalKey(KeyKind.FIXED, weights, date(2020, 1, 1), "förbundsordningen")
    undated = MunicipalKey(KeyKind.INHABITANTS, weights, None, "verksamhetsplanen")

    assert counted.sv == "Nyckel: antal invånare den 2024-11-01. Källa: SCB."
    assert "enligt överenskommelse 2020-01-01" in agreed.sv
    assert "källan anger inget datum" in undated.sv


def test_fixed_parts_may_be_fractions():
    key = MunicipalKey(KeyKind.FIXED, {"A": Fraction(13, 25), "B": Fraction(12, 25)}, None, "x")

    assert split_between_municipalities(100_00, key).parts == {"A": 5200, "B": 4800}


def test_refuses_inhabitants_that_are_not_whole():
    with pytest.raises(InvalidWeights, match="inhabitants must be whole"):
        MunicipalKey(KeyKind.INHABITANTS, {"A": Fraction(1, 2)}, None, "SCB")


def test_refuses_a_key_without_a_source():
    with pytest.raises(MissingSource, match="must say where"):
        MunicipalKey(KeyKind.FIXED, {"A": 1}, None, " ")


def test_refuses_a_negative_part():
    key = MunicipalKey(KeyKind.FIXED, {"A": 1}, None, "avtal")

    with pytest.raises(InvalidAmount, match="0 öre or more"):
        split_between_municipalities(-1, key)
