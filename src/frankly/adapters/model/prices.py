"""What tokens cost: from litellm's own map, which is shipped with it, or as the settings say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from frankly.domain.model.reply import ModelUsage
from frankly.errors import Misconfigured

_PICO: Final = 10**12


@dataclass(frozen=True, slots=True)
class Price:
    """Price of one token in millionths of a millionth of a US dollar.

    Attributes:
        read: of a token that is read.
        cached: of one that the provider had read before.
        written: of a token that is written.
    """

    read: int
    cached: int
    written: int

    def of(self, usage: ModelUsage) -> int:
        """Price of a call in billionths of a US dollar, rounded up."""
        new = usage.tokens_in - min(usage.tokens_cached, usage.tokens_in)
        pico = new * self.read + (usage.tokens_in - new) * self.cached + usage.tokens_out * self.written
        return -(-pico // 1_000)


def price_set(text: str) -> Price:
    """Read `FRANKLY_MODEL_PRICE`: US dollars for a million tokens, in and out, as `0.15/0.60`.

    Raises:
        Misconfigured: when it is not written like that.
    """
    read, slash, written = text.partition("/")
    try:
        if not slash:
            raise ValueError
        # A dollar for a million tokens is a millionth of a dollar for one: a million pico-dollars.
        first, second = (round(float(part) * 1_000_000) for part in (read, written))
        if min(first, second) < 0:
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise Misconfigured(
            f"FRANKLY_MODEL_PRICE is '{text}'; write US dollars for a million tokens, in and out, as 0.15/0.60."
        ) from error
    return Price(first, first, second)


def price_known(known: Mapping[str, Any]) -> Price | None:
    """The price in an entry of litellm's map; None where it holds none."""
    read, written = known.get("input_cost_per_token"), known.get("output_cost_per_token")
    if read is None or written is None:
        return None
    cached = known.get("cache_read_input_token_cost")
    return Price(*(round(float(part) * _PICO) for part in (read, read if cached is None else cached, written)))
