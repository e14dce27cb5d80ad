"""Who gets in: with a key and without, with a person token and from where."""

from pathlib import Path

import pytest
from fastapi.routing import APIRoute
from pydantic import SecretStr

from frankly.api.auth import check_address
from frankly.api.guards import LocalOnly
from frankly.api.late import ORDER, routers_of
from frankly.api.signing import Signer
from frankly.errors import Misconfigured
from tests.api.world import KEY, NOW, SECRET, World, settings

OPEN = ["/", "/docs", "/openapi.json", "/healthz", "/readyz"]
SCOPES = ["recommendations", "impressions", "events", "people"]


def token(subject: str = "ada", scopes: list[str] | None = None, ttl_s: int = 60) -> str:
    return Signer(SECRET.encode()).sign(subject, SCOPES if scopes is None else scopes, NOW // 1000 + ttl_s)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.3.2.1", "::1", "localhost"])
def test_this_machine_is_served_without_a_key(tmp_path: Path, host: str) -> None:
    check_address(settings(tmp_path, host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "shop.example", ""])  # noqa: S104
def test_other_addresses_need_a_key(tmp_path: Path, host: str) -> None:
    with pytest.raises(Misconfigured, match="FRANKLY_API_KEY is not set"):
        check_address(settings(tmp_path, host=host))
    check_address(settings(tmp_path, host=host, api_key=SecretStr(KEY)))


def test_every_origin_needs_a_key(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="any web page"):
        check_address(settings(tmp_path, cors_origins=("*",)))
    check_address(settings(tmp_path, cors_origins=("*",), api_key=SecretStr(KEY)))


def guarded_paths(world: World) -> list[tuple[str, str]]:
    described = world.app().openapi()
    return [
        (method.upper(), path.replace("{id}", "x"))
        for path, methods in described["paths"].items()
        for method in methods
        if path not in OPEN
    ]


async def test_everything_but_health_and_pages_needs_the_key(guarded: World) -> None:
    async with guarded.client() as nobody, guarded.client("a-wrong-key") as stranger:
        paths = guarded_paths(guarded)
        assert len(paths) >= 10
        for method, path in paths:
            for client in (nobody, stranger):
                answer = await client.request(method, path)
                assert answer.status_code == 401, (method, path)
                assert answer.headers["www-authenticate"] == "Bearer"
                assert answer.json()["code"] == "unauthorised"


async def test_health_and_pages_are_open(guarded: World) -> None:
    async with guarded.client() as client:
        assert [(await client.get(path)).status_code for path in OPEN] == [200] * len(OPEN)


def test_every_versioned_route_has_exactly_one_guard() -> None:
    routes = [route for router in routers_of(ORDER) for route in router.routes if isinstance(route, APIRoute)]
    guards = {
        f"{route.methods} {route.path}": [one for one in route.dependant.dependencies if is_guard(one.call)]
        for route in routes
        if route.path.startswith("/v1")
    }
    assert len(guards) >= 15
    assert [path for path, found in guards.items() if len(found) != 1] == []


def is_guard(call: object) -> bool:
    return getattr(call, "__module__", "") in {"frankly.api.auth", "frankly.api.mail.reader"}


async def test_the_key_reaches_everything(guarded: World) -> None:
    async with guarded.client(KEY) as client:
        assert (await client.get("/v1/people/ada")).status_code == 200
        assert (await client.get("/metrics")).status_code == 200


async def test_other_schemes_are_no_key(guarded: World) -> None:
    async with guarded.client() as client:
        for header in (f"Basic {KEY}", KEY, f"Bearer{KEY}", "Bearer ", f"Bearer {KEY} x", "Bearer \xff"):
            answer = await client.get("/v1/people/ada", headers={b"Authorization": header.encode("latin-1")})
            assert answer.status_code == 401, header


async def test_a_person_token_reaches_its_own_person_only(guarded: World) -> None:
    async with guarded.client(token("ada")) as client:
        assert (await client.get("/v1/people/ada")).status_code == 200
        for method, path in [("GET", "/v1/people/bob"), ("DELETE", "/v1/people/bob"), ("POST", "/v1/people/bob/reset")]:
            answer = await client.request(method, path)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_a_token_is_good_for_its_scopes_only(guarded: World) -> None:
    async with guarded.client(token("ada", ["events"])) as client:
        answer = await client.get("/v1/people/ada")
        assert answer.status_code == 403
        assert "good for events" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/metrics", "/v1/tokens"])
async def test_no_token_reaches_what_is_the_owners(guarded: World, path: str) -> None:
    async with guarded.client(token()) as client:
        method = "GET" if path == "/metrics" else "POST"
        assert (await client.request(method, path, json={})).status_code == 403


async def test_an_expired_token_says_so(guarded: World) -> None:
    async with guarded.client(token(ttl_s=0)) as client:
        answer = await client.get("/v1/people/ada")
    assert answer.status_code == 401
    assert "expired" in answer.json()["detail"]


async def test_a_changed_token_says_so(guarded: World) -> None:
    good = token("ada")
    other = token("bob")
    forged = [
        f"{good.rpartition('.')[0]}.{other.rpartition('.')[2]}",
        good[:-2] + ("AA" if good[-2:] != "AA" else "BB"),
        "fp1.",
        "fp1..",
        "fp1.e30.",
        "fp1.☃.☃",
        Signer(b"another-secret-altogether").sign("ada", SCOPES, NOW // 1000 + 60),
    ]
    async with guarded.client() as client:
        for bad in forged:
            answer = await client.get("/v1/people/ada", headers={b"Authorization": f"Bearer {bad}".encode()})
            assert answer.status_code == 401, bad
            assert "was not signed here or was changed" in answer.json()["detail"]


async def test_a_token_binds_even_where_no_key_is_set(world: World) -> None:
    async with world.client() as client:
        made = (await client.post("/v1/tokens", json={"person": "ada", "scopes": ["people"]})).json()
        headers = {"Authorization": f"Bearer {made['token']}"}
        assert (await client.get("/v1/people/ada", headers=headers)).status_code == 200
        assert (await client.get("/v1/people/bob", headers=headers)).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.4", "[::2]", "", "[", "a b"])
async def test_without_a_key_other_host_names_are_refused(world: World, guarded: World, host: str) -> None:
    async with world.client() as client, guarded.client(KEY) as keyed:
        answer = await client.get("/healthz", headers={"Host": host})
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
        assert (await keyed.get("/healthz", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080", "LOCALHOST"])
async def test_names_of_this_machine_are_served(world: World, host: str) -> None:
    async with world.client() as client:
        assert (await client.get("/healthz", headers={"Host": host})).status_code == 200


async def test_without_a_key_other_machines_are_refused(world: World) -> None:
    async with world.client(client=("192.168.1.9", 4711)) as client:
        assert (await client.get("/healthz")).status_code == 403


async def test_without_a_key_pages_of_other_origins_are_refused(parts: object, tmp_path: Path) -> None:
    world = World(parts, settings(tmp_path, cors_origins=("https://shop.example",)))  # type: ignore[arg-type]
    async with world.client() as client:
        for origin, status in [
            ("https://evil.example", 403),
            ("null", 403),
            ("https://shop.example", 200),
            ("http://localhost:3000", 200),
        ]:
            assert (await client.get("/healthz", headers={"Origin": origin})).status_code == status, origin


async def test_a_browser_of_a_named_origin_may_ask(parts: object, tmp_path: Path) -> None:
    origin = "https://shop.example"
    world = World(parts, settings(tmp_path, cors_origins=(origin,)))  # type: ignore[arg-type]
    asks = {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    async with world.client() as client:
        preflight = await client.options("/v1/recommendations", headers=asks)
        assert preflight.headers["access-control-allow-origin"] == origin
        refused = await client.options("/v1/recommendations", headers={**asks, "Origin": "https://evil.example"})
        assert "access-control-allow-origin" not in refused.headers
        # A problem must be readable by the page too.
        assert (await client.get("/nope", headers={"Origin": origin})).headers["access-control-allow-origin"] == origin


async def test_without_the_setting_no_origin_may_read(guarded: World) -> None:
    async with guarded.client(KEY) as client:
        answer = await client.get("/healthz", headers={"Origin": "https://shop.example"})
    assert "access-control-allow-origin" not in answer.headers


async def test_the_guard_lets_other_protocols_pass(tmp_path: Path) -> None:
    seen = []

    async def inside(scope: object, receive: object, send: object) -> None:
        seen.append(scope)

    await LocalOnly(inside, settings(tmp_path))({"type": "lifespan"}, None, None)  # type: ignore[arg-type]
    assert seen == [{"type": "lifespan"}]
