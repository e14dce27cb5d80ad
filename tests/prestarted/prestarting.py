"""Starts the interpreter that waits, once for each process that runs tests, and gives the program that asks it."""

import atexit
import contextlib
import functools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.needs import require_program
from tests.prestarted import program, server

START_TIMEOUT_S = 120

FRESH = "FRESH_COMMANDS"
"""Set in the environment, each command is a fresh interpreter; proofs of whole pages run so."""


def folder_of_the_program() -> Path:
    """A folder with a program `frankly`, to be put first on PATH.

    The real one where forks cannot be looked after (not Linux: no handles of processes), or with `FRESH_COMMANDS` set.
    """
    real = Path(require_program("frankly"))
    if os.environ.get(FRESH) or not hasattr(os, "pidfd_open"):
        return real.parent
    return _started(real)


@functools.cache
def _started(real: Path) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="frankly-"))
    place = folder / "socket"
    waiting = subprocess.Popen(
        [sys.executable, "-W", "error", server.__file__, str(place), str(real)], stdin=subprocess.PIPE
    )
    atexit.register(_end, waiting, folder)
    deadline = time.monotonic() + START_TIMEOUT_S
    while not place.exists():
        assert waiting.poll() is None, "the interpreter that waits ended; what it said stands above"
        assert time.monotonic() < deadline, "the interpreter that waits was not ready in time"
        time.sleep(0.05)
    begun_with = {name: value for name, value in os.environ.items() if program.is_of_the_start(name)}
    text = Path(program.__file__).read_text(encoding="utf-8")
    for mark, value in {"@place@": place, "@real@": real}.items():
        text = text.replace(f'"{mark}"', repr(str(value)))
    text = text.replace('{"@begun@": "@with@"}', repr(begun_with))
    written = folder / "frankly"
    # Isolated and without `site`: it needs no package, and starts in 20 ms.
    written.write_text(f"#!{sys.executable} -IS\n{text}", encoding="utf-8")
    written.chmod(0o755)
    return folder


def _end(waiting: subprocess.Popen[bytes], folder: Path) -> None:
    assert waiting.stdin is not None
    waiting.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        waiting.wait(20)
    shutil.rmtree(folder, ignore_errors=True)
