from collections.abc import Mapping
from typing import Any

import pytest

from frankly.domain.evidence import EvidenceKind
from frankly.domain.model.fault import ReplyFault
from frankly.domain.saying.fact import FactId
from frankly.domain.saying.text import VerifiedText
from frankly.stages.writing.live.mend import Bearings, Place, mended, refusals, sent_back
from frankly.stages.writing.live.offer import Offer, OfferedItem
from frankly.stages.writing.live.texts import LiveSentence, Texts, draft_of
from frankly.stages.writing.live.written import SentenceReader, texts_from
from tests.unit.stages.verify.samples import bearing, ground, item, piece, verifier

VIEWED = (EvidenceKind.VIEWED, "item", "emma")
MANY = (EvidenceKind.VIEWED, "category", "romance")
OFFERED = Offer(
    things=(),
    items=(),
    offered=(OfferedItem(item().id, "b2k7", {"e1": VIEWED}, frozenset({"e1"}), (FactId("f1"), FactId("f2"))),),
    above={"e1": VIEWED},
    kinds=frozenset({EvidenceKind.VIEWED}),
    few=frozenset(),
    is_own=False,
    fields=frozenset({"title"}),
)
GOOD = {"text": "You viewed {e1.title}, and that counts here.", "evidence": ["e1"]}


def read(entry: Mapping[str, Any], **value: Any) -> Texts:
    return texts_from(value, {"b2k7": entry}, OFFERED, "write/v1", 2)


def below(texts: Texts) -> tuple[LiveSentence, ...]:
    return texts.items[item().id].sentences


def test_a_sentence_with_evidence_is_a_reason_and_one_without_states_nothing() -> None:
    texts = read({"sentences": [GOOD], "call_to_action": "Have a look"}, headline=GOOD, intro={"text": "See more"})
    assert (below(texts)[0].kind, below(texts)[0].cites) == ("reason", ("e1",))
    assert texts.headline is not None
    assert (texts.headline.kind, texts.headline.role) == ("reason", "headline")
    assert texts.intro is not None
    assert (texts.intro.kind, texts.intro.role) == ("nudge", "intro")
    action = texts.items[item().id].call_to_action
    assert action is not None
    assert action.kind == "nudge"
    assert texts.faults == ()


def test_a_slot_makes_a_reason_even_where_nothing_is_cited() -> None:
    assert below(read({"sentences": [{"text": "You viewed {e1.title}."}]}))[0].kind == "reason"


def test_marks_behind_an_id_are_no_part_of_it() -> None:
    assert below(read({"sentences": [{"text": "x", "evidence": ["e1!", "{e1}"]}]}))[0].cites == ("e1",)


def test_an_id_of_another_place_is_counted_and_left_out() -> None:
    texts = read({"sentences": [{"text": "You viewed it.", "evidence": ["e9"]}]})
    assert (below(texts)[0].cites, texts.faults) == ((), (ReplyFault.UNKNOWN_HANDLE,))


@pytest.mark.parametrize(
    "wrong", [{"text": 7}, {"evidence": ["e1"]}, 7, {"text": "x" * 400}, {"text": "x", "evidence": 1}]
)
def test_what_is_no_sentence_is_counted_and_left_out(wrong: object) -> None:
    texts = read({"sentences": [wrong, GOOD]})
    assert [one.text for one in below(texts)] == [GOOD["text"]]
    assert texts.faults == (ReplyFault.WRONG_SHAPE,)


def test_an_empty_text_is_nothing_and_no_fault() -> None:
    texts = read({"sentences": [{"text": " "}], "call_to_action": ""}, headline={"text": "", "evidence": []})
    assert (below(texts), texts.headline, texts.faults) == ((), None, ())


def test_no_more_sentences_than_are_wanted_are_taken() -> None:
    assert len(below(read({"sentences": [GOOD] * 5}))) == 2


@pytest.mark.parametrize(("number", "fact"), [(2, "f2"), (0, None), (None, None), (3, None), (True, None), ("1", None)])
def test_a_fact_is_chosen_by_its_number(number: object, fact: str | None) -> None:
    texts = read({"fact": number})
    assert texts.items[item().id].fact == fact
    assert bool(texts.faults) == (fact is None and number not in (0, None))


def sentence(text: str, *cites: str, **names: Any) -> LiveSentence:
    return LiveSentence("reason", "sentence", text, cites, names or {"e1": VIEWED}, "write/v1")


def test_ids_of_the_call_become_those_of_the_decision() -> None:
    draft = draft_of(sentence("You viewed {e1.title}.", "e1"), bearing(piece("e17")))
    assert draft is not None
    assert (draft.text, draft.evidence, draft.origin) == ("You viewed {e17.title}.", ("e17",), "model")


def test_what_a_slot_speaks_of_is_cited() -> None:
    draft = draft_of(sentence("You viewed {e1.title}."), bearing(piece("e17")))
    assert draft is not None
    assert draft.evidence == ("e17",)


def test_several_told_together_cite_their_pieces() -> None:
    pieces = piece("e3"), piece("e5", anchor=("item", "ivanhoe"))
    under = bearing(*pieces, grounds={"g2": ground(pieces, ("category", "romance"))})
    draft = draft_of(sentence("{g1.titles} books in {g1.category} you viewed count here.", "g1", g1=MANY), under)
    assert draft is not None
    assert (draft.evidence, draft.text[:11]) == (("e3", "e5"), "{g2.titles}")


def test_a_sentence_about_what_is_not_there_is_no_draft() -> None:
    assert draft_of(sentence("You viewed {e1.title}.", "e1"), bearing(piece("e1", EvidenceKind.LIKED))) is None
    assert draft_of(sentence("You viewed {e4.title}."), bearing(piece())) is None


class Looked(dict[str, Any]):
    """Causes that are found when they are asked for."""

    def __missing__(self, name: str) -> str:
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        if name == "g1":
            self["e1"] = "necessary"
        return super().get(name, default)


def test_a_marked_piece_is_looked_at_again_before_it_is_told() -> None:
    under = bearing(piece(), grounds={"g1": ground((piece(),))}, causes=Looked(other="contributing"))
    marked = LiveSentence(
        "reason", "sentence", "Because you viewed {e1.title}.", ("e1",), {"e1": VIEWED}, "write/v1", frozenset({"e1"})
    )
    draft = draft_of(marked, under)
    assert draft is not None
    assert isinstance(verifier().verify(draft, under), VerifiedText)


LIE = sentence("You bought {e1.title}.", "e1")
UNKNOWN = sentence("You viewed {e4.title}.")


def everywhere(under: Any) -> Bearings:
    def found(place: Place) -> Any:
        return under

    return found


def test_refused_sentences_are_found_with_their_place() -> None:
    texts = texts_from({"headline": {"text": "The best of all", "evidence": []}}, {}, OFFERED, "write/v1", 2)
    found = refusals(texts, everywhere(bearing(piece(), without_item=True)), verifier())
    assert [one.place for one in found] == [(None, "headline")]


def test_what_goes_back_has_code_words_and_hint_by_the_ids_of_the_call() -> None:
    texts = read({"sentences": [{"text": "You bought {e1.title}.", "evidence": ["e1"]}]})
    told = sent_back(refusals(texts, everywhere(bearing(piece("e17"))), verifier()))
    assert [(one.number, one.text, one.cites) for one in told] == [(1, "You bought {e1.title}.", ("e1",))]
    assert "wrong_act" in told[0].codes
    assert "e17" not in told[0].hint + told[0].span


def test_nothing_that_fills_a_slot_goes_back() -> None:
    searched = (EvidenceKind.SEARCHED, "query", "the best gift, guaranteed")
    names = {"e1": searched}
    line = LiveSentence("reason", "sentence", "You searched for {e1.query}.", ("e1",), names, "write/v1")
    under = bearing(piece("e1", EvidenceKind.SEARCHED, ("query", "the best gift, guaranteed")))
    told = sent_back(refusals(Texts(headline=line), everywhere(under), verifier()))
    assert len(told) == 1
    assert "value_unsafe" in told[0].codes
    assert "guaranteed" not in told[0].model_dump_json()


def test_a_mended_sentence_takes_the_place_of_the_refused_one() -> None:
    texts = read({"sentences": [{"text": "You bought {e1.title}.", "evidence": ["e1"]}, GOOD]})
    under = everywhere(bearing(piece()))
    refused = refusals(texts, under, verifier())
    again = SentenceReader("repair/v1").sentence(GOOD, "sentence", {"e1": VIEWED})
    assert again is not None
    made = mended(texts, refused, {1: again}, under, verifier())
    assert [one.pattern for one in below(made)] == ["repair/v1", "write/v1"]
    assert (made.refused, made.mended) == (1, 1)


def test_a_sentence_that_is_refused_again_stays_for_the_gate_to_replace() -> None:
    texts = read({"sentences": [{"text": "You bought {e1.title}.", "evidence": ["e1"]}]})
    under = everywhere(bearing(piece()))
    made = mended(texts, refusals(texts, under, verifier()), {1: LIE}, under, verifier())
    assert (below(made)[0].pattern, made.mended) == ("write/v1", 0)


def test_an_unknown_id_is_told_as_such() -> None:
    told = sent_back(refusals(Texts(headline=UNKNOWN), everywhere(bearing(piece())), verifier()))
    assert told[0].codes == ("unknown_evidence",)
