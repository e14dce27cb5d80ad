"""Stops a campaign by itself when too many unsubscribe or complain; asked whenever results come in."""

from typing import Final

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.campaign.result import ResultKind
from frankly.measure.campaigns.guardrail import ALARM, Watch, is_surpassed
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.ports.mailing.results import CampaignResults

PPM: Final = 1_000_000

TOLD: Final = {ResultKind.UNSUBSCRIBED: "unsubscribed", ResultKind.COMPLAINED: "complained"}

STOPPABLE: Final = tuple(
    state
    for state in EditionState
    if state not in {EditionState.DONE, EditionState.CANCELLED, EditionState.STOPPED, EditionState.PLANNING}
)
"""States in which something may still be handed over."""


async def guard(ledger: CampaignLedger, results: CampaignResults, edition: Edition) -> str:
    """Stop a campaign whose guardrail is surpassed.

    All its editions since it last stopped itself count together, so that small editions are watched too.

    Args:
        ledger: rows of campaigns.
        results: what became of messages.
        edition: one of the campaign's, about which results came in.

    Returns:
        Why it was stopped just now; empty where it was not.
    """
    newest = await ledger.edition(edition.campaign)
    if newest is None or newest.state not in STOPPABLE:
        return ""
    reason = surpassed(Campaign.model_validate_json(newest.json), await _counts(ledger, results, newest))
    if not reason or await ledger.move(newest.no, EditionState.STOPPED, of=STOPPABLE, reason=reason) is None:
        return ""
    return reason


def surpassed(campaign: Campaign, counts: dict[ResultKind, int]) -> str:
    """Why a campaign is to be stopped; empty where it may go on.

    Args:
        campaign: the file.
        counts: kind → recipients with such a result.
    """
    delivered = counts.get(ResultKind.DELIVERED, 0)
    if delivered < campaign.guardrail.at_least:
        return ""
    most = {
        ResultKind.UNSUBSCRIBED: campaign.guardrail.unsubscribed,
        ResultKind.COMPLAINED: campaign.guardrail.complained,
    }
    for kind, share in most.items():
        # A message that somebody unsubscribed from arrived, whether or not the sender has said so yet.
        watch = Watch(min(counts.get(kind, 0), delivered), delivered, share / PPM)
        if is_surpassed(watch, ALARM / len(most)):
            return (
                f"{watch.hits:,} of {delivered:,} recipients {TOLD[kind]} ({watch.share:.2%}); the campaign allows "
                f"{watch.most:.2%}, and chance alone stops fewer than {ALARM:.0%} of campaigns"
            )
    return ""


async def _counts(ledger: CampaignLedger, results: CampaignResults, newest: Edition) -> dict[ResultKind, int]:
    """Kind → recipients with such a result; messages that were handed over stand in where no delivery is reported."""
    counts: dict[ResultKind, int] = {}
    for no in range(newest.no, 0, -1):
        edition = await ledger.edition(newest.campaign, no)
        if edition is None:
            continue
        if edition.state is EditionState.STOPPED:
            break
        found = dict(await results.counts(no))
        if ResultKind.DELIVERED not in found:
            handed = RecipientState.HANDED.value
            found[ResultKind.DELIVERED] = sum(one.count for one in await ledger.tally(no) if one.state == handed)
        for kind, count in found.items():
            counts[kind] = counts.get(kind, 0) + count
    return counts
