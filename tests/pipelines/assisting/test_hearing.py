import orjson
import pytest

from frankly.domain.model.reply import FinishReason, ModelReply, ModelUsage
from frankly.errors import BudgetSpent, FranklyError, ModelMisbehaved, ModelTimeout
from frankly.pipelines.assisting.hearing import HeardCall, HeardModel, RecordedModel
from frankly.testing.scripted_model import ScriptedModel
from tests.adapters.model.calls import a_call

USED = ModelUsage(tokens_in=90, tokens_cached=40, tokens_out=7, cost_nano=12, is_counted_here=True)
REPLY = ModelReply(text="{}", model="openai/a", finish=FinishReason.LENGTH, usage=USED, attempts=2, is_cached=True)


def recorded(calls: dict[str, HeardCall]) -> RecordedModel:
    """As it is read back: through JSON."""
    plain = orjson.loads(orjson.dumps({content: call.as_plain() for content, call in calls.items()}))
    texts = {call.text_hash: call.reply.text for call in calls.values() if call.reply is not None}
    return RecordedModel("openai/a", plain, texts)


async def test_a_recorded_model_replies_what_was_heard() -> None:
    calls: dict[str, HeardCall] = {}
    heard = await HeardModel(ScriptedModel(REPLY), calls, background_ms=0).complete(a_call())
    assert heard == REPLY
    assert await recorded(calls).complete(a_call()) == REPLY


@pytest.mark.parametrize(
    "failure", [BudgetSpent("the day's is spent"), ModelMisbehaved("no end"), ModelTimeout("late")]
)
async def test_a_recorded_model_fails_as_it_failed(failure: FranklyError) -> None:
    calls: dict[str, HeardCall] = {}
    with pytest.raises(type(failure)):
        await HeardModel(ScriptedModel(failure), calls, background_ms=0).complete(a_call())
    with pytest.raises(type(failure), match=failure.message):
        await recorded(calls).complete(a_call())


async def test_what_was_not_asked_then_is_late() -> None:
    with pytest.raises(ModelTimeout, match="not asked this"):
        await recorded({}).complete(a_call())


async def test_another_sample_is_another_call() -> None:
    calls: dict[str, HeardCall] = {}
    model = HeardModel(ScriptedModel("one", "two"), calls, background_ms=250)
    for sample in (0, 1):
        await model.complete(a_call(sample=sample))
    replies = [(await recorded(calls).complete(a_call(sample=sample))).text for sample in (0, 1)]
    assert replies == ["one", "two"]


async def test_calls_may_go_on_as_long_as_the_surface_says() -> None:
    inner = ScriptedModel()
    await HeardModel(inner, {}, background_ms=250).complete(a_call())
    assert inner.calls[0].background_ms == 250
