"""What must not be in the tree is found; what only looks like it is not."""

import pytest

from tools.check_tree import faults_in


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("född 19640823-3234", "a personal number"),
        ("640823-3234", "a personal number"),
        ("196408233234", "a personal number"),
        ("-----BEGIN RSA PRIVATE KEY-----", "a private key"),
        ("postgresql://finsam:hemligt1@server/db", "a password in an address"),
        ("open('/home/anna/siffror.csv')", "a path of one machine"),
        ("--index-url https://pypi.org/simple", "the address of a package registry"),
        ("# TODO: senare", "something left to do"),
    ],
)
def test_a_fault_is_found(tmp_path, line, what):
    file = tmp_path / "prov.txt"
    file.write_text(line, "utf-8")

    assert list(faults_in(file)) == [f"{file}:1: {what}"]


@pytest.mark.parametrize(
    "line",
    [
        "organisationsnummer 222000-2097",
        "belopp 6408233234 öre",
        "telefon 019-602 10 00",
        "640823-3235, fel kontrollsiffra",
        "postgresql://anvandare:losenord@server/databas",
    ],
)
def test_what_only_looks_like_it_passes(tmp_path, line):
    file = tmp_path / "prov.txt"
    file.write_text(line, "utf-8")

    assert list(faults_in(file)) == []
