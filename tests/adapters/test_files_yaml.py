from pathlib import Path

import pytest

from frankly.adapters.files.words.lines import read_lines
from frankly.adapters.files.yaml import read_yaml
from frankly.errors import Misconfigured

EITHER = {
    "a: &a [*a]": ":1: aliases (*a) are not admitted",
    "a: 1\nb: *a": ":2: aliases (*a) are not admitted",
    "[" * 20_000: ":1: this is no YAML: too deep",
    "a: 1\n  : : [": ":2: this is no YAML",
    "--- a\n--- b": ":2: this is no YAML: but found another document",
    "\x00": ":1: this is no YAML: unacceptable character",
}
TYPED = {
    "a: !!python/object:os.system x": ":1: this is no YAML: could not determine a constructor",
    "a: 2026-99-99": ":1: this is no YAML: month must be in 1..12",
    "a: 1\n{a: b}: 1": ":2: this is no YAML: found unhashable key",
    "a: 1\na: 2": ":2: 'a' stands twice",
}


@pytest.mark.parametrize("text", [*EITHER, *TYPED])
def test_a_file_with_a_mistake_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as caught:
        read_yaml(path)
    assert caught.value.message.startswith(f"{path}{(EITHER | TYPED)[text]}")


DECIMAL_COMMAS = {
    "sources:\n  content: {weight: 0,6}": ":2: sources.content.weight: expected a number with a decimal point, found",
    "{epsilon: 0,05, slot: 3}": ":1: epsilon: expected a number with a decimal point, found '0,05'. Write 0.05",
}


@pytest.mark.parametrize("text", DECIMAL_COMMAS)
def test_a_decimal_comma_in_braces_is_told_as_one(tmp_path: Path, text: str) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as caught:
        read_yaml(path)
    assert caught.value.message.startswith(f"{path}{DECIMAL_COMMAS[text]}")


@pytest.mark.parametrize("text", ["{a: 0, b: 6}", "{a: 0, 6: x}", "{a: 0, '6': }", "a: 0\n6:"])
def test_names_that_are_numbers_are_not_taken_for_decimal_commas(tmp_path: Path, text: str) -> None:
    path = tmp_path / "home.yaml"
    path.write_text(text, encoding="utf-8")
    assert read_yaml(path).data


@pytest.mark.parametrize("text", EITHER)
def test_a_file_of_wordings_with_a_mistake_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "en.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as caught:
        read_lines(path)
    assert caught.value.message.startswith(f"{path}{EITHER[text]}")
