"""The plan of a campaign that a model words: its time, what budgets leave, and what may go wrong."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

from frankly.domain.model.budget import BudgetKind, BudgetLimit
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import EpochMs
from frankly.errors import CircuitOpen
from frankly.testing.memory.budgets import MemoryBudgets
from frankly.testing.rule_following.writer import RuleFollowingWriter
from frankly.testing.scripted_model import ScriptedModel
from tests.api.test_campaigns import AT, BRAND, WEEKLY, rested
from tests.api.world import NOW, World, make_parts, settings, view
from tests.pipelines.campaigning.test_cell_texts import asking

READERS = ("ada", "bob", "cyd", "dan", "eve", "fay")


async def shop(folder: Path, model: Any) -> World:
    limits = (BudgetLimit(kind=BudgetKind.DAY, tokens=9),)
    assistant = replace(asking(model), budgets=MemoryBudgets(), limits=limits)
    world = World(make_parts(assistant=assistant, brand=BRAND), settings(folder))
    await world.stock()
    for person in READERS:
        told = Consent(purposes=dict.fromkeys(Purpose, True), at=EpochMs(NOW - 1))
        await world.parts.people.put_consent(person, told)
    seen = [view(f"seen-{place}", f"book-{place}", person=person) for place, person in enumerate(READERS)]
    await world.parts.events.append(seen, NOW)
    return world


async def planned(world: World, campaign: dict[str, Any], sample: int) -> dict[str, Any]:
    """The plan as whoever asks for it later is told it."""
    async with world.client() as client:
        assert (await client.put(AT, json=WEEKLY | campaign)).status_code == 200
        assert (await client.post(f"{AT}/plan", json={"sample": sample})).status_code == 202
        assert (await rested(client))["fault"] == ""
        found: dict[str, Any] = (await client.get(f"{AT}/plan")).json()
    return found


class Slow(RuleFollowingWriter):
    """Takes some time."""

    async def complete(self, call: Any) -> Any:
        await asyncio.sleep(0.02)
        return await super().complete(call)


async def test_a_later_look_at_a_plan_tells_the_time_by_the_calls_of_its_sample(tmp_path: Path) -> None:
    plan = await planned(await shop(tmp_path, Slow()), {"mode": "per_recipient"}, sample=3)
    assert (plan["mode"], plan["forecast"]["written"], plan["forecast"]["calls"]) == ("per_recipient", 3, 3)
    assert plan["forecast"]["seconds"] is not None


async def test_how_long_writing_takes_is_not_known_where_no_call_was_made_to_learn_it(tmp_path: Path) -> None:
    plan = await planned(await shop(tmp_path, Slow()), {"mode": "per_recipient"}, sample=0)
    assert (plan["forecast"]["calls"], plan["forecast"]["seconds"]) == (6, None)


async def test_a_plan_tells_which_budget_may_not_do_and_what_to_do(tmp_path: Path) -> None:
    plan = await planned(await shop(tmp_path, Slow()), {"mode": "cell", "budget": "900000 tokens"}, sample=0)
    assert plan["budgets"] == [
        {"setting": "FRANKLY_BUDGET_DAY", "tokens_left": 9, "cost_nano_left": None, "is_short": True},
        {"setting": "budget", "tokens_left": 900_000, "cost_nano_left": None, "is_short": False},
    ]
    assert "FRANKLY_BUDGET_DAY leaves 9 tokens. That may be less than this takes." in plan["notes"][0]
    assert plan["notes"][-1] == "To end with wordings: FRANKLY_MODEL= frankly campaign run weekly."


async def test_a_plan_tells_that_no_text_came_for_its_sample(tmp_path: Path) -> None:
    plan = await planned(await shop(tmp_path, ScriptedModel(CircuitOpen("left alone"))), {"mode": "cell"}, sample=8)
    assert plan["forecast"]["faults"]["model_circuit_open"] > 0
    assert "a model was asked for (model_circuit_open" in plan["notes"][0]
    assert "'frankly doctor' looks at it." in plan["notes"][0]


async def test_a_plan_without_a_model_has_nothing_to_tell_of_one(world: World) -> None:
    await world.stock()
    plan = await planned(world, {}, sample=8)
    assert (plan["mode"], plan["budgets"], plan["notes"]) == ("template", [], [])


async def test_a_plan_tells_for_whom_the_campaigns_own_time_zone_holds(tmp_path: Path) -> None:
    world = await shop(tmp_path, RuleFollowingWriter())
    folder = tmp_path / "campaigns"
    folder.mkdir()
    zones = ("Europe/Berlin", "Atlantis", "", "Atlantis", "Berlin", "UTC")
    rows = "".join(f"{person},{zone}\n" for person, zone in zip(READERS, zones, strict=True))
    (folder / "readers.csv").write_text(f"person,time_zone\n{rows}")
    hours = {"audience": {"file": "readers.csv"}, "quiet_hours": {"begin": "21:00", "end": "08:00"}}
    told = (await planned(world, hours, sample=0))["time_zones"]
    assert (told["time_zone"], told["recipients"], told["unknown"]) == ("UTC", 6, 1)
    assert told["unusable"] == {"Atlantis": 2, "Berlin": 1}
    assert "holds for 4 of 6 who get a message: none is known of 1, and what stands of 3 is none" in told["told"]
    assert "('Atlantis' 2, 'Berlin' 1)" in told["told"]


async def test_time_zones_on_which_nothing_depends_are_not_told_of(world: World) -> None:
    world.parts = replace(world.parts, brand=BRAND)
    await world.stock()
    for person in ("ada", "bob"):
        told = Consent(purposes={Purpose.EMAIL: True}, at=EpochMs(NOW - 1))
        await world.parts.people.put_consent(person, told)
    assert (await planned(world, {"quiet_hours": None}, sample=0))["time_zones"] is None
    hours = {"quiet_hours": {"begin": "21:00", "end": "08:00"}, "time_zone": "Europe/Berlin"}
    zones = (await planned(world, hours, sample=0))["time_zones"]
    assert (zones["time_zone"], zones["recipients"], zones["unknown"], zones["unusable"]) == ("Europe/Berlin", 2, 2, {})
