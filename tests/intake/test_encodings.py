"""Which encoding a file has, and what is odd in its text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.intake.encodings import Decoded, decode, key_of
from samsyn.intake.reactions import Reaction
from tests.intake.hostile import in_swedish, refused

TEXT = (
    "Konto;Namn;Belopp\n4010;Åsa Öberg, hyra i Malmö;134 000\n5010;Små inköp på Ängen;12,50\n"
)
ASKED = "vilken-teckenkod"
PLACES = ["Åmål", "Örebro", "Ängelholm", "Malmö", "Höör", "Älvsbyn", "Gävle", "Mjölby", "Håbo"]


def codes(read):
    return [told.code for told in read.remarks]


@pytest.mark.parametrize(
    ("encoding", "code"),
    [
        ("utf-8", None),
        ("utf-8-sig", "teckenkod-marke"),
        ("cp1252", "teckenkod-tolkad"),
        ("latin-1", "teckenkod-tolkad"),
        ("utf-16", "teckenkod-marke"),
        ("utf-16-le", "teckenkod-utf-16"),
        ("utf-16-be", "teckenkod-utf-16"),
    ],
)
def test_an_encoding_that_its_bytes_give_away_is_read_and_told(encoding, code):
    read = decode(TEXT.encode(encoding), file="a.csv")

    assert read.text == TEXT
    assert codes(read) == ([code] if code else [])
    assert read.questions == ()
    assert all(told.reaction is Reaction.RATTA for told in read.remarks)


def test_what_was_read_as_windows_is_shown_for_a_person_to_check():
    told = decode(TEXT.encode("cp1252"), file="a.csv").remarks[0]

    assert "Åsa Öberg" in str(told)
    assert str(told).split(" [", maxsplit=1)[0].endswith("stämmer det?")


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "mac_roman"])
def test_a_dos_or_macintosh_file_is_asked_about_with_its_words(encoding):
    content = TEXT.encode(encoding)

    asked = decode(content, file="a.csv")
    answered = decode(content, file="a.csv", answers={ASKED: encoding})

    assert [question.key for question in asked.questions] == [ASKED]
    assert "Åsa Öberg" in asked.questions[0].text
    assert asked.text == TEXT
    assert answered.questions == ()
    assert answered.text == TEXT
    assert answered.encoding == encoding


def test_a_byte_order_mark_is_no_part_of_the_first_heading():
    assert decode("\ufeffKonto;Namn\n1;å\n".encode()).text.startswith("Konto")


def test_an_old_end_of_file_sign_is_no_part_of_the_text():
    assert decode(b"Konto;Namn\n1;a\n\x1a").text == "Konto;Namn\n1;a\n"


def test_lines_in_different_encodings_stop_with_their_numbers():
    content = "Konto;Namn\n1;Åsa\n".encode() + "2;Öberg\n".encode("cp1252") + b"3;x\n"

    told = refused(decode(content, file="a.csv"), "teckenkod-blandad")

    assert told.found == "UTF-8 på rad 2; annat på rad 3"


def test_lines_in_different_encodings_stop_under_a_mark_too():
    content = b"\xef\xbb\xbf" + "å\n".encode() + "ö\n".encode("cp1252")

    refused(decode(content, file="a.csv"), "teckenkod-blandad")


@pytest.mark.parametrize("through", ["cp1252", "latin-1"])
def test_letters_encoded_twice_are_asked_about_and_never_mended_silently(through):
    once = "Namn\nÅsa på Ön är här – ännu\n" if through == "latin-1" else "Namn\nåäöÅÄÖé\n"
    twice = once.encode().decode(through).encode()

    asked = decode(twice, file="a.csv")
    mended = decode(twice, file="a.csv", answers={"dubbelkodning": "laga"})
    kept = decode(twice, file="a.csv", answers={"dubbelkodning": "behall"})

    assert [question.key for question in asked.questions] == ["dubbelkodning"]
    assert asked.text != once
    assert mended.text == once
    assert codes(mended) == ["dubbelkodning-lagad"]
    assert mended.remarks[0].row == 2
    assert not isinstance(kept, Decoded) or kept.text != once


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("Namn\n\ufffdsa\n", "ersattningstecken", 2),
        ("Namn\nMalm? kommun\n", "fragetecken-i-ord", 2),
        ("Namn\nx\nS?der\n", "fragetecken-i-ord", 3),
        ("Namn\n?rebro\n", "fragetecken-i-ord", 2),
        ("Namn\nL\u0430x\u00e5\n", "forvaxlingsbara-tecken", 2),
    ],
)
def test_letters_that_are_lost_or_look_alike_are_warned_of_by_row(text, code, row):
    read = decode(text.encode(), file="a.csv")

    assert codes(read) == [code]
    assert read.remarks[0].reaction is Reaction.VARNA
    assert read.remarks[0].row == row
    in_swedish(read.remarks[0])


def test_a_real_question_is_no_lost_letter():
    assert codes(decode(b"Varf\xc3\xb6r? Ja.\nVem? 5 kr\n")) == []


@pytest.mark.parametrize(
    ("text", "code", "read_as"),
    [
        ("A\u030asa", "sammansatta-tecken", "Åsa"),
        ("La\u200bxå\u202e", "osynliga-tecken", "Laxå"),
        ("a\rb\rc", "radslut", "a\nb\nc"),
        ("a\r\nb\nc", "radslut", "a\nb\nc"),
    ],
)
def test_what_can_be_mended_is_mended_and_told(text, code, read_as):
    read = decode(text.encode(), file="a.csv")

    assert read.text == read_as
    assert codes(read) == [code]
    assert read.remarks[0].reaction is Reaction.RATTA


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"Namn;x\na\0b;1\n", "nolltecken", 2),
        (b"Namn\n\na\x07b\n", "styrtecken", 3),
        (b"Namn\n\x1b[31m\n", "styrtecken", 2),
        ("Namn\n\x85\n".encode(), "styrtecken", 2),
    ],
)
def test_control_signs_stop_with_their_row(content, code, row):
    told = refused(decode(content, file="a.csv"), code)

    assert told.row == row


@pytest.mark.parametrize("content", [b"", b" ", b"\r\n\r\n", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_an_empty_file_is_refused_as_a_file(content):
    read = decode(content, file="a.csv")

    assert refused(read, "tom-fil").reaction is Reaction.STOPP_FIL


def test_a_cut_utf_16_file_is_refused():
    refused(decode(TEXT.encode("utf-16")[:-1], file="a.csv"), "teckenkod-trasig")


def test_a_key_is_the_same_however_its_letters_are_made():
    assert key_of("A\u030asa \u200b L\u0430xå") == key_of("Åsa Laxå") == "Åsa Laxå"
    assert (
        key_of("\u041c\u043e\u0441\u043a\u0432\u0430") == "\u041c\u043e\u0441\u043a\u0432\u0430"
    )


@given(
    st.lists(st.sampled_from(PLACES), min_size=2, max_size=30),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "cp437", "mac_roman"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_swedish_names_survive_every_encoding_and_line_end(names, encoding, line_end):
    text = line_end.join(f"{number};{name};1 000" for number, name in enumerate(names))

    read = decode(text.encode(encoding), answers={ASKED: encoding})

    assert read.text == text.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text("aåäöÅÄÖé ;0\n", min_size=1, max_size=80))
def test_what_is_utf_8_is_never_taken_for_anything_else(text):
    read = decode(text.encode())

    assert not isinstance(read, Decoded) or read.text == unicodedata.normalize("NFC", text)
    assert isinstance(read, Decoded) or read.code == "tom-fil"


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail_and_nothing_invisible_is_left(content):
    read = decode(content, file="a.csv")

    if isinstance(read, Decoded) and not read.questions:
        assert "\0" not in read.text
        assert "\u200b" not in read.text
        assert unicodedata.is_normalized("NFC", read.text)
