"""Budgets: what models may cost, in tokens and in money, and what they did cost."""

import re
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.canonical import hash_bytes
from frankly.domain.model.call import Payer
from frankly.domain.time import EpochMs, to_iso

NANO = 1_000_000_000
"""Billionths in one: money is counted in billionths of a US dollar."""


class BudgetKind(StrEnum):
    """What a budget is counted by."""

    REQUEST = "request"
    """Everything that one decision or job asks."""

    DAY = "day"
    """Everything within one day, UTC."""

    KEY = "key"
    """Everything that one API key causes within one day, UTC."""

    CAMPAIGN = "campaign"
    """Everything that one campaign causes, from its beginning on."""


class BudgetLimit(Frozen):
    """The most that may be spent; None is no limit."""

    kind: BudgetKind
    """What it is counted by."""

    tokens: Annotated[int, Field(ge=0)] | None = None
    """Tokens in both directions."""

    cost_nano: Annotated[int, Field(ge=0)] | None = None
    """Billionths of a US dollar."""


class BudgetUse(Frozen):
    """One thing that a call is counted under, with its limit."""

    kind: BudgetKind
    """What it is counted by."""

    name: str
    """Which day, key, campaign or request."""

    tokens: int | None = None
    """The most tokens; None counts without a limit."""

    cost_nano: int | None = None
    """The most money, in billionths of a US dollar; None counts without a limit."""


class Spent(Frozen):
    """What was spent, or may be: tokens in both directions, and money."""

    tokens: int = 0
    """Tokens."""

    cost_nano: int = 0
    """Billionths of a US dollar."""


class UsageLine(Frozen):
    """What calls of one kind took on one day."""

    day: str
    """The day, UTC."""

    model: str
    """The model."""

    prompt: str
    """Prompt with version, such as `write/v1`."""

    key: str = ""
    """Name of the API key; empty where none was given."""

    campaign: str = ""
    """Name of the campaign; empty outside campaigns."""

    calls: int = 0
    """Calls that were paid for."""

    unsettled: int = 0
    """Calls that are under way, or whose process ended before it knew what they took: counted as estimated."""

    tokens_in: int = 0
    """Tokens read."""

    tokens_cached: int = 0
    """Those of them that the provider had read before."""

    tokens_out: int = 0
    """Tokens written."""

    cost_nano: int = 0
    """Billionths of a US dollar, of the calls whose price was known."""

    unpriced: int = 0
    """How many of all these calls had no known price; what they cost stands nowhere."""

    @property
    def cost_nano_known(self) -> int | None:
        """What the calls cost as far as prices were known; None where none was."""
        return None if 0 < self.unpriced == self.calls + self.unsettled else self.cost_nano


_AMOUNT: Final = re.compile(r"(\d+(?:\.\d{1,9})?)\s*(tokens?|usd)", re.IGNORECASE)


def read_limit(kind: BudgetKind, text: str) -> BudgetLimit | None:
    """Read a limit as people write it: `50000 tokens`, `0.10 USD`, or both with a comma; None for an empty text.

    Raises:
        ValueError: when it is not written like that; says how.
    """
    found: dict[str, int] = {}
    for part in text.replace("_", "").split(",") if text.strip() else ():
        amount = _AMOUNT.fullmatch(part.strip())
        is_money = amount is not None and amount[2].lower() == "usd"
        if amount is None or ("." in amount[1] and not is_money):
            raise ValueError(f"'{text}' is no budget; write it as '50000 tokens', '0.10 USD', or both with a comma")
        whole, _, rest = amount[1].partition(".")
        number = int(whole) * NANO + int(rest.ljust(9, "0")) if is_money else int(whole)
        found["cost_nano" if is_money else "tokens"] = number
    return BudgetLimit(kind=kind, **found) if found else None


def uses(limits: tuple[BudgetLimit, ...], payer: Payer, now: EpochMs) -> tuple[BudgetUse, ...]:
    """What a call is counted under.

    Args:
        limits: those that are set.
        payer: of the call.
        now: the moment.

    Returns:
        One use for each limit that applies; the day and the campaign are counted without a limit too.
    """
    day = to_iso(now)[:10]
    names = {
        # By hash: a sum outlives the decision by some hours, and must not name it.
        BudgetKind.REQUEST: hash_bytes(payer.request.encode()) if payer.request else "",
        BudgetKind.DAY: day,
        BudgetKind.KEY: f"{day} {payer.key}" if payer.key else "",
        BudgetKind.CAMPAIGN: payer.campaign,
    }
    by_kind = {limit.kind: limit for limit in limits}
    own = read_limit(BudgetKind.CAMPAIGN, payer.campaign_budget)
    if own is not None:
        by_kind[own.kind] = _lower(own, by_kind.get(own.kind, own))
    found = []
    for kind, name in names.items():
        limit = by_kind.get(kind, BudgetLimit(kind=kind))
        # A call that names no request is one by itself: its limit holds, and nothing is added up.
        if name or (kind == BudgetKind.REQUEST and kind in by_kind):
            found.append(BudgetUse(kind=kind, name=name, tokens=limit.tokens, cost_nano=limit.cost_nano))
    return tuple(found)


def _lower(one: BudgetLimit, other: BudgetLimit) -> BudgetLimit:
    tokens = [limit.tokens for limit in (one, other) if limit.tokens is not None]
    costs = [limit.cost_nano for limit in (one, other) if limit.cost_nano is not None]
    return BudgetLimit(kind=one.kind, tokens=min(tokens, default=None), cost_nano=min(costs, default=None))


def refusal(use: BudgetUse, already: Spent, wanted: Spent) -> str:
    """Why a budget does not allow a call; empty where it does."""
    if use.tokens is not None and already.tokens + wanted.tokens > use.tokens:
        return f"{already.tokens} of {use.tokens} tokens are spent or reserved, and this call may take {wanted.tokens}"
    if use.cost_nano is not None and already.cost_nano + wanted.cost_nano > use.cost_nano:
        return (
            f"{usd(already.cost_nano)} of {usd(use.cost_nano)} USD are spent or reserved, "
            f"and this call may cost {usd(wanted.cost_nano)}"
        )
    return ""


def nearly(number: float) -> int:
    """A number of which only the first three digits are told, such as a forecast's."""
    whole = round(number)
    digits = len(str(abs(whole))) - 3
    return whole if digits <= 0 else round(whole, -digits)


def usd(cost_nano: int) -> str:
    """Money as text: at least cents, and as many places as a small amount needs."""
    whole, rest = divmod(cost_nano, NANO)
    places = f"{rest:09d}".rstrip("0")
    return f"{whole}.{places.ljust(2, '0')}"
