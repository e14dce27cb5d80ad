"""What only a real server on a real port shows: huge bodies, broken requests, a stop in between, its terminal."""

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.api.world import book
from tests.e2e.service import Service, running

JSON = {"Content-Type": "application/json"}
HUNDRED_MB = 100_000_000


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running(tmp_path_factory.mktemp("running")) as started:
        yield started


def test_a_hundred_megabytes_are_refused_and_the_service_lives_on(service: Service) -> None:
    with service.client() as client:
        answer = client.post("/v1/events", content=b" " * HUNDRED_MB, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert client.get("/healthz").status_code == 200


def test_a_hundred_megabytes_in_chunks_are_refused_and_the_service_lives_on(service: Service) -> None:
    chunks = (b" " * 1_000_000 for _ in range(100))
    # The service may hang up while the rest is still being sent; then no answer is read.
    with service.client() as client, contextlib.suppress(httpx.WriteError):
        answer = client.post("/v1/events", content=chunks, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    with service.client() as client:
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "raw",
    [
        b"nonsense\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/events HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"",
    ],
    ids=["text", "version", "negative", "two-lengths", "tls", "nothing"],
)
def test_what_is_no_http_is_refused_and_the_service_lives_on(service: Service, raw: bytes) -> None:
    host, port = service.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65_536)
    assert answer == b"" or answer.split(b" ")[1].startswith(b"4")
    with service.client() as client:
        assert client.get("/healthz").status_code == 200


def test_what_was_answered_is_there_after_a_stop(tmp_path: Path) -> None:
    with running(tmp_path) as service, service.client() as client:
        client.post("/v1/items/batch", json={"items": [book(number) for number in range(12)]}).raise_for_status()
        decision = client.post("/v1/recommendations", json={"surface": "home", "person": "anna.m"}).json()["decision"]
        assert client.get("/readyz").json()["is_ready"] is True
    with running(tmp_path) as service, service.client() as client:
        assert client.get(f"/v1/decisions/{decision}").json()["id"] == decision
        assert client.get("/v1/items/book-7").status_code == 200
        client.get("/v1/people/anna.m?who=anna.m")
    # Neither our log nor the server's own names people, whose ids stand in addresses and bodies.
    assert "/v1/people/{id}" in service.log.read_text()
    assert "anna.m" not in service.log.read_text()


def test_a_stranger_is_refused(service: Service) -> None:
    assert httpx.get(f"{service.url}/v1/people/ada").status_code == 401
    assert httpx.get(f"{service.url}/healthz").headers.get("server") is None
