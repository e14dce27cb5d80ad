"""Which messages of an edition are looked at, which were, and what that proves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Approval, Edition
from frankly.domain.campaign.look import Look
from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.seed import derive
from frankly.measure.acceptance import Bound, sample_size, upper_bound
from frankly.ports.campaigns import CampaignLedger
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
        looks: recipient → the word on their message as it is now.
        refused: words of this round against messages; these do not go out any more.
    """

    lot: int
    size: int
    round: int
    defect_share: float
    confidence: float
    sampled: tuple[Sampled, ...]
    looks: Mapping[int, Look]
    refused: tuple[Look, ...]

    @property
    def left(self) -> tuple[Sampled, ...]:
        """What nobody has looked at as it is now."""
        return tuple(one for one in self.sampled if one.row.no not in self.looks)

    @property
    def bound(self) -> Bound:
        """What is proved once nothing is left."""
        bad = len(self.refused)
        return upper_bound(bad, self.size + bad, self.confidence, self.lot + bad)


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
    async for rows in ledger.stream(edition.no, states=(waiting,), batch=_BATCH):
        draw.add(rows)
    sampled = draw.sample()
    words = await ledger.looks(edition.no)
    contents = {one.row.no: one.row.content for one in sampled}
    looks = {word.no: word for word in words if contents.get(word.no) == word.content and word.said == "approved"}
    refused = tuple(word for word in words if word.said == "refused" and word.round == turn)
    return ReviewSample(lot, size, turn, share, confidence, sampled, looks, refused)


def _size(share: float, confidence: float, lot: int) -> int:
    """A bound of nothing, or full certainty, takes a look at every message."""
    return lot if share <= 0 or confidence >= 1 else sample_size(share, confidence, lot)


def round_of(approvals: Sequence[Approval]) -> int:
    """How often an edition was refused; each time its sample is drawn anew."""
    return sum(approval.said == "refused" for approval in approvals)
