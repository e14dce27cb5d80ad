"""What a model wrote for a slate, tied to facts and not to ids: it still fits when the slate's order is another."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from frankly.domain.answering.degradation import Degradation
from frankly.domain.evidence import AnchorType, EvidenceKind
from frankly.domain.ids import ItemId
from frankly.domain.model.fault import ReplyFault
from frankly.domain.saying.fact import FactId
from frankly.domain.saying.text import DraftSentence, Role, SentenceKind, TextOrigin
from frankly.domain.saying.text_slot import TEXT_SLOT
from frankly.ports.verifier import Bearing

Key: TypeAlias = tuple[EvidenceKind, AnchorType, str]
"""Kind and anchor: what makes two pieces of evidence, or two grounds, of one item the same."""

MOST_CITED: Final = 10
"""Pieces of one ground that a sentence cites."""


@dataclass(frozen=True, slots=True, eq=False)
class LiveSentence:
    """A sentence of a model.

    Attributes:
        kind: reason or nudge.
        role: where it stands.
        text: words, with slots by the ids of the call.
        cites: ids of the call that it rests on.
        names: id of the call → what it is.
        pattern: prompt that it was written by, such as `write/v1`.
        necessary: ids of the call that were marked as necessary.
        origin: who wrote it: the model, or somebody who put it in the place of what the model wrote.
    """

    kind: SentenceKind
    role: Role
    text: str
    cites: tuple[str, ...]
    names: Mapping[str, Key]
    pattern: str
    necessary: frozenset[str] = frozenset()
    origin: TextOrigin = "model"


@dataclass(frozen=True, slots=True)
class ItemTexts:
    """What was written for one item.

    Attributes:
        sentences: why it is here.
        fact: the stored fact that was chosen.
        call_to_action: a line that invites.
    """

    sentences: tuple[LiveSentence, ...] = ()
    fact: FactId | None = None
    call_to_action: LiveSentence | None = None


NO_TEXTS: Final = ItemTexts()


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """What a model wrote for a slate.

    Attributes:
        headline: line above the slate.
        intro: second line above it.
        lines: lines of an e-mail, by role.
        items: by item; an item that is missing is told by templates.
        faults: what was wrong with the replies, each once a reply.
        degradations: why something is missing.
        refused: sentences that were refused at first.
        mended: those of them that the repair made good.
        is_final: whether nothing more comes: False for what stands before the repair.
    """

    headline: LiveSentence | None = None
    intro: LiveSentence | None = None
    lines: Mapping[Role, LiveSentence] = field(default_factory=dict)
    items: Mapping[ItemId, ItemTexts] = field(default_factory=dict)
    faults: tuple[ReplyFault, ...] = ()
    degradations: tuple[Degradation, ...] = ()
    refused: int = 0
    mended: int = 0
    is_final: bool = True

    @property
    def anything(self) -> bool:
        """Whether there is anything to tell."""
        return self.headline is not None or self.intro is not None or bool(self.items) or bool(self.lines)


NOTHING_WRITTEN: Final = Texts()


def draft_of(sentence: LiveSentence, bearing: Bearing) -> DraftSentence | None:
    """The sentence as a draft over what bears it here; None where something that it speaks of is not there."""
    ids = {name: found for name, key in sentence.names.items() if (found := _id_of(name, key, bearing)) is not None}
    slots = [match["owner"] for match in TEXT_SLOT.finditer(sentence.text)]
    owners = [owner for owner in slots if owner != "item"]
    if any(owner not in ids for owner in (*owners, *sentence.cites)):
        return None
    for name in sentence.necessary.intersection((*sentence.cites, *owners)):
        _look(ids[name], bearing)
    text = TEXT_SLOT.sub(
        lambda match: "{" + ids.get(match["owner"], match["owner"]) + "." + match["field"] + "}", sentence.text
    )
    cited: dict[str, None] = {}
    for name in (*sentence.cites, *owners):
        found = ids[name]
        cited.update(dict.fromkeys(_pieces(found, bearing) if found.startswith("g") else [found]))
    return DraftSentence.trusted(
        kind=sentence.kind,
        text=text,
        evidence=tuple(cited)[:MOST_CITED],
        role=sentence.role,
        locale=bearing.locale,
        origin=sentence.origin,
        pattern=sentence.pattern,
        level=None,
    )


def _look(name: str, bearing: Bearing) -> None:
    """Have it found out what a ground is to the item: of a piece that is one by itself it is known only afterwards."""
    for ground, told in bearing.grounds.items():
        if ground == name or told.evidence == (name,):
            bearing.causes.get(ground)


def _id_of(name: str, key: Key, bearing: Bearing) -> str | None:
    owners = bearing.grounds.items() if name.startswith("g") else bearing.of_kinds(frozenset({key[0]}))
    for found, owner in owners:
        if (owner.kind, owner.anchor.type, owner.anchor.value) == key:
            return found
    return None


def _pieces(ground: str, bearing: Bearing) -> list[str]:
    """The ground's pieces that the answer shows, as many as a sentence cites."""
    return [name for name in bearing.grounds[ground].evidence if name in bearing.evidence][:MOST_CITED]


def drafts_of(sentences: Iterable[LiveSentence], bearing: Bearing) -> Iterator[DraftSentence]:
    """The sentences that can be said here, as drafts."""
    for sentence in sentences:
        draft = draft_of(sentence, bearing)
        if draft is not None:
            yield draft
