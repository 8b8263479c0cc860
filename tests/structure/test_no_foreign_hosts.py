"""Pages, styles and scripts fetch nothing from anybody else."""

import re

from tests.structure.house import ROOT, SOURCE

HOST = re.compile(r"""(?:https?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}[^\s"'<>)]*""", re.IGNORECASE)
# Names of formats, not addresses that anything is fetched from.
NAMESPACES = ("http://www.w3.org/", "https://www.w3.org/")
FETCHED = {".html", ".jinja", ".css", ".js", ".svg", ".typ"}


def test_nothing_is_fetched_from_another_host():
    found = [
        f"{file.relative_to(ROOT)}: {address}"
        for file in SOURCE.rglob("*")
        if file.suffix in FETCHED
        for address in HOST.findall(_without_comments(file.read_text("utf-8")))
        if not address.startswith(NAMESPACES)
    ]

    assert found == []


def _without_comments(text):
    return re.sub(r"/\*.*?\*/|<!--.*?-->|\{#.*?#\}", "", text, flags=re.DOTALL)
