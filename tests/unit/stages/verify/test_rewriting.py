from collections.abc import Mapping

import pytest

from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.writing_rules.rewritten import rewriting_rules
from tests.needs import ROOT


@pytest.fixture(scope="module")
def lexicons() -> Mapping[str, Lexicon]:
    from frankly.adapters.files.words.wordings import load_text

    return load_text(ROOT / "policies", ROOT / "brand").lexicons


def test_the_rules_name_the_words_that_may_be_added_and_those_that_stay(lexicons: Mapping[str, Lexicon]) -> None:
    rules = rewriting_rules(lexicons["en"])
    assert ", feature," in rules
    assert "All negations stay, and none comes in." in rules
    assert all(word in rules for word in ("never", "hedges", "guarantee"))


def test_every_language_that_is_quoted_has_rules(lexicons: Mapping[str, Lexicon]) -> None:
    assert {locale for locale, lexicon in lexicons.items() if rewriting_rules(lexicon)} == {"en", "de"}


def test_a_language_that_may_not_be_quoted_has_none(lexicons: Mapping[str, Lexicon]) -> None:
    from dataclasses import replace

    assert rewriting_rules(replace(lexicons["en"], quoting=None)) == ""
