"""What explanations of one item say, as data. Scores and contributions are whole billionths."""

from typing import Annotated, Literal

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.deciding.candidate import DropReason
from frankly.domain.deciding.slate import SlotOrigin
from frankly.domain.evidence import Anchor, Cause, Evidence, EvidenceKind, Ground
from frankly.domain.ids import ItemId
from frankly.domain.person.event import EventKind
from frankly.domain.saying.text import VerifiedText
from frankly.pipelines.explaining.changes import Changes
from frankly.pipelines.explaining.fact_views import FactChoiceView


class GroundClassView(Frozen):
    """One ground of an item and what it is to it."""

    ground: Ground
    """The ground."""

    cause: Cause
    """The strongest class that holds."""

    is_necessary: bool
    """Whether the item is not in the slate without it."""

    is_sufficient: bool
    """Whether it brings the item into the slate with nothing else that is about the person."""


class OwnAct(Frozen):
    """Acts of one kind on one item."""

    kind: EvidenceKind
    """What was done."""

    event: EventKind
    """The same as events call it: `remove_acts` of a what-if takes it."""

    item: ItemId
    """The item acted on."""

    title: str | None = None
    """Its name."""

    count: int
    """How often."""

    receipts: tuple[str, ...]
    """Ids of the acts, newest first, at most ten."""


class FewestActs(Frozen):
    """As few of the person's own acts as were found without which the item is not in the slate."""

    acts: tuple[OwnAct, ...]
    """The acts, those that matter most first."""

    is_smallest: bool
    """Whether, by scores alone, no set of fewer acts does."""

    is_confirmed: bool
    """Whether the item was not in the slate when the request was decided again without these acts. Where it is false,
    nothing may be said of them: something that is no score kept the item there."""


class Said(Frozen):
    """A paragraph for people. Every sentence of it was verified."""

    locale: str
    """Its language."""

    text: str
    """The sentences, one after the other; empty where nothing may be said."""

    sentences: tuple[VerifiedText, ...]
    """The sentences with what bears them."""


class UntoldView(Frozen):
    """Evidence that a rule keeps from being said. It ranked, and its contribution stands."""

    id: str
    """Id of the evidence."""

    rule: str | None = None
    """The rule, for the owner; null for the person, to whom the evidence is shown without what it hangs on."""

    because: str | None = None
    """What the rule says of itself, for the owner."""


class VoteView(Frozen):
    """What a language model's vote did to the place of an item. It moves no score."""

    before: Annotated[int, Field(ge=1)] | None
    """Its place before the vote, counted from 1; null where the vote brought it in."""

    model: str
    """The model that voted."""

    prompt: str
    """The prompt that it was asked by."""


class WhyView(Frozen):
    """Why an item is in a slate."""

    decision: str
    """The decision."""

    item: ItemId
    """The item."""

    title: str | None = None
    """Its name; null where it cannot be read."""

    slot: Annotated[int, Field(ge=1)]
    """Its place, counted from 1."""

    origin: SlotOrigin
    """Why it stands in its slot."""

    pinned_because: str | None = None
    """The editor's reason, where an editor put it there."""

    is_sponsored: bool
    """Whether somebody paid for the place."""

    score: int
    """Its base score: exactly the sum of all contributions."""

    by_source: dict[str, int]
    """Candidate source → its part of the score."""

    evidence: tuple[Evidence, ...]
    """All that moved the score, strongest first."""

    grounds: tuple[GroundClassView, ...]
    """The evidence told together, strongest first, with what each ground is to the item."""

    necessary_sets: tuple[tuple[int, ...], ...]
    """Numbers of grounds, counted from 0, without which together the item is not in the slate, where no ground is
    necessary alone."""

    fewest_acts: FewestActs | None = None
    """As few own acts as possible without which it is not in the slate; null where its place does not hang on them."""

    vote: VoteView | None = None
    """What a language model's vote did to its place; null where it did nothing."""

    said: Said
    """The same in words."""

    untold: tuple[UntoldView, ...] = ()
    """Evidence that rules keep from being said: `policies/rules.yaml`."""

    facts: tuple[FactChoiceView, ...] = ()
    """What might have been told about the item itself, the best first; empty where there was nothing to choose."""


class Standing(Frozen):
    """One item as it was ranked."""

    item: ItemId
    """The item."""

    title: str | None = None
    """Its name."""

    slot: int | None = None
    """Its place in the slate, counted from 1; null outside."""

    place: int | None = None
    """Its place among all candidates by score alone, counted from 1; null where a filter drops it."""

    origin: SlotOrigin | None = None
    """Why it stands in its slot; null outside."""

    score: int
    """Its base score."""

    by_source: dict[str, int]
    """Candidate source → its part of the score."""

    grounds: tuple[Ground, ...]
    """What speaks for it, strongest first."""


Verdict = Literal[
    "in_slate", "not_retrieved", "filtered", "outscored", "capped", "displaced_by_occasion", "displaced_by_pin",
    "displaced_by_floor", "displaced_by_exploration", "displaced_by_vote", "displaced_by_likeness",
]  # fmt: skip
"""Why an item is not in a slate."""


class Cap(Frozen):
    """A cap that was full."""

    of: Literal["creator", "category"]
    """What is capped."""

    label: str
    """Whose cap was full."""

    most: int
    """So many of it at most."""

    taken_by: tuple[ItemId, ...]
    """Items of the slate that fill it."""


class Advice(Frozen):
    """One thing that would bring an item into the slate: it was tried, and did."""

    kind: Literal["acts", "fact", "consent", "without_acts", "stock"]
    """What would have to be otherwise: further acts, a stated fact, consent, acts that had not been, what is in stock.
    With `is_besides`, that and what lets the item through its filter."""

    changes: Changes
    """The change, as a what-if takes it."""

    about: Anchor
    """What the acts, the fact or the stock are about: a category, a creator, a tag, an item."""

    number: Annotated[int, Field(ge=1)]
    """How many acts, facts or items."""

    is_besides: bool
    """Whether the change also lifts the filter that drops the item."""

    slot: Annotated[int, Field(ge=1)]
    """The place at which it then enters, counted from 1."""


class WhyNotView(Frozen):
    """Why an item is not in a slate."""

    decision: str
    """The decision."""

    item: ItemId
    """The item."""

    verdict: Verdict
    """Why it is not there."""

    standing: Standing
    """The item as it was ranked, or would have been."""

    is_retrieved: bool
    """Whether any candidate source proposed it."""

    dropped: DropReason | None = None
    """The filter that drops it."""

    would_enter: bool | None = None
    """Of an item that no source proposed: whether it would be in the slate if one had; null for others."""

    rival: Standing | None = None
    """The item of the slate nearest to it by score, where it was outscored."""

    missing: int | None = None
    """How much score it lacks to stand level with that rival."""

    caps: tuple[Cap, ...]
    """Caps that were full when it was its turn."""

    displaced_by: tuple[ItemId, ...]
    """Items that stand where they stand for another reason than their score."""

    advice: tuple[Advice, ...] | None = None
    """What would bring it in; null where it was not asked for, empty where nothing that was tried did."""

    tried: int
    """How many changes were tried for the advice."""
