import pytest

from frankly.stages.writing.alike import is_alike


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What you viewed leads on to these", "What you saved played a part"),
        ("With what you viewed in mind", "We put this together with what you viewed in mind."),
        ("New here", "We took into account what is new here."),
        ("Das Folgende könnte gefallen", "Das Folgende ist neu"),
    ],
)
def test_the_same_opening_or_half_of_the_words_of_the_shorter_is_alike(one: str, other: str) -> None:
    assert is_alike(one, other)
    assert is_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Following on from “Emma”", "We put this together with what you viewed in mind."),
        ("New here", "Read on, and see what you think."),
        ("“…”", "“…”"),
        ("", "New here"),
    ],
)
def test_other_words_are_not(one: str, other: str) -> None:
    assert not is_alike(one, other)
