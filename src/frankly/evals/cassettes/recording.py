"""Asks models for everything that a run wanted in vain, and records it: outside of the run, where no answer waits."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from frankly.domain.model.call import Payer
from frankly.domain.model.reply import ModelUsage
from frankly.errors import BudgetSpent, FranklyError, Invalid, ModelFailed, ModelMisbehaved
from frankly.evals.cassettes.cassettes import Cassettes
from frankly.evals.cassettes.missed import Missed

PATIENCE_MS: Final = 120_000
"""Time for one reply: nobody waits for a page."""

AT_ONCE: Final = 8
"""Calls under way at the same time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking.

    Attributes:
        recorded: replies that are recorded now.
        tokens: that they took, in both directions.
        cost_nano: what they cost, in billionths of a US dollar.
        failed: calls that are not recorded, each with the reason.
        stopped: why the rest was not asked; empty where all were.
    """

    recorded: int
    tokens: int
    cost_nano: int
    failed: tuple[tuple[Missed, str], ...]
    stopped: str


async def ask_all(
    missed: Sequence[Missed],
    cassettes: Cassettes,
    *,
    payer: Payer | None = None,
    at_once: int = AT_ONCE,
    say: Callable[[str], None] = lambda words: None,
) -> Asked:
    """Ask for calls, and record each reply as it comes.

    Where a budget is spent, what is under way is waited for and nothing else is begun.

    Args:
        missed: the calls.
        cassettes: in a mode that records.
        payer: whose budgets they are taken from.
        at_once: how many are under way at the same time.
        say: told how far it is.

    Raises:
        Misconfigured: when a cassette cannot be written.
    """
    asking = _Asking(cassettes, payer, len(missed), say)
    waiting = iter(missed)
    await asyncio.gather(*(asking.work(waiting) for _ in range(max(1, at_once))))
    return Asked(asking.recorded, asking.tokens, asking.cost_nano, tuple(asking.failed), asking.stopped)


class _Asking:
    """One recording while it goes on."""

    def __init__(self, cassettes: Cassettes, payer: Payer | None, number: int, say: Callable[[str], None]) -> None:
        self._cassettes, self._payer, self._number, self._say = cassettes, payer, number, say
        self.recorded = self.tokens = self.cost_nano = 0
        self.failed: list[tuple[Missed, str]] = []
        self.stopped = ""

    async def work(self, waiting: Iterator[Missed]) -> None:
        """Take calls until there are none, or a budget is spent."""
        for one in waiting:
            if self.stopped:
                self.failed.append((one, f"{BudgetSpent.code}: not asked any more"))
                continue
            await self._ask(one)
            self._say(f"{self.recorded + len(self.failed):,} of {self._number:,} calls")

    async def _ask(self, one: Missed) -> None:
        model = self._cassettes.model(one.model, payer=self._payer)
        try:
            reply = await model.complete(one.call.within(PATIENCE_MS))
        except BudgetSpent as error:
            self.stopped = error.message
            self.failed.append((one, _told(error)))
        except (ModelFailed, ModelMisbehaved, Invalid) as error:
            self.failed.append((one, _told(error)))
        else:
            self.recorded += 1
            self._count(reply.usage)

    def _count(self, usage: ModelUsage) -> None:
        self.tokens += usage.tokens
        self.cost_nano += usage.cost_nano


def _told(error: FranklyError) -> str:
    return f"{error.code}: {error.message}"
