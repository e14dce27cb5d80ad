"""The order of some items: what a model is shown of them, and what it replies.

Opaque handles in a shuffled order, with title, category, score and what speaks for each. Nothing says who the reader
is: no name, no id, no time, no words of theirs; search words and what they stated in their own words stay with us.
"""

from typing import Annotated, ClassVar

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.model.tasks.task_input import TaskInput


class RankItem(Frozen):
    """One item that may be shown."""

    handle: str
    """What the item is called in this call."""

    title: str
    """Its title, cleaned."""

    category: str = ""
    """Its main category; empty where it has none."""

    score: Annotated[int, Field(ge=0, le=100)]
    """Its score in percent of the best one's."""

    reasons: tuple[str, ...] = ()
    """What speaks for it, the strongest first, in few words."""


class RankInput(TaskInput):
    """What the prompt is filled with."""

    stable_fields: ClassVar[frozenset[str]] = frozenset()
    """The rules are the same in every call; all else is data."""

    place: str
    """What the surface is called."""

    slots: Annotated[int, Field(ge=1)]
    """So many of the first of them are shown to the reader."""

    items: tuple[RankItem, ...]
    """The items, shuffled."""

    @classmethod
    def example(cls) -> "RankInput":
        """Four books for someone who reads about the sea."""
        return cls(
            place="Home",
            slots=3,
            items=(
                RankItem(handle="m3k7", title="Emma", category="Novels", score=38, reasons=("new here",)),
                RankItem(handle="b9t2", title="Walden", category="Essays", score=41, reasons=("popular with many",)),
                RankItem(
                    handle="z4d8",
                    title="The Sea-Wolf",
                    category="Novels",
                    score=93,
                    reasons=("finished: Lord Jim", "viewed 3: Adventure"),
                ),
                RankItem(handle="r6f5", title="Kim", category="Novels", score=100, reasons=("viewed 3: Adventure",)),
            ),
        )


class RankReply(Frozen):
    """What the model replies."""

    order: tuple[str, ...]
    """All handles, each once, the best first."""
