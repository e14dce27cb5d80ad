import pytest

from frankly.evals.checks import showing
from frankly.evals.checks.words.similarity import similarity


def marked(output, found):
    return [output.texts[span.text].text[span.start : span.end] for span in found.spans]


def test_contains_marks_every_place_of_a_banned_word_whatever_its_capitals(look):
    made = showing.said("Love it, love it.", "You'll LOVE it.")

    found = look("contains", made, none=["love", "you’ll"])

    assert marked(made, found) == ["Love", "love", "LOVE", "You'll"]
    assert found.score == 0.0


def test_contains_can_tell_capitals_apart(look):
    assert look("contains", showing.said("south of here"), none="South", same_case=True).outcome == "pass"


def test_contains_asks_for_one_of_several(look):
    made = showing.said("You opened it.")

    assert look("contains", made, any=["bought", "opened"]).outcome == "pass"
    assert look("contains", made, any=["bought", "saved"]).outcome == "fail"


def test_places_are_chosen_by_name_with_stars_for_any_part(look):
    made = showing.output(showing.reason(), showing.line("A headline that is far too long", "headline"))

    assert look("length", made, most=20, where="headline").outcome == "fail"
    assert look("length", made, most=80, where="items.*.sentences.*").outcome == "pass"
    assert look("length", made, most=20, where="message.subject").outcome == "skipped"


def test_what_was_not_delivered_is_not_read(look):
    hidden = showing.reason("Love it.", is_delivered=False)

    assert look("contains", showing.output(hidden, showing.reason()), none="love").outcome == "pass"
    assert look("contains", showing.output(hidden), none="love").outcome == "skipped"


@pytest.mark.parametrize(
    ("bounds", "outcome"),
    [
        ({"most": 12}, "pass"),
        ({"most": 11}, "fail"),
        ({"least": 13}, "fail"),
        ({"most_words": 3}, "pass"),
        ({"most_words": 2}, "fail"),
        ({"least_words": 4}, "fail"),
        ({"most_texts": 0}, "fail"),
    ],
)
def test_length_holds_texts_to_their_bounds(look, bounds, outcome):
    assert look("length", showing.said("The grey sea"), **bounds).outcome == outcome


def test_equals_says_where_two_objects_differ(look):
    found = look("equals", showing.valued({"a": [{"b": 1}, {"b": True}]}), to={"a": [{"b": 1}, {"b": 1}]})

    assert (found.outcome, found.why) == ("fail", 'the answer.a.1.b is "True" and not "1"')


def test_equals_reads_what_is_expected_from_the_truth(look):
    cell = showing.cell(truth={"equals": showing.BECAUSE})

    assert look("equals", showing.output(showing.reason(), of=cell)).outcome == "pass"
    assert look("equals", showing.output(showing.reason())).outcome == "skipped"


@pytest.mark.parametrize(
    ("text", "locale", "outcome"),
    [
        ("Viel beachtet hier.", "de", "pass"),
        ("Viel beachtet hier.", "en", "fail"),
        ("Much noticed here.", "de", "fail"),
        ("Aus „The Sea and the Sky“ folgt dieser Artikel.", "de", "pass"),
        ("Kafka.", "en", "skipped"),
        ("Vous avez ouvert ce livre.", "fr", "skipped"),
    ],
)
def test_language_is_told_by_words_that_one_language_alone_has(look, text, locale, outcome):
    made = showing.output(showing.line(text, locale=locale), facts={"sea": {"title": "The Sea and the Sky"}})

    assert look("language", made, locale=locale).outcome == outcome


def test_language_holds_a_text_to_the_variable_of_the_case(look):
    made = showing.output(showing.reason(), of=showing.cell(variables={"locale": "de"}))

    assert look("language", made).outcome == "fail"


@pytest.mark.parametrize(
    ("text", "told", "outcome"),
    [
        ("You opened “HAMLET”.", {}, "pass"),
        ("You opened “Hamlet”. LOOK.", {}, "fail"),
        ("You opened “Hamlet”.", {"banned": "open*"}, "fail"),
        ("Wow!", {"most_exclamations": 1}, "pass"),
        ("You opened it \U0001f600.", {}, "fail"),
        ("You opened it \U0001f600.", {"emoji": True}, "pass"),
    ],
)
def test_tone_looks_at_marks_and_words_outside_of_titles(look, text, told, outcome):
    made = showing.output(showing.line(text), facts={"h": {"title": "HAMLET"}})

    assert look("tone", made, **told).outcome == outcome


def test_tone_leaves_the_marks_of_a_quoted_fact_to_its_source(look):
    fact = showing.fact("From the description: “A tale of the sea!”")

    assert look("tone", showing.output(fact)).outcome == "pass"


def test_reading_counts_a_title_as_one_plain_word_and_leaves_facts_alone(look):
    title = "The Extraordinary Administrative Institutionalisation of Constitutional Responsibilities"
    made = showing.output(showing.line(f"You opened “{title}”."), facts={"t": {"title": title}})
    hard = showing.fact("Extraordinary constitutional responsibilities necessitate institutionalisation.")

    assert look("reading", made, most_syllables=4).outcome == "pass"
    assert look("reading", showing.output(hard), most_syllables=4).outcome == "skipped"
    assert look("reading", showing.output(hard), most_syllables=4, facts=True).outcome == "fail"


def test_similarity_is_of_letters_in_any_order_of_words():
    assert similarity("The sea is grey.", "the SEA is grey") == 1.0
    assert similarity("", "") == 1.0
    assert similarity("sea", "") == 0.0
    assert 0 < similarity("the sea is grey", "grey is the sea") < 1


def test_similarity_can_ask_for_a_difference(look):
    assert (
        look("similarity", showing.said("The sea is grey."), to="The sea is grey.", least=0, most=0.9).outcome == "fail"
    )
