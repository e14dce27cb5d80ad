"""Recorded answers are made again by the command itself: here, in a fresh process, on a copy; forgery is found."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from frankly.bootstrap.service import open_frankly
from frankly.bootstrap.stores import open_stores
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.item import Item
from frankly.pipelines.recommend import recommend
from frankly.settings import Settings
from tests.api.world import NOW, book
from tests.pipelines.bookshop import event

FRANKLY = (sys.executable, "-c", "from frankly.cli.main import app; app()")


async def recorded(folder: Path) -> list[str]:
    """A few decisions, the catalogue and an item's name changed between them; returns their ids."""
    settings = Settings(data=folder)
    with open_stores(settings) as stores:
        await stores.catalogue.upsert([Item.model_validate(book(number)) for number in range(24)], NOW)
        await stores.events.append([event(f"reader-{act % 3}", act, act) for act in range(18)], NOW)
    ids = []
    async with open_frankly(settings) as parts:
        for turn in range(4):
            request = RecommendationRequest(surface="home", person=f"reader-{turn % 3}", locale=("en", "de")[turn % 2])
            ids.append(str((await recommend(parts, request, NOW + turn)).decision))
            await parts.catalogue.upsert([Item.model_validate(book(turn, title=f"Renamed {turn}", stock=turn))], NOW)
            await parts.live.refresh(NOW)
    return ids


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    folder = tmp_path_factory.mktemp("replay") / "data"
    return folder, asyncio.run(recorded(folder))


def replay(*arguments: str) -> tuple[int, dict[str, object]]:
    done = subprocess.run([*FRANKLY, "replay", *arguments, "--json"], capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("level", ["r0", "r1", "r2"])
def test_every_level_gives_the_recorded_bytes(shop: tuple[Path, list[str]], level: str) -> None:
    folder, ids = shop
    code, said = replay("--data", str(folder), "--last", "10", "--level", level)
    assert (code, said["identical"], said["replayed"]) == (0, len(ids), len(ids))


def test_a_copy_is_replayed_without_the_shop_and_a_forged_one_is_told(
    shop: tuple[Path, list[str]], tmp_path: Path
) -> None:
    folder, ids = shop
    copy = tmp_path / "copy"
    assert replay("--data", str(folder), *ids, "--copy-to", str(copy))[0] == 0
    assert not any(name in path.name for path in copy.rglob("*") for name in ("chroma", "owner"))
    assert replay("--from", str(copy))[0] == 0
    file = copy / "decisions.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    lines[1]["body"]["slate"][0]["score"] += 1
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    code, said = replay("--from", str(copy))
    forged = [one for one in said["decisions"] if not one["is_identical"]]  # type: ignore[attr-defined]
    assert (code, [one["id"] for one in forged]) == (1, [lines[1]["id"]])
    assert forged[0]["differences"][0].startswith("body.slate[0].score: was ")


def test_what_would_be_otherwise_is_shown_and_is_no_failure(shop: tuple[Path, list[str]], tmp_path: Path) -> None:
    folder, ids = shop
    weights = tmp_path / "weights.yaml"
    weights.write_text("weights: {content: 0, popular: 2}\n", encoding="utf-8")
    code, said = replay("--data", str(folder), "--last", "4", "--with", str(weights))
    assert code == 0
    assert said["summary"]["decisions"] == len(ids)  # type: ignore[index]
    code, said = replay("--data", str(folder), ids[0], "--without", "e1")
    assert code == 0
    assert said["summary"]["anything_changed"] == 1  # type: ignore[index]
