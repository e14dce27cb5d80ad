"""Words in which a check found nothing: a sentence that is made of them is one look at a set, and not one a word."""

from collections.abc import Callable
from typing import Final

MOST: Final = 16_384
"""Words kept for one check; beyond them it starts afresh, so that hostile text cannot fill the memory."""

_NONE: Final[frozenset[str]] = frozenset()


class PlainWords:
    """What one check knows of words."""

    def __init__(self, is_plain: Callable[[str], bool]) -> None:
        """Begin.

        Args:
            is_plain: whether the check has nothing to say of a word; always the same of the same word.
        """
        self._is_plain = is_plain
        self._known: tuple[set[str], set[str]] = set(), set()

    def others(self, words: frozenset[str]) -> frozenset[str]:
        """The words that the check has something to say of."""
        # Both sets are taken at once, and a word is seen last: another thread can neither forget half of what is known
        # nor find a word seen whose answer is not there yet.
        seen, others = self._known
        if not words <= seen:
            if len(seen) > MOST:
                seen, others = self._known = set(), set()
            new = words - seen
            others.update([word for word in new if not self._is_plain(word)])
            seen |= new
        return _NONE if others.isdisjoint(words) else words & others
