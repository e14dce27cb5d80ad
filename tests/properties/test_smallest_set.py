"""The smallest set of acts is that of brute force: try every set of acts, the smallest first."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from frankly.domain.deciding.leaving_out import LeavingOut
from frankly.domain.situation import Situation
from frankly.stages.counterfactual.smallest import Contest, smallest_set
from tests.properties.asked import ask, situations


def brute(contest: Contest) -> int | None:
    """How few acts take the item out, by trying all sets."""
    acts = len(contest.table)
    for size in range(1, acts + 1):
        for some in combinations(range(acts), size):
            if is_out(contest, contest.table[list(some)].sum(axis=0)):
                return size
    return None


def is_out(contest: Contest, gone: NDArray[np.int64]) -> bool:
    """By definition: too many of the slate and of those who were behind stand before the item."""
    left = (contest.scores - gone).tolist()
    scores = contest.scores.tolist()
    own = contest.column
    before = 0
    for other in range(len(scores)):
        if other == own or not contest.kept[other]:
            continue
        was_before = (-scores[other], other) < (-scores[own], own)
        stands_before = (-left[other], other) < (-left[own], own)
        in_slate = other in contest.slate
        before += other in contest.held or (stands_before and (in_slate or not was_before))
    return before >= len(contest.slate)


@st.composite
def contests(draw: st.DrawFn) -> Contest:
    number, acts = draw(st.integers(2, 7)), draw(st.integers(0, 6))
    base = np.array(draw(st.lists(st.integers(0, 4), min_size=number, max_size=number)))
    table = np.array(
        draw(st.lists(st.lists(st.integers(-1, 4), min_size=number, max_size=number), min_size=acts, max_size=acts)),
        np.int64,
    ).reshape(acts, number)
    scores = base + table.sum(axis=0)
    order = np.lexsort((np.arange(number), -scores)).tolist()
    size = draw(st.integers(1, number))
    slate = order[:size]
    held = frozenset(draw(st.lists(st.sampled_from(slate), max_size=2)))
    return Contest(draw(st.sampled_from(slate)), scores, slate, held, np.ones(number, np.bool_), table)


@settings(max_examples=300)
@given(contests())
def test_it_is_never_smaller_than_brute_force_and_equal_where_it_says_so(contest: Contest) -> None:
    found, best = smallest_set(contest), brute(contest)
    if contest.column in contest.held:
        assert found is None
    elif found is None:
        # What needs acts against a rival to be left out as well is not looked for.
        assert best is None or (contest.table < 0).any() or best > 1
    else:
        assert best is not None
        assert is_out(contest, contest.table[list(found.places)].sum(axis=0))
        assert len(found.places) >= best
        assert not found.is_smallest or len(found.places) == best


@settings(max_examples=300)
@given(contests())
def test_for_the_last_of_a_slate_it_is_always_the_smallest(contest: Contest) -> None:
    last = max(contest.slate, key=lambda column: (-contest.scores[column], column))
    one = Contest(last, contest.scores, contest.slate, frozenset(), contest.kept, np.maximum(contest.table, 0))
    found, best = smallest_set(one), brute(one)
    assert (None if found is None else len(found.places)) == best


@settings(max_examples=30)
@given(situations)
def test_what_the_acts_make_of_every_candidate_is_what_their_pieces_make(situation: Situation) -> None:
    asked = ask(situation)
    whole, table = LeavingOut(asked.found.ledger).own_acts()
    for column in range(0, len(asked.found.ledger.rows), 7):
        moved = {piece.key: sum(parts.values()) for piece, parts in asked.found.ledger.contributions(column)}
        own = {} if whole is None else {piece.key: int(table[place, column]) for place, piece in enumerate(whole)}
        assert {key: units for key, units in own.items() if units} == {
            key: units for key, units in moved.items() if key in own and units
        }
