"""Gives one person's message to a sender that asks at the moment it sends; no model is asked, and no other is made."""

from dataclasses import replace

from frankly.domain.base import Frozen
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.domain.campaign.recipient import TOLD, Fate, Recipient, RecipientState
from frankly.domain.time import EpochMs, to_iso
from frankly.errors import Conflict, NotFound
from frankly.pipelines.campaigning.handing.freshness import permissions, standings, withdrawn
from frankly.pipelines.campaigning.handing.hand_over import MOST_RENEWED_PPM, may_renew, require_approved
from frankly.pipelines.campaigning.handing.outgoing import outgoing
from frankly.pipelines.campaigning.handing.person_since import TAKEN_BACK, person_since
from frankly.pipelines.campaigning.handing.renewing import Made, Renewing
from frankly.pipelines.campaigning.suppressing import Suppressing
from frankly.pipelines.campaigning.world import CampaignWorld
from frankly.pipelines.campaigning.writing.messages import Messages
from frankly.pipelines.campaigning.writing.shards import Check
from frankly.ports.mailing.campaigns import CampaignLedger


class PulledItem(Frozen):
    """An item of the message."""

    id: str
    """The item."""

    title: str
    """Its name as the message has it."""

    url: str
    """Where the message's link leads; empty without one."""


class PulledMessage(Frozen):
    """One message for one person, ready to be sent."""

    key: str
    """Idempotency key: the same message is sent once under it, however often it is fetched."""

    campaign: str
    """Name of the campaign."""

    edition: int
    """Which planning of it."""

    person: str
    """Whom it is for."""

    address: str
    """E-mail address; empty where the sender knows it by the person's id."""

    first_name: str
    """As it stands in the greeting; empty where there is none."""

    locale: str
    """Language."""

    variant: str
    """Of the subject; empty without any."""

    propensity_ppm: int
    """Chance with which that was dealt, in parts per million; 1,000,000 without variants."""

    decision: str
    """Id of the record that says why."""

    subject: str
    """Subject."""

    preheader: str
    """What mailboxes show beside it."""

    text: str
    """As plain text."""

    html: str
    """As HTML: the same sentences."""

    unsubscribe: str
    """Address for one click (RFC 8058)."""

    view: str
    """Address that shows it in a browser."""

    why: str
    """Address that says why it was sent."""

    items: tuple[PulledItem, ...]
    """What it is about."""

    header: dict[str, str]
    """Fields that belong into its header."""

    renewed: str = ""
    """What changed since it was approved, where something did and it says something else therefore."""


async def row_of(ledger: CampaignLedger, campaign: str, person: str) -> tuple[Edition, Recipient]:
    """The row of a person in the newest edition of a campaign.

    Raises:
        NotFound: when the campaign was never planned, or the person is not in its newest edition.
    """
    newest = await ledger.edition(campaign)
    if newest is None:
        raise NotFound(f"The campaign '{campaign}' was not planned yet.")
    for edition, row in await ledger.of_person(person):
        if edition.no == newest.no:
            return edition, row
    raise NotFound(f"'{person}' is not in the audience of '{campaign}'.")


async def pulled(
    world: CampaignWorld, suppressing: Suppressing, messages: Messages, check: Check, row: Recipient, now: EpochMs
) -> PulledMessage:
    """Give somebody's message, and note that it was handed over; again, it is the same one, or none.

    Args:
        world: the edition, without a model.
        suppressing: knows who must not be written to.
        messages: makes messages.
        check: looks a renewed one over.
        row: of the recipient.
        now: the moment.

    Raises:
        Conflict: when nobody approved it, they get none (any more), may not be written to yet, or it is leaving
            another way.
    """
    at = EpochMs(max(world.edition.at, row.not_before or 0))
    if row.state is RecipientState.HANDED:
        await _require_still_welcome(world, suppressing, messages, row, now)
        return _plain(outgoing(world, await messages.of(row), at), row)
    if row.state is RecipientState.SENDING:
        raise Conflict("This message is being handed over another way.", details={"state": row.state.value})
    if row.state is not RecipientState.WRITTEN:
        raise _none(row)
    await require_approved(world.ledger, world.edition)
    made = await _made(world, suppressing, Renewing(world, messages, check), row, now)
    if made.message is None:
        await world.ledger.put(world.edition.no, [made.row], of=RecipientState.WRITTEN)
        raise _none(made.row)
    of, reason = (EditionState.APPROVED,), world.edition.reason
    await world.ledger.move(world.edition.no, EditionState.HANDING_OVER, of=of, reason=reason)
    handed = replace(made.row, state=RecipientState.HANDED, handed=now)
    if not await world.ledger.put(world.edition.no, [handed], of=RecipientState.WRITTEN):
        raise Conflict("This message has just left another way; ask again.")
    return _plain(outgoing(world, made.message, at), handed)


async def _require_still_welcome(
    world: CampaignWorld, suppressing: Suppressing, messages: Messages, row: Recipient, now: EpochMs
) -> None:
    """Give a message that was handed over to nobody who said no since: whoever asks again may be about to send it.

    Caps, hours and items are not read again: the message counts among those that left, and is the same or none.
    """
    [standing] = await permissions(world, suppressing, [row])
    if standing.fate is not None:
        raise _none(replace(row, state=RecipientState.SKIPPED, fate=standing.fate, detail=standing.detail))
    told = await messages.decisions.of(row.decision)
    if uses := withdrawn(told, standing.scope):
        why = f"agreement to {', '.join(uses)} was withdrawn since it was handed over"
    elif (await person_since(world, told, (), (), now)).is_taken_back:
        why = f"{TAKEN_BACK} since it was handed over"
    else:
        return
    raise Conflict(
        f"They get it no more: {why}, and another one under the same key would be a second message.",
        details={"fate": Fate.NO_PROFILE_CONSENT.value},
    )


async def _made(
    world: CampaignWorld, suppressing: Suppressing, renewing: Renewing, row: Recipient, now: EpochMs
) -> Made:
    [standing] = await standings(world, suppressing, [row], now)
    if standing.fate is not None:
        ended = replace(row, state=RecipientState.SKIPPED, fate=standing.fate, detail=standing.detail)
        return Made(ended)
    if standing.wait is not None:
        until = to_iso(standing.wait)
        raise Conflict(f"They may not be written to before {until}.", details={"not_before": standing.wait})
    [made] = await renewing.shard([standing], now)
    if not await may_renew(world.ledger, world.edition.no, [made]):
        raise await _too_many(world)
    return made


async def _too_many(world: CampaignWorld) -> Conflict:
    """Why a message stays that would say something else; whoever looks at the campaign reads it beside the state."""
    edition, most = world.edition, MOST_RENEWED_PPM // 10_000
    reason = (
        f"More than {most} in 100 of the approved messages would say something else, because items or agreements "
        f"changed: those wait, and others go on leaving. 'POST /v1/campaigns/{edition.campaign}/renew' writes them "
        "anew for a review."
    )
    if edition.reason != reason:
        await world.ledger.move(edition.no, edition.state, of=(edition.state,), reason=reason)
    return Conflict(f"This message says something else than was approved. {reason}", details={"needs": "renew"})


def _none(row: Recipient) -> Conflict:
    if row.fate is None or row.state not in (RecipientState.SKIPPED, RecipientState.HELD):
        return Conflict("This message is not written yet.", details={"state": row.state.value})
    detail = f" ({row.detail})" if row.detail else ""
    return Conflict(f"They get none: {TOLD[row.fate]}{detail}.", details={"fate": row.fate.value})


def _plain(mail: OutgoingMail, row: Recipient) -> PulledMessage:
    return PulledMessage(
        key=mail.key,
        campaign=mail.campaign,
        edition=mail.edition,
        person=mail.person,
        address=mail.address,
        first_name=mail.first_name,
        locale=mail.locale,
        variant=mail.variant,
        propensity_ppm=mail.propensity_ppm,
        decision=mail.decision,
        subject=mail.subject,
        preheader=mail.preheader,
        text=mail.text,
        html=mail.html,
        unsubscribe=mail.unsubscribe,
        view=mail.view,
        why=mail.why,
        items=tuple(PulledItem(id=one.id, title=one.title, url=one.url) for one in mail.items),
        header=dict(mail.header),
        renewed=row.detail,
    )
