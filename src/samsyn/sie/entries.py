"""The vouchers of SIE 5: journals, their entries and rows, as the elements come."""

from __future__ import annotations

from dataclasses import replace

from samsyn.sie.elements import Element
from samsyn.sie.labels import Draft
from samsyn.sie.records import Objects, Transaction, Voucher
from samsyn.sie_text.fields import account_of


class Entries:
    """What has been gathered of vouchers, and the one and its row that are open."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.series = ""
        self.vouchers: list[Voucher] = []
        self.voucher: Voucher | None = None
        self.row: Transaction | None = None
        self.rows: list[Transaction] = []

    def journal(self, element: Element) -> None:
        self.series = element.text("id")

    def entry(self, element: Element) -> None:
        on, self.rows = element.day("journalDate"), []
        number, text = element.text("id"), element.text("text")
        line = element.line
        self.voucher = Voucher(self.series, number, on, text, line=line) if on else None
        if on is None:
            self.draft.lost.append((self.series, number, line))

    def info(self, element: Element) -> None:
        if self.voucher is not None and self.voucher.registered_on is None:
            on, by = element.day("date"), element.text("by")
            self.voucher = replace(self.voucher, registered_on=on, signature=by)

    def row_of(self, element: Element) -> None:
        self.row = None
        account = account_of(element.needed("accountId"), element.line, element.faults)
        ore = element.ore()
        on = element.day("ledgerDate") if "ledgerDate" in element.told else None
        if account is None or ore is None or self.voucher is None:
            self.draft.broken.add(self.voucher.line if self.voucher else element.line)
            return
        on, text = on or self.voucher.on, element.text("text")
        self.row = Transaction(
            account, (), ore, on, text, element.quantity(), "", "trans", element.line
        )

    def added(self, element: Element) -> None:
        if self.row is not None and self.row.kind == "trans":
            self.row = replace(self.row, kind="added", signature=element.text("by"))

    def struck(self, element: Element) -> None:
        if self.row is not None:
            self.row = replace(self.row, kind="removed", signature=element.text("by"))

    def keep_row(self, objects: Objects) -> None:
        """Close a row."""
        if self.row is not None:
            self.rows.append(replace(self.row, objects=objects))
        self.row = None

    def keep(self) -> None:
        """Close a voucher."""
        if self.voucher is not None:
            self.vouchers.append(replace(self.voucher, rows=tuple(self.rows)))
        self.voucher = None
