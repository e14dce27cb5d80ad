import asyncio

import pytest

from frankly.adapters.model.lingering import LingeringModel
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelReply
from frankly.errors import ModelTimeout, ModelUnavailable
from frankly.testing.scripted_model import ScriptedModel
from tests.adapters.model.calls import a_call


async def test_a_late_call_goes_on_for_its_background_time() -> None:
    inner = ScriptedModel('{"order": []}', delay_s=0.05)
    model = LingeringModel(inner)
    with pytest.raises(ModelTimeout, match="kept for the next answer"):
        await model.complete(a_call(deadline_ms=5, background_ms=10_000))
    assert model.late == 1
    await asyncio.sleep(0.1)
    assert (model.late, inner.given_up, len(inner.calls)) == (0, 0, 1)


async def test_without_background_time_a_late_call_ends_at_its_deadline() -> None:
    inner = ScriptedModel(delay_s=10)
    with pytest.raises(ModelTimeout):
        await LingeringModel(inner).complete(a_call(deadline_ms=5))
    assert LingeringModel(inner).late == 0


async def test_whoever_stops_waiting_leaves_the_call_to_itself() -> None:
    inner = ScriptedModel(delay_s=0.05)
    model = LingeringModel(inner)
    waiting = asyncio.create_task(model.complete(a_call(deadline_ms=5_000, background_ms=5_000)))
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert model.late == 1
    await model.close()
    assert (model.late, inner.given_up) == (0, 1)


async def test_a_failure_in_the_background_concerns_nobody() -> None:
    model = LingeringModel(ScriptedModel(ModelUnavailable("down"), delay_s=0.02))
    with pytest.raises(ModelTimeout):
        await model.complete(a_call(deadline_ms=5, background_ms=5_000))
    await asyncio.sleep(0.05)
    assert model.late == 0


async def test_a_fault_of_ours_in_the_background_is_not_shouted_about() -> None:
    class Broken(ScriptedModel):
        async def complete(self, call: ModelCall) -> ModelReply:
            await asyncio.sleep(0.02)
            raise ZeroDivisionError

    shouted: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, told: shouted.append(told))
    model = LingeringModel(Broken())
    with pytest.raises(ModelTimeout):
        await model.complete(a_call(deadline_ms=5, background_ms=5_000))
    await asyncio.sleep(0.05)
    assert (model.late, shouted) == (0, [])
