"""What every prompt's input has in common: which of its fields may stand in the stable block, and an example."""

from typing import ClassVar, Self

from frankly.domain.base import Frozen


class TaskInput(Frozen):
    """What a prompt is rendered from; its fields are the template's variables.

    Cleaned and typed data with opaque handles: never a name, an id, an address, an exact time or free text of a person.
    """

    stable_fields: ClassVar[frozenset[str]] = frozenset()
    """Fields that are equal in every call about the same kinds of evidence, in one language and tone: word lists,
    constructions, the tone. Only they may stand in the stable block, which providers then read once."""

    @classmethod
    def example(cls) -> Self:
        """A small invented input: it is what documentation, `frankly prompts render --example` and tests show."""
        raise NotImplementedError(f"{cls.__name__} has no example; give it a class method `example`.")
