import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from frankly.adapters.files.owner_lock import FileOwnerLock
from frankly.errors import Conflict, Misconfigured

HOLD = """
import sys
from pathlib import Path
from frankly.adapters.files.owner_lock import FileOwnerLock
lock = FileOwnerLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_owner(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", HOLD, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_folder_has_one_owner_at_a_time(tmp_path: Path) -> None:
    one, other = FileOwnerLock(tmp_path), FileOwnerLock(tmp_path)
    one.acquire()
    one.acquire()
    assert (one.is_held, other.is_held) == (True, False)
    with pytest.raises(Conflict):
        other.acquire()
    one.release()
    one.release()
    other.acquire()
    assert (one.is_held, other.is_held) == (False, True)
    other.release()


def test_a_second_process_is_told_who_owns_the_folder_and_what_to_do(tmp_path: Path) -> None:
    with another_owner(tmp_path) as process, pytest.raises(Conflict) as caught:
        FileOwnerLock(tmp_path).acquire()
    assert f"process {process.pid}" in caught.value.message
    assert "FRANKLY_CHROMA_URL" in caught.value.message
    assert caught.value.details["pid"] == process.pid


def test_the_lock_ends_with_a_killed_process(tmp_path: Path) -> None:
    with another_owner(tmp_path) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        lock = FileOwnerLock(tmp_path)
        lock.acquire()
        assert lock.is_held
        lock.release()


def test_looking_at_the_owner_does_not_take_the_lock_away(tmp_path: Path) -> None:
    lock = FileOwnerLock(tmp_path)
    assert lock.owner() is None
    lock.acquire()
    owner = FileOwnerLock(tmp_path).owner()
    assert owner is not None
    assert owner.pid == os.getpid()
    with pytest.raises(Conflict):
        FileOwnerLock(tmp_path).acquire()
    lock.release()


def test_an_unreadable_description_is_no_obstacle(tmp_path: Path) -> None:
    with another_owner(tmp_path):
        (tmp_path / "owner.lock").write_text("no json")
        with pytest.raises(Conflict, match="another process"):
            FileOwnerLock(tmp_path).acquire()


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Misconfigured, match="a file stands in its place or above it; set FRANKLY_DATA"):
        FileOwnerLock(tmp_path / "file" / "data").acquire()
