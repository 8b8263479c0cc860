"""What a file is before it is read: refused sorts, sizes, and encodings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.sie import read_sie
from samsyn.sie_text import content as of_content
from samsyn.sie_text.content import decode, read_text, refusal
from samsyn.sie_text.faults import Faults

LINE = '#FNAMN "Förbundet i Åsele på ön: é"\r\n'
HEAD = "#FLAGGA 0\r\n#PROSA ingenting\r\n"


def codes(reading):
    return [fault.code for fault in reading.faults]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04\x14\x00", "Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "Office"),
        (b"%PDF-1.7", "PDF"),
        (b"\xef\xbb\xbf \r\n<!DOCTYPE HTML>", "webbsida"),
        (b"<html>", "webbsida"),
        (b"{\\rtf1", "RTF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x89PNG\r\n", "bild"),
    ],
)
def test_another_sort_of_file_is_refused_by_its_content(content, name):
    reading = read_sie(content)

    assert reading.file is None
    assert codes(reading) == ["fel-sorts-fil"]
    assert name in reading.faults[0].found


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\x00\x00", b"\x1a"])
def test_an_empty_file_is_refused(content):
    assert codes(read_sie(content)) == ["tom-fil"]


@pytest.mark.parametrize(
    "content", [b"x", b"Konto;Summa\n1930;5", b"\x00\x01\x02\xff" * 50, b"{"]
)
def test_what_has_no_label_is_no_sie_file(content):
    reading = read_sie(content)

    assert reading.file is None
    assert codes(reading) == ["inte-sie"]
    assert reading.is_grave


def test_too_large_a_file_is_refused_unread(monkeypatch):
    monkeypatch.setattr(of_content, "LARGEST_FILE", 1000)

    assert refusal(b"#FLAGGA 0\n" * 101).code == "for-stor-fil"
    assert refusal(b"#FLAGGA 0\n" * 100) is None


@pytest.mark.parametrize("end", [b"\n", b"\r"])
def test_too_long_a_line_is_refused_unread(end, monkeypatch):
    monkeypatch.setattr(of_content, "LONGEST_LINE", 50)
    short, long = b"#PROSA " + b"x" * 40 + end, b"#PROSA " + b"x" * 50 + end

    assert refusal(short * 10) is None
    assert refusal(short * 10 + long + short).code == "for-lang-rad"
    assert refusal(long).code == "for-lang-rad"
    assert refusal(short + long.strip()).code == "for-lang-rad"


@pytest.mark.parametrize("encoding", ["cp437", "utf-8", "utf-8-sig", "cp1252", "mac_roman"])
def test_an_encoding_is_found_by_its_letters(encoding):
    faults = Faults()

    text, writing = read_text((HEAD + LINE * 3).encode(encoding), faults)

    assert text == HEAD + LINE * 3
    assert writing.encoding == encoding
    told = [] if encoding == "cp437" else ["teckenkod"]
    assert [fault.code for fault in faults.all()] == told


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_so_is_utf_16_with_and_without_a_mark(encoding, mark):
    text, writing = read_text((mark + HEAD + LINE).encode(encoding), Faults())

    assert text == HEAD + LINE
    assert writing.encoding == encoding


def test_letters_alone_are_the_standards():
    assert read_text(HEAD.encode(), Faults())[1].encoding == "cp437"


def test_a_danish_letter_tells_cp850_from_cp437():
    text, writing = read_text((LINE + "#FNAMN Tromsø").encode("cp850"), Faults())

    assert writing.encoding == "cp850"
    assert text.endswith("Tromsø")


def test_letters_that_say_nothing_are_told_and_read_as_the_standard():
    faults = Faults()

    text, writing = read_text("#FNAMN señor".encode("cp437"), faults)

    assert (text, writing.encoding) == ("#FNAMN señor", "cp437")
    assert [fault.code for fault in faults.all()] == ["teckenkod-oklar"]


@pytest.mark.parametrize(
    ("most", "few"),
    [("cp437", "cp1252"), ("cp1252", "cp437"), ("utf-8", "cp1252"), ("utf-8", "cp437"),
     ("cp1252", "utf-8"), ("cp437", "utf-8")],
)  # fmt: skip
def test_mixed_encodings_are_told_line_by_line(most, few):
    content = (HEAD + LINE * 5).encode(most) + LINE.encode(few) + LINE.encode(most)
    faults = Faults()

    text, _ = read_text(content, faults)

    mixed = [fault for fault in faults.all() if fault.code == "blandade-teckenkoder"]
    assert [fault.line for fault in mixed] == [8]
    assert mixed[0].is_grave
    assert text.replace("\n", "\r\n").strip() == (HEAD + LINE * 7).strip()


def test_two_letters_that_by_chance_are_one_of_utf_8_are_no_mixture():
    text, writing = read_text((LINE + "#PROSA Å\u00a0ring").encode("cp1252"), Faults())

    assert writing.encoding == "cp1252"
    assert text.endswith("Å\u00a0ring")


def test_damaged_letters_are_told_with_their_lines():
    twice = LINE.encode().decode("cp1252").encode()
    faults = Faults()

    read_text(
        HEAD.encode() + twice + "#FNAMN F\ufffdrbundet\n#FNAMN A\u030angen".encode(), faults
    )

    told = {(fault.code, fault.line) for fault in faults.all() if fault.line}
    assert told == {("dubbelkodat", 3), ("ersattningstecken", 4), ("sammansatta-tecken", 5)}


def test_letters_of_two_parts_become_one():
    text, _ = read_text("#FNAMN A\u030angen".encode(), Faults())

    assert text == "#FNAMN Ången"


@given(st.binary(max_size=200))
def test_no_byte_is_lost_in_windows(content):
    assert len(decode(content, "cp1252")) == len(content)


def test_control_signs_are_told_with_their_lines():
    reading = read_sie(b"#FLAGGA 0\r\n#FNAMN a\x00b\r\n#PROSA \x07\r\n#KPTYP BAS\x7f\r\n\x1a")

    control = [(f.line, f.found) for f in reading.faults if f.code == "styrtecken"]
    assert control == [
        (2, "styrtecken 00 (hex)"), (3, "styrtecken 07 (hex)"), (4, "styrtecken 7F (hex)")
    ]  # fmt: skip
