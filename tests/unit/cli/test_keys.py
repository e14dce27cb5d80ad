"""Lines that are typed at a terminal while asynchronous work stands still."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.cli.keys import MOST, read_line


@pytest.fixture
def typing(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Standard input is a pipe; the end that is typed into."""
    reader, writer = os.pipe()
    with os.fdopen(reader) as lines:
        monkeypatch.setattr(sys, "stdin", lines)
        yield writer
        os.close(writer)


def test_a_line_is_read_without_its_margins_and_cut_off(typing: int) -> None:
    os.write(typing, b"  too loud \n" + b"x" * 3_000 + b"\n")
    assert read_line("Why not: ") == "too loud"
    assert len(read_line("Why not: ")) == MOST


def test_the_first_ctrl_c_ends_a_line_that_is_waited_for(typing: int, tmp_path: Path) -> None:
    reached = tmp_path / "reached"

    async def ask() -> None:
        read_line("Why not: ")
        reached.touch()

    # Without the interruption the line would come, and the work would go on.
    line = threading.Timer(0.7, os.write, (typing, b"late\n"))
    for timer in (threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)), line):
        timer.start()
    with pytest.raises(KeyboardInterrupt):
        asyncio.run(ask())
    line.join()
    assert not reached.exists()
