"""A vector index in memory that looks at every vector: exact, for tests and small demonstrations."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.errors import IndexUnavailable


class MemoryIndex:
    """Port `VectorIndex` without a vendor."""

    def __init__(self) -> None:
        """Start without an index."""
        self._fingerprint: str | None = None
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self.is_down = False

    @property
    def fingerprint(self) -> str | None:
        """Fingerprint of the embedder that made the vectors."""
        return self._fingerprint

    async def open(self) -> None:
        """Nothing to connect to."""
        self._check(needs_index=False)

    async def query(self, vectors: NDArray[np.float32], limit: int) -> Sequence[tuple[str, ...]]:
        """Ids of the nearest items of each vector, nearest first, ties by id; a vector of zeros has none."""
        self._check()
        ids = sorted(self._vectors)
        if not ids:
            return [() for _ in vectors]
        table = np.stack([self._vectors[item] for item in ids])
        return [_nearest(ids, table @ vector, limit) if vector.any() else () for vector in vectors]

    async def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Put vectors in."""
        self._check()
        self._vectors |= {item: np.array(vector) for item, vector in zip(ids, vectors, strict=True)}

    async def delete(self, ids: Sequence[str]) -> None:
        """Take vectors out."""
        self._check(needs_index=False)
        for item in ids:
            self._vectors.pop(item, None)

    async def recreate(self, fingerprint: str, dimensions: int) -> None:
        """Start an empty index."""
        self._check(needs_index=False)
        self._fingerprint, self._vectors = fingerprint, {}

    async def draft(self, fingerprint: str, dimensions: int) -> "MemoryDraft":
        """Start an empty index beside the live one."""
        self._check(needs_index=False)
        return MemoryDraft(self, fingerprint)

    async def stored(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Vectors as they are stored."""
        self._check(needs_index=False)
        return {item: self._vectors[item] for item in ids if item in self._vectors}

    async def close(self) -> None:
        """Nothing is held."""

    def take(self, fingerprint: str, vectors: dict[str, NDArray[np.float32]]) -> None:
        """Answer from these vectors from now on."""
        self._fingerprint, self._vectors = fingerprint, vectors

    def _check(self, *, needs_index: bool = True) -> None:
        if self.is_down:
            raise IndexUnavailable("The index in memory was told to be down.")
        if needs_index and self._fingerprint is None:
            raise IndexUnavailable("There is no vector index yet; run 'frankly reindex'.")


class MemoryDraft:
    """A new index beside the live one."""

    def __init__(self, index: MemoryIndex, fingerprint: str) -> None:
        """Start empty."""
        self._index, self._fingerprint = index, fingerprint
        self._vectors: dict[str, NDArray[np.float32]] = {}

    async def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Put vectors into the new index."""
        self._vectors |= {item: np.array(vector) for item, vector in zip(ids, vectors, strict=True)}

    async def publish(self) -> None:
        """Answer from the new index from now on."""
        self._index.take(self._fingerprint, self._vectors)

    async def discard(self) -> None:
        """Forget the new index."""
        self._vectors = {}


def _nearest(ids: Sequence[str], similarity: NDArray[np.float32], limit: int) -> tuple[str, ...]:
    order = np.argsort(-similarity, kind="stable")[:limit]
    return tuple(ids[position] for position in order.tolist())
