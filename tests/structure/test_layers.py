"""Which room may know which is checked, and nobody has asked for an exception."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.structure.house import ROOT, rooms

CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
LAYERS = next(c for c in CONFIG["contracts"] if c["type"] == "layers")


def test_the_contracts_are_kept():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_stands_on_a_line():
    named = {room.strip() for line in LAYERS["layers"] for room in line.split("|")}

    assert named == {room.name for room in rooms()} | {"__main__"}


def test_there_are_no_exceptions():
    assert LAYERS["exhaustive"] is True
    for contract in CONFIG["contracts"]:
        assert not {"ignore_imports", "exhaustive_ignores"} & contract.keys()
