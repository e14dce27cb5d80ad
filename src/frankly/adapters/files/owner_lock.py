"""The owner lock of a data folder: a file lock that the kernel takes back when its process ends, by kill -9 too."""

import fcntl
import os
import shlex
import socket
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import orjson

from frankly.errors import Conflict, Misconfigured, StoreUnavailable

LOCK_FILE = "owner.lock"


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that owns a folder, as it described itself.

    Attributes:
        pid: process id.
        host: name of its machine.
        command: how it was started.
    """

    pid: int
    host: str
    command: str


class FileOwnerLock:
    """Port `OwnerLock` over `flock` on `<data>/owner.lock`."""

    def __init__(self, data: Path) -> None:
        """Prepare for a data folder; nothing is claimed or written yet."""
        self._path = data / LOCK_FILE
        self._file: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether this process owns the folder."""
        return self._file is not None

    def acquire(self) -> None:
        """Claim the folder, and write down who owns it.

        Raises:
            Conflict: when another process owns it.
            Misconfigured: when a file stands in the folder's place.
            StoreUnavailable: when the folder cannot be written.
        """
        if self._file is not None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        except (FileExistsError, NotADirectoryError) as error:
            raise Misconfigured(
                f"The data folder {self._path.parent} cannot be made, because a file stands in its place or above it; "
                "set FRANKLY_DATA (or --data) to a folder."
            ) from error
        except OSError as error:
            raise StoreUnavailable(
                f"The data folder {self._path.parent} cannot be written ({error.strerror}); "
                "free space, mend its permissions, or set FRANKLY_DATA to another folder."
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(file)
            raise self._conflict() from error
        self._describe(file)
        self._file = file

    def release(self) -> None:
        """Give the folder up. The file stays: removing it could remove the next owner's."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def owner(self) -> Owner | None:
        """Who wrote the lock file last; None when nobody did. It does not say that they still run."""
        try:
            return Owner(**orjson.loads(self._path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def _describe(self, file: int) -> None:
        owner = Owner(os.getpid(), socket.gethostname(), shlex.join([Path(sys.argv[0]).name, *sys.argv[1:]]))
        try:
            os.ftruncate(file, 0)
            os.pwrite(file, orjson.dumps(asdict(owner)), 0)
        except OSError:
            # A full disk must not keep the owner out: the lock itself holds, only its description is missing.
            return

    def _conflict(self) -> Conflict:
        owner = self.owner()
        who = f"process {owner.pid} on {owner.host} ({owner.command})" if owner else "another process"
        return Conflict(
            f"The data folder {self._path.parent} is in use by {who}. Stop it first, send the change to its API, or "
            "set FRANKLY_CHROMA_URL to a Chroma server that several processes can share.",
            details={} if owner is None else asdict(owner),
        )
