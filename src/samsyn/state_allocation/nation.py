"""Which table of associations the model reckons on: one's own, otherwise the invented one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from samsyn.state_allocation.associations import Association, read_associations
from samsyn.state_allocation.faults import Fault, Faulty

OWN_TABLE = "riket.csv"
"""The name of one's own table in the installation's folder."""
INVENTED_TABLE = "Samsyns påhittade tabell"


@dataclass(frozen=True)
class Nation:
    """The associations of the whole country, and how they are known.

    is_own: whether the table is one's own; otherwise it is the one that comes with Samsyn, in
            which everything but four associations is made up
    faults: what is wrong with one's own table; then there are no associations
    """

    associations: tuple[Association, ...]
    name: str
    is_own: bool
    faults: tuple[Fault, ...] = ()

    @property
    def made_up(self) -> int:
        """How many associations have something made up."""
        return sum(each.is_invented for each in self.associations)

    @property
    def warning(self) -> str:
        """What a reader must know before using a number; empty if nothing is made up."""
        if not self.made_up:
            return ""
        return (
            f"Påhittade siffror för att visa räkningen: {self.made_up} av "
            f"{len(self.associations)} förbund har uppgifter som är påhittade. Eftersom alla "
            "delar på samma ram är inget belopp här en prognos."
        )


@lru_cache(maxsize=1)
def invented_nation() -> Nation:
    """Return the table that comes with Samsyn."""
    file = files("samsyn").joinpath("demo", "riket", "associations.csv")
    found = read_associations(file.read_bytes(), place="associations.csv")
    return Nation(found, INVENTED_TABLE, is_own=False)


def nation_in(folder: Path) -> Nation:
    """Return one's own table in a folder if there is one, otherwise the invented one.

    A table with faults gives a nation with no associations and all the faults.
    """
    file = folder / OWN_TABLE
    if not file.is_file():
        return invented_nation()
    facts = file.stat()
    return _own(file, facts.st_mtime_ns, facts.st_size)


def nation_of(file: Path) -> Nation:
    """Return the nation that a file holds. Raises Faulty, and OSError if it cannot be read."""
    found = read_associations(file.read_bytes(), place=file.name)
    return Nation(found, file.name, is_own=True)


@lru_cache(maxsize=4)
def _own(file: Path, changed: int, size: int) -> Nation:
    """Return the table of a file; read again when the file is another."""
    try:
        return nation_of(file)
    except Faulty as error:
        return Nation((), file.name, is_own=True, faults=error.faults)
