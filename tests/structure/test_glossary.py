"""Every word of the models, the code lists and the enumerations is in the glossary."""

import ast
import importlib
import tomllib
from collections import Counter

import pytest
from django.apps import apps

from tests.structure.house import SOURCE, place, python_files, tree
from tests.structure.test_sources import CODE_LISTS

TERMS = tomllib.loads((SOURCE / "glossary.toml").read_text("utf-8"))["term"]
GLOSSARY = {term["identifier"]: term for term in TERMS}
KEYS = {"sv", "also", "identifier", "list", "definition", "source", "not"}
MODELS = [model for model in apps.get_models() if model.__module__.startswith("samsyn.")]


def own_fields(model):
    """The fields that this house has named: not those that Django's own user brings."""
    djangos = {
        field.name
        for parent in model.__mro__
        if parent.__module__.startswith("django.") and hasattr(parent, "_meta")
        for field in (*parent._meta.fields, *parent._meta.many_to_many)
    }
    for field in (*model._meta.fields, *model._meta.many_to_many):
        if not field.auto_created and field.name not in djangos:
            yield field


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["identifier"])
def test_a_term_is_whole(term):
    assert set(term) <= KEYS
    assert term["identifier"].isascii()
    assert term["sv"].strip()
    assert term["definition"].endswith(".")


def test_an_identifier_has_one_term():
    counts = Counter(term["identifier"] for term in TERMS)

    assert [word for word, times in counts.items() if times > 1] == []


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_is_called_by_its_term(model):
    assert str(model._meta.verbose_name) == GLOSSARY[model.__name__]["sv"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_field_is_called_by_its_term(model):
    wrong = [
        f"{field.name}: {field.verbose_name}"
        for field in own_fields(model)
        if str(field.verbose_name) not in words(field.name)
    ]

    assert wrong == []


def words(identifier):
    term = GLOSSARY.get(identifier, {"sv": None})
    return {term["sv"], *term.get("also", ())}


@pytest.mark.parametrize(("module", "name"), CODE_LISTS, ids=[name for _, name in CODE_LISTS])
def test_a_code_list_has_a_term(module, name):
    assert GLOSSARY[name]["list"] == f"{module.__name__}:{name}"


def test_an_enumeration_has_a_term():
    missing = [
        f"{place(file, node)} {node.name}"
        for file in python_files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(b).endswith(("Enum", "TextChoices")) for b in node.bases)
        and node.name not in GLOSSARY
    ]

    assert missing == []


def test_the_glossary_has_no_word_that_nothing_is_called():
    called = {model.__name__ for model in MODELS}
    called |= {field.name for model in MODELS for field in own_fields(model)}
    called |= {name for _, name in CODE_LISTS}
    called |= {
        node.name
        for file in python_files()
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ClassDef)
    }

    assert sorted(GLOSSARY.keys() - called) == []


def test_a_refused_translation_names_no_model():
    refused = {word.replace(" ", "_") for term in TERMS for word in term.get("not", ())}
    named = {model.__name__.lower() for model in MODELS}

    assert refused & named == set()


@pytest.mark.parametrize(
    "term", [term for term in TERMS if "list" in term], ids=lambda term: term["identifier"]
)
def test_a_list_stands_where_the_glossary_says(term):
    module, name = term["list"].split(":")

    assert isinstance(getattr(importlib.import_module(module), name), dict)
