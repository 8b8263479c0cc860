"""What is written is read as the same, both ways of reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.sie import read_sie, write_sie
from samsyn.sie.plain import read_plainly
from samsyn.sie.quick import read_quickly
from tests.sie.strategies import files

KINDS = ("1", "2", "3", "4E", "4I")


@given(st.sampled_from(KINDS).flatmap(files), st.booleans())
def test_a_written_file_is_read_as_the_same(file, has_checksum):
    content = write_sie(file, has_checksum=has_checksum)

    reading = read_sie(content)

    assert reading.file == file
    assert reading.encoding == "cp437"


@given(files("4E"), st.sampled_from(["utf-8", "cp1252"]))
def test_so_is_one_in_another_encoding(file, encoding):
    assert read_sie(write_sie(file, encoding=encoding)).file == file


@given(st.sampled_from(["4E", "4I"]).flatmap(files))
def test_both_ways_of_reading_give_the_same(file):
    content = write_sie(file)

    plain, quick = read_plainly(content), read_quickly(content)

    if quick is not None:
        assert quick == plain
        assert quick.file.vouchers == plain.file.vouchers
        assert [v.line for v in quick.file.vouchers] == [v.line for v in plain.file.vouchers]
        assert [[r.line for r in v.rows] for v in quick.file.vouchers] == [
            [r.line for r in v.rows] for v in plain.file.vouchers
        ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_file_gives_the_same_bytes(kind):
    from hypothesis import find

    file = find(files(kind), lambda file: True)

    assert write_sie(file) == write_sie(read_sie(write_sie(file)).file)
