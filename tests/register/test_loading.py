from datetime import date
from decimal import Decimal

import pytest

from samsyn.access.models import Event
from samsyn.cli.load import plans_of, store
from samsyn.cli.stop import Stop
from samsyn.intake.plan import ImpossibleFigure, plan_table
from samsyn.register.loading import count, need, rounding_of, staffing, statement
from samsyn.register.models import Association, County, Municipality, Party, Statement
from samsyn.register.services import store_division
from tests.conftest import DEMO

SOURCE = {
    "figure": "f",
    "document": "d",
    "place": None,
    "status": "published",
    "derivation": None,
    "low": None,
    "high": None,
    "extracted_on": None,
}


def number_of_rows(**rest):
    return SOURCE | {
        "association": "a",
        "intervention": None,
        "starts_on": date(2019, 1, 1),
        "ends_on": date(2019, 12, 31),
        "sex": "all",
        "age_group": "all",
        "measure": "closed",
        "population": "personal_data",
        "counting_mode": "registrations",
        **rest,
    }


@pytest.mark.parametrize(
    ("text", "half"), [("19.4", "0.05"), ("20", "0.5"), ("9.85", "0.005"), ("100.00", "0.005")]
)
def test_a_figure_is_as_exact_as_its_digits(text, half):
    assert rounding_of(Decimal(text)) == Decimal(half)


def test_a_count_without_a_range_is_exact():
    row = count(number_of_rows(value=37))

    assert (row.value, row.low, row.high) == (37, 37, 37)


def test_a_value_outside_its_own_range_is_refused():
    with pytest.raises(ImpossibleFigure, match="mellan"):
        count(number_of_rows(value=37, low=Decimal(38), high=Decimal(40)))


def test_posts_are_kept_in_hundredths():
    row = SOURCE | {
        "association": "a",
        "intervention": None,
        "year": 2019,
        "function": "staff",
        "financier": "medlemmar",
        "full_time_equivalents": Decimal("4.55"),
    }

    assert staffing(row).hundredths == 455
    with pytest.raises(ImpossibleFigure, match="decimaler"):
        staffing(row | {"full_time_equivalents": Decimal("4.555")})


def test_a_percentage_reaches_as_far_as_its_rounding():
    row = SOURCE | {
        "area": "riket",
        "on": date(2023, 12, 31),
        "group": "full_year_equivalents",
        "sex": "all",
        "age_group": "20-64",
        "unit": "percent",
        "value": Decimal("11.9"),
    }

    assert (need(row).low, need(row).high) == (Decimal("11.85"), Decimal("11.95"))


def test_a_goal_is_not_rounded():
    row = SOURCE | {
        "association": None,
        "county": "18",
        "year": 2025,
        "label": "Mål",
        "claim": "goal",
        "value": Decimal(7),
        "unit": "percent",
        "of": ("+a",),
        "base": (),
        "operator": "at_most",
        "topic": None,
        "choice": None,
        "text": None,
    }

    assert (statement(row).low, statement(row).high) == (7, 7)
    assert statement(row).of == ["+a"]


@pytest.mark.django_db
def test_the_country_has_its_division_once():
    assert store_division(by=None) is True
    assert store_division(by=None) is False

    assert Municipality.objects.count() == 290
    assert Party.objects.filter(kind="region").count() == 21
    assert Municipality.objects.get(pk="0331").starts_on == date(2007, 1, 1)


def test_a_folder_loaded_twice_changes_nothing(county):
    plans = plans_of(DEMO)

    assert sum(len(plan.new) + len(plan.changed) for plan in plans) == 0
    assert sum(plan.unchanged for plan in plans) > 700


def test_a_changed_figure_is_shown_old_and_new_before_it_is_stored(county, tmp_path):
    text = (DEMO / "associations.csv").read_text("utf-8")
    (tmp_path / "associations.csv").write_text(text.replace(",Sydnärke,", ",Södra,"), "utf-8")

    (plan,) = plans_of(tmp_path)

    (change,) = plan.changed
    assert change.fields == {"short_name": ("Sydnärke", "Södra")}
    assert Association.objects.get(pk="sydnarke").short_name == "Sydnärke"
    store([plan], source="prov", by=None)
    assert Association.objects.get(pk="sydnarke").short_name == "Södra"


def test_an_unknown_county_is_told_with_its_row(county, tmp_path):
    before = Statement.objects.count()
    header = (DEMO / "statements.csv").read_text("utf-8").split("\n")[0]
    rows = [
        "ny-1,,18,2019,Bra,stated,1,kronor,,,,,,,genomlysning-2020,,published,,,,",
        "ny-2,,99,2019,Fel län,stated,1,kronor,,,,,,,genomlysning-2020,,published,,,,",
    ]
    (tmp_path / "statements.csv").write_text("\n".join([header, *rows]), "utf-8")

    with pytest.raises(Stop, match=r"rad 3, kolumn county: hittade '99'"):
        plans_of(tmp_path)

    assert Statement.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_nothing_is_stored_when_the_database_refuses_a_row():
    good = County(code="98", name="Gott")
    bad = Municipality(code="9801", name="Ont", county_id="97", starts_on=date(2020, 1, 1))
    before = Event.objects.count()
    plans = [plan_table("counties", [good]), plan_table("municipalities", [bad])]

    with pytest.raises(Stop, match="inget skrevs"):
        store(plans, source="prov", by=None)

    assert not County.objects.filter(pk="98").exists()
    assert Event.objects.count() == before


def test_all_faults_of_a_folder_are_told_and_nothing_is_planned(county, tmp_path):
    header = (DEMO / "counts.csv").read_text("utf-8").split("\n")[0]
    rows = [
        (
            "x-1,finns-inte,,2019-01-01,2019-12-31,all,all,closed,3,personal_data,unique,"
            "genomlysning-2020,,published,,,,"
        ),
        (
            "x-2,sofint,,2019-01-01,2019-12-31,alla,all,closed,3,personal_data,unique,"
            "genomlysning-2020,,published,,,,"
        ),
        (
            "x-3,sofint,,2019-01-01,2019-12-31,all,all,closed,3,personal_data,unique,"
            "genomlysning-2020,,derived,,,,"
        ),
        (
            "x-4,sofint,,2019-01-01,2019-12-31,all,all,closed,3,personal_data,unique,"
            "genomlysning-2020,,published,,5,9,"
        ),
    ]
    (tmp_path / "counts.csv").write_text("\n".join([header, *rows]), "utf-8")

    with pytest.raises(Stop) as stop:
        plans_of(tmp_path)

    text = str(stop.value)
    for code in ("okand-nyckel", "cell", "harledning-saknas", "omojlig-siffra"):
        assert f"[{code}]" in text
    assert "4 fel" in text
