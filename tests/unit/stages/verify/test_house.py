"""What a model that writes a slate is told of the rules of a house."""

from dataclasses import replace

from frankly.domain.saying.say_policy import NO_RULES
from frankly.stages.verify.writing_rules.house import house_lines
from tests.unit.stages.verify.rulings import POLICY
from tests.unit.stages.verify.samples import texts

EN, DE = texts().lexicons["en"], texts().lexicons["de"]


def test_phrases_that_constructions_could_make_names_and_lengths_are_told() -> None:
    assert house_lines(EN, POLICY, "home") == (
        "Never say “made the list”.",
        "Never name “Bookbarn”, “page & quill”, nor a title that does.",
        "A sentence has at most 12 words; a slot is one.",
    )


def test_a_surface_has_rules_of_its_own() -> None:
    """Its rule of reading stands in place of the general one, and says nothing of words."""
    assert house_lines(EN, POLICY, "email") == house_lines(EN, POLICY, "home")[:2]


def test_a_phrase_of_words_that_no_construction_has_need_not_be_told() -> None:
    assert not any("last chance" in line for line in house_lines(EN, texts().rules, "home"))


def test_where_nothing_is_ruled_nothing_is_said() -> None:
    assert house_lines(EN, NO_RULES, "home") == ()
    assert house_lines(DE, replace(POLICY, rules=NO_RULES.rules), "home") == ()
