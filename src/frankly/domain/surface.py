"""A surface: a named place where recommendations appear, with its own policy, edited as YAML.

Weights and shares are decimals in the file and whole parts per million inside, since floats have no canonical form.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from frankly.domain.base import Frozen
from frankly.domain.ids import IdText, NameText
from frankly.domain.person.consent import Purpose
from frankly.domain.person.event import EventKind
from frankly.domain.time import Moment


def _to_ppm(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("expected a number with a decimal point, such as 0.25")
    try:
        return round(Decimal(str(value)) * 1_000_000)
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"expected a number with a decimal point, such as 0.25; found '{value}'") from error


def _from_ppm(ppm: int) -> str:
    return str(Decimal(ppm) / 1_000_000)


Ppm = Annotated[
    int,
    BeforeValidator(_to_ppm),
    PlainSerializer(_from_ppm, return_type=str),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string"}]}, mode="validation"),
]
"""A decimal in a file, parts per million inside."""


def _between(most: int) -> AfterValidator:
    """Bounds told as they are written in the file: as decimals."""

    def check(ppm: int) -> int:
        if not 0 <= ppm <= most * 1_000_000:
            raise ValueError(f"expected a decimal number from 0 to {most}")
        return ppm

    return AfterValidator(check)


Share = Annotated[Ppm, _between(1)]
"""A share from 0 to 1, in parts per million."""

Power = Annotated[Ppm, _between(2)]
"""An exponent, in millionths."""

Weight = Annotated[Ppm, _between(100)]
"""A weight that is not negative, so that a reason stays a reason; in parts per million."""

SourceName = Literal[
    "content",
    "because_you_liked",
    "item_item",
    "transitions",
    "low_rank",
    "ease",
    "directed_ease",
    "stated_interests",
    "stated_role_intent",
    "context_item",
    "basket",
    "recently_viewed",
    "continue",
    "popular",
    "popular_in_category",
    "popular_in_region",
    "popular_in_segment",
    "trending",
    "new",
    "search_match",
    "moment",
    "editorial",
    "serendipity",
    "occasion",
]
"""The closed list of candidate sources; each is in a file of `stages/candidates/sources`."""

MODEL_SOURCES: frozenset[SourceName] = frozenset({"item_item", "transitions", "low_rank", "ease", "directed_ease"})
"""Sources that read a trained model: sums over a person's acts of what leads from each to an item."""


class SourcePolicy(Frozen):
    """How a surface uses one candidate source."""

    weight: Weight
    """Factor of every contribution of this source. 0: it proposes candidates and moves no score."""

    limit: Annotated[int, Field(ge=0, le=2000)] = 100
    """Most candidates that it may propose. 0: it proposes none and still scores those of others."""

    half_life_days: Annotated[int, Field(ge=1, le=3650)] | None = None
    """After so many days an act weighs half here; null: as long as the surface says. For sources with a model."""

    lag_power: Power = 0
    """An act after which n other items were acted on counts (1 + n) to the minus this: 0 makes no difference, 1 lets
    the newest speak almost alone. For sources with a model."""


class FilterPolicy(Frozen):
    """Which candidates may not appear. Unavailable, hidden and sensitive ones never appear, whatever a surface says."""

    consumed: tuple[EventKind, ...] = (EventKind.PURCHASE, EventKind.COMPLETE)
    """Acts after which an item is not recommended again; empty where repeat purchases are wanted."""

    disliked: bool = True
    """Drop items that the person disliked, or rated 1 or 2."""

    unknown_age_rating: Literal["allow", "drop"] = "allow"
    """What becomes of items without an age rating when the person's age is known and under 18."""

    max_impressions: Annotated[int, Field(ge=0)] = 0
    """Drop an item after so many impressions within the window; 0 means never."""

    impressions_days: Annotated[int, Field(ge=1, le=365)] = 14
    """The window of `max_impressions`."""


class DiversityPolicy(Frozen):
    """How the slate is spread, deterministically."""

    mmr_lambda: Share = 800_000
    """1: by score alone; lower: more distance between neighbours (maximal marginal relevance)."""

    outside_share: Share = 200_000
    """Least share of slots outside the established interests; none is asked where there is no profile."""

    established_share: Share = 100_000
    """A category is an established interest from this share of the decayed profile weight on."""

    editorial_share: Share = 0
    """Least share of slots that editorial or trending items get."""

    recency_share: Share = 0
    """Least share of slots for items first available within `new_days`."""

    new_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """How long an item counts as new."""

    max_per_creator: Annotated[int, Field(ge=1)] | None = 2
    """Most items of one creator; null for no cap."""

    max_per_category: Annotated[int, Field(ge=1)] | None = None
    """Most items of one main category; null for no cap."""


class ExplorationPolicy(Frozen):
    """One named slot that is sometimes drawn uniformly from the reserve, so that the policy can be measured."""

    epsilon: Share = 0
    """Probability with which the slot is drawn."""

    slot: Annotated[int, Field(ge=1, le=50)] = 5
    """Which slot, counted from 1."""

    reserve: Annotated[int, Field(ge=1, le=200)] = 30
    """How many of the best items outside the slate may be drawn."""


class Match(Frozen):
    """Which items an editorial act is about: all that is named must hold."""

    item: IdText | None = None
    """One item."""

    category: str | None = None
    """A category."""

    tag: str | None = None
    """A tag."""

    creator: str | None = None
    """A creator."""

    @model_validator(mode="after")
    def _says_something(self) -> "Match":
        if self.item is None and self.category is None and self.tag is None and self.creator is None:
            raise ValueError("name at least one of item, category, tag, creator")
        return self


class EditorialAct(Frozen):
    """What every pin, boost and bury has: who did it, why, how long. Always recorded, always disclosable."""

    because: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    """Why, for the record and for whoever asks."""

    by: Annotated[str, StringConstraints(min_length=1, max_length=100)] = "editor"
    """Who."""

    sponsored: bool = False
    """Whether somebody paid for it; the answer marks such items."""

    starts: Moment | None = None
    """First moment."""

    ends: Moment | None = None
    """Moment from which it no longer holds."""

    def holds(self, now: int) -> bool:
        """Whether the act is in force at a moment."""
        return (self.starts is None or self.starts <= now) and (self.ends is None or now < self.ends)


class Pin(EditorialAct):
    """Puts an item into a fixed slot; filters still hold."""

    item: IdText
    """Which item."""

    slot: Annotated[int, Field(ge=1, le=50)]
    """Which slot, counted from 1."""


class Boost(EditorialAct):
    """Adds a contribution to the items that match."""

    match: Match
    """Which items."""

    weight: Weight
    """How much."""


class Bury(EditorialAct):
    """Takes the items that match out."""

    match: Match
    """Which items."""


class EditorialPolicy(Frozen):
    """Editors' acts on this surface."""

    pins: tuple[Pin, ...] = ()
    """Items in fixed slots."""

    boosts: tuple[Boost, ...] = ()
    """Items with more weight."""

    buries: tuple[Bury, ...] = ()
    """Items taken out."""


class TextPolicy(Frozen):
    """What is written, and how."""

    locale: str = "en"
    """Language where the request names none."""

    locales: tuple[str, ...] = ("en", "de")
    """Languages this surface speaks; another one falls back to `locale`, with a degradation."""

    tone: NameText = "plain"
    """Named tone of `brand/`."""

    headline: bool = True
    """Whether the slate gets a headline."""

    reasons: Annotated[int, Field(ge=0, le=5)] = 2
    """Most reason sentences for one item."""

    levels: tuple[Literal["quoted", "rewritten", "approved"], ...] = ("quoted",)
    """Proof levels of fact sentences that are admitted."""

    facts: Annotated[int, Field(ge=0, le=3)] = 1
    """Most fact sentences for one item; 0 where there is no room for them."""


def _yes_or_no(value: object) -> object:
    """`on` and `off` are truth values in YAML."""
    return {True: "on", False: "off"}.get(value, value) if isinstance(value, bool) else value


class ModelPolicy(Frozen):
    """What a language model may do here, where one is configured and the person allows it."""

    vote: Annotated[Literal["auto", "on", "off"], BeforeValidator(_yes_or_no)] = "auto"
    """Whether its order counts: `auto` suspends the vote where it does not help."""

    max_displacement: Annotated[int, Field(ge=0, le=50)] = 3
    """Most places that the vote may move an item from its place in the base order."""

    write: bool = True
    """Whether it writes headline, reasons and nudges; each sentence is verified, and templates tell what fails."""

    deadline_ms: Annotated[int, Field(ge=50, le=60_000)] = 2_000
    """How long an answer waits for the model where the request names no time, in milliseconds."""

    background_s: Annotated[int, Field(ge=0, le=600)] = 20
    """How long a call that comes too late for its answer may go on, so that its reply is there for the next one."""

    late_order: bool = False
    """Whether a streamed answer may change its order after the slate was sent."""


class HoldoutPolicy(Frozen):
    """A stable part of the people who get the non-personalised baseline, so that the effect can be measured."""

    share: Share = 0
    """Share of people."""


class Surface(Frozen):
    """One surface, as its YAML file says."""

    name: NameText
    """Name; a file need not say it, and where it does, it must be that of the file."""

    version: str = ""
    """Hash of the whole policy; filled when it is loaded."""

    title: dict[str, str] = Field(default_factory=dict)
    """Locale → name of the place, for people."""

    medium: Literal["email"] | None = None
    """`email` where it is for e-mail: campaigns take no other. It changes no answer, so `version` leaves it out."""

    size: Annotated[int, Field(ge=1, le=50)] = 10
    """Items in a slate where the request names no limit."""

    sources: Annotated[dict[SourceName, SourcePolicy], Field(min_length=1)]
    """Candidate sources and their weights."""

    act_weights: dict[EventKind, Ppm] = Field(default_factory=dict)
    """Act → weight; negative for acts against an item. What is not named keeps its default."""

    half_life_days: Annotated[int, Field(ge=1, le=3650)] = 60
    """After so many days an act weighs half."""

    filters: FilterPolicy = FilterPolicy()
    """Which candidates may not appear."""

    diversity: DiversityPolicy = DiversityPolicy()
    """How the slate is spread."""

    exploration: ExplorationPolicy = ExplorationPolicy()
    """The exploring slot."""

    editorial: EditorialPolicy = EditorialPolicy()
    """Editors' acts."""

    text: TextPolicy = TextPolicy()
    """What is written."""

    consent: dict[Purpose, bool] = Field(
        default_factory=lambda: {
            Purpose.PROFILE: True,
            Purpose.EXPLAIN: True,
            Purpose.EMAIL: False,
            Purpose.MEASURE: True,
            Purpose.MODEL: False,
        }
    )
    """Declared default for people without a record; what is not named is refused."""

    success: EventKind = EventKind.CLICK
    """The act that counts as success here."""

    model: ModelPolicy = ModelPolicy()
    """What a language model may do."""

    holdout: HoldoutPolicy = HoldoutPolicy()
    """Who gets the baseline."""

    @field_validator("sources")
    @classmethod
    def _decays_where_there_is_a_model(cls, sources: dict[SourceName, SourcePolicy]) -> dict[SourceName, SourcePolicy]:
        for name, policy in sources.items():
            if name not in MODEL_SOURCES and (policy.half_life_days is not None or policy.lag_power):
                known = ", ".join(sorted(MODEL_SOURCES))
                raise ValueError(f"'{name}' has no half_life_days or lag_power of its own; these have: {known}")
        return sources

    segments: dict[NameText, dict[str, object]] = Field(default_factory=dict)
    """Segment → settings of this surface that it overrides, merged in the order written."""
