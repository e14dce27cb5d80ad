"""Vectors of texts that were read after a base was made: each stored once, and never changed afterwards.

They are a log like the catalogue's: a snapshot names the last number that it knows. Whichever process read a text
first, all of them attach what is stored here, so that equal names mean equal snapshots.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ids import ItemId


@dataclass(frozen=True, slots=True, eq=False)
class StoredVector:
    """One row of the log.

    Attributes:
        number: place in the log, counted from 1, growing; 0 before it is stored.
        item: whose text was read.
        text_hash: of the text that was read.
        levels: int16, shape (dimensions,); all zeros where no word of the text is known.
    """

    number: int
    item: ItemId
    text_hash: int
    levels: NDArray[np.int16]


class VectorLog(Protocol):
    """Vectors by embedder, item and text."""

    async def keep(self, fingerprint: str, vectors: Sequence[StoredVector]) -> None:
        """Store vectors durably; of an item's text that has one already, the stored one stays.

        Args:
            fingerprint: of the embedder that made them.
            vectors: their numbers are given here.

        Raises:
            StoreUnavailable: when nothing was stored.
        """
        ...

    async def position(self) -> int:
        """Number of the last vector; 0 when none was ever stored.

        Raises:
            StoreUnavailable: when the store cannot be read.
        """
        ...

    async def after(self, fingerprint: str, number: int, limit: int) -> Sequence[StoredVector]:
        """An embedder's vectors after a number, in order."""
        ...

    async def of_texts(self, fingerprint: str, texts: Mapping[ItemId, int], upto: int) -> Sequence[StoredVector]:
        """Those vectors of some texts that are stored, up to a number, in order.

        Args:
            fingerprint: of the embedder.
            texts: item → hash of its text.
            upto: number of the last vector that counts.
        """
        ...

    async def drop_except(self, fingerprints: Collection[str]) -> int:
        """Remove the vectors of all other embedders; returns how many there were. Numbers are not given again."""
        ...
