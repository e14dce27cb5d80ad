"""A history as pieces: one for each kind of act on each item."""

from collections.abc import Sequence

import pytest

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.person.event import EventKind
from frankly.domain.person.history import History, empty_history
from frankly.domain.time import DAY_MS
from frankly.stages.profile.acts import fold
from tests.unit.stages.shop import NOW, history, shop, surface

SHOP = shop("emma", "dracula", "ulysses")
ALL = frozenset(EvidenceGroup)


def pieces(acts: History, groups: frozenset[EvidenceGroup] = ALL) -> Sequence[Piece]:
    return fold(acts, groups, SHOP, surface(), NOW)[0]


def told(acts: History, groups: frozenset[EvidenceGroup] = ALL) -> list[tuple[EvidenceKind, str, int, int]]:
    return [(piece.kind, piece.anchor, piece.count, piece.strength_ppm) for piece in pieces(acts, groups)]


def test_equal_acts_on_one_item_are_one_piece_of_the_newest_one_s_weight_times_the_repeats() -> None:
    acts = history(*[(EventKind.VIEW, "emma", days) for days in (90, 75, 61, 60)])
    assert told(acts) == [(EvidenceKind.VIEWED, "emma", 4, 300_000 // 2 * 2)]


def test_different_acts_on_one_item_are_different_pieces() -> None:
    acts = history((EventKind.VIEW, "emma", 0), (EventKind.PURCHASE, "emma", 0), (EventKind.VIEW, "dracula", 0))
    assert told(acts) == [
        (EvidenceKind.BOUGHT, "emma", 1, 1_000_000),
        (EvidenceKind.VIEWED, "emma", 1, 300_000),
        (EvidenceKind.VIEWED, "dracula", 1, 300_000),
    ]


@pytest.mark.parametrize(
    ("stars", "kind", "strength"),
    [
        (1, EvidenceKind.RATED_LOW, -1_000_000),
        (2, EvidenceKind.RATED_LOW, -700_000),
        (4, EvidenceKind.RATED_HIGH, 700_000),
        (5, EvidenceKind.RATED_HIGH, 1_000_000),
    ],
)
def test_ratings_speak_for_or_against(stars: int, kind: EvidenceKind, strength: int) -> None:
    assert told(history((EventKind.RATE, "emma", 0, stars))) == [(kind, "emma", 1, strength)]


def test_three_stars_say_nothing() -> None:
    assert told(history((EventKind.RATE, "emma", 0, 3))) == []


@pytest.mark.parametrize("later", [1, 3, 5])
def test_a_later_rating_of_the_item_replaces_the_earlier_one(later: int) -> None:
    acts = history((EventKind.RATE, "emma", 9, 5), (EventKind.RATE, "emma", 9, 1), (EventKind.RATE, "emma", 0, later))
    assert told(acts) == told(history((EventKind.RATE, "emma", 0, later)))


def test_ratings_of_other_items_stay() -> None:
    acts = history((EventKind.RATE, "emma", 0, 5), (EventKind.RATE, "dracula", 0, 1))
    assert {(kind, anchor) for kind, anchor, _, _ in told(acts)} == {
        (EvidenceKind.RATED_HIGH, "emma"),
        (EvidenceKind.RATED_LOW, "dracula"),
    }


def test_acts_against_an_item_weigh_below_zero() -> None:
    acts = history((EventKind.DISLIKE, "emma", 0), (EventKind.DISMISS, "dracula", 0), (EventKind.HIDE, "ulysses", 0))
    assert [(kind, strength) for kind, _, _, strength in told(acts)] == [
        (EvidenceKind.DISLIKED, -1_000_000),
        (EvidenceKind.HID, -800_000),
        (EvidenceKind.DISMISSED, -300_000),
    ]


def test_an_act_from_the_future_is_told_and_weighed_as_made_now() -> None:
    (piece,) = pieces(history((EventKind.LIKE, "emma", -30)))
    assert (piece.strength_ppm, piece.at_ms) == (1_000_000, NOW)


def test_acts_on_items_that_the_catalogue_does_not_have_leave_no_piece() -> None:
    assert told(history((EventKind.LIKE, "gone", 0))) == []


def test_acts_that_faded_to_nothing_keep_their_weight_for_models_that_look_further_back() -> None:
    (piece,) = pieces(history((EventKind.LIKE, "emma", 3000)))
    assert (piece.strength_ppm, piece.weight_ppm) == (0, 1_000_000)


def test_a_piece_has_its_weight_before_decay_with_its_repeats() -> None:
    acts = history(*[(EventKind.VIEW, "emma", days) for days in (90, 75, 61, 60)], (EventKind.RATE, "emma", 60, 2))
    assert [(piece.strength_ppm, piece.weight_ppm) for piece in pieces(acts)] == [
        (-350_000, -700_000),
        (300_000, 600_000),
    ]


def test_a_lag_counts_the_items_that_were_acted_on_since_each_once() -> None:
    acts = history(
        (EventKind.VIEW, "emma", 9),
        (EventKind.VIEW, "dracula", 5),
        (EventKind.VIEW, "ulysses", 5),
        (EventKind.LIKE, "dracula", 2),
        (EventKind.VIEW, "dracula", 1),
    )
    lags = {(piece.kind, piece.anchor): piece.lag for piece in pieces(acts)}
    assert lags == {
        (EvidenceKind.VIEWED, "emma"): 2,
        (EvidenceKind.VIEWED, "ulysses"): 1,
        (EvidenceKind.VIEWED, "dracula"): 0,
        (EvidenceKind.LIKED, "dracula"): 0,
    }


def test_acts_of_one_moment_have_no_lag_between_them() -> None:
    acts = history((EventKind.PURCHASE, "emma", 1), (EventKind.PURCHASE, "dracula", 1))
    assert [piece.lag for piece in pieces(acts)] == [0, 0]


def test_feedback_on_a_sentence_is_no_evidence_about_the_item() -> None:
    assert told(history((EventKind.FEEDBACK, "emma", 0))) == []


def test_acts_outside_the_scope_leave_no_piece() -> None:
    acts = history((EventKind.VIEW, "emma", 0), (EventKind.RATE, "emma", 0, 5), (EventKind.PURCHASE, "emma", 0))
    kinds = [kind for kind, *_ in told(acts, ALL - {EvidenceGroup.OPINIONS, EvidenceGroup.PURCHASES})]
    assert kinds == [EvidenceKind.VIEWED]


def test_receipts_are_the_newest_ten_and_the_count_is_of_all() -> None:
    (piece,) = pieces(history(*[(EventKind.VIEW, "emma", days) for days in range(14, 0, -1)]))
    assert piece.receipts == tuple(f"a{number}" for number in range(13, 3, -1))
    assert piece.count == 14
    assert piece.at_ms == NOW - DAY_MS


def test_the_strongest_comes_first_and_equal_ones_stand_by_row() -> None:
    acts = history((EventKind.VIEW, "ulysses", 0), (EventKind.LIKE, "dracula", 60), (EventKind.VIEW, "emma", 0))
    assert [anchor for _, anchor, _, _ in told(acts)] == ["dracula", "emma", "ulysses"]


def test_searches_are_told_by_their_words_newest_first() -> None:
    acts = history((EventKind.SEARCH, "whales", 60), (EventKind.SEARCH, "ghosts", 1), (EventKind.SEARCH, "whales", 0))
    _, searches = fold(acts, ALL, SHOP, surface(), NOW)
    assert [(piece.kind, piece.anchor_type, piece.anchor, piece.count) for piece in searches] == [
        (EvidenceKind.SEARCHED, "query", "whales", 2),
        (EvidenceKind.SEARCHED, "query", "ghosts", 1),
    ]
    assert (searches[0].strength_ppm, searches[0].receipts, searches[0].at_ms) == (300_000, ("a2", "a0"), NOW)


def test_nobody_s_history_is_empty() -> None:
    acts, searches = fold(empty_history(), ALL, SHOP, surface(), NOW)
    assert (list(acts), searches) == ([], [])
