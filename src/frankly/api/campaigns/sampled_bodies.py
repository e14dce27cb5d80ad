"""A message of a campaign's sample, with what a page needs to show it, to explain it and to edit it."""

from collections.abc import Mapping
from typing import Literal, Self

from frankly.api.campaigns.look_bodies import LookView
from frankly.domain.base import Frozen
from frankly.domain.campaign.look import Look
from frankly.domain.saying.text import ProofLevel, SentenceKind, TextOrigin, VerifiedText
from frankly.pipelines.campaigning.review.editing import stands
from frankly.pipelines.campaigning.writing.messages import CampaignMessage
from frankly.stages.sampling.draw import Sampled
from frankly.stages.writing.brand import MailBrand
from frankly.stages.writing.live.texts import LiveSentence


class ToldSentence(Frozen):
    """One sentence of a message, with who wrote it and what bears it."""

    place: str
    """Line of the message that it is, or `reason`, `fact` or `nudge` of an item."""

    item: str | None = None
    """Id of the item that it stands with; null for a line of the message."""

    text: str
    """What the recipient reads."""

    origin: TextOrigin
    """Who wrote it."""

    level: ProofLevel | None = None
    """What proves a fact; null for everything else."""

    pattern: str
    """Name of the wording."""

    evidence: tuple[str, ...]
    """Ids of the evidence that bears it; the decision has each in full."""

    @classmethod
    def of(cls, place: str, item: str | None, text: VerifiedText) -> Self:
        """As it stands there."""
        return cls(
            place=place,
            item=item,
            text=text.text,
            origin=text.origin,
            level=text.level,
            pattern=text.pattern,
            evidence=text.evidence,
        )


class EditableSentence(Frozen):
    """What was written for a place of a cell, and can be edited for everybody of it."""

    place: str
    """To be named in an edit."""

    kind: SentenceKind
    """Reason or nudge."""

    text: str
    """With its slots: keep what stands in braces, code fills it in for each recipient."""

    is_shown: bool
    """Whether this message shows it; otherwise other words stand in its place."""


class SampledMessage(Frozen):
    """One message of the sample."""

    recipient: int
    """Number of its recipient."""

    content: str
    """Hash of what it says; a word on it names this."""

    decision: str
    """Id of the record that says why."""

    because: Literal["lot", "cell", "kind"]
    """Drawn by lot; the first of its cell; one of some of its language and risk."""

    cell: str
    """Key of the text that it shares."""

    locale: str
    """Language."""

    variant: str
    """Variant of the subject."""

    risks: tuple[str, ...]
    """Why it is worth a look before others."""

    sender: str
    """Who it is from, as mail programs show it; empty where the brand names nobody."""

    reply_to: str
    """Where answers go; empty where that is the sender."""

    subject: str
    """Subject."""

    preheader: str
    """What mailboxes show beside it."""

    text: str
    """The whole as plain text, as it would be now."""

    html: str
    """The same as HTML."""

    sentences: tuple[ToldSentence, ...]
    """Each sentence that was verified, with what bears it."""

    editable: tuple[EditableSentence, ...]
    """What was written for its cell; empty where wordings alone are told, which are edited in files."""

    is_changed: bool
    """Whether it says something else now than what was written and would be handed over: it is not, as it is."""

    look: LookView | None = None
    """The word on it in this round; null where nobody looked at it as it is now."""

    @classmethod
    def of(
        cls,
        sampled: Sampled,
        message: CampaignMessage,
        places: Mapping[str, LiveSentence],
        mail: MailBrand,
        look: Look | None,
    ) -> Self:
        """As it waits.

        Args:
            sampled: why it is looked at.
            message: with its recipient.
            places: place → what was written there for its cell.
            mail: who sends.
            look: the word on it.
        """
        row, lines = sampled.row, message.composed.lines
        told = [ToldSentence.of(role, None, text) for role, text in lines.texts()]
        told += [
            ToldSentence.of(text.kind, str(item.id), text)
            for item in message.composed.answer.items
            for text in item.sentences
        ]
        return cls(
            recipient=row.no,
            content=row.content,
            decision=row.decision,
            because=sampled.because,
            cell=row.cell,
            locale=row.locale,
            variant=row.variant,
            risks=tuple(row.risks.split()),
            sender="" if mail.sender is None else mail.sender.shown,
            reply_to="" if mail.reply_to is None else mail.reply_to.shown,
            subject=lines.subject.text if lines.subject else "",
            preheader=lines.preheader.text if lines.preheader else "",
            text=message.text,
            html=message.html,
            sentences=tuple(told),
            editable=tuple(
                EditableSentence(place=place, kind=one.kind, text=one.text, is_shown=stands(place, message))
                for place, one in places.items()
            ),
            is_changed=message.content != row.content,
            look=None if look is None else LookView.of(look),
        )
