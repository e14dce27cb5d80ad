"""Runs a command of ours in a process of its own, that inherits no setting of this one."""

import os
import subprocess
import sys
from collections.abc import Sequence
from typing import Final

from frankly.errors import DependencyError

_FRANKLY: Final = (sys.executable, "-c", "from frankly.cli.main import app; app()")


def run_afresh(arguments: Sequence[str]) -> bytes:
    """Run a command to its end.

    Returns:
        What it wrote to standard output. A command that says no by its exit code has answered, too.

    Raises:
        DependencyError: when it failed, with what it said.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRANKLY_")}
    # Words of this machine's own shell aside: hashes of text differ from process to process, as they do anywhere.
    kept["PYTHONHASHSEED"] = "random"
    done = subprocess.run([*_FRANKLY, *arguments], env=kept, capture_output=True, check=False)  # noqa: S603  our own
    if done.returncode not in {0, 1} or not done.stdout:
        raise DependencyError(f"A fresh process failed: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout
