"""Models in a running service: trained beside it, taken up without a failed or slow answer, and rolled back."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from frankly.demo.catalogue import LANTERN_NOW_MS, books
from tests.e2e.service import Service, running
from tests.e2e.test_beside_a_service import frankly

WITHIN_S = 10
"""It takes the service a second; the rest is for a machine that is busy."""

SLOW_S = 2.0
"""No answer may take longer while a base is taken up; on a quiet machine they stay under a tenth of this."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("training")


@pytest.fixture(scope="module")
def service(home: Path) -> Iterator[Service]:
    """A service over a small shop, whose first fit happened before anybody acted."""
    with running(home) as service, service.client() as client:
        shop = [book.model_dump(mode="json") for book in books(LANTERN_NOW_MS)][:60]
        assert client.post("/v1/items/batch", json={"items": shop}).status_code == 200
        eventually(lambda: base_of(client) not in {"empty", "draft"})
        now = int(time.time() * 1000)
        # Thirty people who read the first two books one after the other, each with one book of their own.
        events = [
            {"id": f"t{person}-{place}", "person": f"p{person}", "kind": "complete", "item": shop[item]["id"], "at": at}
            for person in range(30)
            for place, (item, at) in enumerate([(0, now - 9000), (1, now - 6000), (10 + person, now - 3000)])
        ]
        assert client.post("/v1/events", json={"events": events}).status_code == 200
        yield service


def ask(client: httpx.Client, **request: Any) -> dict[str, Any]:
    answer = client.post("/v1/recommendations", json={"surface": "home", "limit": 20} | request)
    assert answer.status_code == 200, answer.text
    whole: dict[str, Any] = answer.json()
    return whole


def eventually(check: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WITHIN_S
    while not check():
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.05)


def base_of(client: httpx.Client) -> str:
    return str(ask(client, session="s")["snapshot"]).partition(":")[0]


def told(home: Path, *arguments: str) -> dict[str, Any]:
    done = frankly(home, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    whole: dict[str, Any] = json.loads(done.stdout)
    return whole


class Asking(threading.Thread):
    """Asks for recommendations without a pause and keeps the slowest answer's time and every failure."""

    def __init__(self, service: Service) -> None:
        super().__init__()
        self._service, self._is_over = service, threading.Event()
        self.slowest_s, self.asked, self.failed = 0.0, 0, []  # type: ignore[var-annotated]

    def run(self) -> None:
        with self._service.client() as client:
            while not self._is_over.is_set():
                started = time.monotonic()
                try:
                    ask(client, person=f"p{self.asked % 30}")
                except (AssertionError, httpx.HTTPError) as error:
                    self.failed.append(str(error))
                self.slowest_s = max(self.slowest_s, time.monotonic() - started)
                self.asked += 1

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self.join()

    def __enter__(self) -> "Asking":
        self.start()
        return self


def test_new_models_are_taken_up_and_rolled_back_without_a_failed_or_slow_answer(home: Path, service: Service) -> None:
    with service.client() as client, Asking(service) as asking:
        old = base_of(client)
        report = told(home, "train")
        assert report["people"] == 30
        assert {"item_item", "transitions", "low_rank", "ease", "directed_ease"} == set(report["models"])
        new = report["snapshot"].partition(":")[0]
        eventually(lambda: base_of(client) == new)
        assert told(home, "rollback")["id"] == old
        eventually(lambda: base_of(client) == old)
        assert told(home, "rollback", new[:10])["id"] == new
        eventually(lambda: base_of(client) == new)
        listed = told(home, "rollback", "--list")["bases"]
        assert [base["id"] for base in listed if base["is_current"]] == [new]
        assert old in {base["id"] for base in listed}
    assert asking.failed == []
    assert asking.asked > 20
    assert asking.slowest_s < SLOW_S


def test_a_new_item_is_recommended_by_its_content_and_a_new_act_counts_at_once(home: Path, service: Service) -> None:
    with service.client() as client:
        like = books(LANTERN_NOW_MS)[50]
        late = like.model_dump(mode="json") | {"id": "late-in-the-day", "stock": 5, "creators": ["Somebody Else"]}
        event = {"id": "new-1", "person": "newcomer", "kind": "like", "item": like.id, "at": int(time.time() * 1000)}
        assert client.post("/v1/events", json={"events": [event]}).status_code == 200
        assert any(item["personalised"] for item in ask(client, person="newcomer")["items"])
        assert client.post("/v1/items/batch", json={"items": [late]}).status_code == 200
        eventually(lambda: "late-in-the-day" in [item["id"] for item in ask(client, person="newcomer")["items"]])


def test_going_back_further_than_there_is_says_so(home: Path, service: Service) -> None:
    done = frankly(home, "rollback", "ffffffffffff")
    assert done.returncode == 2
    assert "There is no snapshot base" in " ".join(done.stderr.split())
