"""samsyn indicators: the catalogue, or one indicator counted for a county and a year."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, TextIO

from samsyn.cli.columns import write_columns
from samsyn.cli.counties import county_code
from samsyn.cli.stop import Stop

if TYPE_CHECKING:
    from samsyn.indicators.comparison import Comparison


def add_arguments(parser: ArgumentParser) -> None:
    parser.description = "Visa indikatorerna, eller räkna en av dem för ett län och ett år."
    parser.epilog = (
        "Exempel:\n  samsyn indicators\n"
        "  samsyn indicators positive_of_exits --county orebro --year 2019"
    )
    parser.add_argument("indicator", nargs="?", metavar="INDIKATOR", help="indikatorns id")
    parser.add_argument("--county", metavar="LÄN", help="län, till exempel orebro eller 18")
    parser.add_argument("--year", type=int, metavar="ÅR", help="verksamhetsår")
    parser.add_argument("--json", action="store_true", help="skriv JSON")


def run(options: Namespace, out: TextIO) -> int:
    """Print the catalogue, or the comparison."""
    from samsyn.indicators.definitions import catalogue

    if options.indicator is None:
        write_columns(
            [(i.id, i.title, i.theme) for i in catalogue().values()],
            ("id", "indikator", "tema"),
            out,
        )
        return 0
    if options.indicator not in catalogue():
        raise Stop(
            f"indikatorn {options.indicator!r} finns inte. «samsyn indicators» visar alla.",
            exit_code=2,
        )
    if not options.county or not options.year:
        raise Stop("ange --county och --year.", exit_code=2)
    comparison = _comparison(options)
    if options.json:
        print(json.dumps(_as_data(comparison), ensure_ascii=False, indent=2), file=out)
        return 0
    from samsyn.reports.compared import comparison_table

    table = comparison_table(comparison)
    write_columns(
        [tuple(cell.text for cell in row) for row in table.rows],
        tuple(column.title for column in table.columns),
        out,
    )
    print(f"\n{table.caption}. {table.note}", file=out)
    return 0


def _comparison(options: Namespace) -> Comparison:
    from samsyn.cli.database import open_database

    open_database()
    from samsyn.facts.build import facts_of
    from samsyn.indicators.comparison import compare, years_with_values
    from samsyn.indicators.definitions import catalogue
    from samsyn.indicators.publish import PUBLIC

    indicator = catalogue()[options.indicator]
    facts = facts_of(county_code(options.county))
    if options.year not in years_with_values(facts, indicator):
        years = ", ".join(map(str, years_with_values(facts, indicator))) or "inget år"
        raise Stop(f"inga värden för {options.year}; det finns för {years}.")
    keys = [unit.key for unit in facts.units if not unit.is_county]
    return compare(facts, indicator, options.year, audience=PUBLIC, units=keys)


def _as_data(comparison: Comparison) -> dict[str, object]:
    return {
        "indicator": comparison.indicator.id,
        "version": comparison.indicator.version,
        "year": comparison.year,
        "rows": [
            {
                "unit": row.unit.key,
                "name": row.unit.name,
                "numerator": row.numerator,
                "denominator": row.denominator,
                "value": row.value,
                "low": row.low,
                "high": row.high,
                "least": row.least,
                "most": row.most,
                "verdict": row.judgement.verdict.value if row.judgement else None,
                "status": row.status,
                "protected": row.is_hidden,
            }
            for row in (*comparison.rows, comparison.county)
        ],
    }
