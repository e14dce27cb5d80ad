"""The service's own description and its pages."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from frankly.api.describing import reference
from frankly.api.describing.openapi import operations
from frankly.api.examples import bodies as examples
from frankly.testing.memory.index import MemoryIndex
from tests.api.world import NOW, World, make_parts, settings


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return World(make_parts(), settings(tmp_path_factory.mktemp("data"))).app().openapi()


def named(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {operation["operationId"]: operation for operation in operations(described)}


def test_every_operation_is_described(described: dict[str, Any]) -> None:
    found = named(described)
    assert len(found) >= 23
    for name, operation in found.items():
        assert operation["summary"], name
        assert operation["description"], name
        assert len(operation["tags"]) == 1, name
    assert {tag["name"] for tag in described["tags"]} == {operation["tags"][0] for operation in found.values()}


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    references = set(re.findall(r"'\$ref': '([^']+)'", str(described)))
    assert references
    assert references <= {f"#/components/schemas/{name}" for name in described["components"]["schemas"]}


def check(described: dict[str, Any], schema: dict[str, Any], example: object) -> None:
    jsonschema.Draft202012Validator(schema | {"components": described["components"]}).validate(example)


def test_every_example_fits_its_schema(described: dict[str, Any]) -> None:
    checked = 0
    for operation in operations(described):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            for name, example in content["examples"].items():
                if name not in {"mixed"}:  # Shows what becomes of a bad row.
                    check(described, content["schema"], example["value"])
                    checked += 1
        for response in operation["responses"].values():
            for content in response["content"].values():
                examples = [content["example"]] if "example" in content else []
                examples += [example["value"] for example in content.get("examples", {}).values()]
                for example in examples:
                    check(described, content["schema"], example)
                    checked += 1
    assert checked > 80


def test_every_body_and_answer_has_an_example(described: dict[str, Any]) -> None:
    for name, operation in named(described).items():
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert content["examples"], name
        good = operation["responses"].get("200", operation["responses"].get("202"))["content"]
        assert "application/json" not in good or good["application/json"]["example"], name


async def test_every_example_of_a_request_is_taken(world: World, described: dict[str, Any]) -> None:
    sent = []
    async with world.client() as client:
        await client.put("/v1/items/middlemarch", json=examples.ITEM)
        await client.put("/v1/people/reader-7/consent", json={"purposes": {"email": True}})
        for path, methods in described["paths"].items():
            for method, operation in methods.items():
                content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
                for name, example in content.get("examples", {}).items():
                    target = path.replace("{id}", "middlemarch").replace("{fact}", examples.FACT_ID)
                    target = target.replace("{name}", "weekly")
                    answer = await client.request(method.upper(), target, json=example["value"])
                    sent.append((operation["operationId"], name, answer.status_code))
    assert len(sent) >= 14
    # There is no decision to correct or ask about, and no fact here; what the body says is taken all the same.
    missing = {"correct", "of_a_decision", "review_item_fact"}
    # Whether a step of a campaign fits the moment is another matter.
    steps = {f"{step}_campaign" for step in ("plan", "run", "renew", "pause", "resume", "cancel")}
    steps |= {f"add_campaign_{word}" for word in ("look", "edit", "approval")}
    assert all(status in {200, 202, 404, 409} for name, _, status in sent if name in steps)
    others = [one for one in sent if one[0] not in steps]
    assert [one for one in others if one[2] != (200 if missing.isdisjoint(one[:2]) else 404)] == []


def test_errors_are_declared_as_problems(described: dict[str, Any]) -> None:
    for name, operation in named(described).items():
        codes = set(operation["responses"])
        assert "422" not in codes, name
        if "requestBody" in operation:
            assert {"400", "401", "403", "413", "415", "503"} <= codes, name
        for status in codes - {"200", "202", "503"}:
            content = operation["responses"][status]["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}, name


def test_what_a_token_reaches_is_declared(described: dict[str, Any]) -> None:
    reached = {name for name, one in named(described).items() if {"person_token": []} in one.get("security", [])}
    assert reached == {
        "recommend",
        "get_decision",
        "why",
        "why_not",
        "what_if",
        "put_events",
        "put_impressions",
        "get_person",
        "correct",
        "undo_correction",
        "undo_persons_correction",
        "get_corrections",
        "get_decisions",
        "put_facts",
        "put_consent",
        "reset_person",
        "delete_person",
    }
    assert {name for name, one in named(described).items() if not one.get("security")} == {"health", "ready"}


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_pages_hold_nothing_remote_and_no_script(world: World, path: str) -> None:
    async with world.client() as client:
        page = await client.get(path)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "sha256-" in page.headers["content-security-policy"]
    assert not re.search(r"<script|<img|<iframe|<link|@import|url\(|\son\w+=", page.text)
    own = {"/docs", "/openapi.json", "/healthz", "/readyz", "/metrics", ""}
    assert set(re.findall(r'(?:href|src)="([^"#]*)', page.text)) <= own


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("[::1]:9000", "http://[::1]:9000"),
        ("127.0.0.1:8123$(id)", "http://127.0.0.1:8080"),
        ("127.0.0.1';id;'", "http://127.0.0.1:8080"),
    ],
)
def test_home_shows_a_call_to_the_address_where_it_was_reached(
    described: dict[str, Any], host: str, shown: str
) -> None:
    assert f"curl -s {shown}/v1/recommendations " in reference.home(described, f"http://{host}")


async def test_home_takes_the_address_from_the_request(world: World) -> None:
    async with world.client() as client:
        page = (await client.get("/", headers={"Host": "127.0.0.1:8123"})).text
    assert "curl -s http://127.0.0.1:8123/v1/recommendations " in page


def test_types_are_named_as_people_would(described: dict[str, Any]) -> None:
    names = set(described["components"]["schemas"])
    assert {"Item", "ItemInput"} <= names
    assert all(name.isalnum() for name in names)


async def test_the_reference_names_every_operation_and_problem(world: World, described: dict[str, Any]) -> None:
    async with world.client() as client:
        page = (await client.get("/docs")).text
        problem = (await client.get("/nope")).json()
        assert f'id="{problem["type"].partition("#")[2]}"' in page
    for name in named(described):
        assert f'<h3 id="{name}">' in page
    for code in ("invalid", "unauthorised", "forbidden", "not_found", "too_large", "not_json", "store_unavailable"):
        assert f'id="problem-{code}"' in page


def test_what_a_description_says_is_never_markup(described: dict[str, Any]) -> None:
    info = described["info"] | {"title": "<b>x</b>", "description": "<script>alert(1)</script>"}
    hostile = described | {"info": info}
    page = reference.as_html(hostile)
    assert "<b>x</b>" not in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


async def test_answers_carry_safe_headers(world: World) -> None:
    async with world.client() as client:
        for path in ("/healthz", "/nope", "/docs", "/v1/people/ada"):
            headers = (await client.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cache-control"] == "no-store"
            assert "default-src 'none'" in headers["content-security-policy"]


async def test_a_method_that_is_not_taken_names_those_that_are(world: World) -> None:
    async with world.client() as client:
        for path, methods in [
            ("/v1/events", "POST"),
            ("/v1/items/batch", "POST"),
            ("/v1/items/a/b", "DELETE, GET, PATCH, PUT"),
            ("/v1/people/ada", "DELETE, GET"),
            ("/v1/people/ada/facts", "PUT"),
            ("/v1/people/ada/reset", "POST"),
            ("/", "GET"),
        ]:
            answer = await client.options(path)
            assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
            assert answer.headers["allow"] == methods


async def test_what_lies_below_a_person_is_no_person(world: World) -> None:
    async with world.client() as client:
        assert (await client.delete("/v1/people/ada/facts")).status_code == 405
        assert (await client.get("/v1/people/ada/consent")).status_code == 405
        assert (await client.get("/v1/people/shop/ada")).json()["person"] == "shop/ada"
        assert (await client.put("/v1/people/shop/ada/facts", json={"facts": []})).status_code == 200


async def test_readiness_names_what_is_not_ready(world: World) -> None:
    async with world.client() as client:
        empty = (await client.get("/readyz")).json()
        await world.stock(2)
        await world.parts.live.refresh(world.parts.clock.now())
        few = (await client.get("/readyz")).json()
        assert (await client.get("/healthz")).json() == {"status": "ok", "version": "test"}
    assert empty["is_ready"] is True
    assert [check["name"] for check in empty["checks"] if not check["is_ok"]] == ["catalogue"]
    assert "import items" in empty["checks"][1]["detail"]
    assert [check["name"] for check in few["checks"] if not check["is_ok"]] == ["index_not_fitted"]


async def test_readiness_asks_the_index(world: World) -> None:
    index = world.parts.index
    assert isinstance(index, MemoryIndex)
    async with world.client() as client:
        await world.stock(30)
        await world.parts.live.reindex(NOW)  # type: ignore[attr-defined]  # the real LiveIndex
        well = (await client.get("/readyz")).json()
        index.is_down = True
        down = (await client.get("/readyz")).json()
        index.is_down = False
        await index.delete([f"book-{number}" for number in range(30)])
        bare = (await client.get("/readyz")).json()
    assert [check["name"] for check in well["checks"] if check["is_ok"]] == ["store", "catalogue", "index"]
    for found, said in ((down, "index_unavailable"), (bare, "frankly reindex")):
        assert found["is_ready"] is True
        assert [check["name"] for check in found["checks"] if not check["is_ok"]] == ["index"]
        assert said in found["checks"][2]["detail"]


def test_the_reference_page_of_the_documentation_is_fresh(repository: Path, described: dict[str, Any]) -> None:
    page = repository / "docs" / "reference" / "api.md"
    assert page.read_text(encoding="utf-8") == reference.as_markdown(described), "api.md is stale: run `make docs`"
