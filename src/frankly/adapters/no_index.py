"""The index of a process that may not open it: another owns the embedded Chroma. Answers come from an exact scan."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.errors import IndexUnavailable
from frankly.ports.searching.index import IndexDraft


class NoIndex:
    """Port `VectorIndex` that says why it cannot answer."""

    def __init__(self, why: str) -> None:
        """Keep the reason."""
        self._why = why

    @property
    def fingerprint(self) -> str | None:
        """There is no index here."""
        return None

    async def open(self) -> None:
        """Nothing to open."""

    async def query(self, vectors: NDArray[np.float32], limit: int) -> Sequence[tuple[str, ...]]:
        """Refuse."""
        raise IndexUnavailable(self._why)

    async def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Refuse."""
        raise IndexUnavailable(self._why)

    async def delete(self, ids: Sequence[str]) -> None:
        """Refuse."""
        raise IndexUnavailable(self._why)

    async def recreate(self, fingerprint: str, dimensions: int) -> None:
        """Refuse."""
        raise IndexUnavailable(self._why)

    async def draft(self, fingerprint: str, dimensions: int) -> IndexDraft:
        """Refuse."""
        raise IndexUnavailable(self._why)

    async def stored(self, ids: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Refuse."""
        raise IndexUnavailable(self._why)

    async def close(self) -> None:
        """Nothing to let go of."""
