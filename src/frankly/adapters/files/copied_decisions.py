"""Recorded decisions copied out of their store into plain files, and read from there: for a replay somewhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from frankly.domain.canonical import canonical, hash_bytes
from frankly.errors import Invalid, NotFound

_RECORDS = "decisions.jsonl"
_KEPT = "kept"


def copy_out(folder: Path, record: Mapping[str, Any], kept: Iterable[tuple[str, bytes]]) -> None:
    """Add a record to a copy, with what it names by hash.

    Args:
        folder: an existing folder.
        record: as the store gives it.
        kept: hash and bytes.
    """
    with (folder / _RECORDS).open("ab") as file:
        file.write(canonical(dict(record)) + b"\n")
    (folder / _KEPT).mkdir(exist_ok=True)
    for name, data in kept:
        (folder / _KEPT / name).write_bytes(data)


@dataclass(frozen=True, slots=True, eq=False)
class CopiedDecisions:
    """The reading half of port `DecisionStore`, over such files.

    Attributes:
        folder: where they lie.
        places: id → where its record begins in the file, and its length in bytes.
    """

    folder: Path
    places: Mapping[str, tuple[int, int]]

    @staticmethod
    def open(folder: Path) -> "CopiedDecisions":
        """Find the records; each is read when it is asked for.

        Raises:
            NotFound: when there are none.
        """
        file = folder / _RECORDS
        if not file.is_file():
            raise NotFound(f"{folder} holds no copied decisions; 'frankly replay … --copy-to FOLDER' copies some.")
        places, start = {}, 0
        with file.open("rb") as lines:
            for line in lines:
                places[orjson.loads(line)["id"]] = (start, len(line))
                start += len(line)
        return CopiedDecisions(folder, places)

    @property
    def fault(self) -> str:
        """Nothing is written here."""
        return ""

    async def get(self, decision_id: str) -> dict[str, object] | None:
        """Read a record; None when it was not copied."""
        if decision_id not in self.places:
            return None
        start, length = self.places[decision_id]
        with (self.folder / _RECORDS).open("rb") as file:
            file.seek(start)
            found: dict[str, object] = orjson.loads(file.read(length))
        return found

    async def kept(self, kind: str, hash: str, decision_id: str) -> bytes | None:
        """Read what a decision names by its hash.

        Raises:
            Invalid: when the file is not what was copied.
        """
        file = self.folder / _KEPT / Path(hash).name
        if not file.is_file():
            return None
        data = file.read_bytes()
        if hash_bytes(data) != hash:
            raise Invalid(f"{file} is not what was copied: its content has another hash than its name.")
        return data
