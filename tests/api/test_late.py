"""Routes load when somebody first asks for one."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from frankly.api import late
from frankly.api.addresses import Addresses
from frankly.api.late import FIRST, GROUPS, ORDER, Late, head_of, routers_of
from frankly.domain.campaign.edition import EditionState
from frankly.domain.time import EpochMs
from frankly.testing.memory.campaigns import MemoryCampaigns


def a_late() -> Late:
    return Late(FastAPI(), Addresses())


def test_every_route_is_found_by_the_beginning_of_its_address() -> None:
    unfound = [
        (name, route.path)
        for name, router in zip(ORDER, routers_of(ORDER), strict=True)
        for route in router.routes
        if isinstance(route, APIRoute) and name not in FIRST and name not in GROUPS.get(head_of(route.path), ())
    ]
    assert unfound == []


def test_every_module_of_routes_has_its_place_in_the_order() -> None:
    folder = Path(late.__file__).parent / "routes"
    modules = (path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py") if path.name[0] != "_")
    assert sorted(ORDER) == sorted(".".join(module.parts) for module in modules)


def test_groups_keep_the_order() -> None:
    assert [names for names in GROUPS.values() if list(names) != [name for name in ORDER if name in names]] == []


@pytest.mark.parametrize("path", ["", "/", "//", "/v1", "/v1/", "/v1/campaigns/spring/plan", "/v1/people/a/b", "x"])
def test_any_address_has_a_beginning(path: str) -> None:
    assert path.startswith(head_of(path))


async def test_a_group_loads_once_however_many_ask_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    routes, asked = a_late(), list[Sequence[str]]()

    def counted(names: Sequence[str]) -> list[APIRouter]:
        asked.append(names)
        return routers_of(names)

    monkeypatch.setattr(late, "routers_of", counted)
    await asyncio.gather(*[routes.make_ready(f"/v1/items/{number}") for number in range(10)])
    await routes.make_ready("/v1/items/batch")
    assert asked == [["facts", "items"]]


async def test_an_address_that_is_not_ours_loads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = a_late()
    monkeypatch.setattr(late, "routers_of", lambda names: pytest.fail(f"loaded {names}"))
    for path in ("/v1/nothing", "/favicon.ico", "/v1", "/v1/recommendations"):
        await routes.make_ready(path)


async def test_what_failed_to_load_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    routes = a_late()

    def failing(names: Sequence[str]) -> list[APIRouter]:
        raise ImportError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(late, "routers_of", failing)
        with pytest.raises(ImportError, match="no room"):
            await routes.make_ready("/v1/items/1")
    await routes.make_ready("/v1/items/1")


def test_a_new_application_has_loaded_recommendations_alone() -> None:
    code = (
        "import json, sys; from frankly.api.app import create_app; from frankly.settings import Settings; "
        "create_app(Settings(), None); "
        "print(json.dumps(sorted(n for n in sys.modules if n.startswith('frankly.api.routes.'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == ["frankly.api.routes.recommendations"]


@pytest.mark.parametrize(("state", "is_loaded"), [(EditionState.APPROVED, True), (EditionState.WRITTEN, False)])
async def test_a_start_loads_campaigns_where_messages_may_leave(state: EditionState, is_loaded: bool) -> None:
    ledger, routes = MemoryCampaigns(), a_late()
    edition = await ledger.begin("spring", "v1", "{}", EpochMs(0))
    await ledger.move(edition.no, state, of=tuple(EditionState))
    asked = list[str]()

    async def make_ready(path: str) -> None:
        asked.append(path)

    routes.make_ready = make_ready  # type: ignore[method-assign]
    await routes.make_ready_to_hand_over(ledger)
    await routes.make_ready_to_hand_over(None)
    assert asked == (["/v1/campaigns"] if is_loaded else [])
