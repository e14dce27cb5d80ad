from pathlib import Path

import pytest

from frankly.adapters.files.weights import load_weights
from frankly.errors import Misconfigured


@pytest.mark.parametrize("text", ["content: 0.5\npopular: 0\n", "weights: {content: 0.5, popular: 0}\n"])
def test_weights_stand_alone_or_under_their_name(tmp_path: Path, text: str) -> None:
    file = tmp_path / "weights.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_weights(file) == {"content": 500_000, "popular": 0}


@pytest.mark.parametrize("text", ["sources: {content: {weight: 1}}\n", "", "- content\n"])
def test_a_file_that_holds_something_else_holds_no_weights(tmp_path: Path, text: str) -> None:
    file = tmp_path / "home.yaml"
    file.write_text(text, encoding="utf-8")
    assert load_weights(file) is None


def test_a_weight_that_is_none_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "weights.yaml"
    file.write_text("content: 0.5\npopular: -1\n", encoding="utf-8")
    with pytest.raises(Misconfigured, match=r"weights\.yaml"):
        load_weights(file)
