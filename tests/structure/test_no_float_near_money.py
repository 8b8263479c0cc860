"""Money is whole öre or exact decimals: no float in the rooms of money."""

import ast

from tests.structure.house import place, python_files, tree

MONEY = (
    "rules",
    "sie",
    "sie_text",
    "state_allocation",
    "economy",
    "ledger",
    "contributions",
    "budget",
    "economy_reports",
    "forecasts",
    "budget_pages",
    "economy_pages",
    "ledger_pages",
)


def test_no_float_in_the_rooms_of_money():
    found = [
        f"{place(file, node)} {ast.unparse(node)}"
        for file in python_files(*MONEY)
        for node in ast.walk(tree(file))
        if _is_float(node)
    ]

    assert found == []


def _is_float(node):
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id in {"float", "round"}
    return isinstance(node, ast.Attribute) and node.attr in {"FloatField", "float64"}
