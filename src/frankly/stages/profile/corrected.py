"""Applies a person's corrections to what is stored of them, before anything else looks at it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.evidence import Anchor, EvidenceKind
from frankly.domain.person.correction import Correction, StandingRule, passes_over
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.history import History
from frankly.domain.person.profile import Fact, FactField, FactInput, FactKind, PersonRecord
from frankly.stages.profile.infer import fact_id
from frankly.stages.profile.weights import EVIDENCE_OF, RATE_CODE

_HIDE = EVENT_CODES[EventKind.HIDE]
_CODE_OF = {evidence: EVENT_CODES[kind] for kind, evidence in EVIDENCE_OF.items()}
_STARS = {EvidenceKind.RATED_HIGH: (4, 5), EvidenceKind.RATED_LOW: (1, 2)}
LABELS = frozenset(field.value for field in FactField)
"""Types of anchors that an aversion can be about."""


def corrected(record: PersonRecord, snapshot: Snapshot) -> PersonRecord:
    """The record as every later stage may see it.

    Args:
        record: as it was read, with the corrections that are in force.
        snapshot: says in which category an item is, for standing rules.

    Returns:
        The same record without the acts and facts that are passed over, with an act of hiding for each hidden item
        and a stated aversion for what the person wants nothing of (unless they stated the contrary since). It names no
        correction any more. Without corrections it is the record itself.
    """
    if not record.corrections:
        return record
    history = _kept(record.history, record.corrections, snapshot)
    return replace(
        record,
        history=_hiding(history, record.corrections),
        facts=_facts(record.facts, record.corrections),
        corrections=(),
    )


def of_kind(history: History, kind: EvidenceKind) -> NDArray[np.bool_]:
    """Which acts would become evidence of a kind."""
    if kind in _STARS:
        low, high = _STARS[kind]
        is_inside: NDArray[np.bool_] = (history.values >= low) & (history.values <= high)
        is_inside &= history.kinds == RATE_CODE
        return is_inside
    is_that: NDArray[np.bool_] = history.kinds == _CODE_OF.get(kind, -1)
    return is_that


def _kept(history: History, corrections: Sequence[Correction], snapshot: Snapshot) -> History:
    named = {act for one in corrections for act in one.acts}
    kept = np.fromiter((act not in named for act in history.event_ids), np.bool_, len(history))
    for one in corrections:
        if one.rule is not None:
            kept &= ~_under(history, one.rule, snapshot)
    return history if kept.all() else _some(history, np.flatnonzero(kept))


def _under(history: History, rule: StandingRule, snapshot: Snapshot) -> NDArray[np.bool_]:
    under = of_kind(history, rule.kind)
    names = snapshot.categories.names
    for place in np.flatnonzero(under).tolist():
        row = snapshot.row_of.get(history.item_ids[place], -1)
        code = int(snapshot.main_category[row]) if row >= 0 else -1
        under[place] = code >= 0 and names[code] == rule.category
    return under


def _some(history: History, places: NDArray[np.int64]) -> History:
    chosen = places.tolist()
    return replace(
        history,
        event_ids=[history.event_ids[place] for place in chosen],
        kinds=history.kinds[places],
        item_ids=[history.item_ids[place] for place in chosen],
        at_ms=history.at_ms[places],
        values=history.values[places],
        queries=[history.queries[place] for place in chosen],
    )


def _hiding(history: History, corrections: Iterable[Correction]) -> History:
    """The history with an act of hiding for each item that is hidden, in its place in time."""
    hiding = [one for one in corrections if one.hides is not None]
    if not hiding:
        return history
    extra = len(hiding)
    longer = replace(
        history,
        event_ids=[*history.event_ids, *(one.id for one in hiding)],
        kinds=np.append(history.kinds, np.full(extra, _HIDE, np.int8)),
        item_ids=[*history.item_ids, *(str(one.hides) for one in hiding)],
        at_ms=np.append(history.at_ms, np.array([one.at for one in hiding], np.int64)),
        values=np.append(history.values, np.zeros(extra, np.int32)),
        queries=[*history.queries, *([""] * extra)],
    )
    return _some(longer, np.argsort(longer.at_ms, kind="stable"))


def _facts(facts: Sequence[Fact], corrections: Sequence[Correction]) -> tuple[Fact, ...]:
    kept = [fact for fact in facts if not passes_over(corrections, str(fact.id), fact.at)]
    for one in corrections:
        if one.averse is None:
            continue
        rivals = [fact for fact in kept if _is_interest_in(fact, one.averse)]
        if all(fact.at <= one.at for fact in rivals):
            kept = [fact for fact in kept if fact not in rivals]
            kept.append(_aversion(one, one.averse))
    return tuple(sorted({fact.id: fact for fact in kept}.values(), key=lambda fact: fact.id))


def _is_interest_in(fact: Fact, about: Anchor) -> bool:
    if fact.kind is not FactKind.INTEREST or fact.field is None:
        return False
    return (fact.field.value, fact.value.casefold()) == (about.type, about.value.casefold())


def _aversion(one: Correction, about: Anchor) -> Fact:
    said = FactInput(kind=FactKind.AVERSION, field=FactField(about.type), value=about.value)
    return Fact(
        **said.model_dump(),
        id=fact_id("stated", said),
        status="stated",
        origin="correction",
        at=one.at,
        receipts=(one.id,),
    )
