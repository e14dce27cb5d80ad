"""For whom a campaign's own time zone holds, since none is known of them: told before anybody is woken by it."""

from collections.abc import Mapping

from frankly.domain.base import Frozen
from frankly.domain.campaign.campaign import Campaign, zone_named
from frankly.pipelines.campaigning.world import CampaignWorld

_SHOWN = 5
"""Names that are told to people."""


class ZonesAssumed(Frozen):
    """Recipients in whose place the campaign's own time zone is asked when it is quiet."""

    time_zone: str
    """The campaign's own."""

    recipients: int
    """Recipients who get a message."""

    unknown: int
    """Those of them of whom no time zone is known."""

    unusable: Mapping[str, int]
    """What stands as a time zone and is none → recipients, the most frequent first."""

    told: str
    """The same for people, with what to do."""


async def zones_assumed(world: CampaignWorld) -> ZonesAssumed | None:
    """For how many who get a message the campaign's own time zone holds.

    Returns:
        None where it holds for nobody, or where nothing depends on it: without quiet hours, and nothing unusable.
    """
    found = await world.ledger.time_zones(world.edition.no)
    unusable = {name: count for name, count in found.items() if name and zone_named(name) is None}
    unknown = found.get("", 0)
    if not unusable and (not unknown or world.campaign.quiet_hours is None):
        return None
    return ZonesAssumed(
        time_zone=world.campaign.time_zone,
        recipients=sum(found.values()),
        unknown=unknown,
        unusable=dict(sorted(unusable.items(), key=lambda one: (-one[1], one[0]))),
        told=_told(world.campaign, sum(found.values()), unknown, unusable),
    )


def _told(campaign: Campaign, recipients: int, unknown: int, unusable: Mapping[str, int]) -> str:
    why = [f"none is known of {unknown:,}"] if unknown else []
    if unusable:
        named = sorted(unusable.items(), key=lambda one: (-one[1], one[0]))
        shown = ", ".join(f"'{name}' {count:,}" for name, count in named[:_SHOWN])
        more = f" and {len(named) - _SHOWN:,} more" if len(named) > _SHOWN else ""
        why.append(f"what stands of {sum(unusable.values()):,} is none ({shown}{more})")
    holds = unknown + sum(unusable.values())
    return (
        f"The campaign's own time zone, {campaign.time_zone}, holds for {holds:,} of {recipients:,} who get a message: "
        f"{', and '.join(why)}. Mend the audience's file, or write where most are as 'time_zone' in the campaign's."
    )
