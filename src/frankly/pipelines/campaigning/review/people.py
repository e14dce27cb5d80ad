"""Who may look and approve: somebody with a name who is not the author."""

from typing import Final

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.untrusted.names import are_alike, is_name
from frankly.errors import Conflict, Invalid

MOST: Final = 120
"""Characters of a name."""


def reviewer_of(campaign: Campaign, by: str) -> str:
    """The name of whoever looks or approves, as it is kept.

    Args:
        campaign: whose author is somebody else.
        by: the name as it was given.

    Raises:
        Invalid: when there is none, or it is no name.
        Conflict: when it is the author's, or looks like it.
    """
    name = " ".join(by.split())
    if not is_name(name) or len(name) > MOST or not name.isprintable():
        raise Invalid(f"Say who looks at the campaign: a name of at most {MOST} characters.")
    if are_alike(name, campaign.author):
        raise Conflict(
            f"{name} is the author of the campaign '{campaign.name}', or reads like their name. Somebody else looks at "
            "it and approves it: four eyes see what two have got used to."
        )
    return name
