import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from frankly.api.signing import SECRET_FILE, Signer, load_secret
from frankly.errors import Misconfigured, Unauthorised
from tests.api.world import NOW, World, settings

SECOND = NOW // 1000


def test_a_token_says_what_was_signed() -> None:
    signer = Signer(b"a-secret-of-some-length")
    claims = signer.read(signer.sign("ada☃.x", {"people", "events"}, SECOND + 60), NOW)
    assert (claims.subject, claims.scopes, claims.expires_s) == ("ada☃.x", {"people", "events"}, SECOND + 60)


def test_a_token_is_worth_nothing_from_its_expiry_on() -> None:
    signer = Signer(b"a-secret-of-some-length")
    token = signer.sign("ada", {"people"}, SECOND + 1)
    assert signer.read(token, NOW + 999).subject == "ada"
    with pytest.raises(Unauthorised, match="expired"):
        signer.read(token, NOW + 1000)


def test_no_changed_character_passes() -> None:
    signer = Signer(b"a-secret-of-some-length")
    token = signer.sign("ada", {"people"}, SECOND + 60)
    end = len(token) - 1  # The last character carries bits that stand for nothing.
    for place in range(end):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(Unauthorised):
            signer.read(changed, NOW)


def test_a_secret_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(Misconfigured, match="FRANKLY_TOKEN_SECRET is shorter than 16"):
        Signer(b"short")


def test_the_secret_is_made_once_and_is_the_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    first = load_secret(settings(folder))
    assert load_secret(settings(folder)) == first
    assert len(first) == 64
    assert stat.S_IMODE((folder / SECRET_FILE).stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == [SECRET_FILE]
    assert load_secret(settings(tmp_path / "other")) != first


def test_the_setting_comes_before_the_file(tmp_path: Path) -> None:
    secret = SecretStr("a-secret-of-some-length")
    assert load_secret(settings(tmp_path, token_secret=secret)) == b"a-secret-of-some-length"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    with pytest.raises(Misconfigured, match="set FRANKLY_TOKEN_SECRET"):
        load_secret(settings(file))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"person": "ada", "session": "s"},
        {"person": "ada", "ttl_s": 3601},
        {"person": "ada", "ttl_s": 0},
        {"person": "ada", "scopes": []},
        {"person": "ada", "scopes": ["everything"]},
        {"person": "session:s"},
        {"person": " "},
    ],
)
async def test_a_token_for_nobody_or_too_long_or_for_too_much_is_refused(world: World, body: dict[str, object]) -> None:
    async with world.client() as client:
        answer = await client.post("/v1/tokens", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


async def test_a_token_lets_nobody_look_at_a_person_unless_asked_for(world: World) -> None:
    async with world.client() as client:
        made = (await client.post("/v1/tokens", json={"person": "ada"})).json()
    assert made["scopes"] == ["events", "impressions", "recommendations"]
    assert made["expires"] == (SECOND + 900) * 1000
