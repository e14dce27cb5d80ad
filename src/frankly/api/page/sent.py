"""What a campaign's message said, sentence by sentence: who wrote each, and the evidence that bears it.

A campaign may word a message otherwise than its decision: a model writes for cells, people write notes and subjects.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from frankly.api.page.view import Told
from frankly.domain.answering.answer import AnsweredItem
from frankly.domain.saying.text import VerifiedText
from frankly.pipelines.campaigning.writing.messages import CampaignMessage
from frankly.pipelines.people.told_decision import ToldItem
from frankly.pipelines.replaying.facts import grounds_of


@dataclass(frozen=True, slots=True)
class SentLine:
    """A sentence as it was sent.

    Attributes:
        place: name of the words for where it stood; empty for a sentence about an item.
        text: what people read.
        is_fact: whether it says what an item is.
        by: who wrote it, in words; empty for the house's wordings.
        borne: what bears it, in words; empty for what states nothing.
    """

    place: str
    text: str
    is_fact: bool
    by: str
    borne: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SentWords:
    """A message as the page shows it.

    Attributes:
        around: lines above and below the items.
        items: item → what was said of it.
        is_same: whether it is, to the letter, what was sent.
    """

    around: tuple[SentLine, ...]
    items: Mapping[str, tuple[SentLine, ...]]
    is_same: bool


def sent_words(message: CampaignMessage, told: Told) -> SentWords:
    """Put a message in the place of the wordings of its decision.

    Args:
        message: composed again.
        told: its decision.
    """
    items = {item.id: item for item in told.told.items()}
    return SentWords(
        tuple(_line(told, items, text, place) for place, text in _around(message)),
        {
            str(item.id): tuple(_line(told, {str(item.id): items[str(item.id)]}, text) for text in _of_item(item))
            for item in message.composed.answer.items
        },
        message.content == (message.recipient.renewed or message.recipient.content),
    )


def _around(message: CampaignMessage) -> Iterator[tuple[str, VerifiedText]]:
    """Lines with their places, as far as the campaign's blocks let them stand."""
    lines, answer = message.composed.lines, message.composed.answer
    blocks = message.letter.order
    found = (
        ("subject", lines.subject),
        ("preheader", lines.preheader),
        ("greeting", lines.greeting),
        ("opening", lines.intro if "intro" in blocks else None),
        ("heading", answer.headline),
        ("people_note", message.composed.note if "note" in blocks else None),
        ("closing", lines.closing if "closing" in blocks else None),
    )
    yield from ((f"sent_{place}", text) for place, text in found if text is not None)


def _of_item(item: AnsweredItem) -> Iterator[VerifiedText]:
    yield from item.sentences
    if item.display.call_to_action is not None:
        yield item.display.call_to_action


def _line(told: Told, items: Mapping[str, ToldItem], text: VerifiedText, place: str = "") -> SentLine:
    by = "" if text.origin == "template" else told.text[f"by_{text.origin}"]
    return SentLine(place, text.text, text.kind == "fact", by, tuple(dict.fromkeys(_borne(told, items, text))))


def _borne(told: Told, items: Mapping[str, ToldItem], text: VerifiedText) -> Iterator[str]:
    """What bears a sentence, in the words of the bars; a hidden fact is not named here either."""
    if text.kind == "fact":
        yield told.text["borne_by_item"]
    for name in text.evidence:
        for item in items.values():
            if words := _evidence(told, item, name):
                yield words
                break


def _evidence(told: Told, item: ToldItem, name: str) -> str:
    ground = grounds_of(item.entry).get(name)
    if ground is not None:
        if told.is_hidden(*ground.evidence):
            return told.text["untold"]
        is_category = ground.anchor.type == "category" and len(ground.evidence) > 1
        return told.words.evidence(ground.kind, ground.anchor, ground.count, is_category=is_category)
    piece = next((one for one in item.pieces if one.id == name), None)
    if piece is None:
        return ""
    return told.text["untold"] if told.is_hidden(name) else told.words.evidence(piece.kind, piece.anchor, piece.count)
