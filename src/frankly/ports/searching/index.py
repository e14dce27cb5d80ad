"""The vector index: nearest items of a vector. It can always be rebuilt from the catalogue."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class IndexDraft(Protocol):
    """A new index beside the live one: filled while the live one goes on answering."""

    async def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Put vectors into the new index.

        Raises:
            IndexUnavailable: when they could not be written.
        """
        ...

    async def publish(self) -> None:
        """Answer from the new index from now on; the old one is dropped."""
        ...

    async def discard(self) -> None:
        """Drop the new index; the live one stays as it is."""
        ...


class VectorIndex(Protocol):
    """Nearest neighbours over item vectors, made by exactly one embedder."""

    @property
    def fingerprint(self) -> str | None:
        """Fingerprint of the embedder that made the vectors; None while there is no index."""
        ...

    async def open(self) -> None:
        """Connect and learn which index is live; needed before `fingerprint` says anything, and harmless later.

        Raises:
            IndexUnavailable: when it cannot be reached or read.
        """
        ...

    async def query(self, vectors: NDArray[np.float32], limit: int) -> Sequence[tuple[str, ...]]:
        """Ask for the nearest items.

        Args:
            vectors: shape (1 … 4, dimensions), unit length.
            limit: number of neighbours of each.

        Returns:
            For each vector, item ids, nearest first.

        Raises:
            IndexUnavailable: when it cannot answer.
        """
        ...

    async def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Put vectors in, in batches of the index's own size."""
        ...

    async def delete(self, ids: Sequence[str]) -> None:
        """Take vectors out; unknown ids are no error."""
        ...

    async def recreate(self, fingerprint: str, dimensions: int) -> None:
        """Start an empty index for an embedder's vectors; the old one goes when the new one stands."""
        ...

    async def draft(self, fingerprint: str, dimensions: int) -> IndexDraft:
        """Start an empty index beside the live one, which goes on answering until the draft is published."""
        ...

    async def stored(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Vectors as they are stored, for `doctor`; unknown ids are left out."""
        ...

    async def close(self) -> None:
        """Let go of files and connections."""
        ...
