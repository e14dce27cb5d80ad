from frankly.domain.seed import Seed
from frankly.stages.writing.choose import in_order, shape
from frankly.stages.writing.wordings import Wording

WORDINGS = tuple(Wording(f"viewed/one/{number}", "x") for number in range(1, 7))


def names(seed: int, label: str = "a", used: dict[str, int] | None = None) -> list[str]:
    return [wording.name for wording in in_order(WORDINGS, Seed(seed), label, used or {})]


def test_the_same_seed_and_label_choose_the_same_order() -> None:
    assert names(7) == names(7)
    assert sorted(names(7)) == sorted(wording.name for wording in WORDINGS)


def test_seeds_and_labels_vary_the_first_choice() -> None:
    assert {names(seed)[0] for seed in range(60)} == {wording.name for wording in WORDINGS}
    assert len({names(7, str(label))[0] for label in range(60)}) == 6


def test_what_a_slate_has_already_comes_last_until_nothing_else_is_left() -> None:
    used: dict[str, int] = {}
    for item in range(12):
        first = names(7, str(item), used)[0]
        used[first] = used.get(first, 0) + 1
    assert set(used.values()) == {2}


def test_nothing_to_choose_from_is_no_error() -> None:
    assert in_order((), Seed(1), "a", {}) == []


def test_a_wording_of_another_shape_is_tried_first() -> None:
    same = [Wording("a/1", "One of the reasons: x."), Wording("a/2", "One of many."), Wording("a/3", "You viewed it.")]
    for seed in range(20):
        assert in_order(same, Seed(seed), "a", {}, {"One of"})[0].name == "a/3"


def test_a_shape_is_how_a_wording_begins_or_after_a_slot_how_it_ends() -> None:
    assert shape("One of the reasons: you viewed “{{ e1.title }}”.") == "One of"
    assert shape("“{{ e1.title }}”, which you viewed, speaks for this one.") == "this one."
    assert shape("{{ e1.label }}.") == "\x00 ."
    assert shape("") == ""
