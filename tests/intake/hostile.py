"""Files that no calculation program would write, and workbooks by hand; all built here."""

import io
import re
import subprocess
import sys
import zipfile

from samsyn.intake.reactions import Refusal

MEASURE = """
import re, sys, time
from pathlib import Path
from samsyn.intake.sheets import read_sheets
content = Path(sys.argv[1]).read_bytes()
start = time.process_time()
read = read_sheets(content, sys.argv[2])
seconds = time.process_time() - start
# What the process itself took at most; ru_maxrss would begin with what its parent had.
highest = re.search("VmHWM:\\s+([0-9]+) kB", Path("/proc/self/status").read_text())
print(seconds, int(highest[1]) // 1024, getattr(read, "code", "read"))
"""

TYPES = """<?xml version="1.0"?><Types
xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override
PartName="/xl/workbook.xml" ContentType=
"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"""
ROOT = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="xl/workbook.xml" Type=
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
BOOK = """<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r=
"http://schemas.openxmlformats.org/officeDocument/2006/relationships">{properties}<sheets><sheet
name="Blad1" sheetId="1" r:id="r1"/></sheets></workbook>"""
TO_SHEET = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="worksheets/sheet1.xml" Type=
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>
</Relationships>"""
SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
{before}<sheetData>{rows}</sheetData>{after}</worksheet>"""


def packed(parts, **how):
    """A zip of these parts: name → text or bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def workbook_parts(rows, *, before="", after="", properties="", start="", **more):
    """The parts of a workbook with one sheet, whose rows are XML."""
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": BOOK.format(properties=properties),
        "xl/_rels/workbook.xml.rels": TO_SHEET,
        "xl/worksheets/sheet1.xml": start + SHEET.format(rows=rows, before=before, after=after),
        **more,
    }


def workbook(rows, **more):
    return packed(workbook_parts(rows, **more))


def row(number, *cells):
    """A row as XML: text as inline strings, numbers as they stand."""
    return f'<row r="{number}">' + "".join(map(cell, cells)) + "</row>"


def cell(value):
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
    return f"<c><v>{value}</v></c>" if value is not None else "<c/>"


def table(*more):
    """A small table of accounts and amounts, with these rows below it."""
    return row(1, "Konto", "Belopp") + row(2, 4010, 100) + "".join(more)


def opendocument(content, **more):
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
            **more,
        }
    )


def ods(rows, styles="", attributes=""):
    return opendocument(
        f'<office:document-content xmlns:office="urn:o" xmlns:table="urn:t" xmlns:text="urn:x" '
        f'xmlns:style="urn:s" xmlns:calcext="urn:c"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:spreadsheet>"
        f'<table:table table:name="Blad1" {attributes}>{rows}</table:table>'
        f"</office:spreadsheet></office:body></office:document-content>"
    )


def refused(read, code):
    """Check that nothing was read, and that it is told in Swedish, with this code first."""
    assert isinstance(read, Refusal), read
    stops = [remark for remark in read.remarks if remark.reaction.stops]
    assert code in [remark.code for remark in stops]
    told = next(remark for remark in stops if remark.code == code)
    in_swedish(told)
    return told


def in_swedish(told):
    text = str(told)
    assert told.file
    assert told.file in text
    assert "{" not in text, "something was not filled in"
    assert told.remedy.endswith(".")
    assert re.search("[åäö]", text)


def measured(path, name):
    """Read a file in a process of its own: seconds of work, megabytes at most, and the code."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path), name],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    seconds, megabytes, code = done.stdout.split()
    return float(seconds), int(megabytes), code
