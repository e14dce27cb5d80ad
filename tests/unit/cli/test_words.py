from typing import get_args

import pytest

from frankly.cli.slate_view import FAMILIES, family
from frankly.cli.words import KIND_WORDS, ORIGIN_WORDS, SOURCE_WORDS, led_by, told, told_together
from frankly.domain.evidence import Anchor, Evidence, EvidenceKind
from frankly.domain.slate import SlotOrigin
from frankly.domain.surface import SourceName

NAMES = {("item", "dracula"): "Dracula", ("category", "travel-nature"): "travel and nature"}


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
    assert led_by([one]) == "others went on to it"
    assert led_by([one, other]) == "alike in description"
    assert led_by([piece(EvidenceKind.PINNED, DRACULA)]) == ""
