from pathlib import Path

import pytest

from samsyn.indicators.definitions import DefinitionError, catalogue, read_definition

GOOD = """
version = 1
theme = "resultat"
title = "Provandel"
question = "Hur stor del?"
numerator = ["positive_exits"]
denominator = ["closed"]
unit = "percent"
interval = "share"
better = "higher"
population = "personal_data"
counting_mode = "registrations"
topics = []
why_it_matters = "För att det går att pröva."
weaknesses = "Den är påhittad."
source = "Egen definition"
owner = "provet"
next_review = 2027-01-01
"""

FAULTS = [
    ("version = 1", "", "version", "saknas"),
    ("version = 1", 'version = "ett"', "version", "fel slags"),
    ("version = 1", 'version = 1\nsql = "DROP TABLE"', "sql", "okänd"),
    ('theme = "resultat"', 'theme = "annat"', "theme", "finns inte"),
    ('["positive_exits"]', '["happiness"]', "numerator", "finns inte bland fakta"),
    ('["positive_exits"]', '["positive_exits", "equity"]', "numerator", "samma enhet"),
    ('interval = "share"', 'interval = "cost"', "interval", "passar inte"),
    ('interval = "share"', 'interval = "guess"', "interval", "finns inte"),
    ('numerator = ["positive_exits"]', 'numerator = ["coaching_cost"]', "interval", "passar"),
    ('"registrations"', '"unique"', "counting_mode", "stämmer inte"),
    ('title = "Provandel"', 'title = " "', "title", "tom"),
    ("topics = []", 'topics = []\nzero_if_unknown = ["equity"]', "zero_if_unknown", "ingår"),
    ("version = 1", "version = ", "filen", "giltig TOML"),
]


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "provandel.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_file_name_is_the_id(tmp_path):
    assert read_definition(written(tmp_path, GOOD)).id == "provandel"


@pytest.mark.parametrize(("before", "after", "key", "fault"), FAULTS)
def test_a_bad_definition_is_refused_with_file_and_key(tmp_path, before, after, key, fault):
    assert before in GOOD

    with pytest.raises(DefinitionError) as error:
        read_definition(written(tmp_path, GOOD.replace(before, after, 1)))

    assert (error.value.file, error.value.key) == ("provandel.toml", key)
    assert fault in error.value.fault


def test_a_cost_must_say_what_it_includes(tmp_path):
    text = (
        GOOD.replace('["positive_exits"]', '["coaching_cost"]')
        .replace('interval = "share"', 'interval = "cost"')
        .replace('unit = "percent"', 'unit = "kronor"')
    )

    with pytest.raises(DefinitionError, match="cost_base"):
        read_definition(written(tmp_path, text))


def test_the_catalogue_has_what_the_county_asks_for():
    themes = {indicator.theme for indicator in catalogue().values()}

    assert len(catalogue()) >= 25
    assert themes == {
        "antal",
        "flöde",
        "resultat",
        "kostnad",
        "bemanning",
        "räckvidd",
        "ekonomi",
    }


@pytest.mark.parametrize("indicator", catalogue().values(), ids=lambda i: i.id)
def test_every_cost_per_person_declares_its_base(indicator):
    if indicator.interval == "cost":
        assert "medel" in indicator.cost_base
