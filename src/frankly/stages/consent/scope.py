"""Turns a person's decision and a surface's declared default into the scope of one request."""

from typing import Literal

from frankly.domain.person.consent import ConsentInput, EvidenceGroup, Purpose, Scope
from frankly.domain.surface import Surface

OF_THE_REQUEST = frozenset({EvidenceGroup.SITUATION, EvidenceGroup.LOCATION})
"""Groups that come with the request itself; they may be used without a profile, for this answer only."""


def decide(surface: Surface, consent: ConsentInput | None, *, has_identity: bool, is_holdout: bool) -> Scope:
    """Say what this request may use.

    Args:
        surface: whose declared default holds where the person has not decided.
        consent: what the person decided, if they ever did.
        has_identity: whether anyone is there to be profiled.
        is_holdout: whether the person gets the baseline, which uses no profile.

    Returns:
        The scope. A refusal always wins: over the surface's default, and of a kind of evidence over an allowed purpose.
    """
    purposes = {purpose for purpose in Purpose if surface.consent.get(purpose, False)}
    if consent is not None:
        purposes |= {purpose for purpose, is_allowed in consent.purposes.items() if is_allowed}
        purposes -= {purpose for purpose, is_allowed in consent.purposes.items() if not is_allowed}
    if is_holdout or not has_identity:
        purposes.discard(Purpose.PROFILE)
    groups = set(EvidenceGroup) if Purpose.PROFILE in purposes else set(OF_THE_REQUEST)
    if consent is not None:
        groups -= {group for group, is_allowed in consent.evidence.items() if not is_allowed}
    topics = (
        frozenset(topic for topic, is_allowed in consent.sensitive.items() if is_allowed) if consent else frozenset()
    )
    basis: Literal["person", "surface", "nobody"] = (
        "nobody" if not has_identity else "surface" if consent is None else "person"
    )
    return Scope(frozenset(purposes), frozenset(groups), topics, basis)
