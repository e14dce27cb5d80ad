"""Sentences of a cell by their places, and what people put in the place of a model's."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, cast

from frankly.domain.campaign.look import CellEdit
from frankly.domain.saying.text import Role
from frankly.pipelines.campaigning.writing.cells import CellWords
from frankly.stages.writing.live.texts import LiveSentence

INVITATION: Final = "invitation"
REASON: Final = "reason:"


def sentences_of(words: CellWords) -> Mapping[str, LiveSentence]:
    """Place → sentence, in the order in which they are read: lines by role, then reasons, then the invitation."""
    found: dict[str, LiveSentence] = {role: line for role, line in words.lines.items()}
    found |= {f"{REASON}{number}": sentence for number, sentence in enumerate(words.reasons)}
    return found if words.invitation is None else found | {INVITATION: words.invitation}


def edited(words: CellWords, edits: Sequence[CellEdit]) -> CellWords:
    """The words of a cell with what people put in their place.

    Args:
        words: as the model wrote them.
        edits: of this cell, oldest first; one whose place is not there changes nothing.
    """
    for edit in edits:
        sentence = sentences_of(words).get(edit.place)
        if sentence is not None:
            words = _placed(words, edit.place, replace(sentence, text=edit.text, origin="edited"))
    return words


def _placed(words: CellWords, place: str, sentence: LiveSentence) -> CellWords:
    if place == INVITATION:
        return replace(words, invitation=sentence)
    if place.startswith(REASON):
        number = int(place.removeprefix(REASON))
        return replace(words, reasons=(*words.reasons[:number], sentence, *words.reasons[number + 1 :]))
    return replace(words, lines={**words.lines, cast(Role, place): sentence})
