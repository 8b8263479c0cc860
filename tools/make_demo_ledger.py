"""Writes the bookkeeping of the invented association of the demo, as SIE files: the same each time."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from samsyn.rules.money import split
from samsyn.sie import write_sie
from samsyn.sie.records import (
    Account,
    Balance,
    Dimension,
    SieFile,
    Transaction,
    Voucher,
)

FOLDER = Path(__file__).parents[1] / "src" / "samsyn" / "demo" / "ovning"
ACCOUNTS = {
    "1510": ("Fordringar på medlemmar", "T"),
    "1930": ("Bank", "T"),
    "2091": ("Balanserat resultat", "S"),
    "2099": ("Årets resultat", "S"),
    "2440": ("Leverantörsskulder", "S"),
    "3985": ("Bidrag från Försäkringskassan", "I"),
    "3986": ("Bidrag från regionen", "I"),
    "3987": ("Bidrag från kommunerna", "I"),
    "3988": ("Bidrag från Europeiska socialfonden", "I"),
    "4010": ("Personal i insatser, köpt av parter", "K"),
    "4020": ("Samordnare", "K"),
    "4030": ("Mässor, utbildning och samverkansdagar", "K"),
    "5010": ("Lokalhyra", "K"),
    "5800": ("Resor", "K"),
    "6110": ("Kontorsmateriel", "K"),
    "6230": ("It och telefoni", "K"),
    "6420": ("Revision", "K"),
    "6530": ("Ekonomitjänster", "K"),
    "6550": ("Förbundschef, inlånad", "K"),
    "7240": ("Arvoden till styrelsen", "K"),
    "7510": ("Arbetsgivaravgifter", "K"),
    "8400": ("Räntekostnader", "K"),
}
OFFICE, TEAMS, STRUCTURE = "10", "20", "30"
COST_CENTRES = {OFFICE: "Kansli", TEAMS: "Insatser", STRUCTURE: "Struktur"}
PROJECTS = {
    "P1": "Gemensam ingång",
    "P2": "Stegen till arbete",
    "P3": "Ung kraft (ESF)",
    "P4": "Samverkansdag",
}
EVEN = (1,) * 12
SUMMER = (9, 9, 9, 9, 9, 7, 4, 7, 9, 9, 9, 10)
BOARD = (0, 2, 3, 0, 2, 3, 0, 0, 3, 2, 4, 1)


@dataclass(frozen=True)
class Cost:
    """What is paid on an account in a year, in kronor, and how it falls on the months."""

    account: str
    text: str
    centre: str
    project: str
    kronor: dict[int, int]
    months: tuple[int, ...] = EVEN


COSTS = (
    Cost("4010", "Personal, Gemensam ingång", TEAMS, "P1", {2024: 880_000, 2025: 905_000, 2026: 930_000}, SUMMER),
    Cost("4010", "Personal, Stegen till arbete", TEAMS, "P2", {2024: 1_870_000, 2025: 1_945_000, 2026: 2_010_000}, SUMMER),
    Cost("4020", "Samordnare, Stegen till arbete", TEAMS, "P2", {2024: 655_000, 2025: 672_000, 2026: 690_000}),
    Cost("4010", "Personal, Ung kraft", TEAMS, "P3", {2025: 610_000, 2026: 820_000}, SUMMER),
    Cost("4030", "Samverkansdag och utbildning", STRUCTURE, "P4", {2024: 182_000, 2025: 205_000, 2026: 240_000}, (0, 1, 2, 1, 2, 0, 0, 1, 2, 2, 1, 0)),
    Cost("5010", "Hyra", OFFICE, "", {2024: 118_000, 2025: 121_000, 2026: 124_500}),
    Cost("5800", "Resor", OFFICE, "", {2024: 21_000, 2025: 24_500, 2026: 23_000}, BOARD),
    Cost("6110", "Kontorsmateriel", OFFICE, "", {2024: 9_500, 2025: 8_700, 2026: 9_900}),
    Cost("6230", "It och telefoni", OFFICE, "", {2024: 47_000, 2025: 51_000, 2026: 53_500}),
    Cost("6420", "Revision", OFFICE, "", {2024: 52_000, 2025: 54_000, 2026: 55_000}, (0, 0, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0)),
    Cost("6530", "Ekonomitjänster", OFFICE, "", {2024: 126_000, 2025: 129_000, 2026: 132_000}),
    Cost("6550", "Förbundschef", OFFICE, "", {2024: 702_000, 2025: 723_000, 2026: 745_000}),
    Cost("7240", "Arvoden, styrelsemöten", OFFICE, "", {2024: 118_000, 2025: 121_500, 2026: 125_000}, BOARD),
    Cost("7510", "Arbetsgivaravgifter", OFFICE, "", {2024: 37_076, 2025: 38_175, 2026: 39_275}, BOARD),
    Cost("8400", "Ränta", OFFICE, "", {2024: 410, 2025: 380, 2026: 350}, (0,) * 11 + (1,)),
)  # fmt: skip
STATE = {2024: 2_400_000, 2025: 2_380_000, 2026: 2_380_000}
ESF = {2025: 540_000, 2026: 700_000}
OPENING_EQUITY = {2024: 1_043_000_00}
LAST_MONTH = {2024: 12, 2025: 12, 2026: 10}


@dataclass
class Book:
    """A year's vouchers while they are written."""

    year: int
    opening: dict[str, int]
    vouchers: list[Voucher] = field(default_factory=list)

    def enter(
        self, series: str, on: date, text: str, *rows: tuple[str, int, tuple[str, str]]
    ) -> None:
        """Add a voucher; rows are account, öre (debit > 0) and cost centre with project."""
        number = 1 + sum(voucher.series == series for voucher in self.vouchers)
        self.vouchers.append(
            Voucher(
                series=series,
                number=str(number),
                on=on,
                text=text,
                registered_on=on,
                signature="",
                rows=tuple(
                    Transaction(
                        account=account,
                        objects=_objects(*marks),
                        ore=ore,
                        on=on,
                        text="",
                        quantity=None,
                        signature="",
                        kind="trans",
                    )
                    for account, ore, marks in rows
                    if ore
                ),
            )
        )

    def moved(self) -> dict[str, int]:
        """What every account has moved in the year, in öre."""
        sums: dict[str, int] = {}
        for voucher in self.vouchers:
            for row in voucher.rows:
                sums[row.account] = sums.get(row.account, 0) + row.ore
        return sums


NOTHING = ("", "")


def _objects(centre: str, project: str) -> tuple[tuple[int, str], ...]:
    marks = [(1, centre)] if centre else []
    return tuple([*marks, (6, project)] if project else marks)


def year_of(year: int, opening: dict[str, int]) -> Book:
    """Return the year's book, month by month."""
    book = Book(year, opening)
    result = opening.get("2099", 0)
    if result:
        rows = (("2099", -result, NOTHING), ("2091", result, NOTHING))
        book.enter("C", date(year, 1, 2), "Förra årets resultat", *rows)
    for month in range(1, LAST_MONTH[year] + 1):
        _income(book, month)
        _costs(book, month)
    if LAST_MONTH[year] == 12:
        _close(book)
    return book


def _income(book: Book, month: int) -> None:
    state = STATE[book.year] * 100
    paid = [
        ("3985", "Försäkringskassan", state, (1, 7)),
        ("3986", "Regionen", state // 2, (2, 8)),
    ]
    paid += [("3987", name, ore, (1, 4, 7, 10)) for name, ore in split(
        state // 2, {"Hultsfreds kommun": 397, "Högsby kommun": 159, "Vimmerby kommun": 444}, unit_ore=100
    ).items()]  # fmt: skip
    paid.append(("3988", "Europeiska socialfonden", ESF.get(book.year, 0) * 100, (6, 9, 12)))
    for account, who, ore, months in paid:
        if month in months and ore:
            parts = split(ore, {f"{m:02d}": 1 for m in months}, unit_ore=100)
            marks = (TEAMS, "P3") if account == "3988" else NOTHING
            part = parts[f"{month:02d}"]
            text = f"Bidrag {who}"
            book.enter(
                "D",
                date(book.year, month, 15),
                text,
                ("1930", part, NOTHING),
                (account, -part, marks),
            )


def _costs(book: Book, month: int) -> None:
    for cost in COSTS:
        weights = {f"{m:02d}": weight for m, weight in enumerate(cost.months, 1)}
        kronor = cost.kronor.get(book.year)
        ore = split(kronor * 100, weights)[f"{month:02d}"] if kronor else 0
        if not ore:
            continue
        on = date(book.year, month, 5 + len(cost.text) % 20)
        marks = (cost.centre, cost.project)
        text = f"{cost.text} {on:%Y-%m}"
        book.enter("A", on, text, (cost.account, ore, marks), ("2440", -ore, NOTHING))
        pays = on + timedelta(days=20)
        if pays.year == book.year and pays.month <= LAST_MONTH[book.year]:
            book.enter(
                "B", pays, f"Betalt: {text}", ("2440", ore, NOTHING), ("1930", -ore, NOTHING)
            )


def _close(book: Book) -> None:
    """Move the year's result to equity: the accounts of result are left as they are."""
    result = sum(ore for account, ore in book.moved().items() if account[0] in "345678")
    rows = (("2099", result, NOTHING), ("8999", -result, NOTHING))
    book.enter("C", date(book.year, 12, 31), "Årets resultat", *rows)


def sie_of(book: Book) -> SieFile:
    """Return the year as a SIE file of type 4E."""
    moved = book.moved()
    names = {**ACCOUNTS, "8999": ("Årets resultat", "K")}
    accounts = sorted({*moved, *book.opening})
    closing = {
        account: book.opening.get(account, 0) + moved.get(account, 0)
        for account in accounts
        if account[0] in "12"
    }
    results = {account: ore for account, ore in moved.items() if account[0] in "345678"}
    return SieFile(
        kind="4E",
        program="Samsyn övning 1.0",
        generated_on=date(book.year, 12, 31) if LAST_MONTH[book.year] == 12 else date(book.year, 11, 5),
        organisation_number="",
        company="Övningsförbundet (påhittat)",
        years={0: (date(book.year, 1, 1), date(book.year, 12, 31))},
        accounts={n: Account(number=n, name=names[n][0], kind=names[n][1], unit="", sru="") for n in sorted(names)},
        dimensions={1: Dimension(number=1, name="Kostnadsställe", parent=None), 6: Dimension(number=6, name="Projekt", parent=None)},
        objects={(1, k): v for k, v in COST_CENTRES.items()} | {(6, k): v for k, v in PROJECTS.items()},
        opening=_balances(book.opening),
        closing=_balances(closing),
        results=_balances(results),
        period_balances=(),
        period_budgets=(),
        vouchers=tuple(sorted(book.vouchers, key=lambda v: (v.series, int(v.number)))),
    )  # fmt: skip


def _balances(ores: dict[str, int]) -> tuple[Balance, ...]:
    return tuple(
        Balance(offset=0, account=account, objects=(), ore=ore, quantity=None)
        for account, ore in sorted(ores.items())
    )


def files() -> dict[str, bytes]:
    """Return the name and the content of each year's file."""
    made, opening = {}, {"1930": OPENING_EQUITY[2024], "2091": -OPENING_EQUITY[2024]}
    for year in LAST_MONTH:
        book = year_of(year, opening)
        made[f"bokforing-{year}.se"] = write_sie(sie_of(book))
        moved = book.moved()
        opening = {
            account: opening.get(account, 0) + moved.get(account, 0)
            for account in sorted({*opening, *moved})
            if account[0] in "12"
        }
    return made


def main() -> int:
    """Write the files, or with --check tell whether they are current."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="skriv inget; säg om något skiljer"
    )
    options = parser.parse_args()
    stale = []
    for name, content in files().items():
        file = FOLDER / name
        if options.check:
            stale += [] if file.exists() and file.read_bytes() == content else [name]
        else:
            file.write_bytes(content)
    for name in stale:
        print(f"{name} är inte aktuell; kör tools/make_demo_ledger.py")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
