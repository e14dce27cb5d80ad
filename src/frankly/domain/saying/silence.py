"""Whether a piece of evidence may be said, and by which rule it may not: use is one thing, telling another.

The writer asks before it writes, the verifier asks again, the preview of a change asks of what was recorded.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from frankly.domain.evidence import Anchor, Evidence, EvidenceKind, Ground
from frankly.domain.item import Item
from frankly.domain.saying.say_policy import (
    LocalTime,
    SayPolicy,
    SensitiveRules,
    UntoldRule,
    WhenAsked,
    holds_on,
    pattern_of,
)
from frankly.domain.time import DAY_MS, HOUR_MS

SENSITIVE: Final = "sensitive"
"""What the rule is called by which topics ask for consent."""


class Occasion(NamedTuple):
    """On which something would be said.

    Attributes:
        now: moment of the request, in milliseconds.
        surface: where; empty where that is not known, and then the rules of every surface hold.
        region: coarse region of the person, for their time zone.
        topics: sensitive topics that the person agreed to.
    """

    now: int
    surface: str = ""
    region: str | None = None
    topics: frozenset[str] = frozenset()


class Subject(NamedTuple):
    """What would be said, as far as rules look at it.

    Attributes:
        kind: kind of the evidence.
        anchor: what it hangs on.
        at: when it last happened; None where that does not matter.
        categories: of the item that it hangs on.
        tags: of that item.
        topics: sensitive topics that the item names.
    """

    kind: EvidenceKind
    anchor: Anchor
    at: int | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Silence:
    """Why something is not said.

    Attributes:
        rule: path of the rule, such as `untold/night-views` or `sensitive/health`.
        because: what the rule says of itself.
        topic: the sensitive topic without consent; empty for other rules.
        when_asked: what the person sees who asks why.
    """

    rule: str
    because: str
    topic: str = ""
    when_asked: WhenAsked = "hidden"


def subject_of(piece: Evidence | Ground, anchors: Mapping[str, Item]) -> Subject:
    """What rules look at of evidence.

    Args:
        piece: evidence, or evidence that is told together.
        anchors: items that evidence hangs on, by id.
    """
    item = anchors.get(piece.anchor.value) if piece.anchor.type == "item" else None
    at = piece.at if isinstance(piece, Evidence) else None
    if item is None:
        return Subject(piece.kind, piece.anchor, at)
    return Subject(piece.kind, piece.anchor, at, item.categories, item.tags, item.sensitive)


def silence(policy: SayPolicy, subject: Subject, on: Occasion) -> Silence | None:
    """By which rule something is not said; None where it may be."""
    topic = next(unconsented(policy.rules.sensitive, subject, on.topics), None)
    if topic is not None:
        because = f"the person has not agreed to the sensitive topic '{topic}'"
        return Silence(f"{SENSITIVE}/{topic}", because, topic)
    for name, rule in _rules_of(policy, subject.kind):
        if holds_on(rule.surfaces, on.surface) and _is_meant(rule, subject, on, policy):
            return Silence(f"untold/{name}", rule.because, when_asked=rule.when_asked)
    return None


@lru_cache(maxsize=256)
def _rules_of(policy: SayPolicy, kind: EvidenceKind) -> tuple[tuple[str, UntoldRule], ...]:
    """Rules that may mean evidence of a kind."""
    return tuple([(name, rule) for name, rule in policy.rules.untold.items() if not rule.kinds or kind in rule.kinds])


def unconsented(rules: SensitiveRules, subject: Subject, agreed: frozenset[str]) -> Iterator[str]:
    """Sensitive topics of something that the person has not agreed to."""
    if not rules.ask_consent or not (subject.topics or rules.topics):
        return
    yield from (topic for topic in subject.topics if topic not in agreed)
    for topic, labels in rules.topics.items():
        if topic not in agreed and (
            _carries(subject, "category", labels.categories) or _carries(subject, "tag", labels.tags)
        ):
            yield topic


_ITSELF: Final = Anchor(type="none")
"""What hangs on the item itself is looked for in its labels."""


def item_topics(rules: SensitiveRules, item: Item, agreed: frozenset[str]) -> Iterator[str]:
    """Sensitive topics of an item itself that the person has not agreed to."""
    if item.sensitive or rules.topics:
        whole = Subject(EvidenceKind.CONTEXT_ITEM, _ITSELF, None, item.categories, item.tags, item.sensitive)
        yield from unconsented(rules, whole, agreed)


def _carries(subject: Subject, field: str, names: tuple[str, ...]) -> bool:
    if not names:
        return False
    own = subject.categories if field == "category" else subject.tags
    return not set(names).isdisjoint(own) or (subject.anchor.type == field and subject.anchor.value in names)


def _is_labelled(subject: Subject, names: tuple[str, ...]) -> bool:
    is_named = subject.anchor.type not in {"item", "query", "none"} and subject.anchor.value in names
    return is_named or not set(names).isdisjoint((*subject.categories, *subject.tags))


def _is_meant(rule: UntoldRule, subject: Subject, on: Occasion, policy: SayPolicy) -> bool:
    return (
        (not rule.categories or _carries(subject, "category", rule.categories))
        and (not rule.tags or _carries(subject, "tag", rule.tags))
        and (not rule.labels or _is_labelled(subject, rule.labels))
        and (not rule.searches or _is_searched(subject, rule.searches))
        and _is_then(rule, subject.at, on, policy)
    )


def _is_searched(subject: Subject, words: tuple[str, ...]) -> bool:
    return subject.anchor.type == "query" and pattern_of(words).search(subject.anchor.value) is not None


def _is_then(rule: UntoldRule, at: int | None, on: Occasion, policy: SayPolicy) -> bool:
    """Whether the time of the act is the one that is meant; what has no time is not."""
    if rule.hours is None and rule.older_than_days is None:
        return True
    if at is None:
        return False
    is_old = rule.older_than_days is None or on.now - at > rule.older_than_days * DAY_MS
    return is_old and (rule.hours is None or rule.hours.has(hour_of(policy.zone_of(on.region), at)))


def hour_of(zone: LocalTime, at_ms: int) -> int:
    """Hour of the day of a moment in a time zone, from 0 to 23."""
    place = max(bisect_right(zone.starts_ms, at_ms) - 1, 0)
    return (at_ms + zone.offsets_ms[place]) // HOUR_MS % 24
