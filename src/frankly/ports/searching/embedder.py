"""The embedder: item text and search words to vectors of unit length."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Text to vectors."""

    @property
    def fingerprint(self) -> str:
        """Names model, parameters and fitted state; two versions never mix in one index. Empty before a fit."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of a vector; 0 before a fit."""
        ...

    def fit(self, texts: Sequence[str]) -> None:
        """Learn from the catalogue, where the embedder needs that; others do nothing."""
        ...

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Turn texts into rows of unit length; a text without any known word gives a row of zeros.

        Raises:
            EmbedderFailed: when no vectors could be made.
        """
        ...

    def state(self) -> bytes:
        """The fitted state, to be kept with the snapshot's base; empty when there is none."""
        ...

    def restore(self, state: bytes) -> None:
        """Take a fitted state up again."""
        ...
