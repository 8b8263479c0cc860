"""What a file is by its content, and workbooks unpacked and parsed within fixed limits.

A workbook is a zip of XML. Both can be made to take a thousand times their size, to point out
of themselves, or to lie about how large they are. So: the directory is looked at before it is
read, bytes are counted while they are unpacked, and XML that declares anything is refused.
"""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from xml.parsers import expat

from samsyn.intake.reactions import Place, Refusal, remark

LARGEST_WORKBOOK = 20_000_000
LARGEST_UNPACKED = 100_000_000
LARGEST_PART_PACKED_WELL = 1_000_000
HIGHEST_RATIO = 100
MOST_PARTS = 2_000
MOST_ELEMENTS, MOST_NAMES = 200_000, 1_000
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 100_000, 16_384, 1_000_000
LARGEST_TAG = 1_000_000
CHUNK = 1 << 16
MANIFEST = "META-INF/manifest.xml"

_END, _END_SIZE = b"PK\x05\x06", 22
_BY_START = {
    b"PK\x03\x04": "zip", _END: "zip", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"\x09\x08": "xls", b"%PDF": "pdf", b"{\\rtf": "rtf", b"\x1f\x8b": "gzip", b"Rar!": "rar",
    b"7z\xbc\xaf": "7z", b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg",
}  # fmt: skip
_BY_PART = {
    "xl/vbaproject.bin": "xlsm", "xl/workbook.bin": "xlsb", "word/document.xml": "docx",
    "index/document.iwa": "numbers", "index.zip": "numbers", "basic/script-lc.xml": "xlsm",
}  # fmt: skip
_PACKED = (".zip", ".gz", ".7z", ".rar", ".xlsx", ".ods", ".jar", ".tar")

Handler = Callable[..., None]


class Refused(Exception):
    """A file that is not read any further; its code is that of a remark."""

    def __init__(self, code: str, found: object = "", **words: object) -> None:
        super().__init__(code)
        self.code, self.found, self.words = code, found, words

    def refusal(self, file: str) -> Refusal:
        return Refusal((remark(self.code, self.found, Place(file), **self.words),))


def form_of(content: bytes) -> str:
    """Return what a file is by how it starts: zip, xls, losenord, pdf, html, xml, … or text."""
    form = next((form for start, form in _BY_START.items() if content.startswith(start)), "")
    if form == "ole":
        return "losenord" if "EncryptedPackage".encode("utf-16-le") in content else "xls"
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")) or b"<table" in start:
        return "html"
    return form or ("xml" if start.startswith((b"<?xml", b"<workbook")) else "text")


class Archive:
    """A zip whose parts can be read, as long as they stay within the limits.

    Raises Refused from every method: for a bomb, names that lead out, a damaged or cut file.
    """

    def __init__(self, content: bytes) -> None:
        if len(content) > LARGEST_WORKBOOK:
            raise Refused("fil-for-stor", f"{len(content)} byte", most=LARGEST_WORKBOOK)
        _check_directory(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise Refused("skadad-fil", "ett arkiv som inte går att öppna") from error
        self._left, self._cells_left = LARGEST_UNPACKED, MOST_CELLS
        self.parts = {info.filename: info for info in self._zip.infolist()}
        _check_parts(self._zip.infolist())

    @property
    def form(self) -> str:
        """What the zip is: xlsx, ods, xlsm, xlsb, numbers, docx, losenord or zip."""
        names = {name.lower() for name in self.parts}
        for name, form in _BY_PART.items():
            if name in names:
                return form
        if "mimetype" in names and b"opendocument.spreadsheet" in self.read("mimetype"):
            return "losenord" if b"encryption-data" in self.read(MANIFEST) else "ods"
        types = self.read("[Content_Types].xml")
        if b"macroEnabled" in types:
            return "xlsm"
        return "xlsx" if b"spreadsheetml" in types else "zip"

    def read(self, name: str) -> bytes:
        """Return a part; nothing if there is no such part."""
        return b"".join(self.chunks(name)) if name in self.parts else b""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a part in pieces; what it unpacks to counts towards the limit of the file."""
        if name not in self.parts:
            raise Refused("skadad-fil", f"delen {name} saknas")
        try:
            with self._zip.open(self.parts[name]) as part:
                while chunk := part.read(CHUNK):
                    self._left -= len(chunk)
                    if self._left < 0:
                        raise Refused("for-stor-uppackad", "mer än så")
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise Refused("skadad-fil", f"delen {name} går inte att packa upp") from error
        except (NotImplementedError, RuntimeError) as error:
            raise Refused("skadad-fil", f"delen {name} är packad på ett okänt sätt") from error

    def count_cells(self, count: int) -> None:
        """Count cells towards what one file may hold, all its sheets together."""
        self._cells_left -= count
        if self._cells_left < 0:
            raise Refused("for-manga-rader", "fler celler än så", most=MOST_ROWS)

    def elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """Return every element of a small part and what it says; none if there is no such part."""
        found: list[tuple[str, dict[str, str]]] = []

        def start(element: str, said: dict[str, str]) -> None:
            found.append((element, said))
            if len(found) > MOST_ELEMENTS:
                raise Refused("for-stor-uppackad", f"fler än {MOST_ELEMENTS} element i {name}")

        if name in self.parts:
            parse_xml(self.chunks(name), start, lambda _: None, lambda _: None)
        return found


def _check_directory(content: bytes) -> None:
    """Refuse a cut file, and a directory too long to be read at all."""
    at = content.rfind(_END, max(0, len(content) - (1 << 16) - _END_SIZE))
    if at < 0 or len(content) < at + _END_SIZE:
        raise Refused("skadad-fil", "ett avbrutet arkiv: slutet saknas")
    parts = int.from_bytes(content[at + 10 : at + 12], "little")
    size = int.from_bytes(content[at + 12 : at + 16], "little")
    # Forty-six bytes and a name for each part; the count itself may lie.
    if parts > MOST_PARTS or size > MOST_PARTS * 300:
        raise Refused("for-manga-delar", f"{parts} delar", most=MOST_PARTS)


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS:
        raise Refused("for-manga-delar", f"{len(parts)} delar", most=MOST_PARTS)
    if len({part.filename.lower() for part in parts}) < len(parts):
        raise Refused("farligt-arkiv", "två delar med samma namn")
    for part in parts:
        _check_part(part)
    unpacked = sum(part.file_size for part in parts)
    if unpacked > LARGEST_UNPACKED:
        raise Refused("for-stor-uppackad", f"{unpacked} byte")


def _check_part(part: zipfile.ZipInfo) -> None:
    name = part.filename.replace("\\", "/")
    if name.startswith("/") or ":" in name or ".." in name.split("/"):
        raise Refused("farligt-arkiv", f"namnet {part.filename}")
    if stat.S_ISLNK(part.external_attr >> 16):
        raise Refused("farligt-arkiv", f"länken {part.filename}")
    if name.lower().endswith(_PACKED) and "/embeddings/" not in name.lower():
        raise Refused("farligt-arkiv", f"ett arkiv i arkivet: {part.filename}")
    if part.flag_bits & 1:
        raise Refused("fil-losenord", "en låst fil")
    is_large = part.file_size > LARGEST_PART_PACKED_WELL
    if is_large and part.file_size > HIGHEST_RATIO * max(1, part.compress_size):
        found = f"{part.compress_size} byte som blir {part.file_size}"
        raise Refused("for-stor-uppackad", found)


def parse_xml(chunks: Iterator[bytes], start: Handler, end: Handler, text: Handler) -> None:
    """Send the elements of an XML part to three handlers, by their local names.

    Raises Refused for XML that is broken or has a document type or entities of its own.
    """
    names: dict[str, str] = {}
    parser = expat.ParserCreate(None, None, names)

    def first(name: str, said: dict[str, str]) -> None:
        """Names are sent as they stand, and without prefix if the outermost has one."""
        parser.StartElementHandler = local_start if ":" in name else start
        parser.EndElementHandler = local_end if ":" in name else end
        parser.StartElementHandler(name, said)

    def local_start(name: str, said: dict[str, str]) -> None:
        start(name.rpartition(":")[2], {key.rpartition(":")[2]: said[key] for key in said})

    def local_end(name: str) -> None:
        end(name.rpartition(":")[2])

    parser.StartElementHandler = first
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.EntityDeclHandler = _refuse_declaration
    parser.buffer_text = True
    try:
        fed = 0
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > LARGEST_TAG or len(names) > MOST_NAMES:
                raise Refused("farlig-xml", "element som inget kalkylprogram skriver")
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise Refused("skadad-fil", "trasig XML") from error


def _refuse_declaration(*_declared: object) -> None:
    raise Refused("farlig-xml", "en dokumenttyp eller egna entiteter")


def whole(said: Mapping[str, str], name: str, default: int = 0) -> int:
    """Return an attribute that must be a whole number, at most nine digits.

    Raises Refused if it is anything else.
    """
    value = said.get(name, "") or str(default)
    if not (value.isascii() and value.isdecimal()) or len(value) > 9:
        raise Refused("skadad-fil", f"{name} är {value[:20]}")
    return int(value)
