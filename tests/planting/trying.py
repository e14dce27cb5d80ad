"""Asks the cases that should see a regression, with it and without, and says which check is red first."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from threadpoolctl import threadpool_limits

from frankly.adapters.files.prompts import load_prompts
from frankly.cli.proving.evals_data import lantern
from frankly.domain.model.call import ModelCall
from frankly.errors import Misconfigured
from frankly.evals.adding.own_shop import read_shop
from frankly.evals.cases.case import Cell
from frankly.evals.cassettes.cassettes import Cassettes
from frankly.evals.checks.registry import CHECKS
from frankly.evals.data_sets import DataSet
from frankly.evals.generating.making import Maker
from frankly.evals.generating.models import CassetteModels
from frankly.evals.generating.plan import plan_of
from frankly.evals.generating.shop import OpenShop, open_shop
from frankly.evals.judging.judge import bench_of
from frankly.evals.judging.look import verdicts_of
from frankly.settings import Settings
from frankly.stages.verify.facts import quoted, rewritten
from frankly.testing.model.replies import reply_text
from frankly.testing.replying_model import ReplyingModel, asked
from tests.needs import ROOT
from tests.planting.regression import Regression

EVALS = ROOT / "evals"
FOLDERS = ("surfaces", "policies", "brand", "prompts")
WANTS = {name: check.probes for name, check in CHECKS.items()}


@dataclass(frozen=True)
class Tried:
    """What came of one.

    Attributes:
        control: the check that is red without the regression; empty where none is, as it must be.
        first: the check that is red first with it; empty where none is.
        why: what it says.
    """

    control: str
    first: str
    why: str


def tried(planted: Regression, folder: Path) -> Tried:
    """Try one regression; the sources stay as they are.

    Args:
        planted: the regression.
        folder: an empty one, for the damaged copy.
    """
    cells = [cell for cell in plan_of(EVALS, [planted.suite]).cells if cell.case in planted.cases]
    if {cell.case for cell in cells} != set(planted.cases):
        raise ValueError(f"{planted.suite} has not all of {planted.cases}.")
    with threadpool_limits(limits=1):
        control, _ = _red(cells, _shop(), None)
        return replace(_with(planted, cells, folder), control=control)


def _with(planted: Regression, cells: list[Cell], folder: Path) -> Tried:
    with _configured(planted, folder), _switched_off(planted.without):
        try:
            shop = _opened(planted, folder)
            if planted.damage is not None:
                shop = replace(shop, world=replace(shop.world, parts=planted.damage(shop.world.parts)))
            first, why = _red([_asked(planted, cell) for cell in cells], shop, planted)
        except Misconfigured as error:
            first, why = "load", error.message
    return Tried("", first, why)


@contextmanager
def _switched_off(names: tuple[str, ...]) -> Iterator[None]:
    """Functions of the proof of facts that find nothing any more."""
    modules = {"quoted": quoted, "rewritten": rewritten}
    before = [(modules[module], function) for module, _, function in (name.partition(".") for name in names)]
    kept = [(module, function, getattr(module, function)) for module, function in before]
    try:
        for module, function in before:
            setattr(module, function, lambda *told: [])
        yield
    finally:
        for module, function, was in kept:
            setattr(module, function, was)


def _opened(planted: Regression, folder: Path) -> OpenShop:
    if planted.prompt:  # prompts alone differ, and they are read without opening the shop anew
        return replace(_shop(), prompts=load_prompts(folder / "prompts"))
    return asyncio.run(open_shop(_data())) if planted.edit is not None else _shop()


def _asked(planted: Regression, cell: Cell) -> Cell:
    changed: dict[str, object] = {"prompts": (planted.prompt,) if planted.prompt else ()}
    return cell.model_copy(update=changed | ({"model": f"planted/{planted.model}"} if planted.model else {}))


@cache
def _data() -> DataSet:
    return lantern()


@cache
def _shop() -> OpenShop:
    return asyncio.run(open_shop(_data()))


@contextmanager
def _configured(planted: Regression, folder: Path) -> Iterator[None]:
    if planted.edit is None:
        yield
        return
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name)
    planted.edit(folder)
    before = os.environ.get("FRANKLY_CONFIG")
    os.environ["FRANKLY_CONFIG"] = str(folder)
    try:
        yield
    finally:
        del os.environ["FRANKLY_CONFIG"]
        if before is not None:
            os.environ["FRANKLY_CONFIG"] = before


def _red(cells: list[Cell], shop: OpenShop, planted: Regression | None) -> tuple[str, str]:
    """The first check that is red, and what it says."""
    files = {cell.shop: partial(read_shop, cell.shop, EVALS / cell.shop) for cell in cells if cell.shop != "demo"}
    maker = Maker(files, _models(shop, planted), WANTS, {"demo": shop})
    bench = bench_of(Settings(), EVALS)
    for cell in cells:
        output = asyncio.run(maker.make(cell))
        for one in verdicts_of(output, CHECKS, bench):
            if one.finding.outcome not in {"pass", "skipped", "stale"}:
                return (one.check if one.finding.outcome == "fail" else str(one.finding.outcome)), one.finding.why
    return "", ""


def _models(shop: OpenShop, planted: Regression | None) -> CassetteModels:
    folder = EVALS / "cassettes"
    if planted is None or planted.model is None:
        return CassetteModels(Cassettes(folder, "replay", simulated=planted is not None, prompts=shop.prompts))
    model = planted.model

    def reply(call: ModelCall) -> str:
        return reply_text(asked(call), model)

    return CassetteModels(Cassettes(folder, "live", live=lambda name: ReplyingModel(reply, name), prompts=shop.prompts))
