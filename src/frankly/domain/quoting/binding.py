"""Binds what a judge or a person said to the very words that they saw."""

from functools import lru_cache

from frankly.domain.canonical import canonical, hash_bytes


@lru_cache(maxsize=8192)
def binding(span: str, sentence: str) -> str:
    """Hash of a sentence and of the span that it was made from; a changed word on either side has another one.

    Args:
        span: the cited sentence of the item, as `spans_of` has it.
        sentence: the fact, with its slots unfilled.
    """
    return hash_bytes(canonical([span, sentence]))
