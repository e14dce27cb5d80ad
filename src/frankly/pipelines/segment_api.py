"""Takes what Segment-compatible clients send: `track`, `identify`, `alias`, `batch`; pages and screens are passed over.

An `identify` can state facts and refuse uses for a person; it can never agree for them.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from frankly.domain.base import Frozen
from frankly.domain.person.event import EventReceipt, session_key
from frankly.domain.time import EpochMs, parse_moment
from frankly.errors import CallerError, Invalid, TooLarge, Unauthorised
from frankly.pipelines.ingest import MAX_ROWS, Ingest
from frankly.pipelines.intake.segment_messages import tracked_events, traits_of
from frankly.pipelines.people.fact_rules import stated
from frankly.pipelines.rights import Rights, require_person

MAX_MESSAGES: Final = 2500
"""Most messages of one batch; a client of this kind sends at most 500 KB at once."""


class RefusedMessage(Frozen):
    """A message that was not taken."""

    id: str
    """Its `messageId`."""

    type: str
    """Its type."""

    message: str
    """What was wrong and what to do."""


class SegmentReport(Frozen):
    """What became of the messages."""

    received: int
    """Messages that were sent."""

    events: tuple[EventReceipt, ...] = ()
    """A receipt for each event that they told of."""

    facts: int = 0
    """Facts that were stated."""

    dropped_traits: int = 0
    """Traits that have no meaning here; they were not stored."""

    merged: int = 0
    """Sessions that were merged into a person."""

    ignored: int = 0
    """Messages without a meaning here: pages, screens, groups, events of other names."""

    refused: tuple[RefusedMessage, ...] = ()
    """Messages that were wrong."""


def check_signature(body: bytes, header: str | None, secret: str) -> None:
    """Hold a call to its signature: HMAC-SHA1 of the raw body in hexadecimal, compared in constant time.

    Args:
        body: the bytes as they came.
        header: value of `X-Signature`.
        secret: what both sides share.

    Raises:
        Unauthorised: when it is missing or another.
    """
    expected = hmac.new(secret.encode(), body, hashlib.sha1).hexdigest()
    given = (header or "").strip().lower().removeprefix("sha1=")
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass")):
        what = "is missing" if header is None else "does not fit this body"
        raise Unauthorised(f"The signature {what}; send X-Signature: HMAC-SHA1 of the raw body with the shared secret.")


@dataclass(slots=True)
class _Counts:
    """What is counted on the way."""

    facts: int = 0
    dropped_traits: int = 0
    merged: int = 0
    ignored: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[EventReceipt] = field(default_factory=list)
    refused: list[RefusedMessage] = field(default_factory=list)


async def take_segment(body: object, ingest: Ingest, rights: Rights, now: EpochMs) -> SegmentReport:
    """Take one message, or a batch of them. A wrong one hinders no other.

    Args:
        body: the parsed body.
        ingest: takes the events.
        rights: takes facts, refusals and merges.
        now: the moment.

    Raises:
        Invalid: when the body is neither a message nor a batch.
        TooLarge: for more messages or products than are taken at once.
        StoreUnavailable: what came before it in the batch may be stored; send it again, nothing is doubled.
    """
    messages, sent_at = _messages(body)
    counts = _Counts()
    for message in messages:
        kind = str(message.get("type", "")) if isinstance(message, Mapping) else ""
        try:
            if not isinstance(message, Mapping):
                raise Invalid("A message is an object with a 'type'.")
            if kind == "alias":
                # What the session did before must be there when it is given to the person.
                await _store(counts, ingest, now)
            await _take(kind, message, sent_at, counts, rights, now)
        except (CallerError, ValueError, TypeError) as error:
            named = str(message.get("messageId", ""))[:200] if isinstance(message, Mapping) else ""
            counts.refused.append(RefusedMessage(id=named, type=kind[:40], message=str(error)[:500]))
    await _store(counts, ingest, now)
    return SegmentReport(
        received=len(messages),
        events=tuple(counts.receipts),
        facts=counts.facts,
        dropped_traits=counts.dropped_traits,
        merged=counts.merged,
        ignored=counts.ignored,
        refused=tuple(counts.refused),
    )


async def _store(counts: _Counts, ingest: Ingest, now: EpochMs) -> None:
    """Store the events taken so far, in as few calls as may be."""
    events, counts.events = counts.events, []
    for start in range(0, len(events), MAX_ROWS):
        counts.receipts += await ingest.store_events(events[start : start + MAX_ROWS], now)


def _messages(body: object) -> tuple[Sequence[object], object]:
    if not isinstance(body, Mapping):
        raise Invalid("Expected a JSON object: one message with a 'type', or a 'batch' of messages.")
    batch = body.get("batch")
    if batch is None:
        return [body], body.get("sentAt")
    if not isinstance(batch, list):
        raise Invalid("'batch' must be a list of messages.")
    if len(batch) > MAX_MESSAGES:
        raise TooLarge(f"{len(batch)} messages in one batch; at most {MAX_MESSAGES}. Send parts.")
    return batch, body.get("sentAt")


async def _take(
    kind: str, message: Mapping[str, Any], sent_at: object, counts: _Counts, rights: Rights, now: EpochMs
) -> None:
    if kind == "track":
        events = tracked_events(message, _happened(message, sent_at, now))
        counts.ignored += events is None
        counts.events.extend(events or ())
    elif kind == "identify":
        await _identify(message, counts, rights, now)
    elif kind == "alias":
        await _alias(message, counts, rights, now)
    elif kind in {"page", "screen", "group"}:
        counts.ignored += 1
    else:
        raise Invalid(f"'{kind[:40]}' is no type of message; expected track, identify, alias, page, screen or group.")


async def _identify(message: Mapping[str, Any], counts: _Counts, rights: Rights, now: EpochMs) -> None:
    key = _key(message)
    traits = traits_of(message, now)
    counts.dropped_traits += traits.dropped
    if traits.consent.purposes:
        await rights.put_consent(key, traits.consent, now=now, origin="segment")
    if traits.facts:
        await rights.keep_facts(key, [stated(said, "segment", now) for said in traits.facts], now=now)
        counts.facts += len(traits.facts)


async def _alias(message: Mapping[str, Any], counts: _Counts, rights: Rights, now: EpochMs) -> None:
    session, person = message.get("previousId"), message.get("userId")
    if not isinstance(session, str) or not isinstance(person, str) or not session or not person:
        raise Invalid("An 'alias' needs 'previousId', the anonymous id, and 'userId'.")
    await rights.merge(session, person, now)
    counts.merged += 1


def _key(message: Mapping[str, Any]) -> str:
    """Whose facts these are."""
    person, session = message.get("userId"), message.get("anonymousId")
    owner = person if person not in (None, "") else session
    if isinstance(owner, bool) or not isinstance(owner, str | int) or not 1 <= len(str(owner)) <= 200:
        raise Invalid("A message needs 'userId' or 'anonymousId', a text of at most 200 characters.")
    if owner is not person:
        return session_key(str(owner))
    require_person(str(owner))
    return str(owner)


def _happened(message: Mapping[str, Any], sent_at: object, now: EpochMs) -> object:
    """When it happened, by the sender's clock; where that clock shows that it runs ahead, set back by as much."""
    at = parse_moment(message.get("timestamp") or message.get("originalTimestamp") or now)
    sent = parse_moment(message.get("sentAt") or sent_at or now)
    ahead = max(0, sent - now) if isinstance(sent, int) else 0
    return max(0, at - ahead) if isinstance(at, int) else at
