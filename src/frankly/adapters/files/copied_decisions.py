"""Recorded decisions copied out of their store into plain files, and read from there: for a replay somewhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.time import EpochMs
from frankly.errors import Invalid, NotFound
from frankly.ports.decisions import DecisionHead

_RECORDS = "decisions.jsonl"
_KEPT = "kept"


def copy_out(folder: Path, records: Iterable[Mapping[str, Any]], kept: Mapping[str, bytes]) -> None:
    """Write records and what they name by hash.

    Args:
        folder: an existing folder.
        records: as the store gives them.
        kept: hash → bytes.
    """
    with (folder / _RECORDS).open("wb") as file:
        for record in records:
            file.write(canonical(dict(record)) + b"\n")
    (folder / _KEPT).mkdir(exist_ok=True)
    for name, data in kept.items():
        (folder / _KEPT / name).write_bytes(data)


@dataclass(frozen=True, slots=True, eq=False)
class CopiedDecisions:
    """The reading half of port `DecisionStore`, over such files.

    Attributes:
        folder: where they lie.
        records: id → record, in order of the file.
    """

    folder: Path
    records: Mapping[str, Mapping[str, Any]]

    @staticmethod
    def open(folder: Path) -> "CopiedDecisions":
        """Read the records.

        Raises:
            NotFound: when there are none.
        """
        file = folder / _RECORDS
        if not file.is_file():
            raise NotFound(
                f"{folder} holds no copied decisions; 'frankly replay … --copy-to FOLDER' makes such a copy."
            )
        with file.open("rb") as lines:
            records = [orjson.loads(line) for line in lines]
        return CopiedDecisions(folder, {record["id"]: record for record in records})

    @property
    def fault(self) -> str:
        """Nothing is written here."""
        return ""

    async def get(self, decision_id: str) -> dict[str, object] | None:
        """Read a record; None when it was not copied."""
        found = self.records.get(decision_id)
        return None if found is None else dict(found)

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

    async def find(self, *, since: EpochMs | None = None, limit: int = 50, **_: object) -> list[DecisionHead]:
        """The copied decisions, in order of the file."""
        heads = [
            DecisionHead(name, one["inputs"]["person"], EpochMs(one["inputs"]["now"]), one["inputs"]["surface"])
            for name, one in self.records.items()
        ]
        return [head for head in heads if since is None or head.at >= since][:limit]
