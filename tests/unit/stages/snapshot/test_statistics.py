import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from frankly.domain.deciding.snapshot import Statistics
from frankly.domain.deciding.training import ActColumns
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.time import DAY_MS
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
    return counted(acts, members, without, chunks).finish(NOW)


def counted(
    acts: list[Act], members: dict[str, set[str]] | None = None, without: set[str] | None = None, chunks: int = 1
) -> StatisticsBuilder:
    builder = StatisticsBuilder(ITEMS, len(ITEMS), NOW)
    rows = sorted(acts, key=lambda row: (row[0], row[3]))
    people = sorted({row[0] for row in rows})
    for part in range(chunks):
        mine = set(people[part::chunks])
        builder.add(columns([row for row in rows if row[0] in mine]), members or {}, without or set())
    return builder


def told(acts: ActColumns) -> list[tuple[int, int, int, bool]]:
    """Acts as (person, row, days ago, liked), sorted."""
    days = ((NOW - acts.at_ms) // DAY_MS).tolist()
    return sorted(zip(acts.person.tolist(), acts.row.tolist(), days, acts.liked.tolist(), strict=True))


def test_no_acts_give_no_statistics() -> None:
    statistics = count([])
    assert statistics.people == 0
    assert not statistics.popular.any()
    assert len(statistics.popular) == len(ITEMS)
    assert len(counted([]).acts()) == statistics.acts == 0


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


def test_acts_for_models_are_those_for_an_item_and_every_rating() -> None:
    acts = [act("b", "i0", 3), act("b", "i1", 2, "rate", 3), act("a", "i2", 1, "rate", 5), act("a", "i3", 0, "hide")]
    builder = counted([*acts, act("a", "unknown item")])
    assert told(builder.acts()) == [(0, 2, 1, True), (1, 0, 3, True), (1, 1, 2, False)]
    assert builder.finish(NOW).acts == 3


def test_acts_of_people_who_refused_train_no_model() -> None:
    assert told(counted([act("a", "i0"), act("b", "i0")], without={"a"}).acts()) == [(1, 0, 0, True)]


def test_an_act_of_tomorrow_is_no_newer_than_the_newest() -> None:
    assert told(counted([act("a", "i0", -1)]).acts()) == [(0, 0, 0, True)]


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
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in plain)


@given(acts_strategy, st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_of_arrival_and_chunks_make_no_difference(acts: list[Act], shuffle: object, chunks: int) -> None:
    mixed = list(acts)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert same(count(acts), count(mixed, chunks=chunks))
    assert told(counted(acts).acts()) == told(counted(mixed, chunks=chunks).acts())
