"""The last thing that passes and the first that does not, and what is told of it."""

from dataclasses import replace

import pytest

from frankly.domain.saying.text import DraftSentence, Refused, Verdict
from frankly.domain.saying.text_slot import Instant
from frankly.domain.time import DAY_MS
from frankly.ports.verifier import Bearing
from frankly.stages.verify.checks.length import MOST_DRAFT, MOST_FILLED
from frankly.stages.verify.clean import MOST_CHARACTERS, clean
from frankly.stages.verify.fill import ago
from frankly.stages.verify.parse import parse
from frankly.stages.verify.policy.personal import found_in
from frankly.stages.verify.policy.readability import ease_of
from frankly.stages.verify.verifier import SentenceVerifier
from tests.unit.stages.verify.quoted_items import PACK, fact
from tests.unit.stages.verify.rulings import POLICY, held, ruled
from tests.unit.stages.verify.samples import NOW, K, bearing, codes, ground, item, piece, reason, texts, verifier

VIEW = bearing(piece())
EMAIL = replace(VIEW, surface="email")


def verdicts(draft: DraftSentence, under: Bearing, gate: SentenceVerifier | None = None) -> dict[str, Verdict]:
    outcome = (gate or verifier()).verify(draft, under)
    return {one.code: one for one in outcome.verdicts} if isinstance(outcome, Refused) else {}


def test_a_draft_may_have_its_full_length() -> None:
    text = "You viewed “{e1.title}”, and that counts here."
    for size, passes in ((MOST_DRAFT, True), (MOST_DRAFT + 1, False)):
        assert ("too_long" not in codes(reason(text + " " * (size - len(text))), VIEW)) == passes


def test_what_is_filled_may_have_the_length_of_its_role() -> None:
    words = "“” counts."
    for extra, passes in ((0, True), (1, False)):
        title = "y" * (MOST_FILLED["subject"] - len(words) + extra)
        draft = reason("“{e1.title}” counts.").model_copy(update={"role": "subject"})
        found = verdicts(draft, bearing(piece(), anchors={"emma": item("emma", title)}))
        assert ("too_long" not in found) == passes
        assert passes or found["too_long"].span == (0, len(draft.text))


def test_a_draft_says_something() -> None:
    assert "say something in words" in verdicts(reason("…"), VIEW)["markup"].hint
    assert "markup" not in codes(reason("“{e1.title}”"), VIEW)


def test_a_ground_of_which_nothing_is_shown_names_its_first_piece() -> None:
    under = bearing(piece("e9"), grounds={"g1": ground((piece("e3"), piece("e4")), ("category", "romance"))})
    hint = verdicts(reason("{g1.titles} titles that you viewed count here.", "e9"), under)["uncited_evidence"].hint
    assert hint == "'g1' is used: cite e3"


def test_of_the_kinds_that_a_word_is_said_of_four_are_named() -> None:
    lexicon = texts().lexicons["en"]
    words = {word for some in lexicon.kinds.values() for word in some}
    many = sorted(word for word in words if sum(word in some for some in lexicon.kinds.values()) > 4)
    told = [verdicts(reason(f"{word.title()} here."), bearing(piece(kind=K.EDITORIAL))) for word in many]
    hints = [found["wrong_act"].hint for found in told if "wrong_act" in found]
    assert hints
    assert all(hint.endswith(" …: say it without") and hint.count(" or ") == 3 for hint in hints)


def test_a_dislike_without_effect_speaks_against_a_liking() -> None:
    liked, hid = piece("e1", K.LIKED), piece("e2", K.HID, contribution=0)
    grounds = {"g1": ground((liked,), None), "g2": ground((hid,), None)}
    under = replace(bearing(liked, hid, grounds=grounds), placed=("e1", "e2"))
    assert "preference_conflict" in codes(reason("You liked “{e1.title}”."), under)
    assert "preference_conflict" not in codes(
        reason("You liked “{e1.title}”."), replace(under, grounds={"g1": grounds["g1"]})
    )


def test_what_is_said_of_the_item_holds_of_all_that_is_cited() -> None:
    """A field of the item may be told beside a statistic, and not where an act is cited too."""
    kinds = (K.POPULAR, K.NEW, K.EDITORIAL, K.VIEWED)
    pieces = [piece(f"e{number}", kind, count=90) for number, kind in enumerate(kinds, 1)]
    draft = reason("New in {item.category}.", "e1", "e2", "e3", "e4")
    assert "slot_unknown" in codes(draft, bearing(*pieces))
    assert "slot_unknown" not in codes(reason("New in {item.category}.", "e1", "e2", "e3"), bearing(*pieces[:3]))


def test_a_crowd_is_one_in_everything_that_is_cited() -> None:
    crowd, few = piece("e1", K.POPULAR, ("none", ""), count=25), piece("e2", K.POPULAR, ("none", ""), count=5)
    draft = reason("Many people have shown interest in this one.", "e1", "e2")
    assert "too_few_people" in codes(draft, bearing(crowd, few))


def test_the_source_of_a_long_ground_is_that_of_all_its_pieces() -> None:
    """Ten pieces are cited at most; what the others brought counts too."""
    alike = [piece(f"e{number}", contribution=10) for number in range(1, 11)]
    others = [piece(f"e{number}", contribution=500, sources={"transitions": 500}) for number in (11, 12)]
    draft = reason("Similar to {g1.titles} titles in {g1.category}.", *(one.id for one in alike))
    for pieces, passes in ((alike, True), ([*alike, *others], False)):
        under = bearing(*pieces, grounds={"g1": ground(tuple(pieces), ("category", "romance"))})
        assert ("source_unlicensed" not in codes(draft, under)) == passes


def test_a_sentence_may_end_where_a_noun_would_follow() -> None:
    assert "internal" not in codes(reason("You viewed “{e1.title}” before this"), bearing(piece(), about=BLANKET))


BLANKET = item(title="Cozy Knit Blanket Set", creators=())
TEPPICH = item(title="Roter Wollteppich", creators=(), language="de")


@pytest.mark.parametrize(("said", "passes"), [("dieser Wollteppich", True), ("dieser wollteppich", False)])
def test_german_nouns_have_a_capital_letter(said: str, passes: bool) -> None:
    under = replace(bearing(piece(), about=TEPPICH), locale="de")
    draft = reason(f"Sie haben sich „{{e1.title}}“ angesehen, und vielleicht passt auch {said}.", locale="de")
    assert (codes(draft, under) == set()) == passes


def test_a_value_is_read_up_to_a_limit() -> None:
    long = "word " * (MOST_CHARACTERS * 20 // 5)
    assert clean(f"{long}https://shop.example") is not None
    assert clean(f"{long[:-30]} https://shop.example") is None


def test_a_long_value_is_cut_between_words() -> None:
    shown = clean("abcdefghij " * 20)
    assert shown is not None
    assert shown.endswith("abcdefghij…")
    assert MOST_CHARACTERS - 30 < len(shown) <= MOST_CHARACTERS


def test_a_language_without_frames_quotes_nothing() -> None:
    silent = SentenceVerifier({"en": replace(texts().lexicons["en"], quoting=None)})
    draft = fact(PACK, "s3", "The straps are not padded.")
    found = verdicts(draft, Bearing(PACK, {}), silent)["frame_unknown"]
    assert found.span == (0, len(draft.text))


@pytest.mark.parametrize(
    ("text", "passes"), [("The and der die.", True), ("The der die.", False), ("The der.", True), ("Der die.", False)]
)
def test_a_sentence_is_in_the_language_of_most_of_its_small_words(text: str, passes: bool) -> None:
    assert ("wrong_language" not in ruled(reason(text), VIEW)) == passes


def test_an_address_is_known_by_its_capital() -> None:
    german = replace(VIEW, locale="de")
    assert "wrong_address" in ruled(reason("Das gefällt Ihr.", locale="de"), german, "du")
    assert "wrong_address" not in ruled(reason("Das gefällt ihr.", locale="de"), german, "du")


@pytest.mark.parametrize(("number", "passes"), [(12, True), (13, False)])
def test_a_sentence_may_have_so_many_words(number: int, passes: bool) -> None:
    found = ruled(reason("look " * number), VIEW)
    assert ("hard_to_read" not in found) == passes
    assert passes or "it has 13 words and may have 12" in found["hard_to_read"]
    assert passes or "reading/everywhere" in found["hard_to_read"]


@pytest.mark.parametrize(("word", "passes"), [("recommendation", False), ("education", True)])
def test_a_word_may_have_so_many_syllables(word: str, passes: bool) -> None:
    """Four are allowed, and a word of five is refused."""
    assert ("hard_to_read" not in ruled(reason(f"You viewed {word}."), VIEW)) == passes


@pytest.mark.parametrize(("number", "passes"), [(4, True), (5, False)])
def test_reading_ease_is_asked_for_from_so_many_words_on(number: int, passes: bool) -> None:
    found = ruled(reason("education " * number), EMAIL)
    assert ("hard_to_read" not in found) == passes
    assert passes or "reading/email" in found["hard_to_read"]


@pytest.mark.parametrize(("digits", "is_one"), [(7, False), (8, True), (15, True), (16, False)])
def test_a_telephone_number_has_eight_to_fifteen_digits(digits: int, is_one: bool) -> None:
    assert bool(found_in("+" + "4" * digits, ("phone",))) == is_one


def test_a_disclosure_is_refused_as_a_whole() -> None:
    draft = DraftSentence(kind="nudge", text="Advert.", pattern="disclosure/paid")
    paid = replace(VIEW, disclosed=frozenset({"paid"}))
    assert verdicts(draft, paid, held())["disclosure"].span == (0, len(draft.text))
    assert POLICY.rules.disclosures["paid"].text["en"] in verdicts(draft, paid, held())["disclosure"].hint


def test_how_long_ago_is_told_from_this_very_moment_on() -> None:
    assert ago(Instant(DAY_MS), DAY_MS, "en") == "1 minute ago"
    assert ago(Instant(DAY_MS + 1), DAY_MS, "en") is None
    assert (ago(Instant(0), 1, "en"), ago(Instant(0), 0, "en")) == ("1 minute ago", None)


def test_a_house_may_allow_less_room() -> None:
    words = "“” counts."
    for extra, passes in ((0, True), (1, False)):
        anchors = {"emma": item("emma", "y" * (60 - len(words) + extra))}
        draft = reason("“{e1.title}” counts.").model_copy(update={"role": "headline"})
        # At noon: views at night are not told.
        seen = piece().model_copy(update={"at": NOW - DAY_MS // 2})
        assert ("too_long_here" not in ruled(draft, bearing(seen, anchors=anchors))) == passes


@pytest.mark.parametrize(
    ("text", "language", "ease"),
    [("The cat sat on the mat.", "en", 116), ("Das ist gut. Das auch!", "de", 119), ("{e1.title}.", "en", 36)],
)
def test_reading_ease_is_that_of_the_formulas(text: str, language: str, ease: int) -> None:
    assert ease_of(parse(text), language) == ease


def test_a_disclosure_of_a_language_holds_in_its_regions() -> None:
    draft = DraftSentence(kind="nudge", text="Advertisement.", pattern="disclosure/paid", locale="en-GB")
    assert verdicts(draft, replace(VIEW, disclosed=frozenset({"paid"}), locale="en-GB"), held()) == {}
