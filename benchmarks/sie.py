"""A SIE 4 file with a million rows, read and checked, beside plain line-by-line parsers.

The peers read what any such parser must: the voucher lines, their fields, objects and amounts,
and that each voucher balances. One takes a line sign by sign into fields and makes Decimals and
records of them, as most programs for SIE do; one splits lines with `shlex`, as two published
scripts do, on the first lines only because it is slow; pysie-accounting is timed when it can be
imported (regular expressions, no check of balances). Ours also finds the encoding, checks dates,
numbers, accounts, objects, balances and digest, and every sum must be the same.

The vouchers are invented. Every time is of a process of its own, which also tells its memory.
Run: python benchmarks/sie.py
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from samsyn.sie import SieReading, read_sie

ACCOUNTS = (1510, 1650, 1930, 2440, 2640, 2710, 2731, 3011, 3985, 3990, 4010, 4110, 5010, 5410,
            5800, 6110, 6212, 6530, 6990, 7010, 7210, 7510, 7690, 8310)  # fmt: skip
TEXTS = ("Hyra lokal januari", "Arvode behandlare", "Löner personal", "Köp av tjänst",
         "Utvärdering", "Statsbidrag", "Material", "Resor och logi Örebro")  # fmt: skip
ROWS_IN_A_VOUCHER = 8
FIRST_LINES = 60_000
GOAL, MOST_MEGABYTES = 10, 500


def kronor(ore: int) -> str:
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100}.{abs(ore) % 100:02d}"


def invented_file(rows: int) -> bytes:
    """A file as programs write it: objects on most rows, dates and texts on some."""
    chance = np.random.default_rng(2025)
    vouchers, sums = [], Counter[int]()
    for n in range(rows // ROWS_IN_A_VOUCHER):
        vouchers += invented_voucher(n, rows // ROWS_IN_A_VOUCHER, chance, sums)
    lines = [
        "#FLAGGA 0", '#PROGRAM "Mätning" 1.0', "#FORMAT PC8", '#GEN 20260115 "AN"',
        "#SIETYP 4", "#ORGNR 222000-0000", '#FNAMN "Samordningsförbundet Exempelån"',
        "#RAR 0 20250101 20251231", "#KPTYP BAS2025",
        *(f'#KONTO {account} "Konto {account}"' for account in ACCOUNTS),
        *(f"#SRU {account} 7281" for account in ACCOUNTS),
        '#DIM 1 "Kostnadsställe"', '#DIM 6 "Projekt"',
        *(f'#OBJEKT 1 "{100 + n}" "Avdelning {n}"' for n in range(20)),
        *(f'#OBJEKT 6 "P{n}" "Insats {n}"' for n in range(40)),
        *(f"{'#UB' if a < 3000 else '#RES'} 0 {a} {kronor(s)}" for a, s in sorted(sums.items())),
        *vouchers,
    ]  # fmt: skip
    return ("\r\n".join(lines) + "\r\n").encode("cp437")


def invented_voucher(
    n: int, of: int, chance: np.random.Generator, sums: Counter[int]
) -> Iterator[str]:
    day = date(2025, 1, 1) + timedelta(days=n * 365 // of)
    pick = chance.integers(0, 1 << 30, (ROWS_IN_A_VOUCHER, 4)).tolist()
    ore = [p[0] % 5_000_000 + 100 for p in pick[1:]]
    yield f'#VER "A" "{n + 1}" {day:%Y%m%d} "{TEXTS[pick[0][1] % 8]}" {day:%Y%m%d}'
    yield "{"
    for (_, first, second, third), amount in zip(pick, [-sum(ore), *ore], strict=True):
        account = ACCOUNTS[first % len(ACCOUNTS)]
        sums[account] += amount
        department, project = f'1 "{100 + second % 20}"', f'6 "P{third % 40}"'
        objects = ("", "", department, project, f"{department} {project}")[second // 20 % 5]
        text = TEXTS[third // 40 % 8]
        rest = ("", f" {day:%Y%m%d}", f' {day:%Y%m%d} "{text}"', f' "" "{text}" 0')[first % 4]
        yield f"   #TRANS {account} {{{objects}}} {kronor(amount)}{rest}"
    yield "}"


# The peers


@dataclass
class Row:
    account: str
    objects: list[tuple[str, str]]
    amount: Decimal
    on: str
    text: str


@dataclass
class Entry:
    series: str
    number: str
    on: date
    text: str
    rows: list[Row] = field(default_factory=list)


def fields_of(line: str) -> list[str]:
    """The fields of a line, taken sign by sign; braces are fields of their own."""
    fields: list[str] = []
    signs: list[str] = []
    is_quoted = is_field = False
    at = 0
    while at < len(line):
        sign = line[at]
        if is_quoted:
            if sign == "\\" and line[at + 1 : at + 2] == '"':
                signs.append('"')
                at += 1
            elif sign == '"':
                is_quoted = False
            else:
                signs.append(sign)
        elif sign == '"':
            is_quoted = is_field = True
        elif sign in " \t{}\r\n":
            if signs or is_field:
                fields.append("".join(signs))
                signs, is_field = [], False
            if sign in "{}":
                fields.append(sign)
        else:
            signs.append(sign)
        at += 1
    return fields


def entries_of(
    lines: Iterator[str], split: Callable[[str], list[str]]
) -> tuple[list[Entry], Counter[str]]:
    """Every voucher of the lines, and the sum of each account. Each voucher must balance."""
    entries: list[Entry] = []
    sums: Counter[str] = Counter()
    for line in lines:
        fields = split(line)
        if not fields:
            continue
        if fields[0] == "#VER":
            _, series, number, day, text = fields[:5]
            on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
            entries.append(Entry(series, number, on, text))
        elif fields[0] == "#TRANS":
            end = fields.index("}")
            objects = list(zip(fields[3:end:2], fields[4:end:2], strict=True))
            amount, on, text = (*fields[end + 1 : end + 4], "", "")[:3]
            entries[-1].rows.append(Row(fields[1], objects, Decimal(amount), on, text))
        elif fields == ["}"]:
            if sum(row.amount for row in entries[-1].rows):
                raise SystemExit(f"{entries[-1]} does not balance")
            for row in entries[-1].rows:
                sums[row.account] += row.amount
    return entries, sums


def by_signs(path: Path) -> dict[str, str]:
    with path.open(encoding="cp437") as lines:
        _, sums = entries_of(lines, fields_of)
    return {account: str(amount) for account, amount in sums.items()}


def by_shlex(path: Path) -> dict[str, str]:
    """Only the first lines, up to the end of a voucher."""

    def split(line: str) -> list[str]:
        return shlex.split(line.replace("{", " { ").replace("}", " } "))

    with path.open(encoding="cp437") as lines:
        first = [line for line, _ in zip(lines, range(FIRST_LINES), strict=False)]
    last = max(n for n, line in enumerate(first) if line.startswith("}"))
    entries_of(iter(first[: last + 1]), split)
    return {}


def by_pysie(path: Path) -> dict[str, str]:
    import pandas as pd
    from pysie_accounting.pysie import PySIE

    reader = PySIE()
    reader.sie_encoding = "cp437"
    reader.dftrans = pd.DataFrame({"SRU": [7281], "Ink2": ["2.1"]})
    reader.open(str(path))
    sums: Counter[str] = Counter()
    for _, _, _, rows in reader.verifikat.values():
        for account, _, amount in rows:
            sums[account] += Decimal(amount)
    return {account: str(amount) for account, amount in sums.items()}


# Ours


def by_samsyn(path: Path) -> dict[str, str]:
    return sums_of(read_sie(path.read_bytes()))


def by_samsyn_with_vouchers(path: Path) -> dict[str, str]:
    """As above, and every voucher and row made into a record."""
    reading = read_sie(path.read_bytes())
    if reading.file is None or sum(len(v.rows) for v in reading.file.vouchers) < 1:
        raise SystemExit("no rows")
    return sums_of(reading)


def sums_of(reading: SieReading) -> dict[str, str]:
    if reading.file is None or reading.faults:
        raise SystemExit(f"the file is not right: {reading.faults[:3]}")
    posts = (*reading.file.closing, *reading.file.results)
    return {post.account: kronor(post.ore) for post in posts}


READERS = {
    reader.__name__: reader
    for reader in (by_samsyn, by_samsyn_with_vouchers, by_signs, by_shlex, by_pysie)
}


def measured(reader: str, path: Path) -> dict[str, object]:
    """Seconds, megabytes and sums of one reader in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--read", reader, str(path)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        return {"error": done.stderr.decode().strip().splitlines()[-1]}
    return dict(json.loads(done.stdout))


def read_here(reader: str, path: Path) -> None:
    start, cpu = time.perf_counter(), time.process_time()
    sums = READERS[reader](path)
    told = {
        "seconds": time.perf_counter() - start,
        "cpu": time.process_time() - cpu,
        "megabytes": most_memory(),
        "sums": sums,
    }
    print(json.dumps(told))


def most_memory() -> int:
    """The most memory that this process has had, in MB, as Linux counts it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    return 0


def shown(name: str, told: dict[str, object], rows: int, size: int) -> None:
    if "error" in told:
        print(f"{name:30} not timed: {told['error']}")
        return
    seconds, cpu = float(str(told["seconds"])), float(str(told["cpu"]))
    print(
        f"{name:30} {seconds:8.2f} s  {cpu:8.2f} s of the processor  "
        f"{size / 1e6 / seconds:7.1f} MB/s  {told['megabytes']:>5} MB in memory"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--read", nargs=2, metavar=("READER", "FILE"), help="for the processes")
    options = parser.parse_args()
    if options.read:
        read_here(options.read[0], Path(options.read[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), options.rows)


def compare(folder: Path, rows: int) -> None:
    for part in (4, 2, 1):
        path = folder / f"{rows // part}.se"
        path.write_bytes(invented_file(rows // part))
        told = min((measured("by_samsyn", path) for _ in range(3)), key=lambda t: t["seconds"])
        shown(f"samsyn, {rows // part:,} rows", told, rows // part, path.stat().st_size)
    size = path.stat().st_size
    print(f"\n{rows:,} rows, {size / 1e6:.1f} MB")
    shown(
        "samsyn, and every voucher made", measured("by_samsyn_with_vouchers", path), rows, size
    )
    signs = measured("by_signs", path)
    shown("sign by sign, Decimal", signs, rows, size)
    if {a: Decimal(str(s)) for a, s in dict(told["sums"]).items()} != {
        a: Decimal(s) for a, s in dict(signs["sums"]).items()
    }:
        raise SystemExit("the sums are not the same")
    lines = path.read_bytes().count(b"\n")
    first = measured("by_shlex", path)
    first["seconds"], first["cpu"] = (
        float(str(first[name])) * lines / FIRST_LINES for name in ("seconds", "cpu")
    )
    shown(f"shlex (of {FIRST_LINES:,} lines)", first, rows, size)
    pysie = measured("by_pysie", path)
    shown("pysie-accounting", pysie, rows, size)
    ratio = float(str(signs["seconds"])) / float(str(told["seconds"]))
    print(f"equal sums; ratio {ratio:.1f} (goal {GOAL}); memory {told['megabytes']} MB")
    if ratio < GOAL or int(str(told["megabytes"])) > MOST_MEGABYTES:
        raise SystemExit("the goal is not met")


if __name__ == "__main__":
    main()
