"""The evidence of a slate: what moved each item, and what is told together."""

import numpy as np
import pytest

from frankly.domain.deciding.ledger import Block, Ledger, Piece
from frankly.domain.deciding.slate import PROPENSITY_ONE, Slate, Slot, SlotOrigin
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.acts import Acts
from frankly.stages.evidence.collect import ItemEvidence, collect
from frankly.stages.evidence.cut import columns
from tests.unit.stages.shop import NOW, item, ppm, shop, situation, surface

K = EvidenceKind
BOOKS = shop(
    *(item(name, categories=("mystery",)) for name in ("a", "b", "c", "d")),
    item("e", categories=("poetry",)),
    popular=ppm(9, 9, 9, 9, 9),
    popular_people=ppm(50, 40, 30, 20, 10),
    trending_people=ppm(5, 4, 3, 2, 1),
    by_region={"DE": (ppm(1, 4), ppm(9, 9), ppm(33, 44))},
    by_segment={"owls": (ppm(4), ppm(9), ppm(27))},
)


def viewed(name: str, *, count: int = 1, kind: EvidenceKind = K.VIEWED) -> Piece:
    row = BOOKS.row_of[name]
    return Piece(kind, "item", name, row=row, count=count, at_ms=NOW - row, receipts=(f"act-{name}",))


def block(source: str, pieces: list[Piece], *units: list[int]) -> Block:
    return Block.of(source, pieces, np.array(units, np.int64))


def slate_of(*rows: int, origin: SlotOrigin = "score", because: str = "") -> Slate:
    return Slate([Slot(row, row, origin, 0, PROPENSITY_ONE, because=because) for row in rows])


def evidence(*blocks: Block, slate: Slate | None = None, most: int = 12, books: Snapshot = BOOKS) -> list[ItemEvidence]:
    ledger = Ledger(np.arange(5), blocks)
    chosen = slate or slate_of(4)
    return collect(situation(books, surface()), chosen, columns(ledger, chosen), most)


def test_a_fact_of_several_sources_is_one_piece_with_its_parts() -> None:
    piece = viewed("a")
    (told,) = evidence(
        block("content", [piece], [0, 0, 0, 0, 5]), block("transitions", [viewed("a")], [0, 0, 0, 0, -2])
    )
    (found,) = told.evidence
    assert (found.contribution, found.sources) == (3, {"content": 5, "transitions": -2})
    assert (found.kind, found.anchor.value, found.at, found.receipts) == (K.VIEWED, "a", NOW, ("act-a",))


def test_one_fact_has_one_id_in_the_whole_decision() -> None:
    first, second = evidence(
        block("x", [viewed("a"), viewed("b")], [0, 0, 0, 1, 2], [0, 0, 0, 0, 9]), slate=slate_of(3, 4)
    )
    assert [found.id for found in first.evidence] == ["e1"]
    assert [found.id for found in second.evidence] == ["e2", "e1"]


def test_only_what_moved_the_item_is_its_evidence_strongest_first_for_or_against() -> None:
    pieces = [viewed("a"), viewed("b"), viewed("c", kind=K.DISLIKED)]
    (told,) = evidence(block("x", pieces, [7, 0, 0, 0, 0], [0, 0, 0, 0, 3], [0, 0, 0, 0, -8]))
    assert [(found.kind, found.contribution) for found in told.evidence] == [(K.DISLIKED, -8), (K.VIEWED, 3)]
    assert told.total == 2


def test_what_moves_no_item_of_the_slate_is_not_in_its_columns() -> None:
    cut = columns(Ledger(np.arange(5), (block("x", [viewed("a")], [7, 0, 0, 0, 0]),)), slate_of(4))
    assert (list(cut.pieces), cut.units.shape) == ([], (0, 1, 1))


def test_the_record_s_columns_hold_more_than_is_shown() -> None:
    pieces = [Piece(K.EDITORIAL, "value", f"reason {number:02}") for number in range(20)]
    (told,) = evidence(block("editorial", pieces, *[[0, 0, 0, 0, number + 1] for number in range(20)]), most=3)
    # The three strongest, and what the five strongest grounds lean on.
    assert [found.contribution for found in told.evidence] == [20, 19, 18, 17, 16]
    assert told.total == 20


def test_pieces_whose_parts_cancel_out_are_no_evidence() -> None:
    (told,) = evidence(block("x", [viewed("a")], [0, 0, 0, 0, 5]), block("y", [viewed("a")], [0, 0, 0, 0, -5]))
    assert (list(told.evidence), list(told.grounds), told.total) == ([], [], 0)


@pytest.mark.parametrize(
    ("origin", "because", "kind"),
    [("pin", "our book of the week", K.PINNED), ("exploration", "", K.EXPLORED)],
)
def test_a_place_that_no_score_explains_has_evidence_of_its_own(
    origin: SlotOrigin, because: str, kind: EvidenceKind
) -> None:
    (told,) = evidence(slate=slate_of(4, origin=origin, because=because))
    (found,) = told.evidence
    assert (found.id, found.kind, found.anchor.value, found.contribution) == ("p1", kind, because, 0)


@pytest.mark.parametrize(
    ("piece", "people"),
    [
        (Piece(K.POPULAR, "none", ""), 10),
        (Piece(K.POPULAR_IN_CATEGORY, "category", "poetry"), 10),
        (Piece(K.OUTSIDE_USUAL, "none", ""), 10),
        (Piece(K.TRENDING, "none", ""), 1),
        (Piece(K.POPULAR_IN_REGION, "region", "DE"), 44),
        (Piece(K.POPULAR_IN_SEGMENT, "segment", "owls"), 27),
        (viewed("a", count=6), 6),
    ],
)
def test_a_count_is_of_acts_or_of_the_people_behind_this_item(piece: Piece, people: int) -> None:
    (told,) = evidence(block("x", [piece], [0, 0, 0, 0, 5]))
    assert told.evidence[0].count == people
    assert told.grounds[0].count == people


def test_statistics_of_an_item_that_came_later_are_of_nobody() -> None:
    ledger = Ledger(np.array([4]), (block("x", [Piece(K.POPULAR, "none", "")], [1]),))
    later = shop(*"abcde", popular_people=ppm(1))
    slate = Slate([Slot(4, 0, "score", 1, PROPENSITY_ONE)])
    (told,) = collect(situation(later, surface()), slate, columns(ledger, slate))
    assert told.evidence[0].count == 0


def test_acts_of_one_kind_on_three_items_of_a_category_are_told_together() -> None:
    pieces = [viewed("a", count=2), viewed("b"), viewed("c", count=4)]
    (told,) = evidence(block("x", pieces, [0, 0, 0, 0, 10], [0, 0, 0, 0, 30], [0, 0, 0, 0, 20]))
    together = told.grounds[0]
    assert (together.kind, together.anchor.type, together.anchor.value) == (K.VIEWED, "category", "mystery")
    assert together.evidence == ("e2", "e3", "e1")
    assert (together.count, together.contribution, together.share_ppm) == (7, 60, 1_000_000)
    assert [ground.contribution for ground in told.grounds[1:]] == [30, 20, 10]


def test_two_items_of_other_kinds_or_acts_against_the_item_are_not_told_together() -> None:
    pieces = [viewed("a"), viewed("b"), viewed("c", kind=K.LIKED), viewed("d")]
    units = ([0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 0, 0, 0, 1], [0, 0, 0, 0, -1])
    (told,) = evidence(block("x", pieces, *units))
    assert {ground.anchor.type for ground in told.grounds} == {"item"}
    assert len(told.grounds) == 3


def test_the_share_of_a_ground_is_of_what_speaks_for_the_item() -> None:
    pieces = [viewed("a"), Piece(K.POPULAR, "none", ""), viewed("d", kind=K.HID)]
    (told,) = evidence(block("x", pieces, [0, 0, 0, 0, 30], [0, 0, 0, 0, 10], [0, 0, 0, 0, -40]))
    assert [(ground.kind, ground.share_ppm) for ground in told.grounds] == [(K.VIEWED, 750_000), (K.POPULAR, 250_000)]


def test_the_first_piece_of_the_strongest_grounds_is_always_among_the_evidence() -> None:
    pieces = [viewed(name) for name in "abc"] + [viewed("d", kind=K.HID)]
    (told,) = evidence(block("x", pieces, [0, 0, 0, 0, 5], [0, 0, 0, 0, 4], [0, 0, 0, 0, 3], [0, 0, 0, 0, -99]), most=1)
    shown = {found.id for found in told.evidence}
    assert {ground.evidence[0] for ground in told.grounds[:3]} <= shown


def test_evidence_and_grounds_are_what_a_check_would_leave() -> None:
    pieces = [viewed("a", count=2), viewed("b"), viewed("c"), Piece(K.POPULAR, "none", "")]
    units = ([0, 0, 0, 0, 10], [0, 0, 0, 0, 30], [0, 0, 0, 0, -20], [0, 0, 0, 0, 5])
    (told,) = evidence(block("x", pieces, *units))
    assert len(told.evidence) == 4
    for made in (*told.evidence, *told.grounds):
        checked = type(made).model_validate_json(made.model_dump_json(), strict=True)
        assert (checked, type(vars(checked))) == (made, dict)
        assert list(vars(checked)) == list(vars(made))


def test_keys_of_columns_are_those_of_the_pieces() -> None:
    acts = Acts.of([viewed("a"), viewed("b"), viewed("c", kind=K.LIKED)])
    units = np.array([[0, 0, 0, 0, 5], [0, 0, 0, 0, 0], [0, 0, 0, 0, 2]], np.int64)
    blocks = (
        Block.of("popular", [Piece(K.POPULAR, "none", "")], np.array([[0, 0, 0, 0, 1]], np.int64)),
        Block.of("content", acts.where(np.array([True, True, True])), units),
    )
    cut = columns(Ledger(np.arange(5), blocks), slate_of(4))
    assert list(cut.keys()) == [piece.key for piece in cut.pieces]
    assert len(cut.keys()) == 3
