"""Budgets: what a call may take is set aside before it is made, and what it took is put in its place.

Invariant: spent never passes the cap, as long as no call takes more than was set aside for it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass

from frankly.adapters.model.around import AroundModel
from frankly.domain.model.budget import BudgetKind, BudgetLimit, Spent, UsageLine, read_limit, uses
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.domain.time import to_iso
from frankly.errors import BudgetSpent, FranklyError, ModelFailed, ModelTimeout, StoreUnavailable
from frankly.ports.asking.budget import BudgetStore, ReservationId
from frankly.ports.asking.model import LanguageModel
from frankly.ports.clock import Clock

MARGIN_PERCENT = 25
"""Added to the tokens counted here: tokenizers of other models cut text into up to so many more pieces."""

_PER_PART = 20
_PER_CALL = 80


@dataclass(slots=True)
class _Open:
    """A call that money is set aside for."""

    id: ReservationId
    most: ModelUsage
    took: ModelUsage | None = None


class BudgetingModel(AroundModel):
    """Refuses a call that could pass a limit, before anything is sent."""

    def __init__(
        self, model: LanguageModel, store: BudgetStore, clock: Clock, limits: tuple[BudgetLimit, ...] = ()
    ) -> None:
        """Wrap a model.

        Args:
            model: the one to ask.
            store: what was spent, shared by all processes.
            clock: tells the day.
            limits: those that are set.
        """
        super().__init__(model)
        self._store, self._clock, self._limits = store, clock, limits
        self._has_money_limit = any(limit.cost_nano is not None for limit in limits)
        self._margin_percent = MARGIN_PERCENT
        self._closing: set[asyncio.Task[None]] = set()

    async def complete(self, call: ModelCall) -> ModelReply:
        """Reply at once, if the budgets allow it."""
        async with self._paid(call) as paid:
            reply = await self._model.complete(call)
            paid.took = reply.usage
            return reply

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """Reply bit by bit, if the budgets allow it; one that breaks off counts as all that it might have taken."""
        async with self._paid(call) as paid, aclosing(self._model.stream(call)) as pieces:
            async for piece in pieces:
                if piece.reply is not None:
                    paid.took = piece.reply.usage
                yield piece

    async def settled(self) -> None:
        """Wait until everything is settled that calls had set aside."""
        while self._closing:
            await asyncio.gather(*self._closing, return_exceptions=True)

    def most(self, call: ModelCall) -> ModelUsage:
        """What a call may take at most, a margin for other tokenizers included.

        Raises:
            BudgetSpent: when there is a limit in money and no price to hold against it.
        """
        texts = [part.text for part in call.parts] + ([call.shape.shape_json] if call.shape else [])
        counted = sum(self._model.count(text) + _PER_PART for text in texts)
        tokens_in = (counted + _PER_CALL) * (100 + self._margin_percent) // 100
        usage = ModelUsage(tokens_in=tokens_in, tokens_out=call.parameters.most_tokens)
        price = self._model.price(usage)
        own = read_limit(BudgetKind.CAMPAIGN, call.payer.campaign_budget)
        if price is None and (self._has_money_limit or (own is not None and own.cost_nano is not None)):
            raise BudgetSpent(
                f"There is a limit in money, and no price of {self.name} is known to hold against it. "
                "Set FRANKLY_MODEL_PRICE, for example 0.15/0.60 (USD for a million tokens in and out); "
                "0/0 for a model of your own."
            )
        return usage.model_copy(update={"cost_nano": price or 0})

    @asynccontextmanager
    async def _paid(self, call: ModelCall) -> AsyncIterator[_Open]:
        paid = await self._reserve(call)
        try:
            yield paid
        except ModelFailed as error:
            # Who was refused or not reached pays nothing. After a timeout the provider may well have written it all.
            paid.took = paid.took or (None if isinstance(error, ModelTimeout) else ModelUsage())
            raise
        finally:
            self._learn(paid)
            # Nobody waits for it: until it is written, all that was set aside stays counted.
            self._aside(self._close(paid))

    async def _reserve(self, call: ModelCall) -> _Open:
        most, now = self.most(call), self._clock.now()
        payer = call.payer
        line = UsageLine(
            day=to_iso(now)[:10],
            model=self.name,
            prompt=f"{call.prompt}/v{call.version}",
            key=payer.key,
            campaign=payer.campaign,
            unpriced=self._model.price(most) is None,
        )
        spent = Spent(tokens=most.tokens, cost_nano=most.cost_nano)
        asking = asyncio.ensure_future(self._store.reserve(uses(self._limits, payer, now), spent, line, now))
        try:
            return _Open(await asyncio.shield(asking), most)
        except asyncio.CancelledError:
            # The store goes on by itself, so what it sets aside must be given back.
            self._aside(self._give_back(asking))
            raise
        except BudgetSpent as error:
            kind = str(error.details.get("budget", ""))
            raise BudgetSpent(
                f"The budget of this {kind} does not allow a call of {self.name}: {error.message}. "
                f"'frankly usage' shows what was spent; FRANKLY_BUDGET_{kind.upper()} sets the limit"
                + (", or 'budget' in the campaign's file." if payer.campaign_budget and kind == "campaign" else "."),
                details=error.details,
            ) from error

    def _learn(self, paid: _Open) -> None:
        """Where this model's tokenizer cuts finer than foreseen, its calls are estimated by what was seen."""
        if paid.took is not None and paid.took.tokens_in > paid.most.tokens_in:
            seen = 100 * paid.took.tokens_in // paid.most.tokens_in
            self._margin_percent = (100 + self._margin_percent) * (seen + 10) // 100 - 100

    async def _close(self, paid: _Open) -> None:
        took = paid.most if paid.took is None else paid.took
        # Where it fails, what was set aside stays counted.
        with suppress(StoreUnavailable):
            if took.tokens or took.cost_nano:
                await self._store.settle(paid.id, took)
            else:
                await self._store.release(paid.id)

    async def _give_back(self, asking: "asyncio.Future[ReservationId]") -> None:
        with suppress(FranklyError):
            await self._store.release(await asking)

    def _aside(self, work: Coroutine[None, None, None]) -> "asyncio.Task[None]":
        """Let work go on when whoever asked is cancelled."""
        task = asyncio.create_task(work)
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)
        return task
