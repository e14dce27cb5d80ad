"""What providers are sent, byte for byte, and what is read of what they send back; through litellm, over httpx.

litellm's own transport is switched off here: respx sees httpx only, and a call that it does not see would leave.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from typing import Any

import httpx
import orjson
import pytest
import respx

from frankly.adapters.litellm_package import LiteLLMPackage
from frankly.adapters.model.litellm_model import LiteLLMModel
from frankly.adapters.model.litellm_shapes import OutputMode
from frankly.domain.model.call import ModelParameters
from frankly.domain.model.reply import FinishReason, ModelReply, ModelUsage
from frankly.errors import ModelMisbehaved, ModelRateLimited, ModelUnavailable
from frankly.stages.replies.reading import read_object
from tests.adapters.model.calls import SHAPE, a_call
from tests.adapters.model.wire import anthropic, gemini, ollama, openai
from tests.adapters.model.wire.wire import TOKENS_CACHED, TOKENS_IN, TOKENS_OUT, Wire

# litellm and what it imports warn of their own deprecations.
pytestmark = pytest.mark.filterwarnings("default")

WIRES = {"openai": openai.WIRE, "anthropic": anthropic.WIRE, "gemini": gemini.WIRE, "ollama": ollama.WIRE}
VALUE = {"order": ["d4f5", "b2c3", "j8k9", "g6h7"], "why": "Quiet ones – “first”."}
PIECES = ('{"order": ["d4f5", "b', '2c3", "j8k9", "g6h7"], ', '"why": "Quiet ones – “first”."}')
KEY = "sk-of-nobody"


@pytest.fixture
async def package(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiteLLMPackage]:
    for provider in WIRES:
        monkeypatch.setenv(f"{provider.upper()}_API_KEY", KEY)
    package = LiteLLMPackage()
    litellm = package.wait()
    monkeypatch.setattr(litellm, "disable_aiohttp_transport", True)
    litellm.in_memory_llm_clients_cache.flush_cache()
    yield package
    await package.close()
    litellm.in_memory_llm_clients_cache.flush_cache()


@pytest.fixture
def net() -> Iterator[respx.MockRouter]:
    """Everything that is sent; what no test foresees fails."""
    with respx.mock(assert_all_called=False, assert_all_mocked=True) as router:
        yield router


@pytest.fixture(params=WIRES)
def wire(request: pytest.FixtureRequest) -> Wire:
    return WIRES[request.param]


def replies(net: respx.MockRouter, wire: Wire, **response: Any) -> None:
    for url in {wire.url, wire.stream_url}:
        net.post(url).mock(return_value=httpx.Response(**({"status_code": 200} | response)))


async def streamed(model: LiteLLMModel, **call: Any) -> tuple[str, ModelReply]:
    async with aclosing(model.stream(a_call(**call))) as pieces:
        said = [piece async for piece in pieces]
    assert said[-1].reply is not None
    return "".join(piece.text for piece in said), said[-1].reply


def the_request(net: respx.MockRouter) -> httpx.Request:
    """The one thing that left: no look-up, no telemetry, no second attempt."""
    assert [str(call.request.url) for call in net.calls] == [str(net.calls[-1].request.url)]
    return net.calls[-1].request  # type: ignore[no-any-return]


MODES = pytest.mark.parametrize("mode", [None, "schema", "tool", "prompt"])


@MODES
@pytest.mark.parametrize("way", ["complete", "stream"])
async def test_a_provider_is_sent_the_prompt_the_shape_and_nothing_else(
    net: respx.MockRouter, package: LiteLLMPackage, wire: Wire, mode: OutputMode | None, way: str
) -> None:
    is_tool = mode == "tool"
    model = LiteLLMModel(wire.model, package, mode=mode)
    call = {"shape": SHAPE, "parameters": ModelParameters(most_tokens=321, temperature_milli=400)}
    if way == "complete":
        replies(net, wire, json=wire.tool(VALUE) if is_tool else wire.whole(orjson.dumps(VALUE).decode(), wire.stopped))
        await model.complete(a_call(**call))
    else:
        replies(net, wire, content=wire.tool_stream(PIECES) if is_tool else wire.stream(PIECES))
        await streamed(model, **call)
    request = the_request(net)
    assert str(request.url) == (wire.url if way == "complete" else wire.stream_url)
    body = orjson.loads(request.content)
    sent = wire.sent(body)
    assert sent.system.startswith("Order the items.")
    assert sent.user == "b2c3 one, d4f5 two, g6h7 three, j8k9 four"
    assert (sent.most_tokens, sent.temperature) == (321, 0.4)
    assert (sent.schema is not None, sent.tool) == (mode in {None, "schema"}, "rank" if is_tool else "")
    assert set((sent.schema or SHAPE.shape)["properties"]) == {"order", "why"}
    assert (SHAPE.shape_json in sent.system) == (mode == "prompt")
    _nothing_else(request, body, wire)


def _nothing_else(request: httpx.Request, body: dict[str, Any], wire: Wire) -> None:
    header, before = wire.key
    assert request.headers[header] == f"{before}{KEY}"
    everything = orjson.dumps(dict(request.headers)).decode() + request.content.decode()
    assert everything.count(KEY) == 1
    assert not {"user", "metadata", "litellm_metadata", "litellm_call_id", "safety_identifier"} & set(body)
    assert "cookie" not in request.headers
    assert "traceparent" not in request.headers


@MODES
async def test_the_prompts_beginning_is_marked_for_keeping_where_the_provider_wants_marks(
    net: respx.MockRouter, package: LiteLLMPackage, wire: Wire, mode: OutputMode | None
) -> None:
    replies(net, wire, json=wire.tool(VALUE) if mode == "tool" else wire.whole("{}", wire.stopped))
    await LiteLLMModel(wire.model, package, mode=mode).complete(a_call(shape=SHAPE))
    sent = wire.sent(orjson.loads(the_request(net).content))
    if wire is not anthropic.WIRE:
        assert not sent.marked
        return
    (marked,) = sent.marked
    assert sent.system.endswith(marked)
    assert marked not in sent.user


@pytest.mark.parametrize("way", ["complete", "stream"])
async def test_a_reply_is_read_with_what_it_took(
    net: respx.MockRouter, package: LiteLLMPackage, wire: Wire, way: str
) -> None:
    model = LiteLLMModel(wire.model, package)
    if way == "complete":
        replies(net, wire, json=wire.whole("".join(PIECES), wire.stopped))
        reply = await model.complete(a_call(shape=SHAPE))
    else:
        replies(net, wire, content=wire.stream(PIECES))
        said, reply = await streamed(model, shape=SHAPE)
        assert said == reply.text
    assert reply.text == "".join(PIECES)
    assert (reply.model, reply.finish) == (wire.model, FinishReason.STOP)
    cached = TOKENS_CACHED if wire.caches else 0
    expected = ModelUsage(tokens_in=TOKENS_IN, tokens_cached=cached, tokens_out=TOKENS_OUT)
    assert reply.usage == expected.model_copy(update={"cost_nano": model.price(expected) or 0})
    assert (reply.usage.cost_nano > 0) == (wire is not ollama.WIRE)


@pytest.mark.parametrize("way", ["complete", "stream"])
async def test_a_called_tool_is_read_as_the_reply(
    net: respx.MockRouter, package: LiteLLMPackage, wire: Wire, way: str
) -> None:
    model = LiteLLMModel(wire.model, package, mode="tool")
    if way == "complete":
        replies(net, wire, json=wire.tool(VALUE))
        reply = await model.complete(a_call(shape=SHAPE))
    else:
        replies(net, wire, content=wire.tool_stream(PIECES))
        _, reply = await streamed(model, shape=SHAPE)
    found = read_object(reply.text)
    assert (found.value, found.faults) == (VALUE, ())
    assert reply.finish is FinishReason.STOP
    assert reply.usage.tokens_out == TOKENS_OUT


async def test_a_cut_reply_says_so(net: respx.MockRouter, package: LiteLLMPackage, wire: Wire) -> None:
    replies(net, wire, json=wire.whole(PIECES[0], wire.cut))
    reply = await LiteLLMModel(wire.model, package).complete(a_call(shape=SHAPE))
    assert (reply.text, reply.finish) == (PIECES[0], FinishReason.LENGTH)


async def test_a_model_that_declines_has_misbehaved_and_is_not_asked_again(
    net: respx.MockRouter, package: LiteLLMPackage, wire: Wire
) -> None:
    replies(net, wire, json=wire.refused)
    with pytest.raises(ModelMisbehaved) as failed:
        await LiteLLMModel(wire.model, package).complete(a_call(shape=SHAPE))
    # Ollama's models know no other way to decline than to say nothing.
    assert ("declined" in failed.value.message) == (wire is not ollama.WIRE)
    assert len(net.calls) == 1


@pytest.mark.parametrize("way", ["complete", "stream"])
async def test_too_many_requests_are_told_with_the_time_to_wait(
    net: respx.MockRouter, package: LiteLLMPackage, wire: Wire, way: str
) -> None:
    replies(net, wire, status_code=429, headers={"retry-after": "7"}, json=wire.error(429))
    model = LiteLLMModel(wire.model, package)
    with pytest.raises(ModelRateLimited) as failed:
        await (model.complete(a_call()) if way == "complete" else streamed(model))
    assert (failed.value.retry_after_s, failed.value.may_pass) == (7, True)
    assert len(net.calls) == 1


@pytest.mark.parametrize("way", ["complete", "stream"])
@pytest.mark.parametrize("status", [500, 502, 503, 529])
async def test_a_failing_provider_may_be_asked_again(
    net: respx.MockRouter, package: LiteLLMPackage, wire: Wire, status: int, way: str
) -> None:
    replies(net, wire, status_code=status, json=wire.error(status))
    model = LiteLLMModel(wire.model, package)
    with pytest.raises(ModelUnavailable) as failed:
        await (model.complete(a_call()) if way == "complete" else streamed(model))
    assert failed.value.may_pass
    assert len(net.calls) == 1


@pytest.mark.parametrize("way", ["complete", "stream"])
async def test_a_wrong_key_is_not_tried_again_and_stands_in_no_message(
    net: respx.MockRouter, package: LiteLLMPackage, wire: Wire, way: str
) -> None:
    replies(net, wire, status_code=401, json=wire.error(401))
    model = LiteLLMModel(wire.model, package)
    with pytest.raises(ModelUnavailable) as failed:
        await (model.complete(a_call()) if way == "complete" else streamed(model))
    assert not failed.value.may_pass
    assert KEY not in failed.value.message
    assert len(net.calls) == 1


async def test_a_gateway_that_speaks_html_is_a_failure_of_the_provider(
    net: respx.MockRouter, package: LiteLLMPackage, wire: Wire
) -> None:
    replies(net, wire, status_code=502, html="<html><h1>502 Bad Gateway</h1></html>")
    with pytest.raises(ModelUnavailable) as failed:
        await LiteLLMModel(wire.model, package).complete(a_call())
    assert failed.value.may_pass
