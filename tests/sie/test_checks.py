"""Where each check speaks, and where it is silent."""

import pytest

from samsyn.sie import read_sie, write_sie

HEAD = {
    "#FLAGGA": "#FLAGGA 0",
    "#PROGRAM": "#PROGRAM Prov 1",
    "#FORMAT": "#FORMAT PC8",
    "#GEN": "#GEN 20260101",
    "#SIETYP": "#SIETYP 4",
    "#FNAMN": "#FNAMN Provet",
    "#RAR": "#RAR 0 20250101 20251231",
    "#KONTO": "#KONTO 1930 Bank\n#KONTO 2091 Kapital\n#KONTO 3985 Bidrag\n#KONTO 5010 Hyra",
    "#UB": "#UB 0 1930 -10.00\n#RES 0 5010 10.00",
}
VOUCHER = "#VER A 1 20250310 Hyra\n{\n#TRANS 5010 {} 10.00\n#TRANS 1930 {} -10.00\n}"


def told(*more, without=(), vouchers=VOUCHER, **other):
    """The codes that are told of a file that is right but for what is changed, sorted."""
    head = [line for label, line in HEAD.items() if label not in without]
    head = [other.get(line.split()[0].strip("#"), line) for line in head]
    reading = read_sie("\n".join([*head, *more, vouchers]).encode("cp437"))
    return sorted(
        f"{fault.code}!" if fault.is_grave else fault.code for fault in reading.faults
    )


def voucher(*rows, number="A 1", on="20250310"):
    return "\n".join([f"#VER {number} {on}", "{", *rows, "}"])


def test_nothing_is_told_of_a_file_that_is_right():
    assert told() == []


@pytest.mark.parametrize(
    "label", ["#FLAGGA", "#PROGRAM", "#FORMAT", "#GEN", "#SIETYP", "#FNAMN"]
)
def test_a_missing_post_is_told(label):
    assert told(without=[label]) == ["post-saknas"]


def test_a_year_is_needed_to_place_figures():
    assert told(without=["#RAR"]) == ["rakenskapsar-saknas!"]


@pytest.mark.parametrize(
    ("year", "code"),
    [
        ("#RAR 0 20250101 20241231", "rakenskapsar!"),
        ("#RAR 0 20240701 20250630", "kalenderar!"),
        ("#RAR 0 20250301 20251231", "kort-ar"),
        ("#RAR 0 20250101 20251231\n#RAR 0 20250101 20251231", "dubbel-post"),
        ("#RAR 0 20250101 20251231\n#RAR -1 20230101 20231231", "arens-foljd"),
        ("#RAR 0 20251301 20251231", "datum!"),
        ("#RAR noll 20250101 20251231", "arsnummer!"),
    ],
)
def test_a_year_that_is_not_a_calendar_year_is_told(year, code):
    assert code in told(RAR=year)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("#FLAGGA 1", "redan-inlast"),
        ("#FORMAT UTF8", "format"),
        ("#SIETYP 7", "sietyp"),
    ],
)
def test_what_the_file_says_of_itself_is_checked(line, code):
    assert told(**{line.split()[0].strip("#"): line}) == [code]


def test_another_currency_and_an_odd_number_are_told():
    assert told("#VALUTA NOK", "#ORGNR 2220000000") == ["organisationsnummer", "valuta!"]
    assert told("#VALUTA SEK", "#ORGNR 222000-0000 1") == []


def test_a_post_that_stands_twice_is_told_and_the_first_holds():
    content = "\n".join([*HEAD.values(), "#GEN 20270101", "#FNAMN Annat", "#OMFATTN 20251231"])
    reading = read_sie(f"{content}\n#OMFATTN 20250101\n{VOUCHER}".encode())

    assert [fault.code for fault in reading.faults] == ["dubbel-post"] * 3
    assert reading.file.company == "Provet"
    assert (reading.file.generated_on.year, reading.file.complete_until.month) == (2026, 12)


def test_posts_of_another_type_are_told():
    assert told("#OMFATTN 20251231", SIETYP="#SIETYP 2") == ["fel-post", "fel-post"]


def test_a_voucher_must_balance():
    rows = ("#TRANS 5010 {} 10.00", "#TRANS 1930 {} -9.99")

    assert told(vouchers=voucher(*rows)) == ["obalans!", "utgaende-balans!"]


def test_a_struck_row_counts_nowhere_and_an_added_one_once():
    rows = ("#TRANS 5010 {} 9.00", "#TRANS 1930 {} -10.00", "#BTRANS 5010 {} 7.00",
            "#RTRANS 5010 {} 1.00", "#TRANS 5010 {} 1.00")  # fmt: skip

    assert told(vouchers=voucher(*rows)) == []


def test_an_added_row_without_its_repetition_counts_and_is_told():
    rows = ("#TRANS 1930 {} -10.00", "#RTRANS 5010 {} 10.00")

    assert told(vouchers=voucher(*rows)) == ["tillagd-utan-rad"]


def test_a_voucher_belongs_to_the_year():
    rows = ("#TRANS 5010 {} 10.00", "#TRANS 1930 {} -10.00")

    assert told(vouchers=voucher(*rows, on="20241231")) == ["utanfor-aret!"]
    assert told(vouchers=voucher(*rows, on="20250229")) == ["datum!"]


def test_the_day_of_a_row_is_told_if_it_is_outside():
    rows = ("#TRANS 5010 {} 10.00 20260101", "#TRANS 1930 {} -10.00 20250501")

    assert told(vouchers=voucher(*rows)) == ["raddatum-utanfor-aret"]


ZERO = ("#TRANS 1930 {} 1.00", "#TRANS 1930 {} -1.00")


@pytest.mark.parametrize(
    ("numbers", "codes"),
    [
        (("A 1", "A 2", "B 1"), []),
        (("A 1", "A 3"), ["lucka"]),
        (("A 1", "A 9", "A 20"), ["lucka", "lucka"]),
        (("A 2", "A 1"), ["nummerordning"]),
        (("A 1", "A 1"), ["dubbelt-nummer!"]),
        (("A 1", "B 1", "A 2"), []),
        (('"" ""', '"" ""'), ["utan-nummer"]),
        (("A 5", "A X1", "A 6"), []),
    ],
)
def test_numbers_of_a_series(numbers, codes):
    vouchers = "\n".join(
        [VOUCHER.replace("A 1", "Q 1"), *(voucher(*ZERO, number=n) for n in numbers)]
    )

    assert told(vouchers=vouchers) == codes


def test_a_gap_is_told_where_it_ends():
    vouchers = "\n".join(voucher(*ZERO, number=number) for number in ("A 1", "A 4"))
    faults = read_sie("\n".join([*HEAD.values(), vouchers]).encode()).faults

    assert [(f.line, f.found) for f in faults if f.code == "lucka"] == [(19, "inget A 2–3")]


def test_unknown_accounts_and_objects_are_told_once_each():
    rows = ('#TRANS 5010 {1 "a" 6 "b"} 10.00', '#TRANS 1930 {30 "c"} -10.00',
            "#TRANS 6000 {} 1.00", "#TRANS 6000 {} -1.00")  # fmt: skip

    assert told(vouchers=voucher(*rows)) == [
        "okand-dimension", "okant-konto", "okant-objekt", "okant-objekt", "okant-objekt"
    ]  # fmt: skip
    declared = (
        "#DIM 30 Ny",
        "#OBJEKT 1 a A",
        "#OBJEKT 6 b B",
        "#OBJEKT 30 c C",
        "#KONTO 6000 x",
    )
    assert told(*declared, vouchers=voucher(*rows)) == []


def test_a_kind_without_an_account_is_told():
    assert told("#KTYP 1 T") == ["konto-saknas"]
    assert told("#KONTO 1 x", "#KTYP 1 X") == ["kontotyp"]


@pytest.mark.parametrize(
    ("balances", "codes"),
    [
        ("#UB 0 1930 -9.00\n#RES 0 5010 10.00", ["saldobalans", "utgaende-balans!"]),
        ("#UB 0 1930 -10.00", ["resultat!", "saldobalans"]),
        ("#UB 0 1930 -10.00\n#RES 0 5010 9.00", ["resultat!", "saldobalans"]),
        ("#IB 0 1930 5.00\n#IB 0 2091 -5.00\n#UB 0 1930 -5.00\n#UB 0 2091 -5.00\n#RES 0 5010 10", []),
        ("#IB 0 1930 5.00\n#UB 0 1930 -5.00\n#RES 0 5010 10",
         ["ingaende-obalans", "saldobalans"]),
        ("#UB 0 1930 -10.00\n#RES 0 5010 10\n#UB 0 2091 0", []),
        ("#UB 0 1930 -10.00\n#RES 0 5010 10\n#UB 0 1930 -10.00", ["samma-saldo"]),
        ("#UB 0 1930 -10.00\n#RES 0 5010 10\n#UB 0 1930 -11.00", ["dubbelt-saldo!"]),
        ("#UB 0 1930 -10.00\n#RES 0 5010 10\n#UB -3 1930 1.00", ["saldo-utan-ar"]),
    ],
)  # fmt: skip
def test_balances_follow_from_the_rows(balances, codes):
    assert told(UB=balances) == codes


def test_a_balance_follows_on_last_years():
    years = "#RAR 0 20250101 20251231\n#RAR -1 20240101 20241231"
    now = "#IB 0 1930 5.00\n#IB 0 2091 -5.00\n#UB 0 1930 -5.00\n#UB 0 2091 -5.00\n#RES 0 5010 10\n"

    assert told(RAR=years, UB=now + "#UB -1 1930 5.00\n#UB -1 2091 -5.00") == []
    assert told(RAR=years, UB=now + "#UB -1 1930 5.00\n#UB -1 2099 -5.00\n#KONTO 2099 x") == [
        "balansfoljd", "balansfoljd"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("post", "codes"),
    [
        ("#PSALDO 0 202503 5010 {} 10.00", []),
        ("#PSALDO 0 202503 5010 {} 11.00", ["periodsaldo"]),
        ("#PSALDO 0 202504 5010 {} 10.00", ["periodsaldo"]),
        ('#PSALDO 0 202503 5010 {6 "P"} 10.00', []),
        ('#PSALDO 0 202503 5010 {6 "P"} 11.00', ["periodsaldo"]),
        ('#PSALDO 0 202503 5010 {6 "Q"} 0.00', []),
        ('#OUB 0 5010 {6 "P"} 10.00', []),
        ('#OUB 0 5010 {6 "P"} 11.00', ["objektsaldo"]),
        ('#OIB 0 5010 {6 "P"} 1.00\n#OUB 0 5010 {6 "P"} 11.00', []),
        ('#OUB 0 5010 {21 "P"} 999.00\n#UNDERDIM 21 Del 6', []),
    ],
)
def test_months_and_objects_follow_from_the_rows(post, codes):
    rows = ('#TRANS 5010 {6 "P"} 10.00', "#TRANS 1930 {} -10.00")

    assert told(post, "#OBJEKT 6 P x", vouchers=voucher(*rows)) == codes


def test_a_month_may_be_that_of_the_voucher():
    rows = ("#TRANS 5010 {} 10.00 20250401", "#TRANS 1930 {} -10.00")

    assert told("#PSALDO 0 202503 5010 {} 10.00", vouchers=voucher(*rows)) == []
    assert told("#PSALDO 0 202504 5010 {} 10.00", vouchers=voucher(*rows)) == []


def test_without_vouchers_the_months_are_held_against_the_year():
    months = ("#PSALDO 0 202503 5010 {} 10.00", "#PSALDO 0 202503 1930 {} -10.00")
    two = {"SIETYP": "#SIETYP 2", "vouchers": "#OMFATTN 20250331"}

    assert told(*months, **two) == []
    assert told(months[0], **two) == ["utgaende-balans!"]


def test_nothing_that_hangs_on_a_broken_voucher_is_judged():
    rows = ("#TRANS 5010 {} tio", "#TRANS 1930 {} -10.00")

    assert told(vouchers=voucher(*rows)) == ["belopp!"]


def test_nothing_that_hangs_on_a_balance_that_could_not_be_read_is_judged():
    assert told(UB="#UB 0 1930 tio\n#RES 0 5010 10.00") == ["belopp!"]
    assert told(UB="#UB 0 19X0 -10\n#RES 0 5010 9.00") == [
        "kontonummer!", "resultat!", "utgaende-balans!"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("vouchers", "codes"),
    [
        (VOUCHER.removesuffix("\n}"), ["avhuggen!"]),
        (VOUCHER.replace("\n{", ""), ["rad-utanfor-verifikation!"] * 2 + ["klammer!"]),
        (VOUCHER + "\n}", ["klammer!"]),
        (VOUCHER + "\n{", ["klammer!"]),
        (VOUCHER.removesuffix("\n}") + "\n" + VOUCHER.replace("A 1", "A 2"), ["klammer!"]),
        (VOUCHER.removesuffix("\n}") + "\n#KONTO 1 x\n}", ["klammer!", "klammer!"]),
        ("#TRANS 1930 {} 1\n" + VOUCHER, ["rad-utanfor-verifikation!"]),
        (VOUCHER + "\n#VER A 2 20250310", ["avhuggen!"]),
        (VOUCHER + "\n#VER A 2\n{\n}", ["for-fa-falt!"]),
        (VOUCHER + "\nen text", ["okand-rad!"]),
        (VOUCHER + "\n#NY\n{\n#RAD", ["okand-etikett", "avhuggen!"]),
        (VOUCHER.replace("{}", ""), ["objektlista-saknas"]),
        (VOUCHER.replace("10.00", '10.00 "" t 1 s mer'), ["extra-falt"]),
        (VOUCHER.replace("10.00", '10.00 "" t fem'), ["kvantitet", "kvantitet"]),
        (VOUCHER + "\n" + voucher(number="A 2"), ["tom-verifikation"]),
        (VOUCHER.replace("{\n", "{\n#NY i verifikationen\n"), ["okand-etikett"]),
    ],
)
def test_the_shape_of_vouchers(vouchers, codes):
    assert told(vouchers=vouchers) == sorted(codes)


@pytest.mark.parametrize("sign", ["", "-"])
def test_a_control_sum_may_be_written_with_a_sign(sign):
    file = read_sie("\n".join([*HEAD.values(), VOUCHER]).encode()).file
    content = write_sie(file, has_checksum=True)
    start, _, crc = content.rpartition(b" ")
    signed = str(int(crc) - 2**32) if sign else crc.decode().strip()

    assert read_sie(start + b" " + signed.encode()).faults == ()
    assert [f.code for f in read_sie(start + b" 1").faults] == ["kontrollsumma"]
    assert [f.code for f in read_sie(content[: content.rindex(b"#KSUMMA")]).faults] == [
        "avhuggen"
    ]
    assert [f.code for f in read_sie(content.replace(b"#KSUMMA\r\n", b"")).faults] == [
        "fel-post"
    ]


def test_the_control_sum_covers_every_sign():
    file = read_sie("\n".join([*HEAD.values(), VOUCHER]).encode()).file
    content = write_sie(file, has_checksum=True)

    for old, new in ((b"Hyra", b"Hyrb"), (b"Provet", b"Prove"), (b"20260101", b"20260102")):
        assert "kontrollsumma" in [
            f.code for f in read_sie(content.replace(old, new, 1)).faults
        ]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (("#SIETYP 4", "#RAR 0 20250101 20251231", VOUCHER), "4I"),
        (("#SIETYP 4", "#UB 0 1930 1", VOUCHER), "4E"),
        (("#SIETYP 4", VOUCHER), "4I"),
        (("#SIETYP 4i", "#UB 0 1930 1", VOUCHER), "4I"),
        (("#SIETYP 4E", VOUCHER), "4E"),
        (("#SIETYP 4", "#RAR 0 20250101 20251231"), "4E"),
        (("#SIETYP 3", VOUCHER), "3"),
        (("#UB 0 1930 1",), "1"),
        (("#UB 0 1930 1", "#PSALDO 0 202501 1930 {} 1"), "2"),
        (("#UB 0 1930 1", VOUCHER), "4E"),
        (("#SIETYP 9", VOUCHER), "4I"),
    ],
)
def test_the_type_is_what_the_file_says_or_else_holds(lines, kind):
    assert read_sie("\n".join(lines).encode()).file.kind == kind
