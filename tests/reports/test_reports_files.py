"""The files: each opens, can be read by machines and people, and is the same every time."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import html5lib
import openpyxl
import pikepdf
import pytest
from docx import Document
from docx.oxml.ns import qn

from samsyn.reports import pdf
from samsyn.reports.content import Paragraph, Section
from samsyn.reports.data import render_json
from samsyn.reports.excel import (
    number_format,
    render_excel,
    sheet_names,
    tables_to_excel,
)
from samsyn.reports.html import render_html
from samsyn.reports.pdf import render_pdf
from samsyn.reports.word import render_word
from tests.reports import invented

RENDERERS = [render_pdf, render_word, render_excel, render_html, render_json]
ODD = 'Udda \x07tecken 😀 漢 \ue000 <b>&amp; =1+1 #read("/etc/passwd")'


@pytest.mark.parametrize("render", RENDERERS, ids=lambda render: render.__name__)
def test_the_same_report_gives_the_same_bytes(render):
    assert render(invented.report()) == render(invented.report())


@pytest.mark.parametrize("render", RENDERERS, ids=lambda render: render.__name__)
def test_no_sign_in_a_text_stops_a_report(render):
    odd = Section("udda", ODD, (Paragraph(ODD),))
    about = ((ODD, ODD),)

    assert render(replace(invented.report(), title=ODD, about=about, sections=(odd,)))


@pytest.mark.parametrize("render", [render_word, render_excel], ids=["word", "excel"])
def test_archives_bear_no_time_of_writing(render):
    dates = {part.date_time for part in ZipFile(BytesIO(render(invented.report()))).infolist()}

    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_the_pdf_is_tagged_swedish_and_says_what_it_is():
    document = pikepdf.open(BytesIO(render_pdf(invented.report())))

    about = document.open_metadata()
    assert document.Root.MarkInfo.Marked
    assert document.Root.Lang == "sv"
    assert document.Root.ViewerPreferences.DisplayDocTitle
    assert about["pdfuaid:part"] == "1"
    assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
    assert about["dc:title"] == invented.report().title
    assert about["xmp:CreateDate"].startswith("2024-05-17")
    assert len(document.pages) == 3


def test_the_pdf_has_headings_header_cells_and_alternative_texts():
    document = pikepdf.open(BytesIO(render_pdf(invented.report())))

    tags = list(_tags(document.Root.StructTreeRoot))
    names = [str(tag.S) for tag in tags]
    scopes = [tag for tag in tags if str(tag.S) == "/TH"]
    figures = [str(tag.Alt) for tag in tags if str(tag.S) == "/Figure" and "/Alt" in tag]
    assert len(scopes) == 5
    assert {"/H1", "/H2", "/Table", "/TOC", "/Caption"} <= set(names)
    assert figures == [chart.description for chart in invented.report().charts]


def _tags(element):
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield child
            yield from _tags(child)


def test_the_fonts_have_every_sign_that_is_let_through():
    """The test of the limit in `pdf`: a glyph that is missing would stop the report."""
    signs = "".join(
        sign for sign in map(chr, range(32, 0x2800)) if not pdf.UNSETTABLE.match(sign)
    )
    section = Section("alla", "Alla tecken", (Paragraph(signs + pdf.EMPTY_SQUARE),))

    assert len(signs) > 400
    assert render_pdf(replace(invented.report(), sections=(section,)))


def test_the_pdf_uses_only_the_fonts_of_the_package():
    document = pikepdf.open(BytesIO(render_pdf(invented.report())))

    fonts = {
        str(font.BaseFont).split("+")[1]
        for page in document.pages
        for font in page.Resources.get("/Font", {}).values()
    }
    assert fonts == {"Inter-Regular", "Inter-Bold"}


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_the_words_of_tables_and_charts_can_be_found_in_the_pdf(tmp_path):
    file = tmp_path / "rapport.pdf"
    file.write_bytes(render_pdf(invented.report()))

    run = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)

    found = run.stdout.decode()
    assert "Mellanbygdens samordningsförbund" in found
    assert "1\xa0234\xa0567,50" in found or "1 234 567,50" in found
    assert "uppgift saknas" in found
    assert '#read("/etc/passwd")' in found


def test_the_word_file_repeats_its_header_rows_and_describes_its_pictures():
    document = Document(BytesIO(render_word(invented.report())))

    rows = document.tables[0].rows
    pictures = [picture._inline.docPr.get("descr") for picture in document.inline_shapes]
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert rows[1]._tr.trPr.find(qn("w:tblHeader")) is None
    assert [cell.text for cell in rows[5].cells][:3] == ["Östervik", "0", "..a"]
    assert pictures == [chart.description for chart in invented.report().charts]


def test_the_word_file_is_swedish_and_dated_by_the_report():
    document = Document(BytesIO(render_word(invented.report())))

    defaults = document.styles.element.find(qn("w:docDefaults"))
    spoken = next(defaults.iter(qn("w:lang")))
    properties = document.core_properties
    assert spoken.get(qn("w:val")) == "sv-SE"
    assert properties.title == invented.report().title
    assert properties.created == properties.modified
    assert properties.created.date() == invented.report().issued_on


def test_the_word_file_has_real_headings_that_number_themselves():
    document = Document(BytesIO(render_word(invented.report())))

    headings = [p for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert [(p.style.name[-1], p.text) for p in headings] == [
        ("1", "Sammanfattning"),
        ("1", "Resultat"),
        ("2", "Arbete och studier vid avslut"),
        ("2", "Pengar och år"),
    ]
    assert document.styles["Heading 2"].element.pPr.numPr.ilvl.val == 1


def workbook(content):
    return openpyxl.load_workbook(BytesIO(content))


def test_numbers_are_numbers_in_excel_and_nothing_is_a_formula():
    book = workbook(render_excel(invented.report()))

    sheet = book["Avslut till arbete"]
    rows = list(sheet.iter_rows(min_row=2, max_row=6, values_only=True))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert book.sheetnames == ["Om", sheet.title]
    assert rows[0] == (
        "Norrdal",
        148,
        pytest.approx(100 * 71 / 148),
        1234567.5,
        rows[0][4],
        None,
    )
    assert rows[3][4] == "=1+1"
    assert rows[4][2] == ".."
    assert rows[4][5] == "Andel: Inga avslut under året."
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert sheet.freeze_panes == "B2"
    assert sheet["C2"].number_format == '#,##0.0" %"'
    assert sheet["B1"].value == "Avslut, antal"


def test_a_link_leads_from_the_first_sheet_to_each_table():
    sheet = workbook(render_excel(invented.report()))["Om"]

    links = [cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink]
    assert links == ["'Avslut till arbete'!A1"]
    assert sheet["A1"].value == invented.report().title


def test_a_single_table_can_be_a_workbook():
    about = [("Län", "Påhittade län"), ("=cmd()", "=1+1")]

    content = tables_to_excel("Avslut", about, [invented.table()])

    assert content == tables_to_excel("Avslut", about, [invented.table()])
    assert workbook(content)["Om"]["B4"].value == "=1+1"
    assert workbook(content)["Om"]["B4"].data_type == "s"


def test_sheet_names_are_short_allowed_and_all_different():
    captions = ["Om", "History", "a/b:c*", "'apostrof'", "x" * 50, "X" * 50, "", ""]

    names = sheet_names(captions)

    assert len({name.casefold() for name in names} | {"om", "history"}) == len(captions) + 2
    assert all(0 < len(name) <= 31 for name in names)
    assert not any(re.search(r"[\[\]:*?/\\]|^'|'$", name) for name in names)


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("1\xa0234", 1234, "#,##0"),
        ("\u221212,50\xa0kr", -12.5, '#,##0.00" kr"'),
        ("31,1\xa0%", 31.147, '#,##0.0" %"'),
        ("31,1\xa0%", 0.31147, '#,##0.0" "%'),
        ("0\xa0%", 0, '#,##0" %"'),
        ("omkring 40", 40, "General"),
        ("12", 40, "General"),
    ],
)
def test_excel_shows_a_number_as_the_report_does(text, value, written):
    assert number_format(text, value) == written


def test_the_html_is_valid_and_complete():
    content = render_html(invented.report())

    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(content)

    ids = [element.get("id") for element in page.iter() if element.get("id")]
    links = [a.get("href")[1:] for a in page.iter("a")]
    headings = [th.get("scope") for th in page.iter("th")]
    assert page.get("lang") == "sv"
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)
    assert headings == ["col"] * 5 + ["row"] * 5
    assert not [e for e in page.iter() if e.get("style") or e.get("src")]
    assert "&lt;påhittade&gt; &amp; egna" in content.decode()


def test_json_is_the_whole_document_with_keys_in_order():
    content = render_json(invented.report())

    document = json.loads(content)
    first, table, _ = document["sections"][1]["sections"][0]["blocks"]
    assert (
        content.decode()
        == json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )
    assert document["issued_on"] == "2024-05-17"
    assert first["kind"], table["label"] == ("chart", "Tabell 1")
    assert table["rows"][0][3] == {
        "text": "1\xa0234\xa0567,50\xa0kr",
        "value": 1234567.5,
        "note": "",
    }
    assert table["notes"] == [["a", "Inga avslut under året."]]
