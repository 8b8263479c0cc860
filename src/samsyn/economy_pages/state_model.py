"""Statens modell: why an amount is what it is, and what other conditions would give.

Everything that is asked for stands in the address, so that a scenario can be passed on as a link.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from samsyn.economy_reports.state_model import WORDS, about, signed
from samsyn.economy_reports.state_model_outcome import Outcome, Question
from samsyn.register.selectors import associations_for
from samsyn.rules.money import InvalidAmount, kronor_to_ore
from samsyn.state_allocation.associations import LARGEST_COUNT
from samsyn.state_allocation.faults import Faulty
from samsyn.state_allocation.nation import OWN_TABLE, Nation, nation_in
from samsyn.state_allocation.parameters import (
    NoModel,
    Parameters,
    definitions,
    parameters_for,
    with_changes,
)
from samsyn.state_allocation.scenarios import Change, Scenario
from samsyn.state_allocation.uncertainty import Assumptions
from samsyn.state_allocation.values import KEYS, TAKERS
from samsyn.web.environment import url
from samsyn.web.exports import workbook
from samsyn.web.session import Visit, in_county

NONE = "ingen"
FIRST_YEAR, YEARS_AHEAD = 2016, 3
FEW, MANY = 1_000, 10_000
MOST_ROUNDS = 3
COUNT_FIELDS = {
    "befolkning": ("population", "Befolkning 16–64 år"),
    "behov": ("need", "Försörjningsmått, helårsekvivalenter"),
    "ny_befolkning": ("extra_population", "Befolkning 16–64 år i kommunen"),
    "ny_behov": ("extra_need", "Försörjningsmått i kommunen"),
}
AMOUNT_FIELDS = {
    "begaran": ("request_ore", "Begäran hos staten, kronor"),
    "eget_kapital": ("equity_ore", "Eget kapital, kronor"),
}
ROUNDS = [
    ("", NONE),
    *(
        (f"{takers}:{key}", f"{who}, efter {what}")
        for takers, who in TAKERS.items()
        for key, what in KEYS.items()
    ),
]
MAY_BE_EMPTY = ("percent_or_none", "steps", "rounds")
WHOLE = "skriv ett heltal, till exempel 32000."
AMOUNT = "skriv ett belopp i kronor, till exempel 3250000."


@dataclass(frozen=True)
class Asked(Question):
    """A question as it stands in the address, and what of it cannot be read.

    typed:  name of a field -> what stands in it
    errors: name of a field -> what to do about it
    """

    typed: Mapping[str, str]
    errors: Mapping[str, str]

    @property
    def query(self) -> dict[str, Any]:
        """The shortest address that asks for the same."""
        query: dict[str, Any] = {"ar": self.year, "forbund": self.chosen.key}
        for name in (*COUNT_FIELDS, *AMOUNT_FIELDS):
            query[name] = self.typed.get(name, "")
        query["slas_ihop"] = [k for group in self.scenario.mergers for k in group][1:]
        for setting in self.parameters.changed:
            query[f"p_{setting.definition.name}"] = setting.text or NONE
        return query | {"dragningar": str(MANY) if self.draws == MANY else ""}


@require_safe
@in_county
def state_model(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show one association's amount by the model, why, and how a scenario would change it."""
    nation = nation_in(settings.HOME)
    if not nation.associations:
        context = {"visit": visit, "nation": nation, "file": OWN_TABLE}
        return render(request, "economy_pages/state_model_faults.html", context, status=422)
    asked = _asked(request.GET, visit, nation)
    shortest = url("state_model", **asked.query)
    if not asked.errors and "visa" in request.GET:
        return redirect(shortest)
    found = Outcome.of(asked, nation.associations)
    context = {
        "visit": visit,
        "nation": nation,
        "asked": asked,
        "found": found,
        "years": list(range(visit.on.year + YEARS_AHEAD, FIRST_YEAR - 1, -1)),
        "others": [("", NONE), *_choices(nation, without=asked.chosen.key)],
        "all": _choices(nation),
        "groups": _groups(asked),
        "counts": COUNT_FIELDS,
        "amounts": AMOUNT_FIELDS,
        "rounds": ROUNDS,
        "many": MANY,
        "signed": signed,
        "file": OWN_TABLE,
    }
    status = 422 if asked.errors else 200
    return render(request, "economy_pages/state_model.html", context, status=status)


@require_safe
@in_county
def excel(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Give every table of the page as a workbook, with parameters and sources."""
    nation = nation_in(settings.HOME)
    if not nation.associations:
        raise Http404("tabell")
    asked = _asked(request.GET, visit, nation)
    if asked.errors:
        raise Http404("scenario")
    title = f"Statens modell {asked.chosen.name} {asked.year}"
    facts = about(asked.parameters, nation.warning, nation.name)
    facts += [("Spann", sentence) for sentence in Assumptions().sentences]
    tables = Outcome.of(asked, nation.associations).tables
    return workbook(visit, title, tables, about=facts, definitions=WORDS)


def _asked(query: QueryDict, visit: Visit, nation: Nation) -> Asked:
    """Read the address. Raises Http404 for a year or an association that there is not."""
    year = _year(query.get("ar", ""), visit)
    known = {each.key: each for each in nation.associations}
    chosen = known.get(query.get("forbund") or _own_key(visit, nation))
    if chosen is None:
        raise Http404("förbund")
    typed = {name: query.get(name, "").strip() for name in (*COUNT_FIELDS, *AMOUNT_FIELDS)}
    numbers, errors = _numbers(typed)
    partners = [key for key in dict.fromkeys(query.getlist("slas_ihop")) if key]
    if not all(key in known and key != chosen.key for key in partners):
        errors["slas_ihop"] = "Välj andra förbund att slå ihop med."
        partners = []
    parameters, wrong = _parameters(query, parameters_for(year))
    scenario = Scenario(
        (Change(chosen.key, **numbers),), ((chosen.key, *partners),) if partners else ()
    )
    if errors | wrong:
        parameters, scenario = parameters_for(year), Scenario()
    draws = MANY if query.get("dragningar") == str(MANY) else FEW
    texts = typed | {name: str(query[name]) for name in query if name.startswith("p_")}
    return Asked(year, chosen, parameters, scenario, draws, texts, errors | wrong)


def _year(text: str, visit: Visit) -> int:
    if not text:
        return visit.on.year + 1
    try:
        parameters_for(int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0)
    except (NoModel, ValueError):
        raise Http404("år") from None
    if int(text) > visit.on.year + YEARS_AHEAD:
        raise Http404("år")
    return int(text)


def _own_key(visit: Visit, nation: Nation) -> str:
    """Return the first association of the visitor's county that is in the table."""
    own = [a.association for a in visit.user.assignments_in_force(visit.on)]
    near = associations_for(visit.user, on=visit.on).filter(county=visit.county)
    known = {each.key for each in nation.associations}
    keys = [key for key in (*own, *near.values_list("pk", flat=True)) if key in known]
    return keys[0] if keys else nation.associations[0].key


def _numbers(typed: Mapping[str, str]) -> tuple[dict[str, int], dict[str, str]]:
    numbers: dict[str, int] = {}
    errors: dict[str, str] = {}
    for name, text in typed.items():
        plain = "".join(text.split()).replace(",", ".").replace("\u2212", "-")
        if not plain:
            continue
        if name in COUNT_FIELDS:
            is_whole = plain.isascii() and plain.isdigit() and len(plain) < 10
            if not is_whole or int(plain) > LARGEST_COUNT:
                errors[name] = f"{COUNT_FIELDS[name][1]}: {WHOLE}"
            else:
                numbers[COUNT_FIELDS[name][0]] = int(plain)
            continue
        try:
            ore = kronor_to_ore(plain)
        except InvalidAmount:
            errors[name] = f"{AMOUNT_FIELDS[name][1]}: {AMOUNT}"
            continue
        if abs(ore) > 10**14 or (name == "begaran" and ore < 0):
            errors[name] = f"{AMOUNT_FIELDS[name][1]}: {AMOUNT}"
        numbers[AMOUNT_FIELDS[name][0]] = ore
    return numbers, errors


def _parameters(query: QueryDict, own: Parameters) -> tuple[Parameters, dict[str, str]]:
    """Return the parameters of the address; with faults, the model's own, and the faults."""
    changes: dict[str, object] = {}
    for name in definitions():
        texts = query.getlist(f"p_{name}")
        joined = "\n".join(text for text in texts if text and text != NONE)
        if joined or (texts and definitions()[name].kind in MAY_BE_EMPTY):
            changes[name] = joined
    try:
        return with_changes(own, changes), {}
    except Faulty as error:
        return own, {
            f"p_{fault.field}": f"{fault.place}: skriv {fault.expected}."
            for fault in error.faults
        }


def _choices(nation: Nation, *, without: str = "") -> list[tuple[str, str]]:
    named = [(each.key, each.name) for each in nation.associations if each.key != without]
    return sorted(named, key=lambda choice: choice[1].casefold())


def _groups(asked: Asked) -> dict[str, list[tuple[Any, str]]]:
    """Return the parameters under their headings, each with what stands in its field."""
    groups: dict[str, list[tuple[Any, str]]] = {}
    for setting in asked.parameters.settings:
        typed = asked.typed.get(f"p_{setting.definition.name}")
        text = setting.text if typed is None or not asked.errors else typed
        groups.setdefault(setting.definition.group, []).append((setting, text))
    return groups


URLS: list[URLPattern] = [
    path("statens-modell/", state_model, name="state_model"),
    path("statens-modell/statens-modell.xlsx", excel, name="state_model_excel"),
]
