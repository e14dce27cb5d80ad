"""Rows of profiles: facts and consent as an export writes them, or short columns such as `interests` and `locale`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import Field, ValidationError, model_validator

from frankly.domain.base import Frozen
from frankly.domain.ids import IdText
from frankly.domain.person.consent import Consent, ConsentInput
from frankly.domain.person.correction import Correction
from frankly.domain.person.event import session_key
from frankly.domain.person.profile import Fact, FactField, FactInput, FactKind
from frankly.domain.time import EpochMs, Moment
from frankly.errors import Invalid
from frankly.pipelines.intake.event_rules import CLOCK_SKEW_MS
from frankly.pipelines.people.fact_rules import require_sense, stated
from frankly.pipelines.rights import require_person
from frankly.pipelines.rows.targets import RowRefused, reasons_of
from frankly.ports.rows import Reason

_LABELS: Final = {"interests": FactField.CATEGORY, "tags": FactField.TAG, "creators": FactField.CREATOR}
_LISTS: Final = {"role": FactKind.ROLE, "intent": FactKind.INTENT}
_SINGLE: Final = {
    "region": FactKind.REGION,
    "market": FactKind.MARKET,
    "birth_year": FactKind.BIRTH_YEAR,
    "locale": FactKind.LOCALE,
}


class KeptFact(FactInput):
    """A fact as an export writes it."""

    at: Moment | None = None
    """When it was stated; the moment of the import when not given."""

    origin: str = "import"
    """Who stated it."""


class KeptConsent(ConsentInput):
    """A decision as an export writes it."""

    at: Moment | None = None
    """When it was made; a decision without a date can only refuse."""

    origin: Literal["person", "import", "segment", "merge", "request"] = "import"
    """Who made it; only a person's decision with a date can agree."""


class KeptCorrection(Correction):
    """A correction as an export writes it."""

    at: Moment
    """When it was made."""


class ProfileInput(Frozen):
    """One row."""

    person: IdText | None = None
    """Whose it is."""

    session: IdText | None = None
    """The anonymous session it is of, where the person is not known."""

    facts: tuple[KeptFact, ...] = Field((), max_length=200)
    """Stated facts."""

    consent: KeptConsent | None = None
    """What they decided."""

    corrections: tuple[KeptCorrection, ...] = Field((), max_length=1000)
    """What they said of explanations, and have not undone."""

    @model_validator(mode="after")
    def _one_owner(self) -> "ProfileInput":
        if (self.person is None) == (self.session is None):
            raise ValueError("a profile needs either 'person' or 'session'")
        return self


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One row, checked.

    Attributes:
        key: person id or session key.
        facts: stated facts.
        consent: a decision with its date; None when there is none.
        corrections: those in force.
    """

    key: str
    facts: tuple[Fact, ...]
    consent: Consent | None
    corrections: tuple[Correction, ...] = ()


def profile_row(fields: Mapping[str, Any], now: EpochMs) -> ProfileRow:
    """Check one row.

    Raises:
        RowRefused: when it is no profile; nothing of it is used.
    """
    facts = fields.get("facts", [])
    if not isinstance(facts, list):
        raise RowRefused([Reason("facts", "expected a list of facts")])
    short = {name: value for name, value in fields.items() if name in ("person", "session", "consent", "corrections")}
    try:
        row = ProfileInput.model_validate({**short, "facts": [*facts, *_from_short(fields)]})
    except ValidationError as error:
        raise RowRefused(reasons_of(error, ProfileInput)) from error
    try:
        return _checked(row, now)
    except Invalid as error:
        raise RowRefused([Reason("facts" if row.facts else "person", error.message)]) from error


def _checked(row: ProfileInput, now: EpochMs) -> ProfileRow:
    if row.person is not None:
        require_person(row.person)
    for fact in row.facts:
        require_sense(fact, now)
        if fact.at is not None and fact.at > now + CLOCK_SKEW_MS:
            raise Invalid(f"The fact '{fact.value}' was stated in the future; mend 'at' or leave it out.")
    facts = tuple(stated(said, said.origin, said.at if said.at is not None else now) for said in row.facts)
    key = row.person if row.person is not None else session_key(str(row.session))
    consent = None if row.consent is None else _dated(row.consent, now)
    return ProfileRow(key, facts, consent, tuple(one.model_copy(update={"undone": None}) for one in row.corrections))


def _dated(given: KeptConsent, now: EpochMs) -> Consent:
    if given.at is not None and given.at > now + CLOCK_SKEW_MS:
        raise Invalid("The consent was given in the future; mend 'at' or leave it out.")
    return Consent(
        purposes=given.purposes,
        evidence=given.evidence,
        sensitive=given.sensitive,
        at=given.at if given.at is not None else now,
        origin=given.origin if given.at is not None else "import",
    )


def _from_short(fields: Mapping[str, Any]) -> Iterator[dict[str, object]]:
    for name, about in _LABELS.items():
        yield from ({"kind": FactKind.INTEREST, "field": about, "value": value} for value in fields.get(name, ()))
    for value in fields.get("aversions", ()):
        yield {"kind": FactKind.AVERSION, "field": FactField.CATEGORY, "value": value}
    for name, kind in _LISTS.items():
        yield from ({"kind": kind, "value": value} for value in fields.get(name, ()))
    yield from ({"kind": kind, "value": fields[name]} for name, kind in _SINGLE.items() if name in fields)
