"""A report as one HTML file that needs nothing else: to mail, to print, to put on a site."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from samsyn.language.lettering import writable
from samsyn.reports.content import Bullets, Chart, Paragraph, Report, Table, see_table


def render_html(report: Report) -> bytes:
    """Return the report as a complete page, with its charts and its style inside.

    The charts are ours (`charts`) and go in as they are; every other text is escaped.
    """
    page = _template().render(report=report, labels=report.labels)
    return page.encode("utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("samsyn.reports", "."),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["table"] = lambda block: isinstance(block, Table)
    environment.tests["chart"] = lambda block: isinstance(block, Chart)
    environment.tests["paragraph"] = lambda block: isinstance(block, Paragraph)
    environment.tests["bullets"] = lambda block: isinstance(block, Bullets)
    environment.globals["see_table"] = see_table
    environment.filters["drawn"] = Markup
    return environment.get_template("genomlysning.html.jinja")


def _finalized(thing: Any) -> Any:
    """Take out the signs that HTML refuses; what is markup already has none."""
    return writable(thing) if type(thing) is str else thing
