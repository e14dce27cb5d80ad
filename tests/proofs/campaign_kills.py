"""Kills workers at a campaign, at random moments of each step, and looks whether everybody is served once.

A simulated model listens on loopback. It looks into the ledger at every call that it was asked before: a reply that was
stored there by then must not be asked for again.
"""

import asyncio
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import cache, lru_cache
from pathlib import Path

import orjson

from frankly.bench.campaign.world import CAMPAIGN, People, build, write_campaign
from frankly.bootstrap.stores import open_stores
from frankly.cli.proving.campaign_cast import LanternCast
from frankly.domain.campaign.edition import Approval, EditionState
from frankly.domain.campaign.recipient import ENDS, RecipientState
from frankly.domain.seed import derive
from frankly.domain.time import to_iso
from frankly.settings import Settings
from frankly.testing.model.asked import Asked
from frankly.testing.model.honest import honest_value
from frankly.testing.model.personalities import Personality
from frankly.testing.model.replies import reply_text
from frankly.testing.model_server import ModelServer, model_server
from tests.proofs.campaign_crew import Crew, environment_of
from tests.proofs.harness import Proof

PEOPLE = 20_000
KILLS = {"plan": 20, "run": 17, "hand-over": 12}
GLANCE_PEOPLE = 300
GLANCE_KILLS = {"plan": 1, "run": 0, "hand-over": 1}
"""Besides the one while the audience is listed; small shards may be done before the last comes."""

PARTS = "parts"
STRANGERS = 5
"""One in so many agreed to e-mail alone."""

_OPENED = ExitStack()


class Watched:
    """Replies honestly, and counts calls whose reply was stored before they came."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self.calls: Counter[str] = Counter()
        self.repeated = 0

    def watch(self, folder: Path) -> None:
        """Count from now on, for the ledger of a folder."""
        self.folder, self.repeated = folder, 0
        self.calls.clear()

    def __call__(self, asked: Asked) -> object:
        value = honest_value(asked)
        if self.calls[asked.content] and self._is_stored(reply_text(asked, Personality.GOOD, value)):
            self.repeated += 1
        self.calls[asked.content] += 1
        return value

    def _is_stored(self, reply: str) -> bool:
        assert self.folder is not None
        connection = sqlite3.connect(self.folder / "frankly.sqlite3", timeout=30.0)
        found = connection.execute("SELECT 1 FROM cells WHERE reply = ? LIMIT 1", (reply,)).fetchone()
        connection.close()
        return found is not None


@lru_cache(maxsize=1)
def server() -> tuple[ModelServer, Watched]:
    watched = Watched()
    return _OPENED.enter_context(model_server(answer=watched, keeps_calls=False)), watched


@lru_cache(maxsize=2)
def shop(people: int) -> Path:
    """A data folder with so many people and a campaign to all of them; made once, and copied for each round."""
    folder = Path(_OPENED.enter_context(tempfile.TemporaryDirectory()))
    strangers = people // STRANGERS
    asyncio.run(build(folder, LanternCast(), People(people - strangers, strangers), lambda _: None))
    write_campaign(folder, "cell")
    return folder


@lru_cache(maxsize=1)
def undisturbed(people: int) -> str:
    """Content of the campaign when nobody is killed."""
    with tempfile.TemporaryDirectory() as name:
        served(Path(name), people, dict.fromkeys(KILLS, 0), 0)
        return asyncio.run(content_of(Path(name)))


def close() -> None:
    for held in (server, shop, undisturbed):
        held.cache_clear()
    _OPENED.close()


def served(folder: Path, people: int, kills: Mapping[str, int], number: int) -> Crew:
    """Plan the campaign, write it and hand it over, with two workers at each step that are killed so often."""
    shutil.copytree(shop(people), folder, dirs_exist_ok=True)
    listening, watched = server()
    watched.watch(folder)
    model = {"FRANKLY_MODEL": "openai/good", "FRANKLY_MODEL_URL": listening.url, "OPENAI_API_KEY": "any"}
    model["FRANKLY_BUDGET_DAY"] = "1000000000 tokens"  # The shipped bound stops a campaign of twenty thousand people.
    plan = ["plan", CAMPAIGN, "--at", to_iso(begun_ms()), "--sample", "0", "--messages", "0"]
    crew = Crew(folder, environment_of(folder), derive("campaign-kills", number))
    if any(kills.values()):
        crew.kill_while_listing(plan)
    crew.work(plan, ["planned"], kills["plan"])
    crew.environment = environment_of(folder, **model)
    crew.work(["run", CAMPAIGN], ["written"], kills["run"])
    asyncio.run(approve(folder))
    crew.environment = environment_of(folder)
    crew.work(["hand-over", CAMPAIGN, "--to", str(folder / PARTS)], ["done"], kills["hand-over"])
    return crew


async def approve(folder: Path) -> None:
    """Say that somebody looked at the messages and approved them."""
    with open_stores(Settings(data=folder)) as stores:
        edition = await stores.campaigns.edition(CAMPAIGN)
        assert edition is not None
        content = await stores.campaigns.content(edition.no)
        await stores.campaigns.approve(edition.no, Approval(content, "Mara", edition.at, "approved"))
        await stores.campaigns.move(edition.no, EditionState.APPROVED, of=(EditionState.WRITTEN,))


@cache
def begun_ms() -> int:
    """Moment that the decisions of all rounds are made for: now, so that nothing is out of date at the hand-over."""
    return time.time_ns() // 1_000_000


async def content_of(folder: Path) -> str:
    """Hash over all messages."""
    with open_stores(Settings(data=folder)) as stores:
        edition = await stores.campaigns.edition(CAMPAIGN)
        assert edition is not None
        return await stores.campaigns.content(edition.no)


async def look(crew: Crew, people: int) -> dict[str, int]:
    """How many people are lost, written to twice, or without the decision behind their message."""
    seen, states, undecided = Counter[str](), Counter[RecipientState](), 0
    handed = set[int]()
    with open_stores(Settings(data=crew.folder)) as stores:
        edition = await stores.campaigns.edition(CAMPAIGN)
        assert edition is not None
        async for page in stores.campaigns.stream(edition.no):
            for row in page:
                seen[row.person] += 1
                states[row.state] += 1
                if row.state is RecipientState.HANDED:
                    handed.add(row.no)
                    undecided += await stores.decisions.get(row.decision) is None
    lines = Counter(line["recipient"] for line in _lines(crew.folder / PARTS))
    return {
        "recipients": seen.total(),
        "handed": len(handed),
        "lost": people - len(seen) + states.total() - sum(states[end] for end in ENDS) + len(handed - lines.keys()),
        "twice": seen.total() - len(seen) + lines.total() - len(lines),
        "without_a_row": len(lines.keys() - handed),
        "undecided": undecided,
    }


def _lines(parts: Path) -> Iterator[dict[str, int]]:
    for path in sorted(parts.glob("**/*.jsonl")):
        with path.open("rb") as file:
            yield from (orjson.loads(line) for line in file)


def round_of(number: int, folder: Path, people: int, kills: Mapping[str, int]) -> dict[str, int]:
    crew = served(folder, people, kills, number)
    watched = server()[1]
    counts = asyncio.run(look(crew, people))
    for words in crew.failures:
        print(f"  {words}")
    return {
        **counts,
        "kills": crew.kills,
        "failures": len(crew.failures),
        "model_calls": sum(watched.calls.values()),
        "model_calls_under_way": sum(times - 1 for times in watched.calls.values()) - watched.repeated,
        "model_calls_repeated": watched.repeated,
    }


def trial(number: int, folder: Path) -> Mapping[str, int]:
    expected = undisturbed(PEOPLE)
    counts = round_of(number, folder, PEOPLE, KILLS)
    return counts | {"differing": int(asyncio.run(content_of(folder)) != expected)}


def glance(number: int, folder: Path) -> Mapping[str, int]:
    """A small campaign; whether it says the same as an undisturbed one is left to full rounds."""
    return round_of(number, folder, GLANCE_PEOPLE, GLANCE_KILLS)


PROOF = Proof(
    name="campaign-kills",
    claim="Workers at a campaign are killed: everybody is served once, and no stored reply is asked for again.",
    rounds=4,
    trial=trial,
    forbidden=("lost", "twice", "without_a_row", "undecided", "model_calls_repeated", "differing", "failures"),
    close=close,
    glance=glance,
)
