"""What `frankly doctor` says of campaigns: which are under way, held or stopped."""

from collections.abc import Sequence

from frankly.domain.campaign.edition import OVER, Edition, EditionState
from frankly.pipelines.examining.findings import Finding, Severity
from frankly.ports.mailing.campaigns import CampaignLedger

_SHOWN = 5


async def examine_campaigns(ledger: CampaignLedger | None) -> list[Finding]:
    """Findings about campaigns; none where there never was one.

    Args:
        ledger: rows of campaigns; None where this process has none.

    Raises:
        StoreUnavailable: when they cannot be read.
    """
    editions = [] if ledger is None else list(await ledger.editions())
    if not editions:
        return []
    held = [one for one in editions if one.state is EditionState.PAUSED]
    stopped = [one for one in editions if one.state is EditionState.STOPPED]
    going = [one for one in editions if one.state not in OVER and one not in held]
    what = f"{len(going)} campaigns are under way, {len(held)} paused, {len(stopped)} stopped themselves."
    found = [Finding("campaigns", Severity.OK, what, "campaigns")]
    if held:
        to_do = "'frankly campaign resume NAME' lets one go on; 'cancel' ends it."
        found.append(Finding("campaigns_paused", Severity.NOTE, f"Paused: {_named(held)}.", "campaigns", to_do))
    if stopped:
        to_do = "Too many recipients left or complained: look at what they got before you plan it again."
        found.append(Finding("campaigns_stopped", Severity.WARNING, f"Stopped: {_named(stopped)}.", "campaigns", to_do))
    return found


def _named(editions: Sequence[Edition]) -> str:
    names = [f"{one.campaign} ({one.reason})" if one.reason else one.campaign for one in editions[:_SHOWN]]
    more = len(editions) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")
