"""Lists joined into one, which is asked first, miss no word that one of them has."""

import pytest

from frankly.adapters.files.words.frames import load_quoting
from frankly.domain.quoting.word_list import any_of, quoted_words, word_list
from tests.needs import ROOT

ONE = word_list(["soft", "guarantee*", "!guaranteed", "money back"])
OTHER = word_list(["*est", "!interest", "while stocks last"])


@pytest.mark.parametrize("word", ["soft", "guarantees", "softest", "money", "while"])
def test_a_joined_list_has_what_one_has_or_begins_a_phrase_with(word: str) -> None:
    assert any_of([ONE, OTHER]).has(word)


@pytest.mark.parametrize("word", ["back", "stocks", "plain", ""])
def test_a_joined_list_has_no_word_that_begins_nothing_on_any(word: str) -> None:
    assert not any_of([ONE, OTHER]).has(word)


def test_an_exception_of_one_list_hides_no_word_of_another() -> None:
    assert any_of([OTHER, word_list(["interest"])]).has("interest")


def test_words_have_their_places() -> None:
    assert [tuple(one) for one in quoted_words("It’s SOFT")] == [("it's", 0, 4), ("soft", 5, 9)]


@pytest.mark.parametrize("locale", ["en", "de"])
def test_rules_suspect_every_word_of_their_lists(locale: str) -> None:
    quoting = load_quoting(ROOT / "policies")[locale]
    lists = [*quoting.never.values(), *quoting.not_plain.values(), *quoting.whole.values()]
    words = {word for one in lists for word in (*one.singles, *one.phrases, *one.prefixes, *one.suffixes)}
    assert len(words) > 100
    assert [
        word for word in words if any(one.may_begin(word) for one in lists) and not quoting.suspects.has(word)
    ] == []
