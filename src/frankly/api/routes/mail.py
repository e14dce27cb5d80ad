"""Where the links of messages lead: stopping mail, the message in a browser, why it was sent.

Whoever has the link is let in, without a key, a cookie or a login: a token that nobody can guess stands in it. Programs
that look at every link of a message change nothing, because a GET never does.
"""

from typing import Final

from fastapi import APIRouter, Request, Response

from frankly.api.campaigns.shared import ledger_of, results_of
from frankly.api.mail.page import asking_page, broken_page, gone_page, stopped_page
from frankly.api.mail.reader import MessageReader, Unsubscriber, WhyReader
from frankly.api.mail.style import CONTENT_POLICY, MESSAGE_POLICY
from frankly.api.mail.words import language_of
from frankly.api.page.page import Asked, page_of
from frankly.api.page.reached import Reached, reached
from frankly.api.page.style import CONTENT_POLICY as DECISION_POLICY
from frankly.api.problems import request_id_of
from frankly.api.state import Service, service_of
from frankly.domain.campaign.campaign import Campaign
from frankly.domain.campaign.recipient import RecipientState
from frankly.domain.untrusted.cleaning import cleaned
from frankly.errors import CallerError, FranklyError, Invalid, NotFound, TooLarge
from frankly.pipelines.campaigning.links import Linked
from frankly.pipelines.campaigning.world import world_of
from frankly.pipelines.campaigning.writing.messages import CampaignMessage, messages_of
from frankly.pipelines.people.words import language

router = APIRouter(include_in_schema=False)

MOST_BODY: Final = 4_000
"""Bytes of a one-click request: a field and its frame."""

_SHOWN: Final = frozenset({RecipientState.WRITTEN, RecipientState.SENDING, RecipientState.HANDED})


@router.get("/v1/unsubscribe/{token}")
async def ask(request: Request, reader: Unsubscriber, lang: str | None = None) -> Response:
    """Ask whether mail is to stop; nothing changes."""
    service = service_of(request)
    try:
        found = reader.linked
        return _html(asking_page(language_of(lang, found.row.locale), _house(service), request.url.path))
    except FranklyError as error:
        return _broken(request, error, lang)


@router.post("/v1/unsubscribe/{token}")
async def stop(request: Request, reader: Unsubscriber, lang: str | None = None) -> Response:
    """Stop mail at once (RFC 8058): mail programs send this without a person in front.

    What is sent otherwise, such as by a form of somebody's own, changes nothing: it gets the page that asks.
    """
    service = service_of(request)
    try:
        found = reader.linked
        refusal = await _refusal(request)
        if refusal is not None:
            _note(request, refusal)
            page = asking_page(language_of(lang, found.row.locale), _house(service), request.url.path)
            return _html(page, status=refusal.status)
        await results_of(service).unsubscribe(found.edition, found.row, service.parts.clock.now())
        return _html(stopped_page(language_of(lang, found.row.locale), _house(service)))
    except FranklyError as error:
        return _broken(request, error, lang)


@router.get("/v1/mail/{token}")
async def view(request: Request, reader: MessageReader, lang: str | None = None) -> Response:
    """Show the message in a browser, made again from its decision."""
    service, found = service_of(request), None
    try:
        found = reader.linked
        if found.row.state not in _SHOWN:
            raise NotFound("No message was written to this recipient.")
        world = world_of(service.parts, ledger_of(service), found.edition)
        message = await messages_of(world.without_model(), service.parts.assistant).of(found.row)
        return _html(message.html, MESSAGE_POLICY)
    except FranklyError as error:
        return _gone(request, service, error, found, lang)


@router.get("/v1/mail/{token}/why")
async def why(
    request: Request,
    reader: WhyReader,
    lang: str | None = None,
    item: str | None = None,
    without: str | None = None,
    why_not: str | None = None,
) -> Response:
    """Show the words of a message with what bears them, and its decision; nothing can be corrected with this link."""
    service, found = service_of(request), None
    try:
        found = reader.linked
        record = await service.parts.decisions.get(found.row.decision) if found.row.decision else None
        if record is None:
            raise NotFound("The record of this message is not there any more.")
        chosen = language(lang if lang is not None else found.row.locale)
        is_sent = found.row.state in _SHOWN
        asked = Asked(
            chosen,
            item,
            without,
            why_not,
            path=request.url.path,
            is_person_named=False,
            is_of_message=is_sent,
            reached=_reached(service, found, chosen),
        )
        message = await _message(service, found) if is_sent else None
        return _html(await page_of(service.parts, record, asked, message), DECISION_POLICY)
    except FranklyError as error:
        return _gone(request, service, error, found, lang)


def _reached(service: Service, found: Linked, lang: str) -> Reached:
    """Why the mail came: by the campaign as it was planned, and by groups and labels as they are now."""
    policies = service.parts.policies
    labels = {**policies.labels.get("en", {}), **policies.labels.get(lang, {})}
    return reached(Campaign.model_validate_json(found.edition.json), policies.segments, labels, lang)


async def _message(service: Service, found: Linked) -> CampaignMessage | None:
    """The message, made again; None where rules leave none of it by now."""
    world = world_of(service.parts, ledger_of(service), found.edition)
    try:
        return await messages_of(world.without_model()).of(found.row)
    except CallerError:
        return None


async def _refusal(request: Request) -> CallerError | None:
    """Hold a request to what RFC 8058 says, as a form or as the parts of one; both look like this inside.

    Returns:
        Why it is something else: a link that is followed with POST, a probe, more than one field needs; None where it
        is a one-click request.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MOST_BODY:
            return TooLarge("A one-click request holds 'List-Unsubscribe=One-Click' and nothing more.")
    is_form = b"List-Unsubscribe=One-Click" in body
    is_parts = b'name="List-Unsubscribe"' in body and b"One-Click" in body
    if is_form or is_parts:
        return None
    return Invalid("Send 'List-Unsubscribe=One-Click' as a form (RFC 8058), or use the page behind this link.")


def _house(service: Service) -> str:
    return " ".join(cleaned(service.parts.brand.name).split())


def _html(page: str, policy: str = CONTENT_POLICY, status: int = 200) -> Response:
    # Without a referrer browsers send forms with the origin `null`; and the address, a secret, goes nowhere else.
    headers = {"Content-Security-Policy": policy, "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex"}
    return Response(page, status, headers=headers, media_type="text/html")


def _gone(request: Request, service: Service, error: FranklyError, found: Linked | None, lang: str | None) -> Response:
    """The page for a message that was there once, or for a link that leads nowhere."""
    if found is None or not isinstance(error, CallerError):
        return _broken(request, error, lang)
    _note(request, error)
    page = gone_page(language_of(lang, found.row.locale), _house(service), request.url.path)
    return _html(page, status=404)


def _broken(request: Request, error: FranklyError, lang: str | None) -> Response:
    _note(request, error)
    is_ours = error.status >= 500
    message = f"Something went wrong here ({request_id_of(request)}). Try again." if is_ours else error.message
    return _html(broken_page(language_of(lang), message), status=error.status)


def _note(request: Request, error: FranklyError) -> None:
    request.state.problem = error.code
    request.state.error = error
