"""Finds what must not be in the tree: personal numbers, keys, addresses of this or that machine.

    python tools/check_tree.py [FILE ...]     all files under version control if none is named

A personal number may only be one of the test numbers that Skatteverket publishes; add it to
TEST_NUMBERS when a test needs it.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEST_NUMBERS: frozenset[str] = frozenset()
BINARY = {".woff2", ".ttf", ".png", ".ico", ".pdf", ".docx", ".xlsx"}

PERSONAL_NUMBER = re.compile(r"(?<![\w.,])((?:19|20)?\d{6})([-+]?)(\d{4})(?![\w.,]\d|\w)")
FAULTS = {
    "a private key": re.compile("-----BEGIN [A-Z ]*PRIVATE" + " KEY-----"),
    "a key of a cloud or a forge": re.compile(
        r"\b(?:AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|glpat-[\w-]{20}|xox[bap]-[\w-]{10,})"
    ),
    "a password in an address": re.compile(
        r"\w+://[^\s/:@'\"]+:(?!losenord@|password@)[^\s/@'\"]{3,}@\w"
    ),
    "a path of one machine": re.compile(r"(?<![\w.])/(?:home|Users|root|work|farm)/[\w.-]+"),
    "the address of a package registry": re.compile(
        r"https?://(?:[\w.-]*pypi[\w.-]*|files\.pythonhosted\.org|registry\.npmjs\.org)"
    ),
    "something left to do": re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b"),
}
OWN_PATTERNS = {Path("tools/check_tree.py"), Path("tests/tools/test_check_tree.py")}


def main(names: list[str]) -> int:
    files = [Path(name) for name in names] or tracked_files()
    faults = [fault for file in files for fault in faults_in(file)]
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


def tracked_files() -> list[Path]:
    """Return every file that is, or is about to be, under version control."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [Path(name) for name in listing.split("\0") if name]


def faults_in(file: Path) -> Iterator[str]:
    path = ROOT / file
    if path.suffix in BINARY or file in OWN_PATTERNS or not path.is_file():
        return
    is_lock = path.suffix == ".lock"
    for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
        for what, pattern in FAULTS.items():
            if pattern.search(line):
                yield f"{file}:{number}: {what}"
        if not is_lock and any(is_personal_number(*m) for m in PERSONAL_NUMBER.findall(line)):
            yield f"{file}:{number}: a personal number"


def is_personal_number(day: str, sign: str, tail: str) -> bool:
    """Return whether digits are a personal number: a day, and a check digit that fits.

    Ten digits without a sign are taken as an amount or a telephone number.

    >>> is_personal_number("640823", "-", "3234"), is_personal_number("640823", "", "3234")
    (True, False)
    >>> is_personal_number("222000", "-", "0000")
    False
    """
    if len(day) == 6 and not sign:
        return False
    if day + tail in TEST_NUMBERS:
        return False
    born = day if len(day) == 8 else "19" + day
    day_of_month = int(born[6:])
    try:
        date(int(born[:4]), int(born[4:6]), day_of_month - 60 * (day_of_month > 60))
    except ValueError:
        return False
    digits = [int(digit) for digit in (day + tail)[-10:]]
    doubled = [sum(divmod(d * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(digits)]
    return sum(doubled) % 10 == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
