"""Every page of the site, for tests that hold for all of them."""

from samsyn.quality.search import findings_of

ECONOMY = "/ekonomi/sydnarke"
FIGURE = "deltagare-2019-ct-orebro"
PAGES = {
    "overview": "/",
    "compare": "/jamfor/?lan=18&ar=2019&indikator=positive_of_exits",
    "compare_parts": "/jamfor/?indikator=cost_per_participant&enhet=kommun:1814&enhet=sofint",
    "compare_money": "/jamfor/?indikator=administration_of_cost",
    "compare_missing": "/jamfor/?indikator=new",
    "associations": "/forbund/",
    "association": "/forbund/sydnarke/",
    "association_with_parts": "/forbund/lekeberg-orebro/",
    "findings": "/fynd/",
    "figures": "/siffror/",
    "figures_searched": "/siffror/?q=%C3%B6rebro&ar=2019&slag=amounts&status=published",
    "figure": f"/siffror/{FIGURE}/",
    "statement": "/siffror/summa-2019-invanare-lan/",
    "definitions": "/definitioner/",
    "report": "/rapport/",
    "finding": "",
    "economy": "/ekonomi/?ar=2025",
    "state_model": "/ekonomi/statens-modell/",
    "reference_figures": "/ekonomi/referenstal/",
    "reference_upload": "/ekonomi/referenstal/las-in/",
    "member_board": "/ekonomi/medlem/region:18/",
    "economy_association": f"{ECONOMY}/?ar=2025",
    "economy_association_empty": f"{ECONOMY}/?ar=2021",
    "budget": f"{ECONOMY}/budget/?ar=2025",
    "budget_empty": f"{ECONOMY}/budget/?ar=2021",
    "outcome": f"{ECONOMY}/utfall/?ar=2025",
    "outcome_empty": f"{ECONOMY}/utfall/?ar=2021",
    "contributions": f"{ECONOMY}/bidrag/?ar=2025",
    "contributions_empty": f"{ECONOMY}/bidrag/?ar=2021",
    "funding_request": f"{ECONOMY}/bidrag/askande/?ar=2026",
    "state_decision": f"{ECONOMY}/bidrag/statens-beslut/?ar=2026",
    "division_key": f"{ECONOMY}/bidrag/nyckel/municipalities/?ar=2025",
    "ask": f"{ECONOMY}/bidrag/fraga/?ar=2025",
    "member_decision": f"{ECONOMY}/bidrag/medlem/kommun:1860/?ar=2025",
    "shares": f"{ECONOMY}/andelar/",
    "requisitions": f"{ECONOMY}/rekvisitioner/?ar=2025",
    "new_requisitions": f"{ECONOMY}/rekvisitioner/ny/?ar=2025",
    "new_payment": f"{ECONOMY}/inbetalningar/ny/?ar=2025",
    "equity": f"{ECONOMY}/eget-kapital/?ar=2025",
    "equity_empty": f"{ECONOMY}/eget-kapital/?ar=2021",
    "vouchers_empty": f"{ECONOMY}/verifikationer/?ar=2025",
    "ledger_files_empty": f"{ECONOMY}/verifikationer/filer/",
    "chart_of_accounts": f"{ECONOMY}/kontoplan/?ar=2025",
    "cost_rules": f"{ECONOMY}/kontoplan/nycklar/?ar=2025",
    "locked_periods": f"{ECONOMY}/kontoplan/perioder/?ar=2025",
    "statements_empty": f"{ECONOMY}/kontoplan/rakningar/?ar=2025",
}
FOR_KEEPERS = {
    "reference_upload",
    "funding_request",
    "state_decision",
    "division_key",
    "ask",
    "member_decision",
    "new_requisitions",
    "new_payment",
    "vouchers_empty",
    "ledger_files_empty",
}
"""The pages that a reader may not open: vouchers, and forms of an association's own acts."""

FILES = (
    "/jamfor/jamforelse.xlsx?indikator=positive_of_exits",
    "/forbund/sydnarke/alla.xlsx",
    "/forbund/sydnarke/budget.xlsx",
    "/forbund/lekeberg-orebro/nyckeltal-lekeberg.xlsx",
    "/fynd/fynd.xlsx",
    "/siffror/siffror.xlsx?slag=amounts",
    "/ekonomi/ekonomi.xlsx?ar=2025",
    "/ekonomi/statens-modell/statens-modell.xlsx",
    "/ekonomi/referenstal/referenstal.xlsx",
    "/ekonomi/medlem/region:18/bidrag.xlsx",
    f"{ECONOMY}/kostnader.xlsx",
    f"{ECONOMY}/budget/budget.xlsx?ar=2025",
    f"{ECONOMY}/budget/mall.xlsx?ar=2026",
    f"{ECONOMY}/utfall/utfall.xlsx?ar=2025",
    f"{ECONOMY}/bidrag/bidrag.xlsx?ar=2025",
    f"{ECONOMY}/rekvisitioner/rekvisitioner.xlsx?ar=2025",
    f"{ECONOMY}/andelar/andelar.xlsx",
    f"{ECONOMY}/eget-kapital/eget-kapital.xlsx?ar=2025",
    f"{ECONOMY}/verifikationer/verifikationer.xlsx?ar=2025",
    f"{ECONOMY}/kontoplan/kontoplan.xlsx?ar=2025",
)


def address(name):
    return finding_address() if name == "finding" else PAGES[name]


def finding_address(number=0):
    return f"/fynd/{findings_of('18')[number].key}/"


def finding_of(association):
    """The address of a finding about an association; of the county itself if None."""
    key = next(f.key for f in findings_of("18") if f.association == association)
    return f"/fynd/{key}/"
