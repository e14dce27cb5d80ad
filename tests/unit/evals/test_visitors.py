from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.person.consent import Purpose
from frankly.domain.time import DAY_MS, EpochMs
from frankly.evals.visitors import ACTS, CATEGORIES, visitors

NOW = EpochMs(20_000 * DAY_MS)
ITEMS = [Item(id=ItemId(f"i{number}"), title=f"Thing {number}", categories=(f"c{number % 7}",)) for number in range(70)]


def test_the_same_seed_makes_the_same_people() -> None:
    assert visitors(ITEMS, 5, NOW) == visitors(ITEMS, 5, NOW)
    assert visitors(ITEMS, 5, NOW, seed=2).events != visitors(ITEMS, 5, NOW).events


def test_each_keeps_to_a_few_categories_and_acts_before_now() -> None:
    made = visitors(ITEMS, 4, NOW)
    category = {item.id: item.category for item in ITEMS}
    for name, _, _ in made.people:
        own = [event for event in made.events if event.person == name]
        assert len(own) == ACTS
        assert len({category[event.item] for event in own if event.item is not None}) <= CATEGORIES
        assert max(event.at for event in own) < NOW


def test_they_let_a_model_help() -> None:
    assert all(consent.purposes[Purpose.MODEL] for _, _, consent in visitors(ITEMS, 3, NOW).people)
