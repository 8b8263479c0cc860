"""The file of amounts: which columns it has, and what they mean."""

from __future__ import annotations

from samsyn.economy.codes import BASES, CATEGORIES, STAGES
from samsyn.intake.table import Column, Kind, TableFormat
from samsyn.register.files import FIGURE, INTERVENTION, SOURCED

PUBLISHED = {stage: word for stage, word in STAGES.items() if stage != "booked"}
"""The stages of a file: what is booked comes with the bookkeeping."""

AMOUNTS = TableFormat(
    "amounts",
    "Belopp",
    (
        FIGURE,
        Column(
            "county",
            Kind.SLUG,
            "länskod, när beloppet gäller ett helt län",
            refers="counties",
        ),
        Column(
            "association",
            Kind.SLUG,
            "samordningsförbundets nyckel; tomt när beloppet gäller ett helt län",
            refers="associations",
        ),
        Column("year", Kind.INTEGER, "år", required=True),
        Column("stage", Kind.SLUG, "läge", required=True, choices=PUBLISHED),
        Column("category", Kind.SLUG, "vad beloppet avser", required=True, choices=CATEGORIES),
        INTERVENTION,
        Column("financier", Kind.SLUG, "finansiär eller betalande part", required=True),
        Column("basis", Kind.SLUG, "brutto eller netto", choices=BASES),
        Column("line", Kind.TEXT, "radens namn i dokumentet", required=True),
        Column("amount", Kind.DECIMAL, "belopp i kronor", required=True),
        *SOURCED,
    ),
    ("figure",),
)

FORMATS = (AMOUNTS,)
