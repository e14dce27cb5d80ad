"""Answers bit by bit: what a client gets, when it leaves, when something fails, when the service stops."""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import orjson
import pytest
from fastapi import FastAPI

from frankly.api.streaming.streams import Streams
from frankly.errors import NotFound, StoreUnavailable
from tests.api.exchange import Exchange, exchanging
from tests.api.telling import Script
from tests.api.test_auth import token
from tests.api.world import KEY, World

STREAM = {"accept": "text/event-stream"}
ASKED = {"surface": "home", "person": "ada", "limit": 5}


@asynccontextmanager
async def telling(world: World, script: Script | None = None, **changes: Any) -> AsyncIterator[FastAPI]:
    """The running application, whose progressive answers go by a script."""
    app = world.app()
    await world.stock()
    async with app.router.lifespan_context(app):
        told = {} if script is None else {"progressively": script}
        app.state.service = replace(app.state.service, **told, **changes)
        yield app


@asynccontextmanager
async def asking(app: FastAPI, body: Mapping[str, Any] = ASKED, **headers: str) -> AsyncIterator[Exchange]:
    async with exchanging(app, body, STREAM | headers) as exchange:
        yield exchange


def names_ada(text: str) -> bool:
    """Whether the person is named: as a word, for the random id of a request may hold these letters."""
    return re.search(r"\bada\b", text) is not None


def tasks() -> set[str]:
    """Tasks of a stream that run now."""
    names = (task.get_coro().__qualname__ for task in asyncio.all_tasks())  # type: ignore[union-attr]
    return {name for name in names if name.startswith(("Source.", "EventStream.", "_gone"))}


async def test_the_whole_slate_comes_first_and_the_recorded_answer_last(world: World) -> None:
    async with telling(world) as app:
        async with asking(app) as exchange:
            pass
        async with exchanging(app, ASKED, {}) as whole:
            pass
    (slate, first, told), *_, (done, last, end) = exchange.events()
    assert (exchange.status, exchange.is_over, slate, done) == (200, True, "slate", "done")
    assert told["answer"].keys() == orjson.loads(whole.received).keys()
    assert [item["id"] for item in told["answer"]["items"]] == [
        item["id"] for item in orjson.loads(whole.received)["items"]
    ]
    assert end["answer"]["is_recorded"] is True
    assert first == f"{told['answer']['decision']}/1"
    assert last == f"{told['answer']['decision']}/{len(exchange.events())}"


async def test_a_stream_says_that_it_is_one_and_that_nobody_may_keep_or_hold_it(world: World) -> None:
    async with telling(world, Script(["done"])) as app, asking(app) as exchange:
        pass
    assert exchange.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert exchange.headers["cache-control"] == "no-store"
    assert exchange.headers["x-accel-buffering"] == "no"
    assert exchange.headers["vary"] == "Accept"
    assert exchange.headers["x-content-type-options"] == "nosniff"
    assert "content-length" not in exchange.headers


async def test_json_is_what_comes_to_whoever_does_not_ask_for_a_stream(world: World) -> None:
    script = Script(["done"])
    async with telling(world, script) as app, exchanging(app, ASKED, {"accept": "*/*"}) as exchange:
        pass
    assert exchange.headers["content-type"] == "application/json"
    assert exchange.headers["vary"] == "Accept"
    assert script.asked == []


async def test_each_event_arrives_when_it_is_made(world: World) -> None:
    written, voted = asyncio.Event(), asyncio.Event()
    script = Script([written, "sentence", voted, "order", "done"])
    async with telling(world, script) as app, asking(app) as exchange:
        await exchange.until("event: slate")
        assert exchange.names() == ["slate"]
        written.set()
        await exchange.until("event: sentence")
        assert exchange.names() == ["slate", "sentence"]
        voted.set()
        await exchange.until("event: done")
    assert exchange.names() == ["slate", "sentence", "order", "done"]
    sentence = exchange.events()[1][2]
    assert sentence["place"] == "item"
    assert {"text", "kind", "evidence", "origin"} <= sentence["sentences"][0].keys()
    assert script.kept == ["slate", "sentence", "order", "done", "ended"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        ({"surface": "hom"}, {}, 404, "not_found"),
        ({"surface": "home", "lokale": "de"}, {}, 400, "invalid"),
        (ASKED, {"content-type": "text/plain"}, 415, "not_json"),
        (ASKED, {"authorization": "Bearer wrong"}, 401, "unauthorised"),
        (ASKED | {"person": "bob"}, {"authorization": f"Bearer {token('ada')}"}, 403, "forbidden"),
        ({"surface": "x" * 17_000_000}, {}, 413, "too_large"),
    ],
)
async def test_what_fails_before_the_first_event_is_a_problem_as_ever(
    guarded: World, body: Mapping[str, Any], headers: dict[str, str], status: int, code: str
) -> None:
    async with telling(guarded) as app, asking(app, body, **{"authorization": f"Bearer {KEY}"} | headers) as exchange:
        pass
    assert (exchange.status, exchange.headers["content-type"]) == (status, "application/problem+json")
    assert orjson.loads(exchange.received)["code"] == code
    assert tasks() == set()


async def test_a_bug_before_the_first_event_is_a_problem_too(world: World) -> None:
    async with telling(world, Script([ZeroDivisionError("ada")])) as app, asking(app) as exchange:
        pass
    assert (exchange.status, orjson.loads(exchange.received)["code"]) == (500, "internal")
    assert not names_ada(exchange.received.decode())


async def test_a_token_streams_for_its_own_person(guarded: World) -> None:
    script = Script(["done"])
    bearer = {"authorization": f"Bearer {token('ada')}"}
    async with telling(guarded, script) as app, asking(app, {"surface": "home"}, **bearer) as exchange:
        pass
    assert exchange.names() == ["slate", "done"]
    assert script.asked[0].person == "ada"


@pytest.mark.parametrize(
    ("error", "status", "code", "detail"),
    [
        (StoreUnavailable("The disk is full: make room."), 503, "store_unavailable", "The disk is full: make room."),
        (NotFound("No such thing."), 404, "not_found", "No such thing."),
        (ZeroDivisionError("ada"), 500, "internal", "The error was logged under this request's id."),
        (TimeoutError(), 500, "internal", "The error was logged under this request's id."),
    ],
)
async def test_what_fails_later_is_told_by_an_event_and_ends_the_stream(
    world: World, error: Exception, status: int, code: str, detail: str
) -> None:
    async with telling(world, Script(["sentence", error])) as app, asking(app) as exchange:
        pass
    assert exchange.names() == ["slate", "sentence", "error"]
    assert (exchange.status, exchange.is_over) == (200, True)
    problem = exchange.events()[-1][2]
    assert (problem["status"], problem["code"], problem["detail"]) == (status, code, detail)
    assert problem["request_id"] == exchange.headers["x-request-id"]
    line = world.lines()[-1]
    assert (line["stream"], line["problem"]) == ("broken", code)
    assert (line["level"] == "error") == (status >= 500)
    assert not names_ada(str(world.lines()))


async def test_a_client_that_leaves_ends_the_answer_where_it_stands(world: World) -> None:
    script = Script(["sentence", asyncio.Event(), "done"])
    async with telling(world, script) as app:
        async with asking(app) as exchange:
            await exchange.until("event: sentence")
            exchange.leave()
        assert script.kept == ["slate", "sentence", "cancelled"]
        assert tasks() == set()
        assert len(app.state.service.streams) == 0
    assert exchange.is_over is False
    assert world.lines()[-1]["stream"] == "left"


async def test_what_was_not_taken_does_not_count_as_sent(world: World) -> None:
    written = asyncio.Event()
    script = Script([written, "sentence", "order", "done"])
    async with telling(world, script) as app, asking(app) as exchange:
        await exchange.until("event: slate")
        exchange.takes.clear()
        written.set()
        for _ in range(50):
            await asyncio.sleep(0)
        assert script.kept == ["slate"], "a slow client slows it down"
        exchange.leave()
    assert script.kept == ["slate", "cancelled"]
    assert tasks() == set()


async def test_tidying_up_is_not_disturbed_when_the_service_stops_meanwhile(world: World) -> None:
    recorded = asyncio.Event()
    script = Script([asyncio.Event()], tidies=recorded)
    async with telling(world, script) as app:
        streams = app.state.service.streams
        async with asking(app) as exchange:
            await exchange.until("event: slate")
            exchange.leave()
            for _ in range(20):
                await asyncio.sleep(0)
            stopping = asyncio.create_task(streams.close())
            for _ in range(20):
                await asyncio.sleep(0)
            assert (script.kept, stopping.done()) == (["slate"], False)
            recorded.set()
            await stopping
    assert script.kept == ["slate", "cancelled"]


async def test_a_service_that_stops_ends_its_streams_first(world: World) -> None:
    script = Script([asyncio.Event(), "done"])
    async with telling(world, script) as app, asking(app) as exchange:
        await exchange.until("event: slate")
        await app.state.service.streams.close()
    assert exchange.names() == ["slate"]
    assert script.kept == ["slate", "cancelled"]
    assert world.lines()[-1]["stream"] == "closed"


async def test_a_request_that_is_cancelled_ends_its_answer(world: World) -> None:
    script = Script([asyncio.Event(), "done"])
    async with telling(world, script) as app:
        async with asking(app) as exchange:
            await exchange.until("event: slate")
            exchange.cancel()
        assert world.lines()[-1]["stream"] == "closed"
        assert script.kept == ["slate", "cancelled"]
        assert tasks() == set()


async def test_who_comes_when_all_streams_are_taken_waits_for_no_model(world: World) -> None:
    hanging = asyncio.Event()
    script = Script([hanging, "done"])
    async with telling(world, script, streams=Streams(most=1)) as app, asking(app) as one:
        await one.until("event: slate")
        async with asking(app, ASKED | {"deadline_ms": 900}) as other:
            await other.until("event: slate")
            hanging.set()
        assert [request.deadline_ms for request in script.asked] == [None, 0]
        assert len(app.state.service.streams) <= 1


async def test_a_hundred_who_leave_at_once_leave_nothing_behind(world: World) -> None:
    script = Script([asyncio.Event()])

    async def one(app: FastAPI) -> None:
        async with asking(app) as exchange:
            await exchange.until("event: slate")
            exchange.leave()

    async with telling(world, script) as app:
        await asyncio.gather(*(one(app) for _ in range(100)))
        assert len(app.state.service.streams) == 0
        assert script.kept.count("cancelled") == 100
        assert tasks() == set()


async def test_metrics_and_the_log_tell_the_wait_for_the_slate_and_the_whole_apart(world: World) -> None:
    later = asyncio.Event()
    async with telling(world, Script([later, "done"])) as app:
        async with asking(app) as exchange:
            await exchange.until("event: slate")
            await asyncio.sleep(0.15)
            later.set()
        counted = app.state.service.metrics.render().decode()
    line = world.lines()[-1]
    assert line["stream_ms"] >= line["ms"] + 140
    assert 'frankly_streams_total{end="done"} 1.0' in counted
    assert "frankly_streams_open 0.0" in counted
    assert 'frankly_sentences_total{origin="template"}' in counted
    labels = 'method="POST",route="/v1/recommendations",surface="home"'
    [waited] = [row for row in counted.splitlines() if row.startswith(f"frankly_request_seconds_sum{{{labels}")]
    assert float(waited.rpartition(" ")[2]) * 1000 <= line["ms"] + 1


async def test_nothing_of_a_person_stands_in_the_log_of_a_stream(world: World) -> None:
    async with telling(world, Script(["sentence", "done"])) as app, asking(app):
        pass
    assert not names_ada(str(world.lines()))
    assert world.lines()[-1]["surface"] == "home"
