"""Workbooks: what their cells hold, what is told of them, and what is not opened at all."""

import io
import re
import struct
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from samsyn.intake.amounts import read_amount
from samsyn.intake.archives import MOST_ROWS
from samsyn.intake.layouts import find_table, read_amounts
from samsyn.intake.reactions import Reaction
from samsyn.intake.sheets import Cell, CellKind, read_sheets
from tests.intake.hostile import (
    in_swedish,
    measured,
    ods,
    opendocument,
    packed,
    refused,
    row,
    table,
    workbook,
    workbook_parts,
)

NAME = "budget.xlsx"
MEASURABLE = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="minnet kan inte mätas här"
)
FORMULAS = ["=1+1", "=HYPERLINK(A1)", "=WEBSERVICE(A1)", "=cmd|'/c calc'!A0", "@SUM(A1)", "+1",
            "-1+1"]  # fmt: skip


def written(fill):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book)
    return out.getvalue()


def values(read):
    return [[cell.value for cell in each] for each in read.chosen.rows]


def codes(read):
    return [told.code for told in read.remarks]


def told(read, code):
    found = next(each for each in read.remarks if each.code == code)
    in_swedish_or_corrected(found)
    return found


def in_swedish_or_corrected(found):
    if found.reaction is Reaction.RATTA:
        assert "tolkat som" in str(found)
    else:
        in_swedish(found)


# What cells hold


def test_cells_have_address_value_and_what_they_look_like():
    def fill(book):
        sheet = book.add_worksheet("Budget")
        money = book.add_format({"num_format": "#,##0.00"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["Konto", "Belopp", "Datum", "Klar"])
        sheet.write_number(1, 1, 134000.5, money)
        sheet.write_datetime(1, 2, datetime(2024, 1, 1), day)  # noqa: DTZ001
        sheet.write_boolean(1, 3, True)

    read = read_sheets(written(fill), NAME)

    assert read.chosen.name == "Budget"
    assert read.remarks == ()
    assert values(read)[1] == [Decimal("134000.5"), date(2024, 1, 1), True]
    assert [cell.address for cell in read.chosen.rows[1]] == ["B2", "C2", "D2"]
    assert read.chosen.rows[1][0].display == "#,##0.00"


CELLS = (
    st.integers(-(10**12), 10**12)
    | st.decimals(-(10**9), 10**9, places=2)
    | st.booleans()
    | st.text("aåäö ÅÄÖ&<>\"'0=+-@\n", min_size=1, max_size=12).filter(str.strip)
)


@settings(max_examples=40)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=6))
def test_two_other_readers_see_the_same_cells(rows):
    def fill(book):
        sheet = book.add_worksheet()
        for number, each in enumerate(rows):
            for column, value in enumerate(each):
                write = sheet.write_string if isinstance(value, str) else sheet.write
                write(number, column, value)

    content = written(fill)
    ours = values(read_sheets(content, NAME))
    theirs = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    fast = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)

    for mine, row_of_openpyxl, row_of_calamine in zip(
        ours, theirs.iter_rows(values_only=True), fast.to_python(), strict=True
    ):
        assert list(map(same, mine)) == [same(v) for v in row_of_openpyxl if v is not None]
        assert list(map(same, mine)) == [same(v) for v in row_of_calamine[: len(mine)]]


def same(value):
    if isinstance(value, bool | str):
        return value
    return value if isinstance(value, date) else float(value)


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_looks_like_a_formula_stays_text(text):
    escaped = text.replace("&", "&amp;")

    read = read_sheets(workbook(table(row(3, escaped, 5))), NAME)

    cell = read.chosen.rows[2][0]
    assert (cell.value, cell.kind, cell.formula) == (text, CellKind.TEXT, "")


def test_a_formula_is_never_evaluated_and_its_saved_value_is_told():
    rows = table('<row r="3"><c r="B3"><f>1+1</f><v>7</v></c></row>')

    read = read_sheets(workbook(rows), NAME)

    assert read.chosen.rows[2][0].value == Decimal(7)
    assert read.chosen.rows[2][0].formula == "=1+1"
    assert told(read, "sparade-formelvarden").reaction is Reaction.VARNA


@pytest.mark.parametrize("formula", ["<f>1+1</f>", '<f t="shared" si="0"/>', "<f>A1</f>"])
def test_a_formula_without_a_saved_value_stops_with_its_cell(formula):
    rows = table(f'<row r="3"><c r="B3">{formula}</c></row>')

    found = refused(read_sheets(workbook(rows), NAME), "formel-utan-varde")

    assert (found.sheet, found.cell) == ("Blad1", "B3")
    assert "spara" in found.remedy


def test_a_formula_whose_value_is_an_empty_text_is_no_fault():
    rows = table(
        '<row r="3"><c r="A3"><v>5</v></c><c r="B3" t="str"><f>""</f><v></v></c></row>'
    )

    assert read_sheets(workbook(rows), NAME).chosen.rows[2][1].value == ""


@pytest.mark.parametrize("error", ["#VALUE!", "#N/A", "#REF!", "#DIV/0!", "#NAME?"])
def test_an_error_value_stops_its_cell(error):
    rows = table(f'<row r="3"><c r="A3"><v>1</v></c><c r="B3" t="e"><v>{error}</v></c></row>')
    read = read_sheets(workbook(rows), NAME)
    found = find_table(read.chosen, ["konto"], file=NAME)

    amounts = read_amounts(found, found.columns[1])

    assert amounts.ore == {}
    assert [(t.code, t.cell, t.found) for t in amounts.remarks] == [("felvarde", "B3", error)]


def test_numbers_saved_as_text_are_read_as_the_numbers_they_are():
    read = read_sheets(workbook(row(1, "Konto", "Belopp") + row(2, "4010", "'134 000")), NAME)

    assert read_amount(read.chosen.rows[1][1]).ore == 13_400_000


def test_a_number_is_what_the_file_says_to_the_last_digit():
    rows = table('<row r="3"><c r="B3"><v>0.30000000000000004</v></c></row>')

    cell = read_sheets(workbook(rows), NAME).chosen.rows[2][0]

    assert cell.value == Decimal("0.30000000000000004")
    assert read_amount(cell).ore == 30


DATES = """<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"""


@pytest.mark.parametrize(
    ("serial", "properties", "day"),
    [
        ("45292", "", date(2024, 1, 1)),
        ("59", "", date(1900, 2, 28)),
        ("61", "", date(1900, 3, 1)),
        ("45292.5", "", datetime(2024, 1, 1, 12)),  # noqa: DTZ001
        ("43830", '<workbookPr date1904="1"/>', date(2024, 1, 1)),
    ],
)
def test_days_are_counted_as_the_workbook_counts(serial, properties, day):
    rows = f'<row r="1"><c r="A1" s="1"><v>{serial}</v></c></row>'
    content = workbook(rows, properties=properties, **{"xl/styles.xml": DATES})

    read = read_sheets(content, NAME)

    assert values(read) == [[day]]
    assert ("datum-1904" in codes(read)) is bool(properties)


@pytest.mark.parametrize("serial", ["60", "0", "-5", "99999999"])
def test_a_day_that_never_was_stops(serial):
    rows = f'<row r="1"><c r="A1" s="1"><v>{serial}</v></c></row>'

    found = refused(
        read_sheets(workbook(rows, **{"xl/styles.xml": DATES}), NAME), "dag-som-inte-finns"
    )

    assert found.cell == "A1"


def test_phonetic_signs_are_no_part_of_a_text():
    strings = "<sst><si><r><t>Hy</t></r><r><t>ra</t></r><rPh><t>HYRA</t></rPh></si></sst>"
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'

    read = read_sheets(workbook(rows, **{"xl/sharedStrings.xml": strings}), NAME)

    assert values(read) == [["Hyra"]]


# What is told


def test_hidden_rows_columns_and_filters_are_read_and_told():
    rows = row(1, "Konto", "Belopp") + row(2, 4010, 1).replace("<row", '<row hidden="1"')
    content = workbook(
        rows,
        before='<cols><col min="2" max="2" hidden="1"/></cols>',
        after='<autoFilter ref="A1:B2"><filterColumn colId="0"/></autoFilter>',
    )

    read = read_sheets(content, NAME)

    assert codes(read) == ["dolda-rader", "dolda-kolumner", "filter"]
    assert all(each.reaction is Reaction.VARNA for each in read.remarks)
    assert values(read)[1] == [Decimal(4010), Decimal(1)]
    assert told(read, "dolda-kolumner").found == "Dolda kolumner: B"


def test_several_sheets_with_data_are_asked_about():
    def fill(book):
        for name in ("Budget", "Utfall", "Tomt"):
            sheet = book.add_worksheet(name)
            if name != "Tomt":
                sheet.write_row(0, 0, ["Konto", name])

    content = written(fill)
    asked = read_sheets(content, NAME)
    answered = read_sheets(content, NAME, {"vilket-blad": "Utfall"})

    assert asked.chosen is None
    assert [each.key for each in asked.questions[0].alternatives] == ["Budget", "Utfall"]
    assert asked.questions[0].alternatives[1].sample == "Konto · Utfall"
    assert answered.chosen.name == "Utfall"
    assert answered.questions == ()


@pytest.mark.parametrize("how", ["hide", "very_hidden"])
def test_a_hidden_sheet_is_told_and_read_only_if_it_is_chosen(how):
    def fill(book):
        book.add_worksheet("Syns").write(0, 0, "Konto")
        hidden = book.add_worksheet("Göms")
        hidden.write(0, 0, "Lön")
        getattr(hidden, how)()

    content = written(fill)
    read = read_sheets(content, NAME)

    assert read.chosen.name == "Syns"
    assert told(read, "dolt-blad").sheet == "Göms"
    assert read_sheets(content, NAME, {"vilket-blad": "Göms"}).chosen.name == "Göms"


def test_what_is_not_read_is_told():
    parts = {
        "xl/comments1.xml": "<comments><author>Någon</author></comments>",
        "xl/media/image1.png": b"\x89PNG",
        "xl/embeddings/book.xlsx": b"PK",
        "customXml/item1.xml": "<x/>",
        "docProps/core.xml": "<creator>Någon</creator>",
        "xl/externalLinks/externalLink1.xml": "<x/>",
    }

    read = read_sheets(workbook(table(), **parts), NAME)

    assert codes(read) == ["lases-inte", "externa-lankar"]
    assert "Någon" not in repr(read)
    assert "kommentarer, bilder, inbäddade objekt" in told(read, "lases-inte").found
    in_swedish(told(read, "externa-lankar"))


def test_a_used_range_to_the_last_cell_gives_the_real_rows():
    rows = row(1, "Konto", "Belopp") + "".join(row(n, n, 1) for n in range(2, 12))
    content = workbook(
        rows + '<row r="1048576"><c r="XFD1048576" s="0"/></row>',
        before='<dimension ref="A1:XFD1048576"/>',
    )

    read = read_sheets(content, NAME)

    assert len(read.chosen.rows) == 11
    assert told(read, "tomma-rader").expected.startswith("11 rader")


# What is refused


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/vbaProject.bin": b"x"}, "fil-xlsm"),
        ({"[Content_Types].xml": "<x>sheet.macroEnabled.main+xml</x>"}, "fil-xlsm"),
        ({"xl/workbook.bin": b"x"}, "fil-xlsb"),
        ({"Index/Document.iwa": b"x"}, "fil-numbers"),
        ({"word/document.xml": b"x"}, "fil-annan"),
        ({"../../etc/passwd": b"x"}, "farligt-arkiv"),
        ({"/etc/passwd": b"x"}, "farligt-arkiv"),
        ({"C:\\Windows\\x": b"x"}, "farligt-arkiv"),
        ({"xl\\..\\..\\x": b"x"}, "farligt-arkiv"),
        ({"xl/inner.zip": packed({"a": "b"})}, "farligt-arkiv"),
        ({"XL/WORKBOOK.XML": b"x"}, "farligt-arkiv"),
    ],
)
def test_a_workbook_that_holds_what_it_should_not_is_refused(parts, code):
    found = refused(read_sheets(packed({**workbook_parts(table()), **parts}), NAME), code)

    assert found.reaction is Reaction.STOPP_FIL


def test_a_zip_that_is_no_workbook_is_refused():
    refused(read_sheets(packed({"a.txt": "b"}), "a.zip"), "fil-annan")


def test_a_link_in_the_archive_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    refused(read_sheets(out.getvalue(), NAME), "farligt-arkiv")


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), NAME, "fil-losenord"),
        (OLE + "Workbook".encode("utf-16-le"), "budget.xls", "fil-xls"),
        (OLE + "Workbook".encode("utf-16-le"), NAME, "fil-xls"),
        (b"\x09\x08\x10\x00\x00\x06", "budget.xls", "fil-xls"),
    ],
)
def test_a_locked_or_old_workbook_is_refused_with_advice(content, name, code):
    found = refused(read_sheets(content, name), code)

    assert found.reaction is Reaction.STOPP_FIL
    assert "spara" in found.remedy.lower()


def test_a_locked_zip_is_refused():
    content = bytearray(workbook(table()))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1

    refused(read_sheets(bytes(content), NAME), "fil-losenord")


DECLARED = {
    "laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>',
    "file": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "address": '<!DOCTYPE x SYSTEM "http://exempel.se/x.dtd">',
    "empty": "<!DOCTYPE worksheet>",
}


@pytest.mark.parametrize("start", DECLARED.values(), ids=DECLARED)
def test_xml_that_declares_anything_is_refused(start):
    rows = row(1, "&a;") if "ENTITY" in start else row(1, "Konto")

    refused(read_sheets(workbook(rows, start=start), NAME), "farlig-xml")
    refused(
        read_sheets(opendocument(start + "<x/>"), "budget.ods"),
        "farlig-xml",
    )


def test_entities_in_utf_16_are_refused_too():
    parts = workbook_parts(table())
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'

    read = read_sheets(packed({**parts, "xl/workbook.xml": text.encode("utf-16")}), NAME)

    refused(read, "farlig-xml")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_upload_is_refused(share):
    content = workbook(table())

    refused(read_sheets(content[: int(len(content) * share)], NAME), "skadad-fil")


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1'><c r='A1'><v>1</v></c>",
        row(2, "a") + row(1, "b"),
        "<row r='1'><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>",
        "<row r='x'/>",
        "<row r='1'><c r='A1' t='s'><v>9</v></c></row>",
        "&nej;",
    ],
)
def test_a_sheet_that_makes_no_sense_is_refused(rows):
    refused(read_sheets(workbook(rows), NAME), "skadad-fil")


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_missing_part_is_refused(part):
    parts = workbook_parts(table())
    del parts[part]

    refused(read_sheets(packed(parts), NAME), "skadad-fil")


def test_a_workbook_without_cells_is_refused():
    refused(read_sheets(workbook(""), NAME), "tom-fil")


def test_a_damaged_byte_is_seen():
    content = bytearray(workbook(table()))
    at = content.find(b"xl/worksheets/sheet1.xml") + len("xl/worksheets/sheet1.xml") + 20
    content[at] ^= 0xFF

    refused(read_sheets(bytes(content), NAME), "skadad-fil")


def lying(content, name, size):
    """The same archive, whose directory says that a part is smaller than it is."""
    raw = bytearray(content)
    for start, ahead in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = raw.find(name.encode()) if start == b"PK\x03\x04" else raw.rfind(name.encode())
        header = raw.rfind(start, 0, at)
        struct.pack_into("<I", raw, header + ahead, size)
    return bytes(raw)


HOSTILE = {
    "bomb": lambda: packed(
        {**workbook_parts(""), "xl/worksheets/sheet1.xml": bytes(200_000_000)}
    ),
    "bomb-in-strings": lambda: packed(
        {**workbook_parts(table()), "xl/sharedStrings.xml": bytes(200_000_000)}
    ),
    "bomb-that-lies": lambda: lying(
        packed({**workbook_parts(""), "xl/worksheets/sheet1.xml": bytes(200_000_000)}),
        "xl/worksheets/sheet1.xml",
        500,
    ),
    "many-parts": lambda: packed({f"p{n}": "" for n in range(100_000)}, allowZip64=True),
    "many-parts-unsaid": lambda: packed({f"p{n}": "" for n in range(60_000)}),
    "laughs": lambda: workbook(
        row(1, "&j;"),
        start="<!DOCTYPE x ["
        '<!ENTITY a "hahahahaha">'
        + "".join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">'
            for a, b in zip("abcdefghi", "bcdefghij", strict=True)
        )
        + "]>",
    ),
    "deep": lambda: workbook("<a>" * 1_000_000),
    "wide": lambda: workbook(
        "<row r='1' " + " ".join(f"a{n}='1'" for n in range(100_000)) + "/>"
    ),
    "ods-repeated": lambda: ods(
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    ),
    "too-large": lambda: b"PK\x03\x04" + bytes(25_000_000),
}


@pytest.mark.slow
@MEASURABLE
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_workbook_is_refused_within_a_second_and_200_megabytes(kind, tmp_path):
    content = HOSTILE[kind]()
    path = tmp_path / "hostile"
    path.write_bytes(content)

    seconds, megabytes, code = measured(path, "hostile.ods" if "ods" in kind else NAME)

    assert code in ("for-stor-uppackad", "for-manga-delar", "farlig-xml", "skadad-fil",
                    "for-manga-rader", "fil-for-stor", "tom-fil")  # fmt: skip
    assert seconds <= 1
    assert megabytes < 200


@pytest.mark.slow
@MEASURABLE
def test_more_rows_than_we_read_are_refused(tmp_path):
    rows = "".join(f"<row><c><v>{n}</v></c></row>" for n in range(1_048_576))
    path = tmp_path / "rows.xlsx"
    path.write_bytes(workbook(rows))

    seconds, megabytes, code = measured(path, NAME)

    assert code == "for-manga-rader"
    assert seconds <= 2
    assert megabytes < 256


@pytest.mark.slow
@MEASURABLE
def test_as_many_rows_as_we_read_are_read_within_256_megabytes(tmp_path):
    rows = "".join(row(n, n, 134.5, f"text {n}") for n in range(1, MOST_ROWS + 1))
    path = tmp_path / "rows.xlsx"
    path.write_bytes(workbook(rows))

    _, megabytes, code = measured(path, NAME)

    assert code == "read"
    assert megabytes < 256


# OpenDocument


def float_cell(value, **attributes):
    more = " ".join(
        f'{name.replace("_", ":", 1)}="{text}"' for name, text in attributes.items()
    )
    return f'<table:table-cell office:value-type="float" office:value="{value}" {more}/>'


def text_cell(*lines):
    said = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string">{said}</table:table-cell>'


def ods_row(*cells, attributes=""):
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


HEADINGS = ods_row(text_cell("Konto"), text_cell("Belopp"))


def test_an_opendocument_workbook_is_read_as_any_other():
    content = ods(
        HEADINGS
        + ods_row(float_cell(4010), float_cell("134000.5"))
        + ods_row("<table:table-cell/>", attributes='table:number-rows-repeated="1000000"')
        + ods_row(float_cell(5010), "<table:table-cell/>", float_cell("0.1"))
    )

    read = read_sheets(content, "budget.ods")

    assert values(read)[:2] == [["Konto", "Belopp"], [Decimal(4010), Decimal("134000.5")]]
    assert [cell.address for cell in read.chosen.rows[2]] == ["A1000003", "C1000003"]


def test_repeated_cells_and_rows_are_as_many_as_the_file_says():
    content = ods(
        ods_row(
            float_cell(1, **{"table_number-columns-repeated": 2}),
            attributes='table:number-rows-repeated="3"',
        )
    )

    assert values(read_sheets(content, "a.ods")) == [[1, 1]] * 3


def test_opendocument_kinds_are_read():
    content = ods(
        ods_row(
            text_cell("a<text:s text:c='2'/>b", "c"),
            '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>',
            '<table:table-cell office:value-type="date" office:date-value="2024-01-01"/>',
            float_cell(5, office_currency="EUR"),
            "<table:table-cell><office:annotation><text:p>not</text:p></office:annotation>"
            "</table:table-cell>",
        )
    )

    read = read_sheets(content, "a.ods")

    assert values(read) == [["a  b\nc", True, date(2024, 1, 1), Decimal(5)]]
    assert read_amount(read.chosen.rows[0][3]).remarks[0].code == "annan-valuta"


def test_what_is_hidden_in_opendocument_is_told_and_unsaved_formulas_stop():
    hidden = ods(
        '<table:table-column table:visibility="collapse"/>'
        + HEADINGS
        + ods_row(float_cell(1), attributes='table:visibility="filter"')
    )
    unsaved = ods(HEADINGS + ods_row('<table:table-cell table:formula="of:=1+1"/>'))
    saved = ods(HEADINGS + ods_row(float_cell(2, table_formula="of:=1+1")))

    assert codes(read_sheets(hidden, "a.ods")) == ["dolda-rader", "dolda-kolumner"]
    assert refused(read_sheets(unsaved, "a.ods"), "formel-utan-varde").cell == "A2"
    assert codes(read_sheets(saved, "a.ods")) == ["sparade-formelvarden"]


def test_a_locked_opendocument_workbook_is_refused():
    content = opendocument("x", **{"META-INF/manifest.xml": "<manifest:encryption-data/>"})

    refused(read_sheets(content, "a.ods"), "fil-losenord")


@settings(max_examples=30)
@given(
    st.lists(st.lists(st.integers(0, 10**9), min_size=1, max_size=4), min_size=1, max_size=5)
)
def test_another_reader_sees_the_same_opendocument_cells(rows):
    content = ods("".join(ods_row(*map(float_cell, each)) for each in rows))
    theirs = (
        python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )

    ours = values(read_sheets(content, "a.ods"))

    assert ours == [[v for v in each if v != ""] for each in theirs]


@settings(max_examples=60)
@given(st.data())
def test_no_damage_makes_it_fail(data):
    content = bytearray(data.draw(st.sampled_from([workbook(table()), ods(HEADINGS)])))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    read_sheets(bytes(content), "a")


@settings(max_examples=60)
@given(st.text("<>/crvtfiows='\"1A&; ", max_size=60))
def test_no_xml_makes_it_fail(rows):
    read_sheets(workbook(table(rows)), NAME)
    read_sheets(ods(rows), "a.ods")


def test_a_cell_knows_its_own_address():
    assert Cell(7, 28, "x").address == "AB7"


def test_a_prefix_before_every_element_makes_no_difference():
    parts = workbook_parts(table(row(3, "a &amp; b", 7)))
    sheet = parts["xl/worksheets/sheet1.xml"]
    prefixed = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", sheet).replace("xmlns=", "xmlns:x=")

    read = read_sheets(packed({**parts, "xl/worksheets/sheet1.xml": prefixed}), NAME)

    assert values(read) == values(read_sheets(packed(parts), NAME))
    assert values(read)[2] == ["a & b", Decimal(7)]


def test_what_another_program_saves_is_read_and_its_unsaved_formulas_stop():
    book = openpyxl.Workbook()
    book.active.append(["Konto", "Belopp"])
    book.active.append([4010, 134000.5])
    plain, counted = io.BytesIO(), io.BytesIO()
    book.save(plain)
    book.active["B3"] = "=SUM(B2:B2)"
    book.save(counted)

    assert values(read_sheets(plain.getvalue(), NAME))[1] == [4010, Decimal("134000.5")]
    assert refused(read_sheets(counted.getvalue(), NAME), "formel-utan-varde").cell == "B3"
