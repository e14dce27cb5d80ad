"""A phrase: the pattern of a reason, written by a model ahead of time, stored with its slots unfilled.

Nothing here is trusted. Only phrases of the present vocabulary are used, and the verifier sees each again when it is
filled for somebody.
"""

from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple, NewType, TypeAlias

from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.evidence import EvidenceKind
from frankly.domain.ids import NameText
from frankly.domain.model.reply import ModelReply
from frankly.domain.saying.text import Verdict
from frankly.domain.time import EpochMs

PhraseId = NewType("PhraseId", str)
"""Hash of what a phrase says, and of what."""

PhraseStatus: TypeAlias = Literal["admitted", "retired", "refused"]
"""May be used; was admitted under another vocabulary and is not by the present one; was never admitted, or no more."""

PhraseLevel: TypeAlias = Literal["verified", "approved"]
"""Code proved it against the constructions of its kind; a person signed it as well."""

ReviewWord: TypeAlias = Literal["approved", "edited", "refused"]
ReviewWay: TypeAlias = Literal["riskiest", "random"]
"""How a person came to look at a text: what was looked for first says nothing about the rest."""


class PhraseCell(NamedTuple):
    """What phrases are written for: one kind of evidence, told in one form, in one language."""

    locale: str
    kind: EvidenceKind
    form: str

    @property
    def name(self) -> str:
        """Such as `en/viewed/because`."""
        return f"{self.locale}/{self.kind.value}/{self.form}"


class Phrase(Frozen):
    """One stored pattern of a reason."""

    id: PhraseId
    """Hash of cell and text."""

    locale: str
    """Its language."""

    kind: EvidenceKind
    """The kind of evidence that it speaks of."""

    form: NameText
    """The list of wordings that it belongs to, such as `one` or `because`; the form carries the cause."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=300)]
    """The sentence with slots, such as `You viewed “{e1.title}”, and that counts here.`"""

    level: PhraseLevel = "verified"
    """What it was proved by."""

    status: PhraseStatus = "admitted"
    """Whether it may be used."""

    verdicts: tuple[Verdict, ...] = ()
    """What was said against it."""

    origin: Literal["phrasebook", "edited"] = "phrasebook"
    """A model wrote it, or a person did."""

    model: str = ""
    """The model that wrote it."""

    prompt: str = ""
    """The prompt that it was written by, such as `phrase/v1`."""

    made_with: str = ""
    """Hash of vocabulary and rules that it was verified by last; others make it stale."""

    reviewer: str | None = None
    """Who signed or refused it."""

    reviewed_at: EpochMs | None = None
    """When that was."""

    made_at: EpochMs = EpochMs(0)
    """When it was made."""

    @property
    def cell(self) -> PhraseCell:
        """What it is written for."""
        return PhraseCell(self.locale, self.kind, self.form)


def phrase_id(cell: PhraseCell, text: str) -> PhraseId:
    """Id of a phrase, from what it says."""
    return PhraseId(hash_bytes(canonical([cell.locale, cell.kind.value, cell.form, text]))[:24])


class PhraseWork(Frozen):
    """How far one unit of building is: an item's facts, a cell's patterns, or one judgement."""

    unit: Annotated[str, Field(min_length=1, max_length=400)]
    """`item:<id>`, `cell:<name>` or `judge:<binding>`."""

    source: str
    """Hash of what it was written from: an item's text, the vocabulary, a span with a sentence."""

    state: Literal["replied", "done"] = "replied"
    """The model replied and nothing was made of it yet; or all of it is stored."""

    reply: ModelReply | None = None
    """What the model replied, as it came; None where there was nothing to ask."""

    prompt: str = ""
    """The prompt that it was asked by."""

    at: EpochMs = EpochMs(0)
    """When it was asked."""


@dataclass(frozen=True, slots=True)
class PhraseReview:
    """One look of a person at one text.

    Attributes:
        text: id of the phrase or fact.
        about: the item; empty for a phrase.
        said: what the person decided.
        way: how they came to look at it.
        reviewer: who.
        at: when.
    """

    text: str
    about: str
    said: ReviewWord
    way: ReviewWay
    reviewer: str
    at: EpochMs
