"""A campaign with variants; everything not named is harmless."""

from collections.abc import Sequence

from frankly.domain.campaign.campaign import Campaign


def campaign(
    *names: str, shares: Sequence[str] = (), way: str = "fixed", least: str = "0.1", name: str = "spring"
) -> Campaign:
    """A campaign as its file says it: shares as decimals."""
    given = shares or (None,) * len(names)
    return Campaign.model_validate(
        {
            "name": name,
            "title": "Spring",
            "author": "Anna",
            "audience": {"everyone": True},
            "variants": {one: {"share": share} for one, share in zip(names, given, strict=True)},
            "split": {"way": way, "least_share": least},
        }
    )
