"""`frankly prompts try` against a real server on loopback that plays a model."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from frankly.cli.main import app
from frankly.testing.model.personalities import Personality
from frankly.testing.model_server import model_server

# litellm and what it imports warn of their own deprecations.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.mark.parametrize(
    ("personality", "code", "faults"),
    [(Personality.FENCED, 0, ["fenced"]), (Personality.PROSE, 1, ["no_json"])],
)
def test_a_version_is_asked_once_and_its_reply_is_read(
    personality: Personality, code: int, faults: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with model_server(personality) as server:
        given = {"MODEL": "openai/any", "MODEL_URL": server.url, "MODEL_PRICE": "1/2", "DATA": str(tmp_path / "data")}
        for name, value in given.items():
            monkeypatch.setenv(f"FRANKLY_{name}", value)
        monkeypatch.setenv("OPENAI_API_KEY", "any")
        done = CliRunner().invoke(app, ["prompts", "try", "judge/v1", "--json"])
        assert len(server.asked) == 1
    found = json.loads(done.stdout)
    assert (done.exit_code, found["faults"], found["is_usable"]) == (code, faults, code == 0)
    assert found["usage"]["cost_nano"] > 0


def test_what_a_call_cost_is_not_told_where_no_price_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with model_server(Personality.FENCED) as server:
        given = {"MODEL": "openai/any", "MODEL_URL": server.url, "DATA": str(tmp_path / "data")}
        for name, value in given.items():
            monkeypatch.setenv(f"FRANKLY_{name}", value)
        monkeypatch.setenv("OPENAI_API_KEY", "any")
        done = CliRunner().invoke(app, ["prompts", "try", "judge/v1"])
    assert "no price is known" in done.stdout
    assert "0.00 USD" not in done.stdout
