"""The review of the demo county: its text is reviewed as a diff of the golden file.

To take in a change that is meant: SAMSYN_WRITE_GOLDEN=1 pytest tests/reports/test_genomlysning.py
"""

import os
from datetime import date
from pathlib import Path

import pytest

from samsyn.indicators.publish import PUBLIC
from samsyn.reports.content import Bullets, Chart, Paragraph, Table, outline
from samsyn.reports.genomlysning import NothingToReport, genomlysning

GOLDEN = Path(__file__).with_name("golden") / "genomlysning-orebro-2019.txt"
DAY = date(2026, 3, 1)


def as_text(report):
    lines = [report.title, report.subtitle, *(f"{a}: {b}" for a, b in report.about)]
    for part in outline(report):
        lines += ["", f"{part.number} {part.section.title}", ""]
        for block in part.section.blocks:
            match block:
                case Paragraph():
                    lines.append(block.text)
                case Bullets():
                    lines += [f"- {item}" for item in block.items]
                case Chart():
                    lines.append(f"[bild] {block.caption}: {block.description}")
                case Table():
                    lines.append(f"[tabell] {block.caption}")
                    lines.append(" | ".join(column.heading for column in block.columns))
                    lines += [" | ".join(cell.text for cell in row) for row in block.rows]
                    lines += [block.note] if block.note else []
    return "\n".join(lines).replace("\xa0", " ") + "\n"


def report(county, year=2019):
    return genomlysning(county, year, audience=PUBLIC, on=DAY)


def test_the_text_is_the_golden_text(county):
    text = as_text(report(county))
    if os.environ.get("SAMSYN_WRITE_GOLDEN"):
        GOLDEN.write_text(text, "utf-8")

    assert text == GOLDEN.read_text("utf-8")


def test_the_reading_says_what_the_figures_allow(county):
    (shown, _) = report(county).sections[0].sections
    said = " ".join(shown.blocks[0].items).replace("\xa0", " ")

    assert "Örebro har få avslut" in said
    assert "Att avsluten skulle vara sämre syns inte" in said
    assert "SOFINT (85,3 %) och Degerfors/Karlskoga (34,6 %) skiljer sig åt" in said
    assert "lägger olika saker i ett positivt avslut" in said


def test_a_year_without_outcomes_still_makes_a_report(county):
    text = as_text(report(county, 2025))

    assert "uppgifterna är inte redovisade" in text


def test_a_year_without_figures_is_refused(county):
    with pytest.raises(NothingToReport, match="2009"):
        report(county, 2009)
