"""How Chroma is reached: embedded in the data folder or over HTTP; one client type for both. Imports chromadb late."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from frankly.errors import IndexUnavailable, Misconfigured

if TYPE_CHECKING:
    from chromadb.api import ClientAPI


RESERVE_MB: Final = 16
"""Embedded Chroma is not written to with less room. A write that fails halfway leaves a lock in chromadb 1.5.9, on
which the next write waits for ever, and with it the whole process: it waits while it holds the interpreter."""


class EmbeddedChroma:
    """Chroma inside the data folder; it belongs to one process (see the owner lock)."""

    def __init__(self, data: Path) -> None:
        """Name the folder; it is made when the connection is."""
        self._folder = data / "chroma"

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return f"the Chroma folder {self._folder}"

    @property
    def remedy(self) -> str:
        """What to do when it fails."""
        return (
            f"If the folder is damaged, stop Frankly, remove {self._folder} and run 'frankly reindex': "
            "the index is rebuilt from the database and nothing is lost."
        )

    def require_room(self) -> None:
        """Refuse a write that a full disk could break off.

        Raises:
            IndexUnavailable: when the disk has less room than a write may take.
        """
        try:
            free_mb = shutil.disk_usage(self._folder.parent).free >> 20
        except OSError:
            return
        if free_mb < RESERVE_MB:
            raise IndexUnavailable(
                f"{self.place[0].upper()}{self.place[1:]} is not written to, because the disk is full: {free_mb} MB "
                f"are left, {RESERVE_MB} are needed. Make room; what waits is then indexed by itself."
            )

    def connect(self) -> "ClientAPI":
        """Open it; blocks, and takes over a second the first time because of the import."""
        import chromadb

        self._folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            return chromadb.PersistentClient(path=str(self._folder), settings=_settings())
        except BaseException:
            _forget(str(self._folder))
            raise


class ChromaServer:
    """A Chroma server, which several processes can share."""

    def __init__(self, url: str) -> None:
        """Take the server's address apart.

        Raises:
            Misconfigured: when it is no http address.
        """
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/"):
            raise Misconfigured(
                f"FRANKLY_CHROMA_URL is {url!r}; expected an address without a path such as http://127.0.0.1:8000."
            )
        self._host, self._ssl = parts.hostname, parts.scheme == "https"
        self._port = parts.port or (443 if self._ssl else 8000)

    @property
    def place(self) -> str:
        """Where it is, for messages."""
        return f"the Chroma server at {self._host}:{self._port}"

    @property
    def remedy(self) -> str:
        """What to do when it fails."""
        return "Start it, or unset FRANKLY_CHROMA_URL to use the embedded index; answers go on without it meanwhile."

    def require_room(self) -> None:
        """Nothing is known of the server's disk."""

    def connect(self) -> "ClientAPI":
        """Connect to it; blocks."""
        import chromadb

        return chromadb.HttpClient(host=self._host, port=self._port, ssl=self._ssl, settings=_settings())


def _forget(folder: str) -> None:
    """Let chromadb forget an engine that did not start: it keeps one a folder, and would hand out the broken one."""
    from chromadb.api.shared_system_client import SharedSystemClient

    if folder not in SharedSystemClient._identifier_to_refcount:
        SharedSystemClient._identifier_to_system.pop(folder, None)


def _settings() -> Any:
    from chromadb.config import Settings

    # Without `_env_file` chromadb would read a .env of the folder that the command was started in.
    return Settings(_env_file=None, anonymized_telemetry=False)
