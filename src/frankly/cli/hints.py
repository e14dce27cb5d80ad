"""Commands that a text tells people to run next, with the data folder that they gave to the one before."""

import re
import shlex
from contextvars import ContextVar
from pathlib import Path
from typing import Final

_COMMAND: Final = re.compile(r"frankly campaign [a-z-]+(?: (?:NAME|[a-z][a-z0-9_-]*))?")
"""A command on campaigns, up to the campaign's name: there an option can stand."""

_GIVEN: Final[ContextVar[Path | None]] = ContextVar("given", default=None)


def remember(folder: Path | None) -> None:
    """Keep the data folder that was given with this command; None where the environment names it."""
    _GIVEN.set(folder)


def carried(text: str) -> str:
    """A text whose commands on campaigns work as they stand: they name the data folder where this one had to."""
    folder = _GIVEN.get()
    if folder is None:
        return text
    option = f" --data {shlex.quote(str(folder))}"
    return _COMMAND.sub(lambda found: found.group() + option, text)
