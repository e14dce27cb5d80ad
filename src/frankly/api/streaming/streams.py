"""The open streams of one service: how many there are, and their end when the service ends."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Final

from frankly.api.streaming.source import Source
from frankly.domain.answering.progress import Progress

MOST: Final = 500
"""Streams that wait for a model at once; one more is answered at once instead, without waiting for it."""


class Streams:
    """The open streams."""

    def __init__(self, most: int = MOST) -> None:
        """Start with none.

        Args:
            most: how many may wait for a model at once.
        """
        self._open: set[Source[Progress]] = set()
        self._most = most

    def __len__(self) -> int:
        """How many are open."""
        return len(self._open)

    @property
    def is_full(self) -> bool:
        """Whether no more should wait for a model."""
        return len(self._open) >= self._most

    def open(self, progress: AsyncGenerator[Progress, None]) -> Source[Progress]:
        """Start one."""
        source = Source(progress)
        self._open.add(source)
        source.when_over(lambda: self._open.discard(source))
        return source

    async def close(self) -> None:
        """End all of them, each having tidied up."""
        await asyncio.gather(*(source.close() for source in tuple(self._open)))
