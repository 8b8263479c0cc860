"""Code lists of the economy: what an amount is for, and at which stage it stands."""

from __future__ import annotations

STAGES = {
    "request": "äskande",
    "decision": "beslut",
    "budget": "budget",
    "outcome": "utfall",
    "booked": "bokfört",
}

CATEGORIES = {
    "contribution": "medlemsbidrag",
    "external_granted": "beviljade externa medel",
    "external_used": "använda externa medel",
    "other_income": "övriga intäkter",
    "financial_income": "finansiella intäkter",
    "individual": "individinriktade insatser",
    "individual.reception": "mottagningsteam",
    "individual.coaching": "coachingteam",
    "individual.coordinator": "samordnare",
    "individual.premises": "lokal för insatser",
    "individual.overhead": "omkostnader i insatser",
    "structural": "strukturövergripande insatser",
    "structural.investigator": "utredare",
    "administration": "administration",
    "administration.board": "styrelse",
    "administration.audit": "revision",
    "administration.manager": "förbundschef",
    "administration.support": "administrativt stöd",
    "administration.premises": "lokal",
    "administration.travel": "resor",
    "administration.overhead": "omkostnader (OH)",
    "administration.other": "övrig administration",
    "financial_cost": "finansiella kostnader",
    "equity": "eget kapital vid årets slut",
    "allotment": "anslag i ett budgetbeslut",
}

INCOME = ("contribution", "external_used", "other_income", "financial_income")

BASES = {"gross": "brutto", "net": "netto"}
