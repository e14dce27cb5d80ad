"""What a person allows: by purpose, by kind of evidence, by sensitive topic. No record means the surface's default."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.time import EpochMs


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
        groups: kinds of evidence that are allowed here; empty without `profile`, save `situation`.
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
