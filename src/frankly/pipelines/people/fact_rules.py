"""What a stated fact may say, and what becomes of the facts that it contradicts."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from frankly.domain.person.profile import Fact, FactInput, FactKind
from frankly.domain.time import EpochMs
from frankly.errors import Invalid
from frankly.stages.profile.infer import fact_id

SINGULAR: Final = frozenset({FactKind.REGION, FactKind.MARKET, FactKind.BIRTH_YEAR, FactKind.LOCALE})
"""Kinds of which a person has one: a new value takes the place of the old one."""

LABELLED: Final = frozenset({FactKind.INTEREST, FactKind.AVERSION})
"""Kinds that are about a category, tag or creator; one and the same label is either liked or not."""

_EARLIEST_BIRTH_YEAR: Final = 1900
_SHAPES: Final = {
    FactKind.REGION: (re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?"), "a region such as DE or DE-BY (ISO 3166)"),
    FactKind.MARKET: (re.compile(r"[A-Z]{2}"), "a country such as DE (ISO 3166)"),
    FactKind.LOCALE: (re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"), "a language such as en or de-AT (BCP 47)"),
    FactKind.BIRTH_YEAR: (re.compile(r"\d{4}"), "a year such as 1984"),
}


def require_sense(said: FactInput, now: EpochMs) -> None:
    """Refuse a fact that no stage could use.

    Raises:
        Invalid: when field or value does not fit the kind.
    """
    if (said.field is not None) != (said.kind in LABELLED):
        wants = "names what it is about: 'category', 'tag' or 'creator'" if said.kind in LABELLED else "has no 'field'"
        raise Invalid(f"A fact of kind '{said.kind}' {wants}.", details={"field": "field"})
    if said.kind in _SHAPES:
        shape, expected = _SHAPES[said.kind]
        if not shape.fullmatch(said.value):
            raise Invalid(f"'{said.value}' is no {said.kind}; expected {expected}.", details={"field": "value"})
    if said.kind is FactKind.BIRTH_YEAR and not _EARLIEST_BIRTH_YEAR <= int(said.value) <= _year(now):
        raise Invalid(f"{said.value} is no birth year: expected {_EARLIEST_BIRTH_YEAR} to {_year(now)}.")


def stated(said: FactInput, origin: str, at: EpochMs) -> Fact:
    """The fact that is kept when somebody states it: its id is the hash of what it says."""
    return Fact(
        kind=said.kind,
        field=said.field,
        value=said.value,
        expires=said.expires,
        id=fact_id("stated", said),
        status="stated",
        origin=origin,
        at=at,
    )


def joined(before: Iterable[Fact], new: Sequence[Fact]) -> tuple[Fact, ...]:
    """Add facts to those that are kept: a repeated one stays as it was, a contradicted one goes.

    What a person said themselves is contradicted by nobody else: then the new fact is left out.
    """
    kept = {fact.id: fact for fact in before}
    for fact in new:
        known = kept.get(fact.id)
        if known is not None and known.expires == fact.expires:
            continue
        rivals = [other for other in kept.values() if other.id != fact.id and _contradict(other, fact)]
        if fact.origin != "person" and any(rival.origin == "person" for rival in rivals):
            continue
        for rival in rivals:
            del kept[rival.id]
        kept[fact.id] = fact
    return tuple(sorted(kept.values(), key=lambda fact: fact.id))


def is_expired(fact: Fact, now: EpochMs) -> bool:
    """Whether a fact is used no more."""
    return fact.expires is not None and fact.expires <= now


def _contradict(one: Fact, other: Fact) -> bool:
    if one.kind in SINGULAR:
        return one.kind is other.kind
    labels_meet = (one.field, one.value) == (other.field, other.value)
    return labels_meet and {one.kind, other.kind} == LABELLED


def _year(now: EpochMs) -> int:
    return datetime.fromtimestamp(now // 1000, UTC).year
