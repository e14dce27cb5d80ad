"""The rules by which texts of one language may be quoted, as `policies/frames/<locale>.yaml` states them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from frankly.domain.quoting.frame import Frame
from frankly.domain.quoting.word_list import QuotedWord, WordList, any_of

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
    "indefinite",
    "backwards",
    "announces",
    "placed",
    "takes_back",
    "headings",
    "denies",
    "elliptic",
    "withdraws",
    "depicts",
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
    suspects: WordList = field(init=False)

    def __post_init__(self) -> None:
        """Sort the frames by manner, and join the lists of claims, manners and bonds."""
        manners = {frame.manner for frame in self.frames}
        sorted_ = {manner: tuple(one for one in self.frames if one.manner == manner) for manner in manners}
        object.__setattr__(self, "by_manner", sorted_)
        joined = any_of([*self.never.values(), *self.not_plain.values(), *self.whole.values()])
        object.__setattr__(self, "suspects", joined)

    def found(self, names: Sequence[str], words: Sequence[QuotedWord]) -> dict[str, QuotedWord]:
        """What some of the lists of claims, manners and bonds find in a text first.

        Args:
            names: of the lists.
            words: the text.

        Returns:
            Name of the list → its first word or phrase, in the order of the names; lists that find nothing have none.
        """
        hits: dict[str, QuotedWord] = {}
        for index, one in enumerate(words):
            for name in _suspected(self, one.word):
                if name not in hits and (hit := self.list_named(name).at(words, index)) is not None:
                    hits[name] = hit
        return {name: hits[name] for name in names if name in hits}

    def list_named(self, name: str) -> WordList:
        """A list of claims, manners or bonds."""
        return (self.never if name in self.never else self.not_plain if name in self.not_plain else self.whole)[name]


_LISTS: Final = (*NEVER, *NOT_PLAIN, *WHOLE)


@lru_cache(maxsize=65_536)
def _suspected(quoting: Quoting, word: str) -> tuple[str, ...]:
    """Lists that may find something where a word stands: most words are on none, and a text is looked through once."""
    # Asked of all lists together first: a word that was never seen before would be looked up in nineteen.
    if not quoting.suspects.has(word):
        return ()
    return tuple([name for name in _LISTS if quoting.list_named(name).may_begin(word)])
