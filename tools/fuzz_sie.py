"""Throws bytes at the SIE reader, guided by what code they reach.

    python tools/fuzz_sie.py [FOLDER ...] [-max_total_time=300]

Needs atheris, which is not among the project's dependencies: install it in an environment of
its own together with this project. The examples in tests/sie/files are the start; what is found
stands in the folder that is named first.
"""

import sys
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

ROOMS = ("samsyn.sie", "samsyn.sie_text")
EXAMPLES = Path(__file__).resolve().parent.parent / "tests" / "sie" / "files"


class Disagreement(Exception):
    """Two things that should be the same are not."""


def one_input(content: bytes) -> None:
    """Read bytes both ways, write what was read, and read that again.

    Raises whatever the reader lets through, and Disagreement.
    """
    sie = import_module("samsyn.sie")
    reading = sie.read_sie(content)
    _read_both_ways(content)
    if reading.file is None:
        if not reading.is_grave:
            raise Disagreement("a file that is not read, and nothing grave is told")
        return
    for fault in reading.faults:
        str(fault)
    if sie.differences(reading.file, reading.file):
        raise Disagreement("a file differs from itself")
    _write(sie, reading.file)


def _read_both_ways(content: bytes) -> None:
    of_content = import_module("samsyn.sie_text.content")
    if of_content.refusal(content) or of_content.is_xml(content):
        return
    plain = import_module("samsyn.sie.plain").read_plainly(content)
    quick = import_module("samsyn.sie.quick").read_quickly(content)
    if quick is not None and quick != plain:
        raise Disagreement("the fast way and the plain way read different files")


def _write(sie: Any, file: Any) -> None:
    for write in (lambda f: sie.write_sie(f, encoding="utf-8"), sie.write_sie5):
        try:
            again = sie.read_sie(write(file)).file
            third = again and sie.read_sie(write(again)).file
        except sie.CannotBeWritten:
            continue
        # 4E and 4I are told apart by balances, and some may have been too faulty to keep.
        if again != (third and replace(third, kind=again.kind)):
            raise Disagreement("what is written and read twice is not the same")


def main() -> None:
    import atheris

    # The rooms are imported here, not above, so that their code can be followed.
    with atheris.instrument_imports(include=list(ROOMS)):
        import_module("samsyn.sie")
    atheris.Setup([*sys.argv, str(EXAMPLES)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
