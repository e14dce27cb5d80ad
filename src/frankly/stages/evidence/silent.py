"""Which pieces of evidence of a slate may not be said, over the columns: the same rules as `domain.silence`.

A property test holds the two together. What may not be said stays in the score and in the record.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.deciding.ledger import Piece
from frankly.domain.deciding.snapshot import Labels, Snapshot
from frankly.domain.evidence import EVIDENCE_CODES, EVIDENCE_KINDS, Anchor, EvidenceKind
from frankly.domain.person.acts import SomeActs
from frankly.domain.saying.say_policy import LocalTime, SayPolicy, UntoldRule, holds_on
from frankly.domain.saying.silence import Occasion, Silence, Subject, silence
from frankly.domain.situation import Situation
from frankly.domain.time import DAY_MS, HOUR_MS
from frankly.stages.evidence.cut import SlateLedger

Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class SilentPieces:
    """Ids of evidence that may not be said.

    Attributes:
        mask: for each piece of the slate's columns, whether it may not.
        hidden: for each, whether it is also kept from the person who asks why.
        names: ids of those that may not be said.
    """

    mask: Mask
    hidden: Mask
    names: frozenset[str]


ALL_SAYABLE: Final = SilentPieces(np.zeros(0, np.bool_), np.zeros(0, np.bool_), frozenset())
"""Nothing is silenced."""


def occasion_of(situation: Situation) -> Occasion:
    """What rules look at of a request."""
    return Occasion(
        now=situation.now,
        surface=situation.surface.name,
        region=situation.profile.region,
        topics=situation.scope.topics,
    )


def silent_pieces(situation: Situation, cut: SlateLedger, policy: SayPolicy) -> SilentPieces:
    """Find what of a slate's evidence may not be said.

    Args:
        situation: the request; its snapshot knows the labels of items.
        cut: the slate's part of the ledger.
        policy: the rules.
    """
    on = occasion_of(situation)
    rules = [rule for rule in policy.rules.untold.values() if holds_on(rule.surfaces, on.surface)]
    if not rules and not policy.rules.sensitive.ask_consent:
        return ALL_SAYABLE
    parts = [
        _of_acts(part, situation.snapshot, policy, rules, on)
        if isinstance(part, SomeActs)
        else _of_others(part, situation.snapshot, policy, on)
        for part in cut.parts
    ]
    if not parts:
        return ALL_SAYABLE
    mask, hidden = np.concatenate([one for one, _ in parts]), np.concatenate([other for _, other in parts])
    return SilentPieces(mask, hidden, frozenset([cut.names[place] for place in np.flatnonzero(mask).tolist()]))


def _of_acts(
    part: SomeActs, snapshot: Snapshot, policy: SayPolicy, rules: list[UntoldRule], on: Occasion
) -> tuple[Mask, Mask]:
    rows, at_ms, kinds = part.rows, part.whole.at_ms[part.places], part.whole.kinds[part.places]
    mask = _unconsented(rows, snapshot, policy, on)
    hidden = mask.copy()
    for rule in rules:
        meant = _meant(rule, kinds, rows, at_ms, snapshot, policy.zone_of(on.region), on)
        # The first rule that is meant decides, as it does for a single piece.
        hidden |= meant & ~mask & (rule.when_asked == "hidden")
        mask |= meant
    return mask, hidden


def _of_others(pieces: Sequence[Piece], snapshot: Snapshot, policy: SayPolicy, on: Occasion) -> tuple[Mask, Mask]:
    found = [_silence(piece, snapshot, policy, on) for piece in pieces]
    mask = np.array([one is not None for one in found], np.bool_)
    return mask, np.array([one is not None and one.when_asked == "hidden" for one in found], np.bool_)


def why_silent(situation: Situation, cut: SlateLedger, policy: SayPolicy, place: int) -> Silence | None:
    """By which rule a piece of a slate is not said; None where it may be."""
    return _silence(cut.pieces[place], situation.snapshot, policy, occasion_of(situation))


def _unconsented(rows: Rows, snapshot: Snapshot, policy: SayPolicy, on: Occasion) -> Mask:
    sensitive = policy.rules.sensitive
    mask = np.zeros(len(rows), np.bool_)
    if not sensitive.ask_consent:
        return mask
    mask |= _carries(snapshot.sensitive, [name for name in snapshot.sensitive.names if name not in on.topics], rows)
    for topic, labels in sensitive.topics.items():
        if topic not in on.topics:
            mask |= _carries(snapshot.categories, labels.categories, rows) | _carries(snapshot.tags, labels.tags, rows)
    return mask


def _carries(labels: Labels, names: "tuple[str, ...] | list[str]", rows: Rows) -> Mask:
    """Which rows carry one of some labels; rows that the snapshot does not know carry none."""
    codes = [labels.codes[name] for name in names if name in labels.codes]
    found = np.zeros(len(rows), np.bool_)
    known = np.flatnonzero(rows >= 0)
    if codes and len(known):
        found[known] = labels.carriers(codes, rows[known])
    return found


def _meant(
    rule: UntoldRule,
    kinds: Rows,
    rows: Rows,
    at_ms: Rows,
    snapshot: Snapshot,
    zone: LocalTime,
    on: Occasion,
) -> Mask:
    mask = np.full(len(rows), not rule.searches, np.bool_)
    if rule.kinds:
        mask &= _of_kinds(rule.kinds)[kinds]
    if rule.older_than_days is not None:
        mask &= on.now - at_ms > rule.older_than_days * DAY_MS
    if rule.hours is not None and mask.any():
        within = np.array([rule.hours.has(hour) for hour in range(24)], np.bool_)
        mask &= within[_hours(zone, at_ms)]
    if not mask.any():
        return mask
    if rule.categories:
        mask &= _carries(snapshot.categories, rule.categories, rows)
    if rule.tags:
        mask &= _carries(snapshot.tags, rule.tags, rows)
    if rule.labels:
        mask &= _carries(snapshot.categories, rule.labels, rows) | _carries(snapshot.tags, rule.labels, rows)
    return mask


@lru_cache(maxsize=256)
def _of_kinds(kinds: tuple[EvidenceKind, ...]) -> Mask:
    """For the code of each kind of evidence whether it is one of some; there are as many as rules."""
    found = np.zeros(len(EVIDENCE_KINDS), np.bool_)
    found[[EVIDENCE_CODES[kind] for kind in kinds]] = True
    return found


def _hours(zone: LocalTime, at_ms: Rows) -> Rows:
    places = np.maximum(np.searchsorted(np.array(zone.starts_ms), at_ms, side="right") - 1, 0)
    hours: Rows = (at_ms + np.array(zone.offsets_ms)[places]) // HOUR_MS % 24
    return hours


def _silence(piece: Piece, snapshot: Snapshot, policy: SayPolicy, on: Occasion) -> Silence | None:
    row = snapshot.row_of.get(piece.anchor, -1) if piece.anchor_type == "item" else -1
    subject = Subject(
        kind=piece.kind,
        anchor=Anchor.trusted(type=piece.anchor_type, value=piece.anchor),
        at=piece.at_ms if piece.at_ms >= 0 else None,
        categories=_labels(snapshot.categories, row),
        tags=_labels(snapshot.tags, row),
        topics=_labels(snapshot.sensitive, row),
    )
    return silence(policy, subject, on)


def _labels(labels: Labels, row: int) -> tuple[str, ...]:
    return tuple([labels.names[code] for code in labels.by_item.row(row)[0].tolist()])
