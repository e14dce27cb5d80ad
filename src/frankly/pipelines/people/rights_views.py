"""What a person sees when they ask what is known of them."""

from typing import Annotated

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.person.consent import Consent
from frankly.domain.person.correction import Correction
from frankly.domain.person.event import EventKind
from frankly.domain.person.profile import Fact, FactInput
from frankly.domain.time import EpochMs


class ActsView(Frozen):
    """Acts of one kind on one item, or searches for the same words."""

    kind: EventKind
    """What was done."""

    item: str | None = None
    """On which item; none for a search."""

    query: str | None = None
    """Words of a search."""

    count: int
    """How often."""

    first: EpochMs
    """When for the first time, in milliseconds."""

    last: EpochMs
    """When for the last time, in milliseconds."""

    value: int
    """Stars or percent of the last act, or units in all, by kind; 0 where acts of this kind have none."""

    receipts: tuple[str, ...]
    """Ids of the acts, oldest first."""

    passed_over: tuple[str, ...] = ()
    """Ids of those among them that are stored and not used, because of a correction."""


class ShownView(Frozen):
    """An item that was shown."""

    item: str
    """Which one."""

    impressions: int
    """How often it was seen."""

    last: EpochMs
    """When it was seen last, in milliseconds."""


class CampaignView(Frozen):
    """One campaign that considered them."""

    campaign: str
    """Its name."""

    planned: EpochMs
    """Moment that it was planned for, in milliseconds."""

    fate: str | None = None
    """Why they get a message or none; none while that is undecided."""

    told: str
    """The same in words."""

    state: str
    """How far it is: `listed`, `planned`, `skipped`, `held`, `written`, `sending`, `handed`."""

    handed: EpochMs | None = None
    """When their message was handed over for sending, in milliseconds; none where it was not."""

    decision: str | None = None
    """Id of the decision that chose what stands in it; its page says why."""

    address: str | None = None
    """Address that it is sent to, where the campaign was given one."""

    first_name: str | None = None
    """Name that it greets, where the campaign was given one."""

    locale: str | None = None
    """Language of the message."""

    time_zone: str | None = None
    """Time zone whose quiet hours hold, where the campaign was given one."""

    occasion: str | None = None
    """What made it write by itself; none where it was run by hand."""


class PersonView(Frozen):
    """Everything that is known of one person."""

    person: str
    """Their id, or the key of an anonymous session."""

    is_known: bool
    """False when nothing at all is stored, but perhaps the hash by which mail stays stopped."""

    stated: tuple[Fact, ...] = ()
    """What they said, or the shop on their behalf; `origin` tells who."""

    observed: tuple[ActsView, ...] = ()
    """What they did, told together by kind and item, the latest first."""

    inferred: tuple[Fact, ...] = ()
    """What was derived from their acts, with the acts it was derived from. Derived anew each time, stored nowhere."""

    expired: tuple[Fact, ...] = ()
    """Stated facts past their expiry: stored still, used no more."""

    passed_over: tuple[Fact, ...] = ()
    """Stated facts that are stored and not used, because of a correction."""

    corrections: tuple[Correction, ...] = ()
    """What they said of explanations and have not undone, oldest first."""

    consent: Consent | None = None
    """What they decided; none when they never did, so that each surface's declared default holds."""

    shown: tuple[ShownView, ...] = ()
    """What they were shown and saw."""

    campaigns: tuple[CampaignView, ...] = ()
    """Campaigns that considered them, what they got of each, and how they were reached; oldest first."""

    mail_stopped: str | None = None
    """Why no campaign writes to them, whatever `consent` says: `unsubscribed`, `complained`, `bounced` or `imported`;
    none where mail is not stopped. A hash of their id or address is all that is stored of it; it outlives deletion."""

    is_complete: bool = True
    """False when there are older acts than could be listed; `frankly export events` has them all."""


class FactsInput(Frozen):
    """Facts that a person states."""

    facts: Annotated[tuple[FactInput, ...], Field(max_length=200)]
    """The facts; together they replace what was stated before."""


class FactsView(Frozen):
    """Stated facts after a change."""

    facts: tuple[Fact, ...]
    """All of them."""


class ConsentView(Frozen):
    """Consent after a change."""

    consent: Consent | None
    """What holds now; none when nothing was ever decided."""


class ErasedView(Frozen):
    """What was removed."""

    person: str
    """Whose."""

    rows: dict[str, int]
    """Kind of record → how many."""


class MergedView(Frozen):
    """What moved."""

    person: str
    """To whom."""

    acts: int
    """How many acts."""
