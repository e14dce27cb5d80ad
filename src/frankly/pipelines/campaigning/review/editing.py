"""Puts a sentence in the place of a model's, for everybody of a cell: through the gate at once, or not at all."""

from dataclasses import dataclass, replace
from typing import Final

from frankly.domain.campaign.look import CellEdit
from frankly.domain.campaign.recipient import Recipient, RecipientState
from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.text import Refused, VerifiedText
from frankly.domain.time import EpochMs
from frankly.errors import Invalid, NotFound
from frankly.pipelines.campaigning.review.approving import require_written
from frankly.pipelines.campaigning.review.people import reviewer_of
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.cells import bound, parsed_cell, piece_of
from frankly.pipelines.campaigning.writing.composing import composed
from frankly.pipelines.campaigning.writing.edits import INVITATION, REASON, edited, sentences_of
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, Messages, messages_of
from frankly.pipelines.campaigning.writing.shards import Check, Writing
from frankly.pipelines.replaying.rendering import rendering
from frankly.stages.writing.live.texts import draft_of

MOST_CHARACTERS: Final = 1_000
"""Of a sentence."""

_BATCH: Final = 500

_OF_CELL: Final = frozenset({"model", "edited"})
"""Who wrote what is shared by a cell."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an edit.

    Attributes:
        edit: as it is kept.
        said: what the recipient who was looked at reads now.
        changed: messages of the cell that say something else now.
        same: messages of the cell that stay as they were: the sentence does not hold for these recipients.
        left_out: recipients who get nothing now, since their message fails a check.
    """

    edit: CellEdit
    said: str
    changed: int
    same: int
    left_out: int


@dataclass(frozen=True, slots=True, eq=False)
class Editing:
    """Edits cells of one edition.

    Attributes:
        world: an edition that is written.
        check: looks over what is written anew.
    """

    world: CampaignWorld
    check: Check

    def messages(self) -> Messages:
        """What makes messages as they are now."""
        return messages_of(self.world.without_model())

    async def edit(self, row: Recipient, place: str, text: str, by: str, now: EpochMs) -> Edited:
        """Put a sentence in the place of another.

        Args:
            row: the recipient whose message was looked at; the sentence must hold for them.
            place: see `CellEdit`.
            text: the sentence, with the slots of the one that it replaces.
            by: who writes it; not the author.
            now: the moment.

        Raises:
            Invalid: when the gate refuses it, with the code, the place and what would mend it.
            NotFound: when no model's sentence stands there.
            Conflict: when the author edits, or the edition is not written.
        """
        name = reviewer_of(self.world.campaign, by)
        require_written(self.world.edition)
        messages = self.messages()
        before = sentences_of(await messages.cells.of(row.cell)).get(place)
        if before is None:
            raise NotFound(
                f"No sentence that a model wrote for a cell stands at '{place}' in this message, so nothing there can "
                "be edited for all of its cell. Wordings are edited in the files of brand and policies, subjects and "
                "notes in the campaign's."
            )
        words = " ".join(text.split())
        if not words or len(words) > MOST_CHARACTERS:
            raise Invalid(f"An edited sentence has 1 to {MOST_CHARACTERS} characters.")
        edit = CellEdit(row.cell, place, words, before.text, name, now)
        said = await self._proved(messages, row, edit)
        await self.world.ledger.edit(self.world.edition.no, edit)
        return await self._written_anew(edit, said.text)

    async def _proved(self, messages: Messages, row: Recipient, edit: CellEdit) -> VerifiedText:
        """The sentence as this recipient reads it, with their own evidence, and standing in their message."""
        told, words = await messages.decisions.of(row.decision), await messages.cells.of(row.cell)
        scene = await rendering(messages.world.parts, told, is_of_delivered=True)
        bearing = scene.bearing_above() if edit.place in words.lines else scene.bearing_of(0)
        if edit.place == INVITATION:
            bearing = replace(bearing, evidence={}, grounds={})
        new = edited(words, [edit])
        sentence = sentences_of(new)[edit.place]
        draft = draft_of(bound(sentence, piece_of(parsed_cell(row.cell), bearing)), bearing)
        if draft is None:
            slots = ", ".join("{" + name + ".…}" for name in sentence.names) or "none"
            raise Invalid(f"The sentence names something that this message has no evidence of. Its slots: {slots}.")
        outcome = messages.world.parts.verifier.verify(draft, bearing)
        if isinstance(outcome, Refused):
            raise refused_by_gate(outcome, parsed_cell(edit.cell).kind)
        message = await composed(messages.world, row, told, new)
        if outcome.text not in {text.text for text in message.texts()}:
            raise Invalid(
                "not_borne: the sentence holds, and the message would not show it: the line announces what no sentence "
                "of the body tells, or something of the campaign's own stands in its place."
            )
        return outcome

    async def _written_anew(self, edit: CellEdit, said: str) -> Edited:
        """Write the messages of a cell again; an approval of what they said before is void with that."""
        writing = Writing(self.messages(), self.check)
        changed = same = left_out = 0
        async for rows in self.world.ledger.stream(
            self.world.edition.no, states=(RecipientState.WRITTEN,), batch=_BATCH
        ):
            anew = [await writing.written(row) for row in rows if row.cell == edit.cell]
            before = {row.no: row.content for row in rows}
            new = [row for row in anew if row.state is not RecipientState.WRITTEN or row.content != before[row.no]]
            await self.world.ledger.put(self.world.edition.no, new, of=RecipientState.WRITTEN)
            gone = sum(row.state is not RecipientState.WRITTEN for row in new)
            changed, left_out, same = changed + len(new) - gone, left_out + gone, same + len(anew) - len(new)
        return Edited(edit, said, changed, same, left_out)


def stands(place: str, message: CampaignMessage) -> bool:
    """Whether a message shows what was written for a place of its cell, and no wording instead of it."""
    item = message.composed.answer.items[0]
    if place == INVITATION:
        shown = [item.display.call_to_action]
    elif place.startswith(REASON):
        shown = list(item.sentences)
    else:
        shown = [text for role, text in message.composed.lines.texts() if role == place]
    return any(text is not None and text.kind != "fact" and text.origin in _OF_CELL for text in shown)


def refused_by_gate(outcome: Refused, told: EvidenceKind) -> Invalid:
    """What the gate says of a sentence, for whoever wrote it: each kind of fault once, where it is first.

    Args:
        outcome: of the gate.
        told: kind of evidence that reasons of the cell tell.
    """
    first = {verdict.code: verdict for verdict in reversed(outcome.verdicts)}
    hints = "; ".join(
        f"{code} at “{outcome.draft.text[slice(*first[code].span)]}”: {first[code].hint}"
        for code in dict.fromkeys(verdict.code for verdict in outcome.verdicts)
    )
    plain = [verdict.model_dump(mode="json") for verdict in outcome.verdicts]
    kind, locale = outcome.draft.kind, outcome.draft.locale
    cited = f" --evidence {told.value}" if kind == "reason" else ""
    way = f"All that may be said there: frankly verify --rules --kind {kind}{cited} --locale {locale}"
    return Invalid(f"The verifier refuses this sentence. {hints}. {way}", details={"verdicts": plain})
