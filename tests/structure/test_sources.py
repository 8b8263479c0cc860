"""A rule, an indicator and a code list say where they come from, and are in use."""

import ast
import inspect
import pkgutil
from datetime import date
from importlib import import_module

import pytest

import samsyn.rules
from samsyn.economy import codes as economy_codes
from samsyn.indicators.definitions import catalogue
from samsyn.register import codes as register_codes
from samsyn.rules import LegalSource
from tests.structure.house import SOURCE, python_files, tree

RULES = [
    import_module(f"samsyn.rules.{module.name}")
    for module in pkgutil.iter_modules(samsyn.rules.__path__)
]
FUNCTIONS = [
    value
    for module in RULES
    for name, value in vars(module).items()
    if inspect.isfunction(value)
    and value.__module__ == module.__name__
    and not name.startswith("_")
]
LEGAL_SOURCES = [
    (f"{module.__name__}.{name}", value)
    for module in RULES
    for name, value in vars(module).items()
    if isinstance(value, LegalSource)
]
CODE_LISTS = [
    (module, name)
    for module in (register_codes, economy_codes)
    for name, value in vars(module).items()
    if name.isupper() and isinstance(value, dict)
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f"{f.__module__}.{f.__name__}")
def test_a_rule_has_a_source_and_an_example(function):
    text = inspect.getdoc(function) or ""

    assert "Source:" in text
    assert ">>>" in text


@pytest.mark.parametrize(("name", "source"), LEGAL_SOURCES, ids=[n for n, _ in LEGAL_SOURCES])
def test_a_legal_source_is_dated_and_whole(name, source):
    assert isinstance(source.in_force_from, date)
    assert source.statute.startswith("SFS ")
    assert source.wording.startswith("SFS ")
    assert source.section.endswith("§") or source.section.endswith("§§")


@pytest.mark.parametrize("indicator", catalogue().values(), ids=lambda i: i.id)
def test_an_indicator_has_a_source_an_owner_and_a_day_to_look_again(indicator):
    assert indicator.source.strip()
    assert indicator.owner.strip()
    assert isinstance(indicator.next_review, date)
    assert indicator.version >= 1


@pytest.mark.parametrize(("module", "name"), CODE_LISTS, ids=[name for _, name in CODE_LISTS])
def test_a_code_list_has_words_and_is_used(module, name):
    codes = getattr(module, name)

    assert all(code and sv.strip() for code, sv in codes.items())
    assert len(set(codes.values())) == len(codes), "two codes with the same word"
    assert name in _names_used_outside(module)


def _names_used_outside(module):
    own = SOURCE.parent / (module.__name__.replace(".", "/") + ".py")
    return {
        node.id
        for file in python_files()
        if file != own
        for node in ast.walk(tree(file))
        if isinstance(node, ast.Name)
    }
