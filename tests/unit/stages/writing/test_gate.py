from collections import Counter

from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.saying.text import DraftSentence, Refused, Verdict, VerifiedText
from frankly.domain.seed import Seed
from frankly.ports.verifier import Bearing
from frankly.stages.writing.gate import headline_verified, nudge_verified, write_verified
from tests.unit.stages.verify.samples import K, bearing, ground, item, piece, texts, verifier

WORDINGS = texts().wordings


class Picky:
    """Refuses drafts by a word of their pattern, and asks the real verifier about the others."""

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.asked: list[str] = []

    def verify(self, draft: DraftSentence, bearing: Bearing) -> VerifiedText | Refused:
        self.asked.append(draft.pattern)
        if any(word in draft.pattern for word in self.refused):
            return Refused(draft, (Verdict(code="stray_name", span=(0, 1), hint="no"),))
        return verifier().verify(draft, bearing)


def test_proved_sentences_come_out_without_a_degradation() -> None:
    written = write_verified(WORDINGS, bearing(piece()), verifier(), seed=Seed(1))
    assert [text.evidence for text in written.texts] == [("e1",)]
    assert written.patterns()[0].startswith("viewed/")
    assert (written.refused, written.degradations) == ((), ())


def test_a_refused_wording_is_followed_by_others_and_then_by_the_plain_one() -> None:
    gate = Picky("viewed/one", "viewed/from_content")
    written = write_verified(WORDINGS, bearing(piece()), gate, seed=Seed(1))
    assert written.texts[0].text == "Something you viewed here counts for this one."
    assert len(gate.asked) == len(set(gate.asked)) == 4
    (degradation,) = written.degradations
    assert degradation.code == DegradationCode.SENTENCE_REPLACED
    assert (degradation.part, len(written.refused)) == ("persuasion", 3)


def test_a_ground_that_cannot_be_told_is_dropped_with_a_degradation_and_the_next_is_told() -> None:
    gate = Picky("viewed/")
    under = bearing(piece("e1", contribution=900), piece("e2", K.SAVED, ("item", "ivanhoe"), contribution=300))
    written = write_verified(WORDINGS, under, gate, seed=Seed(1), limit=1)
    assert [text.evidence for text in written.texts] == [("e2",)]
    assert [degradation.code for degradation in written.degradations] == [DegradationCode.SENTENCE_DROPPED]


def test_a_title_that_must_not_be_repeated_leaves_a_plain_sentence() -> None:
    under = bearing(piece(), anchors={"emma": item("emma", "http://evil.example")})
    written = write_verified(WORDINGS, under, verifier(), seed=Seed(1))
    assert [text.text for text in written.texts] == ["Something you viewed here counts for this one."]
    assert "value_unsafe" in written.degradations[0].detail


def test_an_item_whose_anchor_is_gone_still_gets_a_sentence_and_no_degradation() -> None:
    written = write_verified(WORDINGS, bearing(piece(), anchors={}), verifier(), seed=Seed(1))
    assert (len(written.texts), written.degradations) == (1, ())


def test_a_slate_does_not_repeat_a_wording_while_others_are_left() -> None:
    used: Counter[str] = Counter()
    for number in range(8):
        under = bearing(piece(sources={"popular": 500}), about=item(f"i{number}"))
        used.update(write_verified(WORDINGS, under, verifier(), seed=Seed(1), limit=1, used=used).patterns())
    assert set(used.values()) == {1}


def test_a_slate_of_ten_popular_items_reads_ten_ways_in_both_languages() -> None:
    for locale in ("en", "de"):
        used: Counter[str] = Counter()
        seen = set()
        for number in range(10):
            popular = piece("e1", K.POPULAR, ("none", ""), count=140)
            under = bearing(popular, about=item(f"i{number}"), locale=locale)
            written = write_verified(WORDINGS, under, verifier(), seed=Seed(3), limit=1, used=used)
            used.update(written.patterns())
            seen |= {text.text for text in written.texts}
        assert len(seen) == 10


def test_the_same_seed_writes_the_same_words() -> None:
    under = bearing(piece(), grounds={"g1": ground((piece(),))})
    first, second = (write_verified(WORDINGS, under, verifier(), seed=Seed(9)) for _ in range(2))
    assert first.texts == second.texts


def test_headlines_and_nudges_pass_the_same_gate() -> None:
    views = [piece(f"e{n}", anchor=("item", f"i{n}")) for n in range(1, 4)]
    slate = bearing(*views, without_item=True)
    (text,) = headline_verified(WORDINGS, slate, verifier(), seed=Seed(1)).texts
    assert (text.role, text.kind) == ("headline", "reason")
    refused = headline_verified(WORDINGS, slate, Picky("headline/viewed"), seed=Seed(1))
    assert refused.texts[0].kind == "nudge"
    assert refused.degradations[0].part == "headline"
    assert nudge_verified(WORDINGS, bearing(), verifier(), seed=Seed(1)).texts[0].kind == "nudge"


def test_a_locale_that_nothing_is_written_in_gets_nothing() -> None:
    assert write_verified(WORDINGS, bearing(piece(), locale="cy"), verifier(), seed=Seed(1)).texts == ()
