"""Runs an async generator in one task of its own, in step with whoever takes from it.

In one task, because a generator may hold a timeout or a group of tasks across its yields, which belong to the task that
entered them. In step, because what has not been sent must not count as sent: the generator goes on only when what it
gave was delivered, so that a slow client slows it down and nothing piles up.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ended:
    """The generator has ended.

    Attributes:
        error: what it failed with; None where it came to its end or was closed.
        is_closed: whether it was closed before its end.
    """

    error: Exception | None = None
    is_closed: bool = False


class Source(Generic[T]):
    """A running generator."""

    def __init__(self, generator: AsyncGenerator[T, None]) -> None:
        """Start it; whoever starts one closes it.

        Args:
            generator: not yet begun.
        """
        self._generator = generator
        self._given: asyncio.Queue[T | Ended] = asyncio.Queue()
        self._task = asyncio.create_task(self._run())
        self._is_closing = False

    async def take(self) -> T | Ended:
        """What it gives next; may be cancelled and called again, nothing is lost.

        Returns:
            What it gave, or that it has ended, again and again.
        """
        taken = await self._given.get()
        if isinstance(taken, Ended):
            self._given.put_nowait(taken)
        return taken

    def delivered(self) -> None:
        """Let it go on: what it gave last was delivered."""
        self._given.task_done()

    async def close(self) -> None:
        """End it where it stands, and wait until it has tidied up.

        A second call only waits: tidying up, for example recording what was sent, is not disturbed.
        """
        if not self._is_closing:
            self._is_closing = True
            self._task.cancel()
        await asyncio.wait([self._task])
        if self._task.cancelled():  # before its first step: nothing had begun, so nothing is to be tidied up
            self._given.put_nowait(Ended(is_closed=True))

    def when_over(self, told: Callable[[], object]) -> None:
        """Tell somebody when it has ended and tidied up."""
        self._task.add_done_callback(lambda _task: told())

    async def _run(self) -> None:
        try:
            async with aclosing(self._generator) as steps:
                async for one in steps:
                    self._given.put_nowait(one)
                    await self._given.join()
        except asyncio.CancelledError:
            self._given.put_nowait(Ended(is_closed=True))
        except Exception as error:
            self._given.put_nowait(Ended(error))
        else:
            self._given.put_nowait(Ended())
