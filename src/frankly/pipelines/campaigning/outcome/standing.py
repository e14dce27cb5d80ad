"""How the variants of a campaign do so far: what came back of its editions before one is dealt."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Final

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.recipient import LEFT, Recipient
from frankly.domain.campaign.result import ResultKind
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.time import HOUR_MS
from frankly.pipelines.campaigning.world import ledger_of
from frankly.pipelines.parts import Parts

REWARD: Final[Mapping[str, ResultKind]] = {"click": ResultKind.CLICKED, "success": ResultKind.CONVERTED}
"""What a campaign calls a success → the result that tells of it."""

_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class Came:
    """What came back of one message.

    Attributes:
        row: the recipient.
        kinds: results within the time that the campaign waits.
        is_mature: whether that time is over.
    """

    row: Recipient
    kinds: frozenset[ResultKind]
    is_mature: bool


async def came_back(parts: Parts, campaign: Campaign, edition: Edition, now: int) -> AsyncIterator[Came]:
    """What came back of an edition's messages by a moment, in order of recipient.

    Args:
        parts: the world.
        campaign: says how long a reward counts.
        edition: whose messages.
        now: what came after it is not known.
    """
    kinds: dict[int, dict[ResultKind, int]] = {}
    if parts.results is not None:
        async for page in parts.results.of(edition.no):
            for one in page:
                if one.at <= now:
                    known = kinds.setdefault(one.recipient, {})
                    known[one.kind] = min(one.at, known.get(one.kind, one.at))
    wait = campaign.split.delay_hours * HOUR_MS
    async for rows in ledger_of(parts).stream(edition.no, states=tuple(LEFT), batch=_BATCH):
        for row in rows:
            if row.handed is None or row.handed > now:
                continue
            end = row.handed + wait
            within = frozenset(kind for kind, at in kinds.get(row.no, {}).items() if at <= end)
            yield Came(row, within, end <= now)


async def standings_of(parts: Parts, campaign: Campaign, edition: Edition) -> Mapping[str, VariantStanding]:
    """Variant → how it did in all editions before one; nothing for a campaign that deals by fixed shares.

    Args:
        parts: the world.
        campaign: the file.
        edition: the one that is dealt now.
    """
    if campaign.split.way == "fixed" or not campaign.variants:
        return {}
    reward = REWARD[campaign.split.reward]
    counts: dict[str, list[int]] = {}
    for no in range(1, edition.no):
        past = await ledger_of(parts).edition(campaign.name, no)
        if past is None:
            continue
        async for came in came_back(parts, campaign, past, edition.at):
            is_rewarded = reward in came.kinds
            if is_rewarded or came.is_mature:
                known = counts.setdefault(came.row.variant, [0, 0])
                known[0] += 1
                known[1] += is_rewarded
    return {name: VariantStanding(*known) for name, known in counts.items() if name in campaign.variants}
