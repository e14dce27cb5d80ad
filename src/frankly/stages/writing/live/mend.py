"""Sentences that the verifier refused: what is sent back of them, and what became of them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from frankly.domain.ids import ItemId
from frankly.domain.model.tasks.repair import RefusedSentence
from frankly.domain.saying.text import Refused, VerifiedText
from frankly.ports.verifier import Bearing, Verifier
from frankly.stages.writing.live.texts import ItemTexts, LiveSentence, Texts, draft_of

Place: TypeAlias = tuple[ItemId | None, str]
"""Where a sentence stands: above the slate (`headline`, `intro`, `message/subject`), or below an item (`0`, `1`,
`call_to_action`)."""

MOST_HINT: Final = 160
"""Characters of a hint that go back."""

UNTOLD_CODES: Final = frozenset(
    {"value_unsafe", "personal_data", "banned_word", "competitor", "sensitive_topic", "untold_evidence", "internal"}
)
"""Refusals whose hints may hold what would fill a slot: searches, labels. They stay here; the code alone goes back."""

_ID: Final = re.compile(r"\b[eg][1-9]\d{0,3}\b")


@dataclass(frozen=True, slots=True, eq=False)
class Refusal:
    """A sentence that was refused.

    Attributes:
        place: where it stands.
        sentence: as it was written.
        refused: why; None where it speaks of something that is not there.
    """

    place: Place
    sentence: LiveSentence
    refused: Refused | None


def placed(texts: Texts) -> Iterator[tuple[Place, LiveSentence]]:
    """Everything that was written, with its place."""
    for name, line in (("headline", texts.headline), ("intro", texts.intro)):
        if line is not None:
            yield (None, name), line
    yield from (((None, f"message/{role}"), line) for role, line in texts.lines.items())
    for item, told in texts.items.items():
        for number, sentence in enumerate(told.sentences):
            yield (item, str(number)), sentence
        if told.call_to_action is not None:
            yield (item, "call_to_action"), told.call_to_action


Bearings: TypeAlias = Callable[[Place], Bearing | None]
"""What the sentences of a place may lean on."""


def refusals(texts: Texts, bearings: Bearings, verifier: Verifier) -> list[Refusal]:
    """Every sentence that the verifier refuses."""
    found = []
    for place, sentence in placed(texts):
        outcome = _outcome(sentence, bearings(place), verifier)
        if not isinstance(outcome, VerifiedText):
            found.append(Refusal(place, sentence, outcome))
    return found


def _outcome(sentence: LiveSentence, bearing: Bearing | None, verifier: Verifier) -> VerifiedText | Refused | None:
    draft = None if bearing is None else draft_of(sentence, bearing)
    return None if draft is None or bearing is None else verifier.verify(draft, bearing)


def sent_back(refused: Sequence[Refusal]) -> tuple[RefusedSentence, ...]:
    """What a model is told of its refused sentences: nothing that fills a slot is in it."""
    return tuple(_told(number, one) for number, one in enumerate(refused, start=1))


def _told(number: int, refusal: Refusal) -> RefusedSentence:
    sentence, cites = refusal.sentence, tuple(refusal.sentence.names)
    if refusal.refused is None:
        hint = "it speaks of an id that this place does not have"
        return RefusedSentence(
            number=number, text=sentence.text, codes=("unknown_evidence",), span="", hint=hint, cites=cites
        )
    verdicts, text = refusal.refused.verdicts, refusal.refused.draft.text
    known = _ids(refusal)
    main = next((one for one in verdicts if one.code not in UNTOLD_CODES), None)
    hint = "use a wording without this slot" if main is None else main.hint[:MOST_HINT]
    span = "" if main is None else text[slice(*main.span)]
    return RefusedSentence(
        number=number,
        text=sentence.text,
        codes=tuple(dict.fromkeys(one.code for one in verdicts)),
        span=_ID.sub(lambda match: known.get(match[0], match[0]), span),
        hint=_ID.sub(lambda match: known.get(match[0], match[0]), hint),
        cites=cites,
    )


def _ids(refusal: Refusal) -> Mapping[str, str]:
    """Id of the draft → id of the call, in the order in which the slots stand in both."""
    if refusal.refused is None:
        return {}
    return dict(zip(_ID.findall(refusal.refused.draft.text), _ID.findall(refusal.sentence.text), strict=False))


def mended(
    texts: Texts,
    refused: Sequence[Refusal],
    again: Mapping[int, LiveSentence],
    bearings: Bearings,
    verifier: Verifier,
) -> Texts:
    """The texts with what the repair made good; what is refused again stays, and a template tells it.

    Args:
        texts: as they were written.
        refused: the sentences that were sent back, numbered from 1.
        again: number → the sentence as it came back.
        bearings: what the sentences of a place may lean on.
        verifier: the gate.
    """
    good: dict[Place, LiveSentence] = {}
    for number, one in enumerate(refused, start=1):
        sentence = again.get(number)
        if sentence is not None and isinstance(_outcome(sentence, bearings(one.place), verifier), VerifiedText):
            good[one.place] = sentence
    return replace(
        texts,
        headline=good.get((None, "headline"), texts.headline),
        intro=good.get((None, "intro"), texts.intro),
        lines={role: good.get((None, f"message/{role}"), line) for role, line in texts.lines.items()},
        items={item: _item(item, told, good) for item, told in texts.items.items()},
        refused=len(refused),
        mended=len(good),
    )


def _item(item: ItemId, told: ItemTexts, good: Mapping[Place, LiveSentence]) -> ItemTexts:
    return ItemTexts(
        sentences=tuple(good.get((item, str(number)), one) for number, one in enumerate(told.sentences)),
        fact=told.fact,
        call_to_action=good.get((item, "call_to_action"), told.call_to_action),
    )
