"""Items that are not for this person here: age, market, sensitive topics."""

import numpy as np
from numpy.typing import NDArray

from frankly.domain.person.profile import ADULT_AGE, FactKind
from frankly.domain.situation import Situation

Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]


def age_rating(situation: Situation, rows: Rows) -> Mask:
    """Rated above the person's age; without a known age, rated for adults."""
    ratings = situation.snapshot.age_rating[rows]
    age = situation.profile.age_years
    if age is None:
        return ratings >= ADULT_AGE
    too_high = ratings > age
    if age < ADULT_AGE and situation.surface.filters.unknown_age_rating == "drop":
        too_high |= ratings < 0
    return too_high


def market(situation: Situation, rows: Rows) -> Mask:
    """Not offered in the request's market, else in the person's; where neither is known, nothing is dropped."""
    stated = (fact.value for fact in situation.profile.facts if fact.kind is FactKind.MARKET)
    here = situation.context.market or next(stated, None)
    labels = situation.snapshot.markets
    if here is None or not labels.names:
        return np.zeros(len(rows), np.bool_)
    limited = labels.by_item.indptr[rows + 1] > labels.by_item.indptr[rows]
    return limited & ~labels.carriers([labels.codes[here]] if here in labels.codes else [], rows)


def sensitive(situation: Situation, rows: Rows) -> Mask:
    """Carries a sensitive topic to which the person has not agreed."""
    labels = situation.snapshot.sensitive
    refused = [code for code, name in enumerate(labels.names) if name not in situation.scope.topics]
    return labels.carriers(refused, rows) if refused else np.zeros(len(rows), np.bool_)
