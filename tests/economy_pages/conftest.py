"""The same browsers and the same day as the other pages."""

from tests.web.conftest import (
    anonymous,
    another_county,
    as_controller,
    as_manager,
    as_reader,
    fixed_day,
    invented,
)

__all__ = [
    "anonymous",
    "another_county",
    "as_controller",
    "as_manager",
    "as_reader",
    "fixed_day",
    "invented",
]
