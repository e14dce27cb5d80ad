"""What a preview says of each sentence: what it does, who wrote it, what bears it, and how it is proved."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from frankly.domain.evidence import Evidence
from frankly.domain.item import Item
from frankly.domain.quoting.span import spans_of
from frankly.domain.saying.text import VerifiedText
from frankly.domain.saying.text_slot import CROWD_KINDS, CROWD_PEOPLE
from frankly.domain.time import to_iso
from frankly.pipelines.previewing.showing import Shown

_ORIGINS: Final = {
    "template": "a wording of the house",
    "phrasebook": "the phrasebook",
    "model": "a language model",
    "edited": "people, for this campaign",
}
_LEVELS: Final = {
    "quoted": "quoted from the item's own text: proved by code",
    "rewritten": "rewritten from the item's own text, and judged",
    "approved": "rewritten, and signed by a person",
}


@dataclass(frozen=True, slots=True)
class Cited:
    """One thing that bears a sentence.

    Attributes:
        id: as the record has it.
        says: what it is.
        more: how often, when, how much it moved the item; may be empty.
    """

    id: str
    says: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Explained:
    """One sentence with what bears it.

    Attributes:
        number: counted from 0 over the message.
        place: `items.0.sentences.1`.
        where: the same for people.
        text: what is read.
        kind: what it does.
        does: the same for people.
        origin: who wrote it.
        pattern: name of the wording.
        level: how it is proved; empty where it needs no proof.
        cites: what bears it.
    """

    number: int
    place: str
    where: str
    text: str
    kind: str
    does: str
    origin: str
    pattern: str
    level: str
    cites: tuple[Cited, ...]


_DOES: Final = {
    "reason": "Says why",
    "fact": "Says what the item is",
    "nudge": "Invites, and states nothing",
}


def explained(one: Shown) -> list[Explained]:
    """Every sentence of a message, in the order in which people read them."""
    return [_explained(one, number, place, text) for number, (place, text) in enumerate(one.sentences)]


def _explained(one: Shown, number: int, place: str, text: VerifiedText) -> Explained:
    proof = _LEVELS.get(text.level or "", "")
    if not proof and text.kind != "nudge":
        proof = "proved by code against what it cites"
    return Explained(
        number=number,
        place=place,
        where=_where(one, place),
        text=text.text,
        kind=text.kind,
        does=_DOES[text.kind],
        origin=_ORIGINS[text.origin],
        pattern=text.pattern,
        level=proof,
        cites=tuple(_cites(one, place, text)),
    )


def _item_at(place: str) -> int | None:
    parts = place.split(".")
    return int(parts[1]) if parts[0] == "items" else None


def _where(one: Shown, place: str) -> str:
    number = _item_at(place)
    if number is None or one.written is None:
        return place.capitalize()
    part = place.split(".")[2]
    return f"{number + 1}. {one.written.letter.blocks[number].title}{', button' if part == 'invitation' else ''}"


def _cites(one: Shown, place: str, text: VerifiedText) -> Iterator[Cited]:
    number = _item_at(place)
    for name in text.evidence:
        if name.startswith("s") and name[1:].isdigit():
            yield Cited(name, *_of_span(one, number, name))
        elif name.startswith("item"):
            yield Cited(name, f"the item's own field '{name.partition('.')[2] or name}'")
        else:
            yield Cited(name, *_of_evidence(one, number, name))


def _of_span(one: Shown, number: int | None, name: str) -> tuple[str, str]:
    item = _item(one, number)
    spans = () if item is None else spans_of(item.description, item.language)
    said = next((span.text for span in spans if span.id == name), "")
    return (f"“{said}”" if said else "a sentence of the item's own text"), f"sentence {name[1:]} of its description"


def _item(one: Shown, number: int | None) -> Item | None:
    if one.written is None or one.items is None or number is None:
        return None
    return one.items.get(str(one.written.answer.items[number].id))


def _of_evidence(one: Shown, number: int | None, name: str) -> tuple[str, str]:
    told = one.evidence or {}
    places = [number] if number is not None else sorted({at for at, _ in told})
    at = next((place for place in places if (place, name) in told), None)
    if at is None:
        return "evidence of the whole message", ""
    found = told[at, name]
    return f"{found.kind.value.replace('_', ' ')}{_anchor(one, found)}", " · ".join(_more(one, at, found))


def _anchor(one: Shown, found: Evidence) -> str:
    anchor = found.anchor
    if anchor.type == "none" or not anchor.value:
        return ""
    item = (one.items or {}).get(anchor.value) if anchor.type == "item" else None
    return f": “{item.title}”" if item is not None else f": {anchor.value}"


def _more(one: Shown, at: int, found: Evidence) -> Iterator[str]:
    """How often, when, and how much it moved the item (of a line above the items: the first one that it moved)."""
    if found.kind in CROWD_KINDS:
        if found.count >= CROWD_PEOPLE:
            yield f"{found.count} people"
    elif found.count > 1:
        yield f"{found.count} times"
    if found.at is not None:
        yield to_iso(found.at)[:10]
    if one.written is None:
        return
    whole, title = one.written.answer.items[at].score, one.written.letter.blocks[at].title
    if whole > 0:
        yield f"{round(100 * found.contribution / whole)} % of the score of “{title}”"
