"""Invented SIE files for Hypothesis."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from samsyn.sie import (
    Account,
    Balance,
    Details,
    Dimension,
    OtherLine,
    PeriodBalance,
    SieFile,
    Transaction,
    Voucher,
)

YEAR = (date(2025, 1, 1), date(2025, 12, 31))
# The last sign of a text may not be a backslash: the format has no way to say that.
SIGNS = st.sampled_from("abcXYZ019 åäöÅÄÖéü\"\\{}#.,;-+/()'\u00a0")
texts = st.text(SIGNS, max_size=12).filter(lambda text: not text.endswith("\\"))
names = st.text(st.sampled_from("abcåäöABC 0123456789_{}"), min_size=1, max_size=8)
codes = st.text(st.sampled_from("ABC0123456789"), max_size=6)
numbers = st.one_of(st.integers(1, 999_999).map(str), st.sampled_from(["", "0", "007", "A-12"]))
account_numbers = st.one_of(
    st.sampled_from(["1930", "2440", "3985", "5010", "7010"]),
    st.from_regex(r"[0-9]{1,7}", fullmatch=True),
)
ore = st.one_of(st.integers(-(10**13), 10**13), st.integers(-100_000, 100_000))
quantities = st.one_of(
    st.none(),
    st.decimals(-9999, 9999, places=3),
    st.integers(-(10**9), 10**9).map(Decimal),
)
days = st.integers(0, 364).map(lambda n: YEAR[0] + timedelta(days=n))
objects = st.lists(st.tuples(st.integers(1, 30), names), max_size=3).map(tuple)
registered = st.one_of(st.none(), days)


@st.composite
def rows(draw, voucher_on, kinds=("trans", "trans", "added", "removed")):
    return Transaction(
        account=draw(account_numbers),
        objects=draw(objects),
        ore=draw(ore),
        on=draw(st.one_of(st.just(voucher_on), days)),
        text=draw(texts),
        quantity=draw(quantities),
        signature=draw(codes),
        kind=draw(st.sampled_from(kinds)),
    )


@st.composite
def vouchers(draw, **of_rows):
    on = draw(days)
    return Voucher(
        series=draw(codes),
        number=draw(numbers),
        on=on,
        text=draw(texts),
        registered_on=draw(registered),
        signature=draw(codes),
        rows=tuple(draw(st.lists(rows(on, **of_rows), max_size=5))),
    )


accounts = st.dictionaries(
    account_numbers,
    st.tuples(
        texts, st.sampled_from("TSKI"), codes, st.sampled_from(["", "7281", "7281 7369"])
    ),
    min_size=1,
    max_size=5,
).map(lambda told: {number: Account(number, *rest) for number, rest in told.items()})
dimensions = st.dictionaries(
    st.integers(1, 40), st.tuples(texts, st.one_of(st.none(), st.integers(1, 40))), max_size=3
).map(lambda told: {number: Dimension(number, *rest) for number, rest in told.items()})
titles = st.dictionaries(st.tuples(st.integers(1, 40), names), texts, max_size=4)
details = st.builds(
    Details,
    flag=st.sampled_from("01"),
    program_version=codes,
    text=texts,
    company_id=codes,
    sector=codes,
    contact=texts,
    street=texts,
    postal=texts,
    phone=texts,
    tax_year=st.sampled_from(["", "2026"]),
    chart=codes,
    currency=st.sampled_from(["", "SEK", "NOK"]),
)


def balances(of_objects):
    return st.lists(
        st.builds(Balance, st.integers(-2, 0), account_numbers, of_objects, ore, quantities),
        max_size=4,
        unique_by=lambda post: (post.offset, post.account, post.objects),
    ).map(tuple)


months = st.lists(
    st.builds(
        PeriodBalance,
        st.integers(-1, 0),
        st.integers(1, 12).map(lambda month: f"2025{month:02d}"),
        account_numbers,
        objects,
        ore,
        quantities,
    ),
    max_size=4,
    unique_by=lambda post: (post.offset, post.period, post.account, post.objects),
).map(tuple)
others = st.lists(
    st.builds(OtherLine, st.just("#NYTT"), st.lists(texts, max_size=3).map(tuple)), max_size=2
).map(tuple)
years = st.sampled_from([{0: YEAR}, {0: YEAR, -1: (date(2024, 1, 1), date(2024, 12, 31))}])


@st.composite
def files(draw, kind="4E"):
    """A file of one of the types 1 to 4."""
    has_vouchers = kind in {"4E", "4I"}
    has_balances = kind != "4I"
    one = Balance(0, "1930", (), 1, None)
    return SieFile(
        kind=kind,
        program=draw(texts),
        generated_on=draw(registered),
        organisation_number=draw(st.sampled_from(["", "222000-0000"])),
        company=draw(texts),
        years=draw(years) if has_balances else {},
        accounts=draw(accounts),
        dimensions=draw(dimensions),
        objects=draw(titles),
        opening=draw(balances(objects)) if has_balances else (),
        closing=(draw(balances(objects)) or (one,)) if has_balances else (),
        results=draw(balances(st.just(()))) if has_balances else (),
        period_balances=draw(months) if has_balances else (),
        period_budgets=draw(months) if has_balances else (),
        vouchers=tuple(draw(st.lists(vouchers(), max_size=5))) if has_vouchers else (),
        complete_until=draw(registered) if has_balances else None,
        details=draw(details),
        others=draw(others),
    )


def of_accounts(draw, chart, kinds, offsets):
    """Balances in the order of the chart, as SIE 5 has them."""
    found = []
    for account in chart.values():
        if account.kind in kinds:
            found += draw(
                st.lists(
                    st.builds(
                        Balance,
                        st.sampled_from(offsets),
                        st.just(account.number),
                        objects,
                        ore,
                        quantities,
                    ),
                    max_size=2,
                    unique_by=lambda post: (post.offset, post.objects),
                )
            )
    return tuple(found)


def numbered(voucher, registered_on):
    number = voucher.number if voucher.number.isdigit() else ""
    rows = tuple(
        replace(row, signature=row.signature if row.kind != "trans" else "")
        for row in voucher.rows
    )
    return replace(voucher, number=number, registered_on=registered_on, rows=rows)


@st.composite
def sie5_files(draw):
    """A file of SIE 5, with what that has a place for."""
    kind = draw(st.sampled_from(["5", "5I"]))
    is_year = kind == "5"
    chart = {number: replace(a, sru="") for number, a in draw(accounts).items()}
    told = draw(titles)
    names = {n: Dimension(n, d.name) for n, d in draw(dimensions).items()}
    names |= {n: Dimension(n) for n, _ in told if n not in names}
    budgets = [
        replace(post, offset=0, account=draw(st.sampled_from(list(chart))))
        for post in draw(months)
    ]
    keys = list(chart)
    span = draw(years) if is_year else {}
    offsets = list(span)
    budgets = sorted(
        {(p.period, p.account, p.objects): p for p in budgets}.values(),
        key=lambda post: keys.index(post.account),
    )
    return SieFile(
        kind=kind,
        program=draw(texts),
        generated_on=draw(days),
        organisation_number="222000-0000",
        company=draw(texts),
        years=span,
        accounts=chart,
        dimensions=names,
        objects=told,
        opening=of_accounts(draw, chart, "TSKI", offsets) if is_year else (),
        closing=of_accounts(draw, chart, "TS", offsets) if is_year else (),
        results=of_accounts(draw, chart, "KI", offsets) if is_year else (),
        period_budgets=tuple(budgets),
        vouchers=tuple(numbered(v, draw(days)) for v in draw(st.lists(vouchers(), max_size=4))),
        complete_until=draw(registered) if is_year else None,
        details=Details(
            program_version=draw(codes),
            generated_by=draw(texts),
            company_id=draw(codes),
            currency="SEK",
        ),
    )
