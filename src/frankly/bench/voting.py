"""How soon a harmful voter is suspended, and what it costs until then: votes on what people really went on to choose.

Each question of a set is one request, in the order of the set. The vote is asked as in a request (the shipped prompt
over opaque handles, read as any reply), fused within the bound that its standing allows, and counted; the comparison
with what the person went on to choose is counted with it. The voters are simulated and follow one plain rule each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import numpy as np

from frankly.bench.ranking.data import Interactions
from frankly.bench.ranking.sets import split_of
from frankly.bench.ranking.world import World, build_world
from frankly.bench.report import Report
from frankly.domain.deciding.training import TrainingPolicy
from frankly.domain.deciding.vote import UNPROVEN, Standing, VoteTallies
from frankly.domain.item import Item
from frankly.domain.model.call import Payer
from frankly.domain.model.fault import ReplyFault
from frankly.domain.model.prompt import Prompt
from frankly.domain.saying.say_policy import SayPolicy
from frankly.domain.surface import Surface
from frankly.measure.ranking.accuracy import ndcg
from frankly.measure.ranking.protocols import Question as AskedOf
from frankly.pipelines.assisting.vote.asking import Asking
from frankly.pipelines.assisting.vote.ordering import LEAST_COPIED
from frankly.pipelines.voting.trial import Trier, offered
from frankly.ports.searching.embedder import Embedder
from frankly.stages.vote.fuse import fused
from frankly.stages.vote.gate import standing_of
from frankly.testing.voters import Voter

MOST_REQUESTS: Final = 200
"""Requests within which harm must be shown."""

HARMFUL: Final = ("reverse", "echo", "random", "spoil")
HELPFUL: Final = ("agree", "oracle")

Say = Callable[[str], None]
SetOf = Callable[[], Interactions]


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """What all sets are measured by.

    Attributes:
        surface: whose slates are voted on.
        training: how its models are trained.
        prompt: by which voters are asked.
        rules: on what may be said.
        requests: most requests of a set.
    """

    surface: Surface
    training: TrainingPolicy
    prompt: Prompt
    rules: SayPolicy
    requests: int = MOST_REQUESTS


@dataclass(slots=True, eq=False)
class _Served:
    """What one voter led to: quality of base and served slates, request by request, while it was not suspended."""

    base: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    lowest: list[float] = field(default_factory=list)
    moved: int = 0
    standing: Standing = UNPROVEN

    def figures(self) -> dict[str, float]:
        base, after, lowest = (float(np.mean(part)) if part else 0.0 for part in (self.base, self.after, self.lowest))
        return {
            "suspended": float(self.standing.state == "suspended"),
            "requests": float(len(self.base)),
            "ndcg10_base": round(base, 5),
            "ndcg10_served": round(after, 5),
            "loss": round(base - after, 5),
            "loss_bound": round(base - lowest, 5),
            "most_moved": float(self.moved),
        }


async def measure(
    sets: Mapping[str, SetOf], terms: Terms, embedder: Callable[[], Embedder], say: Say = lambda line: None
) -> Report:
    """Measure every voter on every set.

    Args:
        sets: name → reads the set; its name is also the form by which it is split.
        terms: surface, prompt, training, rules.
        embedder: makes a fresh one.
        say: told what is going on.

    Returns:
        Figures `vote.<set>.<voter>.…`: whether and after how many requests it was suspended, quality of the base slate
        and of what was served until then, the loss, the most that the bound would have let any order lose.
    """
    config: dict[str, object] = {
        "surface": terms.surface.name,
        "max_displacement": terms.surface.model.max_displacement,
        "prompt": terms.prompt.name,
        "requests": terms.requests,
        "voters": [*HARMFUL, *HELPFUL],
    }
    report = Report(config=config, notes=["all voters are simulated; the base order is that of the shipped surface"])
    for name, load in sets.items():
        say(f"{name}: reading and training")
        data = load()
        report.read(data.files)
        split = split_of(data, name if name == "online-retail" else "movielens")
        world = await build_world(data, split, terms.surface, terms.training, embedder())
        report.notes.append(f"{name}: {split.rule}")
        asked = await _questions(world, data, split.questions, terms, partial(say))
        for voter in (*HARMFUL, *HELPFUL):
            say(f"{name}: {voter}")
            served = await _served(Voter(voter), asked, data.items, terms)
            report.add(f"vote.{name}.{voter}", served.figures())
    return report


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """One request: the question about its slate, and what the person went on to choose."""

    asking: Asking
    wanted: frozenset[int]
    titles: frozenset[str]


async def _questions(
    world: World, data: Interactions, questions: Sequence[AskedOf], terms: Terms, say: Say
) -> list[_Asked]:
    trier = _trier(Voter("agree"), data.items, terms)
    found: list[_Asked] = []
    for question in questions:
        offer = offered(world.snapshot, terms.surface, question)
        asking = await trier.asking(offer)
        if asking is not None:
            shown = {one.row: one.title for one in asking.shown}
            titles = frozenset(shown[row] for row in offer.wanted if row in shown)
            found.append(_Asked(asking, offer.wanted, titles))
        if len(found) == terms.requests:
            break
    return found


def _trier(voter: Voter, items: Mapping[str, Item], terms: Terms) -> Trier:
    async def read(ids: Sequence[str]) -> Mapping[str, Item]:
        return {name: items[name] for name in ids if name in items}

    return Trier(voter, terms.prompt, terms.rules, read, 60_000, Payer())


async def _served(voter: Voter, asked: Sequence[_Asked], items: Mapping[str, Item], terms: Terms) -> _Served:
    trier, tallies, served = _trier(voter, items, terms), VoteTallies(), _Served()
    for one in asked:
        served.standing = standing_of(tallies)
        most = served.standing.displacement(terms.surface.model.max_displacement)
        if not most:
            return served
        voter.wanted = one.titles
        counted = await trier.counted(one.asking, one.wanted, tallies)
        tallies = counted.tallies
        ballot = one.asking.ballot
        before = [slot.row for slot in ballot.slate.slots]
        is_echo = ReplyFault.COPIED_ORDER in counted.faults and len(ballot.shown) >= LEAST_COPIED
        after = before if is_echo else [slot.row for slot in fused(ballot, counted.order, most).slots]
        served.base.append(_quality(before, one.wanted))
        served.after.append(_quality(after, one.wanted))
        served.lowest.append(_quality(before, one.wanted, later=most))
        place = {slot.row: place for place, slot in enumerate(ballot.line)}
        served.moved = max([served.moved, *(abs(place[row] - at) for at, row in enumerate(after))])
    served.standing = standing_of(tallies)
    return served


def _quality(slate: Sequence[int], wanted: frozenset[int], later: int = 0) -> float:
    """nDCG@10 of a slate; with `later`, the least that any order within such a bound can have."""
    ranks = [slate.index(row) + 1 + later if row in slate else 10**6 for row in wanted]
    ranks = [rank if rank <= len(slate) else 10**6 for rank in ranks]
    return float(ndcg(np.array(ranks, np.float64)))
