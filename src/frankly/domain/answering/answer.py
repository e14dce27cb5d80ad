"""The answer: what a frontend gets. Its text fields admit only verified text."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, Field

from frankly.domain.answering.degradation import Degradation
from frankly.domain.base import Frozen
from frankly.domain.deciding.slate import SlotOrigin
from frankly.domain.evidence import Cause, Evidence, EvidenceKind, NamedGround, Personalised
from frankly.domain.ids import DecisionId, ItemId, SnapshotId
from frankly.domain.money import Money
from frankly.domain.person.consent import EvidenceGroup, Purpose
from frankly.domain.saying.message_lines import MessageLines
from frankly.domain.saying.text import VerifiedText

Variant = Literal["personalised", "holdout"]
"""The policy under test, or the non-personalised baseline."""


def _is_absent(value: object) -> bool:
    return value is None


class Display(Frozen):
    """Fields of an item that the request asked for; the others are absent."""

    title: str | None = Field(default=None, exclude_if=_is_absent)
    """Name of the item."""

    url: str | None = Field(default=None, exclude_if=_is_absent)
    """Where the item is shown."""

    image_url: str | None = Field(default=None, exclude_if=_is_absent)
    """Picture."""

    price: Money | None = Field(default=None, exclude_if=_is_absent)
    """Price, the same for everyone."""

    call_to_action: VerifiedText | None = Field(default=None, exclude_if=_is_absent)
    """A line that invites and states nothing."""

    categories: tuple[str, ...] | None = Field(default=None, exclude_if=_is_absent)
    """Categories, the main one first."""

    creators: tuple[str, ...] | None = Field(default=None, exclude_if=_is_absent)
    """Creators, the main one first."""


class AnsweredItem(Frozen):
    """One item of the slate with what put it there."""

    id: ItemId
    """The item."""

    slot: Annotated[int, Field(ge=1)]
    """Its place in this answer, counted from 1; what a cursor brings is an answer of its own."""

    personalised: Personalised
    """How personal its main reason is."""

    main_reason: EvidenceKind | None
    """Kind of its strongest ground; None when nothing speaks for it but its place."""

    origin: SlotOrigin
    """Why it stands in its slot."""

    is_sponsored: bool = False
    """Whether somebody paid for the place."""

    score: int
    """Base score in billionths: the sum of the contributions of all its evidence."""

    propensity_ppb: int
    """Probability with which the policy put it there, in parts per billion."""

    sentences: tuple[VerifiedText, ...] = ()
    """Why, in words."""

    causes: dict[str, Cause] = Field(default_factory=dict)
    """What the grounds that were looked at for the sentences are to the item, by id (`g1` is the strongest ground, `e5`
    a piece that is a ground by itself). "Because" is said of necessary ones only; what had to be left open
    contributes."""

    evidence: tuple[Evidence, ...] = ()
    """What moved its score, strongest first; with `explain: full` all of it, else what the sentences cite."""

    grounds: tuple[NamedGround, ...] = ()
    """The evidence told together, strongest first; with `explain: full`."""

    display: Display = Display()
    """Fields that were asked for."""


class AnswerScope(Frozen):
    """What the answer was allowed to use."""

    basis: Literal["person", "surface", "nobody"]
    """Whether the person decided, or the surface's default stands."""

    purposes: tuple[Purpose, ...]
    """Uses that were allowed."""

    evidence: tuple[EvidenceGroup, ...]
    """Kinds of evidence that were allowed."""


class Answer(Frozen):
    """One explained slate."""

    decision: DecisionId
    """Id of the record of this answer."""

    is_recorded: bool
    """False in stateless mode, and when the record could not be handed over."""

    surface: str
    """Where it was asked for."""

    surface_version: str
    """Hash of the policy that held."""

    snapshot: SnapshotId
    """The catalogue and statistics that were looked at."""

    seed: int
    """Seed of all draws."""

    now: int
    """The moment that the answer is for, in milliseconds."""

    locale: str
    """Language of the sentences."""

    variant: Variant
    """Whether the person is in the holdout."""

    scope: AnswerScope
    """What the answer was allowed to use."""

    segments: tuple[str, ...] = ()
    """Groups the person belongs to that this surface knows."""

    headline: VerifiedText | None = None
    """Line above the slate."""

    intro: VerifiedText | None = Field(default=None, exclude_if=_is_absent)
    """A second line above the slate; only where a model wrote one."""

    items: tuple[AnsweredItem, ...] = ()
    """The slate."""

    message: MessageLines | None = Field(default=None, exclude_if=_is_absent)
    """Lines of an e-mail around the slate; only where one is written."""

    degradations: tuple[Degradation, ...] = ()
    """Fallbacks that were used."""

    cursor: str | None = None
    """Send it back for more items without repeats; None when there are no more."""

    def to_bytes(self) -> bytes:
        """The JSON that is sent: byte for byte what pydantic writes, in less than half the time."""
        return orjson.dumps(self, default=_plain)


def _plain(value: object) -> object:
    kind = type(value)
    # Asked once for each type, since an answer holds hundreds of values of few types.
    if kind not in _WAYS:
        _WAYS[kind] = _way_of(kind)
    return _WAYS[kind](value)


_WAYS: dict[type, Callable[[Any], object]] = {}
"""How to take values of a type apart."""


def _way_of(kind: type) -> Callable[[Any], object]:
    if kind is VerifiedText:
        return VerifiedText.as_dict
    if not issubclass(kind, BaseModel):
        raise TypeError(f"an answer holds no {kind.__name__}")
    # What pydantic leaves out where it is absent is left out here: the fields themselves say which.
    optional = frozenset(name for name, field in kind.model_fields.items() if field.exclude_if is not None)
    if not optional:
        return vars
    return lambda value: {name: said for name, said in vars(value).items() if said is not None or name not in optional}
