"""A running service and other processes on its data folder: what they write is picked up, what they may not is said."""

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from frankly.demo.catalogue import LANTERN_NOW_MS, books
from tests.e2e.service import Service, running
from tests.needs import require_program

PATIENCE_S = 15
"""New items are to be found within seconds; the rest is for a machine that is busy."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("beside")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Service]:
    """A service that starts with nothing."""
    with running(home) as service:
        yield service


def frankly(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("FRANKLY_")}
    return subprocess.run(
        [require_program("frankly"), "--data", str(home / "data"), *arguments],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def ask(client: httpx.Client, **request: Any) -> dict[str, Any]:
    answer = client.post("/v1/recommendations", json={"surface": "home", "limit": 20} | request)
    assert answer.status_code == 200, answer.text
    whole: dict[str, Any] = answer.json()
    return whole


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["items"]]


def behind(answer: dict[str, Any]) -> list[str]:
    return [trouble["detail"] for trouble in answer["degradations"] if trouble["code"].startswith("index_")]


def eventually(check: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.1)
    return check()


def written(path: Path, rows: list[dict[str, Any]]) -> str:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return str(path)


def test_items_imported_by_another_process_are_recommended_within_seconds(home: Path, service: Service) -> None:
    shop = [book.model_dump(mode="json") for book in books(LANTERN_NOW_MS)][:120]
    first = frankly(home, "import", "items", written(home / "first.jsonl", shop[:-1]))
    assert first.returncode == 0, first.stderr
    with service.client() as client:
        fact = {"kind": "interest", "field": "tag", "value": "tidal islands"}
        assert client.put("/v1/people/p-new/facts", json={"facts": [fact]}).status_code == 200
        late = shop[-1] | {"id": "late", "title": "The Late Book", "tags": ["tidal islands"], "stock": 5}
        second = frankly(home, "import", "items", written(home / "late.jsonl", [late]))
        assert second.returncode == 0, second.stderr
        assert eventually(lambda: "late" in ids(ask(client, person="p-new"))[:1])
        assert eventually(lambda: not behind(ask(client, person="p-new")))


def test_events_imported_by_another_process_count_on_the_next_request(home: Path, service: Service) -> None:
    now = int(time.time() * 1000)
    events = [
        {"id": f"beside-{number}", "person": "p-reader", "kind": "like", "item": item, "at": now - 1000}
        for number, item in enumerate(["dracula", "carmilla"])
    ]
    done = frankly(home, "import", "events", written(home / "events.jsonl", events))
    assert done.returncode == 0, done.stderr
    with service.client() as client:
        known = client.get("/v1/people/p-reader").json()
    assert "beside-0" in json.dumps(known)


def test_a_second_process_answers_too_and_says_what_it_lacks(home: Path, service: Service) -> None:
    done = frankly(home, "recommend", "--person", "p-new", "--surface", "home", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert ids(answer)[0] == "late"


def test_a_reindex_beside_a_running_service_is_refused_with_what_to_do(home: Path, service: Service) -> None:
    done = frankly(home, "reindex")
    assert done.returncode == 2
    assert "belongs to process" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_everything_is_there_after_the_service_was_killed(tmp_path: Path) -> None:
    shop = [book.model_dump(mode="json") for book in books(LANTERN_NOW_MS)][:60]
    event = {"id": "k1", "person": "p", "kind": "like", "item": shop[0]["id"], "at": int(time.time() * 1000)}
    with running(tmp_path, is_killed=True) as first, first.client() as client:
        answer = client.post("/v1/items/batch", json={"items": shop})
        assert answer.status_code == 200, answer.text
        assert client.post("/v1/events", json={"events": [event]}).status_code == 200
        os.kill(json.loads((tmp_path / "data" / "owner.lock").read_text())["pid"], 9)
    with running(tmp_path) as second, second.client() as client:
        assert "k1" in json.dumps(client.get("/v1/people/p").json())
        assert len(ask(client, person="p")["items"]) == 20
        again = client.post("/v1/events", json={"events": [event]}).json()
        assert "duplicate" in json.dumps(again)
