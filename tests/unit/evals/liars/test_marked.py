"""Marked descriptions are what items.jsonl says, and what the product takes for sentences."""

from pathlib import Path

import pytest

from frankly.domain.item import Item
from frankly.domain.quoting.span import spans_of
from frankly.errors import Misconfigured
from frankly.evals.liars.marked import MarkedItem, read_marked

KETTLE = """
- {id: kettle, title: Kettle, by: Ardmoor, in: kitchen, tags: [tea], price: 6500 GBP, unknown: [a lid], text: [
  "A [m:copper] body and a [m:steel] spout.", "It holds [q:up to ][n:two] litres [c:when it is level]."]}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "items-en.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_marks_leave_the_true_sentence(tmp_path: Path) -> None:
    item = read_marked(written(tmp_path, KETTLE))[0]
    assert item.item.description == "A copper body and a steel spout. It holds up to two litres when it is level."
    assert [mark.text for _, mark in item.spans[0].marks("m")] == ["copper", "steel"]


def test_what_is_left_out_leaves_no_hole(tmp_path: Path) -> None:
    span = read_marked(written(tmp_path, KETTLE))[0].spans[1]
    places = {mark.code: place for place, mark in [*span.marks("q"), *span.marks("c")]}
    assert span.told({places["q"]: "", places["c"]: ""}) == "It holds two litres."


@pytest.mark.parametrize(
    ("wrong", "says"),
    [("[zz:copper]", "there is no mark 'zz'"), ("[m:copper", "not closed"), ("copper]", "not closed")],
)
def test_a_wrong_mark_is_told_with_the_item(tmp_path: Path, wrong: str, says: str) -> None:
    with pytest.raises(Misconfigured, match=f"'kettle' cannot be read.*{says}"):
        read_marked(written(tmp_path, KETTLE.replace("[m:copper]", wrong)))


def test_an_item_without_a_price_is_told(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="'kettle' cannot be read"):
        read_marked(written(tmp_path, KETTLE.replace("price: 6500 GBP, ", "")))


def test_the_file_of_items_holds_what_is_marked(folder: Path, marked: dict[str, tuple[MarkedItem, ...]]) -> None:
    lines = (folder / "items.jsonl").read_text(encoding="utf-8").splitlines()
    stored = [Item.model_validate_json(line) for line in lines]
    assert stored == [one.item for items in marked.values() for one in items]
    assert [len(items) for items in marked.values()] == [90, 30]


def test_marked_sentences_are_the_products_sentences(marked: dict[str, tuple[MarkedItem, ...]]) -> None:
    for items in marked.values():
        for one in items:
            spans = [span.text for span in spans_of(one.item.description, one.item.language)]
            assert spans == [span.text for span in one.spans], one.item.id
