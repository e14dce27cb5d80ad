"""The same question has the same answer: in any order of facts and candidates, in any batch, on any thread."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Ledger
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.history import History
from frankly.domain.person.profile import PersonRecord
from frankly.domain.situation import Neighbours, Situation
from frankly.stages.candidates.exact import nearest
from frankly.stages.candidates.find import find, queries
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.source import weighed
from frankly.stages.profile.acts import fold
from frankly.testing import situations as drawn
from tests.properties.asked import ask, situated, situations, told


def as_lists(ledger: Ledger) -> object:
    return ledger.rows.tolist(), [(block.source, list(block.pieces), block.units.tolist()) for block in ledger.blocks]


@given(situations)
def test_asking_twice_gives_one_answer(situation: Situation) -> None:
    first, second = ask(situation), ask(situation)
    assert as_lists(first.found.ledger) == as_lists(second.found.ledger)
    assert told(first.slate) == told(second.slate)


@given(drawn.seeds, drawn.seeds)
def test_the_order_in_which_facts_and_impressions_came_changes_nothing(seed: int, order: int) -> None:
    snapshot, surface = drawn.snapshot(seed, 30), drawn.surface(seed, 30)
    record = drawn.record(seed, snapshot, 20)
    facts, seen = list(record.facts), list(record.seen.items())
    default_rng(order).shuffle(facts)
    default_rng(order).shuffle(seen)
    shuffled = PersonRecord(record.key, tuple(facts), None, record.history, dict(seen), is_known=True)
    one, other = situated(snapshot, surface, record), situated(snapshot, surface, shuffled)
    assert one.profile.version == other.profile.version
    first, second = ask(one), ask(other)
    assert as_lists(first.found.ledger) == as_lists(second.found.ledger)
    assert told(first.slate) == told(second.slate)


@given(drawn.seeds, st.integers(0, 60))
def test_acts_of_one_moment_have_no_order(seed: int, acts: int) -> None:
    snapshot, surface = drawn.snapshot(seed, 20), drawn.surface(seed, 20)
    history = drawn.history(seed, snapshot.item_ids, acts)
    # Of two ratings of one item at one moment the one with the greater id counts; order is then part of the input.
    kept = np.flatnonzero(history.kinds != EVENT_CODES[EventKind.RATE])
    turned = kept[np.lexsort((-kept, history.at_ms[kept]))]
    groups = frozenset(drawn.EvidenceGroup)
    one, other = (fold(taken(history, order), groups, snapshot, surface, drawn.NOW)[0] for order in (kept, turned))
    assert [replace(piece, receipts=()) for piece in one] == [replace(piece, receipts=()) for piece in other]


def taken(history: History, order: NDArray[np.int64]) -> History:
    return History(
        event_ids=[history.event_ids[index] for index in order],
        kinds=history.kinds[order],
        item_ids=[history.item_ids[index] for index in order],
        at_ms=history.at_ms[order],
        values=history.values[order],
        queries=[history.queries[index] for index in order],
    )


@given(situations, drawn.seeds)
def test_a_candidate_weighs_the_same_in_any_company(situation: Situation, seed: int) -> None:
    """Batch shape and order: each source over all rows, over some of them, in another order, and one by one."""
    order = default_rng(seed).permutation(len(situation.snapshot))
    some = order[: len(order) // 2 + 1]
    for source in SOURCES.values():
        block = weighed(source, situation, np.arange(len(order)))
        whole = {piece.key: row for piece, row in zip(block.pieces, block.units, strict=True) if row.any()}
        for rows in (some, some[:1]):
            few = weighed(source, situation, rows)
            part = {piece.key: row.tolist() for piece, row in zip(few.pieces, few.units, strict=True) if row.any()}
            assert part == {key: row[rows].tolist() for key, row in whole.items() if row[rows].any()}


@given(situations)
def test_the_order_of_sources_in_the_file_changes_nothing(situation: Situation) -> None:
    turned = dict(reversed(situation.surface.sources.items()))
    surface = situation.surface.model_copy(update={"sources": turned})
    one, other = ask(situation), ask(replace(situation, surface=surface))
    assert as_lists(one.found.ledger) == as_lists(other.found.ledger)
    assert told(one.slate) == told(other.slate)


@given(situations)
def test_the_order_of_the_index_s_answers_changes_nothing(situation: Situation) -> None:
    asked, _ = queries(situation)
    answers = nearest(situation.snapshot, asked)
    by_source = sorted(answers, key=lambda answer: answer.source)
    assert as_lists(find(situation, answers).ledger) == as_lists(find(situation, by_source).ledger)


@given(situations)
def test_answers_of_the_index_about_items_that_are_gone_are_ignored(situation: Situation) -> None:
    asked, _ = queries(situation)
    answers = nearest(situation.snapshot, asked)
    stale = [Neighbours(answer.source, ("never there", *answer.item_ids)) for answer in answers]
    assert as_lists(find(situation, answers).ledger) == as_lists(find(situation, stale).ledger)


@settings(max_examples=10)
@given(drawn.seeds)
def test_threads_give_the_answer_of_one(seed: int) -> None:
    snapshot, surface = drawn.snapshot(seed, 400, dimensions=96), drawn.surface(seed, 400)
    situation = situated(snapshot, surface, drawn.record(seed, snapshot, 200), drawn.RequestContext(query="tag1"))
    alone = ask(situation)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(ask, [situation] * 8))
    for asked in together:
        assert as_lists(asked.found.ledger) == as_lists(alone.found.ledger)
        assert told(asked.slate) == told(alone.slate)
