"""A fact: one sentence about an item, bound to its own text or fields, made ahead of time and chosen per person."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Final, Literal, NewType, TypeAlias, get_args

import orjson
from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.ids import ID_RULES, ItemId
from frankly.domain.item import Item
from frankly.domain.saying.text import DraftSentence, ProofLevel, TextOrigin, Verdict
from frankly.domain.time import EpochMs

PROOF_LEVELS: Final[tuple[ProofLevel, ...]] = get_args(ProofLevel)
"""From what code proves to what a person signs."""

FactStatus: TypeAlias = Literal["admitted", "waiting", "refused"]
"""May be shown; waits for a judge or a person; is kept with the reason, and never shown."""

FactId = NewType("FactId", str)
"""Hash of what a fact says of which source; the same sentence of the same source is the same fact."""


class Fact(Frozen):
    """One stored sentence about an item. It may be shown only after the verifier has seen it again."""

    id: FactId
    """Hash of item, source, citation, locale, text and the level that it was made with; a signature changes nothing."""

    item: Annotated[ItemId, ID_RULES]
    """The item that it is about."""

    source: str
    """Hash of the item's text that it was made from; a changed item has another one, and the fact retires."""

    cites: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)]
    """Numbered sentences of the description (`s1` is the first), or fields such as `item.price`."""

    locale: str
    """Language of the sentence, which is that of its source."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    """The sentence, as a draft: fields in slots."""

    aspects: tuple[str, ...] = ()
    """What it speaks of, from the short list of `policies/aspects.yaml`."""

    level: ProofLevel = "quoted"
    """What proves it."""

    origin: TextOrigin = "template"
    """Who wrote it: code in a frame is a template."""

    pattern: str = ""
    """Name of the frame, such as `quoted/attributed/2`."""

    rank: Annotated[int, Field(ge=0)] = 0
    """Its place among what was proposed of the item, the best first: decides between facts that are equally fit."""

    verdicts: tuple[Verdict, ...] = ()
    """What a judge, a check or a person had to say against it; it is kept with the reason, and never shown."""

    status: FactStatus = "admitted"
    """Whether it may be shown."""

    judge: str | None = None
    """Who judged a `rewritten` one: a model with its version, or `scripted`."""

    reviewer: str | None = None
    """Who approved or refused it; None while nobody did."""

    reviewed_at: EpochMs | None = None
    """When that was."""

    made_at: EpochMs = EpochMs(0)
    """When it was made."""

    stamp: str = ""
    """Of a quotation that the verifier proved when it was made; what has none is proved whenever it is told."""


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """All facts of one text of an item, refused ones too.

    Attributes:
        item: the item.
        source: hash of its text; see `source_hash`.
        facts: in order of id.
        made_with: version of the frames and policies that code made facts of this text with; empty where it did not.
    """

    item: str
    source: str
    facts: tuple[Fact, ...]
    made_with: str = ""


@dataclass(frozen=True, slots=True)
class MadeUpTo:
    """How far facts were made.

    Attributes:
        position: of the catalogue's log; 0 while nothing was made.
        made_with: version of the frames and policies that the whole catalogue was last made with; empty before.
    """

    position: int = 0
    made_with: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class FactSheet:
    """The facts of one text of an item that may be shown in one language, as a request reads and a decision keeps them.

    Attributes:
        facts: in order of id.
        data: canonical JSON of what a choice and a sentence need to know of them; nothing of who reviewed them.
        hash: of `data`.
    """

    facts: tuple[Fact, ...]
    data: bytes
    hash: str

    @staticmethod
    def of(facts: Sequence[Fact]) -> "FactSheet":
        """The sheet of facts of one item, source and language; those that may not be shown are left out."""
        shown = sorted((fact for fact in facts if fact.status == "admitted"), key=lambda fact: fact.id)
        data = canonical([fact.model_dump(mode="json", include=_ON_SHEET) for fact in shown])
        return FactSheet(tuple(shown), data, hash_bytes(data))

    @staticmethod
    def read(data: bytes) -> "FactSheet":
        """The sheet that such bytes say."""
        return FactSheet(tuple(Fact.model_validate(plain) for plain in orjson.loads(data)), data, hash_bytes(data))


_ON_SHEET: Final = {"id", "item", "source", "cites", "locale", "text", "aspects", "level", "origin", "pattern", "rank"}


def draft_of(fact: Fact, locale: str | None = None) -> DraftSentence:
    """The fact as a draft, for the verifier.

    Args:
        fact: the fact.
        locale: language of the answer, such as `de-AT` for a fact in `de`; that of the fact where none is given.
    """
    return DraftSentence.trusted(
        kind="fact",
        text=fact.text,
        evidence=fact.cites,
        role="sentence",
        locale=locale or fact.locale,
        origin=fact.origin,
        pattern=fact.pattern,
        level=fact.level,
    )


def speaks(language: str, locale: str) -> bool:
    """Whether a text in one language may stand in an answer in another: `de` and `de-AT` are one language."""
    return language.split("-")[0] == locale.split("-")[0]


def source_hash(item: Item) -> str:
    """Hash of what facts of an item may be made from: title, description and language."""
    return _source_hash(item.title, item.description, item.language)


@lru_cache(maxsize=8192)
def _source_hash(title: str, description: str, language: str) -> str:
    # Every request asks for those of its slate; a text knows its own hash, so a known one is found at once.
    return hash_bytes(canonical([title, description, language]))


def fact_id(item: str, source: str, cites: tuple[str, ...], locale: str, text: str, level: ProofLevel) -> FactId:
    """Id of a fact, from what it says of which source."""
    return FactId(hash_bytes(canonical([item, source, list(cites), locale, text, level]))[:24])
