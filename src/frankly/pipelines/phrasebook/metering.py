"""What stands around the models of a build: replies that are stored are not asked for again, and a budget is kept."""

from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

from frankly.domain.model.budget import BudgetLimit, Spent, refusal
from frankly.domain.model.budget import BudgetUse as Use
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.domain.saying.phrase import PhraseWork
from frankly.errors import BudgetSpent
from frankly.ports.asking.model import LanguageModel
from frankly.ports.clock import Clock
from frankly.ports.phrases import PhraseStore


def unit_of_call(key: str) -> str:
    """The unit of a stored reply."""
    return f"call:{key}"


@dataclass(slots=True)
class Meter:
    """What a build takes, and may take.

    Attributes:
        limit: of the whole build; None is no limit.
        spent: tokens and money of replies.
        reserved: the same, at most, of calls under way.
        calls: prompt → calls that were made.
        remembered: prompt → replies that were stored already.
    """

    limit: BudgetLimit | None = None
    spent: Spent = field(default_factory=Spent)
    reserved: Spent = field(default_factory=Spent)
    calls: Counter[str] = field(default_factory=Counter)
    remembered: Counter[str] = field(default_factory=Counter)

    def reserve(self, most: Spent) -> None:
        """Set aside what a call may take.

        Raises:
            BudgetSpent: when the build's budget does not allow it.
        """
        if self.limit is not None:
            use = Use(kind=self.limit.kind, name="build", tokens=self.limit.tokens, cost_nano=self.limit.cost_nano)
            if against := refusal(use, _plus(self.spent, self.reserved), most):
                raise BudgetSpent(f"The budget of this build is spent: {against}.")
        self.reserved = _plus(self.reserved, most)

    def settle(self, most: Spent, took: ModelUsage | None) -> None:
        """Put what a call took in the place of what was set aside."""
        self.reserved = Spent(
            tokens=self.reserved.tokens - most.tokens, cost_nano=self.reserved.cost_nano - most.cost_nano
        )
        if took is not None:
            self.spent = _plus(self.spent, Spent(tokens=took.tokens, cost_nano=took.cost_nano))


def _plus(one: Spent, other: Spent) -> Spent:
    return Spent(tokens=one.tokens + other.tokens, cost_nano=one.cost_nano + other.cost_nano)


@dataclass(frozen=True, slots=True, eq=False)
class MeteredModel:
    """Port `LanguageModel` that asks for nothing that is stored, stores what it gets, and keeps to a budget.

    Attributes:
        model: the one to ask.
        phrases: where replies are stored before anything is made of them.
        meter: shared by all models of a build.
        clock: tells when a reply came.
    """

    model: LanguageModel
    phrases: PhraseStore
    meter: Meter
    clock: Clock

    @property
    def name(self) -> str:
        """Name of the model."""
        return self.model.name

    async def complete(self, call: ModelCall) -> ModelReply:
        """The stored reply to the same call; else what the model says, stored before it is used."""
        unit, prompt = unit_of_call(call.key(self.name)), f"{call.prompt}/v{call.version}"
        known = (await self.phrases.work_of([unit])).get(unit)
        if known is not None and known.reply is not None:
            self.meter.remembered[prompt] += 1
            return known.reply
        most = self._most(call)
        self.meter.reserve(most)
        reply = None
        try:
            reply = await self.model.complete(call)
        finally:
            self.meter.settle(most, reply.usage if reply is not None else None)
        self.meter.calls[prompt] += 1
        await self.phrases.keep_work(
            PhraseWork(unit=unit, source=call.content, reply=reply, prompt=prompt, at=self.clock.now())
        )
        return reply

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """All at once: nobody watches a build word by word."""
        reply = await self.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """Tokens of a text."""
        return self.model.count(text)

    def price(self, usage: ModelUsage) -> int | None:
        """Price in billionths of a US dollar."""
        return self.model.price(usage)

    def _most(self, call: ModelCall) -> Spent:
        if self.meter.limit is None:
            return Spent()
        tokens_in = sum(self.count(part.text) for part in call.parts)
        usage = ModelUsage(tokens_in=tokens_in, tokens_out=call.parameters.most_tokens)
        return Spent(tokens=usage.tokens, cost_nano=self.price(usage) or 0)
