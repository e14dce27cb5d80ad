"""Composes a recipient's message from its decision: nothing is found, ranked or drawn, so it can be had again.

The sentences of the record are verified once more. Where a model wrote for the recipient's cell, or people wrote a
subject or a note, their words are tried first, with this recipient's own evidence; what is refused is told by the
record, and what says for what the message is written is told by it always. What the record's lines announce must still
be borne by the body: else the record's own words stand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from frankly.domain.answering.answer import Answer, AnsweredItem
from frankly.domain.campaign.campaign import Campaign, SubjectVariant
from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.recipient import Recipient
from frankly.domain.evidence import Evidence
from frankly.domain.saying.message_lines import MessageLines
from frankly.domain.saying.text import DraftSentence, Role, VerifiedText
from frankly.errors import Conflict, ConsentMissing
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cells import Cell, CellWords, bound, parsed_cell, piece_of
from frankly.pipelines.replaying.record import Recorded
from frankly.pipelines.replaying.rendering import Rendering, rendering
from frankly.ports.verifier import Bearing
from frankly.stages.writing.borne import is_borne, is_still_borne
from frankly.stages.writing.live.texts import LiveSentence, draft_of
from frankly.stages.writing.wordings import says_occasion


@dataclass(frozen=True, slots=True, eq=False)
class Composed:
    """What a recipient gets, before it is laid out.

    Attributes:
        edition: which planning.
        campaign: as it was planned.
        recipient: their row.
        answer: the items with their sentences, evidence and fields.
        lines: what stands around the items.
        note: what people wrote for everybody; None without.
        cited: what its sentences cite that hangs on an item: a book that somebody bought, and that a subject names.
        refusals: code of the first verdict of each sentence of cell or campaign that the gate refused here.
    """

    edition: Edition
    campaign: Campaign
    recipient: Recipient
    answer: Answer
    lines: MessageLines
    note: VerifiedText | None
    cited: tuple[Evidence, ...] = ()
    refusals: tuple[str, ...] = ()

    def texts(self) -> Iterable[VerifiedText]:
        """Every sentence of the message."""
        yield from (text for _, text in self.lines.texts())
        yield from () if self.note is None else (self.note,)
        for item in self.answer.items:
            yield from item.sentences
            invitation = item.display.call_to_action
            yield from () if invitation is None else (invitation,)

    @property
    def is_model_written(self) -> bool:
        """Whether a language model wrote any of it."""
        return any(text.origin == "model" for text in self.texts())


async def composed(world: CampaignWorld, recipient: Recipient, told: Recorded, words: CellWords) -> Composed:
    """Compose one message.

    Args:
        world: the edition.
        recipient: whose message.
        told: the record of their decision.
        words: what a model wrote for their cell.

    Raises:
        ConsentMissing: when the decision was made without agreement to e-mail.
        Conflict: when rules leave no subject by now.
    """
    scene = await rendering(world.parts, told, is_of_delivered=True)
    answer = scene.rendered().answer
    lines = answer.message
    if lines is None or not answer.items:
        raise Conflict(f"Decision {answer.decision} holds no message: nothing fitted this recipient.")
    if answer.scope.basis != "nobody" and "email" not in answer.scope.purposes:
        raise ConsentMissing("This decision was made without agreement to e-mail.")
    composing = _Composing(world, scene, recipient, [])
    if recipient.cell and (words.lines or words.reasons):
        answer, lines = composing.overlaid(answer, lines, parsed_cell(recipient.cell), words)
    lines = composing.with_variant(answer, lines)
    note = composing.note(answer)
    if lines.subject is None:
        raise Conflict(
            f"Rules leave no subject for '{answer.surface}' in '{answer.locale}'. 'frankly policies lint' shows which "
            "wordings they ban."
        )
    cited = _cited(scene, answer, lines)
    return Composed(world.edition, world.campaign, recipient, answer, lines, note, cited, tuple(composing.refused))


def _cited(scene: Rendering, answer: Answer, lines: MessageLines) -> tuple[Evidence, ...]:
    """What delivered sentences cite that hangs on an item, each piece once."""
    above = scene.bearing_above().evidence
    pieces = [above.get(name) for _, text in lines.texts() for name in text.evidence]
    for slot, item in enumerate(answer.items):
        evidence = scene.bearing_of(slot).evidence
        pieces += [evidence.get(name) for text in item.sentences for name in text.evidence]
    return tuple({one.id: one for one in pieces if one is not None and one.anchor.type == "item"}.values())


@dataclass(slots=True, eq=False)
class _Composing:
    world: CampaignWorld
    scene: Rendering
    recipient: Recipient
    refused: list[str]

    def overlaid(
        self, answer: Answer, lines: MessageLines, cell: Cell, words: CellWords
    ) -> tuple[Answer, MessageLines]:
        """The message with the words of its cell where they hold; else as it was."""
        bearing = self.scene.bearing_of(0)
        items = (self._lead(answer.items[0], bearing, cell, words), *answer.items[1:])
        body = [text for item in items for text in item.sentences]
        above = self.scene.bearing_above()
        piece = piece_of(cell, bearing)
        found: dict[str, VerifiedText | None] = {role: text for role, text in lines.texts()}
        for role, line in words.lines.items():
            own = found.get(role)
            if own is not None and says_occasion(own.pattern):
                continue
            text = self._line(bound(line, piece), above, body, {one.text for one in found.values() if one is not None})
            found[role] = text or found.get(role)
        new = MessageLines.trusted(**{role: found.get(role) for role in MessageLines.model_fields})
        if not all(is_still_borne(text, above, body) for _, text in new.texts()):
            self.refused.append("not_borne")
            return answer, lines
        return answer.model_copy(update={"items": items}), new

    def _lead(self, item: AnsweredItem, bearing: Bearing, cell: Cell, words: CellWords) -> AnsweredItem:
        piece = piece_of(cell, bearing)
        said = self._first((bound(one, piece) for one in words.reasons), bearing)
        sentences = item.sentences
        if said is not None and not any(said.text == one.text for one in sentences):
            cited = frozenset(said.evidence)
            place = next((at for at, one in enumerate(sentences) if cited & frozenset(one.evidence)), None)
            if place is not None and not says_occasion(sentences[place].pattern):
                sentences = (*sentences[:place], said, *sentences[place + 1 :])
        invitation = item.display.call_to_action
        if words.invitation is not None:
            bare = replace(bearing, evidence={}, grounds={})
            invitation = self._first([words.invitation], bare) or invitation
        display = item.display.model_copy(update={"call_to_action": invitation})
        return item.model_copy(update={"sentences": sentences, "display": display})

    def _first(self, sentences: Iterable[LiveSentence], bearing: Bearing) -> VerifiedText | None:
        for sentence in sentences:
            draft = draft_of(sentence, bearing)
            text = None if draft is None else self._verified(draft, bearing)
            if text is not None:
                return text
        return None

    def _line(
        self, line: LiveSentence, above: Bearing, body: Sequence[VerifiedText], said: set[str]
    ) -> VerifiedText | None:
        draft = draft_of(line, above)
        if draft is None or not is_borne(draft, above, body):
            return None
        text = self._verified(draft, above)
        return None if text is None or text.text in said else text

    def with_variant(self, answer: Answer, lines: MessageLines) -> MessageLines:
        """The lines with the subject and preheader of the recipient's variant, where people wrote some."""
        variant = self.world.campaign.variants.get(self.recipient.variant, SubjectVariant())
        changed: dict[str, VerifiedText] = {}
        for role, said in (("subject", variant.subject), ("preheader", variant.preheader)):
            text = self._edited(said, role, answer)  # type: ignore[arg-type]
            if text is not None:
                changed[role] = text
        return lines.model_copy(update=changed) if changed else lines

    def note(self, answer: Answer) -> VerifiedText | None:
        """What people wrote for everybody."""
        return self._edited(self.world.campaign.note, "sentence", answer)

    def _edited(self, said: Mapping[str, str], role: Role, answer: Answer) -> VerifiedText | None:
        if answer.locale not in said:
            return None
        bearing = replace(self.scene.bearing_above(), evidence={}, grounds={})
        return self._verified(edited_draft(said[answer.locale], role, answer.locale), bearing)

    def _verified(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | None:
        outcome = self.world.parts.verifier.verify(draft, bearing)
        if isinstance(outcome, VerifiedText):
            return outcome
        self.refused.append(outcome.verdicts[0].code)
        return None


def edited_draft(said: str, role: Role, locale: str) -> DraftSentence:
    """A line that people wrote in the campaign's file: it states nothing, and passes the gate as such."""
    return DraftSentence(kind="nudge", text=said, role=role, locale=locale, origin="edited", pattern=f"campaign/{role}")
