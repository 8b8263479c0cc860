"""Code lists of the register: code in the data → word on the screen."""

from __future__ import annotations

STATUSES = {
    "published": "publicerad",
    "derived": "härledd",
    "entered": "inmatad",
    "delivered": "levererad",
}

DOCUMENT_KINDS = {
    "review": "genomlysning eller granskning",
    "plan": "verksamhetsplan och budget",
    "decision": "beslut",
    "charter": "förbundsordning",
    "report": "delårsrapport eller årsredovisning",
    "statistics": "statistik",
    "own": "egen uppgift",
}

INTERVENTION_KINDS = {
    "individual": "individinriktad",
    "structural": "strukturövergripande",
}

TEAMS = {
    "reception": "mottagningsteam",
    "coaching": "coachingteam",
    "project": "projekt",
    "event": "mötesplats eller utbildning",
    "other": "annat",
}

AIMS = {
    "preparatory": "förberedande, mot ordinarie insatser",
    "work_or_studies": "mot arbete eller studier",
    "mixed": "både förberedande och mot arbete eller studier",
}

FUNCTIONS = {
    "staff": "teamets personal",
    "coordinator": "samordnare",
    "manager": "förbundschef",
    "administration": "administrativt stöd",
    "outside": "utanför teamet",
}

SEXES = {"all": "alla", "women": "kvinnor", "men": "män"}

AGE_GROUPS = {
    "all": "alla åldrar",
    "0-15": "0–15 år",
    "16-24": "16–24 år",
    "16-29": "16–29 år",
    "16-64": "16–64 år",
    "16-65": "16–65 år",
    "18-24": "18–24 år",
    "18-30": "18–30 år",
    "20-64": "20–64 år",
    "25-44": "25–44 år",
    "25-64": "25–64 år",
    "30-": "30 år och äldre",
    "45-64": "45–64 år",
    "65-": "65 år och äldre",
}

MEASURES = {
    "participants": "deltagare",
    "new": "nya deltagare",
    "closed": "avslutade",
    "opening": "ingående deltagare",
    "closing": "pågående vid årets slut",
    "exits_work_or_studies": "avslut mot arbete eller studier",
    "exits_ready": "avslut som jobb- eller studieredo",
    "positive_exits": "positiva avslut",
}

POPULATIONS = {
    "personal_data": "deltagare med personuppgifter",
    "anonymous": "anonyma deltagare",
    "volume": "deltagare i volyminsatser",
    "all": "alla deltagare",
}

COUNTING_MODES = {
    "registrations": "registreringar",
    "unique": "unika personer",
    "not_stated": "räknesätt inte angivet",
}

NEED_GROUPS = {
    "target_group_5_percent": "fem procent av befolkningen 16–64 år",
    "activity_compensation": "aktivitetsersättning",
    "sick_365_days": "sjukskrivna minst 365 dagar",
    "sick_psychiatric_182_days": "sjukskrivna minst 182 dagar, psykiatrisk diagnos",
    "sick_musculoskeletal_182_days": "sjukskrivna minst 182 dagar, sjukdom i rörelseorganen",
    "unemployed_12_months": "inskrivna på Arbetsförmedlingen mer än 12 månader",
    "unemployed_6_months_young": "unga inskrivna mer än 6 månader",
    "unemployed_6_months_young_corrected": "unga inskrivna mer än 6 månader, korrigerat antal",
    "long_term_unemployed": "långtidsarbetslösa",
    "income_support_10_months": "försörjningsstöd mer än 10 månader",
    "counted_target_group": "målgrupp räknad ur parternas statistik",
    "full_year_equivalents": "helårsekvivalenter",
    "early_reference": "målgrupp enligt förarbetena",
    "coordinated_already": "redan i samordnade insatser enligt förarbetena",
}

UNITS = {
    "persons": "personer",
    "percent": "procent",
    "kronor": "kronor",
    "full_time_equivalents": "heltidstjänster",
    "years": "år",
    "none": "ingen enhet",
}

CLAIMS = {
    "sum": "är summan av andra siffror",
    "share": "är en andel i procent",
    "parts": "är delar som tillsammans blir 100 procent",
    "change": "är en förändring i procent",
    "same": "är samma sak som en annan siffra",
    "carry_over": "är en skillnad mellan ingående antal och förra årets utgående",
    "goal": "är ett mål",
    "method": "beskriver ett sätt att räkna eller bokföra",
    "stated": "anges utan att kunna räknas om",
}

OPERATORS = {"at_least": "minst", "at_most": "högst", "more_than": "mer än"}
