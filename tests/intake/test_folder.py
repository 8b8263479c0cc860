import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samsyn.intake.folder import read_folder
from samsyn.intake.table import Column, Kind, TableFormat

FRUITS = TableFormat(
    "fruits",
    "Frukter",
    (
        Column("fruit", Kind.SLUG, "fruktens nyckel", required=True),
        Column("number", Kind.INTEGER, "antal"),
    ),
    ("fruit",),
)
BOXES = TableFormat(
    "boxes",
    "Lådor",
    (
        Column("figure", Kind.SLUG, "nyckel", required=True),
        Column("fruit", Kind.SLUG, "frukt", refers="fruits"),
    ),
    ("figure",),
)


def folder_with(path, **files):
    for name, text in files.items():
        content = text if isinstance(text, bytes) else text.encode()
        (path / f"{name}.csv").write_bytes(content)
    return read_folder(path, (FRUITS, BOXES))


def codes(folder):
    return [problem.code for problem in folder.problems]


@pytest.mark.parametrize(
    "text",
    [
        "fruit,number\napple,3\n",
        "fruit;number\napple;3\n",
        "\ufefffruit,number\r\napple,3\r\n",
        "number,fruit\n3,apple\n\n",
    ],
)
def test_reads_the_same_rows_however_the_file_was_saved(tmp_path, text):
    folder = folder_with(tmp_path, fruits=text)

    assert folder.problems == []
    assert [row.values for row in folder.rows["fruits"]] == [{"fruit": "apple", "number": 3}]


def test_every_problem_is_told_at_once_with_file_row_and_column(tmp_path):
    folder = folder_with(
        tmp_path,
        fruits="fruit,number\napple,tre\n,4\npear,5\npear,6\n",
        boxes="figure,fruit\nb1,plum\n",
    )

    assert codes(folder) == ["cell", "cell", "dubblett", "okand-nyckel"]
    first = folder.problems[0]
    assert (first.file, first.row, first.column, first.found) == (
        "fruits.csv",
        2,
        "number",
        "tre",
    )
    assert "ett heltal" in str(first)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("number\n3\n", "kolumn-saknas"),
        ("fruit,colour\napple,red\n", "okand-kolumn"),
        ("fruit,number,number\napple,1,2\n", "kolumn-tva-ganger"),
        ("fruit,number\napple,3,4\n", "for-manga-celler"),
        ("fruit,number\näpple,3\n".encode("cp437"), "vilken-teckenkod"),
        ("fruit,number\n" + "a" * 20_000 + ",3\n", "for-lang-cell"),
        ('fruit,number\n"apple,3\n', "oppet-citattecken"),
        ("", "tom-fil"),
    ],
)
def test_a_bad_file_is_told_by_its_code(tmp_path, text, code):
    assert code in codes(folder_with(tmp_path, fruits=text))


def test_a_file_that_nobody_knows_is_told(tmp_path):
    folder = folder_with(tmp_path, fruits="fruit\napple\n", rubbish="a\n")

    assert codes(folder) == ["okand-fil"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    assert codes(read_folder(tmp_path / "nowhere", (FRUITS,))) == ["mapp"]


def test_a_key_that_is_stored_already_may_be_referred_to(tmp_path):
    (tmp_path / "boxes.csv").write_text("figure,fruit\nb1,plum\n")

    folder = read_folder(tmp_path, (FRUITS, BOXES), lambda table: ["plum"])

    assert folder.problems == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(tmp_path, content):
    folder_with(tmp_path, fruits=content)
