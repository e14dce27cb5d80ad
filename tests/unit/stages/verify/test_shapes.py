"""Constructions: what is said truly fits, and the same words put together to say something else do not."""

import json
import re
from dataclasses import replace

import pytest

from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.text import DraftSentence, Refused
from frankly.domain.saying.text_slot import ACT_KINDS
from frankly.ports.verifier import Bearing
from frankly.stages.verify.vocabulary.automaton import automaton
from frankly.stages.verify.vocabulary.examples import examples
from frankly.stages.verify.vocabulary.shapes import PatternWrong, read_pattern
from frankly.stages.verify.vocabulary.situation import Situation
from frankly.stages.verify.writing_rules.live import writing_rules
from tests.needs import SHARED_DATA
from tests.unit.stages.verify.samples import K, bearing, codes, filled, ground, item, piece, reason, texts, verifier

BLANKET = item(title="Cozy Comfort Knit Blanket Set", creators=())
VIEW = bearing(piece(), about=BLANKET)
TWICE = bearing(piece(count=2), about=BLANKET)
NECESSARY = bearing(piece(), about=BLANKET, causes={"e1": "necessary"})
TWO_KINDS = bearing(piece(), piece("e2", K.BOUGHT, ("item", "ivanhoe")))
FORTY_DAYS = bearing(piece(days_ago=40), about=BLANKET)


@pytest.mark.parametrize(
    ("text", "under"),
    [
        ("You viewed {e1.title}, and this knit blanket set may be a match.", VIEW),
        ("You recently viewed {e1.title}, and this blanket set could be your kind of pick.", VIEW),
        ("You had a look at {e1.title} earlier, and you may like this one.", FORTY_DAYS),
        ("This set is similar to {e1.title}, which you viewed {e1.when}.", VIEW),
        ("Because you viewed {e1.title}, this blanket set may interest you.", NECESSARY),
        ("You viewed {e1.title}, so here is a blanket set you may also like.", NECESSARY),
        ("Since you viewed {e1.title}, we picked this one.", NECESSARY),
        ("You viewed {e1.title} {e1.count} times, and that speaks for {item.title}.", TWICE),
    ],
)
def test_what_is_true_may_be_said_in_many_ways(text: str, under: Bearing) -> None:
    assert codes(reason(text), under) == set()


@pytest.mark.parametrize(
    "text",
    [
        "“{e1.title}”, which you viewed, is part of this one.",
        "You had this one made.",
        "You viewed this one, and “{e1.title}” counts here.",
        "You viewed “{e1.title}”, and this one is here for you.",
        "This one is by “{e1.title}”.",
        "You viewed “{e1.title}” again.",
        "You viewed “{e1.title}” before others.",
        "If you viewed “{e1.title}”, this one may be a match.",
        "Did you view “{e1.title}”?",
        "You like “{e1.title}”.",
        "You viewed “{e1.title}”, and you will like this one.",
        "You viewed “{e1.title}”, and this one is a match.",
        "Others viewed “{e1.title}”, and that counts here.",
        "Our editors viewed “{e1.title}”.",
        "You viewed “{e1.title}” for this one.",
        "This wool blanket may be a match, and you viewed “{e1.title}”.",
        "You viewed “{e1.title}” lately, and we took this one in your basket.",
        "What counts here is that you viewed this one.",
    ],
)
def test_licensed_words_put_together_into_a_lie_are_refused(text: str) -> None:
    assert codes(reason(text), VIEW)
    assert codes(reason(text), NECESSARY)


def test_an_act_is_bound_to_the_kind_of_its_slot() -> None:
    assert codes(reason("“{e1.title}” and “{e2.title}” count here.", "e1", "e2"), TWO_KINDS) == set()
    assert codes(reason("You viewed “{e2.title}” and you bought “{e1.title}”.", "e1", "e2"), TWO_KINDS)
    assert codes(reason("You bought “{e1.title}” and “{e2.title}”.", "e1", "e2"), TWO_KINDS)


def test_a_time_or_number_belongs_to_the_slot_beside_it() -> None:
    under = bearing(piece(), piece("e2", anchor=("item", "ivanhoe")))
    assert codes(reason("You viewed “{e1.title}” {e2.when}, and “{e2.title}” counts.", "e1", "e2"), under)
    assert codes(reason("You viewed “{e1.title}” and “{e2.title}” {e2.when}.", "e1", "e2"), under)


def test_a_title_never_reads_as_our_own_words() -> None:
    hostile = item("emma", "it, and you will love this one")
    under = bearing(piece(), anchors={"emma": hostile})
    assert filled(reason("You viewed {e1.title}."), under) == "You viewed “it, and you will love this one”."


def test_one_of_several_is_one_of_those() -> None:
    pieces = (piece(), piece("e2", anchor=("item", "ivanhoe")), piece("e3", anchor=("item", "ivanhoe")))
    under = bearing(*pieces, grounds={"g1": ground(pieces[:2], ("category", "romance"))})
    text = "{{g1.titles}} titles in {{g1.category}} that you viewed count here, and “{{{0}.title}}” is one."
    assert codes(reason(text.format("e1"), "e1", "e2"), under) == set()
    assert "wrong_object" in codes(reason(text.format("e3"), "e1", "e2", "e3"), under)


@pytest.mark.parametrize(
    ("title", "creators", "said", "passes"),
    [
        ("Cozy Comfort Knit Blanket Set", (), "blanket set", True),
        ("Vintage Grand Piano with Crystal Vase", (), "grand piano", True),
        ("Vintage Grand Piano with Crystal Vase", (), "crystal vase", False),
        ("Faux Leather Bag", (), "leather bag", False),
        ("Cold Brew Coffee Mug", (), "cold mug", False),
        ("The Perfect Gift", (), "gift", False),
        ("A Wedding Gift", ("Jane Austen",), "gift", False),
        ("Persuasion", (), "persuasion", False),
        ("Winter Sock", (), "winter socks", True),
    ],
)
def test_an_item_is_called_by_the_end_of_a_title_that_describes(
    title: str, creators: tuple[str, ...], said: str, passes: bool
) -> None:
    under = bearing(piece(), about=item(title=title, creators=creators))
    assert (codes(reason(f"You viewed “{{e1.title}}”, and this {said} may be a match."), under) == set()) == passes


@pytest.mark.parametrize(
    "text",
    [
        "Take a look whenever you like.",
        "Have a browse and see what you think.",
        "If you like the idea, save it for later.",
        "It may be worth a look when you have time.",
    ],
)
def test_a_nudge_invites(text: str) -> None:
    assert codes(DraftSentence(kind="nudge", text=text), VIEW) == set()


@pytest.mark.parametrize(
    "text",
    [
        "See it before others do.",
        "Look now, as you may not find it here again.",
        "Take a look while there is still time.",
        "Try it, and you will be the better for it.",
        "Have a look at what you like: this one.",
        "Save it, as you have time.",
        "This one is worth a look.",
    ],
)
def test_a_nudge_that_states_something_is_refused(text: str) -> None:
    assert codes(DraftSentence(kind="nudge", text=text), VIEW)


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Sie haben sich „{e1.title}“ angesehen, und das zählt hier mit.", True),
        ("Du hast dir „{e1.title}“ angesehen, und vielleicht passt auch dieser Titel.", True),
        ("sie haben sich „{e1.title}“ angesehen.", False),
        ("Sie haben sich diesen Titel nach „{e1.title}“ angesehen.", False),
        ("Ihnen gefällt „{e1.title}“.", False),
        ("Weil Sie sich „{e1.title}“ angesehen haben, steht dieser Titel hier.", False),
        ("Angeregt von „{e1.title}“", True),
        ("Vorschläge, angeregt von „{e1.title}“, von Ihnen angesehen", True),
        ("Angeregt von „{e1.title}“, von Ihnen gekauft", False),
        ("Angeregt von „{e1.title}“, steht dieser Titel hier.", False),
        ("Vorschläge, angeregt von dem, was Ihnen gefällt", False),
    ],
)
def test_german_says_the_same_and_no_more(text: str, passes: bool) -> None:
    found = codes(reason(text, locale="de"), bearing(piece(), locale="de"))
    assert (found - {"wrong_address"} == set()) == passes


@pytest.mark.parametrize(
    ("sie", "du"),
    [
        ("Sie haben sich „{e1.title}“ angesehen.", "Du hast dir „{e1.title}“ angesehen."),
        (
            "Weil Sie sich „{e1.title}“ angesehen haben, finden Sie diesen Titel hier.",
            "Weil du dir „{e1.title}“ angesehen hast, findest du diesen Titel hier.",
        ),
    ],
)
def test_a_german_sentence_keeps_to_one_form_of_address(sie: str, du: str) -> None:
    leaning = bearing(piece(), locale="de", causes={"e1": "necessary"})

    def refused(words: list[str]) -> set[str]:
        return codes(reason(" ".join(words), locale="de"), leaning) - {"wrong_address"}

    one, other = sie.split(), du.split()
    assert refused(one) == refused(other) == set()
    for at, word in enumerate(one):
        if word != other[at]:
            assert "shape" in refused([*one[:at], other[at], *one[at + 1 :]])
            assert "shape" in refused([*other[:at], word, *other[at + 1 :]])


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Wenn Sie Zeit haben, schauen Sie sich um.", True),
        ("Wenn du Zeit hast, schau dich um.", True),
        ("Wenn du Zeit haben, schau dich um.", False),
        ("Wenn Sie Zeit hast, schauen Sie sich um.", False),
        ("Wirf einen Blick darauf, und merken Sie sich diesen Titel.", False),
        ("Hier findest du mehr, wenn Sie mögen.", False),
    ],
)
def test_a_german_nudge_keeps_to_one_form_of_address(text: str, passes: bool) -> None:
    found = codes(DraftSentence(kind="nudge", text=text, locale="de"), bearing(locale="de"))
    assert ("shape" not in found) == passes


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("kind", ["viewed", "bought", "saved", "liked", "searched", "stated_interest"])
def test_every_example_of_the_rules_is_a_construction(locale: str, kind: str) -> None:
    lexicon = texts().lexicons[locale]
    acts = {"acts"} if EvidenceKind(kind) in ACT_KINDS else {"stated"} if kind == "stated_interest" else set()
    found = examples(lexicon, Situation("reason", frozenset({kind}), frozenset({"contributing", "other", *acts})))
    anchor = {"searched": ("query", "poems"), "stated_interest": ("category", "romance")}.get(kind, ("item", "emma"))
    under = bearing(piece(kind=EvidenceKind(kind), anchor=anchor, count=3), locale=locale)
    tried = [text for text in found if not any(part in text for part in ("e2", "g1", "<end", "creator", "category"))]
    assert len(tried) > 10
    assert {
        text: codes(reason(text, locale=locale), under) for text in tried if codes(reason(text, locale=locale), under)
    } == {}


def test_rules_name_constructions_slots_and_what_never_to_write() -> None:
    rules = writing_rules(texts().lexicons["en"], "reason", [K.VIEWED])
    assert all(part in rules for part in ("## Slots", "`{e1.title}`", "## Constructions", "## Examples", "## Never"))
    assert "because" not in rules.split("## Constructions")[1].split("## Never")[0].lower()
    assert "because" in writing_rules(texts().lexicons["en"], "reason", [K.VIEWED], "necessary").split("## Slots")[1]
    assert "bought" not in rules.split("## Constructions")[1].split("## Never")[0]


@pytest.mark.parametrize(("form", "other"), [("sie", "du"), ("du", "sie")])
def test_rules_are_written_in_the_form_of_address_that_the_house_speaks_in(form: str, other: str) -> None:
    policy = replace(texts().rules, formality={"de": form})
    words = policy.words["de"].address[other]
    for kind in (K.VIEWED, K.STATED_INTEREST):
        rules = writing_rules(texts().lexicons["de"], "reason", [kind], policy=policy)
        told = rules.partition("## House rules")[0].partition("## Never")[0]
        assert not set(re.findall(r"\w+", told)) & set(words)
        assert set(re.findall(r"\w+", told)) & set(policy.words["de"].address[form])


def test_a_refusal_writes_the_nearest_construction_out() -> None:
    outcome = verifier().verify(reason("You viewed {e1.title}, and this one is a match."), VIEW)
    assert isinstance(outcome, Refused)
    hint = next(one.hint for one in outcome.verdicts if one.code == "shape")
    near = hint.split("say: ")[1]
    assert codes(reason(near), VIEW) == set()
    assert "{e1.title}" in near


@pytest.mark.parametrize("text", ["(a | b", "a]", "<part", "a # b", "$)"])
def test_a_pattern_that_cannot_be_read_is_told(text: str) -> None:
    with pytest.raises(PatternWrong):
        read_pattern(text)


def test_a_long_hostile_sentence_takes_one_step_a_word() -> None:
    machine = automaton(texts().lexicons["en"], Situation("nudge", frozenset(), frozenset()))
    assert not machine.fits(["^Have", "a", "look", *["and", "have", "a", "look"] * 5_000])


TRIAL = SHARED_DATA / "writing-trial"


@pytest.mark.skipif(not TRIAL.exists(), reason="the trial's sentences are not part of the repository")
def test_lies_of_the_writing_trial_are_refused_of_every_kind_and_honest_nudges_pass() -> None:
    read = [
        json.loads(line)
        for name in ("lies", "honest")
        for line in (TRIAL / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    lies = [entry for entry in read if "why_false" in entry and entry["kind"] != "fact"]
    passed = [
        (kind, lie["text"])
        for lie in lies
        for kind in (K.VIEWED, K.SAVED, K.POPULAR, K.POPULAR_IN_CATEGORY)
        if lie["evidence_kind"] not in {kind.value, "together"} or lie["class"] != "false_cause"
        if not codes(
            DraftSentence(kind=lie["kind"], text=lie["text"], evidence=("e1",) if lie["kind"] == "reason" else ()),
            bearing(piece(kind=kind, count=500), causes={"e1": "necessary"}),
        )
    ]
    assert passed == []
    nudges = [entry["text"] for entry in read if entry["kind"] == "nudge" and "why_false" not in entry]
    refused = [text for text in nudges if codes(DraftSentence(kind="nudge", text=text), VIEW)]
    assert len(refused) <= len(nudges) // 20
