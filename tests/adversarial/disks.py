"""Small, full and read-only disks, as real mounts in memory; a test is skipped where none may be made."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

FILLER = "filler"


@contextlib.contextmanager
def small_disk(place: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own with so much room."""
    place.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={megabytes}m", "frankly-test", place)
    try:
        yield place
    finally:
        # Lazily: a database that is still closing must not keep the mount.
        subprocess.run(["umount", "--lazy", place], check=True)


def read_only(disk: Path, is_so: bool = True) -> None:
    """Let nobody write to the disk, root included; or let them again."""
    _mount("-o", f"remount,{'ro' if is_so else 'rw'}", disk)


def fill(disk: Path, but: int = 0) -> None:
    """Leave no room, or so many bytes."""
    with (disk / FILLER).open("ab", buffering=0) as file:
        with contextlib.suppress(OSError):
            while True:
                file.write(bytes(4096))
        file.truncate(file.tell() - but)


def make_room(disk: Path) -> None:
    """Take the filling away."""
    (disk / FILLER).unlink()


def _mount(*words: str | Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        pytest.skip(f"needs the permission to mount a small disk ({done.stderr.strip()})")
