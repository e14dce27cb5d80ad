"""Builds the decision record (schema 2) and the served log. Whole numbers and strings; the ledger as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.acts import SomeActs
from frankly.domain.answer import Answer, AnsweredItem
from frankly.domain.candidate import Candidates
from frankly.domain.canonical import Plain
from frankly.domain.consent import Purpose, Scope
from frankly.domain.decision import Decision, Served
from frankly.domain.evidence import EVIDENCE_CODES, Evidence
from frankly.domain.ledger import Piece
from frankly.domain.slate import PROPENSITY_ONE, Slate, Slot
from frankly.pipelines.request.deciding import Decided
from frankly.stages.evidence.cut import SlateLedger


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """What a record is made of; it waits for the writer, so that no large table and no request is held meanwhile."""

    scope: Scope
    segments: Sequence[str]
    names: Sequence[str]
    candidates: Candidates
    scores: Mapping[str, NDArray[np.int64]]
    cut: SlateLedger
    slate: Slate
    answer: Answer


def build(decided: Decided) -> Decision:
    """Gather everything that the answer came from; it is put together when the record is written.

    Contributions of each fact are kept for the slate only; for the other candidates their part by source.
    """
    situation = decided.situation
    kept = _Kept(
        situation.scope,
        situation.segments,
        situation.snapshot.item_ids,
        decided.found.candidates,
        decided.found.ledger.by_source(),
        decided.cut,
        decided.slate,
        decided.answer,
    )
    neighbours: dict[str, list[Plain]] = {}
    for found in decided.answers:
        neighbours.setdefault(found.source, []).append(found.item_ids)
    inputs = decided.inputs
    return Decision(inputs.decision_id(), inputs, {"neighbours": dict(neighbours)}, partial(_body, kept))


def _body(kept: _Kept) -> dict[str, Plain]:
    answer = kept.answer
    return {
        "scope": _scope(kept.scope),
        "variant": answer.variant,
        "locale": answer.locale,
        "segments": list(map(str, kept.segments)),
        "slate": [_entry(item, slot) for item, slot in zip(answer.items, kept.slate.slots, strict=True)],
        "headline": answer.headline.as_dict() if answer.headline is not None else None,
        "ledger": _ledger(kept.cut),
        "rest": _rest(kept),
        "explored": [
            [slot + 1, str(kept.names[row]), share]
            for (slot, row), share in sorted(kept.slate.propensities.items())
            if share != PROPENSITY_ONE
        ],
        "degradations": [degradation.model_dump(mode="json") for degradation in answer.degradations],
    }


def _entry(item: AnsweredItem, slot: Slot) -> dict[str, Plain]:
    return {
        "item": str(item.id),
        "slot": item.slot,
        "origin": item.origin,
        "score": item.score,
        "propensity": item.propensity_ppb,
        "personalised": item.personalised,
        "main_reason": str(item.main_reason) if item.main_reason else None,
        "sponsored": item.is_sponsored,
        "because": slot.because,
        "texts": [sentence.as_dict() for sentence in item.sentences],
        "evidence": [_evidence(evidence) for evidence in item.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, Plain]:
    """Its fields as they are: a record holds a hundred pieces, and pydantic's own way takes five times as long."""
    return {**vars(evidence), "kind": evidence.kind.value, "anchor": vars(evidence.anchor)}


def _scope(scope: Scope) -> dict[str, Plain]:
    return {
        "basis": scope.basis,
        "purposes": sorted(scope.purposes),
        "evidence": sorted(scope.groups),
        "topics": sorted(scope.topics),
    }


def _ledger(cut: SlateLedger) -> dict[str, Plain]:
    """Facts as columns; units as (fact, source, slot, billionths) columns, zeros left out."""
    facts, sources, slots = np.nonzero(cut.units)
    columns = [_columns(part) for part in cut.parts]
    lists = {name: [value for part in columns for value in part[name]] for name in _LISTS}
    return (
        lists
        | _numbers(columns)
        | {
            "sources": list(cut.sources),
            "fact": np.ascontiguousarray(facts),
            "source": np.ascontiguousarray(sources),
            "slot": np.ascontiguousarray(slots),
            "units": cut.units[facts, sources, slots],
        }
    )


_LISTS: Final = ("anchor_type", "anchor", "receipts")
_NUMBERS: Final = ("kind", "count", "at", "strength")


def _numbers(columns: Sequence[Mapping[str, Any]]) -> dict[str, Plain]:
    empty = np.empty(0, np.int64)
    return {name: np.concatenate([empty, *(part[name] for part in columns)], dtype=np.int64) for name in _NUMBERS}


def _columns(pieces: Sequence[Piece]) -> dict[str, Any]:
    if isinstance(pieces, SomeActs):
        whole, places = pieces.whole, pieces.places
        return {
            "kind": whole.kinds[places],
            "anchor_type": ["item"] * len(places),
            "anchor": [whole.anchors[place] for place in places.tolist()],
            "count": whole.counts[places],
            "at": whole.at_ms[places],
            "strength": whole.strengths_ppm[places],
            "receipts": whole.receipts_of(places),
        }
    return {
        "kind": [EVIDENCE_CODES[piece.kind] for piece in pieces],
        "anchor_type": [piece.anchor_type for piece in pieces],
        "anchor": [piece.anchor for piece in pieces],
        "count": [piece.count for piece in pieces],
        "at": [piece.at_ms for piece in pieces],
        "strength": [piece.strength_ppm for piece in pieces],
        "receipts": [piece.receipts for piece in pieces],
    }


def _rest(kept: _Kept) -> dict[str, Plain]:
    """Candidates outside the slate: who found them, their score by source, and why they are not in it."""
    dropped, every = kept.slate.dropped, kept.candidates.rows
    columns = np.flatnonzero(~np.isin(every, [slot.row for slot in kept.slate.slots]))
    rows = every[columns].tolist()
    return {
        "items": [str(kept.names[row]) for row in rows],
        "reason": [str(dropped[row]) if row in dropped else "" for row in rows],
        "scores": {source: units[columns] for source, units in kept.scores.items()},
        "found_by": {source: np.flatnonzero(found[columns]) for source, found in kept.candidates.found_by.items()},
        "base_order": [str(kept.names[row]) for row in kept.slate.base_order],
    }


def served(answer: Answer, person: str | None, scope: Scope) -> list[Served]:
    """One line for each item with its propensity; the person only where they allow `measure`."""
    who = person if Purpose.MEASURE in scope.purposes else None
    return [
        Served(
            decision=str(answer.decision),
            item=str(item.id),
            slot=item.slot,
            propensity_ppb=item.propensity_ppb,
            surface=answer.surface,
            person=who,
            variant=answer.variant,
            at=answer.now,
        )
        for item in answer.items
    ]
