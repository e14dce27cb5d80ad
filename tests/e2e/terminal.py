"""Runs `frankly` as a person or a program would, with an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.needs import require_program
from tests.prestarted.prestarting import folder_of_the_program

TIMEOUT_S = 120


def environment(folder: Path, **more: str) -> dict[str, str]:
    """An environment without settings of the machine it runs on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRANKLY_")}
    return {**kept, "FRANKLY_DATA": str(folder), "NO_COLOR": "1", "COLUMNS": "80", "PYTHONUNBUFFERED": "1", **more}


def command(*args: str | Path) -> list[str]:
    """The program and its arguments, as an interpreter of its own; warnings are errors in it, too."""
    program = require_program("frankly")
    return [sys.executable, "-W", "error", program, *map(str, args)]


def frankly(folder: Path, *args: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a fork of an interpreter that has everything imported already.

    Args:
        folder: the data folder, as FRANKLY_DATA.
        args: the command.
        more: further environment variables.
    """
    return subprocess.run(
        [str(folder_of_the_program() / "frankly"), *map(str, args)],
        env=environment(folder, **more),
        cwd=folder.parent,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
