"""What the writing rules offer, the gate admits: sentences drawn from the constructions at random, none refused.

And a word of such a sentence that is exchanged for another one makes another construction, or a refusal.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import pytest

from frankly.domain.evidence import Cause, EvidenceKind, Ground
from frankly.domain.item import Item
from frankly.domain.saying.text import DraftSentence, Refused
from frankly.domain.saying.text_slot import (
    ACT_KINDS,
    CROWD_KINDS,
    EVIDENCE_FIELDS,
    GROUND_FIELDS,
    ITEM_FIELDS,
    SAYABLE_KINDS,
)
from frankly.domain.seed import below, derive
from frankly.domain.time import DAY_MS
from frankly.ports.verifier import Bearing
from frankly.stages.verify.checks.shape import STATED
from frankly.stages.verify.codes import Code
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.situation import Situation
from frankly.stages.verify.writing_rules.compact import compact_rules
from frankly.stages.verify.writing_rules.live import writing_rules
from frankly.stages.verify.writing_rules.taught import taught
from frankly.stages.verify.writing_rules.unsaid import unsaid_words
from tests.properties.derived import derived
from tests.unit.stages.verify.samples import NOW, bearing, ground, item, piece, texts, verifier

TRIED = 60
"""Sentences that are drawn for each kind of evidence, cause and language."""

ANCHORS = {
    "searched": ("query", "poems"),
    "search_match": ("query", "poems"),
    "stated_interest": ("category", "romance"),
    "stated_role": ("value", "teacher"),
    "stated_intent": ("value", "gift"),
    "part_of_day": ("value", "evening"),
    "device": ("value", "phone"),
    "popular_in_category": ("category", "romance"),
    "popular_in_region": ("region", "DE-BE"),
    "popular_in_segment": ("segment", "readers"),
}
LABELS = {("category", "romance"): "Romance", ("region", "DE-BE"): "Berlin", ("segment", "readers"): "readers"}
NAMES = ("emma", "ivanhoe", "dracula", "hunger")
BOOKS: dict[str, Item] = {name: item(name, name.title(), tags=("sea",)) for name in NAMES}
CAUSES: tuple[Cause, ...] = ("contributing", "sufficient", "necessary")
OWN = Code.WRONG_ADDRESS
"""German constructions speak in both forms of address; which of them a house uses is a rule of its own."""


def situation(kind: EvidenceKind, cause: Cause) -> Situation:
    flags = (
        ("crowd", kind in CROWD_KINDS),
        ("others", kind in CROWD_KINDS),
        ("acts", kind in ACT_KINDS),
        ("stated", kind in STATED),
    )
    named = {name for name, holds in flags if holds}
    return Situation("reason", frozenset([kind.value]), frozenset({"other", "recent", cause, *named}))


def under(text: str, kind: EvidenceKind, cause: Cause, locale: str) -> tuple[DraftSentence, Bearing] | None:
    """The draft with evidence for its slots; None where it speaks of more pieces than there are."""
    used = sorted(set(re.findall(r"\{(e[1-9])\.", text))) or ["e1"]
    # Which piece a count or a place belongs to is plain only where there is one.
    if len(used) > 1 and re.search(r"\{e[1-9]\.(?!title)", text):
        return None
    is_of_items = kind in ACT_KINDS or kind in {EvidenceKind.CONTEXT_ITEM, EvidenceKind.BASKET_ITEM}
    if used[-1] > ("e4" if is_of_items else "e1"):
        return None
    if is_of_items:
        pieces = [piece(f"e{place}", kind, ("item", name), count=2) for place, name in enumerate(BOOKS, 1)]
    else:
        pieces = [piece("e1", kind, ANCHORS.get(kind.value, ("none", "")), count=140)]
    grounds: dict[str, Ground] = {}
    if "{g1." in text:
        # A single piece's count and time, and a group's, do not go together; the rules say so.
        if re.search(r"\{e1\.(count|when)\}", text):
            return None
        by = next((one for one in ("creator", "tag") if f"g1.{one}" in text), "category")
        anchor = {"creator": "Jane Austen", "tag": "sea", "category": "romance"}[by]
        grounds = {"g1": ground(tuple(pieces), (by, anchor))}
    cited = pieces if grounds else [one for one in pieces if one.id in used]
    causes = dict.fromkeys([*(one.id for one in cited), *grounds], cause)
    about = item(first_available=NOW - 9 * DAY_MS)
    leaning = bearing(*cited, about=about, grounds=grounds, anchors=BOOKS, labels=LABELS, locale=locale, causes=causes)
    evidence = tuple(one.id for one in cited)
    return DraftSentence(kind="reason", text=text, evidence=evidence, locale=locale), leaning


@lru_cache
def offered(locale: str) -> tuple[tuple[DraftSentence, Bearing], ...]:
    """Sentences of every kind, cause and class."""
    return tuple(_offered(texts().lexicons[locale], locale))


def to_models(locale: str) -> Lexicon:
    """What a model is taught of a language, whatever the slots."""
    lexicon, rules = texts().lexicons[locale], texts().rules
    return taught(lexicon, unsaid_words(lexicon, rules, "home"), FIELDS, rules.address_of(locale))


def _offered(lexicon: Lexicon, locale: str) -> Iterator[tuple[DraftSentence, Bearing]]:
    for kind in SAYABLE_KINDS:
        for cause in CAUSES:
            drawn = {derived(lexicon, situation(kind, cause), seed) for seed in range(TRIED)} - {None}
            found = (under(str(text), kind, cause, locale) for text in sorted(map(str, drawn)))
            yield from (one for one in found if one is not None)
    about = item(first_available=NOW - 9 * DAY_MS)
    for name in ("nudge", "fact"):
        still = Situation(name, frozenset(), frozenset({"other"}))
        for text in sorted({str(derived(lexicon, still, seed)) for seed in range(TRIED * 4)} - {"None"}):
            draft = DraftSentence.model_validate({"kind": name, "text": text, "evidence": (), "locale": locale})
            yield draft, bearing(about=about, locale=locale)


FIELDS = frozenset().union(*EVIDENCE_FIELDS.values(), *GROUND_FIELDS.values(), ITEM_FIELDS)


def refusals(draft: DraftSentence, leaning: Bearing) -> set[str]:
    outcome = verifier().verify(draft, leaning)
    return {one.code for one in outcome.verdicts} - {OWN} if isinstance(outcome, Refused) else set()


@pytest.mark.parametrize("locale", ["en", "de"])
def test_what_the_rules_offer_is_admitted(locale: str) -> None:
    tried = offered(locale)
    assert len(tried) > 1_000
    refused = [(draft.text, refusals(draft, leaning)) for draft, leaning in tried]
    assert [one for one in refused if one[1]] == []


@pytest.mark.parametrize("locale", ["en", "de"])
def test_what_a_model_is_taught_is_admitted(locale: str) -> None:
    tried = tuple(_offered(to_models(locale), locale))
    assert len(tried) > 400
    refused = [(draft.text, refusals(draft, leaning)) for draft, leaning in tried]
    assert [one for one in refused if one[1]] == []


@pytest.mark.parametrize("locale", ["en", "de"])
def test_each_part_that_the_rules_for_a_model_name_is_explained(locale: str) -> None:
    told = [({kind}, ()) for kind in SAYABLE_KINDS] + [((), {kind}) for kind in CROWD_KINDS]
    for kind, few in [*told, ({EvidenceKind.VIEWED, EvidenceKind.POPULAR}, {EvidenceKind.TRENDING})]:
        lines = compact_rules(to_models(locale), kind, few)
        named = set(re.findall(r"\b[A-Z][A-Z-]+\b", " ".join(lines))) - {"END"}
        heads = {head for line in lines for head in re.findall(r"(?:^|· |: )([A-Z][A-Z-]*)(?::| =)", line)}
        assert named - heads == set(), (kind, few)


def test_a_statistic_over_few_people_is_told_apart_from_one_over_many() -> None:
    popular = EvidenceKind.POPULAR
    lines = compact_rules(to_models("en"), {popular}, {popular})
    many, few = (next(line for line in lines if line.startswith(name)) for name in ("popular:", "popular (few):"))
    assert "many people" in many
    assert "many" not in few.lower()


def test_what_only_holds_where_something_is_necessary_is_marked() -> None:
    lines = compact_rules(to_models("en"), {EvidenceKind.SEARCH_MATCH})
    assert all("marked !" in line for line in lines if "because" in line)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_the_rules_for_a_model_are_short(locale: str) -> None:
    """Four kinds of evidence in less than half of what the whole rules of one kind take."""
    kinds = [EvidenceKind.VIEWED, EvidenceKind.BOUGHT, EvidenceKind.STATED_INTEREST, EvidenceKind.POPULAR]
    short = len("\n".join(compact_rules(to_models(locale), kinds)))
    assert short * 2 < len(writing_rules(texts().lexicons[locale], "reason", [EvidenceKind.VIEWED]))


@pytest.mark.parametrize("locale", ["en", "de"])
def test_a_word_that_is_exchanged_for_any_other_of_the_vocabulary_is_mostly_refused(locale: str) -> None:
    """What is admitted all the same is another sentence that the rules offer: it fits a construction again."""
    words = sorted(texts().lexicons[locale].known)
    outcomes: Counter[bool] = Counter()
    for number, (draft, leaning) in enumerate(offered(locale)):
        parts = draft.text.split(" ")
        place = below(len(parts), derive("exchange", number, "place"))
        if "{" in parts[place]:
            continue
        parts[place] = words[below(len(words), derive("exchange", number, "word"))]
        changed = draft.model_copy(update={"text": " ".join(parts)})
        if changed.text != draft.text:
            outcomes[not refusals(changed, leaning)] += 1
    assert outcomes.total() > 800
    assert outcomes[True] / outcomes.total() < 0.02
