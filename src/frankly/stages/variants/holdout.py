"""Who gets nothing on purpose, so that the effect of writing to the others can be measured."""

from frankly.domain.seed import chance_ppm, derive


def is_held_out(campaign: str, share: int, person: str) -> bool:
    """Whether somebody is held out of a campaign: of all its editions, whenever they are asked about.

    Args:
        campaign: name of the campaign; who is held out of one says nothing about another.
        share: share of the audience in parts per million; a larger one holds out the same people and more.
        person: id of the person.
    """
    return chance_ppm(derive("campaign", campaign), "holdout", person) < share
