"""A review as a person at a terminal reads it, and the same for programs."""

from collections.abc import Mapping
from typing import Final

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from frankly.cli.hints import carried
from frankly.cli.screen import clean
from frankly.cli.words import Names
from frankly.cli.words import told as words_of
from frankly.domain.campaign.edition import Approval
from frankly.domain.campaign.look import Look
from frankly.domain.evidence import Evidence
from frankly.domain.saying.text import VerifiedText
from frankly.domain.time import to_iso
from frankly.pipelines.campaigning.links import of_nobody
from frankly.pipelines.campaigning.review.approving import blocked_by, share_told
from frankly.pipelines.campaigning.review.editing import Edited, stands
from frankly.pipelines.campaigning.review.sampling import ReviewSample
from frankly.pipelines.campaigning.writing.messages import CampaignMessage
from frankly.stages.messaging.letter import Footer
from frankly.stages.sampling.draw import Because, Sampled
from frankly.stages.writing.brand import MailBrand
from frankly.stages.writing.live.texts import LiveSentence

KEYS: Final = "a approve · e edit a sentence · r refuse · d what bears each sentence · l later · q leave"

REFUSED: Final = (
    "Kept. This round cannot end with an approval any more: mend the cause, or leave such messages out, and begin "
    "a new round. You may look at the rest, to see how far it goes."
)

BECAUSE: Final[Mapping[Because, str]] = {
    "lot": "drawn by lot",
    "cell": "the first of its cell",
    "kind": "one of its language and risk",
}


class Footers:
    """Footers that were shown: each is shown once, since only its links differ from one recipient to the next."""

    def __init__(self) -> None:
        """Begin with none."""
        self._seen: list[Footer] = []

    def told(self, message: CampaignMessage) -> str:
        """A message's text, with its footer where that was not shown yet."""
        footer = of_nobody(message.letter).footer
        body, mark, _ = message.text.rpartition("\n-- \n")
        if footer in self._seen and mark:
            return f"{body}{mark}(The footer as above, with links of this recipient's own.)"
        self._seen.append(footer)
        return message.text


def envelope_view(message: CampaignMessage, mail: MailBrand) -> Text:
    """Who a message is from, where answers go, and who gets it."""
    row = message.recipient
    sender = "nobody is named: mail.sender of the brand" if mail.sender is None else mail.sender.shown
    to = row.contact.address or f"whom your sender knows as {row.person}"
    fields = [("From", sender)]
    fields += [("Reply-To", mail.reply_to.shown)] if mail.reply_to is not None else []
    fields += [("To", f"{message.letter.name} <{to}>" if message.letter.name and row.contact.address else to)]
    fields += [("Language", row.locale)]
    return Text("\n".join(f"{name}: {clean(said)}" for name, said in fields))


def message_view(
    message: CampaignMessage, sampled: Sampled, number: int, total: int, mail: MailBrand, footers: Footers
) -> RenderableType:
    """A message as its recipient reads it.

    Args:
        message: with the recipient.
        sampled: why it is looked at.
        number: its place in the sample, counted from 1.
        total: messages of the sample.
        mail: who sends.
        footers: those that were shown.
    """
    row, lines = message.recipient, message.composed.lines
    about = [f"recipient {row.no}", BECAUSE[sampled.because]]
    about += [row.variant] if row.variant else []
    about += [f"look well: {row.risks.replace(' ', ', ')}"] if row.risks else []
    head = envelope_view(message, mail)
    if lines.subject is not None:
        head.append("\nSubject: ").append(clean(lines.subject.text), style="bold")
    if lines.preheader is not None:
        head.append("\n" + clean(lines.preheader.text), style="dim")
    body = Text("\n".join(clean(line) for line in footers.told(message).splitlines()))
    return Group(
        Rule(f"{number:,} of {total:,}", style="dim"), Text(" · ".join(about), style="dim"), head, Text(), body
    )


def details_view(message: CampaignMessage, names: Names) -> RenderableType:
    """Each sentence with who wrote it and what bears it.

    Args:
        message: with its evidence.
        names: what the evidence is called.
    """
    parts: list[RenderableType] = []
    for role, text in message.composed.lines.texts():
        parts.append(_sentence(role, text, {}, names))
    for item in message.composed.answer.items:
        parts.append(Text(clean(item.display.title or str(item.id)), style="bold"))
        known = {piece.id: piece for piece in item.evidence}
        parts += [_sentence(text.kind, text, known, names) for text in item.sentences]
    return Group(*parts)


def _sentence(place: str, text: VerifiedText, known: Mapping[str, Evidence], names: Names) -> Text:
    told = Text(f"  {clean(text.text)}\n")
    level = f", {text.level}" if text.level else ""
    told.append(f"    {place} · {text.origin}{level} · {clean(text.pattern)}", style="dim")
    for name in text.evidence:
        piece = known.get(name)
        if piece is not None:
            told.append(f"\n    {name}: {clean(words_of(piece, names))}", style="dim")
    return told


def places_view(places: Mapping[str, LiveSentence], message: CampaignMessage) -> RenderableType:
    """Sentences of a cell that can be edited, by number.

    Args:
        places: place → what a model, or an editor after it, wrote there.
        message: that is looked at; a sentence that does not stand in it says so.
    """
    if not places:
        return Text(
            "No sentence of this message was written for a cell. Wordings are edited in the files of brand and "
            "policies, subjects and notes in the campaign's."
        )
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(justify="right")
    table.add_column(style="dim")
    table.add_column()
    for number, (place, sentence) in enumerate(places.items(), start=1):
        said = Text(clean(sentence.text))
        if not stands(place, message):
            said.append(" (not in this message: other words stand in its place)", style="dim")
        table.add_row(str(number), place, said)
    return Group(table, Text("Keep what stands in braces: code fills it in for each recipient.", style="dim"))


def edited_view(done: Edited) -> Text:
    """What became of an edit."""
    told = Text("Now: ")
    told.append(clean(done.said), style="bold")
    counts = f"\n{done.changed:,} messages of the cell say it now"
    counts += f"; {done.same:,} stay as they were, where it does not hold" if done.same else ""
    counts += f"; {done.left_out:,} fail a check and are left out" if done.left_out else ""
    return told.append(counts + ". What was approved before is void.", style="dim")


def sample_view(name: str, sample: ReviewSample) -> RenderableType:
    """How far a review is, and what it proves."""
    done = len(sample.sampled) - len(sample.left)
    lines = [
        f"{done:,} of {len(sample.sampled):,} messages of the sample were looked at in this round; "
        f"{sample.lot:,} wait in all."
    ]
    if blocked := blocked_by(name, sample):
        lines.append(blocked)
    elif sample.left:
        lines.append(f"{len(sample.left):,} are left: the same command goes on.")
    else:
        share = share_told(sample.bound.share, sample.defect_share)
        lines.append(
            f"With {sample.confidence * 100:.4g} % certainty at most {share} of them are defective. "
            f"Next: frankly campaign approve {name} --by YOU"
        )
    return Text(carried("\n".join(lines)))


def sample_plain(name: str, sample: ReviewSample) -> dict[str, object]:
    """How far a review is, for programs."""
    return {
        "campaign": name,
        "lot": sample.lot,
        "drawn_by_lot": sample.size,
        "sample": len(sample.sampled),
        "left": len(sample.left),
        "round": sample.round,
        "refused": [{"recipient": word.no, "by": word.by, "reason": word.reason} for word in sample.refused],
        "refused_and_unchanged": [word.no for word in sample.standing],
        "asked": {"defect_share": sample.defect_share, "confidence": sample.confidence},
        "defect_share_at_most": sample.bound.share if sample.lot and not sample.left else None,
    }


def message_plain(sampled: Sampled, message: CampaignMessage, look: Look | None) -> dict[str, object]:
    """A message of a sample, for programs."""
    row, lines = message.recipient, message.composed.lines
    return {
        "recipient": row.no,
        "content": row.content,
        "decision": row.decision,
        "because": sampled.because,
        "cell": row.cell,
        "locale": row.locale,
        "variant": row.variant,
        "risks": row.risks.split(),
        "subject": lines.subject.text if lines.subject else "",
        "preheader": lines.preheader.text if lines.preheader else "",
        "text": message.text,
        "is_changed": message.content != row.content,
        "look": None if look is None else {"said": look.said, "by": look.by, "at": to_iso(look.at)},
    }


def approval_plain(name: str, approval: Approval) -> dict[str, object]:
    """Somebody's word on an edition, for programs."""
    return {
        "campaign": name,
        "said": approval.said,
        "by": approval.by,
        "at": to_iso(approval.at),
        "content": approval.content,
        "reason": approval.reason,
    }


def approval_view(name: str, approval: Approval) -> str:
    """Somebody's word on an edition."""
    if approval.said == "approved":
        following = carried(f"frankly campaign hand-over {name}")
        return f"{clean(approval.by)} approved {name}: {clean(approval.reason)}.\nNext: {following}"
    return f"{clean(approval.by)} refused {name}: {clean(approval.reason)}"
