"""The lock files hold what the project asks for, by hash, and no address."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.structure.house import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
RUN = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
DEV = (
    RUN
    + PROJECT["dependency-groups"]["dev"]
    + PROJECT["project"]["optional-dependencies"]["postgres"]
)
PIN = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)


def pins(name):
    return {(m[1], m[2]) for m in PIN.finditer((ROOT / name).read_text("utf-8"))}


@pytest.mark.parametrize(
    ("lock", "wanted"), [("requirements.lock", RUN), ("requirements-dev.lock", DEV)]
)
def test_the_lock_holds_what_the_project_asks_for(lock, wanted):
    locked = pins(lock)

    for text in wanted:
        asked = Requirement(text)
        versions = [version for name, version in locked if name == asked.name]
        assert versions, f"{asked.name} is not in {lock}"
        assert all(asked.specifier.contains(version) for version in versions), text


def test_developers_run_the_versions_that_users_run():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_pin_has_hashes_and_no_address(lock):
    text = (ROOT / lock).read_text("utf-8")

    assert "://" not in text
    for pin in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]:
        assert "--hash=sha256:" in pin, pin.splitlines()[0]
