"""A text that counts how often it is looked at, and ends whoever looks too often: mending it has a bound in work.

Work and not time: the same reply is read the same way on every machine, and again in a replay.
"""

from typing import Any, SupportsIndex

_SLICE: int = 64
"""Characters copied at once that count as one look."""


class TooManyLooks(ValueError):
    """A text was looked at more often than was allowed."""


class CountedText(str):
    """A text with a number of looks, shared by everything that is made of it."""

    __slots__ = ("_left",)

    _left: list[int]

    @classmethod
    def of(cls, text: str, looks: int) -> "CountedText":
        """Count looks at a text.

        Args:
            text: is looked at.
            looks: how often it may be; one at a slice counts by its length.
        """
        return cls._sharing(text, [looks])

    @classmethod
    def _sharing(cls, text: str, left: list[int]) -> "CountedText":
        made = cls(text)
        made._left = left
        return made

    def __getitem__(self, key: "SupportsIndex | slice[Any, Any, Any]") -> str:
        """Look at one place, or at several.

        Raises:
            TooManyLooks: when that was once too often.
        """
        found = str.__getitem__(self, key)
        self._left[0] -= 1 + len(found) // _SLICE
        if self._left[0] < 0:
            raise TooManyLooks("mending this text takes too much work")
        return CountedText._sharing(found, self._left) if isinstance(key, slice) else found

    def __add__(self, other: str) -> str:
        """Both as one, counted on."""
        return CountedText._sharing(str.__add__(self, other), self._left)
