"""What the log, the counters and the problems tell, and what they must never tell."""

import errno
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from frankly.adapters.files.prompts import load_prompts
from frankly.api.logging import Log
from frankly.domain.item import Item
from frankly.errors import BudgetSpent, ModelUnavailable, StoreUnavailable
from frankly.pipelines.parts import Assistant
from frankly.ports.asking.changes import ModelChange, Told
from frankly.settings import data_folder
from frankly.testing.memory.catalogue import MemoryCatalogue
from frankly.testing.scripted_model import ScriptedModel
from tests.api.test_auth import token
from tests.api.world import KEY, NOW, SECRET, World, book, make_parts, settings

PERSON = "anna.mueller@mail.example"
SECRETS = (PERSON, "anna", "mueller", "visit-77", "Liebesgedichte", "event-of-hers", KEY, SECRET)


async def say_everything(client: httpx.AsyncClient) -> None:
    event = {"id": "event-of-hers", "person": PERSON, "kind": "view", "item": "book-1", "at": NOW}
    fact = {"kind": "interest", "field": "tag", "value": "Liebesgedichte"}
    for method, path, body in [
        ("POST", "/v1/events", event),
        ("POST", "/v1/events", event | {"session": "visit-77", "kind": PERSON}),
        ("POST", "/v1/recommendations", {"surface": "home", "person": PERSON, "context": {"query": "Liebesgedichte"}}),
        ("POST", "/v1/recommendations", {"surface": PERSON, "person": PERSON}),
        ("GET", f"/v1/people/{PERSON}", None),
        ("PUT", f"/v1/people/{PERSON}/facts", {"facts": [fact]}),
        ("POST", f"/v1/people/{PERSON}/reset", None),
        ("GET", f"/v1/people/{PERSON}?q=Liebesgedichte", None),
        ("GET", f"/{PERSON}", None),
        (PERSON.partition(".")[0].upper(), "/v1/events", None),
        ("POST", "/v1/tokens", {"person": PERSON}),
        ("DELETE", f"/v1/people/{PERSON}", None),
        ("GET", f"/v1/decisions/{PERSON}", None),
    ]:
        await client.request(method, path, json=body)


async def test_no_log_line_holds_what_belongs_to_a_person(guarded: World, capfd: pytest.CaptureFixture[str]) -> None:
    await guarded.stock()
    async with guarded.client(KEY) as client:
        await say_everything(client)
    async with guarded.client(token(PERSON)) as client:
        await say_everything(client)
    captured = capfd.readouterr()
    told = (guarded.log.getvalue() + captured.out + captured.err).casefold()
    assert len(guarded.lines()) == 26
    assert [secret for secret in SECRETS if secret.casefold() in told] == []


async def test_no_counter_holds_what_belongs_to_a_person(guarded: World) -> None:
    await guarded.stock()
    async with guarded.client(KEY) as client:
        await say_everything(client)
        counters = (await client.get("/metrics")).text.casefold()
    assert [secret for secret in SECRETS if secret.casefold() in counters] == []


async def test_each_request_has_one_line_and_an_id_of_its_own(world: World) -> None:
    async with world.client() as client:
        first = await client.get("/v1/people/ada", headers={"X-Request-Id": "mine"})
        second = await client.get("/nope")
    lines = world.lines()
    assert [line["request_id"] for line in lines] == [first.headers["x-request-id"], second.headers["x-request-id"]]
    assert second.json()["request_id"] == second.headers["x-request-id"] != "mine"
    assert [(line["method"], line["route"], line["status"]) for line in lines] == [
        ("GET", "/v1/people/{id}", 200),
        ("GET", "unmatched", 404),
    ]
    assert lines[1]["problem"] == "no_such_path"


class BrokenCatalogue(MemoryCatalogue):
    """Fails in a way that nobody foresaw, or that the port allows."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    async def get_many(self, ids: object) -> Any:
        raise self.error

    async def position(self) -> int:
        raise self.error


async def test_an_unforeseen_error_shows_nothing_of_the_inside(tmp_path: Path) -> None:
    world = World(make_parts(catalogue=BrokenCatalogue(RuntimeError(f"boom {PERSON}"))), settings(tmp_path))
    async with world.client() as client:
        answer = await client.get("/v1/items/x")
        assert (await client.get("/healthz")).status_code == 200
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    problem = answer.json()
    assert set(problem) == {"type", "title", "status", "code", "detail", "request_id"}
    assert "boom" not in answer.text
    line = world.lines()[0]
    assert (line["level"], line["error"], line["request_id"]) == ("error", "RuntimeError", problem["request_id"])
    assert line["calls"][-1].endswith("get_many")
    assert PERSON not in world.log.getvalue()


async def test_a_failing_store_is_a_problem_that_says_try_again(tmp_path: Path) -> None:
    broken = BrokenCatalogue(StoreUnavailable("The disk is full; free some space."))
    world = World(make_parts(catalogue=broken), settings(tmp_path))
    async with world.client() as client:
        answer = await client.get("/v1/items/x")
        ready = await client.get("/readyz")
        counters = await client.get("/metrics")
    assert (answer.status_code, answer.json()["code"]) == (503, "store_unavailable")
    assert answer.json()["detail"] == "The disk is full; free some space."
    assert answer.headers["retry-after"] == "1"
    assert ready.status_code == 503
    assert next(check for check in ready.json()["checks"] if check["name"] == "store")["is_ok"] is False
    assert counters.status_code == 200


async def test_a_client_that_leaves_is_no_error(world: World) -> None:
    app = world.app()
    sent: list[object] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/events",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
        "query_string": b"",
    }

    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        sent.append(message)

    async with app.router.lifespan_context(app):
        await app(scope, leave, send)  # type: ignore[arg-type]
    assert (world.lines()[0]["status"], world.lines()[0]["level"], sent) == (499, "info", [])


async def test_levels_below_the_setting_are_not_logged(tmp_path: Path) -> None:
    world = World(make_parts(), settings(tmp_path, log_level="warning"))
    async with world.client() as client:
        await client.get("/healthz")
    assert world.log.getvalue() == ""


@pytest.fixture
async def counted(world: World) -> AsyncIterator[str]:
    await world.stock()
    async with world.client() as client:
        await client.post("/v1/recommendations", json={"surface": "home", "person": "ada"})
        await client.post("/v1/recommendations", json={"surface": "hom"})
        event = {"id": "e", "person": "ada", "kind": "view", "item": "book-1", "at": NOW}
        await client.post("/v1/events", json={"events": [event, event | {"id": "f", "at": 0}]})
        await client.post("/v1/events", json=event)
        yield (await client.get("/metrics")).text


@pytest.mark.parametrize(
    "line",
    [
        'frankly_requests_total{method="POST",route="/v1/recommendations",status="200",surface="home"} 1.0',
        'frankly_requests_total{method="POST",route="/v1/recommendations",status="404",surface=""} 1.0',
        'frankly_request_seconds_count{method="POST",route="/v1/recommendations",surface="home"} 1.0',
        'frankly_events_total{outcome="stored"} 1.0',
        'frankly_events_total{outcome="duplicate"} 1.0',
        'frankly_events_total{outcome="rejected"} 1.0',
        'frankly_refusals_total{code="not_found"} 1.0',
        "frankly_snapshot_position 30.0",
        "frankly_snapshot_lag 0.0",
    ],
)
async def test_what_is_counted(counted: str, line: str) -> None:
    assert line in counted.splitlines()


async def test_sentences_are_counted_by_origin(counted: str) -> None:
    found = [line for line in counted.splitlines() if line.startswith('frankly_sentences_total{origin="template"}')]
    assert float(found[0].rpartition(" ")[2]) > 0


async def test_degradations_are_counted_by_code(world: World) -> None:
    async with world.client() as client:
        await client.put("/v1/items/x", json=book(1) | {"id": "x"})
        answer = (await client.post("/v1/recommendations", json={"surface": "home"})).json()
        counters = (await client.get("/metrics")).text
    codes = [degradation["code"] for degradation in answer["degradations"]]
    assert codes
    for code in codes:
        assert f'frankly_degradations_total{{code="{code}"}} {codes.count(code)}.0' in counters


async def test_how_far_the_snapshot_is_behind_is_shown(world: World) -> None:
    async with world.client() as client:
        await world.parts.catalogue.upsert([Item.model_validate(book(number)) for number in range(4)], NOW)
        counters = (await client.get("/metrics")).text
    assert "frankly_snapshot_lag 4.0" in counters


class FullDisk(io.StringIO):
    """A log whose disk is full for a while: half of a line still finds room."""

    is_full = True

    def write(self, text: str) -> int:
        if not self.is_full:
            return super().write(text)
        super().write(text[:10])
        raise OSError(errno.ENOSPC, "No space left on device")


async def test_a_log_that_cannot_be_written_costs_no_answer_and_is_counted(guarded: World) -> None:
    guarded.log = log = FullDisk()
    async with guarded.client(KEY) as client:
        for _ in range(3):
            assert (await client.get("/healthz")).status_code == 200
        log.is_full = False
        counters = (await client.get("/metrics")).text
    assert "frankly_log_lines_lost_total 3.0" in counters
    written = log.getvalue().splitlines()
    assert orjson.loads(written[-1])["route"] == "/metrics", "a line after a torn one is whole"


async def test_a_log_that_was_closed_costs_no_answer(guarded: World) -> None:
    guarded.log.close()
    async with guarded.client(KEY) as client:
        assert (await client.get("/healthz")).status_code == 200


def test_a_change_of_a_models_state_is_logged_by_types_and_status_alone(tmp_path: Path) -> None:
    lines = io.StringIO()
    log = Log(settings(tmp_path), lines)
    cause = ValueError("Incorrect key sk-12345; the prompt was: You recommend books.")
    failed = ModelUnavailable(f"gave no reply: {cause}", details={"model": "openai/x", "status": 401})
    failed.__cause__ = cause
    log.model(ModelChange("openai/x", "failing", 1, failed))
    log.model(ModelChange("openai/x", "replying", 0))
    first, second = [orjson.loads(line) for line in lines.getvalue().splitlines()]
    assert {name: first[name] for name in ("event", "level", "model", "state", "error", "causes", "status")} == {
        "event": "model",
        "level": "warning",
        "model": "openai/x",
        "state": "failing",
        "error": "ModelUnavailable",
        "causes": ["ValueError"],
        "status": 401,
    }
    assert (second["state"], "error" in second) == ("replying", False)
    assert "sk-12345" not in lines.getvalue()
    assert "books" not in lines.getvalue()


async def test_a_service_tells_its_log_what_becomes_of_its_model(tmp_path: Path) -> None:
    watching: list[Told] = []
    assistant = Assistant(
        ScriptedModel("{}"), load_prompts(data_folder("prompts")), lambda: True, watch=watching.append
    )
    world = World(make_parts(assistant=assistant), settings(tmp_path))
    async with world.client():
        watching[0](ModelChange("m", "resting", 5, BudgetSpent("x", details={"budget": "day"})))
    assert [(line["state"], line["budget"]) for line in world.lines()] == [("resting", "day")]
