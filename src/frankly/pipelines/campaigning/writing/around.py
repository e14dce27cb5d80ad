"""What a campaign's file and the brand say around the sentences of a message: order, note, footer, links."""

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.saying.text import VerifiedText
from frankly.pipelines.messaging.lettering import Around
from frankly.pipelines.parts import Parts
from frankly.stages.messaging.footing import Links, words_of
from frankly.stages.messaging.utm import Utm


def around_of(
    parts: Parts,
    campaign: Campaign,
    locale: str,
    *,
    links: Links,
    variant: str = "",
    note: VerifiedText | None = None,
) -> Around:
    """What stands around the sentences.

    Args:
        parts: brand and labels.
        campaign: as it was planned.
        locale: language of the message.
        links: of the recipient.
        variant: of the subject; the shop's own figures then know it.
        note: what people wrote for everybody, once it is proved.
    """
    told = advertising_of(campaign, locale)
    return Around(
        words=words_of(parts.policies.labels, locale),
        links=links,
        note=note.text if note is not None else "",
        order=campaign.blocks,
        disclosures=(told,) if told else (),
        utm=_utm(campaign, variant),
    )


def advertising_of(campaign: Campaign, locale: str) -> str:
    """What the campaign must say in the footer in a language; empty where there is nothing."""
    return campaign.disclosures.get(locale) or campaign.disclosures.get(locale.split("-")[0]) or ""


def _utm(campaign: Campaign, variant: str) -> Utm | None:
    said = campaign.utm
    if not said:
        return None
    return Utm(
        source=said.get("source", "frankly"),
        medium=said.get("medium", "email"),
        campaign=said.get("campaign", campaign.name),
        content=said.get("content", variant),
    )
