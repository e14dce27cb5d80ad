"""Where commands write: results to standard output, progress and trouble to standard error."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

LONGEST_LINE = 100

_UNSEEN = {
    code: "\N{REPLACEMENT CHARACTER}"
    for code in (*range(32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
}
"""Control characters and overrides of direction: in a title they could repaint a terminal or turn its text around."""


def clean(text: str) -> str:
    """Text of a catalogue or a file as it may be shown on a terminal."""
    return text.replace("\n", " ").replace("\t", " ").translate(_UNSEEN)


def out() -> Console:
    """Standard output; colours and width follow the terminal, NO_COLOR and COLUMNS, up to a readable width."""
    from rich.console import Console

    screen = Console(highlight=False, markup=False, emoji=False)
    screen.width = min(screen.width, LONGEST_LINE)
    return screen


def err() -> Console:
    """Standard error."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def put_json(value: Mapping[str, object]) -> None:
    """Write one JSON document to standard output, indented for people where it is a terminal."""
    import orjson

    option = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if sys.stdout.isatty() else 0)
    sys.stdout.write(orjson.dumps(value, option=option).decode())
    sys.stdout.flush()
