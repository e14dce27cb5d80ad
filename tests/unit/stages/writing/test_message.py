from dataclasses import replace
from itertools import combinations

import pytest

from frankly.domain.evidence import Evidence
from frankly.domain.item import Item
from frankly.domain.saying.message_lines import MessageLines
from frankly.domain.saying.text import DraftSentence, VerifiedText
from frankly.domain.seed import Seed
from frankly.ports.verifier import Bearing
from frankly.stages.writing.alike import is_alike
from frankly.stages.writing.borne import is_borne, is_still_borne
from frankly.stages.writing.message import MessageWriting, message_drafts
from frankly.stages.writing.message_gate import Drafted, WrittenLines, lines_verified
from frankly.stages.writing.sentences import Basis
from frankly.stages.writing.wordings import Family, Language, Wording, Wordings
from tests.unit.stages.verify.samples import K, bearing, item, piece, reason, texts, verifier

WORDINGS = texts().wordings
EMMA = {"emma": item("emma", "Emma"), "ivanhoe": item("ivanhoe", "Ivanhoe")}


def slate(*pieces: Evidence, anchors: dict[str, Item] | None = None, locale: str = "en") -> Bearing:
    return bearing(*pieces, anchors=anchors or EMMA, without_item=True, locale=locale)


def body(*texts: str, evidence: str = "e1") -> list[VerifiedText]:
    """Sentences about an item, proved."""
    under = bearing(piece(evidence), anchors=EMMA)
    found = [verifier().verify(reason(text, evidence), under) for text in texts]
    assert all(isinstance(one, VerifiedText) for one in found), found
    return [one for one in found if isinstance(one, VerifiedText)]


TELLS_EMMA = "You viewed “{e1.title}”, and that counts here."


def written(
    under: Bearing,
    told: list[VerifiedText],
    *,
    seed: int = 1,
    basis: Basis = "evidence",
    tone: str = "plain",
    is_named: bool = False,
    drafted: Drafted | None = None,
) -> WrittenLines:
    writing = MessageWriting(WORDINGS, under, Seed(seed), basis, tone, is_named=is_named)
    return lines_verified(writing, verifier(), told, drafted)


@pytest.mark.parametrize("seed", range(8))
def test_a_message_has_every_line_each_once_and_in_its_role(seed: int) -> None:
    lines = written(slate(piece()), body(TELLS_EMMA), seed=seed).lines
    found = dict(lines.texts())
    assert list(found) == ["subject", "preheader", "greeting", "intro", "closing"]
    assert len({text.text.rstrip(".") for text in found.values()}) == 5
    assert found["subject"].evidence == ("e1",)
    assert (found["preheader"].evidence, found["intro"].evidence) == ((), ())


def test_a_subject_says_no_title_that_the_body_does_not_say() -> None:
    untitled = body("Something you viewed counts here.")
    for seed in range(12):
        subject = written(slate(piece()), untitled, seed=seed).lines.subject
        assert subject is not None
        assert "Emma" not in subject.text
    titled = {written(slate(piece()), body(TELLS_EMMA), seed=seed).lines.subject for seed in range(12)}
    assert any("Emma" in subject.text for subject in titled if subject)


def test_a_line_that_a_model_wrote_is_borne_by_the_body_or_replaced() -> None:
    under = slate(piece(), piece("e2", K.SAVED, ("item", "ivanhoe")))
    false = DraftSentence(
        kind="reason",
        text="With what you saved in mind",
        evidence=("e2",),
        role="subject",
        origin="model",
        pattern="m/v1",
    )
    told = written(under, body(TELLS_EMMA), drafted={"subject": [false]})
    assert told.lines.subject is not None
    assert told.lines.subject.evidence == ("e1",)
    assert [(one.part, one.detail) for one in told.degradations] == [("subject", "m/v1: not_borne")]


def test_a_line_that_a_model_wrote_well_is_taken() -> None:
    draft = DraftSentence(
        kind="reason",
        text="With “{e1.title}” in mind",
        evidence=("e1",),
        role="subject",
        origin="model",
        pattern="m/v1",
    )
    told = written(slate(piece()), body(TELLS_EMMA), drafted={"subject": [draft]})
    assert told.lines.subject is not None
    assert (told.lines.subject.text, told.lines.subject.origin) == ("With “Emma” in mind", "model")
    assert told.degradations == ()


def test_lines_that_state_nothing_are_borne_by_any_body() -> None:
    nudge = DraftSentence(kind="nudge", text="Have a look", role="subject")
    assert is_borne(nudge, slate(), [])
    assert not is_borne(reason("With what you viewed in mind"), slate(piece()), [])


@pytest.mark.parametrize(
    ("below", "is_borne_there"), [(TELLS_EMMA, True), ("Something you viewed counts here.", False)]
)
def test_a_proved_line_is_borne_by_another_body_that_says_the_same_names(below: str, is_borne_there: bool) -> None:
    under = slate(piece())
    subject = verifier().verify(reason("With “{e1.title}” in mind").model_copy(update={"role": "subject"}), under)
    assert isinstance(subject, VerifiedText)
    assert subject.text == "With “Emma” in mind"
    assert is_still_borne(subject, under, body(below)) is is_borne_there
    assert not is_still_borne(subject, under, [])


def test_a_proved_line_that_says_no_name_is_borne_by_any_sentence_about_its_evidence() -> None:
    under = slate(piece())
    subject = verifier().verify(reason("With what you viewed in mind").model_copy(update={"role": "subject"}), under)
    assert isinstance(subject, VerifiedText)
    assert is_still_borne(subject, under, body("Something you viewed counts here."))
    assert not is_still_borne(subject, under, [])


@pytest.mark.parametrize("basis", ["newcomers", "non_profiled"])
@pytest.mark.parametrize("locale", ["en", "de"])
def test_without_a_profile_no_line_speaks_of_what_the_reader_did(basis: Basis, locale: str) -> None:
    under = slate(piece(), locale=locale)
    writing = MessageWriting(WORDINGS, under, Seed(1), basis)
    for role in ("subject", "preheader", "intro"):
        assert all(not draft.evidence for draft in message_drafts(writing, role))


def test_the_preheader_tells_what_the_subject_does_not() -> None:
    pieces = (piece(contribution=900), piece("e2", K.NEW, ("none", ""), contribution=300))
    writing = MessageWriting(WORDINGS, slate(*pieces), Seed(1))
    assert next(message_drafts(writing, "subject")).evidence == ("e1",)
    assert next(message_drafts(writing, "preheader", {K.VIEWED})).evidence == ("e2",)
    assert next(message_drafts(writing, "intro", {K.VIEWED, K.NEW})).evidence == ()


def test_what_was_spoken_of_is_the_last_that_a_line_comes_back_to() -> None:
    pieces = (piece(contribution=900), piece("e2", K.SEARCHED, ("none", "whales"), contribution=300))
    writing = MessageWriting(WORDINGS, slate(*pieces), Seed(1))
    told = [draft.evidence for draft in message_drafts(writing, "intro", {K.VIEWED})]
    assert told.index(("e2",)) < told.index(()) < told.index(("e1",))


@pytest.mark.parametrize("tone", ["plain", "warm"])
@pytest.mark.parametrize("locale", ["en", "de"])
def test_a_subject_names_what_it_speaks_of_where_the_body_does(locale: str, tone: str) -> None:
    for seed in range(12):
        subject = written(slate(piece(), locale=locale), body(TELLS_EMMA), seed=seed, tone=tone).lines.subject
        assert subject is not None
        assert "Emma" in subject.text


def test_acts_told_together_are_spoken_of_when_one_of_them_was() -> None:
    pieces = (
        piece(contribution=300),
        piece("e2", K.SAVED, ("item", "ivanhoe"), contribution=290),
        piece("e3", K.LIKED, ("item", "emma"), contribution=280),
    )
    writing = MessageWriting(WORDINGS, slate(*pieces), Seed(1))
    assert next(message_drafts(writing, "subject")).pattern.startswith("subject/acts/")
    assert next(message_drafts(writing, "preheader", {K.SAVED})).evidence == ()


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("seed", range(12))
def test_no_line_says_another_again_in_nearly_the_same_words(seed: int, locale: str) -> None:
    pieces = (piece(contribution=900), piece("e2", K.NEW, ("none", ""), contribution=300))
    for told in (pieces, pieces[:1], ()):
        for tone in ("plain", "warm"):
            lines = written(slate(*told, locale=locale), body(TELLS_EMMA), seed=seed, tone=tone).lines
            found = [text.text for role, text in lines.texts() if role != "greeting"]
            assert len(found) == 4
            assert not any(is_alike(one, other) for one, other in combinations(found, 2))


def test_where_every_line_is_alike_the_first_that_is_not_the_same_is_taken() -> None:
    only = Family("viewed", frozenset({K.VIEWED}), (Wording("x/1", "With what you viewed in mind"),))
    again = Family(
        "viewed",
        frozenset({K.VIEWED}),
        (
            Wording("y/1", "With what you viewed in mind."),
            Wording("y/2", "We put this together with what you viewed in mind."),
        ),
    )
    messages = {"subject": {"viewed": only}, "intro": {"viewed": again}, "preheader": {}, "greeting": {}, "closing": {}}
    english = replace(WORDINGS.languages["en"], messages=messages, headlines={})
    writing = MessageWriting(Wordings({"en": english}), slate(piece()), Seed(1))
    lines = lines_verified(writing, verifier(), body(TELLS_EMMA)).lines
    assert lines.intro is not None
    assert lines.intro.pattern == "y/2"


def test_a_name_asks_for_a_greeting_that_it_can_follow() -> None:
    patterns = set()
    for seed in range(12):
        greeting = written(slate(), [], tone="warm", seed=seed, is_named=True).lines.greeting
        assert greeting is not None
        patterns.add(greeting.pattern.rpartition("/")[0])
    assert patterns == {"greeting/named"}


def test_tones_differ_in_words_and_not_in_what_is_stated() -> None:
    under, told = slate(piece()), body(TELLS_EMMA)
    by_tone = {}
    for tone in ("plain", "warm"):
        lines = [written(under, told, tone=tone, seed=seed).lines for seed in range(16)]
        by_tone[tone] = {text.text for one in lines for _, text in one.texts()}
        assert {text.evidence for one in lines for role, text in one.texts() if role == "subject"} == {("e1",)}
    assert by_tone["warm"] - by_tone["plain"]


def test_a_language_without_lines_of_its_own_is_told_by_headlines_and_greets_nobody() -> None:
    english = WORDINGS.languages["en"]
    bare = Wordings({"en": Language("en", english.reasons, english.headlines, english.nudges)})
    found = lines_verified(MessageWriting(bare, slate(piece()), Seed(1)), verifier(), body(TELLS_EMMA)).lines
    assert found.subject is not None
    assert found.subject.pattern.startswith("headline/viewed")
    assert (found.greeting, found.closing) == (None, None)


def test_a_language_that_nothing_is_written_in_has_no_lines() -> None:
    assert written(slate(locale="cy"), []).lines == MessageLines()
