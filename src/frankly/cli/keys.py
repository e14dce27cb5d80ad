"""Single keys and lines from whoever walks through texts at a terminal, or from a file of answers."""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from frankly.cli.door import questioning

MOST: int = 2_000
"""Characters of a line."""


def key_reader() -> Callable[[str], str]:
    """Single keys where somebody sits at a terminal; else a line for each key, and the end where the lines end."""
    from frankly.cli.screen import err

    if not sys.stdin.isatty():
        return lambda words: (sys.stdin.readline() or "q").strip().lower() or "?"

    def key(words: str) -> str:
        err().print(words, end="")
        found = typer.getchar().lower()
        err().print(found if found.isprintable() else "")
        if found in {"\x03", "\x04"}:
            raise KeyboardInterrupt
        return found if found.isprintable() else "?"

    return key


def read_line(words: str) -> str:
    """One line of text.

    Raises:
        KeyboardInterrupt: at the first Ctrl-C.
    """
    from frankly.cli.screen import err

    if sys.stdin.isatty():
        err().print(words, end="")
    with questioning():
        return sys.stdin.readline().strip()[:MOST]
