"""What is to be found must not be in what is learned from, nor in what is asked with."""

from pathlib import Path

import pytest

from frankly.bench.ranking.data import Act, Interactions, sequence
from frankly.bench.ranking.split import RATE, Split, by_time, last_fifth, leave_one_out
from frankly.domain.event import EVENT_CODES, EventKind
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.errors import Invalid

BUY = EVENT_CODES[EventKind.PURCHASE]


def bought(*items: str, start: int = 1) -> list[Act]:
    return [(start + place, item, BUY, 1) for place, item in enumerate(items)]


def interactions(people: dict[str, list[Act]]) -> Interactions:
    items = sorted({item for acts in people.values() for _, item, _, _ in acts})
    return Interactions("t", {item: Item(id=ItemId(item), title=item) for item in items}, people, [], has_times=True)


def acts(split: Split, person: str) -> set[Act]:
    return set(split.training.get(person, ()))


PEOPLE = {
    "ann": bought("a", "b", "c", "d", "e"),
    "bob": bought("b", "c", "a"),
    "eve": bought("a", "b"),
}


def test_leave_one_out_learns_without_the_last_two_and_asks_without_the_last() -> None:
    split = leave_one_out(interactions(PEOPLE))
    asked = {question.person: question for question in split.questions}
    assert set(asked) == {"ann", "bob"}
    assert asked["ann"].truth == {"e"}
    assert [item for _, item, _, _ in asked["ann"].history] == ["a", "b", "c", "d"]
    assert [item for _, item, _, _ in split.training["ann"]] == ["a", "b", "c"]
    assert "1 left out" in split.rule


def test_a_time_split_learns_and_asks_before_the_cut_alone() -> None:
    people = {
        "ann": [*bought("a", "b"), *bought("a", "c", start=100)],
        "bob": bought("c", start=100),  # nothing before: is not asked
        "eve": [*bought("b"), *bought("b", start=100)],  # nothing new afterwards: is not asked
    }
    split = by_time(interactions(people), 100, "then")
    (question,) = split.questions
    assert (question.person, question.truth, question.now) == ("ann", {"c"}, 100)
    assert all(act[0] < 100 for acts in split.training.values() for act in acts)
    assert all(act[0] < 100 for act in question.history)
    assert "1 of 3" in split.rule  # 'c' was known to nobody before the cut


def test_the_last_fifth_is_neither_learned_nor_asked_with_and_only_the_liked_is_to_be_found() -> None:
    rated = [(place, f"i{place}", RATE, 5 if place != 9 else 2) for place in range(10)]
    split = last_fifth(interactions({"ann": rated, "bob": [(1, "i1", RATE, 5)]}))
    (question,) = split.questions
    assert question.truth == {"i8"}
    assert question.history == rated[:8]
    assert split.training["ann"] == rated[:8]


@pytest.mark.parametrize("protocol", [leave_one_out, last_fifth, lambda data: by_time(data, 4, "4")])
def test_nothing_of_the_held_out_acts_is_in_training_or_history(protocol: object) -> None:
    split: Split = protocol(interactions(PEOPLE))  # type: ignore[operator]
    assert split.questions
    for question in split.questions:
        later = [act for act in PEOPLE[question.person] if act[0] >= question.now]
        assert later
        assert not set(later) & set(question.history)
        assert not set(later) & acts(split, question.person)


def test_a_sequence_file_keeps_its_order(tmp_path: Path) -> None:
    file = tmp_path / "set.txt"
    file.write_text("1 9 3 7\n2 3\n")
    data = sequence(file, "set", step_days=2)
    assert [item for _, item, _, _ in data.people["1"]] == ["9", "3", "7"]
    assert [at for at, *_ in data.people["1"]] == sorted(at for at, *_ in data.people["1"])
    assert set(data.items) == {"9", "3", "7"}


def test_a_line_without_items_is_named(tmp_path: Path) -> None:
    file = tmp_path / "set.txt"
    file.write_text("1 9 3\n2\n")
    with pytest.raises(Invalid, match=r"set\.txt:2"):
        sequence(file, "set", step_days=2)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no file"):
        sequence(tmp_path / "none.txt", "set", step_days=2)
