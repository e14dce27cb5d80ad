"""What recording would take: tokens as they are counted, or as recorded replies took them, and their price."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from frankly.domain.model.budget import usd
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelUsage
from frankly.evals.cassettes.line import Line
from frankly.evals.cassettes.playing import is_simulated

Count = Callable[[str, str], int]
"""Tokens of a text for a model: name and text."""

PriceOf = Callable[[str, ModelUsage], int | None]
"""Price of a call of a model, in billionths of a US dollar; None where it is not known."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What some calls take.

    Attributes:
        calls: how many.
        tokens: in both directions.
        cost_nano: billionths of a US dollar; None where the price of one of them is not known.
    """

    calls: int = 0
    tokens: int = 0
    cost_nano: int | None = 0

    def __add__(self, other: "Cost") -> "Cost":
        """Both together."""
        known = self.cost_nano is not None and other.cost_nano is not None
        price = (self.cost_nano or 0) + (other.cost_nano or 0) if known else None
        return Cost(self.calls + other.calls, self.tokens + other.tokens, price)

    def told(self) -> str:
        """In words."""
        calls = f"{self.calls:,} call{'s' if self.calls != 1 else ''}"
        return f"{calls}, about {self.tokens:,} tokens, {self._price()}"

    def _price(self) -> str:
        if self.cost_nano is None:
            return "a price that is not known"
        return f"{usd(_cents(self.cost_nano))} USD" if self.cost_nano else "nothing to pay"


def _cents(nano: int) -> int:
    """Money to a hundredth of a cent, rounded up: more places would promise what an estimate cannot hold."""
    return -(-nano // 100_000) * 100_000


class Costs:
    """Estimates calls by what recorded ones took."""

    def __init__(self, lines: Iterable[Line], price: PriceOf | None = None, count: Count | None = None) -> None:
        """Learn from recorded replies.

        Args:
            lines: of all models.
            price: of a call; without one, or where it knows none, a token costs what recorded ones cost.
            count: tokens of a text; four letters a token without one.
        """
        self._price, self._count = price, count or (lambda model, text: len(text) // 4 + 1)
        self._written: Mapping[tuple[str, str], list[int]] = defaultdict(list)
        self._paid: Mapping[str, list[ModelUsage]] = defaultdict(list)
        for one in lines:
            self._written[one.model, one.prompt.partition("/")[0]].append(one.usage.tokens_out)
            if one.usage.tokens and one.usage.cost_nano:
                self._paid[one.model].append(one.usage)

    def of_call(self, model: str, call: ModelCall) -> Cost:
        """What a call would take: written as much as replies to that task were, or all that it may be."""
        shape = (call.shape.shape_json,) if call.shape is not None else ()
        tokens_in = sum(self._count(model, text) for text in (*(part.text for part in call.parts), *shape))
        written = self._written.get((model, call.prompt))
        tokens_out = -(-sum(written) // len(written)) if written else call.parameters.most_tokens
        return self._of(model, ModelUsage(tokens_in=tokens_in, tokens_out=tokens_out))

    def of_line(self, line: Line) -> Cost:
        """What a reply would take once more."""
        return self._of(line.model, line.usage)

    def _of(self, model: str, usage: ModelUsage) -> Cost:
        return Cost(1, usage.tokens, self._priced(model, usage))

    def _priced(self, model: str, usage: ModelUsage) -> int | None:
        if is_simulated(model):
            return 0
        known = self._price(model, usage) if self._price is not None else None
        paid = self._paid.get(model)
        if known is not None or not paid:
            return known
        return usage.tokens * sum(one.cost_nano for one in paid) // sum(one.tokens for one in paid)
