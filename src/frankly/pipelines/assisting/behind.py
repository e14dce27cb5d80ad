"""Work that is done behind an answer: nobody waits for it, and it ends with the process."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

MOST: Final = 64
"""Pieces of work under way at once; what would be more is left out, for the answers come first."""


class Behind:
    """Keeps hold of such work, so that it is neither lost half-way nor forgotten at the end."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done, unless too much is under way already."""
        if len(self._tasks) >= MOST:
            work.close()
            return
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def settled(self) -> None:
        """Wait until what is under way is done."""
        await asyncio.gather(*list(self._tasks), return_exceptions=True)

    async def close(self) -> None:
        """Give up what is under way."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            # Looked at, so that nobody complains of a failure that concerns nobody.
            task.exception()
