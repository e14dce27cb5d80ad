"""What may be said: the other side of every refusal, so that the rules do not forbid the truth."""

import pytest

from frankly.domain.saying.text import DraftSentence, VerifiedText
from tests.unit.stages.verify.samples import K, bearing, codes, filled, ground, item, piece, reason, verifier


def test_a_proved_reason_is_filled_and_keeps_what_bears_it() -> None:
    outcome = verifier().verify(reason("You viewed “{e1.title}”, and that counts here."), bearing(piece()))
    assert isinstance(outcome, VerifiedText)
    assert outcome.text == "You viewed “Emma”, and that counts here."
    assert outcome.evidence == ("e1",)
    assert (outcome.kind, outcome.role, outcome.origin, outcome.locale) == ("reason", "sentence", "template", "en")


@pytest.mark.parametrize("cause", ["contributing", "sufficient", "none"])
def test_because_is_refused_of_anything_but_necessary_evidence(cause: str) -> None:
    draft = reason("Because you viewed “{e1.title}”.")
    assert "false_cause" in codes(draft, bearing(piece(), causes={"e1": cause}))  # type: ignore[dict-item]


def test_because_is_said_of_necessary_evidence() -> None:
    assert filled(reason("Because you viewed “{e1.title}”."), bearing(piece(), causes={"e1": "necessary"}))


def test_because_of_a_ground_looks_at_the_ground_and_not_at_its_pieces() -> None:
    pieces = (piece(), piece("e2", anchor=("item", "ivanhoe")))
    under = {"grounds": {"g1": ground(pieces, ("category", "romance"))}}
    draft = reason("Because of the {g1.titles} titles in {g1.category} that you viewed.", "e1", "e2")
    assert "false_cause" in codes(draft, bearing(*pieces, **under, causes={"e1": "necessary", "e2": "necessary"}))
    assert codes(draft, bearing(*pieces, **under, causes={"g1": "necessary"})) == set()


def test_a_word_must_hold_of_every_kind_that_is_cited() -> None:
    under = bearing(piece(), piece("e2", K.BOUGHT, ("item", "ivanhoe")))
    assert codes(reason("“{e1.title}” and “{e2.title}” count here.", "e1", "e2"), under) == set()
    mixed = reason("You viewed “{e2.title}” and bought “{e1.title}”.", "e1", "e2")
    assert "wrong_act" in codes(mixed, under)


def test_an_act_on_the_recommended_item_itself_may_be_said_of_it() -> None:
    draft = reason("You viewed this one before.")
    assert "wrong_object" in codes(draft, bearing(piece()))
    assert codes(draft, bearing(piece(anchor=("item", "persuasion")))) == set()


def test_a_way_is_named_only_where_it_brought_most_of_the_effect() -> None:
    draft = reason("After “{e1.title}”, which you viewed, others went on to this one.")
    assert codes(draft, bearing(piece(sources={"transitions": 300, "content": 200}))) == set()
    assert "source_unlicensed" in codes(draft, bearing(piece(sources={"transitions": 200, "content": 300})))


def test_a_crowd_is_twenty_people() -> None:
    draft = reason("Many people here have shown interest in this one.")
    assert codes(draft, bearing(piece(kind=K.POPULAR, anchor=("none", ""), count=20))) == set()
    assert "too_few_people" in codes(draft, bearing(piece(kind=K.POPULAR, anchor=("none", ""), count=19)))
    assert codes(draft, bearing(piece(kind=K.NEW, anchor=("none", ""), count=500))) != set()


def test_what_others_did_needs_three_people() -> None:
    draft = reason("Others here have turned to this one.")
    assert codes(draft, bearing(piece(kind=K.POPULAR, anchor=("none", ""), count=3))) == set()
    assert codes(draft, bearing(piece(kind=K.POPULAR, anchor=("none", ""), count=2))) == {"too_few_people"}


@pytest.mark.parametrize("kind", [K.PINNED, K.EXPLORED, K.OUTSIDE_USUAL])
def test_what_explains_a_place_may_be_said_though_it_moved_no_score(kind: K) -> None:
    text = {
        K.PINNED: "Chosen by our editors.",
        K.EXPLORED: "We put this one here by chance, to learn what is liked.",
        K.OUTSIDE_USUAL: "A change from your usual: {item.category}.",
    }[kind]
    assert codes(reason(text, "p1"), bearing(piece("p1", kind, ("none", ""), contribution=0, sources={}))) == set()


def test_a_ground_with_more_pieces_than_are_shown_is_cited_by_those_that_are() -> None:
    shown = piece()
    group = ground((shown, piece("e70"), piece("e71")), ("category", "romance"))
    draft = reason("The {g1.titles} titles in {g1.category} that you viewed speak for this one.")
    text = filled(draft, bearing(shown, grounds={"g1": group}, labels={("category", "romance"): "love stories"}))
    assert text == "The 3 titles in love stories that you viewed speak for this one."


def test_a_fact_says_fields_of_the_item_and_a_nudge_nothing() -> None:
    fact = DraftSentence(kind="fact", text="The price: {item.price}.")
    assert filled(fact, bearing()) == "The price: €12.99."
    assert "slot_absent" in codes(fact, bearing(about=item(price=None)))
    assert filled(DraftSentence(kind="nudge", text="Have a look"), bearing()) == "Have a look"
    assert codes(DraftSentence(kind="nudge", text="You viewed it"), bearing()) != set()


def test_a_headline_without_an_item_has_no_item_fields() -> None:
    draft = DraftSentence(kind="nudge", text="To get to know {item.title}", role="headline")
    assert "slot_absent" in codes(draft, bearing(without_item=True))


def test_german_nouns_are_listed_and_names_are_not() -> None:
    under = bearing(piece(), locale="de")
    assert filled(reason("Ihr Blick auf „{e1.title}“ ist einer der Gründe.", locale="de"), under)
    assert "stray_name" in codes(reason("Ihr Blick auf Emma und „{e1.title}“.", locale="de"), under)


@pytest.mark.parametrize(("count", "passes"), [(1, False), (2, True)])
def test_a_number_of_times_is_told_of_several(count: int, passes: bool) -> None:
    found = codes(reason("You viewed “{e1.title}” {e1.count} times."), bearing(piece(count=count)))
    assert found == (set() if passes else {"slot_unit"})


def test_a_group_of_one_is_no_number_of_titles() -> None:
    under = bearing(piece(), grounds={"g1": ground((piece(),), ("category", "romance"))})
    draft = reason("{g1.titles} titles in {g1.category} that you viewed count here.")
    assert "slot_unit" in codes(draft, under)
