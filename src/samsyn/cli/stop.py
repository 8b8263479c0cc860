"""A command that cannot go on says why in one line."""

from __future__ import annotations


class Stop(Exception):
    """What was wrong and what to do; printed on stderr, and the command ends."""

    def __init__(self, message: str, *, exit_code: int = 1) -> None:
        super().__init__(message)
        self.exit_code = exit_code
