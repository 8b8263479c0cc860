"""Areas and parties by code: `kommun:1860`, `lan:18`, `region:18`, `forbund:sofint`."""

from __future__ import annotations

COUNTRY = "riket"


def municipality_area(code: str) -> str:
    return f"kommun:{code}"


def county_area(code: str) -> str:
    return f"lan:{code}"


def association_area(key: str) -> str:
    return f"forbund:{key}"


def region_party(county_code: str) -> str:
    return f"region:{county_code}"
