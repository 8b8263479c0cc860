"""Only services (and the event log) write to the database."""

import ast

from tests.structure.house import SOURCE, place, python_files, tree

MAY_WRITE = {"services.py", "events.py"}
ALWAYS_WRITES = {
    "save", "delete", "create", "get_or_create", "update_or_create", "bulk_create",
    "bulk_update", "asave", "adelete", "acreate", "abulk_create", "abulk_update",
    "set_password",
}  # fmt: skip
MANAGERS = {"objects", "_default_manager", "_base_manager"}
CHAIN = {"filter", "exclude", "all", "select_for_update", "order_by", "using"}
# `save` and `delete` of things that are not rows: a Word file, elements of an array.
NOT_ROWS = {("reports", "save"), ("sie_text", "delete")}


def test_only_services_write():
    found = [
        f"{place(file, call)} {call.func.attr}"
        for file in python_files()
        if not (file.name in MAY_WRITE and (file.name == "services.py" or _is_access(file)))
        for call in _calls(file)
        if _writes(call.func, file)
    ]

    assert found == []


def test_no_raw_sql_outside_the_event_log():
    """But a service may insert many rows at once, when an object of each would cost seconds."""
    found = [
        f"{place(file, call)} {call.func.attr}"
        for file in python_files()
        if not _is_access(file) or file.name != "events.py"
        for call in _calls(file)
        if call.func.attr in {"raw", "execute", "executemany", "executescript", "extra"}
        and not (call.func.attr == "executemany" and file.name == "services.py")
    ]

    assert found == []


def test_no_signals():
    found = [
        place(file, node)
        for file in python_files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith(("django.db.models.signals", "django.dispatch"))
    ]

    assert found == []


def _is_access(file):
    return file.parent == SOURCE / "access"


def _calls(file):
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node


def _writes(func, file):
    if func.attr in ALWAYS_WRITES:
        return (file.parent.name, func.attr) not in NOT_ROWS or _is_query(func.value)
    return func.attr in {"update", "aupdate"} and _is_query(func.value)


def _is_query(node):
    """Whether an expression is a query set: a manager, or a chain of filters on one."""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute):
            if node.attr in MANAGERS | CHAIN:
                return True
            node = node.value
        else:
            node = node.func
    return False
