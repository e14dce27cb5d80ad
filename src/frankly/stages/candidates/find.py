"""Runs the surface's sources: their questions, their proposals, their evidence over the union.

A source that fails drops only itself and leaves a degradation; the others answer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.deciding.candidate import Candidates
from frankly.domain.deciding.ledger import Block, Ledger
from frankly.domain.situation import Neighbours, Situation, VectorQuery
from frankly.domain.surface import SourceName
from frankly.stages.candidates.registry import SOURCES
from frankly.stages.candidates.source import Rows, Source, weighed

MOST_QUERIES = 4
"""Questions to the index in one request; each further one costs milliseconds at 100,000 items."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What the sources made together.

    Attributes:
        candidates: the union.
        ledger: the evidence of all sources over it.
        degradations: sources that failed.
    """

    candidates: Candidates
    ledger: Ledger
    degradations: Sequence[Degradation]


@dataclass(frozen=True, slots=True, eq=False)
class Proposed:
    """What some sources proposed before the others could.

    Attributes:
        rows: source → rows, best first.
        degradations: sources that failed.
    """

    rows: Mapping[SourceName, Rows] = field(default_factory=dict)
    degradations: Sequence[Degradation] = ()


NOTHING = Proposed()


def enabled(situation: Situation, sources: Mapping[SourceName, Source] = SOURCES) -> list[Source]:
    """Sources that the surface uses, in order of priority."""
    return [source for name, source in sources.items() if name in situation.surface.sources]


def queries(
    situation: Situation, sources: Mapping[SourceName, Source] = SOURCES
) -> tuple[list[VectorQuery], list[Degradation]]:
    """The questions to the index, at most four, in order of priority; of sources that may propose anything."""
    failures: list[Degradation] = []
    asked: list[VectorQuery] = []
    for source in enabled(situation, sources):
        if situation.surface.sources[source.name].limit:
            asked.extend(_guarded(source, failures, partial(source.queries, situation), ()))
    return asked[:MOST_QUERIES], failures


def propose_unasked(
    situation: Situation, asked: Sequence[VectorQuery], sources: Mapping[SourceName, Source] = SOURCES
) -> Proposed:
    """Let the sources propose that asked the index nothing: they need not wait for its answer."""
    failures: list[Degradation] = []
    waiting = {question.source for question in asked}
    rows = {
        source.name: _guarded(source, failures, partial(source.propose, situation, (), limit), _none())
        for source in enabled(situation, sources)
        if (limit := situation.surface.sources[source.name].limit) and source.name not in waiting
    }
    return Proposed(rows, failures)


def find(
    situation: Situation,
    answers: Sequence[Neighbours],
    sources: Mapping[SourceName, Source] = SOURCES,
    proposed: Proposed = NOTHING,
) -> Found:
    """Propose, unite, weigh.

    Args:
        situation: all that the sources may look at.
        answers: the index's answers to `queries`.
        sources: the registry; tests pass their own.
        proposed: what `propose_unasked` made; the others propose now.

    Returns:
        The union of all proposals and of the pinned items, with the evidence of every source that did not fail.
    """
    failures = list(proposed.degradations)
    proposals: dict[str, Rows] = {}
    for source in enabled(situation, sources):
        limit = situation.surface.sources[source.name].limit
        if source.name in proposed.rows:
            proposals[source.name] = proposed.rows[source.name]
        elif limit:
            rows = [_rows(situation, answer) for answer in answers if answer.source == source.name]
            work = partial(source.propose, situation, rows, limit)
            proposals[source.name] = _guarded(source, failures, work, _none())
    union = np.unique(np.concatenate([_pinned(situation), *proposals.values()]))
    candidates = Candidates(union, {name: _among(union, rows) for name, rows in proposals.items()})
    failed = {failure.part for failure in failures}
    blocks: list[Block] = []
    for source in enabled(situation, sources):
        if situation.surface.sources[source.name].weight and source.name not in failed:
            block = _guarded(source, failures, partial(weighed, source, situation, union), None)
            blocks += [block] if block is not None and len(block.pieces) else []
    return Found(candidates, Ledger(union, tuple(blocks)), failures)


def _pinned(situation: Situation) -> Rows:
    """Rows of pins in force: an editor's item is a candidate whether a source finds it or not."""
    row_of = situation.snapshot.row_of
    pins = [pin.item for pin in situation.surface.editorial.pins if pin.holds(situation.now)]
    return np.array([row_of[item] for item in pins if item in row_of], np.int64)


def _among(union: Rows, rows: Rows) -> NDArray[np.bool_]:
    found = np.zeros(len(union), np.bool_)
    found[np.searchsorted(union, rows)] = True
    return found


def _none() -> Rows:
    return np.empty(0, np.int64)


def _rows(situation: Situation, answer: Neighbours) -> Iterator[int]:
    """Rows of an answer; the index may know items that the snapshot no longer has."""
    row_of = situation.snapshot.row_of
    return (row_of[item] for item in answer.item_ids if item in row_of)


def _guarded(source: Source, failures: list[Degradation], work: Callable[[], Result], otherwise: Result) -> Result:
    try:
        return work()
    except Exception as error:
        detail = type(error).__name__
        failures.append(Degradation(code=DegradationCode.SOURCE_FAILED, part=source.name, detail=detail))
        return otherwise
