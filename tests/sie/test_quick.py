"""The fast way is the plain way, only faster."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.sie import write_sie
from samsyn.sie.balance_checks import VoucherMovements
from samsyn.sie.columns import ColumnMovements
from samsyn.sie.form_checks import usage_of
from samsyn.sie.plain import read_plainly
from samsyn.sie.quick import read_quickly
from samsyn.sie_text import chunks, scan
from samsyn.sie_text.object_lists import MOST_WORDS, ObjectLists
from samsyn.sie_text.words import digits, first_blank, first_of, number
from tests.sie.strategies import files
from tests.sie.test_files import content_of

words = st.binary(min_size=8, max_size=8)


def as_words(texts):
    return np.frombuffer(b"".join(texts), "<u8")


@given(st.lists(words, min_size=1), st.integers(0, 255))
def test_the_first_place_of_a_byte(texts, byte):
    expected = [text.find(bytes([byte])) % 9 for text in texts]

    assert first_of(as_words(texts), byte).tolist() == expected


@given(st.lists(words, min_size=1))
def test_the_first_blank(texts):
    expected = [next((i for i, sign in enumerate(text) if sign <= 32), 8) for text in texts]

    assert first_blank(as_words(texts)).tolist() == expected


@given(st.lists(st.one_of(words, st.from_regex(rb"[0-9]{1,8}", fullmatch=True)), min_size=1))
def test_digits_and_their_number(texts):
    texts = [text.ljust(8, b"x") for text in texts]
    count = [len(text) - len(text.lstrip(b"0123456789")) for text in texts]

    assert digits(as_words(texts)).tolist() == count
    some = [(text, n) for text, n in zip(texts, count, strict=True) if n]
    if some:
        found = number(as_words([t for t, _ in some]), np.array([n for _, n in some]))
        assert found.tolist() == [int(text[:n]) for text, n in some]


@given(st.lists(st.lists(st.binary(min_size=1, max_size=40).filter(lambda t: b"\0" not in t),
                         min_size=1, max_size=30), max_size=4))  # fmt: skip
def test_lists_are_numbered_by_their_text(chunks):
    lists, seen = ObjectLists(), {b"{}": 0}
    for texts in chunks:
        padded = [text.ljust(8 * MOST_WORDS, b"\0") for text in texts]
        parts = [as_words([t[n : n + 8] for t in padded]) for n in range(0, 48, 8)]

        numbers = lists.numbers_of(parts).tolist()

        assert [list(lists.by_text)[n] for n in numbers] == texts
        seen |= dict.fromkeys(texts)
    assert set(lists.by_text) == set(seen)


def test_lists_that_want_the_same_slot_are_still_told_apart(monkeypatch):
    monkeypatch.setattr(
        "samsyn.sie_text.object_lists._slots", lambda parts: np.zeros(len(parts[0]), np.int64)
    )
    texts = [b'{1 "%d"}' % n for n in range(50)] * 2
    padded = [text.ljust(48, b"\0") for text in texts]

    lists = ObjectLists()
    numbers = lists.numbers_of(
        [as_words([t[n : n + 8] for t in padded]) for n in range(0, 48, 8)]
    )

    assert [list(lists.by_text)[n] for n in numbers.tolist()] == texts


def same(content):
    """Both ways of reading, which must agree if the fast one says anything."""
    plain, quick = read_plainly(content), read_quickly(content)
    if quick is not None:
        assert quick == plain
        assert [voucher.line for voucher in quick.file.vouchers] == [
            voucher.line for voucher in plain.file.vouchers
        ]
        assert [[row.line for row in voucher.rows] for voucher in quick.file.vouchers] == [
            [row.line for row in voucher.rows] for voucher in plain.file.vouchers
        ]
    return plain, quick


@given(st.sampled_from(["4E", "4I"]).flatmap(files), st.sampled_from(["cp437", "utf-8"]))
def test_both_ways_of_reading_give_the_same(file, encoding):
    same(write_sie(file, encoding=encoding))


@given(files("4E"))
def test_columns_say_what_their_vouchers_say(file):
    _, quick = same(write_sie(file))
    if quick is None or not quick.file.vouchers:
        return
    vouchers = quick.file.vouchers
    slow, fast = VoucherMovements(vouchers), ColumnMovements(vouchers.columns)

    assert nonzero(fast.by_account()) == nonzero(slow.by_account())
    for of_voucher in (True, False):
        assert nonzero(fast.by_month(of_voucher=of_voucher)) == nonzero(
            slow.by_month(of_voucher=of_voucher)
        )
    assert nonzero(fast.by_object()) == nonzero(slow.by_object())
    assert nonzero(fast.by_object_and_month()) == nonzero(slow.by_object_and_month())
    assert vouchers.columns.usage() == usage_of(vouchers)
    assert vouchers.columns.numbered() == [(v.series, v.number, v.line) for v in vouchers]


def test_fresh_memory_may_hold_anything(monkeypatch):
    """Large arrays come as they lie in memory; what is never written must never be asked."""
    take = np.empty

    def dirty(shape, dtype=float, **kwargs):
        found = take(shape, dtype, **kwargs)
        found.view(np.uint8)[...] = 0xA5
        return found

    monkeypatch.setattr(chunks.np, "empty", dirty)

    quick = read_quickly(content_of("hela_aret.se"))

    assert quick is not None
    assert quick.file.vouchers == read_plainly(content_of("hela_aret.se")).file.vouchers


def nonzero(sums):
    return {key: ore for key, ore in sums.items() if ore}


@pytest.mark.parametrize("size", [150, 700])
def test_a_voucher_may_lie_in_two_chunks(size, monkeypatch):
    monkeypatch.setattr(scan, "CHUNK", size)

    plain, quick = same(content_of("hela_aret.se"))

    assert quick == plain


def test_vouchers_are_a_sequence():
    vouchers = read_quickly(content_of("hela_aret.se")).file.vouchers
    plain = read_plainly(content_of("hela_aret.se")).file.vouchers

    assert len(vouchers) == 3
    assert vouchers[-1] == vouchers[2] == plain[2]
    assert vouchers[1:] == plain[1:]
    assert vouchers == plain
    assert plain == vouchers
    assert vouchers != plain[:2]
    assert vouchers != "abc"
    assert plain[0] in vouchers
    with pytest.raises(IndexError):
        vouchers[3]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf#FLAGGA 0\n#PROSA \xff\n#VER A 1 20250101\n{\n}\n",  # a mark, but no UTF-8
        b'#FLAGGA 0\n"#PROSA x"\n#VER A 1 20250101\n{\n}\n',  # a label in quotation marks
        b"#FLAGGA 0\n#VER A 1 20250101\n{\n#TRANS 1 {} 1.00 00010101\n#TRANS 1 {} -1.00\n}\n",
        b"#FLAGGA 0\n#VER A 1 20250101\n{\n#TRANS 1930 {} 1.00",  # cut in the middle
        b"#FLAGGA 0\n#VER A 1 20250101\n{\n}\n\x1a\x1a",
        b"#NY#VER a\n",  # no label of the standard at all
    ],
)
def test_both_ways_agree_on_what_once_parted_them(content):
    same(content)


PIECES = (
    b"#TRANS ", b"#VER ", b"{", b"}", b"{}", b'"', b'\\"', b" ", b"\t", b"\r\n", b"\r", b"1930",
    b"-1.00", b"0.005", b"1,5", b'{1 "100"}', b"20250101", b'""', b"#RTRANS ", b"#BTRANS ",
    b"#KSUMMA", b"#NY a", b"\x86", b"\xe5", b"\xc3\xa5", b"\x00", b"\x1a", b"99999999999", b"00",
    b"#", b"\x7f", b"20251301", b'{1 "1}0"}', b"{1 2 3}", b"1.", b".5", b"+1", b'0.5 "t" 1',
)  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_both_ways_agree_on_files_that_were_tampered_with(seed):
    chance, agreed = random.Random(seed), 0  # noqa: S311
    for _ in range(25):
        content = tampered(content_of("hela_aret.se"), chance)

        _, quick = same(content)

        agreed += quick is not None
    assert agreed > 0


def tampered(content, chance):
    """A file with some signs, pieces or lines put in, taken away or changed."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(content))
        lines = content.split(b"\n")
        line = chance.randrange(len(lines))
        content = chance.choice(
            (
                content[:at] + chance.choice(PIECES) + content[at:],
                content[:at] + content[at + chance.randrange(1, 9) :],
                content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :],
                b"\n".join(lines[:line] + lines[line + 1 :]),
                b"\n".join([*lines[:line], chance.choice(lines), *lines[line:]]),
            )
        )
    return content
