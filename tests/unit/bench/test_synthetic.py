from collections import Counter
from itertools import islice

import numpy as np
import pytest

from frankly.bench.synthetic import Shop
from frankly.domain.person.event import EventKind
from frankly.domain.time import DAY_MS

NOW = 1_790_000_000_000


def shop(items: int = 2_000, seed: int = 3) -> Shop:
    return Shop(items, seed, NOW)


def test_the_same_seed_gives_the_same_shop_and_another_seed_another() -> None:
    assert list(islice(shop().catalogue(), 50)) == list(islice(shop().catalogue(), 50))
    assert list(islice(shop().catalogue(), 50)) != list(islice(shop(seed=4).catalogue(), 50))


def test_a_person_acts_alike_whoever_is_asked_before() -> None:
    first, second = shop(), shop()
    second.acts("somebody else", 40)
    assert first.acts("ann", 40) == second.acts("ann", 40)
    assert first.acts("ann", 40) != first.acts("bob", 40)


@pytest.mark.parametrize("number", [0, 1, 50, 500])
def test_a_person_has_exactly_so_many_acts_each_with_its_own_id_oldest_first(number: int) -> None:
    acts = shop().acts("ann", number)
    assert len({act.id for act in acts}) == number
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    assert all(NOW - 400 * DAY_MS < act.at < NOW for act in acts)


def test_ids_are_unique_and_every_act_is_on_an_item_of_the_shop() -> None:
    here = shop(300)
    items = [item.id for item in here.catalogue()]
    assert len(set(items)) == 300
    acted = {act.item for person in range(20) for act in here.acts(f"p{person}", 60)} - {None}
    assert acted <= set(items)


def test_a_few_items_cannot_be_had_and_a_few_are_for_adults() -> None:
    items = list(shop().catalogue())
    share = sum(not item.is_available(NOW) for item in items) / len(items)
    assert 0.01 < share < 0.06
    assert 0 < sum(item.age_rating == 18 for item in items) < 60


def test_items_of_one_topic_share_words_and_others_do_not() -> None:
    here = shop()
    items = list(here.catalogue())
    words = [set(item.description.lower().split()) for item in items]
    topic = here.topic_of.tolist()
    same = [len(words[0] & words[other]) for other in range(1, 400) if topic[other] == topic[0]]
    other = [len(words[0] & words[other]) for other in range(1, 400) if abs(topic[other] - topic[0]) > 1]
    assert np.mean(same) > 2 * np.mean(other)


def test_people_keep_to_a_few_topics_and_to_what_many_like() -> None:
    here = shop()
    topic_of = {item.id: int(topic) for item, topic in zip(here.catalogue(), here.topic_of, strict=True)}
    topics = Counter(topic_of[act.item] for act in here.acts("ann", 500) if act.item is not None)
    assert sum(count for _, count in topics.most_common(6)) > 400
    everyone = Counter(act.item for person in range(60) for act in here.acts(f"p{person}", 100))
    top = sum(count for _, count in everyone.most_common(len(everyone) // 10))
    assert top > 0.25 * sum(everyone.values())


def test_acts_are_of_every_kind_that_is_named() -> None:
    kinds = Counter(act.kind for act in shop().acts("ann", 2_000))
    assert kinds.most_common(1)[0][0] is EventKind.VIEW
    assert {EventKind.PURCHASE, EventKind.RATE, EventKind.SEARCH, EventKind.DISMISS} <= set(kinds)
