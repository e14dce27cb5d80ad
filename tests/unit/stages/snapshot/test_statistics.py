import math
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.event import EVENT_CODES, EventKind
from frankly.domain.snapshot import SparseRows, Statistics
from frankly.domain.time import DAY_MS
from frankly.stages.snapshot import neighbours
from frankly.stages.snapshot.statistics import COHORT, StatisticsBuilder
from tests.snapshots import columns

NOW = 1_000 * DAY_MS
ITEMS = {f"i{row}": row for row in range(6)}
Act = tuple[str, int, str, int, int, str]


def act(person: str, item: str, day: float = 0, kind: str = "view", value: int = 0, region: str = "") -> Act:
    return (person, EVENT_CODES[EventKind(kind)], item, NOW - int(day * DAY_MS), value, region)


def count(
    acts: list[Act], members: dict[str, set[str]] | None = None, without: set[str] | None = None, chunks: int = 1
) -> Statistics:
    builder = StatisticsBuilder(ITEMS, len(ITEMS), NOW)
    rows = sorted(acts, key=lambda row: (row[0], row[3]))
    people = sorted({row[0] for row in rows})
    for part in range(chunks):
        mine = set(people[part::chunks])
        builder.add(columns([row for row in rows if row[0] in mine]), members or {}, without or set())
    return builder.finish(NOW)


def entries(rows: SparseRows) -> dict[tuple[int, int], int]:
    found = {}
    for row in range(len(rows.indptr) - 1):
        indices, values = rows.row(row)
        assert indices.tolist() == sorted(indices.tolist())
        found |= {(row, column): value for column, value in zip(indices.tolist(), values.tolist(), strict=True)}
    return found


def test_no_acts_give_no_statistics() -> None:
    statistics = count([])
    assert statistics.people == 0
    assert not statistics.popular.any()
    assert len(statistics.popular) == len(ITEMS)
    assert entries(statistics.model("item_item")) == entries(statistics.model("transitions")) == {}


def test_people_are_counted_and_not_their_acts() -> None:
    statistics = count([act("a", "i0", day) for day in range(9)] + [act("a", "i1"), act("b", "i1")])
    assert statistics.people == 2
    assert statistics.popular_people.tolist() == [1, 2, 0, 0, 0, 0]
    assert statistics.popular.tolist() == [500_000, 1_000_000, 0, 0, 0, 0]


def test_only_acts_for_an_item_count() -> None:
    against = [act("a", "i0", kind=kind) for kind in ("dislike", "dismiss", "hide", "search", "feedback")]
    ratings = [act("a", "i1", kind="rate", value=3), act("a", "i2", kind="rate", value=4)]
    statistics = count([*against, *ratings, act("a", "unknown item")])
    assert statistics.popular_people.tolist() == [0, 0, 1, 0, 0, 0]


def test_people_who_refused_are_not_counted() -> None:
    statistics = count([act("a", "i0"), act("b", "i0")], without={"a"})
    assert (statistics.people, statistics.popular_people[0]) == (1, 1)


def test_a_trend_fades_within_its_window() -> None:
    statistics = count(
        [act("a", "i0"), act("b", "i1", 7), act("c", "i2", 29.9), act("d", "i3", 30), act("e", "i4", -1)]
    )
    assert statistics.trending_people.tolist() == [1, 1, 1, 0, 0, 0]
    assert statistics.trending[0] == 1_000_000
    assert statistics.trending[1] == 500_000
    assert 0 < statistics.trending[2] < 60_000
    assert statistics.trending[3:].tolist() == [0, 0, 0]


def test_the_newest_act_on_an_item_is_the_one_that_fades() -> None:
    assert count([act("a", "i0", 20), act("a", "i0", 0), act("b", "i1", 0)]).trending[:2].tolist() == [1_000_000] * 2


def test_item_to_item_is_the_shrunk_cosine() -> None:
    acts = [act(f"p{number}", "i0") for number in range(9)] + [act(f"p{number}", "i1") for number in range(4)]
    found = entries(count(acts).model("item_item"))
    expected = round(10_000 * 4 / math.sqrt(9 * 4) * 4 / (4 + neighbours.SHRINKAGE))
    assert found == {(0, 1): expected, (1, 0): expected}


def test_what_people_went_on_to_weighs_by_distance() -> None:
    acts = []
    for person in ("a", "b"):
        acts += [act(person, f"i{place}", 10 - place) for place in range(5)]
    found = entries(count(acts).model("transitions"))
    assert found[0, 1] == 10_000
    assert found[0, 2] == 5_000
    assert found[0, 3] == 3_333
    assert (0, 4) not in found
    assert (1, 0) not in found


def test_one_person_is_no_transition() -> None:
    assert entries(count([act("a", "i0", 2), act("a", "i1", 1)]).model("transitions")) == {}


def test_a_transition_is_the_share_of_the_items_people() -> None:
    acts = [act(person, "i0", 5) for person in "abcd"] + [act(person, "i1", 4) for person in "ab"]
    assert entries(count(acts).model("transitions"))[0, 1] == 5_000


def test_a_person_counts_once_by_their_nearest_step() -> None:
    acts = []
    for person in ("a", "b"):
        acts += [act(person, item, 9 - place) for place, item in enumerate(["i0", "i2", "i1", "i0", "i1"])]
    assert entries(count(acts).model("transitions"))[0, 1] == 10_000


def test_repeating_an_item_is_no_step_and_takes_no_place() -> None:
    acts = []
    for person in ("a", "b"):
        acts += [act(person, item, 9 - place) for place, item in enumerate(["i0", "i0", "i0", "i1"])]
    found = entries(count(acts).model("transitions"))
    assert found == {(0, 1): 10_000}


def test_nobody_goes_on_within_a_moment() -> None:
    acts = [act(person, item, 3) for person in "ab" for item in ("i0", "i1")]
    statistics = count(acts)
    assert entries(statistics.model("transitions")) == {}
    assert (0, 1) in entries(statistics.model("item_item"))


def test_regions_need_enough_people_for_each_item() -> None:
    acts = [act(f"p{number:02}", "i0", region="DE-BE") for number in range(COHORT)]
    acts += [act(f"p{number:02}", "i1", region="DE-BE") for number in range(COHORT - 1)]
    acts += [act("q", "i1", region="DE-BY")]
    by_region = count(acts).by_region
    assert list(by_region) == ["DE", "DE-BE"]
    rows, ppm, people = by_region["DE-BE"]
    assert (rows.tolist(), ppm.tolist(), people.tolist()) == ([0], [1_000_000], [COHORT])
    assert by_region["DE"][0].tolist() == [0, 1]


def test_segments_need_enough_people() -> None:
    people = [f"p{number:02}" for number in range(COHORT)]
    acts = [act(person, "i0") for person in people] + [act(person, "i1") for person in people[:2]]
    acts += [act(people[5], "i2")]
    members = {"large": set(people), "small": set(people[1:]), "nobody": set()}
    by_segment = count(acts, members).by_segment
    assert list(by_segment) == ["large"]
    rows, ppm, number = by_segment["large"]
    assert (rows.tolist(), ppm.tolist(), number.tolist()) == ([0, 1], [1_000_000, 100_000], [COHORT, 2])


def test_a_member_without_acts_makes_no_cohort() -> None:
    people = [f"p{number:02}" for number in range(COHORT)]
    acts = [act(person, "i0") for person in people[1:]]
    assert count(acts, {"large": set(people)}).by_segment == {}


def test_only_the_strongest_neighbours_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "TOP", 2)
    found = entries(count([act(f"p{number}", item) for number in range(3) for item in ITEMS]).model("item_item"))
    assert [key for key in found if key[0] == 5] == [(5, 0), (5, 1)]


acts_strategy = st.lists(
    st.builds(
        act,
        person=st.sampled_from("abcdefg"),
        item=st.sampled_from([*ITEMS, "unknown"]),
        day=st.integers(0, 40),
        kind=st.sampled_from(["view", "purchase", "hide"]),
        region=st.sampled_from(["", "DE", "FR-75"]),
    ),
    max_size=60,
)


def same(one: Statistics, other: Statistics) -> bool:
    plain = ("popular", "popular_people", "trending", "trending_people")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in plain) and all(
        entries(one.model(name)) == entries(other.model(name)) for name in ("item_item", "transitions")
    )


@given(acts_strategy, st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_of_arrival_and_chunks_make_no_difference(acts: list[Act], shuffle: object, chunks: int) -> None:
    mixed = list(acts)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert same(count(acts), count(mixed, chunks=chunks))


@given(acts_strategy)
def test_the_blocks_of_the_product_make_no_difference(acts: list[Act]) -> None:
    whole = count(acts)
    original = neighbours.BLOCK_PAIRS
    neighbours.BLOCK_PAIRS = 1
    try:
        assert same(whole, count(acts))
    finally:
        neighbours.BLOCK_PAIRS = original


@given(acts_strategy)
def test_item_to_item_agrees_with_counting_by_hand(acts: list[Act]) -> None:
    liked: dict[str, set[int]] = defaultdict(set)
    for person, kind, item, *_ in acts:
        if item in ITEMS and kind != EVENT_CODES[EventKind.HIDE]:
            liked[person].add(ITEMS[item])
    number = {row: sum(row in rows for rows in liked.values()) for row in ITEMS.values()}
    expected = {}
    for one in ITEMS.values():
        for other in ITEMS.values():
            both = sum({one, other} <= rows for rows in liked.values())
            if one != other and both:
                cosine = both / math.sqrt(number[one] * number[other])
                expected[one, other] = round(10_000 * cosine * both / (both + neighbours.SHRINKAGE))
    found = entries(count(acts).model("item_item"))
    assert found.keys() == expected.keys()
    assert all(abs(found[key] - expected[key]) <= 1 for key in expected)
