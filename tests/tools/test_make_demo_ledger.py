"""The invented books of the demo are those that the tool writes, and they hold together."""

import subprocess
import sys

import pytest

from samsyn.sie import read_sie
from tests.structure.house import ROOT, SOURCE

BOOKS = sorted((SOURCE / "demo" / "ovning").glob("*.se"))


def test_the_books_are_current():
    done = subprocess.run(
        [sys.executable, "tools/make_demo_ledger.py", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_a_book_has_no_faults(book):
    reading = read_sie(book.read_bytes())

    assert reading.faults == ()
    assert len(reading.file.vouchers) > 200
