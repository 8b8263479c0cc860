"""The demo: a real county from public documents, an invented association with books, and users."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from samsyn.access.models import User
    from samsyn.register.models import Association


@dataclass(frozen=True)
class DemoUser:
    """Somebody to log in as: the role, and where it is held (county, association)."""

    username: str
    name: str
    role: str
    places: tuple[tuple[str, str], ...]


COUNTY, PRACTICE_COUNTY, PRACTICE = "18", "08", "ovning"
FOLDERS = (("orebro", "sydnarke"), (PRACTICE, PRACTICE))
"""The folders of the demo, and an association that each of them holds."""
DEMO_PASSWORD = "prova-samsyn-2026"  # noqa: S105 (known to all, and only on loopback)
DEMO_USERS = (
    DemoUser(
        "controller", "Kim Controller", "controller", ((COUNTY, ""), (PRACTICE_COUNTY, ""))
    ),
    DemoUser(
        "chef", "Robin Chef", "manager", ((COUNTY, "sydnarke"), (PRACTICE_COUNTY, PRACTICE))
    ),
    DemoUser("revisor", "Noor Revisor", "auditor", ((PRACTICE_COUNTY, PRACTICE),)),
    DemoUser("lasare", "Alex Läsare", "reader", ((COUNTY, ""),)),
)
MEANINGS = (
    ("P1", "ovning-ingang", ""),
    ("P2", "ovning-stegen", ""),
    ("P3", "ovning-ungkraft", "esf"),
    ("P4", "ovning-samverkansdag", ""),
)
"""What each project of the invented books is: an intervention, and who pays if not the members."""
ACCOUNTS = (
    ("3988", "external_used", "Bidraget från Europeiska socialfonden är inte medlemmarnas."),
    ("6550", "administration.manager", "Kontot används bara för förbundschefen."),
    ("7510", "administration.board", "Avgifterna gäller styrelsens arvoden."),
)
"""What accounts of the invented books count as, where the chart proposes something else."""
PROJECT = "6"
FIRST_DAY = date(2024, 1, 1)
BUDGETED = (2026, 2027)
INDEX = Fraction(5, 2)


def prepare_demo(*, on: date) -> None:
    """Load what the demo shows and make its users, unless they already are there."""
    from samsyn.access.selectors import user_named
    from samsyn.cli.load import plans_of, store
    from samsyn.register.selectors import stored_keys

    for folder, association in FOLDERS:
        if association not in stored_keys("associations"):
            with as_file(_demo(folder)) as path:
                store(plans_of(path), source=f"demo, {folder}", by=None)
    take_statistics(on=on)
    make_demo_users(on=on)
    keeper = user_named("controller")
    if keeper is not None:
        _keep_books(by=keeper, on=on)


def _demo(*path: str) -> Traversable:
    return files("samsyn").joinpath("demo", *path)


def make_demo_users(*, on: date) -> None:
    """Make the users that are missing, each with the roles of the demo."""
    from samsyn.access.selectors import user_named
    from samsyn.access.services import assign_role, create_user

    for each in DEMO_USERS:
        if user_named(each.username):
            continue
        user = create_user(
            username=each.username, name=each.name, password=DEMO_PASSWORD, by=None
        )
        for county, association in each.places:
            assign_role(
                user=user,
                role=each.role,
                county=county,
                association=association,
                starts_on=min(on, FIRST_DAY),
                by=None,
            )


def take_statistics(*, on: date) -> None:
    """Store the population of the demo county as a snapshot, unless there are snapshots."""
    from samsyn.official_statistics.files import answer_of_file
    from samsyn.official_statistics.selectors import snapshots
    from samsyn.official_statistics.services import take_snapshot
    from samsyn.register.municipal_division import areas_by_name

    if snapshots():
        return
    file = _demo("orebro", "referenstal", "folkmangd.csv")
    answer = answer_of_file(
        file.read_bytes(),
        file.name,
        measure="population",
        source="scb",
        table="Folkmängd efter kommun och ålder",
        attribution="Källa: SCB, hämtad genom Regionfakta; 2019 ur SCB:s tabell",
        names=areas_by_name(),
    )
    note = "För 2019 finns bara totalen per kommun."
    take_snapshot(answer=answer, way="file", by=None, on=on, note=note)


def _keep_books(*, by: User, on: date) -> None:
    """Read in the books of the invented association, and draft its budgets, once."""
    from samsyn.ledger.selectors import years_booked
    from samsyn.register.selectors import associations_for

    association = associations_for(by, on=on).filter(pk=PRACTICE).first()
    if association is None or years_booked(PRACTICE):
        return
    _read_in(association, sorted(_books(), key=lambda file: file.name), by=by, on=on)
    _give_meanings(association, by=by, on=on)
    _draft_budgets(association, by=by, on=on)


def _books() -> Iterable[Traversable]:
    return (file for file in _demo(PRACTICE).iterdir() if file.name.endswith(".se"))


def _read_in(
    association: Association, books: Iterable[Traversable], *, by: User, on: date
) -> None:
    from samsyn.ledger.obstacles import plan_for
    from samsyn.ledger.services import commit_file, receive_file

    for book in books:
        file = receive_file(
            association=association, name=book.name, content=book.read_bytes(), by=by, on=on
        )
        plan = plan_for(file, {})
        commit_file(file=file, plan_digest=plan.digest, answers={}, by=by, on=on)


def _give_meanings(association: Association, *, by: User, on: date) -> None:
    from samsyn.ledger.models import AccountMapping, ObjectMeaning
    from samsyn.ledger.services import decide

    projects = [
        ObjectMeaning(
            association=association,
            starts_on=FIRST_DAY,
            reason="Projekten är förbundets insatser.",
            dimension=PROJECT,
            cost_object=number,
            intervention_id=intervention,
            financier=financier,
        )
        for number, intervention, financier in MEANINGS
    ]
    accounts = [
        AccountMapping(
            association=association,
            starts_on=FIRST_DAY,
            reason=reason,
            first_account=number,
            last_account=number,
            category=category,
        )
        for number, category, reason in ACCOUNTS
    ]
    decide(decisions=[*projects, *accounts], by=by, on=on)


def _draft_budgets(association: Association, *, by: User, on: date) -> None:
    """Adopt a budget for the first year, and propose one for the next; both from outcome."""
    from samsyn.budget.drafting import from_outcome
    from samsyn.budget.services import adopt_budget, describe_budget, start_budget
    from samsyn.ledger.selectors import outcome_of
    from samsyn.register.selectors import interventions_of

    names = {str(each.key): each.name for each in interventions_of(association)}

    for year in BUDGETED:
        booked = outcome_of(PRACTICE, BUDGETED[0] - 1)
        version = start_budget(
            association=association,
            year=year,
            name="Budget" if year == BUDGETED[0] else "Förslag till budget",
            lines=from_outcome(booked, year, INDEX, names),
            origin=f"Utfallet {BUDGETED[0] - 1}, uppräknat med 2,5 procent",
            by=by,
            on=on,
        )
        if year == BUDGETED[0]:
            describe_budget(version=version, facts=described(year), by=by, on=on)
            adopt_budget(
                version=version,
                decided_on=date(year - 1, 11, 28),
                reference="§ 41 (påhittad)",
                is_public=True,
                by=by,
                on=on,
            )


def described(year: int) -> dict[str, object]:
    """Return what is said of the invented budget: when it was prepared, and its goals."""
    return {
        "consulted_on": date(year - 1, 10, 17),
        "announced_on": date(year - 1, 11, 14),
        "available_on": date(year - 1, 11, 14),
        "goals": "Det egna kapitalet ska vid årets slut vara högst 20 procent av bidragen.",
    }
