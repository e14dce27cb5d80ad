"""Builds the profile of one request from what is stored, inside the scope."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from frankly.domain.answering.request import RequestContext
from frankly.domain.canonical import hash_bytes
from frankly.domain.deciding.ledger import Piece
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.evidence import GROUP_OF, EvidenceKind
from frankly.domain.person.acts import Acts
from frankly.domain.person.consent import EvidenceGroup, Scope
from frankly.domain.person.event import EVENT_CODES, EventKind
from frankly.domain.person.history import History
from frankly.domain.person.kept_profile import packed
from frankly.domain.person.profile import ADULT_AGE, Fact, FactField, FactKind, PersonRecord
from frankly.domain.situation import Profile
from frankly.domain.surface import Surface
from frankly.domain.time import to_iso
from frankly.stages.profile.acts import fold
from frankly.stages.profile.weights import EVIDENCE_OF, PPM, RATE_CODE

_PIECE_OF = {
    FactKind.INTEREST: EvidenceKind.STATED_INTEREST,
    FactKind.AVERSION: EvidenceKind.STATED_AVERSION,
    FactKind.ROLE: EvidenceKind.STATED_ROLE,
    FactKind.INTENT: EvidenceKind.STATED_INTENT,
}

_TAKEN = (EventKind.PURCHASE, EventKind.COMPLETE)
"""After these an item is no longer something that was only looked at, or only begun, whatever the surface filters."""


def build(
    record: PersonRecord, scope: Scope, context: RequestContext, snapshot: Snapshot, surface: Surface, now: int
) -> Profile:
    """Build a profile.

    Args:
        record: what is stored, or what came inline; its version is that of the record as it is given, so it was cut to
            the scope (`scoped`) where the version matters.
        scope: what may be used; nothing outside it enters, save what the person told us to keep away.
        context: the request's own facts.
        snapshot: whose rows the pieces point to.
        surface: whose weights hold.
        now: moment of the request, in milliseconds.

    Returns:
        The profile. Two things are in it whatever the scope, as they only keep items away: what the person hid, and
        the age of someone who said that they are a minor.
    """
    hidden = _items_of(record.history, {EventKind.HIDE})
    years = minor_age(record.facts, now)
    region = context.region if EvidenceGroup.LOCATION in scope.groups else None
    if not scope.is_profiled:
        return Profile(
            hidden=hidden,
            region=region,
            age_years=years,
            version=hash_bytes(packed(record)),
        )
    facts = facts_in_scope(record.facts, scope, now)
    acts, searches = fold(record.history, scope.groups, snapshot, surface, now)
    stated = [_stated(fact) for fact in facts if fact.kind in _PIECE_OF]
    return Profile(
        acts=acts.without(record.left_out) if record.left_out else acts,
        stated=stated,
        facts=facts,
        searches=[piece for piece in searches if piece.key not in record.left_out],
        established=_established(acts, snapshot, surface),
        age_years=years if years is not None else _age(facts, now),
        region=region or _value(facts, FactKind.REGION),
        version=hash_bytes(packed(record)),
        consumed=_kinds_by_item(record.history, scope.groups, surface),
        hidden=hidden,
        disliked=_disliked(record.history, scope.groups),
        seen={item: count for item, (count, _) in record.seen.items()},
        left_out=record.left_out,
    )


def facts_in_scope(facts: Sequence[Fact], scope: Scope, now: int) -> list[Fact]:
    """Stated facts that may be used: their kind is allowed and they have not expired; newest first.

    A fact that was stated twice in different spelling ("Poetry", "poetry") counts once, as it was said last.
    """
    group_of = {FactKind.REGION: EvidenceGroup.LOCATION, FactKind.MARKET: EvidenceGroup.LOCATION}
    usable = [
        fact
        for fact in facts
        if group_of.get(fact.kind, EvidenceGroup.STATED) in scope.groups
        and (fact.expires is None or fact.expires > now)
    ]
    once: dict[tuple[FactKind, FactField | None, str], Fact] = {}
    for fact in sorted(usable, key=lambda fact: (-fact.at, fact.id)):
        once.setdefault((fact.kind, fact.field, fact.value.casefold()), fact)
    return list(once.values())


def kinds_in_scope(groups: frozenset[EvidenceGroup]) -> frozenset[int]:
    """Column codes of the acts that may be used."""
    codes = {EVENT_CODES[kind] for kind, evidence in EVIDENCE_OF.items() if GROUP_OF[evidence] in groups}
    return frozenset(codes | ({RATE_CODE} if EvidenceGroup.OPINIONS in groups else set()))


def _stated(fact: Fact) -> Piece:
    sign = -1 if fact.kind is FactKind.AVERSION else 1
    return Piece(
        kind=_PIECE_OF[fact.kind],
        anchor_type="value" if fact.field is None else fact.field.value,
        anchor=fact.value,
        at_ms=fact.at,
        strength_ppm=sign * fact.weight_ppm,
        receipts=(str(fact.id),),
    )


def _value(facts: Sequence[Fact], kind: FactKind) -> str | None:
    return next((fact.value for fact in facts if fact.kind is kind), None)


def _age(facts: Sequence[Fact], now: int) -> int | None:
    """Age that is certainly reached: the birthday is taken as the last day of the year."""
    born = _value(facts, FactKind.BIRTH_YEAR)
    if born is None or not born.isdecimal():
        return None
    return max(int(to_iso(now)[:4]) - int(born) - 1, 0)


def minor_age(facts: Sequence[Fact], now: int) -> int | None:
    """Age of someone who said that they are a minor; an adult's age is not looked at without consent."""
    newest_first = sorted(facts, key=lambda fact: (-fact.at, fact.id))
    age = _age([fact for fact in newest_first if fact.expires is None or fact.expires > now], now)
    return age if age is not None and age < ADULT_AGE else None


def _established(acts: Acts, snapshot: Snapshot, surface: Surface) -> frozenset[int]:
    weights: dict[int, int] = {}
    for code, strength in zip(snapshot.main_category[acts.rows].tolist(), acts.strengths_ppm.tolist(), strict=True):
        if strength > 0:
            weights[code] = weights.get(code, 0) + strength
    least = sum(weights.values()) * surface.diversity.established_share
    return frozenset(code for code, weight in weights.items() if code >= 0 and weight * PPM >= least)


def _items_of(history: History, kinds: set[EventKind]) -> frozenset[str]:
    chosen = np.flatnonzero(_one_of(history, {EVENT_CODES[kind] for kind in kinds}))
    return frozenset(history.item_ids[index] for index in chosen.tolist())


def _one_of(history: History, codes: Collection[int]) -> NDArray[np.bool_]:
    wanted = np.zeros(len(EVENT_CODES), np.bool_)
    wanted[list(codes)] = True
    return wanted[history.kinds]


def _disliked(history: History, groups: frozenset[EvidenceGroup]) -> frozenset[str]:
    """Items whose last opinion (like, dislike, rating) is against them: people may change their minds."""
    if EvidenceGroup.OPINIONS not in groups:
        return frozenset()
    opinions = _one_of(history, (EVENT_CODES[EventKind.LIKE], EVENT_CODES[EventKind.DISLIKE], RATE_CODE))
    is_against = (history.kinds == EVENT_CODES[EventKind.DISLIKE]) | (
        (history.kinds == RATE_CODE) & (history.values <= 2)
    )
    last = {history.item_ids[index]: bool(is_against[index]) for index in np.flatnonzero(opinions).tolist()}
    return frozenset(item for item, against in last.items() if against)


def _kinds_by_item(
    history: History, groups: frozenset[EvidenceGroup], surface: Surface
) -> Mapping[str, frozenset[int]]:
    asked = {EVENT_CODES[kind] for kind in (*surface.filters.consumed, *_TAKEN)}
    usable = asked & kinds_in_scope(groups)
    found: dict[str, frozenset[int]] = {}
    for place in np.flatnonzero(_one_of(history, usable)).tolist():
        item, code = history.item_ids[place], frozenset({int(history.kinds[place])})
        if item:
            found[item] = found[item] | code if item in found else code
    return found
