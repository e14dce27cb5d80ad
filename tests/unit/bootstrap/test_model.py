"""What of a language model the settings open: nothing where they name none."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

from frankly.bootstrap.model import judge_of
from frankly.settings import Settings
from frankly.testing.fixed_clock import FixedClock
from tests.needs import ROOT


def judges(data: Path, **named: str) -> bool:
    async def opened() -> bool:
        async with AsyncExitStack() as stack:
            settings = Settings.model_validate({"data": data, **named})
            return await judge_of(settings, ROOT / "prompts", FixedClock(1), stack) is not None

    return asyncio.run(opened())


def test_facts_that_people_send_are_judged_where_a_judge_is_named(tmp_path: Path) -> None:
    assert judges(tmp_path, judge_model="openai/judge")
    assert not judges(tmp_path, model="openai/writer")
    assert not judges(tmp_path)
