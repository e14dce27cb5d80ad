"""What can be known of the container files without an engine: structure, versions, and each command tried by hand."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from frankly.settings import Settings
from tests.e2e.pages import free_port, listens
from tests.needs import require_program

PORT_IN_CONTAINER = "8000"


@pytest.fixture
def compose(repository: Path) -> dict[str, Any]:
    return yaml.safe_load((repository / "docker-compose.yml").read_text(encoding="utf-8"))


@pytest.fixture
def dockerfile(repository: Path) -> str:
    return (repository / "Dockerfile").read_text(encoding="utf-8")


def test_the_compose_file_follows_the_compose_specification(repository: Path, compose: dict[str, Any]) -> None:
    schema = json.loads(
        (repository / "tests" / "e2e" / "compose-spec" / "compose-spec.json").read_text(encoding="utf-8")
    )
    jsonschema.Draft201909Validator(schema).validate(compose)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft201909Validator(schema).validate({**compose, "services": {"frankly": {"imagine": "x"}}})


def test_the_chroma_server_has_the_locked_version(repository: Path, compose: dict[str, Any]) -> None:
    lock = (repository / "requirements" / "core.txt").read_text(encoding="utf-8")
    version = re.search(r"^chromadb==(\S+)", lock, re.MULTILINE)
    assert version is not None
    assert compose["services"]["chroma"]["image"] == f"chromadb/chroma:{version[1]}"


def test_the_service_cannot_start_without_a_key(compose: dict[str, Any]) -> None:
    assert compose["services"]["frankly"]["environment"]["FRANKLY_API_KEY"].startswith("${FRANKLY_API_KEY:?")


def test_every_variable_is_a_setting(compose: dict[str, Any], dockerfile: str) -> None:
    names = set(compose["services"]["frankly"]["environment"]) | set(re.findall(r"\b(FRANKLY_[A-Z_]+)=", dockerfile))
    assert {name.removeprefix("FRANKLY_").lower() for name in names} <= set(Settings.model_fields)


def test_every_service_is_watched_and_keeps_its_data(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        assert service["healthcheck"]["test"][0] == "CMD"
        assert [volume.split(":")[0] in compose["volumes"] for volume in service["volumes"]] == [True]


def test_the_image_copies_what_exists_and_is_not_ignored(repository: Path, dockerfile: str) -> None:
    sources = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    allowed = {line[1:] for line in (repository / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(sources) == allowed
    assert [source for source in sources if not (repository / source).exists()] == []


def test_the_image_does_not_run_as_root(dockerfile: str) -> None:
    assert re.findall(r"^USER (\S+)", dockerfile, re.MULTILINE) == ["frankly"]


@pytest.fixture
def chroma_port(tmp_path: Path) -> Iterator[int]:
    port = free_port()
    log = (tmp_path / "chroma.log").open("wb")
    with (
        log,
        subprocess.Popen(
            [
                require_program("chroma"),
                "run",
                "--path",
                str(tmp_path / "chroma"),
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
            ],
            stdout=log,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        deadline = time.monotonic() + 60
        while not listens(port):
            assert server.poll() is None, "chroma ended before it listened"
            assert time.monotonic() < deadline, "chroma never listened"
            time.sleep(0.1)
        yield port
        server.terminate()


def test_the_heartbeat_check_tells_a_live_server_from_a_dead_one(compose: dict[str, Any], chroma_port: int) -> None:
    _, program, *arguments = compose["services"]["chroma"]["healthcheck"]["test"]

    def check(port: int) -> int:
        command = [argument.replace(PORT_IN_CONTAINER, str(port)) for argument in arguments]
        return subprocess.run(
            [require_program(program), *command], capture_output=True, timeout=10, check=False
        ).returncode

    assert check(chroma_port) == 0
    assert check(free_port()) != 0
