"""What an item's own acts say of it as a neighbour: fresh ones are led to more, very popular ones need no model."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.training import TrainingPolicy
from frankly.stages.models.lists import Lists

PEOPLE = 5.0
"""People added to each item's, so that the first few change little."""

TYPICAL = 50.0
"""An item of so many people is neither raised nor lowered."""

PPM = 1_000_000


def freshness(lists: Lists, policy: TrainingPolicy) -> NDArray[np.float64]:
    """Factor of each item as a neighbour, shape (total,).

    ((f + 1) / (n·r + 1))^(fresh · R / (R + 1)), where n is the item's number of people, f the same with each person
    weighing 0.5^(age / fresh days) (without real times: 0.5^(items that came after / fresh steps)), r the sum of all f
    over the sum of all n, and R the mean f of items that have people. So an item with the usual share of recent acts
    keeps its score, and where the data holds few recent acts an item, as a collection of decades does, freshness says
    little: there it would measure single people.
    """
    number = lists.people_of_rows()
    decay = lists.decay(policy.fresh_days) if lists.has_times else np.exp2(-lists.later() / policy.fresh_steps)
    decayed = decay[lists.liked].astype(np.float64)
    fresh = np.bincount(lists.row[lists.liked], decayed, lists.total)
    usual = fresh.sum() / max(number.sum(), 1.0)
    recent = fresh.sum() / max(np.count_nonzero(number), 1)
    power = policy.fresh_power / PPM * recent / (recent + 1)
    return np.asarray(((fresh + 1) / (number * usual + 1)) ** power, np.float64)


def rarity(lists: Lists, policy: TrainingPolicy) -> NDArray[np.float64]:
    """((n + 5) / 50)^-popularity for each item, shape (total,); ones where acts have no real times.

    For the ease models alone: in the others the shrinkage of columns does the same.
    """
    if not lists.has_times:
        return np.ones(lists.total)
    scale = (lists.people_of_rows() + PEOPLE) / TYPICAL
    return np.asarray(scale ** (-policy.popularity_power / PPM), np.float64)
