"""Takes what senders report of messages: stored once each; whoever wants no more mail gets none from that moment on.

What follows from a result is done before it is stored, and may be done twice: who is killed in between does it again.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Final

from pydantic import ValidationError

from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.recipient import Recipient, RecipientState
from frankly.domain.campaign.result import CampaignResult, ResultInput, ResultKind
from frankly.domain.canonical import content_hash
from frankly.domain.ids import EventId, ItemId, PersonId
from frankly.domain.person.consent import ConsentInput, Purpose
from frankly.domain.person.event import Event, EventKind
from frankly.domain.surface import Surface
from frankly.domain.time import EpochMs, to_iso
from frankly.errors import NotFound, TooLarge
from frankly.pipelines.campaigning.outcome.guarding import guard
from frankly.pipelines.campaigning.outcome.receipts import (
    ITEM_UNKNOWN,
    ResultReceipt,
    ResultRefusal,
    ResultsReport,
    Unusable,
)
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.ingest import Ingest
from frankly.pipelines.intake.event_rules import CLOCK_SKEW_MS, EventRefused, in_time
from frankly.pipelines.parts import Parts
from frankly.pipelines.people.consent_rules import Origin
from frankly.pipelines.request.surfacing import surface_named
from frankly.pipelines.rights import Rights
from frankly.pipelines.rows.targets import reasons_of
from frankly.ports.mailing.campaigns import CampaignLedger
from frankly.ports.mailing.results import CampaignResults
from frankly.stages.consent.scope import decide as scope_of
from frankly.stages.handing_over.keys import idempotency_key, row_of

MOST_RESULTS: Final = 10_000
"""Most results of one call."""

HANDED: Final = frozenset({RecipientState.SENDING, RecipientState.HANDED})
"""States of recipients whose message may have arrived."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A result with the row that it is about."""

    said: ResultInput
    result: CampaignResult
    edition: Edition
    row: Recipient


class _Refused(Exception):
    def __init__(self, code: ResultRefusal, message: str) -> None:
        super().__init__(message)
        self.code: ResultRefusal = code
        self.message = message


@dataclass(frozen=True, slots=True, eq=False)
class Results:
    """The use case.

    Attributes:
        parts: the world.
        ledger: rows of campaigns.
        kept: where results are stored.
        suppressing: knows who must not be written to.
        rights: where a refusal of e-mail is stored.
        ingest: where a click becomes an act.
    """

    parts: Parts
    ledger: CampaignLedger
    kept: CampaignResults
    suppressing: Suppressing
    rights: Rights
    ingest: Ingest
    _editions: dict[int, Edition] = field(default_factory=dict)

    async def take(self, campaign: str, results: Sequence[object], now: EpochMs) -> ResultsReport:
        """Take results; a bad one hinders no other.

        Args:
            campaign: which campaign's messages they are about; empty where each names its message's key.
            results: `ResultInput`s, plain objects that should be some, or what a door found to be `Unusable`.
            now: the moment.

        Raises:
            NotFound: when the campaign was never planned.
            TooLarge: for more than `MOST_RESULTS`.
            StoreUnavailable: when nothing more could be stored; what was acted on is acted on again next time.
        """
        if len(results) > MOST_RESULTS:
            raise TooLarge(f"{len(results)} results in one call; at most {MOST_RESULTS}. Send parts.")
        if campaign and await self.ledger.edition(campaign) is None:
            raise NotFound(f"The campaign '{campaign}' was not planned yet, so nothing can have come of it.")
        checked = [await self._checked(campaign, one, now) for one in results]
        found = [one for one in checked if isinstance(one, _Found)]
        # Somebody who agreed again is not unsubscribed once more by a report that comes twice.
        known = await self.kept.known([one.result.event for one in found])
        new = [one for one in found if one.result.event not in known]
        suppressed = await self._stopped(new, now)
        await self._clicked(new, now)
        is_new = iter(await self.kept.add([one.result for one in found]) if found else ())
        for edition in {one.edition.campaign: one.edition for one in new}.values():
            await guard(self.ledger, self.kept, edition)
        items = await self._items(found)
        receipts = [
            one if isinstance(one, ResultReceipt) else _receipt(one.said, items, is_new=next(is_new)) for one in checked
        ]
        counts = {name: sum(one.outcome == name for one in receipts) for name in ("stored", "duplicate", "rejected")}
        return ResultsReport(received=len(receipts), **counts, suppressed=suppressed, results=tuple(receipts))

    async def unsubscribe(self, edition: Edition, row: Recipient, now: EpochMs) -> None:
        """Do what a recipient's own link says: at once, and as often as it is followed.

        Args:
            edition: whose message it was.
            row: of the recipient.
            now: the moment.
        """
        await self.refuse_mail(edition, row, "unsubscribed", now)
        event = content_hash([edition.campaign, "one-click", edition.no, row.no])
        await self.kept.add([CampaignResult(event, edition.no, row.no, ResultKind.UNSUBSCRIBED, now)])
        await guard(self.ledger, self.kept, edition)

    async def refuse_mail(
        self, edition: Edition, row: Recipient, why: str, now: EpochMs, origin: Origin = "person"
    ) -> int:
        """Write to somebody no more, of any campaign: at once, and for as long as they do not agree anew.

        Args:
            edition: whose message it was.
            row: of the recipient. Of one who was erased, or whose row was forgotten by age, hashes are known.
            why: `unsubscribed`, `complained` or `bounced`.
            now: the moment.
            origin: who says so.

        Returns:
            1 where neither they nor their address were on the list before, else 0.
        """
        if not row.person and not row.contact.address:
            return await self.suppressing.add_forgotten(edition.no, row.no, why, now)
        new = await self.suppressing.add([(row.person, row.contact.address)], why, now)
        if row.person:
            refusal = ConsentInput(purposes={Purpose.EMAIL: False})
            await self.rights.put_consent(row.person, refusal, now=now, origin=origin)
        return new

    async def _items(self, found: Sequence[_Found]) -> Set[str]:
        """Those items of results that the catalogue has."""
        named = sorted({one.said.item for one in found if one.said.item})
        return (await self.parts.catalogue.get_many(named)).keys() if named else frozenset()

    async def _checked(self, campaign: str, raw: object, now: EpochMs) -> _Found | ResultReceipt:
        try:
            said = raw if isinstance(raw, ResultInput) else _parsed(raw)
            edition, row = await self._row(campaign, said)
            at = _moment(said, row.handed or edition.at, now)
        except _Refused as refused:
            told = raw.id if isinstance(raw, ResultInput | Unusable) else _id_of(raw)
            return ResultReceipt(id=told, outcome="rejected", code=refused.code, message=refused.message)
        event = content_hash([edition.campaign, said.id])
        result = CampaignResult(event, edition.no, row.no, said.kind, at, said.item or "", said.value or 0)
        return _Found(said, result, edition, row)

    async def _row(self, campaign: str, said: ResultInput) -> tuple[Edition, Recipient]:
        if said.key is None and not campaign:
            raise _Refused(
                "invalid_result",
                "A 'person' names a message of a campaign, and no campaign is named: add '--campaign NAME', or send "
                "the 'key' that came with the message.",
            )
        found = await (self._by_key(said.key) if said.key is not None else self._by_person(campaign, said.person or ""))
        if found is None or (campaign and found[0].campaign != campaign):
            named = f"the key '{said.key}'" if said.key is not None else f"a message of '{campaign}' to '{said.person}'"
            raise _Refused(
                "unknown_message",
                f"Nothing is known of {named}; send the 'key' that came with the message when it was handed over.",
            )
        return found

    async def _by_key(self, key: str) -> tuple[Edition, Recipient] | None:
        numbers = row_of(key)
        edition = None if numbers is None else await self._edition(numbers[0])
        row = None if numbers is None or edition is None else await self.ledger.recipient(*numbers)
        if edition is None or row is None:
            return None
        is_same = idempotency_key(edition.campaign, edition.no, row.no, row.content) == key
        return (edition, row) if is_same and row.state in HANDED else None

    async def _by_person(self, campaign: str, person: str) -> tuple[Edition, Recipient] | None:
        """The newest message of a campaign that somebody was handed."""
        rows = [
            (edition, row)
            for edition, row in await self.ledger.of_person(person)
            if row.state in HANDED and edition.campaign == campaign
        ]
        return rows[-1] if rows else None

    async def _edition(self, no: int) -> Edition | None:
        if no not in self._editions:
            found = await self.ledger.numbered(no)
            if found is None:
                return None
            self._editions[no] = found
        return self._editions[no]

    async def _stopped(self, found: Sequence[_Found], now: EpochMs) -> int:
        """Write no more to those who said so, or whose address takes nothing."""
        count = 0
        for one in found:
            if one.said.stops_mail:
                origin: Origin = "import" if one.said.kind is ResultKind.BOUNCED else "person"
                count += await self.refuse_mail(one.edition, one.row, one.said.kind.value, now, origin)
        return count

    async def _clicked(self, found: Sequence[_Found], now: EpochMs) -> None:
        """A click on an item is an act of the person like any other, where they agreed to being measured."""
        clicks = [one for one in found if one.said.kind is ResultKind.CLICKED and one.said.item and one.row.person]
        consents = await self.parts.people.consents([one.row.person for one in clicks]) if clicks else {}
        surfaces: dict[int, Surface] = {}
        acts = []
        for one in clicks:
            if one.edition.no not in surfaces:
                named = Campaign.model_validate_json(one.edition.json).surface
                surfaces[one.edition.no] = surface_named(self.parts, named)
            surface = surfaces[one.edition.no]
            scope = scope_of(surface, consents.get(one.row.person), has_identity=True, is_holdout=False)
            if Purpose.MEASURE in scope.purposes:
                acts.append(_act(one))
        if acts:
            await self.ingest.store_events(acts, now)


def _act(one: _Found) -> Event:
    return Event(
        id=EventId(f"campaign:{one.result.event}"),
        person=PersonId(one.row.person),
        kind=EventKind.CLICK,
        item=ItemId(one.said.item or ""),
        at=one.result.at,
    )


def _parsed(raw: object) -> ResultInput:
    if isinstance(raw, Unusable):
        raise _Refused("invalid_result", raw.message)
    try:
        return ResultInput.model_validate(raw)
    except ValidationError as error:
        told = "; ".join(f"{one.field}: {one.message}".removeprefix(": ") for one in reasons_of(error, ResultInput))
        raise _Refused("invalid_result", told) from error


def _moment(said: ResultInput, handed: EpochMs, now: EpochMs) -> EpochMs:
    """When it happened: after the message left, and not ahead of now, up to what clocks differ by.

    Who wants no more mail gets none, whatever the sender's clock says: there a wrong moment is moved to the nearest
    one that can be.
    """
    if said.at is None:
        return now
    at = EpochMs(max(said.at, handed))
    if said.stops_mail:
        return min(at, now)
    if said.at < handed - CLOCK_SKEW_MS:
        raise _Refused(
            "before_message",
            f"It happened at {to_iso(said.at)}, and the message was handed over at {to_iso(handed)}; look whether "
            "another message is meant, or send 'at' in UTC.",
        )
    try:
        return in_time(at, now)
    except EventRefused as error:
        raise _Refused("in_future", error.message) from error


def _receipt(said: ResultInput, items: Set[str], *, is_new: bool) -> ResultReceipt:
    is_known = not said.item or said.item in items
    return ResultReceipt(
        id=said.id,
        outcome="stored" if is_new else "duplicate",
        code=None if is_known else ITEM_UNKNOWN,
        message=None
        if is_known
        else f"No item '{said.item}' is in the catalogue; the result counts for its message, and for an item once that "
        "is put.",
    )


def _id_of(raw: object) -> str:
    found = raw.get("id") if isinstance(raw, Mapping) else None
    return found if isinstance(found, str) else ""
