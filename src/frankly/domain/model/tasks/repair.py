"""Repairing: sentences that the verifier refused go back once, each with the reason and what would mend it."""

from typing import Annotated, ClassVar, Self

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.model.tasks.task_input import TaskInput
from frankly.domain.model.tasks.told import ToldThing


class RefusedSentence(Frozen):
    """A sentence that was refused."""

    number: Annotated[int, Field(ge=1)]
    """Its number in this call."""

    text: str
    """As it was written."""

    codes: tuple[str, ...]
    """Why it was refused."""

    span: str
    """The words at which the first of these was found."""

    hint: str
    """What would mend it."""

    cites: tuple[str, ...] = ()
    """Ids that it may rest on."""


class RepairInput(TaskInput):
    """What the prompt is filled with."""

    stable_fields: ClassVar[frozenset[str]] = frozenset({"language", "address", "constructions", "house"})
    """Fields that the stable block may use."""

    language: str
    """Name of the language, in English."""

    address: str
    """How the house addresses the reader, where the language has several ways; else empty."""

    constructions: tuple[str, ...]
    """What sentences may look like."""

    house: tuple[str, ...]
    """What the house never says."""

    evidence: tuple[ToldThing, ...] = ()
    """What the sentences may rest on."""

    sentences: tuple[RefusedSentence, ...] = ()
    """The sentences."""

    @classmethod
    def example(cls) -> Self:
        """A sentence that said more than its evidence does."""
        return cls(
            language="English",
            address="",
            constructions=(
                "REASON: You DID, and that counts here. · One of the reasons: you DID.",
                "viewed: DID = viewed {e1.title}",
            ),
            house=(),
            evidence=(ToldThing(id="e1", kind="viewed", name="Moby-Dick"),),
            sentences=(
                RefusedSentence(
                    number=1,
                    text="You loved {e1.title}.",
                    codes=("wrong_act",),
                    span="loved",
                    hint="Of viewed things say that they were viewed.",
                    cites=("e1",),
                ),
            ),
        )


class RepairedSentence(Frozen):
    """A sentence, mended."""

    number: int
    """Which one."""

    text: str
    """As it should read now."""

    evidence: tuple[str, ...] = ()
    """Ids that it rests on."""


class RepairReply(Frozen):
    """What the model replies."""

    sentences: tuple[RepairedSentence, ...]
    """Each sentence once; one that cannot be mended may be left out."""
