"""What may have changed since a message was written, read again for a whole shard at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from frankly.domain.campaign.recipient import Fate, Recipient
from frankly.domain.evidence import Evidence
from frankly.domain.item import Item
from frankly.domain.person.consent import Purpose, Scope
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.saying.silence import Occasion, silence, subject_of
from frankly.domain.time import EpochMs, to_iso
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.replaying.record import Recorded
from frankly.stages.consent.scope import decide as scope_of
from frankly.stages.pacing.caps import is_capped, looks_back_ms
from frankly.stages.pacing.quiet import first_due
from frankly.stages.triggers.lasting import last_moment

UNTOLD: Final = frozenset({"stock", "available", "available_from", "available_until", "first_available"})
"""Fields of an item that decide whether it may be shown, and that no message tells; all others may be told."""

GONE: Final = "is gone"
"""What changed of an item that cannot be had any more."""

NAMED: Final = ("title", "creator")
"""Fields of an item that a sentence may take from evidence that hangs on it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether somebody may be written to at this moment.

    Attributes:
        row: the recipient.
        fate: why they get nothing after all; None where they may.
        detail: more about it.
        wait: first moment at which they may be written to; None: now.
        scope: what may be used about them now.
    """

    row: Recipient
    scope: Scope
    fate: Fate | None = None
    detail: str = ""
    wait: EpochMs | None = None


async def standings(
    world: CampaignWorld, suppressing: Suppressing, rows: Sequence[Recipient], now: EpochMs
) -> list[Standing]:
    """Read time, suppression, consent and caps again, each once for all; see `permissions`.

    Args:
        world: the edition.
        suppressing: knows who must not be written to.
        rows: recipients whose messages wait.
        now: the moment.

    Raises:
        StoreUnavailable: when something cannot be read: nothing is concluded from that.
    """
    caps = world.campaign.caps
    handed = await world.ledger.handed_since([row.person for row in rows], EpochMs(now - looks_back_ms(caps)))
    found = []
    for one in await permissions(world, suppressing, rows):
        if one.fate is not None:
            found.append(one)
        elif is_capped(caps, handed.get(one.row.person, ()), now):
            found.append(Standing(one.row, one.scope, Fate.CAPPED, "by messages that were handed over since"))
        else:
            found.append(_timed(world, one, now))
    return found


async def permissions(world: CampaignWorld, suppressing: Suppressing, rows: Sequence[Recipient]) -> list[Standing]:
    """Read suppression and consent again, each once for all: what holds at any moment, also after a message left.

    Raises:
        StoreUnavailable: when something cannot be read: nothing is concluded from that.
    """
    suppressed = await suppressing.of(rows)
    consents = await world.parts.people.consents([row.person for row in rows])
    found = []
    for row in rows:
        scope = scope_of(world.surface, consents.get(row.person), has_identity=True, is_holdout=False)
        if row.no in suppressed:
            found.append(Standing(row, scope, Fate.SUPPRESSED, suppressed[row.no]))
        elif Purpose.EMAIL not in scope.purposes:
            found.append(Standing(row, scope, Fate.NO_EMAIL_CONSENT, "withdrawn since it was written"))
        else:
            found.append(Standing(row, scope))
    return found


def _timed(world: CampaignWorld, one: Standing, now: EpochMs) -> Standing:
    """Nobody is written to before their moment, in their quiet hours, or when there is no time left for it."""
    row, scope, campaign = one.row, one.scope, world.campaign
    last = last_moment(campaign, row.occasion)
    if last is not None and now > last:
        return Standing(row, scope, Fate.TOO_LATE, to_iso(last))
    first = first_due(campaign, row.contact.time_zone, row.not_before, now)
    if last is not None and first > last:
        return Standing(row, scope, Fate.QUIET, to_iso(first))
    return Standing(row, scope, wait=first if first > now else None)


def stale(then: Mapping[str, Item], now_has: Mapping[str, Item], items: Sequence[str], now: EpochMs) -> dict[str, str]:
    """Items of a message of which something does not hold any more.

    Args:
        then: items as they were when it was decided.
        now_has: items as they are.
        items: those of the message.
        now: the moment.

    Returns:
        Item → what changed: `is gone`, or which fields are others.
    """
    found = {}
    for name in items:
        before, item = then.get(name), now_has.get(name)
        if item is None or not item.is_available(now):
            found[name] = GONE
        elif before is not None and (fields := _changed(before, item)):
            found[name] = f"has another {', '.join(fields)}"
    return found


def unnameable(
    then: Mapping[str, Item], now_has: Mapping[str, Item], cited: Sequence[Evidence], policy: SayPolicy, on: Occasion
) -> dict[str, str]:
    """Items that sentences name as evidence, and of which they could not say the same any more.

    What somebody did stays true of an item that is out of stock or delisted, so that alone changes nothing.

    Args:
        then: items as they were when it was decided.
        now_has: items as they are.
        cited: what the sentences cite.
        policy: what may be said.
        on: the occasion of the decision, with the sensitive topics that the recipient agrees to now.

    Returns:
        Item → what changed. Of which topic it is by now is not said: what a sender reads tells nothing of that.
    """
    found = {}
    for piece in cited:
        name = piece.anchor.value
        before, item = then.get(name), now_has.get(name)
        if before is None or before == item:
            continue
        if item is None:
            found[name] = GONE
        elif _silent(piece, item, policy, on) - _silent(piece, before, policy, on):
            found[name] = "may not be named any more"
        elif fields := [field for field in NAMED if getattr(before, field) != getattr(item, field)]:
            found.setdefault(name, f"has another {', '.join(fields)}")
    return found


def _silent(piece: Evidence, item: Item, policy: SayPolicy, on: Occasion) -> set[str]:
    """The rule that keeps a piece of evidence silent, were this the item that it hangs on."""
    why = silence(policy, subject_of(piece, {piece.anchor.value: item}), on)
    return set() if why is None else {why.rule}


def withdrawn(record: Recorded, scope: Scope) -> list[str]:
    """What a decision used of somebody and may not be used any more.

    Args:
        record: the decision.
        scope: what may be used now.
    """
    if record.inputs["person"] is None:
        return []  # the version for everybody was made for nobody: nothing of the recipient was used
    recorded = record.body["scope"]
    used = [*recorded["purposes"], *recorded["evidence"], *recorded["topics"]]
    allowed = {str(one) for one in (*scope.purposes, *scope.groups, *scope.topics)}
    return [name for name in used if name not in allowed]


def _changed(before: Item, after: Item) -> list[str]:
    if before is after or before == after:
        return []
    told = [name for name in Item.model_fields if name not in UNTOLD]
    return [name for name in told if getattr(before, name) != getattr(after, name)]
