"""Frames: what stands around a quotation, and what shape of quotation fits into which."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

Shape = Literal["sentence", "imperative", "fragment", "opening"]
"""A whole statement; a call to the reader; words without a verb; a participial opening, whose sentence goes on."""

SHAPES: Final[tuple[Shape, ...]] = get_args(Shape)

Manner = Literal["attributed", "plain"]
"""Said as the description's own words, or said by the shop itself."""

QUOTE: Final = "{quote}"
"""Where the quotation stands in a frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame.

    Attributes:
        name: such as `quoted/attributed/2`.
        manner: attributed or plain.
        before: what stands before the quotation.
        after: what stands after it.
        fits: shapes of quotations that read well in it.
    """

    name: str
    manner: Manner
    before: str
    after: str
    fits: frozenset[Shape]

    def around(self, quote: str) -> str:
        """The sentence that people read."""
        return f"{self.before}{quote}{self.after}"

    def inner(self, text: str) -> str | None:
        """What a sentence holds in this frame; None where it has another one."""
        long_enough = len(text) > len(self.before) + len(self.after)
        if not (long_enough and text.startswith(self.before) and text.endswith(self.after)):
            return None
        return text[len(self.before) : len(text) - len(self.after)]
