"""Budgets in memory; mirrors `adapters/sql/model/budgets.py`."""

from collections.abc import Sequence

from frankly.domain.model.budget import BudgetKind, BudgetUse, Spent, UsageLine, refusal
from frankly.domain.model.reply import ModelUsage
from frankly.domain.time import EpochMs
from frankly.errors import BudgetSpent, StoreUnavailable
from frankly.ports.asking.budget import ReservationId


class MemoryBudgets:
    """Port `BudgetStore` over dictionaries; of one process."""

    def __init__(self) -> None:
        """Start with nothing spent."""
        self._sums: dict[tuple[BudgetKind, str], Spent] = {}
        self._reserved: dict[ReservationId, tuple[list[tuple[BudgetKind, str]], UsageLine, Spent]] = {}
        self._lines: dict[tuple[str, ...], UsageLine] = {}
        self._last = 0
        self.is_failing = False
        """Whether writing fails; set it to let the store fail."""

    async def reserve(self, uses: Sequence[BudgetUse], most: Spent, line: UsageLine, now: EpochMs) -> ReservationId:
        """Set aside what a call may take at most, under all its uses or under none."""
        if self.is_failing:
            raise StoreUnavailable("The store of budgets was made to fail.")
        for use in uses:
            because = refusal(use, await self.spent(use), most)
            if because:
                raise BudgetSpent(because, details={"budget": use.kind.value})
        named = [(use.kind, use.name) for use in uses if use.name]
        for place in named:
            self._add(place, most.tokens, most.cost_nano)
        self._last += 1
        number = ReservationId(self._last)
        self._reserved[number] = (named, line, most)
        return number

    async def settle(self, reservation: ReservationId, usage: ModelUsage) -> None:
        """Put what a call took in the place of what was set aside."""
        line = self._take(reservation, usage)
        if line is not None:
            known = self._line(line)
            self._lines[_key(line)] = known.model_copy(
                update={
                    "calls": known.calls + 1,
                    "unpriced": known.unpriced + line.unpriced,
                    "tokens_in": known.tokens_in + usage.tokens_in,
                    "tokens_cached": known.tokens_cached + usage.tokens_cached,
                    "tokens_out": known.tokens_out + usage.tokens_out,
                    "cost_nano": known.cost_nano + usage.cost_nano,
                }
            )

    async def release(self, reservation: ReservationId) -> None:
        """Give back what was set aside for a call that took nothing."""
        self._take(reservation, ModelUsage())

    async def spent(self, use: BudgetUse) -> Spent:
        """What is spent or reserved under one use."""
        return self._sums.get((use.kind, use.name), Spent())

    async def usage(self, since: str, until: str) -> Sequence[UsageLine]:
        """What calls took from one day to another, both included."""
        lines = dict(self._lines)
        for _, line, most in self._reserved.values():
            known = lines.get(_key(line)) or _blank(line)
            lines[_key(line)] = known.model_copy(
                update={
                    "unsettled": known.unsettled + 1,
                    "unpriced": known.unpriced + line.unpriced,
                    "tokens_in": known.tokens_in + most.tokens,
                    "cost_nano": known.cost_nano + most.cost_nano,
                }
            )
        return [lines[key] for key in sorted(lines) if since <= key[0] <= until]

    def _take(self, reservation: ReservationId, took: ModelUsage) -> UsageLine | None:
        if reservation not in self._reserved:
            return None
        named, line, most = self._reserved.pop(reservation)
        for place in named:
            self._add(place, took.tokens - most.tokens, took.cost_nano - most.cost_nano)
        return line

    def _add(self, place: tuple[BudgetKind, str], tokens: int, cost_nano: int) -> None:
        known = self._sums.get(place, Spent())
        self._sums[place] = Spent(tokens=known.tokens + tokens, cost_nano=known.cost_nano + cost_nano)

    def _line(self, line: UsageLine) -> UsageLine:
        return self._lines.get(_key(line)) or _blank(line)


def _key(line: UsageLine) -> tuple[str, ...]:
    return line.day, line.model, line.prompt, line.key, line.campaign


def _blank(line: UsageLine) -> UsageLine:
    return UsageLine(day=line.day, model=line.model, prompt=line.prompt, key=line.key, campaign=line.campaign)
