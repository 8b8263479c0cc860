"""Invented SIE files for Hypothesis."""

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
    st.tuples(texts, st.sampled_from("TSKI"), codes, st.sampled_from(["", "7281", "7281 7369"])),
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


def balances(of_objects=st.just(())):
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
        results=draw(balances()) if has_balances else (),
        period_balances=draw(months) if has_balances else (),
        period_budgets=draw(months) if has_balances else (),
        vouchers=tuple(draw(st.lists(vouchers(), max_size=5))) if has_vouchers else (),
        complete_until=draw(registered) if has_balances else None,
        details=draw(details),
        others=draw(others),
    )
