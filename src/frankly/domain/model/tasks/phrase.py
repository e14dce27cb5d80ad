"""What a model is asked when phrases are written ahead of time, and what it replies. Nothing of any person is in it."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.model.tasks.task_input import TaskInput


class PhraseSpan(Frozen):
    """One numbered sentence of an item's own text."""

    id: str
    """What a fact cites: `s1` is the first."""

    text: str
    """The sentence."""

    bound: str = ""
    """What of it stays with what it belongs to, and what is left out; empty where nothing is bound."""


class PhraseInput(TaskInput):
    """What phrases are written from: the sentences of one item, or the constructions of one kind of reason."""

    stable_fields: ClassVar[frozenset[str]] = frozenset({"use", "language", "rules", "situation"})
    """Fields that are equal for all items of a language, and for all calls of one kind of reason."""

    use: Literal["facts", "reasons"]
    """Facts of one item, or patterns of reasons for any item."""

    language: str
    """Language of the sentences, such as `en`."""

    rules: str
    """Word lists and constructions, as the verifier reads them."""

    situation: str = ""
    """For reasons: of what evidence they speak, what it is to the item, and which slots there are."""

    most: Annotated[int, Field(ge=1, le=20)] = 5
    """Most sentences that are wanted."""

    title: str = ""
    """For facts: what the item is called."""

    spans: Annotated[tuple[PhraseSpan, ...], Field(max_length=24)] = ()
    """For facts: the sentences of its text that may be told of."""

    @classmethod
    def example(cls) -> Self:
        """Two sentences of a mug."""
        return cls(
            use="facts",
            language="en",
            rules="Words besides those of the source and the title: a, also, and, comes, for, has, in, is, it, with.",
            most=2,
            title="Harbour Mug",
            spans=(
                PhraseSpan(id="s1", text="The mug is thrown by hand from grey clay."),
                PhraseSpan(
                    id="s2",
                    text="It holds up to three cups.",
                    bound="say “up to” too wherever the words around it are told",
                ),
            ),
        )


class PhraseSentence(Frozen):
    """One sentence that was written."""

    text: str
    """The sentence, slots unfilled."""

    cites: str
    """For facts: the one numbered sentence that it says; empty in a reason."""


class PhraseReply(Frozen):
    """What was written."""

    sentences: tuple[PhraseSentence, ...]
    """In the model's order, the best first; none where nothing can be said."""
