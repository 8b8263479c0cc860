"""Amounts and workbooks read as a careful reader must, beside what one would write in ten lines.

The other side of the amounts is `Decimal` after two replacements: it knows spaces and a decimal
comma, and neither refuses nor asks. The other side of the workbooks is openpyxl in its fastest
mode with `Decimal(str(value))`: no guards, no formulas, no hidden rows; the time of both includes
a table with a column of amounts in whole öre, and the sums must agree.

The figures are invented. Run: python benchmarks/intake.py
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import time
from collections.abc import Callable
from decimal import Decimal

import openpyxl
import xlsxwriter

from samsyn.intake.amounts import read_amount, style_of
from samsyn.intake.encodings import Decoded, decode
from samsyn.intake.layouts import Table, find_table, read_amounts
from samsyn.intake.sheets import Sheets, read_sheets


def invented_texts(count: int) -> list[str]:
    """Amounts as a ledger program writes them: bare digits, some negative, with two decimals."""
    chance = random.Random(2025)  # noqa: S311
    return [
        f"{chance.randrange(-(10**9), 10**9) / 100:.2f}".replace(".", ",") for _ in range(count)
    ]


def as_people_write(texts: list[str]) -> list[str]:
    """The same with spaces between thousands and a unit, as in a text."""
    return [f"{Decimal(text.replace(',', '.')):,.2f} kr".replace(",", " ").replace(".", ",")
            for text in texts]  # fmt: skip


def invented_workbook(rows: int) -> bytes:
    chance = random.Random(2025)  # noqa: S311
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Utfall")
        sheet.write_row(0, 0, ["Konto", "Benämning", "Ansvar", "Insats", "Ingående", "Belopp"])
        for number in range(1, rows + 1):
            account, name = 3000 + number % 5000, f"Konto nummer {number % 500}"
            amounts = [chance.randrange(10**8) / 100 for _ in range(2)]
            sheet.write_row(
                number, 0, [account, name, "Kansli", f"Insats {number % 12}", *amounts]
            )
    return out.getvalue()


def read_plainly(texts: list[str]) -> int:
    def plain(text: str) -> int:
        digits = text.removesuffix(" kr").replace(" ", "").replace(",", ".")
        return int(Decimal(digits) * 100)

    return sum(map(plain, texts))


def read_carefully(texts: list[str]) -> int:
    style = style_of(texts).style
    return sum(read_amount(text, style).ore or 0 for text in texts)


def workbook_plainly(content: bytes) -> int:
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    rows = book.worksheets[0].iter_rows(min_row=2, values_only=True)
    return sum(int(Decimal(str(row[5])) * 100) for row in rows)


def workbook_carefully(content: bytes) -> int:
    read = read_sheets(content, "utfall.xlsx")
    assert isinstance(read, Sheets)
    assert read.chosen
    table = find_table(read.chosen, ["konto", "belopp"], file="utfall.xlsx")
    assert isinstance(table, Table)
    return sum(read_amounts(table, table.columns[5]).ore.values())


def decoded(content: bytes) -> int:
    read = decode(content)
    assert isinstance(read, Decoded)
    return len(read.text)


def seconds(work: Callable[[], int], times: int) -> tuple[float, int]:
    """The middle of some runs, and what it gave."""
    taken, given = [], 0
    for _ in range(times):
        start = time.perf_counter()
        given = work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken), given


def compare(what: str, count: int, ours: Callable[[], int], plain: Callable[[], int]) -> None:
    mine, given = seconds(ours, 3)
    other, expected = seconds(plain, 3)
    assert given == expected, (given, expected)
    print(f"{what}: {count / mine:,.0f}/s here, {count / other:,.0f}/s plainly; "
          f"{other / mine:.2f} times as fast".replace(",", " "))  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--amounts", type=int, default=200_000)
    parser.add_argument("--rows", type=int, default=30_000)
    options = parser.parse_args()
    bare = invented_texts(options.amounts)
    for what, texts in (
        ("bare amounts", bare),
        ("amounts with spaces and kr", as_people_write(bare)),
    ):
        compare(
            what, len(texts), lambda t=texts: read_carefully(t), lambda t=texts: read_plainly(t)
        )
    content = invented_workbook(options.rows)
    compare(
        "rows of a workbook",
        options.rows,
        lambda: workbook_carefully(content),
        lambda: workbook_plainly(content),
    )
    text = "4010;Hyra i Örebro;134 000,50\n" * 300_000
    for encoding in ("utf-8", "cp1252"):
        taken, _ = seconds(lambda e=encoding: decoded(text.encode(e)), 3)
        print(f"decoding {encoding}: {len(text) / taken / 1e6:.0f} million signs/s")


if __name__ == "__main__":
    main()
