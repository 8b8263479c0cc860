"""The shape of the house: small rooms, flat, named after what they are."""

import subprocess
import sys

import pytest

from tests.structure.house import ROOT, SOURCE, python_files, rooms

REFUSED = {"utils", "util", "common", "core", "helpers", "base", "misc", "manager", "v2"}
MOST_FILES, MOST_LINES = 14, 3000


@pytest.mark.parametrize("room", rooms(), ids=lambda room: room.name)
def test_a_room_is_small_and_flat(room):
    modules = [file for file in python_files(room.name) if file.name != "__init__.py"]
    lines = sum(len(file.read_text("utf-8").splitlines()) for file in modules)

    assert len(modules) <= MOST_FILES
    assert lines <= MOST_LINES
    assert {file.parent for file in modules} <= {room}, "modules stand in the room itself"


def test_a_module_says_what_it_is():
    silent = [
        str(file.relative_to(ROOT))
        for file in python_files()
        if file.name != "apps.py"
        and (text := file.read_text("utf-8").strip())
        and not text.startswith('"""')
    ]

    assert silent == []


def test_names_are_words_of_the_domain():
    found = [
        str(path.relative_to(ROOT))
        for path in SOURCE.rglob("*")
        if path.stem.lower() in REFUSED and path.suffix in {"", ".py"}
    ]

    assert found == []


def test_nothing_is_in_the_tree_that_must_not_leave():
    done = subprocess.run(
        [sys.executable, "tools/check_tree.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
