"""What a command is doing, told to the one who waits at the screen."""

from __future__ import annotations

import sys


def step(words: str) -> None:
    """Print a step that may take more than a second on stderr, if someone is watching."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"{words} …", file=sys.stderr, flush=True)
