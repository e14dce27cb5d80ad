"""The rules by which texts of one language may be quoted, as `policies/frames/<locale>.yaml` states them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.quoting.frame import Frame
from frankly.domain.quoting.word_list import WordList

NEVER: Final = ("health", "guarantee", "scarcity", "urgency", "free", "legal", "reader", "stale")
"""Claims that no frame may carry."""

NOT_PLAIN: Final = ("praise", "superlative", "first_person", "address", "leaning")
"""What is said only as the words of the description."""

WHOLE: Final = ("condition", "negation", "comparison", "count", "attribution", "hedge")
"""A sentence with one of these is quoted whole or not at all."""

GRAMMAR: Final = (
    "finite",
    "verbs",
    "imperatives",
    "ambiguous",
    "openings",
    "openings_alone",
    "subjects",
    "definite",
    "demonstratives",
    "of_item",
    "elsewhere",
    "picture",
    "items",
    "stops",
    "conditional",
    "scenery",
)
"""Lists that tell the shape of a sentence and whether it stands alone."""


@dataclass(frozen=True, slots=True, eq=False)
class Quoting:
    """Rules of one language.

    Attributes:
        locale: language, such as `en`.
        frames: attributed ones first.
        never: claim → its words.
        not_plain: why a text is not said plainly → its words.
        whole: why a sentence is not cut → its words.
        grammar: the other lists by name.
        cuts_openings: whether what follows a participial opening is a sentence in this language.
        version: hash of the file.
    """

    locale: str
    frames: tuple[Frame, ...]
    never: Mapping[str, WordList]
    not_plain: Mapping[str, WordList]
    whole: Mapping[str, WordList]
    grammar: Mapping[str, WordList]
    cuts_openings: bool = False
    version: str = ""
    by_manner: Mapping[str, tuple[Frame, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the frames by manner."""
        manners = {frame.manner for frame in self.frames}
        sorted_ = {manner: tuple(one for one in self.frames if one.manner == manner) for manner in manners}
        object.__setattr__(self, "by_manner", sorted_)
