"""A report as a Word file: headings, tables and pictures that assistive technology can read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from functools import partial
from html import escape
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph

from samsyn.charts.png import svg_to_png
from samsyn.language.lettering import writable
from samsyn.reports.content import (
    Bullets,
    Cell,
    Chart,
    Column,
    Paragraph,
    Report,
    Table,
    column_widths,
    least_widths,
    outline,
    see_table,
)

FONT = "Arial"
"""A font that every reader's machine has; the package's own cannot be sent along."""
LANGUAGES = {"sv": "sv-SE", "en": "en-GB"}
ACCENT = RGBColor(0x17, 0x59, 0x7F)
MUTED = RGBColor(0x55, 0x62, 0x6D)
TEXT_WIDTH = Cm(16)
MARGIN = Cm(2.5)
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
DEEPEST_HEADING = 4
HEADING_POINTS = (18, 13, 11, 11)
NUMBERING_ID = 77
TABLE_STYLES = {"Table Text": 9.0, "Table Text Small": 8.0, "Table Text Smaller": 7.0}
SMALLEST_STYLE = "Table Text Smaller"
CELL_MARGINS = 160
"""Twentieths of a point: both margins of a cell."""


def render_word(report: Report) -> bytes:
    """Return the report as a Word file, the same bytes for the same report.

    The charts are pictures with their description as alternative text. The list of contents
    is a field with its entries filled in: Word need not ask anything when the file is opened.
    """
    document = Document()
    _set_up(document, report)
    _first_page(document, report)
    labels = report.labels
    for place, part in enumerate(outline(report)):
        heading = _heading(document, part.section.title, part.level)
        heading.paragraph_format.page_break_before = place == 0 and not report.is_letter
        _bookmark(heading, part.section.id, place)
        for block in part.section.blocks:
            _add(document, block, labels)
    file = BytesIO()
    document.save(file)
    return _with_fixed_dates(file)


def _set_up(document: WordDocument, report: Report) -> None:
    language = LANGUAGES.get(report.language, report.language)
    _page(document, report)
    _styles(document, language)
    if not report.is_letter:
        _number_headings(document)
    _hyphenate(document)
    properties = document.core_properties
    properties.title = writable(report.title)
    properties.subject = writable(report.subtitle)
    properties.language = language
    properties.author = properties.last_modified_by = "Samsyn"
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = datetime.combine(report.issued_on, time(), UTC)
    properties.revision = 1


def _hyphenate(document: WordDocument) -> None:
    settings = document.settings.element
    settings.insert_element_before(
        parse_xml(f"<w:autoHyphenation {nsdecls('w')}/>"),
        *("w:defaultTabStop", "w:characterSpacingControl", "w:compat", "w:rsids"),
    )


def _page(document: WordDocument, report: Report) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    section.different_first_page_header_footer = True
    head = section.header.paragraphs[0]
    head.style = document.styles["Header"]
    head.add_run(f"{writable(report.title)}\t{report.issued_on.isoformat()}")
    for footer in (section.footer, section.first_page_footer):
        foot = footer.paragraphs[0]
        foot.style = document.styles["Footer"]
        foot.add_run("\t")
        _field(foot, "PAGE", "1")
        foot.add_run(" (")
        _field(foot, "NUMPAGES", "1")
        foot.add_run(")")


def _styles(document: WordDocument, language: str) -> None:
    styles = document.styles
    defaults = styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    spoken = defaults.find(qn("w:lang"))
    for kind in ("w:val", "w:eastAsia"):
        spoken.set(qn(kind), language)
    _style(styles["Normal"], size=10.5, before=0, after=6, line=1.15)
    _style(styles["Title"], size=28, before=60, after=6, colour=ACCENT, bold=True)
    _style(styles["Subtitle"], size=14, before=0, after=18, colour=MUTED)
    _style(styles["Caption"], size=10, before=14, after=4, bold=True, keep=True)
    for name in ("Header", "Footer"):
        _style(styles[name], size=8.5, colour=MUTED)
        _one_tab_to_the_right(styles[name])
    styles["TOC Heading"].base_style = styles["Normal"]
    _style(styles["TOC Heading"], size=13, before=18, after=6, colour=ACCENT, bold=True)
    for level, points in enumerate(HEADING_POINTS, start=1):
        colour = ACCENT if level == 1 else None
        heading = styles[f"Heading {level}"]
        _style(heading, size=points, before=22, after=8, colour=colour, bold=True, keep=True)
    for name, size, indent in (("TOC 1", 10.5, 0.0), ("TOC 2", 10.0, 0.6)):
        contents = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        contents.base_style = styles["Normal"]
        _style(contents, size=size, after=2)
        contents.paragraph_format.left_indent = Cm(indent)
    for name, size in (TABLE_STYLES | {"Table Note": 8.5}).items():
        small = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        small.base_style = styles["Normal"]
        colour = MUTED if name == "Table Note" else None
        _style(small, size=size, before=2, after=2, line=1.0, colour=colour)
    for frame in styles["Title"].element.iter(qn("w:pBdr")):
        frame.getparent().remove(frame)


def _one_tab_to_the_right(style: Any) -> None:
    stops = style.paragraph_format.tab_stops
    stops.clear_all()
    stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)


def _style(
    style: Any,
    *,
    size: float,
    before: float = 0,
    after: float = 0,
    line: float | None = None,
    colour: RGBColor | None = None,
    bold: bool = False,
    keep: bool = False,
) -> None:
    font, form = style.font, style.paragraph_format
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    font.size, font.bold, font.italic = Pt(size), bold, False
    font.color.rgb = colour or RGBColor(0x1F, 0x2A, 0x33)
    for spacing in style.element.rPr.iter(qn("w:spacing")):
        spacing.set(qn("w:val"), "0")
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.keep_with_next = keep
    if line:
        form.line_spacing = line


def _number_headings(document: WordDocument) -> None:
    """Let the headings number themselves: 1, 1.1, 1.1.1 …, tied to their styles."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        f'<w:pStyle w:val="Heading{level + 1}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="{".".join(f"%{n}" for n in range(1, level + 2))}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for level in range(DEEPEST_HEADING)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{NUMBERING_ID}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        ),
    )
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{NUMBERING_ID}">'
            f'<w:abstractNumId w:val="{NUMBERING_ID}"/></w:num>'
        )
    )
    for level in range(DEEPEST_HEADING):
        form = document.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
        form.get_or_add_numPr().get_or_add_ilvl().val = level
        form.numPr.get_or_add_numId().val = NUMBERING_ID


def _first_page(document: WordDocument, report: Report) -> None:
    document.add_paragraph(writable(report.title), style="Title")
    document.add_paragraph(writable(report.subtitle), style="Subtitle")
    for term, words in report.about:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{writable(term)}: ").bold = True
        paragraph.add_run(writable(words))
    if report.is_letter:
        return
    document.add_paragraph("Innehåll", style="TOC Heading")
    parts = [part for part in outline(report) if part.level <= 2]
    for place, part in enumerate(parts):
        entry = document.add_paragraph(style=f"TOC {part.level}")
        if place == 0:
            _run_xml(entry, '<w:fldChar w:fldCharType="begin"/>')
            _run_xml(entry, "<w:instrText>TOC \\o &quot;1-2&quot; \\n \\h \\z</w:instrText>")
            _run_xml(entry, '<w:fldChar w:fldCharType="separate"/>')
        _link(entry, _anchor(part.section.id), f"{part.number} {part.section.title}")
        if place == len(parts) - 1:
            _run_xml(entry, '<w:fldChar w:fldCharType="end"/>')


def _heading(document: WordDocument, title: str, level: int) -> Any:
    return document.add_heading(writable(title), level=min(level, DEEPEST_HEADING))


def _add(
    document: WordDocument,
    block: Paragraph | Bullets | Table | Chart,
    labels: dict[str, str],
) -> None:
    if isinstance(block, Paragraph):
        document.add_paragraph(writable(block.text))
    elif isinstance(block, Bullets):
        for item in block.items:
            document.add_paragraph(writable(item), style="List Bullet")
    elif isinstance(block, Table):
        _add_table(document, block, labels)
    else:
        _add_chart(document, block, labels)


def _add_table(document: WordDocument, table: Table, labels: dict[str, str]) -> None:
    _caption(document, labels[table.id], table.caption)
    _before_page_end(document, parse_xml(_table_xml(table)))
    for note, mark in table.marks.items():
        paragraph = document.add_paragraph(style="Table Note")
        paragraph.add_run(mark).font.superscript = True
        paragraph.add_run(f" {writable(note)}")
    if table.note or not table.marks:
        document.add_paragraph(writable(table.note), style="Table Note")


def _add_chart(document: WordDocument, chart: Chart, labels: dict[str, str]) -> None:
    _caption(document, labels[chart.id], chart.caption)
    paragraph = document.add_paragraph()
    picture = paragraph.add_run().add_picture(BytesIO(svg_to_png(chart.svg)), TEXT_WIDTH)
    paragraph.paragraph_format.keep_with_next = chart.table_id is not None
    for side in ("distL", "distR"):
        picture._inline.set(side, "0")
    described = picture._inline.docPr
    described.set("descr", writable(chart.description))
    described.set("title", writable(chart.caption))
    described.set("name", labels[chart.id])
    if words := see_table(chart, labels):
        document.add_paragraph(words, style="Table Note")


def _caption(document: WordDocument, label: str, words: str) -> None:
    paragraph = document.add_paragraph(style="Caption")
    word, number = label.split(" ")
    paragraph.add_run(f"{word} ")
    _field(paragraph, f"SEQ {word} \\* ARABIC", number)
    paragraph.add_run(f". {writable(words)}")


def _before_page_end(document: WordDocument, element: Any) -> None:
    """Add an element last in the document: before the settings of the page."""
    document.element.body.insert_element_before(element, "w:sectPr")


def _table_xml(table: Table) -> str:
    """Return the table as WordprocessingML; cell by cell through python-docx is ten times slower."""
    marks = table.marks
    numeric = [column.is_numeric for column in table.columns]
    style, widths = _layout(table)
    row_xml = partial(_row_xml, numeric=numeric, widths=widths, style=style.replace(" ", ""))
    heading = row_xml([_heading_cell(column) for column in table.columns], is_heading=True)
    rows = [row_xml([_cell_xml(cell, marks) for cell in row]) for row in table.rows]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        '<w:tblBorders><w:bottom w:val="single" w:sz="4" w:color="C9D1D8"/>'
        '<w:insideH w:val="single" w:sz="4" w:color="C9D1D8"/></w:tblBorders>'
        '<w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:left w:w="{CELL_MARGINS // 2}" w:type="dxa"/>'
        f'<w:right w:w="{CELL_MARGINS // 2}" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="00A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
        ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{_escaped(table.caption)}"/>'
        f'<w:tblDescription w:val="{_escaped(table.note)}"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{heading}{''.join(rows)}</w:tbl>"
    )


def _row_xml(
    cells: list[str],
    *,
    numeric: list[bool],
    widths: list[int],
    style: str,
    is_heading: bool = False,
) -> str:
    repeat = "<w:tblHeader/>" if is_heading else ""
    border = '<w:bottom w:val="single" w:sz="8" w:color="1F2A33"/>'
    border = f"<w:tcBorders>{border}</w:tcBorders>" if is_heading else ""
    side = '<w:vAlign w:val="bottom"/>' if is_heading else ""
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{border}{side}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{_side(number)}"/></w:pPr>'
        f"{cell}</w:p></w:tc>"
        for cell, number, width in zip(cells, numeric, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>{written}</w:tr>"


def _side(is_numeric: bool) -> str:
    return "right" if is_numeric else "left"


def _layout(table: Table) -> tuple[str, list[int]]:
    """Return the style of the table's texts, and its columns' widths in twentieths of a point.

    The largest style in which every word has room; the smallest, if none is small enough.
    """
    room = TEXT_WIDTH.twips - CELL_MARGINS * len(table.columns)
    lines = {style: room / (20 * size) for style, size in TABLE_STYLES.items()}
    least = sum(least_widths(table))
    chosen = next((style for style, line in lines.items() if least <= line), SMALLEST_STYLE)
    widths = column_widths(table, lines[chosen])
    points = TABLE_STYLES[chosen]
    return chosen, [round(width * 20 * points) + CELL_MARGINS for width in widths]


def _heading_cell(column: Column) -> str:
    unit = f"<w:r><w:br/>{_text_xml(column.unit)}</w:r>" if column.unit else ""
    return f"<w:r><w:rPr><w:b/></w:rPr>{_text_xml(column.title)}</w:r>{unit}"


def _cell_xml(cell: Cell, marks: dict[str, str]) -> str:
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>{}</w:r>'
    noted = mark.format(_text_xml(marks[cell.note])) if cell.note else ""
    return f"<w:r>{_text_xml(cell.text)}</w:r>{noted}"


def _text_xml(words: str) -> str:
    return f'<w:t xml:space="preserve">{_escaped(words)}</w:t>'


def _escaped(words: str) -> str:
    return escape(writable(words))


def _field(paragraph: WordParagraph, code: str, shown: str) -> None:
    paragraph._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="{_escaped(code)}">'
            f"<w:r>{_text_xml(shown)}</w:r></w:fldSimple>"
        )
    )


def _run_xml(paragraph: WordParagraph, inside: str) -> None:
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{inside}</w:r>"))


def _link(paragraph: WordParagraph, anchor: str, words: str) -> None:
    paragraph._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w")} w:anchor="{_escaped(anchor)}" w:history="1">'
            f"<w:r>{_text_xml(words)}</w:r></w:hyperlink>"
        )
    )


def _anchor(id: str) -> str:
    """Return the id as the name of a bookmark: letters, figures, _, at most 40 signs."""
    return "_" + "".join(sign if sign.isalnum() else "_" for sign in id)[:39]


def _bookmark(paragraph: WordParagraph, id: str, place: int) -> None:
    start = f'<w:bookmarkStart {nsdecls("w")} w:id="{place}" w:name="{_anchor(id)}"/>'
    paragraph._p.insert_element_before(parse_xml(start), "w:r")
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{place}"/>'))


def _with_fixed_dates(file: BytesIO) -> bytes:
    """Return the archive with its parts in order and without the time of writing."""
    written = BytesIO()
    with ZipFile(file) as source, ZipFile(written, "w", ZIP_DEFLATED) as target:
        for name in _in_order(source.namelist()):
            part = ZipInfo(name, FIRST_DAY_OF_ZIP)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o600 << 16
            target.writestr(part, source.read(name))
    return written.getvalue()


def _in_order(names: list[str]) -> Iterator[str]:
    """Yield the list of types first, as readers expect, and then the others by name."""
    first = "[Content_Types].xml"
    yield first
    yield from sorted(name for name in names if name != first)
