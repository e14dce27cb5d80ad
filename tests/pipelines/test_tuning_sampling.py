from collections.abc import AsyncIterator, Sequence

import numpy as np
import pytest

from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.time import DAY_MS
from frankly.errors import Invalid
from frankly.pipelines.tuning.sampling import LEAST, Sample, draw, windows
from frankly.ports.events import EventColumns

START = 1_700_000_000_000
NOW = START + 400 * DAY_MS
CATALOGUE = {f"i{number}": number for number in range(500)}

Row = tuple[str, int, str, EventKind, int]
"""Person, day, item, kind, value."""


def columns(rows: Sequence[Row]) -> EventColumns:
    return EventColumns(
        people=[row[0] for row in rows],
        kinds=np.array([EVENT_CODES[row[3]] for row in rows], np.int8),
        items=[row[2] for row in rows],
        at_ms=np.array([START + row[1] * DAY_MS for row in rows], np.int64),
        values=np.array([row[4] for row in rows], np.int32),
        regions=[""] * len(rows),
        orders=[""] * len(rows),
    )


async def chunks(*parts: Sequence[Row]) -> AsyncIterator[EventColumns]:
    for part in parts:
        yield columns(part)


def life(person: str, days: Sequence[int], kind: EventKind = EventKind.PURCHASE, value: int = 1) -> list[Row]:
    shift = int(person[1:])
    return [(person, day, f"i{(shift + place) % 500}", kind, value) for place, day in enumerate(days)]


async def drawn(*parts: Sequence[Row], refused: Sequence[str] = (), seed: int = 0, most: int = 1000) -> Sample:
    return await draw(chunks(*parts), frozenset(refused), CATALOGUE, NOW, seed, most)


async def test_people_who_refused_leave_no_trace() -> None:
    rows = [life("p1", [1, 2]), life("p2", [3, 4, 5])]
    with_both, with_one = await drawn(*rows), await drawn(*rows, refused=["p2"])
    assert set(with_both.people) == {"p1", "p2"}
    assert set(with_one.people) == {"p1"}
    assert (with_one.known, with_one.acts, with_one.newest) == (1, 2, START + 2 * DAY_MS)
    assert with_one.digest == (await drawn(rows[0])).digest != with_both.digest


async def test_who_is_drawn_depends_on_the_seed_and_not_on_who_comes_first() -> None:
    rows = [life(f"p{number}", [1, 2]) for number in range(300)]
    first, second = await drawn(*rows, most=20), await drawn(*rows[::-1], most=20)
    other = await drawn(*rows, most=20, seed=1)
    assert list(first.people) == list(second.people)
    assert len(first.people) == 20
    assert first.known == 300
    assert set(first.people) != set(other.people)


async def test_acts_of_the_future_and_on_unknown_items_are_left_out() -> None:
    rows: list[Row] = [*life("p1", [1]), ("p1", 2, "gone", EventKind.VIEW, 1), ("p1", 500, "i9", EventKind.VIEW, 1)]
    sample = await drawn(rows)
    assert [act.item for act in sample.people["p1"]] == ["i1"]
    assert sample.newest <= NOW


async def test_windows_lie_before_the_newest_act_and_know_nothing_of_what_is_asked() -> None:
    sample = await drawn([row for number in range(450) for row in life(f"p{number}", range(number % 3, 300, 3))])
    found, has_times = windows(sample, 6000)
    assert has_times
    assert len(found) == 4
    every = columns(life("p1", range(300)))
    for window in found:
        asked = {question.now for question in window.questions}
        assert len(asked) == 1
        assert every.at_ms[window.kept(every)].max() < asked.pop()
        for question in window.questions:
            assert all(act.at_ms < question.now for act in question.history)
            assert not question.truth & question.masked
            assert question.masked == {act.item for act in question.history}


async def test_only_acts_that_speak_for_an_item_are_to_be_found() -> None:
    half = [life(f"p{number}", range(0, 300, 7)) for number in range(150)]
    against = [row for number in range(150, 300) for row in life(f"p{number}", range(0, 300, 7), EventKind.RATE, 1)]
    found, _ = windows(await drawn(*half, against), 6000)
    asked = {question.person for window in found for question in window.questions}
    assert asked
    assert all(int(person[1:]) < 150 for person in asked)


async def test_where_all_acts_lie_within_days_the_last_items_are_asked_for() -> None:
    sample = await drawn([row for number in range(200) for row in life(f"p{number}", [0, 0, 1, 1, 2])])
    found, has_times = windows(sample, 6000)
    assert not has_times
    assert [window.name for window in found] == ["second to last item", "last item"]
    chunk = columns(life("p1", [0, 0, 1, 1, 2]))
    assert [int(window.kept(chunk).sum()) for window in found] == [2, 3]


async def test_too_little_data_is_told_with_what_is_needed_and_what_there_is() -> None:
    sample = await drawn([row for number in range(10) for row in life(f"p{number}", [0, 30, 60])])
    with pytest.raises(Invalid, match=rf"Needed are {LEAST} times .* Stored are 30 acts of 10 people over 60 days"):
        windows(sample, 6000)
    with pytest.raises(Invalid, match="Stored are 0 acts of 0 people"):
        windows(Sample(), 6000)


async def test_no_more_questions_are_asked_than_may_be() -> None:
    sample = await drawn([row for number in range(450) for row in life(f"p{number}", range(number % 3, 300, 3))])
    found, _ = windows(sample, 400)
    assert sum(len(window.questions) for window in found) <= 400
