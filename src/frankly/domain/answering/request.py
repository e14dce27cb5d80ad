"""What a frontend asks."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from frankly.domain.base import Frozen
from frankly.domain.ids import IdText
from frankly.domain.person.consent import ConsentInput
from frankly.domain.person.event import SESSION_PREFIX, Event
from frankly.domain.person.profile import FactInput

RegionText = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
DisplayField = Literal["title", "url", "image_url", "price", "call_to_action", "categories", "creators"]


def _is_absent(value: object) -> bool:
    return value is None


class RequestContext(Frozen):
    """The moment's own facts: used for this answer, never stored in a profile."""

    item: IdText | None = None
    """The item being looked at. A surface made for one answers without it by what else it knows."""

    query: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """Words being searched for. Without them a surface that searches finds nothing (`too_few_items`)."""

    basket: Annotated[tuple[IdText, ...], Field(max_length=100)] = ()
    """Items in the basket."""

    part_of_day: Literal["morning", "afternoon", "evening", "night"] | None = None
    """Part of the day where the person is."""

    device: Literal["phone", "tablet", "desktop", "tv"] | None = None
    """Kind of device."""

    region: RegionText | None = None
    """Coarse region, ISO 3166."""

    market: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None = None
    """Country whose catalogue applies, ISO 3166."""


class InlineProfile(Frozen):
    """A profile sent with the request (stateless mode): used once, nothing of it is stored."""

    facts: Annotated[tuple[FactInput, ...], Field(max_length=200)] = ()
    """Stated facts."""

    events: Annotated[tuple[Event, ...], Field(max_length=20_000)] = ()
    """Acts; ids need only be unique in this list."""

    consent: ConsentInput | None = None
    """What the person allows."""


class RecommendationRequest(Frozen):
    """One question: what should this person see on this surface now, and why."""

    surface: IdText
    """Name of the surface."""

    person: IdText | None = None
    """Who asks, where they are known."""

    session: IdText | None = None
    """The session, for people who are not known."""

    profile: InlineProfile | None = None
    """Stateless mode: the profile comes with the request; then `person` and `session` are not looked up."""

    context: RequestContext = Field(default_factory=RequestContext)
    """The moment's own facts."""

    limit: Annotated[int, Field(ge=1, le=50)] | None = None
    """Number of items; the surface says how many by default."""

    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] | None = None
    """Language of the sentences; the surface says which by default."""

    seed: Annotated[int, Field(ge=0, lt=2**53)] = 0
    """The client's own seed; the same question with the same seed on one day gives the same slate."""

    explain: Literal["none", "short", "full"] = "short"
    """No sentences, the main ones, or all with the whole evidence."""

    fields: Annotated[tuple[DisplayField, ...], Field(max_length=7)] = ("title",)
    """Display fields to return for each item."""

    cursor: Annotated[str, StringConstraints(max_length=20_000)] | None = None
    """Where the last answer ended; asks for more without repeats. It names the items shown so far, and nobody."""

    deadline_ms: Annotated[int, Field(ge=0, le=60_000)] | None = Field(default=None, exclude_if=_is_absent)
    """How long the answer may wait for a language model, in milliseconds; 0 waits for none, the surface says how long
    by default. What needs no model is never late for it."""

    @model_validator(mode="after")
    def _one_identity(self) -> "RecommendationRequest":
        if self.person is not None and self.person.startswith(SESSION_PREFIX):
            raise ValueError(f"a person's id must not start with '{SESSION_PREFIX}'")
        return self
