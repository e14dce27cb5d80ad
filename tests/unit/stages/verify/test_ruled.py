from dataclasses import replace

import pytest

from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.domain.time import DAY_MS, HOUR_MS
from frankly.ports.verifier import Bearing
from frankly.stages.verify.codes import Code
from frankly.stages.verify.policy.personal import found_in
from frankly.stages.verify.policy.readability import syllables
from tests.unit.stages.verify.rulings import held, ruled
from tests.unit.stages.verify.samples import NOW, K, bearing, ground, item, piece, reason

SEEN = reason("You viewed “{e1.title}”, and that counts here.")
NIGHT = NOW - 2 * DAY_MS + 2 * HOUR_MS
NOON = NOW - 2 * DAY_MS + 12 * HOUR_MS


def at(moment: int, kind: K = K.VIEWED) -> Bearing:
    return bearing(piece(kind=kind).model_copy(update={"at": moment}))


def under_item(**fields: object) -> Bearing:
    return replace(at(NOON), anchors={"emma": item("emma", **{"title": "Emma", **fields})})


def searched(words: str) -> Bearing:
    return bearing(piece(kind=K.SEARCHED, anchor=("query", words)))


def headline(text: str) -> DraftSentence:
    return DraftSentence(kind="reason", text=text, evidence=("e1",), role="headline")


def disclosure(text: str = "Advertisement.", name: str = "paid", **fields: object) -> DraftSentence:
    return DraftSentence.model_validate({"kind": "nudge", "text": text, "pattern": f"disclosure/{name}", **fields})


LOOKED = reason("You searched for “{e1.query}”.")
PAID = replace(bearing(), disclosed=frozenset({"paid"}))
NOONS = at(NOON)

REFUSED: list[tuple[Code, DraftSentence, Bearing]] = [
    (Code.UNTOLD_EVIDENCE, SEEN, at(NIGHT)),
    (Code.UNTOLD_EVIDENCE, reason("You saved “{e1.title}”."), at(NOW - 31 * DAY_MS, K.SAVED)),
    (Code.UNTOLD_EVIDENCE, SEEN, replace(NOONS, untold=frozenset({"e1"}))),
    (Code.UNTOLD_EVIDENCE, SEEN, under_item(tags=("gift",))),
    (Code.UNTOLD_EVIDENCE, LOOKED, searched("Pregnancy test")),
    (Code.UNTOLD_EVIDENCE, reason("You opened “{e1.title}”."), replace(at(NOON, K.CLICKED), surface="email")),
    (Code.SENSITIVE_TOPIC, SEEN, under_item(sensitive=("religion",))),
    (Code.SENSITIVE_TOPIC, SEEN, under_item(categories=("pharmacy",))),
    (Code.SENSITIVE_TOPIC, SEEN, bearing(piece(), about=item(sensitive=("religion",)))),
    (Code.PERSONAL_DATA, LOOKED, searched("orders of jane.doe+shop@mail.example.org please")),
    (Code.BANNED_WORD, SEEN, replace(NOONS, surface="email")),
    (Code.BANNED_WORD, SEEN, under_item(title="Wow, a book")),
    (Code.COMPETITOR, SEEN, under_item(title="The Bookbarn cookbook")),
    (Code.WRONG_ADDRESS, reason("Du hast „{e1.title}“ angesehen.", locale="de"), replace(NOONS, locale="de")),
    (Code.WRONG_LANGUAGE, reason("Der und die “{e1.title}”."), NOONS),
    (
        Code.WRONG_LANGUAGE,
        DraftSentence(kind="fact", text="A novel.", evidence=("s1",), level="quoted"),
        bearing(about=item(language="de", description="Ein Roman.")),
    ),
    (
        Code.WRONG_LANGUAGE,
        DraftSentence(kind="fact", text="It reads: “Der Rand und der Einband.”", evidence=("s2",), level="quoted"),
        bearing(about=item(description="A novel. Der Rand und der Einband.")),
    ),
    (Code.HARD_TO_READ, reason("You viewed “{e1.title}”, " + "and that is in the list, " * 3), NOONS),
    (Code.HARD_TO_READ, reason("You viewed “{e1.title}” unsystematically."), NOONS),
    (Code.TOO_LONG_HERE, headline("You viewed “{e1.title}”, and that counts"), under_item(title="Emma " * 10)),
    (Code.DISCLOSURE, disclosure("Advertisement, sort of."), PAID),
    (Code.DISCLOSURE, disclosure(), bearing()),
    (Code.DISCLOSURE, disclosure(name="unknown"), PAID),
]


@pytest.mark.parametrize(("code", "draft", "under"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_broken_rule_is_refused_with_its_code(code: Code, draft: DraftSentence, under: Bearing) -> None:
    assert code in ruled(draft, under)


@pytest.mark.parametrize(
    ("draft", "under"),
    [
        (SEEN, NOONS),
        (SEEN, replace(at(NOON), region="FR")),
        (reason("You saved “{e1.title}”."), at(NOW - 29 * DAY_MS, K.SAVED)),
        (reason("You opened “{e1.title}”."), replace(at(NOON, K.CLICKED), surface="home")),
        (SEEN, replace(under_item(sensitive=("religion",)), topics=frozenset({"religion"}))),
        (SEEN, replace(under_item(tags=("diabetes",)), topics=frozenset({"health"}))),
        (LOOKED, searched("impregnable castles")),
        (LOOKED, searched("the year 1984, or 2001-2010")),
        (SEEN, under_item(title="A bookbarn in spring")),
        (reason("Sie haben sich „{e1.title}“ angesehen.", locale="de"), replace(NOONS, locale="de")),
        (headline("You viewed “{e1.title}”"), NOONS),
        (disclosure(), PAID),
    ],
    ids=lambda value: str(value)[:60],
)
def test_what_breaks_no_rule_passes(draft: DraftSentence, under: Bearing) -> None:
    assert ruled(draft, under) == {}


def test_hours_are_those_of_where_the_person_is() -> None:
    evening_there = replace(at(NIGHT), region="US-CA")
    assert ruled(SEEN, evening_there) == {}
    assert Code.UNTOLD_EVIDENCE in ruled(SEEN, replace(at(NOW - 2 * DAY_MS + 10 * HOUR_MS), region="US-CA"))


def test_a_ground_is_not_told_by_the_label_that_it_hangs_on() -> None:
    pieces = (piece(), piece("e2", anchor=("item", "ivanhoe")))
    gifts = {name: item(name, name.title(), categories=("romance", "gift")) for name in ("emma", "ivanhoe")}
    under = bearing(*pieces, anchors=gifts, grounds={"g1": ground(pieces, ("category", "gift"))})
    draft = reason("{g1.titles} titles in {g1.category} that you viewed count here.", "e1", "e2")
    assert set(ruled(draft, under)) == {Code.UNTOLD_EVIDENCE}


def test_a_hint_says_which_rule_of_which_file_and_how_to_mend_it() -> None:
    hint = ruled(SEEN, at(NIGHT))[Code.UNTOLD_EVIDENCE]
    assert hint == "'e1' is not told, by rule 'untold/night' of policies/rules.yaml:7 (for a test): tell another ground"


def test_a_refusal_does_not_repeat_personal_data() -> None:
    assert "jane" not in str(ruled(LOOKED, searched("jane.doe@mail.example.org")))


def test_a_refused_word_is_pointed_at_in_the_draft_as_the_writer_has_it() -> None:
    draft = reason("You viewed “{e17.title}”: this one made the list.", "e17")
    outcome = held().verify(draft, bearing(piece("e17")))
    spans = [one.span for one in outcome.verdicts if one.code == Code.BANNED_WORD]  # type: ignore[union-attr]
    assert [draft.text[slice(*span)] for span in spans] == ["made the list"]


def test_the_other_address_is_refused_in_either_house() -> None:
    draft = reason("Sie haben sich „{e1.title}“ angesehen.", locale="de")
    assert Code.WRONG_ADDRESS in ruled(draft, replace(NOONS, locale="de"), "du")


def test_she_at_the_start_of_a_fact_is_no_address() -> None:
    under = bearing(about=item(language="de", description="Sie schreibt."), locale="de")
    fact = DraftSentence(kind="fact", text="Sie schreibt.", evidence=("s1",), locale="de", level="quoted")
    assert Code.WRONG_ADDRESS not in ruled(fact, under, "du")
    inside = fact.model_copy(update={"text": "So schreibt Sie."})
    assert Code.WRONG_ADDRESS in ruled(inside, under, "du")


def test_reading_ease_is_asked_for_where_a_surface_says_so() -> None:
    hard = reason("You viewed “{e1.title}”, accounting particularly unsystematically.")
    assert "reading ease" in ruled(hard, replace(NOONS, surface="email"))[Code.HARD_TO_READ]
    assert "reading ease" not in ruled(hard, NOONS)[Code.HARD_TO_READ]


def test_a_surface_with_its_own_lengths_does_not_take_those_of_everywhere() -> None:
    draft, under = headline("You viewed “{e1.title}”, too"), NOONS
    assert Code.TOO_LONG_HERE in ruled(draft, replace(under, surface="email"))
    assert Code.TOO_LONG_HERE not in ruled(draft, under)


def test_where_the_surface_is_not_known_the_rules_of_every_surface_hold() -> None:
    outcome = held().verify(SEEN, NOONS)
    assert isinstance(outcome, Refused)
    assert [one.code for one in outcome.verdicts] == [Code.BANNED_WORD]


def test_a_disclosure_is_the_only_text_that_needs_no_vocabulary() -> None:
    outcome = held().verify(disclosure(), PAID)
    assert isinstance(outcome, VerifiedText)
    assert outcome.text == "Advertisement."
    assert Code.DISCLOSURE in ruled(disclosure(kind="reason", evidence=("e1",)), PAID)


@pytest.mark.parametrize(
    "text",
    [
        "write to jane@shop.example",
        "call +49 30 1234567 now",
        "call 030/12 34 56 78",
        "DE89 3704 0044 0532 0130 00",
        "pay to GB29NWBK60161331926819 today",
        "4111 1111 1111 1111",
        "5500-0000-0000-0004",
    ],
)
def test_personal_data_is_found(text: str) -> None:
    assert len(found_in(text, ("email", "phone", "iban", "card"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "ISBN 978-3-16-148410-0",
        "War and Peace, 1869",
        "EAN 4006381333931",
        "DE89 3704 0044 0532 0130 01",
        "4111 1111 1111 1112",
        "1,234,567.89 in 2001-2010",
        "@home with 12 recipes",
        "20,000 Leagues under the Sea, edition 1870/1871",
    ],
)
def test_numbers_that_are_no_personal_data_are_left_alone(text: str) -> None:
    assert found_in(text, ("email", "phone", "iban", "card")) == []


@pytest.mark.parametrize(
    ("word", "language", "number"),
    [
        ("the", "en", 1),
        ("table", "en", 2),
        ("viewed", "en", 1),
        ("started", "en", 2),
        ("systematic", "en", 4),
        ("well-known", "en", 2),
        ("reasons", "en", 2),
        ("Gemeinsamkeiten", "de", 5),
        ("angesehen", "de", 4),
        ("Bücher", "de", 2),
        ("Vorschläge", "de", 3),
        ("Haus", "de", 1),
    ],
)
def test_syllables_are_counted_by_their_vowels(word: str, language: str, number: int) -> None:
    assert syllables(word, language) == number
