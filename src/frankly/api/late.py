"""Routes that are loaded when somebody first asks for one: what a start leaves out, and why the first answer is early.

Hardly anybody needs all routes at once, and they take with them what the use cases behind them import: campaigns, the
checks of mail and their statistics alone more than the whole rest of a start. So only recommendations stand ready. A
group loads in a thread, because requests beside it go on.
"""

import asyncio
import importlib
from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from frankly.api.addresses import Addresses
from frankly.domain.campaign.edition import EditionState
from frankly.errors import StoreUnavailable
from frankly.ports.mailing.campaigns import CampaignLedger

ORDER: Final = (
    "recommendations",
    "messages",
    "campaigns.steps",
    "campaigns.recipients",
    "campaigns.messages",
    "campaigns.results",
    "campaigns.review",
    "mail",
    "decisions.corrections",
    "decisions.decision_page",
    "decisions.why",
    "decisions.what_if",
    "verify",
    "decisions.decisions",
    "facts",
    "feedback",
    "items",
    "events",
    "impressions",
    "segment",
    "people",
    "tokens",
    "health",
    "pages",
)
"""All modules of routes, in the order in which their addresses are tried and described."""

FIRST: Final = ("recommendations",)
"""What a start loads."""

_CAMPAIGNS: Final = (
    "campaigns.steps",
    "campaigns.recipients",
    "campaigns.messages",
    "campaigns.results",
    "campaigns.review",
)
_MAIL: Final = ("mail",)
_DECISIONS: Final = (
    "decisions.corrections",
    "decisions.decision_page",
    "decisions.why",
    "decisions.decisions",
    "people",
)
_ITEMS: Final = ("facts", "items")
_HEALTH: Final = ("health",)

GROUPS: Final = {
    "/v1/messages": ("messages",),
    "/v1/campaigns": _CAMPAIGNS,
    "/v1/unsubscribe": _MAIL,
    "/v1/mail": _MAIL,
    "/v1/decisions": _DECISIONS,
    "/v1/people": _DECISIONS,
    "/v1/what-if": ("decisions.what_if",),
    "/v1/verify": ("verify",),
    "/v1/items": _ITEMS,
    "/v1/events": ("events",),
    "/v1/feedback": ("feedback",),
    "/v1/impressions": ("impressions",),
    "/v1/ingest": ("segment",),
    "/v1/tokens": ("tokens",),
    "/healthz": _HEALTH,
    "/readyz": _HEALTH,
    "/metrics": _HEALTH,
    # The reference describes them all.
    "/": ORDER,
    "/docs": ORDER,
    "/openapi.json": ORDER,
}
"""Beginning of an address → all modules whose routes may begin so; the order of loading then decides nothing."""


_LEAVING: Final = frozenset({EditionState.APPROVED, EditionState.HANDING_OVER})


def head_of(path: str) -> str:
    """The beginning of an address: two parts below `/v1`, else one."""
    parts = path.split("/", 3)
    return "/".join(parts[: 3 if parts[1:2] == ["v1"] else 2])


def routers_of(names: Iterable[str]) -> list[APIRouter]:
    """Import modules of routes.

    Args:
        names: of the modules.

    Returns:
        Their routers, in the same order.
    """
    return [importlib.import_module(f"frankly.api.routes.{name}").router for name in names]


class Late:
    """The routes of one application: which are there, and how the others come."""

    def __init__(self, app: FastAPI, addresses: Addresses) -> None:
        """Load what a start needs.

        Args:
            app: takes the routes.
            addresses: learns of them too.
        """
        self._app, self._addresses = app, addresses
        self._loaded: set[str] = set()
        self._loading = asyncio.Lock()
        self._include(FIRST, routers_of(FIRST))

    async def make_ready(self, path: str) -> None:
        """Have all routes loaded that an address can mean."""
        if not self._missing(path):
            return
        async with self._loading:
            # Others may have asked for the same meanwhile.
            if names := self._missing(path):
                self._include(names, await asyncio.to_thread(routers_of, names))

    async def make_ready_to_hand_over(self, ledger: CampaignLedger | None) -> None:
        """Have the routes of campaigns loaded where messages may leave, before a sender asks for the first of them."""
        # A store that cannot be read now says so to whoever asks; they load then.
        with suppress(StoreUnavailable):
            if ledger is not None and any(one.state in _LEAVING for one in await ledger.editions()):
                await self.make_ready("/v1/campaigns")

    def _missing(self, path: str) -> list[str]:
        return [name for name in GROUPS.get(head_of(path), ()) if name not in self._loaded]

    def _include(self, names: Iterable[str], routers: Iterable[APIRouter]) -> None:
        for name, router in zip(names, routers, strict=True):
            self._app.include_router(router)
            self._addresses.add(router)
            self._loaded.add(name)


class Loading:
    """ASGI middleware right before the routes: has those of an address loaded."""

    def __init__(self, app: ASGIApp, late: Late) -> None:
        """Keep what is inside, and what loads."""
        self.app, self.late = app, late

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            await self.late.make_ready(scope["path"].removeprefix(scope.get("root_path", "")))
        await self.app(scope, receive, send)
