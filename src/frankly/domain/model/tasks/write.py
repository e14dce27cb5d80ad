"""Writing live: what a model is shown of a slate, and what it replies.

Nothing here says who the reader is. Evidence goes by ids that hold inside one call; search words, numbers, times and
names of regions and groups stay with us: the model writes a slot in their place and code fills it.
"""

from typing import Annotated, ClassVar, Self

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.model.tasks.task_input import TaskInput
from frankly.domain.model.tasks.told import ToldThing


class WriteItem(Frozen):
    """An item of the slate."""

    handle: str
    """What the item is called in this call."""

    title: str
    """Its title, cleaned, with ` / ` before the words at its end that a sentence may call it by. Empty where it reads
    like an order."""

    reasons: tuple[str, ...] = ()
    """Ids of what speaks for it, strongest first, each with its marks: `!` where the item would not be here without
    it, `~` where it is alike, `=` where it was done to this very item. `g1!(e2)`: several together, or one of them."""

    facts: tuple[str, ...] = ()
    """Stored facts that may be chosen for it, by their place: the first is 1."""


class WriteInput(TaskInput):
    """What the prompt is filled with."""

    stable_fields: ClassVar[frozenset[str]] = frozenset(
        {"language", "tone", "address", "constructions", "house", "most_sentences", "wants"}
    )
    """Fields that the stable block may use: they are the same for equal kinds of evidence on one surface."""

    language: str
    """Name of the language, in English."""

    tone: str
    """How the house speaks, in its own words."""

    address: str
    """How it addresses the reader, where the language has several ways; else empty."""

    constructions: tuple[str, ...]
    """What sentences may look like, one construction or part a line."""

    house: tuple[str, ...]
    """What the house says of sentences besides: phrases and names that it does not use, how long one may be."""

    most_sentences: Annotated[int, Field(ge=0, le=5)]
    """Most sentences below one item."""

    wants: tuple[str, ...]
    """What else is wanted: `headline`, `intro`, `call_to_action`."""

    above: tuple[str, ...] = ()
    """Ids of the evidence that the headline and the intro may speak of."""

    evidence: tuple[ToldThing, ...] = ()
    """Everything that speaks for something, each thing once."""

    items: tuple[WriteItem, ...] = ()
    """The slate, best first."""

    @classmethod
    def example(cls) -> Self:
        """Two books for someone who reads about the sea; constructions as they read, many fewer than there are."""
        return cls(
            language="English",
            tone="warm",
            address="",
            constructions=(
                "REASON: You DID, and that counts here. · One of the reasons: you DID.",
                "ABOVE: With WHAT in mind.",
                "viewed: DID = viewed {e1.title} · WHAT = what you viewed",
                "completed: DID = finished {e1.title} · WHAT = what you finished",
                "NUDGE: Have a look.",
            ),
            house=("A sentence has at most 40 words; a slot is one.",),
            most_sentences=2,
            wants=("headline",),
            above=("e2",),
            evidence=(
                ToldThing(id="e1", kind="completed", name="Lord Jim"),
                ToldThing(id="e2", kind="viewed", name="Moby-Dick"),
            ),
            items=(
                WriteItem(handle="m3k7", title="The Sea-Wolf", reasons=("e1!", "e2"), facts=("It is set at sea.",)),
                WriteItem(handle="b9t2", title="Kim", reasons=("e2~",)),
            ),
        )


class WrittenSentence(Frozen):
    """A sentence with what it cites."""

    text: str
    """Words and slots."""

    evidence: tuple[str, ...] = ()
    """Ids that it rests on; none where it states nothing."""


class WrittenItem(Frozen):
    """What is written for one item."""

    handle: str
    """Which item."""

    sentences: tuple[WrittenSentence, ...] = ()
    """Why it is here, the strongest reason first."""

    fact: int = 0
    """The chosen fact, by its number; 0 for none."""

    call_to_action: str = ""
    """A few words that invite and state nothing."""


class WriteReply(Frozen):
    """What the model replies."""

    headline: WrittenSentence = WrittenSentence(text="")
    """Line above the slate."""

    intro: WrittenSentence = WrittenSentence(text="")
    """A second line above it."""

    items: tuple[WrittenItem, ...]
    """Each item once."""
