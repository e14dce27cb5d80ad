"""Deals a variant to a person: by fixed shares, or more and more what does better (Thompson 1933).

Under `thompson` an edition deals each variant with the chance that it is the best one, as far as can be told from what
came back before; no variant gets less than the campaign's least share. These chances are the propensities: whole parts
per million that sum to 1,000,000, so that every variant can be judged afterwards without bias.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.standing import VariantStanding
from frankly.domain.seed import chance_ppm, derive
from frankly.stages.variants.best import chances_of_best

ONE: Final = 1_000_000
"""A share of everybody."""


class Dealt(NamedTuple):
    """What somebody gets."""

    variant: str
    """Name of the variant; empty where the campaign has none."""

    propensity_ppm: int
    """Chance with which it was dealt."""


def dealt(campaign: Campaign, edition_seed: int, person: str, standings: Mapping[str, VariantStanding]) -> Dealt:
    """Deal a variant; the same one whenever it is asked again.

    Args:
        campaign: the file.
        edition_seed: of the edition's draws. A fixed split does without: there a person keeps their variant.
        person: id of the person.
        standings: variant → how it did before the edition; what is not named is new. Read once an edition: shards that
            are done again must deal the same.
    """
    if not campaign.variants:
        return Dealt("", ONE)
    is_fixed = campaign.split.way == "fixed"
    shares = shares_of(campaign, standings)
    seed = derive("campaign", campaign.name) if is_fixed else derive("edition", edition_seed, campaign.name)
    draw = chance_ppm(seed, "variant", person)
    for variant, share in shares.items():
        if draw < share:
            return Dealt(variant, share)
        draw -= share
    raise AssertionError("shares sum to one")


def shares_of(campaign: Campaign, standings: Mapping[str, VariantStanding]) -> Mapping[str, int]:
    """Variant → chance with which it is dealt, in parts per million, in order of name; they sum to 1,000,000."""
    names = sorted(campaign.variants)
    if campaign.split.way == "thompson":
        known = tuple(
            (found.mature, found.rewarded) for found in (standings.get(name, VariantStanding()) for name in names)
        )
        return dict(zip(names, _learned(known, campaign.split.least_share), strict=True))
    given = [campaign.variants[name].share for name in names]
    shares = [share for share in given if share is not None]
    return dict(zip(names, shares if len(shares) == len(names) else _rounded([1.0] * len(names)), strict=True))


@lru_cache(maxsize=64)
def _learned(known: tuple[tuple[int, int], ...], least_share: int) -> tuple[int, ...]:
    """Chances of being best, each at least the least share; equal parts where the least shares leave nothing."""
    least = min(least_share, ONE // len(known))
    rest = _rounded(chances_of_best(known), ONE - least * len(known))
    return tuple(least + share for share in rest)


def _rounded(weights: Sequence[float], whole: int = ONE) -> list[int]:
    """Whole numbers in proportion to weights that sum to `whole`; what is left over goes to the largest rests."""
    total = sum(weights)
    exact = [weight * whole / total for weight in weights]
    parts = [int(share) for share in exact]
    by_rest = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_rest[: whole - sum(parts)]:
        parts[place] += 1
    return parts
