"""The id of a snapshot: which base, up to which change of the catalogue, and which texts were still unread."""

import hashlib
import re
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.ids import SnapshotId
from frankly.errors import NotFound

WITHOUT_VECTORS: Final = "-without-vectors"
"""Behind the name of a base whose vectors are another embedder's, and therefore not used."""

_ID = re.compile(rf"([0-9a-z]+)({WITHOUT_VECTORS})?:(\d+)(?::(\d+)-[0-9a-f]+)?")


class SnapshotName(NamedTuple):
    """What a snapshot's id says.

    Attributes:
        base: hash of the base.
        has_vectors: false where the base is used without its vectors.
        position: of the last change that is in it.
        read_to: number of the last stored vector that was taken up; None when every text was read.
    """

    base: str
    has_vectors: bool
    position: int
    read_to: int | None


def parsed(snapshot_id: str) -> SnapshotName:
    """Take an id apart.

    Raises:
        NotFound: when it is no id of a snapshot.
    """
    found = _ID.fullmatch(snapshot_id)
    if found is None:
        raise NotFound(
            f"'{snapshot_id}' is no id of a snapshot; it reads '<base>:<position>', as a decision's record says it."
        )
    base, without, position, read_to = found.groups()
    return SnapshotName(base, without is None, int(position), None if read_to is None else int(read_to))


def named(snapshot: Snapshot) -> Snapshot:
    """The snapshot under the id that tells its position, and which texts are unread.

    The hash is over the unread rows: which item stands in a row follows from base and position.
    """
    base = snapshot.id.partition(":")[0]
    name = f"{base}:{snapshot.position}"
    if snapshot.unread:
        rows = np.flatnonzero(snapshot.alive & (snapshot.text_hashes == 0))
        digest = hashlib.blake2b(rows.astype("<i8").tobytes(), digest_size=8).hexdigest()
        name = f"{name}:{snapshot.read_to}-{digest}"
    return snapshot if snapshot.id == name else replace(snapshot, id=SnapshotId(name))
