import pytest
from pydantic import ValidationError

from frankly.domain.saying.say_policy import BannedWords, Hours, UntoldRule, pattern_of

WHY = {"because": "a test", "by": "tests"}


@pytest.mark.parametrize(
    ("word", "text", "is_found"),
    [
        ("cure", "It cures nothing", False),
        ("cure", "The CURE for it", True),
        ("cure", "secure", False),
        ("guarant*", "Guaranteed!", True),
        ("*garantie*", "Bestpreisgarantien", True),
        ("free of charge", "free  of\ncharge", True),
        ("free of charge", "free of charges", False),
        ("add* up", "it adds up here", True),
        ("don't miss", "don’t miss it", True),
        ("Page & Quill", "page & quill", True),
    ],
)
def test_a_word_is_found_whole_and_a_star_stands_for_any_letters(word: str, text: str, is_found: bool) -> None:
    assert (pattern_of((word,)).search(text) is not None) == is_found


@pytest.mark.parametrize(("name", "text", "is_found"), [("Target", "on target", False), ("bookbarn", "BookBarn", True)])
def test_a_name_with_capitals_is_found_as_it_is_written(name: str, text: str, is_found: bool) -> None:
    assert (pattern_of((name,), is_cased=True).search(text) is not None) == is_found


def test_no_words_are_found_nowhere() -> None:
    assert pattern_of(()).search("anything") is None


@pytest.mark.parametrize("word", ["", "*", "gu*rant", "(", "a b* *", "x" * 81, "<b>"])
def test_what_is_no_word_is_refused_with_an_example(word: str) -> None:
    with pytest.raises(ValidationError, match="such as 'free of charge'"):
        BannedWords.model_validate({"words": [word], **WHY})


@pytest.mark.parametrize(
    ("after", "before", "within"), [(23, 5, {23, 0, 4}), (9, 17, {9, 16}), (0, 23, {0, 22}), (4, 4, set())]
)
def test_hours_may_pass_midnight(after: int, before: int, within: set[int]) -> None:
    hours = Hours(after=after, before=before)
    assert {hour for hour in (0, 4, 5, 9, 16, 17, 22, 23) if hours.has(hour)} >= within
    assert not hours.has(before)


def test_a_rule_without_a_condition_is_refused() -> None:
    with pytest.raises(ValidationError, match="would silence everything"):
        UntoldRule.model_validate({"surfaces": ["home"], **WHY})
