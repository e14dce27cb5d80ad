from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

from frankly.demo.catalogue import LANTERN_NOW_MS, books
from frankly.demo.named import ANONYMOUS, JONAS, MARA, NAMED_READERS
from frankly.demo.readers import READERS, SEED, display_name, events, profiles
from frankly.demo.shop import WELL_KNOWN
from frankly.domain.canonical import content_hash
from frankly.domain.item import Item
from frankly.domain.person.consent import Purpose
from frankly.domain.person.event import Event, EventKind
from frankly.domain.person.profile import FactKind
from frankly.domain.time import DAY_MS


@cache
def acts(now_ms: int = LANTERN_NOW_MS, seed: int = SEED) -> tuple[Event, ...]:
    return tuple(events(now_ms, seed))


@cache
def catalogue() -> dict[str, Item]:
    return {str(book.id): book for book in books()}


def of(person: str) -> list[Event]:
    return [act for act in acts() if act.person == person]


def fingerprint(some: tuple[Event, ...]) -> str:
    return content_hash([act.model_dump_json() for act in some])


def test_the_same_seed_gives_the_same_acts_and_statements() -> None:
    assert fingerprint(tuple(events())) == fingerprint(acts())
    assert list(profiles()) == list(profiles())


def test_another_seed_gives_other_readers_and_the_same_named_ones() -> None:
    other = acts(seed=SEED + 1)
    assert fingerprint(other) != fingerprint(acts())
    assert [act for act in other if act.person == MARA.person] == of(str(MARA.person))


def test_there_are_600_readers_and_about_16_000_acts() -> None:
    assert len({act.person for act in acts()}) == READERS + 1 >= 600
    assert 15_000 <= len(acts()) <= 20_000
    assert len({act.id for act in acts()}) == len(acts())


def test_acts_are_in_order_of_time_within_eighteen_months() -> None:
    assert all(before.at <= after.at for before, after in pairwise(acts()))
    assert acts()[0].at >= LANTERN_NOW_MS - 549 * DAY_MS
    assert acts()[-1].at < LANTERN_NOW_MS


def test_acts_move_with_the_moment_of_the_demo() -> None:
    later = acts(now_ms=LANTERN_NOW_MS + 30 * DAY_MS)
    assert [act.at - 30 * DAY_MS for act in later] == [act.at for act in acts()]


def test_nobody_acts_on_a_book_before_it_came_in() -> None:
    early = [act.id for act in acts() if act.item and act.at < (catalogue()[act.item].first_available or 0)]
    assert early == []


def test_people_buy_what_they_viewed_and_read_what_they_bought() -> None:
    seen: set[tuple[object, object]] = set()
    bought: set[tuple[object, object]] = set()
    for act in acts():
        pair = (act.person, act.item)
        if act.kind is EventKind.PURCHASE:
            assert pair in seen
            assert pair not in bought, "a reader buys a book once"
            assert act.order
            bought.add(pair)
        elif act.kind in {EventKind.START, EventKind.PROGRESS, EventKind.COMPLETE, EventKind.RATE}:
            assert pair in bought
        seen |= {pair} if act.kind is EventKind.VIEW else set()


def test_every_kind_of_act_but_feedback_occurs() -> None:
    assert {act.kind for act in acts()} == set(EventKind) - {EventKind.FEEDBACK}


def test_baskets_hold_one_to_four_books() -> None:
    baskets: dict[str, list[object]] = defaultdict(list)
    for act in acts():
        if act.order:
            baskets[act.order].append(act.item)
    sizes = Counter(len(basket) for basket in baskets.values())
    assert set(sizes) == {1, 2, 3, 4}
    assert all(len(set(basket)) == len(basket) for basket in baskets.values())


def test_few_books_get_much_attention_and_most_get_some() -> None:
    views = Counter(act.item for act in acts() if act.kind is EventKind.VIEW)
    top_tenth = sum(number for _, number in views.most_common(len(catalogue()) // 10))
    assert 0.25 <= top_tenth / views.total() <= 0.6
    assert len(views) >= 0.9 * len(catalogue())
    assert {item for item, _ in views.most_common(10)} <= set(WELL_KNOWN) | {"david-copperfield", "hamlet"}


def test_few_readers_come_often_and_many_come_once() -> None:
    numbers = sorted(Counter(act.person for act in acts()).values())
    assert numbers[len(numbers) // 2] * 4 < numbers[-10]


def test_what_people_buy_next_is_by_the_same_creator_far_more_often_than_chance() -> None:
    last: dict[object, str] = {}
    follows: list[bool] = []
    for act in acts():
        if act.kind is EventKind.PURCHASE and act.item:
            before = last.get(act.person)
            if before is not None:
                follows.append(bool(set(catalogue()[before].creators) & set(catalogue()[act.item].creators)))
            last[act.person] = act.item
    by_creator = Counter(creator for book in catalogue().values() for creator in book.creators)
    chance = sum((number / len(catalogue())) ** 2 for number in by_creator.values())
    assert sum(follows) / len(follows) > 10 * chance


def test_the_last_weeks_have_a_fashion_of_their_own() -> None:
    is_recent = [act.at >= LANTERN_NOW_MS - 21 * DAY_MS for act in acts()]
    views = [(recent, act.item) for recent, act in zip(is_recent, acts(), strict=True) if act.kind is EventKind.VIEW]
    now, before = (Counter(item for recent, item in views if recent is which) for which in (True, False))
    risen = [item for item, number in now.items() if number / now.total() > 5 * (before[item] + 1) / before.total()]
    assert sum(now[item] >= 8 for item in risen) >= 3


def test_readers_of_a_region_lean_to_its_language() -> None:
    def share(region: str, language: str) -> float:
        bought = [catalogue()[act.item] for act in acts() if act.item and act.region == region]
        return sum(book.attributes["original_language"] == language for book in bought) / len(bought)

    assert share("FR", "fr") > 1.5 * share("GB", "fr")
    assert share("DE", "de") > 1.5 * share("GB", "de")


def test_every_fact_is_labelled_as_simulated_and_known_to_the_catalogue() -> None:
    labels = {
        "category": {book.category for book in catalogue().values()},
        "tag": {tag for book in catalogue().values() for tag in book.tags},
        "creator": {creator for book in catalogue().values() for creator in book.creators},
    }
    stated = [fact for _, facts, _ in profiles() for fact in facts]
    assert {fact.origin for fact in stated} == {"simulated"}
    assert all(fact.at < LANTERN_NOW_MS for fact in stated)
    assert all(fact.value in labels[fact.field] for fact in stated if fact.kind is FactKind.INTEREST and fact.field)
    assert {FactKind.INTEREST, FactKind.ROLE, FactKind.INTENT, FactKind.REGION} <= {fact.kind for fact in stated}


def test_some_readers_refuse_profiling_and_most_never_decided() -> None:
    decided = [consent for _, _, consent in profiles() if consent is not None]
    assert 10 <= sum(not consent.purposes[Purpose.PROFILE] for consent in decided) <= 60
    assert len(decided) < READERS / 2


def test_mara_has_a_rich_history_of_mysteries_gothic_and_travel() -> None:
    history = of(str(MARA.person))
    assert 55 <= len(history) <= 75
    category = Counter(catalogue()[act.item].category for act in history if act.item)
    assert {name for name, _ in category.most_common(3)} == {"mystery", "gothic", "travel-nature"}
    assert sum(act.kind is EventKind.DISLIKE for act in history) == 1
    assert sum(act.kind is EventKind.PURCHASE for act in history) >= 5
    assert sum(act.kind is EventKind.COMPLETE for act in history) >= 5
    views = Counter(act.item for act in history if act.kind is EventKind.VIEW)
    assert views.most_common(1)[0][1] >= 3


def test_jonas_did_nothing_yet_and_stated_two_interests() -> None:
    facts = {person: stated for person, stated, _ in profiles()}[JONAS.person or ""]
    assert of(str(JONAS.person)) == []
    assert [(fact.field, fact.value) for fact in facts] == [("category", "poetry"), ("tag", "walking")]


def test_of_the_anonymous_reader_only_the_book_on_the_page_is_known() -> None:
    assert ANONYMOUS.person is None
    assert ANONYMOUS.context_item in catalogue()
    assert catalogue()[str(ANONYMOUS.context_item)].stock
    assert [act for act in acts() if act.person is None] == []
    assert [reader.name for reader in NAMED_READERS] == ["Mara", "Jonas", "Anonymous"]


def test_names_are_computed_and_stored_in_no_act() -> None:
    assert display_name("reader-mara") == "Mara"
    assert display_name("reader-0001") == display_name("reader-0001")
    assert all(display_name(str(act.person)) not in act.model_dump_json() for act in acts()[:200] if act.person)
