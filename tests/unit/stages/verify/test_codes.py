import pytest

from frankly.domain.saying.text import DraftSentence, Refused
from frankly.ports.verifier import Bearing
from frankly.stages.verify.codes import MEANINGS, Code
from frankly.stages.verify.verifier import SentenceVerifier
from tests.unit.stages.verify.samples import K, bearing, codes, ground, item, piece, reason, texts, verifier
from tests.unit.stages.verify.test_ruled import REFUSED as RULED

VIEW = bearing(piece())
TWO = bearing(piece(), piece("e2", anchor=("item", "ivanhoe")))
TOGETHER = bearing(
    piece(),
    piece("e2", anchor=("item", "ivanhoe")),
    grounds={"g1": ground((piece(), piece("e2")), ("category", "romance"))},
)
FEW = bearing(piece(kind=K.POPULAR, anchor=("none", ""), count=3))

SEVERAL = reason("The {g1.titles} titles in {g1.category} that you viewed count here.", "e1", "e2")
AGAIN = bearing(piece(), piece("e2"), grounds={"g1": ground((piece(), piece("e2")), ("category", "romance"))})
CRIME = bearing(*TWO.evidence.values(), grounds={"g1": ground(tuple(TWO.evidence.values()), ("category", "crime"))})
ELSEWHERE = bearing(piece(kind=K.POPULAR_IN_CATEGORY, anchor=("category", "crime"), count=90))
CLAIMING = bearing(piece(kind=K.SEARCHED, anchor=("query", "pillow that cures insomnia")))
OVER = bearing(piece(kind=K.PROGRESSED), piece("e2", kind=K.COMPLETED))

REFUSED: list[tuple[Code, DraftSentence, Bearing]] = [
    (Code.LOCALE_UNKNOWN, reason("Gwelsoch {e1.title}.", locale="cy"), bearing(piece(), locale="cy")),
    (Code.LOCALE_MISMATCH, reason("Sie haben sich „{e1.title}“ angesehen.", locale="de"), VIEW),
    (Code.NO_EVIDENCE, DraftSentence(kind="reason", text="This one counts here."), VIEW),
    (Code.NEEDLESS_EVIDENCE, DraftSentence(kind="nudge", text="Have a look", evidence=("e1",)), VIEW),
    (Code.TOO_LONG, reason("You viewed “{e1.title}”, " + "and that counts " * 20 + "here."), VIEW),
    (Code.UNKNOWN_EVIDENCE, reason("“{e9.title}” counts here.", "e9"), VIEW),
    (Code.UNUSED_EVIDENCE, reason("“{e1.title}” counts here.", "e1", "e2"), TWO),
    (Code.UNCITED_EVIDENCE, reason("“{e1.title}” and “{e2.title}” count here.", "e1"), TWO),
    (Code.UNCITED_EVIDENCE, reason("The {g1.titles} titles that you viewed count here.", "e1"), TOGETHER),
    (Code.KIND_UNSAYABLE, reason("“{e1.title}” counts here."), bearing(piece(kind=K.DISLIKED))),
    (Code.NO_EFFECT, reason("“{e1.title}” counts here."), bearing(piece(contribution=0))),
    (Code.NO_EFFECT, reason("“{e1.title}” counts here."), bearing(piece(contribution=-5))),
    (Code.NO_EFFECT, reason("“{e1.title}” counts here."), bearing(piece(), causes={"e1": "none"})),
    (Code.SLOT_MALFORMED, reason("You viewed {e1}."), VIEW),
    (Code.SLOT_MALFORMED, reason("You viewed {{e1.title}}."), VIEW),
    (Code.SLOT_UNKNOWN, reason("You viewed “{e1.price}”."), VIEW),
    (Code.SLOT_UNKNOWN, reason("You viewed “{e1.title}”, and “{item.category}” counts."), VIEW),
    (Code.SLOT_ABSENT, reason("You viewed “{e1.title}”."), bearing(piece(anchor=("item", "gone")))),
    (Code.SLOT_ABSENT, reason("You viewed “{e1.title}” {e1.when}."), bearing(piece(days_ago=None))),
    (Code.SLOT_JOINED, reason("You viewed {e1.title}{e1.creator}."), VIEW),
    (Code.SLOT_JOINED, reason("You viewed {e1.count}{e1.count} times “{e1.title}”."), VIEW),
    (Code.SLOT_TWICE, reason("You viewed “{e1.title}” and “{e2.title}”.", "e1", "e2"), bearing(piece(), piece("e2"))),
    (Code.WRONG_GROUP, SEVERAL, CRIME),
    (Code.WRONG_GROUP, SEVERAL, AGAIN),
    (Code.WRONG_GROUP, reason("Popular in {e1.category}."), ELSEWHERE),
    (Code.VALUE_UNSAFE, reason("You searched for “{e1.query}”, and that counts here."), CLAIMING),
    (Code.PREFERENCE_CONFLICT, reason("You are partway through “{e1.title}”."), OVER),
    (Code.SLOT_UNIT, reason("You viewed {e1.count} titles: “{e1.title}”."), VIEW),
    (Code.STRAY_NUMBER, reason("You viewed “{e1.title}” 7 times."), VIEW),
    (Code.STRAY_NUMBER, reason("You viewed “{e1.title}” seven times."), VIEW),
    (Code.STRAY_NUMBER, reason("You viewed “{e1.title}” for € and %."), VIEW),
    (Code.STRAY_NUMBER, reason("You viewed “{e1.title}” ٣ times."), VIEW),
    (Code.STRAY_NAME, reason("You viewed Emma, and “{e1.title}” counts."), VIEW),
    (Code.STRAY_NAME, reason("You viewed “The Reason”, and “{e1.title}” counts."), VIEW),
    (Code.STRAY_NAME, reason("You viewed The Case, and “{e1.title}” counts."), VIEW),
    (Code.WORD_UNLICENSED, reason("You viewed “{e1.title}”, a gripping title."), VIEW),
    (Code.WORD_UNLICENSED, reason("You greatly viewed “{e1.title}”."), VIEW),
    (Code.WRONG_ACT, reason("You bought “{e1.title}”, and that counts here."), VIEW),
    (Code.WRONG_OBJECT, reason("You viewed this one after “{e1.title}”."), VIEW),
    (Code.WRONG_OBJECT, reason("You viewed the one here."), VIEW),
    (Code.NOT_ABOUT_PERSON, reason("A title for you."), FEW),
    (Code.NOT_ABOUT_PERSON, DraftSentence(kind="nudge", text="Have a look around for you"), VIEW),
    (Code.SOURCE_UNLICENSED, reason("After “{e1.title}” others went on to this one."), VIEW),
    (Code.TOO_FEW_PEOPLE, reason("Many people have shown interest in this one."), FEW),
    (Code.TOO_FEW_PEOPLE, reason("Interest: {e1.count} people here."), FEW),
    (Code.FALSE_CAUSE, reason("Because you viewed “{e1.title}”."), VIEW),
    (Code.MARKUP, reason("You viewed *{e1.title}*."), VIEW),
    (Code.MARKUP, reason("You viewed <b> “{e1.title}”."), VIEW),
    (Code.MARKUP, reason("[You viewed] (“{e1.title}”)"), VIEW),
    (Code.LINK, reason("You viewed “{e1.title}”: www.shop.example"), VIEW),
    (Code.HIDDEN_CHARACTER, reason("You viewed\u200b “{e1.title}”."), VIEW),
    (Code.HIDDEN_CHARACTER, reason("You viewed “{e1.title}”\n"), VIEW),
    (Code.HIDDEN_CHARACTER, reason("You viewed “{e1.title}” \u202ehere."), VIEW),
    (Code.HIDDEN_CHARACTER, reason("You vie\u0301wed “{e1.title}”."), VIEW),
    (Code.SHAPE, reason("“{e1.title}”, which you viewed, is part of this one."), VIEW),
    (Code.SHAPE, reason("You viewed “{item.title}”, and “{e1.title}” counts."), VIEW),
    (Code.TIME_UNLICENSED, reason("You recently viewed “{e1.title}”."), bearing(piece(days_ago=31))),
    (Code.SLOT_TWICE, reason("You viewed “{e1.title}” and “{e1.title}”."), VIEW),
    (
        Code.PREFERENCE_CONFLICT,
        reason("You liked “{e1.title}”."),
        bearing(piece(kind=K.LIKED), piece("e2", K.DISLIKED, contribution=-400)),
    ),
    (Code.POLARITY, reason("You never viewed “{e1.title}”."), VIEW),
    (Code.QUANTIFIER, reason("All of what you viewed counts here."), VIEW),
    (Code.ATTRIBUTION, reason("Reviewers say that “{e1.title}” counts here."), VIEW),
    (Code.COMPARISON, reason("This one is better than “{e1.title}”."), VIEW),
    (Code.SUPERLATIVE, reason("“{e1.title}” is the finest."), VIEW),
    (Code.URGENCY, DraftSentence(kind="nudge", text="Have a look today"), VIEW),
    (Code.SCARCITY, DraftSentence(kind="nudge", text="Have a look at the last ones"), VIEW),
    (Code.PROMISE, reason("You will like this one, as you viewed “{e1.title}”."), VIEW),
    (Code.HEALTH, reason("“{e1.title}” heals, and that counts here."), VIEW),
    (Code.LEGAL, reason("“{e1.title}” is certified."), VIEW),
    (Code.GUARANTEE, DraftSentence(kind="nudge", text="Money back"), VIEW),
    (Code.FREE, DraftSentence(kind="nudge", text="Have a free look"), VIEW),
    (Code.LIFE_STATE, DraftSentence(kind="nudge", text="Now that you have retired, have a look"), VIEW),
    (
        Code.VALUE_UNSAFE,
        reason("You viewed “{e1.title}”."),
        bearing(piece(), anchors={"emma": item("emma", "see https://evil.example")}),
    ),
]


@pytest.mark.parametrize(("code", "draft", "under"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_broken_rule_is_refused_with_its_code(code: Code, draft: DraftSentence, under: Bearing) -> None:
    assert code in codes(draft, under)


def test_every_code_is_explained_and_tried_here_or_with_the_facts_that_cite_text() -> None:
    assert set(MEANINGS) == set(Code)
    cited = {code for code in Code if code.startswith(("quote_", "rewrite_", "level_", "judgement_", "signature_"))}
    cited |= {Code.SPAN_UNKNOWN, Code.FRAME_UNKNOWN}
    tried = {code for code, _, _ in REFUSED} | {code for code, _, _ in RULED} | cited
    assert tried == set(Code) - {Code.INTERNAL, Code.HEDGE}


def test_a_refusal_points_at_the_words_and_says_what_would_mend_them() -> None:
    outcome = verifier().verify(reason("You bought “{e1.title}”, and that counts here."), VIEW)
    assert isinstance(outcome, Refused)
    word, whole = outcome.verdicts
    assert outcome.draft.text[slice(*word.span)] == "bought"
    assert word.hint == "'bought' stands only in a reason that cites nothing but bought: say it without"
    assert (whole.code, outcome.draft.text[whole.span[0] :]) == ("shape", "bought “{e1.title}”, and that counts here.")
    assert "say: You viewed “{e1.title}”, and that counts here" in whole.hint


@pytest.mark.parametrize(
    ("draft", "under", "home"),
    [
        (
            DraftSentence(kind="nudge", text="See our best"),
            Bearing(item=None, evidence={}),
            "a reason that cites nothing but explored",
        ),
        (reason("You viewed “{e1.title}”, so read on."), VIEW, "a nudge, which invites and states nothing"),
    ],
)
def test_a_word_of_other_sentences_is_told_where_it_may_stand(draft: DraftSentence, under: Bearing, home: str) -> None:
    outcome = verifier().verify(draft, under)
    assert isinstance(outcome, Refused)
    assert any(f"stands only in {home}: say it without" in verdict.hint for verdict in outcome.verdicts)


def test_an_error_inside_is_a_refusal() -> None:
    class Broken(dict[str, object]):
        def get(self, key: object, default: object = None) -> object:
            raise RuntimeError("no such thing")

        def __contains__(self, key: object) -> bool:
            raise RuntimeError("no such thing")

    under = Bearing(item=item(), evidence=Broken())  # type: ignore[arg-type]
    assert codes(reason("You viewed “{e1.title}”."), under) == {Code.INTERNAL}


def test_all_mistakes_are_told_at_once() -> None:
    assert codes(reason("You bought Emma for 3 <b>."), VIEW) >= {
        Code.WRONG_ACT,
        Code.STRAY_NAME,
        Code.STRAY_NUMBER,
        Code.MARKUP,
    }


def test_without_a_lexicon_nothing_passes() -> None:
    outcome = SentenceVerifier({}).verify(reason("“{e1.title}” counts here."), VIEW)
    assert isinstance(outcome, Refused)
    assert outcome.verdicts[0].code == Code.LOCALE_UNKNOWN


def test_the_region_of_a_locale_does_not_matter_for_its_words() -> None:
    assert "de" in texts().lexicons
    draft = reason("Sie haben sich „{e1.title}“ angesehen.", locale="de-AT")
    assert codes(draft, bearing(piece(), locale="de-AT")) == set()
