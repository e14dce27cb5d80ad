"""Steps of campaigns that this service is at work on; how far they are stands in the ledger, which outlives it."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from frankly.errors import Conflict, FranklyError

UNFORESEEN: Final = "Something went wrong inside Frankly; the service's log tells more. The step can be begun again."
"""What callers learn of a failure that nobody foresaw."""


class CampaignWork:
    """At most one step of each campaign at a time; other processes may work on the same one."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._steps: dict[str, str] = {}
        self._faults: dict[str, str] = {}

    def require_free(self, campaign: str) -> None:
        """Refuse a second step beside one that is under way.

        Raises:
            Conflict: when there is one.
        """
        if campaign in self._tasks:
            raise Conflict(
                f"This service is at work on '{campaign}' ({self._steps[campaign]}); look at it with "
                f"GET /v1/campaigns/{campaign}, or pause it with POST /v1/campaigns/{campaign}/pause."
            )

    def begin(self, campaign: str, step: str, work: Coroutine[Any, Any, None]) -> None:
        """Have a step done behind the answer.

        Args:
            campaign: its name.
            step: `plan`, `run` or `renew`.
            work: does it.
        """
        self._faults.pop(campaign, None)
        self._steps[campaign] = step
        task = asyncio.create_task(work)
        self._tasks[campaign] = task
        task.add_done_callback(lambda done: self._done(campaign, done))

    def step(self, campaign: str) -> str | None:
        """The step that is under way here; None without one."""
        return self._steps[campaign] if campaign in self._tasks else None

    def fault(self, campaign: str) -> str:
        """Why the last step ended early; empty where it did not."""
        return self._faults.get(campaign, "")

    async def settled(self) -> None:
        """Wait until what is under way has ended."""
        await asyncio.gather(*list(self._tasks.values()), return_exceptions=True)

    async def close(self) -> None:
        """Give up what is under way: another process, or the next start, goes on with it."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _done(self, campaign: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(campaign, None)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, FranklyError):
            self._faults[campaign] = error.message
        elif error is not None:
            self._faults[campaign] = UNFORESEEN
            asyncio.get_running_loop().call_exception_handler(
                {"message": f"A step of the campaign '{campaign}' failed.", "exception": error}
            )
