"""Draws without hidden state: every random choice is a hash of a seed and the name of the choice.

So the order in which choices are made, threads and processes cannot change a result (the idea of LensKit's seeds).
"""

import hashlib
from collections.abc import Iterable
from typing import NewType

Seed = NewType("Seed", int)

_SPAN = 1 << 53
"""Draws are whole numbers below 2^53, which JSON readers keep exactly."""


def derive(*parts: str | int) -> Seed:
    """Make a seed from named parts; equal parts give equal seeds everywhere."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    return Seed(int.from_bytes(digest[:8], "big") % _SPAN)


def below(bound: int, seed: Seed, *labels: str | int) -> int:
    """Draw a whole number in `0 … bound - 1`, uniformly to within 2^-53 · bound.

    Raises:
        ValueError: when the bound is not positive.
    """
    if bound <= 0:
        raise ValueError("the bound of a draw must be positive")
    return derive(seed, *labels) * bound // _SPAN


def below_each(bound: int, names: Iterable[str], seed: Seed, *labels: str | int) -> list[int]:
    """Draw `below(bound, seed, *labels, name)` for each of some names; what they share is hashed once."""
    shared = hashlib.sha256("\x1f".join(str(part) for part in (seed, *labels, "")).encode())
    drawn = []
    for name in names:
        own = shared.copy()
        own.update(name.encode())
        drawn.append(int.from_bytes(own.digest()[:8], "big") % _SPAN * bound // _SPAN)
    return drawn


def chance_ppm(seed: Seed, *labels: str | int) -> int:
    """Draw a whole number of parts per million in `0 … 999,999`."""
    return below(1_000_000, seed, *labels)
