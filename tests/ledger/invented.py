"""An invented association's year of bookkeeping, as a SIE file. All of it is made up."""

HEAD = """#FLAGGA 0
#FORMAT PC8
#SIETYP {kind}
#PROGRAM "Prov" 1.0
#GEN 20260115
#ORGNR {number}
#FNAMN "Övningsförbundet"
#RAR 0 {year}0101 {year}1231
#KPTYP BAS2014
#KONTO 1510 "Kundfordringar"
#KONTO 1930 "Bankkonto"
#KONTO 2010 "Eget kapital"
#KONTO 2440 "Leverantörsskulder"
#KONTO 3010 "Övrig intäkt"
#KONTO 3985 "Bidrag från medlemmar"
#KONTO 4010 "Medel till insatser"
#KONTO 5010 "Lokalhyra"
#KONTO 7210 "Löner"
#KONTO 9999 "Eget påhitt"
#DIM 1 "Kostnadsställe"
#DIM 6 "Projekt"
#OBJEKT 1 "100" "Kansli"
#OBJEKT 6 "P1" "Gemensam ingång"
"""

BALANCES = """#IB 0 1930 1000.00
#IB 0 2010 -1000.00
"""

VOUCHERS = (
    ("A", "1", "0105", "Bidrag", (("1930", "{}", "6000.00"), ("3985", "{}", "-6000.00"))),
    ("A", "2", "0131", "Hyra", (("5010", "{}", "300.00"), ("1930", "{}", "-300.00"))),
    (
        "A",
        "3",
        "0215",
        "Insats",
        (("4010", '{6 "P1"}', "2500.50"), ("1930", "{}", "-2500.50")),
    ),
    (
        "A",
        "4",
        "0225",
        "Lön Anna Andersson",
        (("7210", "{}", "900.00"), ("1930", "{}", "-900.00")),
    ),
    ("A", "5", "0301", "Fika", (("9999", "{}", "0.00"), ("1930", "{}", "0.00"))),
)


def vouchers_text(vouchers=VOUCHERS, year=2025):
    lines = []
    for series, number, day, text, rows in vouchers:
        lines.append(f'#VER {series} "{number}" {year}{day} "{text}"\n{{')
        lines += [f"#TRANS {account} {objects} {kronor}" for account, objects, kronor in rows]
        lines.append("}")
    return "\n".join(lines) + "\n"


def sie(
    *,
    year=2025,
    kind="4",
    number="222000-1111",
    balances=BALANCES,
    vouchers=VOUCHERS,
    more="",
):
    """The bytes of the file: type 4 with its vouchers, or another type with its balances."""
    text = HEAD.format(kind=kind, number=number, year=year) + balances + more
    if kind.startswith("4"):
        text += vouchers_text(vouchers, year)
    return text.replace("\n", "\r\n").encode("cp437")
