"""Every page of the site, for tests that hold for all of them."""

from samsyn.quality.search import findings_of

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
}
FILES = (
    "/jamfor/jamforelse.xlsx?indikator=positive_of_exits",
    "/forbund/sydnarke/alla.xlsx",
    "/forbund/sydnarke/budget.xlsx",
    "/forbund/lekeberg-orebro/nyckeltal-lekeberg.xlsx",
    "/fynd/fynd.xlsx",
    "/siffror/siffror.xlsx?slag=amounts",
)


def address(name):
    return finding_address() if name == "finding" else PAGES[name]


def finding_address(number=0):
    return f"/fynd/{findings_of('18')[number].key}/"


def finding_of(association):
    """The address of a finding about an association; of the county itself if None."""
    key = next(f.key for f in findings_of("18") if f.association == association)
    return f"/fynd/{key}/"
