"""Trains the models, top to bottom: acts to lists, lists to matrices, matrices pruned and put on one scale."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot, SparseRows
from frankly.domain.deciding.training import ActColumns, ModelName, TrainingPolicy
from frankly.stages.models.content import content
from frankly.stages.models.cosine import cosine
from frankly.stages.models.directed_ease import directed_ease
from frankly.stages.models.ease import ease
from frankly.stages.models.gram import Side, gram, inverted
from frankly.stages.models.item_factor import freshness, rarity
from frankly.stages.models.lists import Lists, baskets, lists_of, people_by_items
from frankly.stages.models.low_rank import low_rank
from frankly.stages.models.prune import Entries, on_scale, placed
from frankly.stages.models.transitions import steps_of, transitions

PPM = 1_000_000


def train(
    acts: ActColumns, snapshot: Snapshot, policy: TrainingPolicy, *, is_asked: bool = True
) -> Iterator[tuple[ModelName, SparseRows]]:
    """Train every model that the data carries, one after the other.

    The same acts in any order give the same models. A model without entries is left out; so are `ease` and
    `directed_ease` above the policy's size, or where their matrix has no inverse within float32.

    Args:
        acts: everyone's.
        snapshot: whose rows the acts name, and whose labels are the content.
        policy: how.
        is_asked: whether somebody waits for it; if not, large catalogues get the quick models alone.
    """
    lists = lists_of(acts, len(snapshot), policy.longest_list)
    loudness = _loudness(lists, policy)
    if not loudness:
        return
    factor, most = freshness(lists, policy), policy.neighbours

    def scaled(name: ModelName, entries: Entries) -> Iterator[tuple[ModelName, SparseRows]]:
        if len(entries.rows):
            yield name, on_scale(entries, lists.total, loudness)

    yield from scaled("item_item", cosine(lists, policy.item_item, policy.list_power, factor, most))
    yield from scaled("transitions", transitions(steps_of(lists, policy), policy.transitions, factor, most))
    if not is_asked and len(snapshot) > policy.auto_items:
        return
    both = steps_of(lists, policy, with_reverse=True)
    yield from scaled("low_rank", low_rank(both, policy, factor, most))
    items = _regressed(lists, snapshot, policy)
    if not len(items):
        return
    inverse = inverted(gram(_sides(acts, lists, snapshot, items, policy), len(items)), policy.ridge)
    if inverse is None:
        return
    factor = (factor * rarity(lists, policy))[items]
    yield from scaled("ease", placed(ease(inverse, factor, most), items))
    yield from scaled("directed_ease", placed(directed_ease(inverse, both, items, factor, most), items))


def _loudness(lists: Lists, policy: TrainingPolicy) -> float:
    """How much the models may say, from 0 to 1, by the number of people that they are learned from."""
    told = lists.telling_people()
    return told / max(told + policy.speaking_people, 1)


def _regressed(lists: Lists, snapshot: Snapshot, policy: TrainingPolicy) -> NDArray[np.int64]:
    """Rows that the ease models are about: all that are alive, else those with people alone, else none."""
    known = lists.people_of_rows() > 0
    has_content = snapshot.alive if policy.content_weight else known
    for rows in (np.flatnonzero(known | has_content), np.flatnonzero(known)):
        if len(rows) <= policy.ease_items:
            return rows
    return np.empty(0, np.int64)


def _sides(
    acts: ActColumns, lists: Lists, snapshot: Snapshot, items: NDArray[np.int64], policy: TrainingPolicy
) -> list[Side]:
    """What the regression sees: people by items, baskets by items, and the items' content."""
    if not len(items):
        return []
    half_life = lists.half_life(policy.half_life_days)
    decay = lists.decay(half_life)
    # One on average, so that a decay does not make the ridge stronger; the root, because products carry it twice.
    people = people_by_items(lists, np.sqrt(decay / decay.mean()))
    sides = [Side(people[:, items], 1.0)]
    if policy.basket_weight:
        sides.append(Side(baskets(acts, lists, half_life)[:, items], policy.basket_weight / PPM))
    if policy.content_weight:
        sides.append(Side(content(snapshot, items), policy.content_weight / PPM))
    return sides
