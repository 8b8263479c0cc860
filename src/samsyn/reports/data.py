"""A report as JSON: the whole document, for machines and for the PDF template."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from samsyn.language.lettering import writable
from samsyn.reports.content import (
    Bullets,
    Cell,
    Chart,
    Paragraph,
    Report,
    Table,
    see_table,
)

KINDS = {Table: "table", Chart: "chart", Paragraph: "paragraph", Bullets: "bullets"}


def render_json(report: Report) -> bytes:
    """Return the whole report as JSON in UTF-8, keys in order, the same bytes every time."""
    text = json.dumps(
        plain(report),
        ensure_ascii=False,
        indent=1,
        sort_keys=True,
        allow_nan=False,
    )
    return f"{text}\n".encode()


def plain(report: Report) -> Any:
    """Return the whole report as dicts, lists, texts and numbers."""
    return _plain(report, report.labels)


def _plain(thing: Any, labels: dict[str, str]) -> Any:
    """Return the thing as dicts, lists, texts and numbers.

    A block gets its `kind`, a table and a chart their `label`. An amount in Decimal becomes
    a number: its text stands beside it.
    """
    if isinstance(thing, tuple):
        return [_plain(item, labels) for item in thing]
    if isinstance(thing, Cell):
        return {
            "text": writable(thing.text),
            "value": _plain(thing.finite_value, labels),
            "note": writable(thing.note),
        }
    if is_dataclass(thing):
        plain = {f.name: _plain(getattr(thing, f.name), labels) for f in fields(thing)}
        return plain | _added(thing, labels)
    if isinstance(thing, Decimal):
        return int(thing) if thing == thing.to_integral_value() else float(thing)
    if isinstance(thing, date):
        return thing.isoformat()
    return writable(thing) if isinstance(thing, str) else thing


def _added(thing: Any, labels: dict[str, str]) -> dict[str, Any]:
    if type(thing) not in KINDS:
        return {}
    added: dict[str, Any] = {"kind": KINDS[type(thing)]}
    if isinstance(thing, Table | Chart):
        added["label"] = labels[thing.id]
    if isinstance(thing, Table):
        added["notes"] = [[mark, writable(note)] for note, mark in thing.marks.items()]
    if isinstance(thing, Chart):
        added["see_table"] = see_table(thing, labels)
    return added
