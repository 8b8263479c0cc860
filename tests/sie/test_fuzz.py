"""Whatever bytes come: an answer, never an exception, in little time and memory."""

import importlib.util
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.sie import read_sie
from tests.sie.test_files import CASES, content_of
from tests.sie.test_quick import PIECES

HARNESS = Path(__file__).parents[2] / "tools" / "fuzz_sie.py"
MOST_FOR_A_BYTE = 400
START = b"#FLAGGA 0\n#SIETYP 4\n#RAR 0 20250101 20251231\n#VER A 1 20250101\n{\n"


@pytest.fixture(scope="module")
def one_input():
    spec = importlib.util.spec_from_file_location("fuzz_sie", HARNESS)
    harness = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(harness)
    return harness.one_input


@pytest.mark.slow
@given(st.binary(max_size=300))
def test_any_bytes(one_input, content):
    one_input(content)


@pytest.mark.slow
@given(
    st.lists(st.sampled_from([*PIECES, b"\n", b"\n", b"#KONTO ", b"#RAR 0 ", b"#IB 0 1930 "]))
)
def test_any_soup_of_pieces(one_input, pieces):
    one_input(START + b"".join(pieces))


@pytest.mark.slow
@given(st.sampled_from(CASES), st.data())
def test_any_example_with_some_bytes_changed(one_input, case, data):
    content = bytearray(content_of(case["file"]))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))

    one_input(bytes(content))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_every_example(one_input, case):
    one_input(content_of(case["file"]))


@pytest.mark.slow
@pytest.mark.parametrize(
    "line",
    [
        b'#TRANS 1930 {} "' + b'\\"' * 20,
        b"{" * 50,
        b'#PROSA "' + b'a" ' * 30,
        b"#TRANS 1930 {" + b'"a" ' * 30,
        b'"' * 60,
        b"#KONTO " + b"1" * 60,
        b"#X",
        b"#VER A 1 20250101",
        b"#TRANS 1930 {} 1" + b"0" * 60,
    ],
)
def test_much_of_the_same_costs_neither_time_nor_memory(line):
    content = START + (line + b"\n") * (50_000 // len(line))
    tracemalloc.start()

    reading = read_sie(content)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MOST_FOR_A_BYTE * len(content)
    assert len(reading.faults) < 1000


@pytest.mark.parametrize("sign", [b'"', b"\\", b"{", b"}", b" ", b"#", b'\\"', b'" ', b"{1 "])
def test_one_long_line_costs_no_time(sign):
    content = START + b"#TRANS 1930 " + sign * (400_000 // len(sign))

    assert read_sie(content).is_grave
