"""Which segments a person belongs to, from what the scope lets a request see."""

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.request import RequestContext
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.ids import SegmentName
from frankly.domain.person.consent import EvidenceGroup, Scope
from frankly.domain.person.event import EVENT_CODES
from frankly.domain.person.profile import PersonRecord
from frankly.domain.person.segment import Segment
from frankly.stages.profile.build import facts_in_scope, kinds_in_scope
from frankly.stages.segments.belongs import Member, segments_of

_Mask: TypeAlias = NDArray[np.bool_]
_Labels: TypeAlias = tuple[NDArray[np.int64], NDArray[np.int32]]


def segments_here(
    segments: Mapping[str, Segment],
    record: PersonRecord,
    scope: Scope,
    context: RequestContext,
    snapshot: Snapshot,
    now: int,
) -> tuple[SegmentName, ...]:
    """Segments of the person; without consent to a profile none, because a segment says something about a person."""
    if not scope.is_profiled:
        return ()
    history = record.history
    in_scope = np.zeros(len(EVENT_CODES), np.bool_)
    in_scope[list(kinds_in_scope(scope.groups))] = True
    usable = np.flatnonzero(in_scope[history.kinds])
    categories = snapshot.categories

    @cache
    def labels() -> _Labels:
        """For each label of the items acted on, whose it is and which; most rules ask for none."""
        owners, entries = categories.by_item.entries_of(history.rows(snapshot.row_of)[usable])
        return owners, categories.by_item.indices[entries]

    def carried(name: str) -> _Mask:
        carries = np.zeros(len(usable), np.bool_)
        if name in categories.codes:
            owners, codes = labels()
            carries[owners[codes == categories.codes[name]]] = True
        return carries

    in_situation = EvidenceGroup.SITUATION in scope.groups
    member = Member(
        facts=facts_in_scope(record.facts, scope, now),
        kinds=history.kinds[usable],
        at_ms=history.at_ms[usable],
        carried=carried,
        now=now,
        part_of_day=context.part_of_day if in_situation else None,
        device=context.device if in_situation else None,
    )
    return segments_of(segments, member)
