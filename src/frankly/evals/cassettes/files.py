"""Cassettes as files: `<model>.jsonl`, sorted by key, one reply a line, so that a change shows as few lines.

While something is recorded, each reply is appended to `<model>.recording.jsonl` at once and survives a kill; at the
end it is sorted in. Several processes may record beside each other: the folder is locked while a file is written.
"""

import fcntl
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from frankly.errors import Misconfigured
from frankly.evals.cassettes.line import Line
from frankly.evals.cassettes.reading import as_text, parsed, read

ENDING: Final = ".jsonl"
RECORDING: Final = ".recording.jsonl"
_PLAIN: Final = re.compile(r"[^A-Za-z0-9._-]+")


def file_name(model: str) -> str:
    """Name of a model's cassette, without its ending."""
    return _PLAIN.sub("-", model.replace("/", "__"))


class CassetteFile:
    """The recorded replies of one model."""

    def __init__(self, folder: Path, model: str) -> None:
        """Read what is there.

        Raises:
            Misconfigured: when a line is wrong, with its number.
        """
        self.model = model
        self.path = folder / f"{file_name(model)}{ENDING}"
        self._journal = folder / f"{file_name(model)}{RECORDING}"
        self._lines = read(self.path, model)
        self._fresh: dict[str, Line] = {}
        self._heard, self._last = 0, b""
        self.follow()

    @property
    def lines(self) -> Mapping[str, Line]:
        """Key → reply, the newest of each."""
        return self._lines

    @property
    def fresh(self) -> Mapping[str, Line]:
        """Replies of the recording that is under way, whichever process has them."""
        return self._fresh

    def follow(self) -> None:
        """Take over what was recorded since, by this process or another.

        Raises:
            Misconfigured: when a line is wrong.
        """
        told = self._after(self._heard)
        if not told.startswith(self._last):
            # Another process has ended the recording, and perhaps begun one: what it knew stands in the file.
            self._lines = read(self.path, self.model) | self._lines
            self._heard, self._last = 0, b""
            told = self._after(0)
        # A line without an end is being written, or was when its process was killed.
        whole = told[len(self._last) : told.rfind(b"\n") + 1]
        if not whole:
            return
        self._heard += len(whole)
        self._last = whole[whole.rfind(b"\n", 0, -1) + 1 :]
        found = parsed(whole, self._journal, self.model)
        self._lines.update(found)
        self._fresh.update(found)

    def add(self, line: Line) -> None:
        """Keep a reply at once.

        Raises:
            Misconfigured: when the folder cannot be written.
        """
        with _locked(self.path.parent):
            self.follow()
            file = os.open(self._journal, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                # What a killed process left half written is cut off, or it would run together with this line.
                os.ftruncate(file, self._heard)
                os.pwrite(file, as_text(line), self._heard)
                os.fsync(file)
            finally:
                os.close(file)
            self.follow()

    def settle(self) -> None:
        """Sort what was recorded into the file, and end the recording.

        Raises:
            Misconfigured: when the folder cannot be written.
        """
        if self._journal.is_file():
            with _locked(self.path.parent):
                self.follow()
                self._put(self._lines.values())
        self._fresh, self._heard, self._last = {}, 0, b""

    def replace(self, lines: Iterable[Line]) -> None:
        """Put other lines in the place of all.

        Raises:
            Misconfigured: when the folder cannot be written.
        """
        kept = {one.key: one for one in lines}
        with _locked(self.path.parent):
            self._put(kept.values())
        self._lines, self._fresh, self._heard, self._last = kept, {}, 0, b""

    def _after(self, heard: int) -> bytes:
        """The journal from the last line that is known on."""
        if not self._journal.is_file():
            return b""
        with self._journal.open("rb") as file:
            file.seek(heard - len(self._last))
            return file.read()

    def _put(self, lines: Iterable[Line]) -> None:
        written = sorted(lines, key=lambda one: one.key)
        if written:
            beside = self.path.with_name(f"{self.path.name}.tmp")
            beside.write_bytes(b"".join(map(as_text, written)))
            beside.replace(self.path)
        else:
            self.path.unlink(missing_ok=True)
        self._journal.unlink(missing_ok=True)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold a folder; the kernel gives it back when this process ends, by kill -9 too."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise Misconfigured(f"The folder of cassettes {folder} cannot be written: {error.strerror}.") from error
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    except OSError as error:
        raise Misconfigured(f"The folder of cassettes {folder} cannot be written: {error.strerror}.") from error
    finally:
        os.close(held)
