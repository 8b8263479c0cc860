"""Pages and reports read through selectors that know the user; there is no other way in."""

import ast

from tests.structure.house import place, python_files, tree

ROOMS = (
    "web",
    "economy_pages",
    "budget_pages",
    "ledger_pages",
    "reports",
    "economy_reports",
)
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def test_pages_and_reports_never_touch_a_manager():
    found = [
        f"{place(file, node)} {ast.unparse(node)}"
        for file in python_files(*ROOMS)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]

    assert found == []


def test_pages_do_not_import_what_writes_past_a_service():
    found = [
        f"{place(file, node)} {node.module}"
        for file in python_files(*ROOMS)
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("samsyn.access.events", "django.db.connection"))
    ]

    assert found == []
