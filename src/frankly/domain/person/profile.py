"""The facts known of a person, each with where it comes from, and the receipts that prove it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.deciding.ledger import PieceKey
from frankly.domain.ids import FactId
from frankly.domain.person.consent import Consent
from frankly.domain.person.correction import Correction
from frankly.domain.person.history import History, empty_history
from frankly.domain.time import EpochMs, Moment


class FactKind(StrEnum):
    """The closed list of what a fact can say."""

    INTEREST = "interest"
    AVERSION = "aversion"
    ROLE = "role"
    INTENT = "intent"
    REGION = "region"
    MARKET = "market"
    BIRTH_YEAR = "birth_year"
    LOCALE = "locale"


class FactField(StrEnum):
    """What an interest or an aversion is about."""

    CATEGORY = "category"
    TAG = "tag"
    CREATOR = "creator"


ADULT_AGE = 18
"""From this age on nothing has to be kept away; someone whose age is not known gets nothing that is rated for it."""

FactStatus = Literal["stated", "observed", "inferred"]
"""They said so; their acts; derived, with receipts."""


class FactInput(Frozen):
    """A fact as a person (or the owner on their behalf) states it."""

    kind: FactKind
    """What the fact says."""

    field: FactField | None = None
    """What an interest or aversion is about; no other kind has it."""

    value: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    """The category, tag, creator, role, intent, region, market, year or locale."""

    expires: Moment | None = None
    """When the fact stops being used."""


class Fact(FactInput):
    """A fact known of a person."""

    id: FactId
    """Stable id: the hash of status, kind, field and value."""

    status: FactStatus
    """Stated, observed or inferred."""

    origin: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    """Where it came from: `person`, `import`, `segment`, `request` or the rule that inferred it."""

    at: EpochMs
    """When it was stated, or derived."""

    purpose: Literal["profile"] = "profile"
    """The purpose of use under which it is kept."""

    receipts: tuple[str, ...] = ()
    """Ids of the acts it is derived from."""

    weight_ppm: Annotated[int, Field(ge=0, le=1_000_000)] = 1_000_000
    """Share of the decayed profile weight, in parts per million, for inferred facts; stated facts weigh full."""


@dataclass(frozen=True, slots=True, eq=False)
class PersonRecord:
    """Everything stored about one person that a request may need, read at once.

    Attributes:
        key: person id or session key; None for someone unknown.
        facts: stated facts.
        consent: what they decided; None when they never did.
        history: their acts.
        seen: item id → number of impressions and time of the last one, within the window that was asked for.
        is_known: whether anything is stored.
        life: which keeping of this key was read; someone who is deleted and comes back begins another. None while
            nothing is stored.
        left_out: acts and stated facts, by kind and anchor, that are no evidence: "what if this did not count?".
            What the record says as a whole stays: lags, established interests, segments, what is taken or hidden.
        corrections: those in force; `stages.profile.corrected` applies them, and leaves none.
    """

    key: str | None
    facts: tuple[Fact, ...] = ()
    consent: Consent | None = None
    history: History = field(default_factory=empty_history)
    seen: dict[str, tuple[int, int]] = field(default_factory=dict)
    is_known: bool = False
    life: int | None = None
    left_out: frozenset[PieceKey] = frozenset()
    corrections: tuple[Correction, ...] = ()
