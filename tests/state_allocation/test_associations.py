"""The table of associations: read from strange files, every fault told; and the invented one."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.state_allocation.associations import COLUMNS, read_associations
from samsyn.state_allocation.faults import Faulty
from samsyn.state_allocation.nation import invented_nation, nation_in
from tests.conftest import DEMO

HEADER = "association,name,population,need"
WORKING_AGES = {"16-24", "25-44", "45-64"}
MEMBERS = {
    "sydnarke": {"1860", "1861", "1881", "1882"},
    "sofint": {"1863", "1864", "1884", "1885"},
    "degerfors-karlskoga": {"1862", "1883"},
    "lekeberg-orebro": {"1814", "1880"},
}


def read(text, encoding="utf-8"):
    return read_associations(text.encode(encoding), place="riket.csv")


def faults_of(text, encoding="utf-8"):
    with pytest.raises(Faulty) as found:
        read(text, encoding)
    return [(f.code, f.place, f.field) for f in found.value.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_table_from_excel_is_read(encoding):
    text = (
        "association;name;population;need;previous;equity\r\n"
        "b;Särö;12 000;1\u00a0500;2 617 000,50;\u2212100\r\n"
        "a;Ängen;10000;900;;\r\n;;;;;\r\n"
    )
    if encoding == "cp1252":
        text = text.replace("\u2212", "-")

    first, second = read(text, encoding)

    assert (first.key, first.name, first.previous_ore) == ("a", "Ängen", None)
    assert (second.name, second.population, second.need) == ("Särö", 12_000, 1_500)
    assert (second.previous_ore, second.equity_ore) == (261_700_050, -10_000)


def test_every_fault_is_told_with_row_and_column():
    text = (
        f"{HEADER},previous,status,invented,year\n"
        "a,A,tolv,1,,,,\n"
        "b,,5,-1,mycket,,,\n"
        "c,C,5,1,,kanske,namn,19\n"
        "d,D,5,1,,,,\n"
        "d,D,5,1,,,,\n"
        "e,E,5,1,,,,,x\n"
    )

    assert faults_of(text) == [
        ("for-manga-celler", "riket.csv, rad 7", ""),
        ("cell", "riket.csv, rad 2, kolumn population", "population"),
        ("cell", "riket.csv, rad 3, kolumn name", "name"),
        ("cell", "riket.csv, rad 3, kolumn need", "need"),
        ("cell", "riket.csv, rad 3, kolumn previous", "previous"),
        ("cell", "riket.csv, rad 4, kolumn year", "year"),
        ("cell", "riket.csv, rad 4, kolumn status", "status"),
        ("cell", "riket.csv, rad 4, kolumn invented", "invented"),
        ("dubblett", "riket.csv, rad 6", "association"),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "kolumn-saknas"),
        ("association,name\n", "kolumn-saknas"),
        (f"{HEADER},folkmängd\n", "okand-kolumn"),
        (f"{HEADER},need\n", "kolumn-tva-ganger"),
        (f"{HEADER}\n", "tom"),
        (f'{HEADER}\na,"A,1,2\n', "csv"),
        (f"{HEADER}\na,A,99999999,2\n", "cell"),
        (f"{HEADER}\nStora Å,A,1,2\n", "cell"),
        (f"{HEADER}\na,A,1,2.5\n", "cell"),
        (f"{HEADER}\na,A,١,2\n", "cell"),
        (HEADER + "\n" + "".join(f"a{n},A,1,1\n" for n in range(1002)), "for-manga-rader"),
        ("\0" * 10, "teckenkod"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused(text, code):
    assert code in [found[0] for found in faults_of(text)]


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode()))
def test_nothing_but_faults_comes_of_strange_files(content):
    with pytest.raises(Faulty) as found:
        read_associations(content, place="x.csv")

    assert all(fault.remedy and fault.expected for fault in found.value.faults)


def test_the_invented_table_says_what_is_made_up():
    nation = invented_nation()

    assert len(nation.associations) == 75
    assert nation.made_up == 75
    assert "75 av 75" in nation.warning
    for each in nation.associations:
        real = each.key in MEMBERS
        assert each.status == ("derived" if real else "invented")
        assert each.made_up == ("påhittat: försörjningsmått" if real else "påhittat förbund")
        assert each.name.startswith("Påhittat") != real
        assert each.is_made_up("need")
        assert each.is_made_up("population") != real


def test_what_is_real_in_the_invented_table_is_what_the_demo_county_holds():
    """The state's amounts of 2022 and 2023, and the population of working age at the end of 2020."""
    people, state = {}, {}
    with (DEMO / "inhabitants.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            code = row["area"].removeprefix("kommun:")
            if row["on"] == "2020-12-31" and row["age_group"] in WORKING_AGES:
                people[code] = people.get(code, 0) + int(row["inhabitants"])
    with (DEMO / "amounts.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["figure"].startswith(("bidrag-2022-staten", "bidrag-2023-staten")):
                state[row["association"], row["year"]] = int(row["amount"]) * 100

    table = {each.key: each for each in invented_nation().associations}

    for key, codes in MEMBERS.items():
        assert table[key].population == sum(people[code] for code in codes)
        assert table[key].previous_ore == state[key, "2022"]
        assert table[key].decided_ore == state[key, "2023"]
        assert table[key].year == 2023


def test_ones_own_table_takes_the_place_of_the_invented(tmp_path):
    assert nation_in(tmp_path) is invented_nation()

    (tmp_path / "riket.csv").write_text(f"{HEADER}\na,A,1,2\n", "utf-8")
    own = nation_in(tmp_path)

    assert (own.is_own, own.warning) == (True, "")
    assert [each.key for each in own.associations] == ["a"]

    (tmp_path / "riket.csv").write_text(f"{HEADER}\na,A,1,två\n", "utf-8")
    faulty = nation_in(tmp_path)

    assert faulty.associations == ()
    assert [fault.code for fault in faulty.faults] == ["cell"]


def test_every_column_is_explained():
    assert all(words.strip() for words in COLUMNS.values())
