"""A fact from its import to its replay, by the commands that people type."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.terminal import frankly

HARBOUR = "A tall lighthouse stands above a small harbour."
SISTERS = "Two sisters keep a shop in a small town."
FERRY = "An old ferry crosses the wide river at night."


def run(data: Path, *args: str | Path) -> dict[str, Any]:
    done = frankly(data, *args, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def bring_in(data: Path, **descriptions: str) -> dict[str, Any]:
    file = data.parent / "items.jsonl"
    lines = [
        json.dumps({"id": name, "title": name.title(), "description": text}) for name, text in descriptions.items()
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    return run(data, "import", "items", file)


def told(answer: dict[str, Any]) -> dict[str, list[str]]:
    return {
        item["id"]: [said["text"] for said in item["sentences"] if said["kind"] == "fact"] for item in answer["items"]
    }


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_fact_is_told_retired_with_its_text_and_replayed_for_ever(data: Path) -> None:
    made = bring_in(data, harbour=HARBOUR, shop=SISTERS)
    assert made["facts"]["facts"] == 2
    before = run(data, "recommend")
    assert {name: len(said) for name, said in told(before).items()} == {"harbour": 1, "shop": 1}
    assert HARBOUR.rstrip(".") in told(before)["harbour"][0]

    assert bring_in(data, harbour=FERRY, shop=SISTERS)["facts"]["facts"] == 1
    after = run(data, "recommend")
    assert "ferry" in told(after)["harbour"][0]
    assert told(after)["shop"] == told(before)["shop"]

    for level in ("r1", "r2"):
        found = run(data, "replay", before["decision"], after["decision"], "--level", level)
        assert found["identical"] == 2, found

    why = run(data, "why", before["decision"], "harbour")
    assert [(fact["is_told"], fact["said"]["text"]) for fact in why["facts"]] == [(True, told(before)["harbour"][0])]


def test_a_person_refuses_a_fact_and_it_is_not_told_again(data: Path) -> None:
    bring_in(data, harbour=HARBOUR, shop=SISTERS)
    [fact] = run(data, "facts", "show", "harbour")["facts"]
    refused = run(data, "facts", "refuse", "harbour", fact["id"], "--by", "Ada", "--because", "too bare")
    assert (refused["status"], refused["reviewer"]) == ("refused", "Ada")
    assert told(run(data, "recommend"))["harbour"] == []
