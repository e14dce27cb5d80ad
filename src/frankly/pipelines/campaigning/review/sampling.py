"""Which messages of an edition are looked at, which were, and what that proves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Approval, Edition
from frankly.domain.campaign.look import Look
from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.seed import derive
from frankly.measure.campaigns.acceptance import Bound, sample_size, upper_bound
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.stages.sampling.draw import Draw, Sampled

PPM: Final = 1_000_000

_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class ReviewSample:
    """The sample of one round.

    Attributes:
        lot: messages that wait for a hand-over.
        size: how many of them are drawn by lot, so that the bound holds where none is defective.
        round: how often the edition was refused before.
        defect_share: the bound that is asked for.
        confidence: with which certainty.
        sampled: what is looked at.
        looks: recipient → this round's word on their message as it is now; words of earlier rounds prove nothing of it.
        refused: words of this round against messages: it cannot end with an approval.
        standing: words of any round against messages that wait unchanged; none of them may go out.
        refused_before: how many words of earlier rounds were against messages.
    """

    lot: int
    size: int
    round: int
    defect_share: float
    confidence: float
    sampled: tuple[Sampled, ...]
    looks: Mapping[int, Look]
    refused: tuple[Look, ...]
    standing: tuple[Look, ...] = ()
    refused_before: int = 0

    @property
    def left(self) -> tuple[Sampled, ...]:
        """What nobody has looked at in this round as it is now, and nobody refused."""
        refused = {word.content for word in self.standing}
        return tuple(one for one in self.sampled if one.row.no not in self.looks and one.row.content not in refused)

    @property
    def bound(self) -> Bound:
        """What is proved once nothing is left."""
        # What was refused counts as drawn by lot, even if it was drawn as the first of a cell, or is mended by now.
        bad = len({word.no for word in (*self.refused, *self.standing)})
        return upper_bound(bad, max(bad, self.size), self.confidence, max(bad, self.lot))


async def sample_of(ledger: CampaignLedger, edition: Edition, campaign: Campaign) -> ReviewSample:
    """The sample of an edition as it is now; equal whenever it is asked for, while no message changes.

    Args:
        ledger: rows of campaigns.
        edition: whose messages wait.
        campaign: which bound it asks for.
    """
    waiting = RecipientState.WRITTEN
    lot = sum(one.count for one in await ledger.tally(edition.no) if one.state == waiting.value)
    share, confidence = campaign.review.defect_share / PPM, campaign.review.confidence / PPM
    size = _size(share, confidence, lot)
    turn = round_of(await ledger.approvals(edition.no))
    draw = Draw(size, derive("review", edition.no, edition.version, turn))
    words = await ledger.looks(edition.no)
    against = [word for word in words if word.said == "refused"]
    bad, standing = {word.content for word in against}, set[str]()
    async for rows in ledger.stream(edition.no, states=(waiting,), batch=_BATCH):
        draw.add(rows)
        standing.update(row.content for row in rows if row.content in bad)
    sampled = draw.sample()
    contents = {one.row.no: one.row.content for one in sampled if one.row.content not in standing}
    looks = {
        word.no: word
        for word in words
        if contents.get(word.no) == word.content and word.said == "approved" and word.round == turn
    }
    return ReviewSample(
        lot,
        size,
        turn,
        share,
        confidence,
        sampled,
        looks,
        refused=tuple(word for word in against if word.round == turn),
        standing=tuple(word for word in against if word.content in standing),
        refused_before=sum(word.round < turn for word in against),
    )


def _size(share: float, confidence: float, lot: int) -> int:
    """A bound of nothing, or full certainty, takes a look at every message."""
    return lot if share <= 0 or confidence >= 1 else sample_size(share, confidence, lot)


def round_of(approvals: Sequence[Approval]) -> int:
    """How often an edition was refused; each time its sample is drawn anew."""
    return sum(approval.said == "refused" for approval in approvals)
