import re
from typing import get_args

import pytest

from frankly.adapters.files.policies import load_policies
from frankly.cli.slate_view import FAMILIES, family
from frankly.cli.words import KIND_WORDS, LINES, ORIGIN_WORDS, SOURCE_WORDS, Names, led_by, told, told_together
from frankly.domain.deciding.slate import SlotOrigin
from frankly.domain.evidence import Anchor, Evidence, EvidenceKind
from frankly.domain.surface import SourceName
from frankly.settings import data_folder

NAMES = Names({("item", "dracula"): "Dracula", ("category", "travel-nature"): "travel and nature"})
SECTIONS = {"evidence": KIND_WORDS, "source": SOURCE_WORDS, "place": ORIGIN_WORDS, "line": LINES}


def piece(kind: EvidenceKind, anchor: Anchor, count: int = 1, **sources: int) -> Evidence:
    total = sum(sources.values())
    return Evidence(id="e1", kind=kind, anchor=anchor, count=count, contribution=total, sources=sources)


DRACULA = Anchor(type="item", value="dracula")


def test_every_kind_of_evidence_has_words_and_a_family() -> None:
    assert set(KIND_WORDS) == set(EvidenceKind)
    assert all(KIND_WORDS.values())
    assert {family(kind) for kind in EvidenceKind} == set(FAMILIES)


def test_every_source_and_every_origin_of_a_place_is_named() -> None:
    assert set(SOURCE_WORDS) == set(get_args(SourceName))
    assert set(ORIGIN_WORDS) == set(get_args(SlotOrigin))


def test_german_has_a_word_for_every_word_of_a_terminal_and_fills_what_english_fills() -> None:
    labels = load_policies(data_folder("surfaces"), data_folder("policies"), data_folder("brand")).labels["de"]
    for section, english in SECTIONS.items():
        found = {name: words for (part, name), words in labels.items() if part == section}
        assert set(found) == {name for name, words in english.items() if words}
        for name, words in found.items():
            assert sorted(re.findall(r"{\w+}", words)) == sorted(re.findall(r"{\w+}", english[name]))


def test_german_counts_and_quotes_as_german_does() -> None:
    labels = load_policies(data_folder("surfaces"), data_folder("policies"), data_folder("brand")).labels["de"]
    german = Names({**labels, ("item", "dracula"): "Dracula"}, "de")
    crowd = piece(EvidenceKind.POPULAR_IN_CATEGORY, Anchor(type="category", value="travel-nature"), 1234)
    assert told(piece(EvidenceKind.VIEWED, DRACULA, 3), german) == "angesehen: „Dracula“, 3-mal"
    assert told(crowd, german) == "beliebt im Bereich: Reise und Natur (1.234 Personen)"
    assert led_by([piece(EvidenceKind.VIEWED, DRACULA, content=3)], german) == "ähnlich beschrieben"


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (piece(EvidenceKind.VIEWED, DRACULA, 3), "viewed “Dracula”, 3 times"),
        (piece(EvidenceKind.BOUGHT, DRACULA), "bought “Dracula”"),
        (piece(EvidenceKind.BOUGHT, Anchor(type="item", value="gone")), "bought “gone”"),
        (piece(EvidenceKind.SEARCHED, Anchor(type="query", value="old ghosts")), "searched for “old ghosts”"),
        (
            piece(EvidenceKind.POPULAR_IN_CATEGORY, Anchor(type="category", value="travel-nature"), 1234),
            "popular in travel and nature (1,234 people)",
        ),
        (piece(EvidenceKind.POPULAR, Anchor(type="none"), 20), "popular here (20 people)"),
        # In a shop of two, one person's number is the other's act.
        (piece(EvidenceKind.POPULAR, Anchor(type="none"), 19), "popular here"),
        (piece(EvidenceKind.TRENDING, Anchor(type="none"), 1), "popular these weeks"),
        (piece(EvidenceKind.NEW, Anchor(type="none")), "new here"),
    ],
)
def test_a_piece_is_told_by_its_kind_its_anchor_and_its_count(evidence: Evidence, words: str) -> None:
    assert told(evidence, NAMES) == words


def test_acts_on_one_item_are_told_together_and_the_strongest_first() -> None:
    kinds = [EvidenceKind.COMPLETED, EvidenceKind.BOUGHT, EvidenceKind.RATED_HIGH, EvidenceKind.VIEWED]
    pieces = [piece(kind, DRACULA) for kind in kinds]
    assert told_together(pieces[:2], NAMES) == "“Dracula”: finished, bought"
    assert told_together(pieces, NAMES) == "“Dracula”: finished, bought, rated high, …"


def test_the_strongest_source_says_how_evidence_leads_to_the_item() -> None:
    one = piece(EvidenceKind.VIEWED, DRACULA, content=3, transitions=4)
    other = piece(EvidenceKind.BOUGHT, DRACULA, content=2)
    assert led_by([one], NAMES) == "others went on to it"
    assert led_by([one, other], NAMES) == "alike in description"
    assert led_by([piece(EvidenceKind.PINNED, DRACULA)], NAMES) == ""
