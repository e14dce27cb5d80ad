"""The whole flow over a real Chroma server that is then killed under load, comes back, and comes back empty."""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.contract.indexes import chroma_server
from tests.e2e.pages import free_port
from tests.e2e.service import Service, running
from tests.e2e.terminal import frankly

PATIENCE_S = 60


class Chroma:
    """A Chroma server that can be killed and started again under the same address."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._running = ExitStack()

    def start(self) -> None:
        self._running.enter_context(chroma_server(self.folder, self.port))

    def kill(self) -> None:
        self._running.close()


@contextmanager
def chroma(folder: Path) -> Iterator[Chroma]:
    server = Chroma(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def ask(client: httpx.Client, **request: Any) -> dict[str, Any]:
    answer = client.post("/v1/recommendations", json={"surface": "home", "person": "reader-mara"} | request)
    assert answer.status_code == 200, answer.text
    whole: dict[str, Any] = answer.json()
    assert len(whole["items"]) == 10
    return whole


def codes(answer: dict[str, Any]) -> set[str]:
    return {trouble["code"] for trouble in answer["degradations"]}


def eventually(check: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and not check():
        time.sleep(0.2)
    return check()


def data(lantern: Path, place: Path) -> Path:
    """The shop's data without its embedded index."""
    return Path(shutil.copytree(lantern, place / "data", ignore=shutil.ignore_patterns("chroma")))


def test_the_whole_flow_over_a_server_and_two_services_beside_each_other(lantern: Path, tmp_path: Path) -> None:
    folder = data(lantern, tmp_path)
    with chroma(tmp_path / "server") as server:
        settings = {"FRANKLY_CHROMA_URL": server.url}
        done = frankly(folder, "reindex", "--json", **settings)
        assert json.loads(done.stdout)["vectors"] > 500, done.stderr
        assert frankly(folder, "doctor", **settings).returncode == 0
        assert not (folder / "chroma").exists()
        with running(tmp_path, chroma_url=server.url) as one, one.client() as client:
            assert codes(ask(client)) == set()
            second = frankly(folder, "recommend", "--person", "reader-mara", "--json", **settings)
            assert json.loads(second.stdout)["degradations"] == []
            with running(tmp_path, chroma_url=server.url) as two, two.client() as other:
                assert [item["id"] for item in ask(other)["items"]] == [item["id"] for item in ask(client)["items"]]
                item = {"title": "A Late One", "description": "A ghost story in an old abbey.", "tags": ["ghosts"]}
                other.put("/v1/items/late", json=item).raise_for_status()
                assert other.get("/v1/items/late").status_code == 200
                assert eventually(lambda: "late" in {item["id"] for item in search(client)})
                assert eventually(lambda: codes(ask(client)) == codes(ask(other)) == set())


def search(client: httpx.Client) -> list[dict[str, Any]]:
    question = {"surface": "search", "context": {"query": "a late one in an old abbey"}}
    found: list[dict[str, Any]] = client.post("/v1/recommendations", json=question).json()["items"]
    return found


def test_a_server_killed_under_load_costs_no_answer_and_is_used_again(lantern: Path, tmp_path: Path) -> None:
    data(lantern, tmp_path)
    stop = threading.Event()
    with (
        chroma(tmp_path / "server") as server,
        running(tmp_path, chroma_url=server.url, exact_items="0") as service,
        service.client() as client,
        ThreadPoolExecutor(4) as pool,
    ):
        # A service over an empty server fills it by itself.
        assert eventually(lambda: codes(ask(client)) == set())
        whole = [item["id"] for item in ask(client)["items"]]
        asking = [pool.submit(keep_asking, service, stop) for _ in range(4)]
        try:
            time.sleep(1)
            server.kill()
            assert eventually(lambda: "index_unavailable" in codes(ask(client)))
            told = " ".join(trouble["detail"] for trouble in ask(client)["degradations"])
            assert "index_unavailable" in told
            assert [item["id"] for item in ask(client)["items"]] == whole, "the exact scan finds the same"
            item = {"title": "While It Was Down", "description": "A ghost story in an old abbey."}
            client.put("/v1/items/down", json=item).raise_for_status()
            time.sleep(1)
            server.start()
            assert eventually(lambda: codes(ask(client)) == set()), ask(client)["degradations"]
        finally:
            stop.set()
        slowest = max(max(one.result()) for one in asking)
    assert slowest < 15
    assert "Traceback" not in service.log.read_text()


def keep_asking(service: Service, stop: threading.Event) -> list[float]:
    """Seconds that each answer took."""
    took = []
    with service.client() as client:
        number = 0
        while not stop.is_set():
            number += 1
            begun = time.monotonic()
            ask(client, person=f"reader-{number % 600:04}")
            took.append(time.monotonic() - begun)
    return took


def test_a_server_that_comes_back_empty_is_filled_again(lantern: Path, tmp_path: Path) -> None:
    folder = data(lantern, tmp_path)
    with chroma(tmp_path / "server") as server:
        with running(tmp_path, chroma_url=server.url) as service, service.client() as client:
            assert eventually(lambda: codes(ask(client)) == set())
            server.kill()
            shutil.rmtree(server.folder)
            server.start()
            assert eventually(lambda: codes(ask(client)) == set()), ask(client)["degradations"]
        assert frankly(folder, "doctor", FRANKLY_CHROMA_URL=server.url).returncode == 0


def test_a_server_that_is_down_at_the_start_is_told_and_taken_up_later(lantern: Path, tmp_path: Path) -> None:
    folder = data(lantern, tmp_path)
    server = Chroma(tmp_path / "server")
    down = frankly(folder, "reindex", "--json", FRANKLY_CHROMA_URL=server.url)
    problem = json.loads(down.stderr)
    assert (down.returncode, problem["code"]) == (2, "index_unavailable")
    assert "FRANKLY_CHROMA_URL" in problem["detail"]
    try:
        with running(tmp_path, chroma_url=server.url) as service, service.client() as client:
            assert "index_behind" in codes(ask(client))
            assert any(not check["is_ok"] for check in client.get("/readyz").json()["checks"])
            server.start()
            assert eventually(lambda: codes(ask(client)) == set()), ask(client)["degradations"]
    finally:
        server.kill()
