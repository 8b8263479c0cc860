"""Reads a file of SIE 5, which is XML: a whole year, or vouchers to be read in.

Source: the schema sie5.xsd of SIE-gruppen. Nothing outside the file is followed, and a file
with a DTD or entities of its own is not read.
"""

from __future__ import annotations

import hashlib
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml import DefusedXmlException
from defusedxml.sax import parseString

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
    Transaction,
    Voucher,
)
from samsyn.sie_text.faults import Faults, fault, quoted
from samsyn.sie_text.fields import account_of, day_of, ore_of, quantity_of, whole_of

DEEPEST = 50
KINDS: dict[str, AccountKind] = {
    "asset": "T", "liability": "S", "equity": "S", "cost": "K", "income": "I", "statistics": ""
}  # fmt: skip
UNREAD = (
    "CustomerInvoices", "SupplierInvoices", "FixedAssets", "GeneralSubdividedAccount",
    "Customers", "Suppliers", "AccountAggregations", "Documents",
)  # fmt: skip
DECLARED = re.compile(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9._-]+)["']""")
DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
MONTH = re.compile("([0-9]{4})-([0-9]{2})")
NOTHING_BEYOND = re.compile(r"(\.[0-9][0-9])0+$")
Told = Mapping[str, str]


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
    vouchers = tuple(handler.vouchers)
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
        self.root = self.account = self.series = ""
        self.dimension: int | None = None
        self.years: list[tuple[date, date, bool]] = []
        self.has_broken_year = False
        self.post: Balance | PeriodBalance | None = None
        self.objects: list[tuple[int, str]] = []
        self.vouchers: list[Voucher] = []
        self.voucher: Voucher | None = None
        self.row: Transaction | None = None
        self.rows: list[Transaction] = []

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
            READERS[name, self.path[-2]](self, dict(attrs.items()))
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
                self._keep_row()
            elif name == "JournalEntry":
                self._keep_voucher()
        self.path.pop()

    # What the file says of itself

    def program(self, told: Told) -> None:
        self._tell(told, program="name", program_version="version")

    def creation(self, told: Told) -> None:
        self.draft.generated_on = self._day(told, "time")
        if self.draft.generated_on is not None:
            self._tell(told, generated_by="by")

    def company(self, told: Told) -> None:
        names = {"organisation_number": "organizationId", "acquisition": "multiple"}
        self._tell(told, **names, company="name", company_id="clientId")

    def currency(self, told: Told) -> None:
        self.draft.lines["currency"] = self.line
        self._tell(told, currency="currency")

    def _tell(self, told: Told, **names: str) -> None:
        self.draft.told.update({ours: told.get(theirs, "") for ours, theirs in names.items()})

    def year(self, told: Told) -> None:
        start, end = self._month(told, "start"), self._month(told, "end")
        if start is None or end is None or end < start:
            self.faults.add(
                "rakenskapsar", f"{told.get('start')} till {told.get('end')}", self.line
            )
            self.has_broken_year = True
            return
        is_primary = told.get("primary") in {"true", "1"}
        self.years.append((start, _last_day(end), is_primary))
        if is_primary:
            self.draft.lines["#RAR 0"] = self.line
            if "lastCoveredDate" in told:
                self.draft.complete_until = self._day(told, "lastCoveredDate")

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

    def account_of(self, told: Told) -> None:
        self.account = account_of(self._needed(told, "id"), self.line, self.faults) or ""
        if self.account in self.draft.accounts:
            self.faults.add("dubbelt-konto", f"konto {self.account} två gånger", self.line)
        elif self.account:
            kind = KINDS.get(self._needed(told, "type"), "")
            name, unit = told.get("name", ""), told.get("unit", "")
            self.draft.accounts[self.account] = Account(self.account, name, kind, unit)
            self.draft.declared.add(self.account)

    def balance(self, told: Told) -> None:
        opens = self.path[-1].startswith("Opening")
        month, ore = self._month(told, "month"), self._ore(told)
        self.post, self.objects = None, []
        if month is None or ore is None or not self.account:
            self.draft.unread.add(self.account)
            return
        for offset, (start, end) in self.draft.years.items():
            if month == (start if opens else end.replace(day=1)):
                quantity = self._quantity(told)
                self.post = Balance(offset, self.account, (), ore, quantity, self.line)
                return
        found = f"{self.path[-1]} för en månad inom året, eller för ett år som inte är med"
        self.faults.tell_once("las-inte", found, self.line)

    def budget(self, told: Told) -> None:
        self.post, self.objects = None, []
        if "month" not in told:
            self.faults.tell_once("budget-utan-manad", "en budget för hela året", self.line)
            return
        month, ore = self._month(told, "month"), self._ore(told)
        if month is None or ore is None or not self.account:
            return
        years = self.draft.years.items()
        offset = next((n for n, (start, end) in years if start <= month <= end), 0)
        period, quantity = f"{month.year:04d}{month.month:02d}", self._quantity(told)
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

    def dimension_of(self, told: Told) -> None:
        text = self._needed(told, "id")
        self.dimension = whole_of(text, "dimension", self.line, self.faults)
        if self.dimension is not None:
            name = told.get("name", "")
            self.draft.dimensions[self.dimension] = Dimension(self.dimension, name)

    def object_of(self, told: Told) -> None:
        if self.dimension is not None:
            key = (self.dimension, told.get("id", ""))
            self.draft.objects[key] = told.get("name", "")

    # Vouchers

    def journal(self, told: Told) -> None:
        self.series = told.get("id", "")

    def entry(self, told: Told) -> None:
        on, self.rows = self._day(told, "journalDate"), []
        number, text = told.get("id", ""), told.get("text", "")
        line = self.line
        self.voucher = Voucher(self.series, number, on, text, line=line) if on else None
        if on is None:
            self.draft.lost.append((self.series, number, line))

    def entry_info(self, told: Told) -> None:
        if self.voucher is not None and self.voucher.registered_on is None:
            on, by = self._day(told, "date"), told.get("by", "")
            self.voucher = replace(self.voucher, registered_on=on, signature=by)

    def row_of(self, told: Told) -> None:
        self.row, self.objects = None, []
        account = account_of(self._needed(told, "accountId"), self.line, self.faults)
        ore = self._ore(told)
        on = self._day(told, "ledgerDate") if "ledgerDate" in told else None
        if account is None or ore is None or self.voucher is None:
            self.draft.broken.add(self.voucher.line if self.voucher else self.line)
            return
        on, text = on or self.voucher.on, told.get("text", "")
        self.row = Transaction(
            account, (), ore, on, text, self._quantity(told), "", "trans", self.line
        )

    def added(self, told: Told) -> None:
        if self.row is not None and self.row.kind == "trans":
            self.row = replace(self.row, kind="added", signature=told.get("by", ""))

    def struck(self, told: Told) -> None:
        if self.row is not None:
            self.row = replace(self.row, kind="removed", signature=told.get("by", ""))

    def reference(self, told: Told) -> None:
        dimension = whole_of(self._needed(told, "dimId"), "dimension", self.line, self.faults)
        if dimension is not None:
            self.objects.append((dimension, told.get("objectId", "")))

    def _keep_row(self) -> None:
        if self.row is not None:
            self.rows.append(replace(self.row, objects=tuple(self.objects)))
        self.row = None

    def _keep_voucher(self) -> None:
        if self.voucher is not None:
            self.vouchers.append(replace(self.voucher, rows=tuple(self.rows)))
        self.voucher = None

    # Values

    def _needed(self, told: Told, name: str) -> str:
        if name not in told:
            self.faults.add("varde-saknas", f"{self.path[-1]} utan {name}", self.line)
        return told.get(name, "")

    def _day(self, told: Told, name: str) -> date | None:
        found = DAY.match(self._needed(told, name))
        return day_of(
            "".join(found.groups()) if found else told.get(name, ""), self.line, self.faults
        )

    def _month(self, told: Told, name: str) -> date | None:
        """The first day of a month."""
        found = MONTH.match(self._needed(told, name))
        text = f"{found[1]}{found[2]}01" if found else told.get(name, "")
        return day_of(text, self.line, self.faults)

    def _ore(self, told: Told) -> int | None:
        """XML may write 100.0000: zeros beyond the öre are nothing that is rounded."""
        text = NOTHING_BEYOND.sub(r"\1", self._needed(told, "amount"))
        return ore_of(text, self.line, self.faults)

    def _quantity(self, told: Told) -> Decimal | None:
        return quantity_of(told.get("quantity", ""), self.line, self.faults)


def _last_day(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


POSTS: dict[str, Callable[[_Handler, Told], None]] = {
    f"{name}{many}": reader
    for name, reader in (
        ("OpeningBalance", _Handler.balance),
        ("ClosingBalance", _Handler.balance),
        ("Budget", _Handler.budget),
    )
    for many in ("", "Multidim")
}
# element and what it stands in -> what reads it
READERS: dict[tuple[str, str], Callable[[_Handler, Told], None]] = {
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
    ("Journal", "Sie"): _Handler.journal,
    ("Journal", "SieEntry"): _Handler.journal,
    ("JournalEntry", "Journal"): _Handler.entry,
    ("EntryInfo", "JournalEntry"): _Handler.entry_info,
    ("OriginalEntryInfo", "JournalEntry"): _Handler.entry_info,
    ("LedgerEntry", "JournalEntry"): _Handler.row_of,
    ("EntryInfo", "LedgerEntry"): _Handler.added,
    ("Overstrike", "LedgerEntry"): _Handler.struck,
}
CONTAINERS = {"FileInfo", "FiscalYears", "Accounts", "Dimensions"}
