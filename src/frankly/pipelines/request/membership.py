"""Which segments a person belongs to, from what the scope lets a request see."""

from collections.abc import Mapping
from functools import cache
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from frankly.domain.consent import EvidenceGroup, Scope
from frankly.domain.ids import SegmentName
from frankly.domain.profile import PersonRecord
from frankly.domain.request import RequestContext
from frankly.domain.segment import Segment
from frankly.domain.snapshot import Snapshot
from frankly.stages.profile.build import facts_in_scope, kinds_in_scope
from frankly.stages.segments.belongs import Member, segments_of


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
    usable = np.flatnonzero(np.isin(history.kinds, list(kinds_in_scope(scope.groups))))
    categories = snapshot.categories

    @cache
    def rows() -> NDArray[np.int64]:
        """Rows of the items acted on; most rules ask for none."""
        known = map(snapshot.row_of.get, history.item_ids, repeat(-1))
        return np.fromiter(known, np.int64, len(history))[usable]

    @cache
    def labels() -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """For each label of those items, whose it is and which."""
        owners, entries = categories.by_item.entries_of(rows())
        return owners, categories.by_item.indices[entries]

    def carried(name: str) -> NDArray[np.bool_]:
        owners, codes = labels()
        carries = np.zeros(len(usable), np.bool_)
        carries[owners[codes == categories.codes.get(name, -1)]] = True
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
