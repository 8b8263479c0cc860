"""Reads a file of SIE 5, which is XML: a whole year, or vouchers to be read in.

Source: the schema sie5.xsd of SIE-gruppen. Nothing outside the file is followed, and a file
with a DTD or entities of its own is not read.
"""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

from samsyn.sie.elements import Element
from samsyn.sie.entries import Entries
from samsyn.sie.form_checks import check_years
from samsyn.sie.labels import Draft, keep
from samsyn.sie.plain import assemble, check_plainly
from samsyn.sie.records import (
    Account,
    AccountKind,
    Balance,
    Dimension,
    Kind,
    PeriodBalance,
    SieReading,
)
from samsyn.sie_text.faults import Faults, fault, quoted
from samsyn.sie_text.fields import account_of, whole_of

DEEPEST = 50
KINDS: dict[str, AccountKind] = {
    "asset": "T", "liability": "S", "equity": "S", "cost": "K", "income": "I", "statistics": ""
}  # fmt: skip
UNREAD = (
    "CustomerInvoices", "SupplierInvoices", "FixedAssets", "GeneralSubdividedAccount",
    "Customers", "Suppliers", "AccountAggregations", "Documents",
)  # fmt: skip
DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")


def read_sie5(content: bytes) -> SieReading:
    """Return what an XML file says, and every fault in it."""
    digest = hashlib.sha256(content).hexdigest()
    declared = DECLARED.search(content[:200])
    encoding = declared[1].decode().lower() if declared else "utf-8"
    draft = Draft(Faults())
    handler = _Handler(draft)
    try:
        parseString(content, handler, forbid_dtd=True)
    except DefusedXmlException:
        threat = fault("xml-hot", "XML med DTD eller entiteter")
        return SieReading(None, (threat,), encoding, digest)
    except (SAXException, ValueError, LookupError) as error:
        broken = fault("xml", f"XML som inte går att läsa: {quoted(str(error))}", handler.line)
        return SieReading(None, (broken,), encoding, digest)
    if handler.kind is None:
        return SieReading(None, (fault("inte-sie5", handler.root),), encoding, digest)
    vouchers = tuple(handler.entries.vouchers)
    check_years(draft.years, handler.kind, draft.faults, draft.lines)
    if draft.told.get("currency", "SEK") != "SEK":
        draft.faults.add("valuta", quoted(draft.told["currency"]), draft.lines["currency"])
    check_plainly(draft, handler.kind, vouchers)
    file = assemble(draft, handler.kind, vouchers)
    return SieReading(file, draft.faults.all(), encoding, digest)


class _Handler(ContentHandler):
    """Takes in elements as they come. `path` is the names of those that are open."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft, self.faults, self.locator = draft, draft.faults, Locator()
        self.kind: Kind | None = None
        self.path: list[str] = []
        self.root = self.account = ""
        self.dimension: int | None = None
        self.years: list[tuple[date, date, bool]] = []
        self.has_broken_year = False
        self.post: Balance | PeriodBalance | None = None
        self.objects: list[tuple[int, str]] = []
        self.entries = Entries(draft)

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802
        self.locator = locator

    @property
    def line(self) -> int:
        return self.locator.getLineNumber() or 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        name = name.rpartition(":")[2]
        self.path.append(name)
        if len(self.path) > DEEPEST:
            raise SAXException("för många nivåer")
        if len(self.path) == 1:
            self.root = name
            self.kind = {"Sie": "5", "SieEntry": "5I"}.get(name)  # type: ignore[assignment]
        elif self.kind is None:
            return
        elif self.path[1] in UNREAD:
            if len(self.path) == 2:
                self.faults.tell_once("las-inte", name, self.line)
        elif name == "Signature":
            self.faults.tell_once("underskrift", "en elektronisk underskrift", self.line)
        elif (name, self.path[-2]) in READERS:
            element = Element(name, dict(attrs.items()), self.line, self.faults)
            self.objects = [] if name in {*POSTS, "LedgerEntry"} else self.objects
            READERS[name, self.path[-2]](self, element)
        elif name not in CONTAINERS and self.path[1] != "Signature":
            self.faults.tell_once("las-inte", name, self.line)

    def endElement(self, name: str) -> None:  # noqa: N802
        name = name.rpartition(":")[2]
        if self.kind is not None and self.path[1:2] != [] and self.path[1] not in UNREAD:
            if name == "FiscalYears":
                self._number_years()
            elif name in POSTS:
                self._keep_post(name)
            elif name == "LedgerEntry":
                self.entries.keep_row(tuple(self.objects))
            elif name == "JournalEntry":
                self.entries.keep()
        self.path.pop()

    # What the file says of itself

    def program(self, element: Element) -> None:
        self._tell(element, program="name", program_version="version")

    def creation(self, element: Element) -> None:
        self.draft.generated_on = element.day("time")
        if self.draft.generated_on is not None:
            self._tell(element, generated_by="by")

    def company(self, element: Element) -> None:
        names = {"organisation_number": "organizationId", "acquisition": "multiple"}
        self._tell(element, **names, company="name", company_id="clientId")

    def currency(self, element: Element) -> None:
        self.draft.lines["currency"] = self.line
        self._tell(element, currency="currency")

    def _tell(self, element: Element, **names: str) -> None:
        self.draft.told.update({ours: element.text(theirs) for ours, theirs in names.items()})

    def year(self, element: Element) -> None:
        start, end = element.month("start"), element.month("end")
        if start is None or end is None or end < start:
            self.faults.add(
                "rakenskapsar", f"{element.text('start')} till {element.text('end')}", self.line
            )
            self.has_broken_year = True
            return
        is_primary = element.text("primary") in {"true", "1"}
        self.years.append((start, _last_day(end), is_primary))
        if is_primary:
            self.draft.lines["#RAR 0"] = self.line
            if "lastCoveredDate" in element.told:
                self.draft.complete_until = element.day("lastCoveredDate")

    def _number_years(self) -> None:
        """The one marked as primary is 0, or else the last one. One that is broken breaks all."""
        if self.has_broken_year:
            return
        ordered = sorted(self.years)
        primary = [n for n, (_, _, is_primary) in enumerate(ordered) if is_primary]
        zero = primary[0] if primary else len(ordered) - 1
        self.draft.years.update(
            {n - zero: (start, end) for n, (start, end, _) in enumerate(ordered)}
        )

    # The chart and the balances

    def account_of(self, element: Element) -> None:
        self.account = account_of(element.needed("id"), self.line, self.faults) or ""
        if self.account in self.draft.accounts:
            self.faults.add("dubbelt-konto", f"konto {self.account} två gånger", self.line)
        elif self.account:
            kind = KINDS.get(element.needed("type"), "")
            name, unit = element.text("name"), element.text("unit")
            self.draft.accounts[self.account] = Account(self.account, name, kind, unit)
            self.draft.declared.add(self.account)

    def balance(self, element: Element) -> None:
        opens = self.path[-1].startswith("Opening")
        month, ore = element.month("month"), element.ore()
        self.post = None
        if month is None or ore is None or not self.account:
            self.draft.unread.add(self.account)
            return
        for offset, (start, end) in self.draft.years.items():
            if month == (start if opens else end.replace(day=1)):
                quantity = element.quantity()
                self.post = Balance(offset, self.account, (), ore, quantity, self.line)
                return
        found = f"{self.path[-1]} för en månad inom året, eller för ett år som inte är med"
        self.faults.tell_once("las-inte", found, self.line)

    def budget(self, element: Element) -> None:
        self.post = None
        if "month" not in element.told:
            self.faults.tell_once("budget-utan-manad", "en budget för hela året", self.line)
            return
        month, ore = element.month("month"), element.ore()
        if month is None or ore is None or not self.account:
            return
        years = self.draft.years.items()
        offset = next((n for n, (start, end) in years if start <= month <= end), 0)
        period, quantity = f"{month.year:04d}{month.month:02d}", element.quantity()
        self.post = PeriodBalance(offset, period, self.account, (), ore, quantity, self.line)

    def _keep_post(self, name: str) -> None:
        post, self.post = self.post, None
        if post is None:
            return
        post = replace(post, objects=tuple(self.objects))
        label, period = "#PBUDGET", ""
        if isinstance(post, PeriodBalance):
            period = post.period
        else:
            is_of_result = self.draft.accounts[self.account].kind in {"K", "I"}
            label = "#RES" if is_of_result else "#UB"
            label = "#IB" if name.startswith("Opening") else label
        key = (label, post.offset, period, post.account, post.objects)
        keep(self.draft, name, key, post)

    def dimension_of(self, element: Element) -> None:
        text = element.needed("id")
        self.dimension = whole_of(text, "dimension", self.line, self.faults)
        if self.dimension is not None:
            name = element.text("name")
            self.draft.dimensions[self.dimension] = Dimension(self.dimension, name)

    def object_of(self, element: Element) -> None:
        if self.dimension is not None:
            key = (self.dimension, element.text("id"))
            self.draft.objects[key] = element.text("name")

    def reference(self, element: Element) -> None:
        dimension = whole_of(element.needed("dimId"), "dimension", self.line, self.faults)
        if dimension is not None:
            self.objects.append((dimension, element.text("objectId")))


def _entries(reader: Callable[[Entries, Element], None]) -> Callable[[_Handler, Element], None]:
    return lambda handler, element: reader(handler.entries, element)


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


POSTS: dict[str, Callable[[_Handler, Element], None]] = {
    f"{name}{many}": reader
    for name, reader in (
        ("OpeningBalance", _Handler.balance),
        ("ClosingBalance", _Handler.balance),
        ("Budget", _Handler.budget),
    )
    for many in ("", "Multidim")
}
# element and what it stands in -> what reads it
READERS: dict[tuple[str, str], Callable[[_Handler, Element], None]] = {
    ("SoftwareProduct", "FileInfo"): _Handler.program,
    ("FileCreation", "FileInfo"): _Handler.creation,
    ("Company", "FileInfo"): _Handler.company,
    ("AccountingCurrency", "FileInfo"): _Handler.currency,
    ("FiscalYear", "FiscalYears"): _Handler.year,
    ("Account", "Accounts"): _Handler.account_of,
    **{(name, "Account"): reader for name, reader in POSTS.items()},
    **{("ObjectReference", name): _Handler.reference for name in (*POSTS, "LedgerEntry")},
    ("Dimension", "Dimensions"): _Handler.dimension_of,
    ("Object", "Dimension"): _Handler.object_of,
    ("Journal", "Sie"): _entries(Entries.journal),
    ("Journal", "SieEntry"): _entries(Entries.journal),
    ("JournalEntry", "Journal"): _entries(Entries.entry),
    ("EntryInfo", "JournalEntry"): _entries(Entries.info),
    ("OriginalEntryInfo", "JournalEntry"): _entries(Entries.info),
    ("LedgerEntry", "JournalEntry"): _entries(Entries.row_of),
    ("EntryInfo", "LedgerEntry"): _entries(Entries.added),
    ("Overstrike", "LedgerEntry"): _entries(Entries.struck),
}
CONTAINERS = {"FileInfo", "FiscalYears", "Accounts", "Dimensions"}
