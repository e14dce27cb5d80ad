"""What a person allows: by purpose, by kind of evidence, by sensitive topic. No record means the surface's default."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeVar

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.time import EpochMs

K = TypeVar("K", bound=str)


class Purpose(StrEnum):
    """Uses that a person decides on."""

    PROFILE = "profile"
    EXPLAIN = "explain"
    EMAIL = "email"
    MEASURE = "measure"
    MODEL = "model"


class EvidenceGroup(StrEnum):
    """Kinds of evidence as a person would name them."""

    VIEWS = "views"
    PURCHASES = "purchases"
    OPINIONS = "opinions"
    PROGRESS = "progress"
    SEARCHES = "searches"
    STATED = "stated"
    LOCATION = "location"
    SITUATION = "situation"


class ConsentInput(Frozen):
    """A person's decision; what is left out stays as it was."""

    purposes: dict[Purpose, bool] = Field(default_factory=dict)
    """Purpose → allowed."""

    evidence: dict[EvidenceGroup, bool] = Field(default_factory=dict)
    """Kind of evidence → allowed; what is not named is allowed where the purpose is."""

    sensitive: dict[str, bool] = Field(default_factory=dict)
    """Sensitive topic → allowed; what is not named is refused."""


class Consent(ConsentInput):
    """The decision as it is kept."""

    at: EpochMs
    """When it was made or last changed."""

    origin: Literal["person", "import", "segment", "merge", "request"] = "person"
    """Who brought it. Only `person` may turn a refusal back into an agreement."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What this request may use: the outcome of the consent stage.

    Attributes:
        purposes: purposes that are allowed here.
        groups: kinds of evidence that are allowed here; without `profile` only `situation` and `location`, which come
            with the request.
        topics: sensitive topics that may be shown.
        basis: whether the person decided, or the surface's default stands.
    """

    purposes: frozenset[Purpose]
    groups: frozenset[EvidenceGroup]
    topics: frozenset[str]
    basis: Literal["person", "surface", "nobody"]

    @property
    def is_profiled(self) -> bool:
        """Whether a profile may be used at all."""
        return Purpose.PROFILE in self.purposes


def stricter(person: Consent, session: Consent, at: EpochMs) -> Consent:
    """Join the decisions of a person and of the session that turned out to be theirs: for each key, a refusal wins.

    A sensitive topic that one of them does not name is refused there, so it is allowed only where both allow it.
    """
    topics = person.sensitive.keys() | session.sensitive.keys()
    refused = {name for name in topics if False in {person.sensitive.get(name), session.sensitive.get(name)}}
    agreed = {name for name in topics if person.sensitive.get(name) and session.sensitive.get(name)}
    return Consent(
        purposes=_refusal_wins(person.purposes, session.purposes),
        evidence=_refusal_wins(person.evidence, session.evidence),
        sensitive={name: name in agreed for name in sorted(refused | agreed)},
        at=at,
        origin="merge",
    )


def _refusal_wins(one: dict[K, bool], other: dict[K, bool]) -> dict[K, bool]:
    return {key: one.get(key, True) and other.get(key, True) for key in sorted(one.keys() | other.keys(), key=str)}
