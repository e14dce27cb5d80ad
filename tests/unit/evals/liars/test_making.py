"""Each way of making a lie changes what it should and nothing else; all lies together are enough, and of many kinds."""

from collections import Counter
from pathlib import Path

import pytest

from frankly.domain.seed import derive
from frankly.errors import Misconfigured
from frankly.evals.liars.cases import Case
from frankly.evals.liars.classes import CLASSES
from frankly.evals.liars.making.book import LieBook, read_book
from frankly.evals.liars.making.live import filled, lies_of
from frankly.evals.liars.making.made import make_lies
from frankly.evals.liars.making.scenes import MAKERS, Stage
from frankly.evals.liars.making.spans import (
    with_lies,
    with_moved,
    with_name,
    with_number_of_other_span,
    with_numbers_moved,
    with_wrong_number,
)
from frankly.evals.liars.marked import Mark, MarkedItem, MarkedSpan

SPAN = MarkedSpan(
    (
        "It has ",
        Mark("n", "two", None),
        " ",
        Mark("m", "red", None),
        " and ",
        Mark("n", "four", None),
        " ",
        Mark("m", "blue", None),
        " cups, ",
        Mark("c", "when new", None),
        ", and is ",
        Mark("pol", "not ", ""),
        "for ",
        Mark("q", "most", "all"),
        " ovens in ",
        Mark("e", "Leith", None),
        ".",
    )
)


@pytest.fixture(scope="module")
def lies(folder: Path) -> list[Case]:
    return make_lies(folder, {}, 1)


@pytest.fixture(scope="module")
def stage(marked: dict[str, tuple[MarkedItem, ...]], books: dict[str, LieBook]) -> Stage:
    return Stage(marked["en"], books["en"], derive("test"))


def test_words_after_the_arrow_take_the_place_of_the_true_ones() -> None:
    found = {one.lie: one.text for one in with_lies(SPAN, 1)}
    assert found["polarity"] == "It has two red and four blue cups, when new, and is for most ovens in Leith."
    assert found["scope_or_hedge"] == "It has two red and four blue cups, when new, and is not for all ovens in Leith."
    assert "when new" not in found["dropped_condition"]


def test_two_qualities_change_places() -> None:
    assert [one.text[:36] for one in with_moved(SPAN, 1)] == ["It has two blue and four red cups, w"]


def test_two_numbers_change_places() -> None:
    assert [one.text[:27] for one in with_numbers_moved(SPAN, 1)] == ["It has four red and two blu"]


def test_a_capital_stays_at_the_beginning() -> None:
    span = MarkedSpan((Mark("n", "Ten", None), " cards and ", Mark("n", "two", None), " pens."))
    assert [one.text for one in with_numbers_moved(span, 1)] == ["Two cards and ten pens."]


def test_a_wrong_number_is_another_one() -> None:
    span = MarkedSpan(("It is ", Mark("n", "45", None), " centimetres wide."))
    assert [one.text for one in with_wrong_number(span, 1, ["nine"])] == ["It is 85 centimetres wide."]
    assert all("nine" in one.text for one in with_wrong_number(SPAN, 1, ["nine"]))


def test_a_name_takes_the_place_of_a_name() -> None:
    assert next(with_name(SPAN, 1, "foreign_entity", "Ghent")).text.endswith("ovens in Ghent.")


def test_a_number_of_another_sentence_is_said_of_this_one(marked: dict[str, tuple[MarkedItem, ...]]) -> None:
    for one in marked["en"]:
        for change in with_number_of_other_span(one):
            assert change.text != one.spans[change.span - 1].text


@pytest.mark.parametrize("name", sorted(MAKERS))
def test_a_scene_holds_what_a_sentence_may_cite(stage: Stage, name: str) -> None:
    for number in range(12):
        scene = MAKERS[name](stage, number)
        assert set(scene.cites) <= {piece.id for piece in scene.evidence}
        assert scene == MAKERS[name](stage, number)


def test_acts_of_a_scene_are_on_other_items_of_other_makers(stage: Stage) -> None:
    for number in range(40):
        scene = MAKERS["act"](stage, number)
        assert all(piece.anchor != f"item:{scene.item.item.id}" for piece in scene.evidence)


def test_what_stands_after_an_object_follows_it(stage: Stage) -> None:
    scenes = [MAKERS["act"](stage, number) for number in range(9)]
    texts = {filled("You <did> “{e1.title}” <b>.", scene) for scene in scenes}
    assert "You put “{e1.title}” into your basket <b>." in texts
    assert "You viewed “{e1.title}” <b>." in texts


def test_german_verbs_get_their_pronoun(marked: dict[str, tuple[MarkedItem, ...]], books: dict[str, LieBook]) -> None:
    german = Stage(marked["de"], books["de"], derive("test"))
    texts = {case.text for case in lies_of(german, "wrong_number", "de")}
    assert "Sie haben sich „{e1.title}“ ein Mal angesehen, und das zählt hier mit." in texts
    assert "Sie haben „{e1.title}“ ein Mal gekauft, und das zählt hier mit." in texts


def test_equal_seeds_make_equal_lies(folder: Path, lies: list[Case]) -> None:
    assert make_lies(folder, {}, 1) == lies
    assert make_lies(folder, {}, 2) != lies


def test_every_class_has_enough_lies_at_the_default_levels(lies: list[Case]) -> None:
    tried = Counter(case.lie for case in lies if case.level != "rewritten")
    assert set(tried) == set(CLASSES)
    assert min(tried.values()) >= 250
    assert tried.total() >= 3000


def test_both_languages_lie_in_every_class(lies: list[Case]) -> None:
    for locale in ("en", "de"):
        found = {case.lie for case in lies if case.locale == locale and case.level != "rewritten"}
        assert found == set(CLASSES)


def test_no_lie_is_a_true_sentence_of_its_item(lies: list[Case], marked: dict[str, tuple[MarkedItem, ...]]) -> None:
    true = {(str(one.item.id), span.text) for items in marked.values() for one in items for span in one.spans}
    own = [case for case in lies if case.kind == "fact" and case.level and case.description is None]
    assert [case.text for case in own if (case.item, case.text) in true] == []


def test_a_book_with_an_unknown_scene_is_told(tmp_path: Path, folder: Path) -> None:
    text = (folder / "lies-en.yaml").read_text(encoding="utf-8").replace("    crowd:", "    crowds:", 1)
    file = tmp_path / "lies-en.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured, match="'crowds' under 'wrong_number' is no class, scene"):
        read_book(file)
