"""An element of SIE 5: what its attributes say, as dates, amounts and texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from samsyn.sie_text.faults import Faults
from samsyn.sie_text.fields import day_of, ore_of, quantity_of

DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")
MONTH = re.compile("([0-9]{4})-([0-9]{2})")
NOTHING_BEYOND = re.compile(r"(\.[0-9][0-9])0+$")


@dataclass(frozen=True, slots=True)
class Element:
    """An element that has been opened. What is wrong with a value is told, and it is None.

    told:  attribute -> value
    """

    name: str
    told: Mapping[str, str]
    line: int
    faults: Faults

    def text(self, attribute: str) -> str:
        return self.told.get(attribute, "")

    def needed(self, attribute: str) -> str:
        """Return a text that must be there."""
        if attribute not in self.told:
            self.faults.add("varde-saknas", f"{self.name} utan {attribute}", self.line)
        return self.text(attribute)

    def day(self, attribute: str) -> date | None:
        """Return a day; of an instant, the day as it is written."""
        text = self.needed(attribute)
        found = DAY.match(text)
        return day_of("".join(found.groups()) if found else text, self.line, self.faults)

    def month(self, attribute: str) -> date | None:
        """Return the first day of a month."""
        text = self.needed(attribute)
        found = MONTH.match(text)
        return day_of(f"{found[1]}{found[2]}01" if found else text, self.line, self.faults)

    def ore(self) -> int | None:
        """Return the amount. XML may write 100.0000: zeros beyond the öre round nothing."""
        text = NOTHING_BEYOND.sub(r"\1", self.needed("amount"))
        return ore_of(text, self.line, self.faults)

    def quantity(self) -> Decimal | None:
        return quantity_of(self.text("quantity"), self.line, self.faults)
