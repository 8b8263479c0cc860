"""An association's year of bookkeeping read in, beside a plain loop of `create()`.

Both start from the same bytes of a SIE 4 file (5,000 vouchers, about 17,000 rows, with cost
centres and projects) and end with every voucher and row in the database, in one transaction.
Ours is what the page and the command do: receive, check, preview, read in. The plain side
gets the file parsed for nothing: only its writes are timed.

The bookkeeping is invented. Run: python benchmarks/ledger.py
On PostgreSQL: SAMSYN_DATABASE_URL=postgresql://… python benchmarks/ledger.py
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import time
from datetime import date, timedelta

os.environ.setdefault("SAMSYN_HOME", tempfile.mkdtemp())
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samsyn.config.settings")

import django

django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import get_runner  # noqa: E402

YEAR = 2025
COSTS = ("4010", "4020", "5010", "5410", "5810", "6110", "6420", "6530", "7010", "7510")


def invented_year(vouchers: int) -> bytes:
    """A SIE 4 file in CP437, with the rows of each voucher adding up to nothing."""
    chance = random.Random(2003)  # noqa: S311
    lines = [
        "#FLAGGA 0", "#FORMAT PC8", "#SIETYP 4", '#PROGRAM "Prov" 1', "#GEN 20260115",
        "#ORGNR 222000-1111", '#FNAMN "Övningsförbundet"', f"#RAR 0 {YEAR}0101 {YEAR}1231",
        '#KONTO 1930 "Bank"', '#KONTO 2440 "Leverantörsskulder"',
        *(f'#KONTO {account} "Kostnad {account}"' for account in COSTS),
        '#DIM 1 "Kostnadsställe"', '#DIM 6 "Projekt"',
        *(f'#OBJEKT 1 "{n}" "Ställe {n}"' for n in range(100, 110)),
        *(f'#OBJEKT 6 "P{n}" "Projekt {n}"' for n in range(20)),
    ]  # fmt: skip
    for number in range(1, vouchers + 1):
        on = date(YEAR, 1, 1) + timedelta(days=number * 364 // vouchers)
        lines.append(f'#VER A {number} {on:%Y%m%d} "Faktura från leverantör {number}"')
        lines.append("{")
        total = 0
        for _ in range(chance.choice((1, 2, 2, 3, 4))):
            ore = chance.randrange(100, 5_000_000)
            total += ore
            marked = f'{{1 "{chance.randrange(100, 110)}" 6 "P{chance.randrange(20)}"}}'
            amount = f"{ore // 100}.{ore % 100:02d}"
            lines.append(f'#TRANS {chance.choice(COSTS)} {marked} {amount} {on:%Y%m%d} "Rad"')
        lines.append(f"#TRANS 2440 {{}} -{total // 100}.{total % 100:02d}")
        lines.append("}")
    return "\r\n".join(lines).encode("cp437")


def ours(association, content: bytes) -> float:
    from samsyn.ledger.obstacles import plan_for
    from samsyn.ledger.services import commit_file, receive_file

    on = date(2026, 3, 1)
    start = time.perf_counter()
    file = receive_file(association=association, name="bok.se", content=content, by=None, on=on)
    plan = plan_for(file)
    shown = time.perf_counter()
    assert not plan.problems, plan.problems[:3]
    commit_file(file=file, plan_digest=plan.digest, answers={}, by=None, on=on)
    done = time.perf_counter()
    print(f"  visat efter {shown - start:.2f} s, inläst på {done - shown:.2f} s")
    return done - shown


def plain(association, content: bytes) -> float:
    from samsyn.ledger.models import LedgerYear, Voucher, VoucherRow
    from samsyn.ledger.reading import read_ledger_file

    read = read_ledger_file(content)
    start = time.perf_counter()
    with transaction.atomic():
        year = LedgerYear.objects.create(association=association, year=YEAR, depth="vouchers")
        for entry in read.entries.values():
            voucher = Voucher.objects.create(
                ledger_year=year,
                series=entry.key.series,
                number=entry.key.number,
                on=entry.on,
                text=entry.text,
                kind="read",
            )
            for position, row in enumerate(entry.rows, start=1):
                VoucherRow.objects.create(
                    voucher=voucher, position=position, account=row.account,
                    objects_text=row.objects_text, ore=row.ore, text=row.text, kind=row.kind,
                )  # fmt: skip
    return time.perf_counter() - start


def emptied() -> None:
    from samsyn.ledger.models import LedgerFile, LedgerYear, Voucher, VoucherRow

    VoucherRow.objects.all()._raw_delete(connection.alias)
    Voucher.objects.all()._raw_delete(connection.alias)
    LedgerYear.objects.all().delete()
    LedgerFile.objects.all().delete()


def invented_association():
    from samsyn.register.models import Association, Document
    from samsyn.register.services import store_division

    store_division(by=None)
    document = Document.objects.create(key="prov", title="Prov", publisher="Ingen", kind="own")
    return Association.objects.create(
        key="prov", name="Prov", short_name="Prov", county_id="18", document=document
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vouchers", type=int, default=5000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    runner = get_runner(__import__("django.conf").conf.settings)(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        association = invented_association()
        content = invented_year(options.vouchers)
        rows = content.count(b"#TRANS")
        print(f"{connection.vendor}: {options.vouchers} verifikationer, {rows} rader")
        times: dict[str, list[float]] = {"ours": [], "plain": []}
        for _ in range(options.rounds):
            for name, way in (("ours", ours), ("plain", plain)):
                emptied()
                times[name].append(way(association, content))
        mine, theirs = (statistics.median(times[name]) for name in ("ours", "plain"))
        print(f"inläsning i ett steg: {mine:.2f} s; create() en och en: {theirs:.2f} s")
        print(f"kvot: {theirs / mine:.1f}")
    finally:
        runner.teardown_databases(databases)


if __name__ == "__main__":
    main()
