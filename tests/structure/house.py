"""How the structure tests read the house: its rooms, its files, and what they say."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "samsyn"


def python_files(*rooms):
    """Every module of some rooms (of all, if none is named), migrations left out."""
    folders = [SOURCE / room for room in rooms] or [SOURCE]
    return sorted(
        file
        for folder in folders
        for file in folder.rglob("*.py")
        if "migrations" not in file.parts
    )


@cache
def tree(file):
    return ast.parse(file.read_text("utf-8"), filename=str(file))


def place(file, node):
    return f"{file.relative_to(ROOT)}:{node.lineno}"


def rooms():
    """The folders of the house that hold modules."""
    return sorted(folder for folder in SOURCE.iterdir() if (folder / "__init__.py").exists())
