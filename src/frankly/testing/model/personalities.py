"""How a model server behaves: well, or wrongly in one of the ways that real providers and models have shown."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import accumulate

from frankly.domain.seed import below, derive


class Personality(StrEnum):
    """One way to behave; as a model's name it is asked for in a call, for example `openai/slow`."""

    GOOD = "good"
    """Replies at once, in the shape that was asked for."""
    SLOW = "slow"
    """The same, after a wait."""
    DRIP = "drip"
    """The same, a few letters at a time."""
    HANG = "hang"
    """Takes the call and never replies."""
    RATE_LIMITED = "rate_limited"
    """429 with Retry-After."""
    FAILING = "failing"
    """500."""
    REFUSING = "refusing"
    """401, as with a wrong key."""
    RESET = "reset"
    """Breaks the connection; a stream in its middle."""
    EMPTY = "empty"
    """Replies with no text."""
    CUT_JSON = "cut_json"
    """Stops in the middle of the JSON."""
    WRONG_SHAPE = "wrong_shape"
    """JSON, of another shape."""
    PROSE = "prose"
    """Words instead of JSON."""
    PROSE_AROUND = "prose_around"
    """Words before and after the JSON."""
    FENCED = "fenced"
    """JSON in a code fence."""
    THINKING = "thinking"
    """Thinks aloud first, with JSON in its thoughts."""
    TRAILING_COMMAS = "trailing_commas"
    """Commas before closing brackets."""
    SINGLE_QUOTES = "single_quotes"
    """Single quotes in the place of double ones."""
    UNKNOWN_HANDLES = "unknown_handles"
    """Names things that were not shown."""
    DUPLICATE_HANDLES = "duplicate_handles"
    """Names the same thing several times."""
    MISSING_HANDLES = "missing_handles"
    """Leaves half of what was shown out."""
    ECHO_ORDER = "echo_order"
    """Gives the order back in which things were shown."""
    LIAR = "liar"
    """States what no evidence bears, of every class."""
    INJECTED = "injected"
    """Obeys what it finds in item texts."""
    OTHER_LANGUAGE = "other_language"
    """Writes in another language than asked for."""
    ENDLESS = "endless"
    """Never stops."""


NEEDS_TIME = frozenset({Personality.SLOW, Personality.DRIP, Personality.HANG, Personality.ENDLESS})
"""Those that a test should give a short deadline."""


class Mix:
    """Personalities by weight; which one a call meets depends on its content, not on the order of arrival."""

    def __init__(self, weights: Mapping[Personality, int], seed: int = 0) -> None:
        """Mix.

        Args:
            weights: share of each, in whole numbers.
            seed: another seed, another draw.

        Raises:
            ValueError: when no weight is positive.
        """
        if not any(weight > 0 for weight in weights.values()):
            raise ValueError("a mix needs a personality with a positive weight")
        self._kinds = [kind for kind, weight in weights.items() if weight > 0]
        self._ends = list(accumulate(weight for weight in weights.values() if weight > 0))
        self._seed = derive("model_server", seed)

    def draw(self, content: str, times: int) -> Personality:
        """The personality that a call meets.

        Args:
            content: hash of what is asked.
            times: how often it was asked before: a second attempt may meet another one.
        """
        drawn = below(self._ends[-1], self._seed, content, times)
        return next(kind for kind, end in zip(self._kinds, self._ends, strict=True) if drawn < end)


def everything(seed: int = 0, good: int = 30) -> Mix:
    """A mix of all personalities, each with weight 1 but for the good one."""
    return Mix({kind: good if kind is Personality.GOOD else 1 for kind in Personality}, seed)
