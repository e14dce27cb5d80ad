"""What of a person is not as the decision for them read it, looked at once more at the moment their message leaves.

The record keeps the person as they were read. Read again in the same way (corrections applied, cut to what they agree
to now), they tell what was taken back since, and what of the message they have had, hidden or refused meanwhile.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.candidate import DropReason
from frankly.domain.evidence import Evidence, EvidenceKind
from frankly.domain.ids import FactId
from frankly.domain.person.profile import PersonRecord
from frankly.domain.seed import Seed
from frankly.domain.situation import Situation
from frankly.domain.time import EpochMs
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.replaying.record import Recorded
from frankly.pipelines.request.membership import segments_here
from frankly.pipelines.request.surfacing import as_asked, assigned, occasion_of
from frankly.stages.candidates.sources.stated import matches
from frankly.stages.consent.scope import decide as scope_of
from frankly.stages.filters.apply import refused
from frankly.stages.profile.build import build as build_profile
from frankly.stages.profile.corrected import corrected
from frankly.stages.profile.scoped import scoped
from frankly.stages.profile.taken_back import acts_taken_back, facts_taken_back

TAKEN_BACK: Final = "acts or statements that it was decided by were deleted, corrected or ran out"
"""What is told of them: which those are is nothing for whoever sends."""

_TOLD: Final[Mapping[DropReason, str]] = {
    DropReason.HIDDEN: "was hidden by them",
    DropReason.DISLIKED: "was disliked by them",
    DropReason.CONSUMED: "was bought or finished by them",
}
"""Reason of a filter → what is told; age, market and sensitive topics are told to no sender."""

_REFUSED: Final = "may not be shown to them any more"
_AVERSE: Final = "is of what they want nothing of by now"
_CHANGED_MIND: Final = "was liked by them, and is not any more"
_OPINIONS: Final = frozenset({EvidenceKind.LIKED, EvidenceKind.RATED_HIGH})


@dataclass(frozen=True, slots=True)
class PersonSince:
    """What of somebody changed since a decision was made for them.

    Attributes:
        is_taken_back: whether acts or stated facts that it knew may not be used any more, or are not there.
        items: item of the message → why it does not stand there any more.
    """

    is_taken_back: bool = False
    items: Mapping[str, str] = field(default_factory=dict)


AS_BEFORE: Final = PersonSince()


async def person_since(
    world: CampaignWorld, told: Recorded, offered: Sequence[str], cited: Sequence[Evidence], now: EpochMs
) -> PersonSince:
    """Read somebody again, and hold a decision's message to them.

    Args:
        world: the edition.
        told: the record of the decision; one that was made for nobody in particular used nothing of anybody.
        offered: ids of the items that the message is about.
        cited: what its sentences name as evidence.
        now: the moment.

    Raises:
        StoreUnavailable: when the person cannot be read: nothing is concluded from that.
    """
    key = told.inputs["person"]
    if key is None:
        return AS_BEFORE
    parts, snapshot, then = world.parts, world.parts.live.snapshot, told.person
    record = corrected(await parts.people.read(key, history_limit=parts.history_limit, seen_since=None), snapshot)
    is_holdout = assigned(parts, world.surface, key) == "holdout"
    scope = scope_of(world.surface, record.consent, has_identity=True, is_holdout=is_holdout)
    record = scoped(record, scope, world.surface, now)
    if _is_same(then, record):
        return AS_BEFORE
    request = told.request()
    segments = segments_here(parts.policies.segments, record, scope, request.context, snapshot, now)
    surface = as_asked(parts.policies.surface_for(world.surface.name, segments), request)
    occasion, kind = occasion_of(request)
    situation = Situation(
        now=now,
        seed=Seed(0),  # nothing is drawn
        scope=scope,
        profile=build_profile(record, scope, request.context, snapshot, surface, now),
        context=request.context,
        snapshot=snapshot,
        surface=surface,
        segments=segments,
        occasion=occasion,
        occasion_kind=kind,
        role_tags={name: (*role.tags, *role.categories) for name, role in parts.policies.roles.items()},
    )
    is_taken_back = bool(acts_taken_back(then.history, record.history) or facts_taken_back(then.facts, record.facts))
    known = {fact.id for fact in then.facts}
    return PersonSince(is_taken_back, {**_unliked(situation, cited), **_kept_out(situation, offered, known)})


def _is_same(then: PersonRecord, now_is: PersonRecord) -> bool:
    """Whether the same acts and facts are there; of most people nothing is another between writing and leaving."""
    return list(then.history.event_ids) == list(now_is.history.event_ids) and (
        {fact.id for fact in then.facts} == {fact.id for fact in now_is.facts}
    )


def _unliked(situation: Situation, cited: Sequence[Evidence]) -> dict[str, str]:
    """Items that a sentence says they like, and that they dislike by now."""
    named = {piece.anchor.value for piece in cited if piece.kind in _OPINIONS}
    return dict.fromkeys(sorted(named & situation.profile.disliked), _CHANGED_MIND)


def _kept_out(situation: Situation, offered: Sequence[str], known: Collection[FactId]) -> dict[str, str]:
    """Items that filters would keep from this person now, or that are of what they said since that they do not want."""
    row_of = situation.snapshot.row_of
    there = [item for item in offered if item in row_of]
    rows = np.array([row_of[item] for item in there], np.int64)
    dropped = refused(situation, rows)
    is_averse = _averse(situation, rows, known)
    found = {item: _AVERSE for item, is_of in zip(there, is_averse.tolist(), strict=True) if is_of}
    return found | {
        item: _TOLD.get(dropped[row], _REFUSED)
        for item, row in zip(there, rows.tolist(), strict=True)
        if row in dropped
    }


def _averse(situation: Situation, rows: NDArray[np.int64], known: Collection[FactId]) -> NDArray[np.bool_]:
    found = np.zeros(len(rows), np.bool_)
    for piece in situation.profile.stated:
        if piece.kind is EvidenceKind.STATED_AVERSION and not set(piece.receipts) & set(known):
            found |= matches(situation, piece, rows) > 0
    return found
