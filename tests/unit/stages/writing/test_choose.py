from frankly.domain.evidence import EvidenceKind
from frankly.domain.seed import Seed
from frankly.stages.writing.choose import in_order, shape, sounds
from frankly.stages.writing.wordings import Language, Wording

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


def test_among_unused_wordings_the_one_whose_sound_the_slate_has_least_is_tried_first() -> None:
    same = [Wording("a/1", "Because x."), Wording("a/2", "This one is here."), Wording("a/3", "You viewed it.")]
    around = {"Because x.": 2, "This one": 1, "You viewed": 2}
    for seed in range(20):
        assert in_order(same, Seed(seed), "a", {}, around=around)[0].name == "a/2"
        assert in_order(same, Seed(seed), "a", {"a/2": 1}, around=around)[0].name != "a/2"


def test_reasons_of_a_slate_sound_as_their_wordings_do_and_other_lines_do_not_count() -> None:
    wordings = (
        Wording("viewed/because/1", "Because you viewed “{{ e1.title }}”."),
        Wording("viewed/because/2", "This one is here.", naming="“{{ item.title }}” is here."),
    )
    language = Language("en", {(EvidenceKind.VIEWED, "because"): wordings}, {}, {})
    used = {"viewed/because/1": 2, "viewed/because/2/named": 1, "headline/viewed/1": 3}
    assert sounds(used, language) == {"Because you": 2, "is here.": 1}
