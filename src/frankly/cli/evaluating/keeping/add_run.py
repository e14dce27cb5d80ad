"""Makes a case of a recorded decision and writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from frankly.adapters.files.policies import load_policies
from frankly.bootstrap.stores import Stores, open_stores
from frankly.cli.proving.evals_data import lantern
from frankly.domain.item import Item
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import Invalid, NotFound
from frankly.evals.adding.own_shop import shop_text
from frankly.evals.adding.taking import labels_of, name_of, personal_in, take
from frankly.evals.adding.writing import Added, case_of, case_text, write_case
from frankly.evals.data_sets import DataSet
from frankly.pipelines.replaying.record import Recorded, recorded
from frankly.settings import Settings, data_folder
from frankly.stages.snapshot.naming import parsed


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be added.

    Attributes:
        decision: id of the decision.
        because: why.
        suite: that takes it.
        checks: besides those of the suite.
        name: of the case; None for one that is made.
        query: words in the place of those that were typed.
        suites: folder of the suites.
    """

    decision: str
    because: str
    suite: str
    checks: Sequence[str]
    name: str | None
    query: str | None
    suites: Path


async def added(settings: Settings, wish: Wish) -> tuple[Added, tuple[str, ...]]:
    """Make a case and write it.

    Returns:
        Where it was written, and what was left behind.

    Raises:
        NotFound: when there is no such decision, or an item of it is gone.
        Invalid: when something of the person would stand in the case; nothing is written then.
    """
    with open_stores(settings) as stores:
        told = await recorded(stores.decisions, wish.decision)
        demo = lantern()
        now = _whole_day(told.inputs["now"])
        items = await _items(stores, told)
        is_demo = _is_of(demo, items)
        shop_now = demo.now if is_demo else now
        taken = take(told, labels_of(items), _roles(settings), shop_now, wish.query)
        name = wish.name or name_of(taken.ask)
        shop = None if is_demo else f"shops/{name}.jsonl"
        case = case_of(name, taken.ask, wish.because, wish.checks, shop)
        needed = [item for item in items if str(item.id) in taken.items]
        data = None if is_demo else shop_text(needed, now)
    _refuse_personal(case_text(case), told)
    return write_case(wish.suites, wish.suite, case, data), taken.left


def _refuse_personal(text: str, told: Recorded) -> None:
    found = personal_in(text, told)
    if found:
        raise Invalid(
            f"Nothing is written: {', '.join(found)} would stand in the case. Say in --because what was "
            "wrong without it, and give words of your own with --query."
        )


def _whole_day(at: int) -> EpochMs:
    return EpochMs(at // DAY_MS * DAY_MS)


async def _items(stores: Stores, told: Recorded) -> list[Item]:
    """Items that were shown, acted on, or named, as they were then."""
    asked: dict[str, Any] = told.inputs["request"]["context"]
    shown = [str(entry["item"]) for entry in told.body["slate"]]
    named = [*shown, *told.person.history.item_ids, *asked.get("basket", ()), asked.get("item") or ""]
    ids = [name for name in dict.fromkeys(named) if name]
    found = await stores.catalogue.get_many(ids, at=parsed(str(told.inputs["snapshot"])).position)
    gone = next((name for name in shown if name not in found), None)
    if gone is not None:
        raise NotFound(f"The item '{gone}' of this decision is gone from the catalogue, so it cannot be asked again.")
    return list(found.values())


def _is_of(demo: DataSet, items: Sequence[Item]) -> bool:
    """Whether all items are the demo's: then a case is asked there, among everybody's acts."""
    known = {str(item.id): item.title for item in demo.items}
    return all(known.get(str(item.id)) == item.title for item in items)


def _roles(settings: Settings) -> frozenset[str]:
    brand = data_folder("brand", settings)
    policies = load_policies(data_folder("surfaces", settings), data_folder("policies", settings), brand)
    return frozenset(policies.roles)
