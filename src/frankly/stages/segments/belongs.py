"""Evaluates segment rules. A rule is data; the answer is a plain fold over it, nothing is executed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ids import SegmentName
from frankly.domain.person.event import EVENT_CODES
from frankly.domain.person.profile import Fact
from frankly.domain.person.segment import ActsRule, FactRule, Rule, Segment
from frankly.domain.time import DAY_MS


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """What a rule may look at.

    Attributes:
        facts: stated facts in scope.
        kinds: int8 codes of the acts in scope.
        at_ms: int64 times of the acts.
        categories: categories of the acts' items, one tuple an act; none means that none are known.
        carried: which acts' items carry a category, in place of `categories` where all acts can be asked at once.
        now: the moment, in milliseconds.
        part_of_day: of the request, or None.
        device: of the request, or None.
    """

    facts: Sequence[Fact] = ()
    kinds: NDArray[np.int8] = field(default_factory=lambda: np.empty(0, np.int8))
    at_ms: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    categories: Sequence[Sequence[str]] = ()
    carried: Callable[[str], NDArray[np.bool_]] | None = None
    now: int = 0
    part_of_day: str | None = None
    device: str | None = None


def segments_of(segments: Mapping[str, Segment], member: Member) -> tuple[SegmentName, ...]:
    """Names of the segments a person belongs to, in the order of the file."""
    return tuple(SegmentName(name) for name, segment in segments.items() if belongs(segment.when, member))


def belongs(rule: Rule, member: Member) -> bool:
    """Whether a rule holds."""
    if rule.all is not None:
        return all(belongs(part, member) for part in rule.all)
    if rule.any is not None:
        return any(belongs(part, member) for part in rule.any)
    if rule.none is not None:
        return not any(belongs(part, member) for part in rule.none)
    if rule.fact is not None:
        return _has_fact(rule.fact, member)
    if rule.acts is not None:
        return _has_acts(rule.acts, member)
    if rule.part_of_day is not None:
        return rule.part_of_day == member.part_of_day
    return rule.device == member.device


def _has_fact(rule: FactRule, member: Member) -> bool:
    return any(
        fact.kind == rule.kind
        and (rule.field is None or fact.field == rule.field)
        and (rule.value is None or fact.value.casefold() == rule.value.casefold())
        for fact in member.facts
    )


def _has_acts(rule: ActsRule, member: Member) -> bool:
    wanted = np.zeros(len(EVENT_CODES), np.bool_)
    wanted[[EVENT_CODES[kind] for kind in rule.kinds]] = True
    counts = wanted[member.kinds]
    if rule.within_days is not None:
        counts &= member.at_ms > member.now - rule.within_days * DAY_MS
    if rule.category is not None:
        counts &= _carries(rule.category, member)
    number = int(np.count_nonzero(counts))
    return number >= rule.at_least and (rule.at_most is None or number <= rule.at_most)


def _carries(category: str, member: Member) -> NDArray[np.bool_]:
    if member.carried is not None:
        return member.carried(category)
    known = member.categories or [()] * len(member.kinds)
    return np.fromiter((category in labels for labels in known), np.bool_, len(member.kinds))
