"""Everybody of a campaign, page by page."""

import re
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response

from frankly.api.auth import Owner
from frankly.api.bodies import Shape, reply
from frankly.api.campaigns.shared import ledger_of
from frankly.api.describing.openapi import CALLING, answers, problems
from frankly.api.examples import campaigns as shown
from frankly.api.routes.campaigns.steps import Name, edition_named
from frankly.api.state import service_of
from frankly.domain.base import Frozen
from frankly.domain.campaign.edition import Edition
from frankly.domain.campaign.recipient import Fate
from frankly.errors import Conflict, Invalid, NotFound
from frankly.pipelines.campaigning.everybody import RecipientView, page_of

router = APIRouter(tags=["campaigns"])

_CURSOR: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")


class RecipientList(Frozen):
    """Recipients of a campaign's newest edition."""

    campaign: str
    """Name of the campaign."""

    edition: int
    """Which planning of the campaign it is, counted from 1."""

    recipients: tuple[RecipientView, ...]
    """In the order of the audience; no addresses."""

    cursor: str | None = None
    """Send it back for those behind; null when there are no more."""


LIST = Shape(RecipientList)


@router.get(
    "/v1/campaigns/{name}/recipients",
    operation_id="list_campaign_recipients",
    summary="List a campaign's recipients",
    responses={
        **answers(RecipientList, shown.RECIPIENTS, "Recipients, with what became of each."),
        **problems(*CALLING, Invalid, NotFound, Conflict),
    },
)
async def list_(
    request: Request,
    name: Name,
    _owner: Owner,
    fate: Annotated[Fate | None, Query(description="Only those of one fate, as `tally` names it.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Most to list.")] = 100,
    cursor: Annotated[str | None, Query(max_length=40, description="`cursor` of the list before.")] = None,
) -> Response:
    """Everybody of the newest plan, one by one, with their fate, or those of one fate; no addresses.

    A campaign that was planned anew since a list was begun gives `conflict`: begin anew, without `cursor`.
    """
    service = service_of(request)
    edition = await edition_named(service, name)
    after = 0 if cursor is None else _after(edition, cursor)
    rows = await page_of(ledger_of(service), edition, fate, after=after, most=limit + 1)
    listed = RecipientList(
        campaign=name,
        edition=edition.ordinal,
        recipients=tuple(RecipientView.of(edition, row) for row in rows[:limit]),
        cursor=f"{edition.ordinal}-{rows[limit - 1].no}" if len(rows) > limit else None,
    )
    return reply(LIST.write(listed))


def _after(edition: Edition, cursor: str) -> int:
    """The number behind which a list goes on.

    Raises:
        Invalid: for a cursor that no list gave.
        Conflict: where it is of another edition.
    """
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise Invalid("cursor: this is none that a list of recipients gave; leave it out to begin.")
    if int(found[1]) != edition.ordinal:
        raise Conflict(
            f"The campaign '{edition.campaign}' was planned anew since this list was begun; leave 'cursor' out to "
            "begin anew."
        )
    return int(found[2])
