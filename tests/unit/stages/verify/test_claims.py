"""Claims are found by stem, as phrases, and not in words that only look like them."""

import pytest

from frankly.stages.verify.codes import Code
from frankly.stages.verify.vocabulary.claims import claim_codes, claims_in
from frankly.stages.verify.vocabulary.stems import stem, word_key
from tests.unit.stages.verify.samples import texts

EN, DE = texts().lexicons["en"], texts().lexicons["de"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("guarantees", Code.GUARANTEE),
        ("we guarantee it", Code.GUARANTEE),
        ("risk-free", Code.GUARANTEE),
        ("your money back", Code.GUARANTEE),
        ("Free shipping", Code.FREE),
        ("free of charge", Code.FREE),
        ("the softest wool", Code.SUPERLATIVE),
        ("HURRY", Code.URGENCY),
        ("while supplies last", Code.SCARCITY),
        ("It doesn’t fade", Code.POLARITY),
        ("clinically", Code.HEALTH),
        ("certified", Code.LEGAL),
        ("your wife", Code.LIFE_STATE),
        ("up to a mile", Code.QUANTIFIER),
        ("reviewers", Code.ATTRIBUTION),
        ("you will see", Code.PROMISE),
    ],
)
def test_a_claim_is_found_in_every_form(text: str, code: Code) -> None:
    assert code in claim_codes(text, EN)


@pytest.mark.parametrize(
    "text", ["sugar-free", "an interest", "a forest guest", "the chest", "newspaper", "reasonable", "may be a match"]
)
def test_words_that_look_like_claims_are_none(text: str) -> None:
    assert claim_codes(text, EN) <= {Code.HEDGE}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("garantiert", Code.GUARANTEE),
        ("kostenlose Zugabe", Code.FREE),
        ("am schönsten", Code.SUPERLATIVE),
        ("nur noch heute", Code.URGENCY),
        ("Linderung", Code.HEALTH),
        ("ohne Zweifel", Code.POLARITY),
        ("Ihre Frau", Code.LIFE_STATE),
    ],
)
def test_german_claims_are_found(text: str, code: Code) -> None:
    assert code in claim_codes(text, DE)


def test_a_place_is_that_of_the_whole_phrase() -> None:
    text = "It comes with money back, really"
    ((code, span),) = claims_in(text, EN)
    assert (code, text[slice(*span)]) == (Code.GUARANTEE, "money back")


@pytest.mark.parametrize(("one", "other"), [("guarantee", "guaranteed"), ("match", "matches"), ("view", "viewed")])
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one, "en") == stem(other, "en-GB")


def test_a_capital_tells_a_german_noun_and_a_form_of_address() -> None:
    assert word_key("Sie", "de") != word_key("sie", "de")
    assert word_key("Interessen", "de") == word_key("Interesse", "de")


def test_a_language_without_an_algorithm_matches_words_as_they_stand() -> None:
    assert stem("gwelsoch", "cy") == "gwelsoch"
