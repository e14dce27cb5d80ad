"""Port `PartStore` over a folder: each file is whole or not there, and lies on the disk before anybody says so."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from frankly.domain.campaign.outgoing import PartFile
from frankly.errors import Misconfigured


class PartFolder:
    """Part files of hand-overs."""

    def __init__(self, folder: Path) -> None:
        """Use a folder; it is made before its first part, where there is none."""
        self._folder = folder

    async def has(self, part: str) -> bool:
        """Whether files of a part lie here."""
        try:
            # Made here already: a folder that cannot be used is told before any row says that its message leaves.
            self._folder.mkdir(parents=True, exist_ok=True)
            return (self._folder / part).exists() or any(self._folder.glob(f"{part}.*"))
        except OSError as error:
            raise _unusable(self._folder, error) from error

    async def put(self, part: str, files: Sequence[PartFile]) -> None:
        """Write the files of a part; what the part had before is replaced."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for file in files:
                self._write(file)
            self._drop(part, {file.name for file in files})
            _sync(self._folder)
        except OSError as error:
            raise _unusable(self._folder, error) from error

    def _write(self, file: PartFile) -> None:
        path = self._folder / file.name
        # Personal data: readable by whoever runs this, and nobody else. The folder of all parts is the caller's own.
        if path.parent != self._folder:
            path.parent.mkdir(mode=0o700, exist_ok=True)
        draft = path.with_name(f".{path.name}.part")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(file.data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)

    def _drop(self, part: str, kept: set[str]) -> None:
        """Take away what an earlier attempt left."""
        for path in self._folder.glob(f"{part}.*"):
            if path.name not in kept:
                path.unlink()
        whole = self._folder / part
        if not whole.is_dir():
            return
        for path in whole.iterdir():
            if f"{part}/{path.name}" not in kept:
                path.unlink()
        if not kept:
            shutil.rmtree(whole)
        else:
            _sync(whole)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(folder: Path, error: OSError) -> Misconfigured:
    return Misconfigured(f"The folder {folder} cannot be written ({error.strerror}); make room there, or name another.")
