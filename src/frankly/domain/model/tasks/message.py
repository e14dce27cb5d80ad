"""An e-mail written live: the same offer as for a slate, with the lines of a letter around it.

The greeting is no part of it: code takes one and puts the name in, so that no model ever sees a name.
"""

from typing import ClassVar

from frankly.domain.base import Frozen
from frankly.domain.model.tasks.told import ToldThing
from frankly.domain.model.tasks.write import WriteInput, WriteItem, WrittenItem, WrittenSentence


class MessageInput(WriteInput):
    """What the prompt is filled with: as for a slate. `above` is what the lines of the letter may speak of."""

    stable_fields: ClassVar[frozenset[str]] = WriteInput.stable_fields

    @classmethod
    def example(cls) -> "MessageInput":
        """Two books for someone who finished one."""
        return cls(
            language="English",
            tone="Says what is so, as a bookseller would who is glad that you came.",
            address="",
            constructions=(
                "ABOVE: with WHAT in mind · we took WHAT into account here",
                "viewed: DID = (viewed | looked at) …",
                "NUDGE: have a look around · until next time",
            ),
            house=(),
            most_sentences=1,
            wants=("subject", "preheader", "intro", "closing", "call_to_action"),
            above=("e1",),
            evidence=(ToldThing(id="e1", kind="completed", name="Emma", lacks=("when",)),),
            items=(
                WriteItem(handle="m3k7", title="Persuasion", reasons=("e1!",)),
                WriteItem(handle="b9t2", title="Evelina", reasons=("e1~",), facts=("Letters tell the whole story.",)),
            ),
        )


NO_SENTENCE = WrittenSentence(text="")


class MessageReply(Frozen):
    """What the model replies."""

    subject: WrittenSentence = NO_SENTENCE
    """What mailboxes show first; it announces nothing that no item's sentence tells."""

    preheader: WrittenSentence = NO_SENTENCE
    """What mailboxes show beside the subject."""

    intro: WrittenSentence = NO_SENTENCE
    """Opening of the body."""

    closing: str = ""
    """End of the body; states nothing."""

    items: tuple[WrittenItem, ...]
    """Each item once."""
