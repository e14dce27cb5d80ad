"""What was changed around a campaign since its messages were written, for whoever is told that they would be others."""

from frankly.domain.campaign.edition import Edition
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.parts import Parts
from frankly.stages.writing.house import changes, settings_of


def house_of(parts: Parts, surface: str) -> dict[str, str]:
    """What messages take from files that people edit, as it is now.

    Args:
        parts: the world.
        surface: that of the campaign.
    """
    versions = {
        "wordings": parts.wordings.version,
        "policies and labels": parts.policies.version,
        "rules": parts.rules.version,
        f"surfaces/{surface}.yaml": parts.policies.surfaces[surface].version,
    }
    if parts.template is not None:
        versions["template"] = parts.template.hash
    return settings_of(parts.brand, versions)


async def changed_since(world: CampaignWorld) -> str:
    """What is said otherwise than when the messages were written, and the commands that begin anew.

    Args:
        world: the edition, with the world as it is now.
    """
    before = await world.ledger.house(world.edition.no)
    told = changes(before, house_of(world.parts, world.campaign.surface)) if before else ""
    what = f"Changed since (old → new): {told}." if told else "Brand, wordings, template or rules were changed since."
    return f"{what} Put that back, or begin anew: {anew(world.edition)}."


def anew(edition: Edition) -> str:
    """The commands that plan and write the same file again, as brand and data are now."""
    return ", ".join(f"'frankly campaign {step} {edition.campaign}'" for step in ("cancel", "plan", "run"))
