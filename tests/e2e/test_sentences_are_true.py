"""Every sentence that the demo shop says to fifty readers is so: compared with the stored acts themselves."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from frankly.bootstrap.service import open_frankly
from frankly.demo.catalogue import LANTERN_NOW_MS
from frankly.domain.answering.request import RecommendationRequest
from frankly.pipelines.recommend import recommend
from frankly.settings import Settings
from frankly.testing.fixed_clock import FixedClock
from tests.e2e.sentence_truth import Checker, World, read_labels, read_world

READERS = 50
SURFACES: dict[str, dict[str, str]] = {
    "home": {},
    "item": {"item": "dracula"},
    "search": {"query": "ghost story"},
}
Asked = tuple[str, str, str, dict[str, Any]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, demo_shop: Path) -> Path:
    copy = tmp_path_factory.mktemp("truth") / "demo"
    shutil.copytree(demo_shop, copy)
    return copy


@pytest.fixture(scope="module")
def world(folder: Path) -> World:
    return read_world(folder / "frankly.sqlite3", LANTERN_NOW_MS)


def chosen(world: World) -> list[str]:
    """Named readers, some who refused everything or one thing, and the rest evenly over all."""
    everybody = sorted(set(world.acts) - {"reader-mara", "reader-jonas"})
    everybody = [person for person in everybody if not person.startswith("session:")]
    refused = [person for person in everybody if world.refuses_profile(person)]
    partly = [person for person in everybody if world.refused_groups(person)]
    first = ["reader-mara", "reader-jonas", *refused[:6], *partly[:6]]
    rest = [person for person in everybody if person not in first]
    return [*first, *rest[:: len(rest) // (READERS - len(first))]][:READERS]


async def ask_all(folder: Path, world: World) -> Sequence[Asked]:
    found = []
    clock = FixedClock(LANTERN_NOW_MS)
    async with open_frankly(Settings(data=folder), clock=clock) as parts:
        for person in chosen(world):
            for locale in ("en", "de"):
                for surface, context in SURFACES.items():
                    question = RecommendationRequest.model_validate(
                        {"surface": surface, "person": person, "locale": locale, "explain": "full", "context": context}
                    )
                    answer = await recommend(parts, question, LANTERN_NOW_MS)
                    found.append((person, locale, surface, answer.model_dump(mode="json")))
    return found


def test_every_sentence_is_so(folder: Path, world: World, repository: Path) -> None:
    # One test, since asking takes much longer than looking: tests of one module may run in several processes.
    asked = asyncio.run(ask_all(folder, world))
    assert_enough_was_looked_at(asked)
    assert_who_refused_a_profile_gets_none(asked, world)
    labels = read_labels(repository / "brand" / "labels")
    wrong = [
        f"{person} {locale} {surface}: {told}"
        for person, locale, surface, answer in asked
        for told in Checker(world, labels, person, locale, SURFACES[surface]).complaints(answer)
    ]
    assert wrong == [], f"{len(wrong)} untruths:\n" + "\n".join(wrong[:40])


def assert_enough_was_looked_at(asked: Sequence[Asked]) -> None:
    kinds = Counter(
        sentence["pattern"].split("/")[0]
        for _, _, _, answer in asked
        for item in answer["items"]
        for sentence in item["sentences"]
    )
    assert len(asked) == READERS * 2 * len(SURFACES)
    assert sum(kinds.values()) > 2000
    assert len(kinds) >= 15, kinds
    assert kinds["bought"] > 50
    assert kinds["viewed"] > 50


def assert_who_refused_a_profile_gets_none(asked: Sequence[Asked], world: World) -> None:
    refused = [answer for person, _, _, answer in asked if world.refuses_profile(person)]
    assert len(refused) >= 12
    assert not any(piece["receipts"] for answer in refused for item in answer["items"] for piece in item["evidence"])
