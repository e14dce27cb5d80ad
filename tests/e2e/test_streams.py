"""Streams on a real port: pieces on the wire, clients that leave, and a service that stops or dies in between."""

import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from examples.stream.run import obedient
from frankly.adapters.sql.records.reading import read_decision
from frankly.testing.model_server import model_server
from tests.api.world import book
from tests.e2e.service import KEY, Service, running
from tests.needs import ROOT, require_program

SLOW = [sys.executable, str(ROOT / "tests" / "e2e" / "slow_service.py")]
PATIENCE_S = 20
ASKED = json.dumps({"surface": "home", "person": "ada", "limit": 3})


@contextmanager
def slow(folder: Path, *, is_killed: bool = False) -> Iterator[Service]:
    with running(folder, is_killed=is_killed, program=SLOW) as service:
        with service.client() as client:
            client.post("/v1/items/batch", json={"items": [book(number) for number in range(12)]}).raise_for_status()
        yield service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with slow(tmp_path_factory.mktemp("streams")) as started:
        yield started


def data_of(service: Service) -> Path:
    return service.log.parent / "data"


@contextmanager
def asked(service: Service) -> Iterator[http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(service.url.removeprefix("http://"), timeout=PATIENCE_S)
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", "Accept": "text/event-stream"}
    with closing(connection):
        connection.request("POST", "/v1/recommendations", ASKED, headers)
        yield connection.getresponse()


def event(answer: http.client.HTTPResponse) -> tuple[str, dict[str, Any]]:
    """The next event; waits for it."""
    fields = {}
    while line := answer.readline().decode().rstrip("\n"):
        name, _, value = line.partition(": ")
        fields[name] = value
    return fields["event"], json.loads(fields["data"])


def lines(service: Service) -> list[dict[str, Any]]:
    return [json.loads(line) for line in service.log.read_text().splitlines() if line.startswith("{")]


def ends(service: Service) -> list[str]:
    return [line["stream"] for line in lines(service) if "stream" in line]


def eventually(check: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and not check():
        time.sleep(0.05)
    return check()


def owner(service: Service) -> int:
    return int(json.loads((data_of(service) / "owner.lock").read_text())["pid"])


def test_who_leaves_is_noticed_and_what_was_sent_is_recorded(service: Service) -> None:
    with asked(service) as answer:
        assert answer.getheader("transfer-encoding") == "chunked"
        name, slate = event(answer)
    assert name == "slate"
    with service.client() as client:
        assert eventually(lambda: ends(service)[-1:] == ["left"])
        record = client.get(f"/v1/decisions/{slate['answer']['decision']}")
        assert [slot["item"] for slot in record.json()["body"]["slate"]] == [
            item["id"] for item in slate["answer"]["items"]
        ]
        metrics = client.get("/metrics").text
    assert "frankly_streams_open 0.0" in metrics
    assert 'frankly_streams_total{end="left"}' in metrics


def test_events_cross_the_wire_one_by_one(service: Service) -> None:
    with asked(service) as answer:
        _, slate = event(answer)
        (data_of(service) / "say").touch()
        told = [event(answer) for _ in slate["answer"]["items"]]
        assert {name for name, _ in told} == {"sentence"}
        (data_of(service) / "end").touch()
        name, done = event(answer)
        assert (name, answer.read()) == ("done", b"")
    assert [one["sentences"] for _, one in told] == [item["sentences"] for item in done["answer"]["items"]]
    for gate in ("say", "end"):
        (data_of(service) / gate).unlink()


def test_a_stop_ends_streams_and_records_them(tmp_path: Path) -> None:
    with slow(tmp_path, is_killed=True) as service, asked(service) as answer:
        _, slate = event(answer)
        os.kill(owner(service), signal.SIGTERM)
        began = time.monotonic()
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
        assert time.monotonic() - began < PATIENCE_S
    assert ends(service) == ["closed"]
    assert "Traceback" not in service.log.read_text()
    with closing(sqlite3.connect(data_of(service) / "frankly.sqlite3")) as connection:
        assert read_decision(connection, slate["answer"]["decision"]) is not None


TOLD = """
import { Frankly } from %s;
const frankly = new Frankly({ url: process.argv[1], token: process.argv[2] });
try {
  for await (const answer of frankly.stream({ surface: "home", person: "ada" })) {
    console.log(JSON.stringify({ items: answer.items.length }));
  }
} catch (error) {
  console.log(JSON.stringify({ code: error.code, items: error.answer.items.length }));
}
"""


def test_the_client_tells_when_the_service_is_killed_and_keeps_the_answer(tmp_path: Path) -> None:
    node = require_program("node", "Debian: nodejs, 18 or newer")
    script = TOLD % json.dumps((ROOT / "clients" / "js" / "frankly.js").as_uri())
    with slow(tmp_path, is_killed=True) as service:
        command = [node, "--input-type=module", "--eval", script, service.url, KEY]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
            assert client.stdout is not None
            first = json.loads(client.stdout.readline())
            os.kill(owner(service), signal.SIGKILL)
            told = json.loads(client.stdout.readline())
    assert told == {"code": "interrupted", "items": first["items"]}
    assert client.returncode == 0


def test_sentences_of_a_model_arrive_after_the_slate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    with (
        model_server(answer=obedient, delay_s=0.3) as model,
        running(tmp_path, model="openai/simulated", model_url=model.url, model_price="0/0") as service,
    ):
        with service.client() as client:
            client.post("/v1/items/batch", json={"items": [book(number) for number in range(12)]}).raise_for_status()
            client.put("/v1/people/ada/consent", json={"purposes": {"model": True}}).raise_for_status()
            acts = [
                {"id": f"a{n}", "person": "ada", "kind": "like", "item": f"book-{n}", "at": int(time.time() * 1000) - 1}
                for n in (0, 6)
            ]
            client.post("/v1/events", json={"events": acts}).raise_for_status()
        events = eventually_told(service)
        (_, slate), *told, (last, done) = events
        assert last == "done"
        assert {sentence["origin"] for item in slate["answer"]["items"] for sentence in item["sentences"]} == {
            "template"
        }
        assert "model" in {
            sentence["origin"] for name, one in told if name == "sentence" for sentence in one["sentences"]
        }
        merged = {item["id"]: item["sentences"] for item in slate["answer"]["items"]}
        merged |= {one["item"]: one["sentences"] for name, one in told if name == "sentence" and one["place"] == "item"}
        assert merged == {item["id"]: item["sentences"] for item in done["answer"]["items"]}
        assert done["answer"]["is_recorded"]


def eventually_told(service: Service) -> list[tuple[str, dict[str, Any]]]:
    """The events of a stream, once what reaches the model is loaded and the machine let it answer in time."""
    deadline = time.monotonic() + 3 * PATIENCE_S
    while True:
        with asked(service) as answer:
            events = [event(answer)]
            while events[-1][0] != "done":
                events.append(event(answer))
        codes = {one["code"] for one in events[-1][1]["answer"]["degradations"]}
        if codes.isdisjoint({"model_warming", "model_late"}):
            return events
        assert time.monotonic() < deadline, codes
        time.sleep(0.2)
