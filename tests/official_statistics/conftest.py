"""Answers made of rows, and snapshots of them."""

from datetime import date

import pytest

from samsyn.official_statistics.files import read_file
from samsyn.official_statistics.services import take_snapshot
from samsyn.official_statistics.sources import Answer
from samsyn.register.municipal_division import areas_by_name

DAY = date(2026, 3, 1)


@pytest.fixture
def answer_of():
    """Make an answer of rows in our own form: `area;on;sex;ages;value`."""

    def make(*rows, measure="population", name="rader.csv"):
        raw = "\n".join(["area;on;sex;ages;benefit;value", *rows]).encode()
        reading = read_file(raw, name, measure=measure, names=areas_by_name())
        return Answer(
            source="scb",
            table="TAB638",
            question={"measure": measure},
            raw=raw,
            reading=reading,
            attribution="Källa: SCB",
            licence="CC0",
            file_name=name,
        )

    return make


@pytest.fixture
def taken(db, answer_of):
    """Store rows as a snapshot taken on a day."""

    def take(*rows, on=DAY, way="fetched", by=None, **more):
        return take_snapshot(answer=answer_of(*rows, **more), way=way, by=by, on=on)

    return take
