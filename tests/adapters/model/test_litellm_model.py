"""litellm against a real server on loopback that plays a model, well or badly."""

import asyncio
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, suppress
from types import SimpleNamespace

import pytest

from frankly.adapters.litellm_package import LiteLLMPackage
from frankly.adapters.model.litellm_model import LiteLLMModel
from frankly.adapters.model.prices import Price
from frankly.domain.model.call import ModelCall, ModelParameters
from frankly.domain.model.reply import FinishReason, ModelReply, ModelUsage
from frankly.errors import (
    FranklyError,
    Misconfigured,
    ModelFailed,
    ModelMisbehaved,
    ModelRateLimited,
    ModelTimeout,
    ModelUnavailable,
    ModelWarming,
)
from frankly.stages.replies.handles import read_order
from frankly.stages.replies.reading import read_object
from frankly.testing.model.personalities import Personality
from frankly.testing.model_server import ModelServer, model_server
from tests.adapters.model.calls import HANDLES, SHAPE, a_call

# litellm and what it imports warn of their own deprecations.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server(slow_s=0.05, drip_s=0.005) as running:
        yield running


@pytest.fixture
async def package(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiteLLMPackage]:
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    package = LiteLLMPackage()
    package.wait()
    yield package
    await package.close()


async def asked(model: LiteLLMModel, call: ModelCall, way: str) -> ModelReply:
    if way == "complete":
        return await model.complete(call)
    async with aclosing(model.stream(call)) as pieces:
        said = [piece async for piece in pieces]
    reply = said[-1].reply
    assert reply is not None
    assert "".join(piece.text for piece in said) == reply.text
    return reply


WAYS = pytest.mark.parametrize("way", ["complete", "stream"])


@WAYS
@pytest.mark.parametrize("mode", ["schema", "tool", "prompt"])
async def test_each_way_to_ask_for_a_shape_brings_it(
    server: ModelServer, package: LiteLLMPackage, mode: str, way: str
) -> None:
    model = LiteLLMModel("openai/good", package, server.url, mode=mode)  # type: ignore[arg-type]
    reply = await asked(model, a_call(shape=SHAPE), way)
    found = read_object(reply.text)
    assert found.faults == ()
    assert read_order((found.value or {})["order"], HANDLES).faults == ()
    assert (reply.finish, reply.model) == (FinishReason.STOP, "openai/good")
    assert reply.usage.tokens_in > 10
    assert not reply.usage.is_counted_here
    sent = server.asked[-1].body
    assert ("response_format" in sent, "tools" in sent) == (mode == "schema", mode == "tool")


FAILS = {
    Personality.HANG: (ModelTimeout, False),
    Personality.ENDLESS: (ModelTimeout, False),
    Personality.RATE_LIMITED: (ModelRateLimited, True),
    Personality.FAILING: (ModelUnavailable, True),
    Personality.REFUSING: (ModelUnavailable, False),
    Personality.RESET: (ModelUnavailable, True),
}


@WAYS
@pytest.mark.parametrize("personality", FAILS)
async def test_failures_come_as_ours_and_say_whether_another_attempt_may_help(
    server: ModelServer, package: LiteLLMPackage, personality: Personality, way: str
) -> None:
    model = LiteLLMModel(f"openai/{personality}", package, server.url)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    with pytest.raises(ModelFailed) as failed:
        await asked(model, a_call(shape=SHAPE, deadline_ms=300), way)
    assert loop.time() - begun < 1
    assert (type(failed.value), failed.value.may_pass) == FAILS[personality]
    assert "any" not in failed.value.message.split()


async def test_retry_after_is_known(server: ModelServer, package: LiteLLMPackage) -> None:
    with pytest.raises(ModelRateLimited) as failed:
        await LiteLLMModel("openai/rate_limited", package, server.url).complete(a_call())
    assert failed.value.retry_after_s == 1


@WAYS
async def test_a_call_is_one_attempt(server: ModelServer, package: LiteLLMPackage, way: str) -> None:
    before = len(server.asked)
    with suppress(ModelFailed):
        await asked(LiteLLMModel("openai/failing", package, server.url), a_call(), way)
    assert len(server.asked) == before + 1


@WAYS
async def test_nothing_is_misbehaviour(server: ModelServer, package: LiteLLMPackage, way: str) -> None:
    with pytest.raises(ModelMisbehaved, match="with nothing"):
        await asked(LiteLLMModel("openai/empty", package, server.url), a_call(shape=SHAPE), way)


@pytest.mark.parametrize(
    ("said", "told"),
    [("x" * 10_000_000, "did not stop"), ('{"order": ["\ud800"]}', '{"order": ["?"]}')],
    ids=["huge", "half"],
)
async def test_a_reply_at_once_is_as_bounded_as_a_stream(package: LiteLLMPackage, said: str, told: str) -> None:
    class Saying(LiteLLMModel):
        async def _ask(self, litellm: object, call: ModelCall, **more: object) -> object:
            message = SimpleNamespace(content=said, tool_calls=None)
            return SimpleNamespace(choices=[SimpleNamespace(message=message, finish_reason="stop")], usage=None)

    try:
        text = (await Saying("openai/any", package, "").complete(a_call())).text
    except ModelMisbehaved as error:
        text = error.message
    assert told in text


async def test_a_stream_without_an_end_is_ended(package: LiteLLMPackage) -> None:
    with model_server(Personality.ENDLESS, drip_s=0) as endless:
        model = LiteLLMModel("openai/any", package, endless.url)
        with pytest.raises(ModelMisbehaved, match="did not stop"):
            await asked(model, a_call(parameters=ModelParameters(most_tokens=10), deadline_ms=20_000), "stream")


@pytest.mark.parametrize("personality", Personality)
async def test_whatever_the_model_does_ends_in_time_as_a_reply_or_an_error_of_ours(
    server: ModelServer, package: LiteLLMPackage, personality: Personality
) -> None:
    model = LiteLLMModel(f"openai/{personality}", package, server.url)
    try:
        reply = await asked(model, a_call(shape=SHAPE, deadline_ms=400), "complete")
    except FranklyError:
        return
    found = read_object(reply.text)
    assert set(read_order((found.value or {}).get("order"), HANDLES).whole) == set(HANDLES)


async def test_a_server_that_knows_no_schemas_is_asked_in_words_from_then_on(package: LiteLLMPackage) -> None:
    with model_server(knows_shapes=False) as plain:
        model = LiteLLMModel("openai/any", package, plain.url, mode="schema")
        for _ in range(2):
            assert read_object((await model.complete(a_call(shape=SHAPE))).text).value
        assert model.mode == "prompt"
        assert ["response_format" in one.body for one in plain.asked] == [True, False, False]


async def test_nothing_of_the_caller_but_the_prompt_is_sent(server: ModelServer, package: LiteLLMPackage) -> None:
    await LiteLLMModel("openai/good", package, server.url).complete(a_call())
    assert set(server.asked[-1].body) <= {"model", "messages", "max_tokens", "max_completion_tokens", "temperature"}
    names = set(server.asked[-1].headers)
    assert not {name for name in names if "cookie" in name or "litellm" in name}


async def test_the_price_comes_from_the_shipped_map_or_the_settings(package: LiteLLMPackage) -> None:
    usage = ModelUsage(tokens_in=1_000_000, tokens_out=1_000_000, tokens_cached=500_000)
    known = LiteLLMModel("openai/gpt-4o-mini", package)
    assert known.price(usage) == 75_000_000 + 37_500_000 + 600_000_000
    assert LiteLLMModel("openai/nobody-knows", package).price(usage) is None
    own = LiteLLMModel("openai/nobody-knows", package, price=Price(1_000_000, 1_000_000, 2_000_000))
    assert own.price(usage) == 3_000_000_000


async def test_tokens_are_counted_with_marks_of_the_tokenizer_in_the_text(package: LiteLLMPackage) -> None:
    model = LiteLLMModel("openai/any", package)
    assert model.count("hello world") == 2
    assert model.count("x <|endoftext|> y") > 3
    assert LiteLLMModel("openai/any", LiteLLMPackage()).count("hello world") >= 2


async def test_the_first_call_says_that_the_package_is_being_loaded(server: ModelServer) -> None:
    package = LiteLLMPackage()
    model = LiteLLMModel("openai/good", package, server.url)
    with pytest.raises(ModelWarming):
        await model.complete(a_call())
    package.wait()
    assert package.state == "ready"
    await package.close()


async def test_without_the_package_a_door_learns_what_to_install_and_a_request_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "litellm", None)
    package = LiteLLMPackage()
    with pytest.raises(Misconfigured, match=r"FRANKLY_MODEL .* pip install 'frankly\[llm\]'"):
        package.wait()
    with pytest.raises(ModelUnavailable, match="pip install"):
        await LiteLLMModel("openai/good", package).complete(a_call())
    assert package.state == "failed"


async def test_litellm_calls_nobody_back(package: LiteLLMPackage) -> None:
    litellm = package.module()
    assert (litellm.telemetry, litellm.callbacks, litellm.success_callback) == (False, [], [])


async def test_calls_with_different_deadlines_share_their_connection(
    server: ModelServer, package: LiteLLMPackage
) -> None:
    model = LiteLLMModel("openai/good", package, server.url)
    await model.complete(a_call())
    known = len(package.module().in_memory_llm_clients_cache.cache_dict)
    for number in range(4):
        await model.complete(a_call().within(5_000 + number))
    assert len(package.module().in_memory_llm_clients_cache.cache_dict) == known
