"""A running service while its disk fills, its database is shared, people leave, and signals come: it goes on."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx
import pytest

from frankly.adapters.sql.records.reading import read_decision
from tests.adversarial.disks import fill, make_room, small_disk
from tests.e2e.service import KEY, Service, running
from tests.e2e.terminal import command, environment, frankly
from tests.whole import whole

PATIENCE_S = 20
DATABASE = "frankly.sqlite3"


@contextmanager
def shop(lantern: Path, place: Path, **settings: Any) -> Iterator[Service]:
    """A service over a copy of the demo shop."""
    copytree(lantern, place / "data", dirs_exist_ok=True)
    with running(place, **settings) as service:
        yield service
    assert "Traceback" not in service.log.read_text(errors="replace")


def ask(client: httpx.Client, **request: Any) -> dict[str, Any]:
    answer = client.post("/v1/recommendations", json={"surface": "home"} | request)
    assert answer.status_code == 200, answer.text
    whole: dict[str, Any] = answer.json()
    return whole


def codes(answer: dict[str, Any]) -> set[str]:
    return {trouble["code"] for trouble in answer["degradations"]}


def view(name: str, person: str = "p", item: str = "dracula") -> dict[str, Any]:
    return {"id": name, "person": person, "kind": "view", "item": item, "at": int(time.time() * 1000) - 1000}


def eventually(check: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and not check():
        time.sleep(0.1)
    return check()


def rows(folder: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return connection.execute(sql).fetchall()


def records(folder: Path) -> Iterator[str]:
    """Every decision that can be read, as text."""
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        for (name,) in connection.execute("SELECT id FROM decisions").fetchall():
            yield (read_decision(connection, name) or b"").decode()


def owner(place: Path) -> int:
    return int(json.loads((place / "data" / "owner.lock").read_text())["pid"])


def on_one_connection(service: Service, path: str, body: str) -> set[int]:
    """Statuses of some PUTs on one connection; it fails when the service hangs up after an answer."""
    connection = HTTPConnection(service.url.removeprefix("http://"), timeout=10)
    connection.connect()
    connection.auto_open = 0
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
    found = set()
    with closing(connection):
        for _ in range(5):
            connection.request("PUT", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            found.add(answer.status)
            time.sleep(0.02)
    return found


def test_a_full_disk_refuses_what_it_cannot_keep_and_answers_on(lantern: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 60) as disk, shop(lantern, disk) as service, service.client() as client:
        fill(disk)
        kept: list[tuple[int, httpx.Response]] = []
        refused: list[tuple[int, httpx.Response]] = []
        for number in range(400):
            answer = client.post("/v1/events", json={"events": [view(f"full-{number}-{n}") for n in range(50)]})
            (kept if answer.status_code == 200 else refused).append((number, answer))
            if len(refused) == 5:
                break
        assert refused, "the disk never became full"
        for _, refusal in refused:
            problem = refusal.json()
            assert (refusal.status_code, problem["code"]) == (503, "store_unavailable")
            assert "full" in problem["detail"]
            assert refusal.headers["retry-after"]
        item = {"title": "New", "description": "x" * 20_000}
        put = [client.put(f"/v1/items/new-{number}", json=item) for number in range(40)]
        assert {answer.status_code for answer in put} <= {200, 201, 503}
        assert put[-1].status_code == 503
        assert "make room" in put[-1].json()["detail"]
        assert on_one_connection(service, "/v1/items/new", json.dumps(item)) == {503}
        for number in range(20):
            assert len(ask(client, person=f"reader-{number:04}")["items"]) == 10
        assert client.get("/healthz").status_code == 200

        make_room(disk)
        assert client.post("/v1/events", json={"events": [view("after")]}).status_code == 200
        acknowledged = {f"full-{number}-{n}" for number, _ in kept for n in range(50)} | {"after"}
        stored = {name for (name,) in rows(disk / "data", "SELECT id FROM acts WHERE id LIKE 'full-%' OR id = 'after'")}
        assert stored == acknowledged
        # What was answered while nothing could be written was kept in memory, and is written now.
        decision = ask(client, person="reader-0001")["decision"]
        assert client.get(f"/v1/decisions/{decision}").status_code == 200
        assert len(rows(disk / "data", "SELECT 1 FROM decisions")) >= 21
        there = [number for number, answer in enumerate(put) if answer.status_code < 300]
        assert all(client.get(f"/v1/items/new-{number}").status_code == 200 for number in there)


def checks(client: httpx.Client) -> dict[str, dict[str, Any]]:
    return {check["name"]: check for check in client.get("/readyz").json()["checks"]}


TRACK = {"type": "track", "event": "Product Viewed", "userId": "p", "messageId": "m1"}
DOORS: dict[str, tuple[str, str, Any]] = {
    "item": ("PUT", "/v1/items/new", {"title": "New"}),
    "patch": ("PATCH", "/v1/items/carmilla", {"stock": 7}),
    "delete": ("DELETE", "/v1/items/dracula", None),
    "items": ("POST", "/v1/items/batch", {"items": [{"id": f"b{n}", "title": "New"} for n in range(50)]}),
    "event": ("POST", "/v1/events", {"id": "e1", "person": "p", "kind": "view", "item": "dracula"}),
    "segment": ("POST", "/v1/ingest/segment", TRACK | {"properties": {"product_id": "dracula"}}),
    "facts": ("PUT", "/v1/people/reader-mara/facts", {"facts": [{"kind": "interest", "field": "tag", "value": "sea"}]}),
    "consent": ("PUT", "/v1/people/reader-mara/consent", {"evidence": {"searches": False}}),
    "reset": ("POST", "/v1/people/reader-mara/reset", None),
    "person": ("DELETE", "/v1/people/reader-mara", None),
}


def through(client: httpx.Client, door: str) -> httpx.Response:
    method, path, body = DOORS[door]
    if door in {"event", "segment"}:
        body = body | ({"at": int(time.time() * 1000) - 1000} if door == "event" else {"timestamp": iso_now()})
    return client.request(method, path, json=body)


def iso_now() -> str:
    return datetime.now(UTC).isoformat()


def test_every_door_refuses_on_a_full_disk_and_opens_again_without_a_restart(lantern: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 60) as disk, shop(lantern, disk) as service, service.client() as client:
        seen = ask(client, person="p")
        client.get(f"/v1/decisions/{seen['decision']}").raise_for_status()
        item = seen["items"][0]
        impression = {"decision": seen["decision"], "item": item["id"], "slot": item["slot"]}
        sent = {"impressions": [impression | {"at": int(time.time() * 1000)}]}
        before = client.get("/v1/people/reader-mara").json()
        fill(disk)
        refused = {door: through(client, door) for door in DOORS}
        refused["impressions"] = client.post("/v1/impressions", json=sent)
        assert {door: answer.status_code for door, answer in refused.items()} == dict.fromkeys(refused, 503)
        for answer in refused.values():
            assert answer.headers["content-type"] == "application/problem+json"
            assert "the disk is full: make room" in answer.json()["detail"]
        assert client.get("/v1/people/reader-mara").json() == before
        assert client.get("/v1/items/dracula").status_code == 200
        assert client.get("/v1/items/new").status_code == 404

        assert eventually(lambda: "store_unavailable" in codes(ask(client, person="reader-mara"))), "it waits in memory"
        assert not checks(client)["decisions"]["is_ok"]
        make_room(disk)
        assert eventually(lambda: "decisions" not in checks(client)), "what waits is written without being asked"
        assert codes(ask(client, person="reader-mara")) == set()
        assert client.post("/v1/impressions", json=sent).status_code == 200
        opened = {door: through(client, door).status_code for door in DOORS}
        assert opened == dict.fromkeys(DOORS, 200)


def test_items_wait_for_the_index_while_the_disk_is_full_and_are_indexed_afterwards(
    lantern: Path, tmp_path: Path
) -> None:
    item = {"title": "New", "description": "tale " * 4000}
    with small_disk(tmp_path / "disk", 60) as disk, shop(lantern, disk) as service, service.client() as client:
        fill(disk, but=2_000_000)
        put = [client.put(f"/v1/items/new-{number}", json=item).status_code for number in range(100)]
        assert set(put) == {200, 503}
        told = checks(client)["index_behind"]["detail"]
        assert "the disk is full" in told
        assert "Make room" in told
        assert "index_behind" in codes(ask(client))
        make_room(disk)
        assert eventually(lambda: "index_behind" not in checks(client)), checks(client)
        assert client.put("/v1/items/late", json=item).status_code == 200
        assert eventually(lambda: checks(client)["index"]["is_ok"])
        assert codes(ask(client)) == set()


def test_ten_thousand_acts_inline_and_stored_are_answered(lantern: Path, tmp_path: Path) -> None:
    with shop(lantern, tmp_path) as service, service.client() as client:
        items = [item["id"] for item in ask(client, limit=50)["items"]]
        now = int(time.time() * 1000)
        acts = [
            view(f"long-{n}", "p-long", items[n % len(items)]) | {"at": now - 1000 - n * 60_000} for n in range(10_000)
        ]
        inline = ask(client, profile={"events": acts}, explain="full")
        assert len(inline["items"]) == 10
        too_many = client.post("/v1/events", json={"events": acts})
        assert (too_many.status_code, too_many.json()["code"]) == (413, "too_large")
        for start in range(0, len(acts), 1000):
            client.post("/v1/events", json={"events": acts[start : start + 1000]}).raise_for_status()
        assert len(ask(client, person="p-long", explain="full")["items"]) == 10
        known = client.get("/v1/people/p-long").json()
        assert sum(fact["count"] for fact in known["observed"]) == 10_000
        assert client.delete("/v1/people/p-long").status_code == 200
        assert client.get("/v1/people/p-long").json()["observed"] == []


@pytest.mark.parametrize(
    "at",
    ["9999-12-31T23:59:59Z", 2**53, 2**63, 10**30, -1, 0, "0001-01-01T00:00:00Z", "2026-02-30T00:00:00Z", True, 1.5],
)
def test_a_clock_far_off_is_refused_with_a_reason(under_test: Service, at: object) -> None:
    with under_test.client() as client:
        answer = client.post("/v1/events", json={"events": [view("clock") | {"at": at}]})
        assert answer.status_code in {200, 400}
        told = answer.json()
        receipt = told["receipts"][0] if answer.status_code == 200 else told
        assert receipt.get("outcome", "rejected") == "rejected", receipt
        assert receipt.get("message") or receipt.get("detail")
        assert client.get("/healthz").status_code == 200


@pytest.fixture(scope="module")
def under_test(lantern: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with shop(lantern, tmp_path_factory.mktemp("under-test")) as service:
        yield service


def test_an_unknown_surface_is_told_with_the_nearest_name(under_test: Service) -> None:
    with under_test.client() as client:
        answer = client.post("/v1/recommendations", json={"surface": "hoem"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "Did you mean 'home'?" in answer.json()["detail"]


def test_two_hundred_ask_at_once_while_items_change(under_test: Service) -> None:
    sold_out = "dracula"
    stop = threading.Event()

    def change() -> int:
        number = 0
        with under_test.client() as client:
            while not stop.is_set():
                number += 1
                price = {"amount_minor": 500 + number, "currency": "GBP"}
                client.patch("/v1/items/carmilla", json={"price": price}).raise_for_status()
                client.put(f"/v1/items/new-{number % 7}", json={"title": f"New {number}"}).raise_for_status()
                client.delete(f"/v1/items/new-{(number + 3) % 7}").raise_for_status()
        return number

    async def all_at_once() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=200)
        headers = {"Authorization": f"Bearer {KEY}"}
        async with httpx.AsyncClient(base_url=under_test.url, headers=headers, timeout=120, limits=limits) as client:
            return await asyncio.gather(
                *(
                    client.post(
                        "/v1/recommendations",
                        json={"surface": "home", "person": f"reader-{number:04}", "fields": ["title", "price"]},
                    )
                    for number in range(200)
                )
            )

    with under_test.client() as client, ThreadPoolExecutor(1) as pool:
        client.patch(f"/v1/items/{sold_out}", json={"stock": 0}).raise_for_status()
        changing = pool.submit(change)
        try:
            answers = asyncio.run(all_at_once())
        finally:
            stop.set()
        assert changing.result() > 0
        client.patch(f"/v1/items/{sold_out}", json={"stock": 5}).raise_for_status()
    assert {answer.status_code for answer in answers} == {200}
    for answer in answers:
        slate = [item["id"] for item in answer.json()["items"]]
        assert len(slate) == len(set(slate)) == 10
        assert sold_out not in slate


def test_nothing_of_a_person_remains_who_was_deleted_while_they_asked(lantern: Path, tmp_path: Path) -> None:
    rounds, mark = 6, "only-hers"
    with shop(lantern, tmp_path) as service:
        with service.client() as client:
            items = [item["id"] for item in ask(client, limit=20)["items"]]
        for turn in range(rounds):
            acts = [view(f"{mark}-{turn}-{n}", "p-gone", item) for n, item in enumerate(items)]
            done = threading.Event()
            with service.client() as client, ThreadPoolExecutor(6) as pool:
                client.post("/v1/events", json={"events": acts}).raise_for_status()
                asking = [pool.submit(keep_asking, service, done) for _ in range(6)]
                time.sleep(0.4 + turn / 20)
                client.delete("/v1/people/p-gone").raise_for_status()
                after = [ask(client, person="p-gone", explain="full") for _ in range(3)]
                done.set()
                assert any(mark in json.dumps(answer) for one in asking for answer in one.result())
            assert mark not in json.dumps(after)
            with service.client() as client:
                # Whatever was handed over by then is written before a decision is read.
                client.get(f"/v1/decisions/{after[-1]['decision']}").raise_for_status()
            assert not any(mark in record for record in records(tmp_path / "data"))
        with service.client() as client:
            client.delete("/v1/people/p-gone").raise_for_status()
        residues = [path.name for path in (tmp_path / "data").rglob("*") if path.is_file() and mark in raw(path)]
        assert residues == []
        assert [path.name for path in (tmp_path / "data").rglob("*") if path.is_file() and "p-gone" in raw(path)] == []
    assert mark not in service.log.read_text()


def keep_asking(service: Service, done: threading.Event) -> list[dict[str, Any]]:
    answers = []
    with service.client() as client:
        while not done.is_set():
            answers.append(ask(client, person="p-gone", explain="full"))
    return answers


def raw(path: Path) -> str:
    return path.read_bytes().decode("latin-1")


DELETE_ELSEWHERE = """
import asyncio, sys
from pathlib import Path
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.people import SqlPeople
with SqlDatabase(Path(sys.argv[1])) as database:
    asyncio.run(SqlPeople(database).delete(sys.argv[2], 0))
"""


def test_a_person_deleted_by_another_process_is_unknown_to_the_next_request(lantern: Path, tmp_path: Path) -> None:
    with shop(lantern, tmp_path) as service, service.client() as client:
        assert any(
            piece["receipts"]
            for item in ask(client, person="reader-mara", explain="full")["items"]
            for piece in item["evidence"]
        )
        subprocess.run([sys.executable, "-c", DELETE_ELSEWHERE, tmp_path / "data", "reader-mara"], check=True)
        answer = ask(client, person="reader-mara", explain="full")
        assert not any(piece["receipts"] for item in answer["items"] for piece in item["evidence"])
        assert client.get("/v1/people/reader-mara").json()["observed"] == []


def test_a_stop_in_the_middle_answers_what_came_in_and_loses_nothing(lantern: Path, tmp_path: Path) -> None:
    acknowledged: list[str] = []
    odd: list[str] = []
    lock = threading.Lock()

    def send(service: Service, sender: int) -> None:
        with service.client() as client:
            for number in range(10_000):
                name = f"stop-{sender}-{number}"
                try:
                    stored = client.post("/v1/events", json={"events": [view(name)]})
                    asked = client.post("/v1/recommendations", json={"surface": "home", "person": "reader-mara"})
                except httpx.TransportError:
                    return
                with lock:
                    if stored.status_code == 200:
                        acknowledged.append(name)
                    odd.extend(a.text for a in (stored, asked) if a.status_code not in {200, 503})

    with shop(lantern, tmp_path, is_killed=True) as service, ThreadPoolExecutor(8) as pool:
        senders = [pool.submit(send, service, number) for number in range(8)]
        # In the middle: with some answered and more on the way, however long that takes on this machine.
        while len(acknowledged) <= 20 and not any(sender.done() for sender in senders):
            time.sleep(0.05)
        os.kill(owner(tmp_path), signal.SIGTERM)
        for sender in senders:
            sender.result()
    assert odd == []
    assert len(acknowledged) > 20
    stored = {name for (name,) in rows(tmp_path / "data", "SELECT id FROM acts WHERE id LIKE 'stop-%'")}
    assert set(acknowledged) <= stored
    assert rows(tmp_path / "data", "PRAGMA integrity_check") == [("ok",)]
    with running(tmp_path) as again, again.client() as client:
        assert codes(ask(client, person="reader-mara")) == set()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_a_reindex_that_is_ended_anywhere_leaves_a_whole_shop(
    lantern: Path, tmp_path: Path, how: signal.Signals
) -> None:
    folder = tmp_path / "data"
    copytree(lantern, folder)
    for pause_s in whole(tuple(tenth / 10 for tenth in range(5, 35, 2)), (1.5, 2.3)):
        process = subprocess.Popen(
            command("reindex"), env=environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        with suppress(subprocess.TimeoutExpired):
            process.wait(pause_s)
        process.send_signal(how)
        said, errors = process.communicate(timeout=60)
        assert "Traceback" not in errors, errors
        # Once its last word is said, a signal only ends the interpreter's own tidying up.
        is_done = "are counted" in said
        assert process.returncode in ({0, -how} if is_done else {130 if how is signal.SIGINT else -how})
    with running(tmp_path) as service, service.client() as client:
        answer = ask(client, person="reader-mara")
        assert len(answer["items"]) == 10
        assert codes(answer) == set()
    assert frankly(folder, "reindex").returncode == 0
    assert frankly(folder, "doctor").returncode == 0
    left = [path.name for path in (folder / "snapshots").iterdir() if path.name.startswith(".")]
    assert left == [], "what an ended reindex left is cleaned up by the next"
