"""A fact: one sentence about an item, bound to its own text or fields, made ahead of time and chosen per person."""

from typing import Annotated, Final, NewType, get_args

from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.canonical import canonical, hash_bytes
from frankly.domain.ids import ID_RULES, ItemId
from frankly.domain.item import Item
from frankly.domain.text import ProofLevel, TextOrigin, Verdict
from frankly.domain.time import EpochMs

PROOF_LEVELS: Final[tuple[ProofLevel, ...]] = get_args(ProofLevel)
"""From what code proves to what a person signs."""

FactId = NewType("FactId", str)
"""Hash of what a fact says of which source; the same sentence of the same source is the same fact."""


class Fact(Frozen):
    """One stored sentence about an item. It may be shown only after the verifier has seen it again."""

    id: FactId
    """Hash of item, source, citation, locale, text and level."""

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

    verdicts: tuple[Verdict, ...] = ()
    """What a judge or a check had to say of it; a fact that was refused is kept with the reason, and never shown."""

    reviewer: str | None = None
    """Who signed it, for `approved`."""

    made_at: EpochMs = EpochMs(0)
    """When it was made."""


def source_hash(item: Item) -> str:
    """Hash of what facts of an item may be made from: title, description and language."""
    return hash_bytes(canonical([item.title, item.description, item.language]))


def fact_id(item: str, source: str, cites: tuple[str, ...], locale: str, text: str, level: ProofLevel) -> FactId:
    """Id of a fact, from what it says of which source."""
    return FactId(hash_bytes(canonical([item, source, list(cites), locale, text, level]))[:24])
