"""An editor bans a word: looks the files through, previews, restarts; a view in the night ranks and is not said."""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from frankly.domain.time import DAY_MS, HOUR_MS
from tests.api.world import book
from tests.e2e.service import running
from tests.e2e.terminal import frankly
from tests.needs import ROOT

NOW = time.time_ns() // 1_000_000
MIDNIGHT = NOW - NOW % DAY_MS
NIGHT, NOON = MIDNIGHT - 2 * DAY_MS + 2 * HOUR_MS, MIDNIGHT - 2 * DAY_MS + 12 * HOUR_MS
RULE = """
  accounting:
    words: ['one of the reasons', because]
    because: we do not speak of people like an accountant
    by: the editors
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Files of the editor, and items and acts of two people: one looks in the night, one at noon."""
    for name in ("policies", "surfaces", "brand"):
        shutil.copytree(ROOT / name, tmp_path / "config" / name)
    items = [book(number) for number in range(24)]
    (tmp_path / "items.jsonl").write_text("\n".join(map(json.dumps, items)))
    looks = [
        (person, number, at + number * 1000) for person, at in (("owl", NIGHT), ("lark", NOON)) for number in range(3)
    ]
    acts = [
        {"id": f"{person}-{number}", "person": person, "kind": "view", "item": f"book-{6 * number}", "at": at}
        for person, number, at in looks
    ]
    (tmp_path / "events.jsonl").write_text("\n".join(map(json.dumps, acts)))
    for what in ("items", "events"):
        done = frankly(tmp_path / "data", "import", what, tmp_path / f"{what}.jsonl")
        assert done.returncode == 0, done.stderr
    return tmp_path


def asked(client: httpx.Client, person: str, seed: int = 0) -> dict[str, Any]:
    answer = client.post("/v1/recommendations", json={"surface": "home", "person": person, "seed": seed})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def said(answer: dict[str, Any]) -> str:
    return " ".join(sentence["text"] for item in answer["items"] for sentence in item["sentences"])


def policies(shop: Path, *args: str | Path) -> tuple[int, dict[str, Any]]:
    done = frankly(shop / "data", "policies", *args, "--json")
    return done.returncode, json.loads(done.stdout)


def test_a_word_is_banned_looked_through_previewed_and_replaced(shop: Path) -> None:
    config = shop / "config"
    with running(shop, config=str(config)) as service, service.client() as client:
        before = [asked(client, "lark", seed) for seed in range(6)]
    assert any("One of the reasons" in said(answer) for answer in before)

    new = shop / "new"
    shutil.copytree(config, new)
    file = new / "policies" / "rules" / "en.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("banned:", f"banned:{RULE.rstrip()}\n    wodrs: [x]", 1), encoding="utf-8")
    code, wrong = policies(shop, "lint", new)
    assert code == 1
    found = {finding["code"]: finding for finding in wrong["findings"] if finding["level"] == "error"}
    # A misspelt name; and every wording with `because` is banned, so that nothing is left of their lists.
    assert found.keys() == {"misconfigured", "none_left"}
    assert found["misconfigured"]["line"] == text[: text.index("banned:")].count("\n") + RULE.count("\n") + 1
    assert "Did you mean 'words'?" in found["misconfigured"]["message"]
    file.write_text(text.replace("banned:", f"banned:{RULE.rstrip()}".replace(", because", ""), 1), encoding="utf-8")
    code, well = policies(shop, "lint", new)
    assert (code, well["errors"]) == (0, 0)
    assert {finding["code"] for finding in well["findings"]} == {"banned_word"}

    code, seen = policies(shop, "preview", "--with", new, "--last", "10")
    assert code == 0
    assert (seen["decisions"], seen["touched"]) == (6, sum("One of the reasons" in said(one) for one in before))
    told = [example for example in seen["examples"] if example["decision"]]
    assert told
    assert all("One of the reasons" in one["said"] and one["instead"] for one in told)

    with running(shop, config=str(new)) as service, service.client() as client:
        after = [asked(client, "lark", seed) for seed in range(6)]
    assert all(said(answer) and "ne of the reasons" not in said(answer) for answer in after)
    assert [[item["id"] for item in answer["items"]] for answer in after] == [
        [item["id"] for item in answer["items"]] for answer in before
    ]
    replayed = frankly(shop / "data", "replay", "--last", "12", "--json", FRANKLY_CONFIG=str(new))
    assert replayed.returncode == 0, replayed.stdout


def test_a_view_in_the_night_ranks_and_is_not_said(shop: Path) -> None:
    with running(shop, config=str(shop / "config")) as service, service.client() as client:
        owl, lark = asked(client, "owl"), asked(client, "lark")
        whys = [
            client.get(f"/v1/decisions/{owl['decision']}/why", params={"item": item["id"]}).json()
            for item in owl["items"]
        ]
    assert "viewed" in said(lark) or "look" in said(lark)
    assert "viewed" not in said(owl)
    assert all(piece["kind"] != "viewed" for item in owl["items"] for piece in item["evidence"])
    ranked = {piece["kind"] for why in whys for piece in why["evidence"] if piece["contribution"] > 0}
    assert "viewed" in ranked
    assert {one["rule"] for why in whys for one in why["untold"]} == {"untold/night-views"}
