"""Makes a whole preview: every persona in every language and variant of a campaign."""

from collections.abc import Callable

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.time import to_iso
from frankly.pipelines.campaigning.checking import MailChecking
from frankly.pipelines.parts import Parts
from frankly.pipelines.previewing.pages import Preview
from frankly.pipelines.previewing.personas import personas
from frankly.pipelines.previewing.showing import Shown, shown


async def preview_of(
    parts: Parts, campaign: Campaign, now: int, progress: Callable[[int, int], None] = lambda done, whole: None
) -> Preview:
    """Write every message of a preview; nothing is recorded, and no model is asked.

    Args:
        parts: the world.
        campaign: what is previewed.
        now: moment that the messages are for, in milliseconds.
        progress: told how many of how many are written.
    """
    checking = MailChecking(parts, campaign)
    people = await personas(parts, now)
    asked = [
        (persona, locale, variant)
        for persona in people
        for locale in campaign.locales
        for variant in tuple(campaign.variants) or ("",)
    ]
    messages: list[Shown] = []
    for persona, locale, variant in asked:
        messages.append(await shown(parts, checking, campaign, persona, locale, variant, now))
        progress(len(messages), len(asked))
    sender = parts.brand.mail.sender
    return Preview(
        campaign=campaign,
        house=parts.brand.name,
        sender=sender.name if sender is not None else "",
        at=to_iso(now)[:10],
        personas=people,
        messages=messages,
    )
