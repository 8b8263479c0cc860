"""Money is whole öre or exact decimals: no float in rules or economy."""

import ast

from tests.structure.house import place, python_files, tree


def test_no_float_in_rules_or_economy():
    found = [
        f"{place(file, node)} {ast.unparse(node)}"
        for file in python_files("rules", "economy")
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
