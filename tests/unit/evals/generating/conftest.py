"""The demo's shop as cases are asked in it, and what cells are asked of it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from frankly.domain.model.call import ModelCall
from frankly.evals.cases.case import Ask, Cell
from frankly.evals.cassettes.cassettes import Cassettes
from frankly.evals.cassettes.playing import Mode
from frankly.evals.data_sets import DataSet
from frankly.evals.generating.making import Maker
from frankly.evals.generating.models import CassetteModels
from frankly.evals.generating.shop import OpenShop, shop_over
from frankly.evals.runs.output import Output, Probe
from frankly.evals.world import World
from frankly.ports.asking.model import LanguageModel
from frankly.testing.replying_model import ReplyingModel

SIMULATED = "simulated/rule-following"
READER: dict[str, Any] = {
    "events": [
        {"id": f"e{number}", "person": "somebody", "kind": kind, "item": item, "at": 1_793_400_000_000 + number}
        for number, (kind, item) in enumerate([("view", "frankenstein"), ("purchase", "dracula"), ("view", "emma")])
    ]
}


def cell(kind: str = "recommend", asked: Any = None, checks: tuple[str, ...] = ("grounded",), **more: Any) -> Cell:
    told = asked if asked is not None else {"surface": "home", "person": "reader-mara"}
    ask = Ask.model_validate({kind: told})
    return Cell.model_validate({"suite": "mine", "case": "one", "ask": ask, "checks": checks, **more})


@dataclass
class Shop:
    """Makes outputs in a shop that is open already."""

    shop: OpenShop
    folder: Path
    cassettes: Cassettes

    async def make(self, cell: Cell, *probes: Probe) -> Output:
        wants = {"grounded": probes}
        return await Maker({}, CassetteModels(self.cassettes), wants, {"demo": self.shop}).make(cell)

    def replying(self, reply: Callable[[ModelCall], str], mode: Mode = "live") -> "Shop":
        """The same, with `liar` as a live model that replies by a function."""

        def live(name: str) -> LanguageModel:
            return ReplyingModel(reply, name)

        return Shop(self.shop, self.folder, Cassettes(self.folder, mode, live=live, day="2026-01-01"))


@pytest.fixture(scope="session")
def open_shop(world: World, data: DataSet) -> OpenShop:
    return shop_over(world, data)


@pytest.fixture
def shop(open_shop: OpenShop, tmp_path: Path) -> Shop:
    return Shop(open_shop, tmp_path, Cassettes(tmp_path, "live"))
