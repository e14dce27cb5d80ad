"""The lines of an e-mail on the way of a request: written from what the sentences about its items cite."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from frankly.domain.answering.answer import AnsweredItem
from frankly.domain.evidence import Evidence, EvidenceKind
from frankly.domain.saying.message_lines import MessageQuestion
from frankly.domain.saying.text import Role
from frankly.domain.situation import Situation
from frankly.pipelines.parts import Parts
from frankly.pipelines.request.above import Above
from frankly.ports.verifier import Bearing
from frankly.stages.evidence.collect import ItemEvidence
from frankly.stages.evidence.made import Made
from frankly.stages.evidence.together import NOTHING_TOGETHER, SlateEvidence
from frankly.stages.writing.live.texts import LiveSentence, drafts_of
from frankly.stages.writing.message import MessageWriting
from frankly.stages.writing.message_gate import WrittenLines, lines_verified
from frankly.stages.writing.sentences import Basis, Known


@dataclass(frozen=True, slots=True, eq=False)
class ToldLines:
    """Lines of a message.

    Attributes:
        written: what came through the gate.
        above: what they may lean on.
    """

    written: WrittenLines
    above: Above


def lines_of(
    parts: Parts,
    question: MessageQuestion,
    situation: Situation,
    whole: SlateEvidence,
    items: Sequence[AnsweredItem],
    bearing: Callable[[ItemEvidence], Bearing],
    basis: Basis,
    live: Mapping[Role, LiveSentence],
) -> ToldLines:
    """Write the lines of a message whose items are told already.

    Args:
        parts: wordings and verifier.
        question: how the message is wanted.
        situation: seed of all draws, tone.
        whole: evidence of the whole slate.
        items: the items with their sentences.
        bearing: makes what the lines may lean on.
        basis: what may be spoken of.
        live: lines by role that a model wrote; tried first.
    """
    body = [text for item in items for text in item.sentences]
    cited = frozenset(name for text in body if text.kind == "reason" for name in text.evidence)
    told = _told_of(whole, cited)
    known = Known(told.kinds, told.units, told.effects)
    above = Above(bearing(ItemEvidence(told.evidence, (), 0, list(told.kinds))), basis, known)
    writing = MessageWriting(
        parts.wordings,
        above.bearing,
        situation.seed,
        basis,
        situation.surface.text.tone,
        known,
        question.message.is_named,
    )
    drafted = {role: list(drafts_of([line], above.bearing)) for role, line in live.items()}
    return ToldLines(lines_verified(writing, parts.verifier, body, drafted), above)


def _told_of(whole: SlateEvidence, cited: frozenset[str]) -> SlateEvidence:
    """The evidence of a slate that sentences cite: nothing else is announced."""
    kept = [number for number, name in enumerate(whole.kinds) if name in cited]
    if not kept:
        return NOTHING_TOGETHER
    names = list(whole.kinds)
    effects: dict[EvidenceKind, int] = defaultdict(int)
    for number in kept:
        effects[whole.kinds[names[number]]] += whole.units[names[number]]

    def evidence(number: int) -> Evidence:
        return whole.evidence[kept[number]]

    return SlateEvidence(
        Made(len(kept), evidence),
        {names[number]: whole.kinds[names[number]] for number in kept},
        {names[number]: whole.units[names[number]] for number in kept},
        [whole.places[number] for number in kept],
        effects,
    )
