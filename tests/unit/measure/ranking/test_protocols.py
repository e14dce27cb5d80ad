"""What is to be found must not be in what is learned from, nor in what is asked with."""

from collections.abc import Callable

import pytest

from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.time import DAY_MS
from frankly.measure.ranking.protocols import (
    RATE,
    Act,
    Split,
    by_time,
    last_fifth,
    leave_one_out,
    windows_before,
    with_last,
)

BUY = EVENT_CODES[EventKind.PURCHASE]


def bought(*items: str, start: int = 1) -> list[Act]:
    return [Act(start + place, item, BUY) for place, item in enumerate(items)]


def items(acts: object) -> list[str]:
    return [act.item for act in acts]  # type: ignore[attr-defined]


PEOPLE = {
    "ann": bought("a", "b", "c", "d", "e"),
    "bob": bought("b", "c", "a"),
    "eve": bought("a", "b"),
}


def test_leave_one_out_learns_without_the_last_two_and_asks_without_the_last() -> None:
    split = leave_one_out(PEOPLE)
    asked = {question.person: question for question in split.questions}
    assert set(asked) == {"ann", "bob"}
    assert asked["ann"].truth == {"e"}
    assert items(asked["ann"].history) == ["a", "b", "c", "d"]
    assert asked["ann"].masked == {"a", "b", "c", "d"}
    assert items(split.training["ann"]) == ["a", "b", "c"]
    assert "2 people with at least 3 acts counted, 1 shorter ones left out" in split.rule


@pytest.mark.parametrize(("back", "truth", "history", "training"), [(2, "d", "abc", "ab"), (3, "c", "ab", "a")])
def test_choices_are_made_on_items_further_back(back: int, truth: str, history: str, training: str) -> None:
    (question,) = leave_one_out({"ann": PEOPLE["ann"]}, back).questions
    assert (question.truth, items(question.history)) == ({truth}, list(history))
    assert items(leave_one_out(PEOPLE, back).training["ann"]) == list(training)


def test_someone_whose_last_item_they_had_before_is_left_out_and_told() -> None:
    split = leave_one_out({"ann": bought("a", "b", "c", "a")})
    assert not split.questions
    assert "1 left out whose held-out item they had before" in split.rule


def test_a_time_split_learns_and_asks_before_the_cut_alone() -> None:
    people = {
        "ann": [*bought("a", "b"), *bought("a", "c", start=100)],
        "bob": bought("c", start=100),  # nothing before: is not asked
        "eve": [*bought("b"), *bought("b", start=100)],  # nothing new afterwards: is not asked
    }
    split = by_time(people, 100, "then")
    (question,) = split.questions
    assert (question.person, question.truth, question.now) == ("ann", {"c"}, 100)
    assert all(act.at_ms < 100 for acts in split.training.values() for act in acts)
    assert all(act.at_ms < 100 for act in question.history)
    assert "the 1 that nobody had before" in split.rule
    assert "1 without acts before and 1 without new items afterwards left out" in split.rule


def test_a_window_ends() -> None:
    people = {"ann": [*bought("a"), *bought("b", start=100), *bought("c", start=200)]}
    (question,) = by_time(people, 100, "then", 200, "later").questions
    assert question.truth == {"b"}
    assert not by_time(people, 150, "then", 200, "later").questions


def test_windows_follow_each_other_up_to_the_cut() -> None:
    windows = windows_before(100 * DAY_MS, days=10, number=3)
    assert [(start // DAY_MS, end // DAY_MS) for start, end in windows] == [(70, 80), (80, 90), (90, 100)]


def test_the_last_fifth_is_neither_learned_nor_asked_with_and_only_the_liked_is_to_be_found() -> None:
    rated = [Act(place, f"i{place}", RATE, 5 if place != 9 else 2) for place in range(10)]
    split = last_fifth({"ann": rated, "bob": [Act(1, "i1", RATE, 5)]})
    (question,) = split.questions
    assert question.truth == {"i8"}
    assert question.history == rated[:8]
    assert split.training["ann"] == rated[:8]
    assert "1 people counted, 1 without" in split.rule


def test_the_fifth_before_the_last_does_not_look_at_the_last() -> None:
    rated = [Act(place, f"i{place}", RATE, 5) for place in range(10)]
    split = last_fifth({"ann": rated}, back=2)
    (question,) = split.questions
    assert (question.truth, question.history, question.now) == ({"i7"}, rated[:7], 7)


@pytest.mark.parametrize(
    "protocol",
    [leave_one_out, last_fifth, lambda people: by_time(people, 4, "4"), lambda people: leave_one_out(people, 2)],
)
def test_nothing_of_the_held_out_acts_is_in_training_or_history(protocol: Callable[..., Split]) -> None:
    split = protocol(PEOPLE)
    assert split.questions
    for question in split.questions:
        later = {act for act in PEOPLE[question.person] if act.at_ms >= question.now}
        assert later
        assert not later & set(question.history)
        assert not later & set(split.training[question.person])


@pytest.mark.parametrize(("number", "known"), [(0, []), (2, ["c", "d"]), (9, ["a", "b", "c", "d"])])
def test_a_history_that_was_cut_keeps_its_truth_and_all_that_it_masked(number: int, known: list[str]) -> None:
    whole = next(question for question in leave_one_out(PEOPLE).questions if question.person == "ann")
    cut = with_last(whole, number)
    assert items(cut.history) == known
    assert (cut.truth, cut.masked, cut.now) == (whole.truth, {"a", "b", "c", "d"}, whole.now)
