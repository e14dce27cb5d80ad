"""Running the sources of a surface together."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from frankly.domain.answering.degradation import DegradationCode
from frankly.domain.answering.request import RequestContext
from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import EvidenceKind
from frankly.domain.person.acts import Acts
from frankly.domain.situation import Neighbours, Profile, Situation, VectorQuery
from frankly.domain.surface import SourceName
from frankly.stages.candidates.find import MOST_QUERIES, find, propose_unasked, queries
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.source import Rows, Source, weighed
from tests.unit.stages.shop import NOW, act, item, ppm, shop, situation, surface

SHOP = shop("a", "b", "c", "d", popular=ppm(900_000, 500_000, 0, 100_000))


def proposing(name: SourceName, *rows: int, units: int = 10) -> Source:
    def propose(situation: Situation, answers: Sequence[Rows], limit: int) -> Rows:
        return np.array(rows, np.int64)[:limit]

    def weigh(situation: Situation, asked: Rows) -> tuple[Sequence[Piece], NDArray[np.int64]]:
        return [Piece(EvidenceKind.POPULAR, "value", name)], np.full((1, len(asked)), units, np.int64)

    return Source(name, propose, weigh)


def failing(name: SourceName, where: str) -> Source:
    good = proposing(name, 3)

    def fail(*args: object) -> object:
        raise ZeroDivisionError("ada@example.org")

    parts = {"propose": good.propose, "weigh": good.weigh, "queries": good.queries, where: fail}
    return Source(name, **parts)


def test_the_union_of_proposals_is_in_order_of_row_with_its_provenance() -> None:
    sources = {"new": proposing("new", 3, 1), "popular": proposing("popular", 1, 0)}
    found = find(situation(SHOP, surface("new", "popular")), [], sources)
    assert found.candidates.rows.tolist() == [0, 1, 3]
    assert {name: mask.tolist() for name, mask in found.candidates.found_by.items()} == {
        "new": [False, True, True],
        "popular": [True, True, False],
    }


def test_every_source_weighs_the_candidates_of_all() -> None:
    sources = {"new": proposing("new", 3, units=7), "popular": proposing("popular", 1, units=5)}
    ledger = find(situation(SHOP, surface("new", "popular")), [], sources).ledger
    assert ledger.scores().tolist() == [12, 12]


def test_a_source_without_limit_weighs_and_proposes_nothing() -> None:
    rules = surface("popular", sources={"popular": {"weight": 1, "limit": 0}, "new": {"weight": 1}})
    sources = {"new": proposing("new", 3, units=7), "popular": proposing("popular", 1, units=5)}
    found = find(situation(SHOP, rules), [], sources)
    assert found.candidates.rows.tolist() == [3]
    assert found.ledger.scores().tolist() == [12]


def test_a_source_without_weight_proposes_and_weighs_nothing() -> None:
    rules = surface("popular", sources={"popular": {"weight": 0}, "new": {"weight": 2}})
    sources = {"new": proposing("new", units=7), "popular": proposing("popular", 1, units=5)}
    found = find(situation(SHOP, rules), [], sources)
    assert found.candidates.rows.tolist() == [1]
    assert [block.source for block in found.ledger.blocks] == ["new"]
    assert found.ledger.scores().tolist() == [14]


@pytest.mark.parametrize("where", ["propose", "weigh"])
def test_a_failing_source_drops_itself_alone_and_leaves_one_degradation(where: str) -> None:
    sources = {"new": failing("new", where), "popular": proposing("popular", 1, units=5)}
    found = find(situation(SHOP, surface("new", "popular")), [], sources)
    assert 1 in found.candidates.rows.tolist()
    assert {block.source for block in found.ledger.blocks} == {"popular"}
    (failure,) = found.degradations
    assert (failure.code, failure.part, failure.detail) == (DegradationCode.SOURCE_FAILED, "new", "ZeroDivisionError")


def test_a_source_whose_question_fails_leaves_the_questions_of_others() -> None:
    vector = np.ones(2, np.float32)
    asking = Source("popular", lambda *_: np.empty(0, np.int64), lambda *_: ((), np.empty((0, 0), np.int64)),
                    lambda _: [VectorQuery("popular", vector, 5)])  # fmt: skip
    asked, failures = queries(
        situation(SHOP, surface("new", "popular")), {"new": failing("new", "queries"), "popular": asking}
    )
    assert [question.source for question in asked] == ["popular"]
    assert [failure.part for failure in failures] == ["new"]


def test_a_source_that_may_not_propose_asks_the_index_nothing() -> None:
    vectors = [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    seen = shop("a", "b", "c", "d", vectors=vectors)
    context = RequestContext(item="a")
    rules = surface("context_item", sources={"context_item": {"weight": 1, "limit": 0}})
    assert queries(situation(seen, rules, context=context)) == ([], [])
    assert len(queries(situation(seen, surface("context_item"), context=context))[0]) == 1


def test_at_most_four_questions_are_asked_the_search_first() -> None:
    names = [item(name, categories=(category,)) for name, category in zip("abcd", "xxyy", strict=True)]
    seen = shop(*names, vectors=[[1.0, 0.0], [0.8, 0.6], [0.0, 1.0], [0.6, 0.8]])
    acts = [act(seen, EvidenceKind.LIKED, name) for name in "abcd"]
    asked, _ = queries(
        situation(
            seen,
            surface("content", "context_item", "search_match"),
            profile=Profile(acts=Acts.of(acts)),
            context=RequestContext(item="a", query="whales"),
            query_vectors={"whales": np.array([1, 0], np.float32)},
        )
    )
    assert [question.source for question in asked] == ["search_match", "context_item", "content", "content"]
    assert len(asked) == MOST_QUERIES


def test_answers_go_to_the_source_that_asked() -> None:
    vectors = [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    seen = shop("a", "b", "c", "d", vectors=vectors)
    someone = Profile(acts=Acts.of([act(seen, EvidenceKind.LIKED, "a")]))
    answers = [Neighbours("content", ("c", "never there")), Neighbours("search_match", ("d",))]
    found = find(situation(seen, surface("content"), profile=someone), answers)
    assert found.candidates.rows.tolist() == [2]


def test_pinned_items_are_candidates_whatever_the_sources_find() -> None:
    pins = [
        {"because": "our book of the week", "item": "d", "slot": 1},
        {"because": "over", "item": "c", "slot": 2, "ends": NOW},
        {"because": "never there", "item": "x", "slot": 3},
    ]
    rules = surface("new", editorial={"pins": pins})
    found = find(situation(SHOP, rules), [], {"new": proposing("new", 1)})
    assert found.candidates.rows.tolist() == [1, 3]


def test_no_proposals_make_no_candidates() -> None:
    found = find(situation(shop(), surface(*SOURCES)), [])
    assert len(found.candidates) == 0
    assert found.ledger.scores().tolist() == []
    assert found.degradations == []


def test_the_registry_names_every_source_of_the_closed_list_once() -> None:
    assert set(SOURCES) == set(SourceName.__args__)
    assert all(source.name == name for name, source in SOURCES.items())


@pytest.mark.parametrize(("weight", "units"), [(1, 10), (0.25, 2), (0.35, 4), (100, 1000)])
def test_a_contribution_is_rounded_to_whole_billionths_with_its_weight(weight: float, units: int) -> None:
    rules = surface("new", sources={"new": {"weight": weight}})
    block = weighed(proposing("new", 0), situation(SHOP, rules), np.array([0]))
    assert block.units.tolist() == [[units]]
    assert block.units.dtype == np.int64


def test_pieces_that_move_no_candidate_are_left_out_of_the_ledger() -> None:
    assert weighed(proposing("new", 0, units=0), situation(SHOP, surface("new")), np.array([0])).pieces == []


def test_sources_that_asked_nothing_propose_before_the_index_answers_and_are_not_asked_again() -> None:
    asking = replace(proposing("content", 2), queries=lambda _: [VectorQuery("content", np.ones(2, np.float32), 5)])
    sources = {"content": asking, "popular": proposing("popular", 1)}
    here = situation(SHOP, surface("content", "popular"))
    proposed = propose_unasked(here, queries(here, sources)[0], sources)
    assert {name: rows.tolist() for name, rows in proposed.rows.items()} == {"popular": [1]}
    later = {"content": asking, "popular": failing("popular", "propose")}
    found = find(here, [], later, proposed)
    assert (found.candidates.rows.tolist(), found.degradations) == ([1, 2], [])


def test_a_source_that_fails_early_leaves_one_degradation_and_no_evidence() -> None:
    sources = {"popular": failing("popular", "propose"), "new": proposing("new", 0)}
    here = situation(SHOP, surface("popular", "new"))
    found = find(here, [], sources, propose_unasked(here, [], sources))
    assert [(one.code, one.part) for one in found.degradations] == [(DegradationCode.SOURCE_FAILED, "popular")]
    assert [block.source for block in found.ledger.blocks] == ["new"]
