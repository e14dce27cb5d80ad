"""The released prompts over the wire to the model server: what comes back is what each personality stands for."""

from collections.abc import AsyncIterator, Iterator

import orjson
import pytest

from frankly.adapters.files.prompting.classes import classes_of, example_call
from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.litellm_package import LiteLLMPackage
from frankly.adapters.model.litellm_model import LiteLLMModel
from frankly.adapters.model.litellm_shapes import OutputMode
from frankly.domain.model.prompt import Prompt, PromptStatus
from frankly.settings import data_folder
from frankly.stages.replies.shaping import read_reply
from frankly.testing.model.lies import ENGLISH, MARK
from frankly.testing.model_server import ModelServer, model_server
from frankly.testing.rule_following.writer import faults_shown

# litellm and what it imports warn of their own deprecations.
pytestmark = pytest.mark.filterwarnings("default")

RELEASED = [one for one in load_prompts(data_folder("prompts")).all() if one.status == PromptStatus.RELEASED]
each = pytest.mark.parametrize("prompt", RELEASED, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
async def package(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LiteLLMPackage]:
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    package = LiteLLMPackage()
    package.wait()
    yield package
    await package.close()


@each
@pytest.mark.parametrize("mode", ["schema", "prompt"])
async def test_the_good_one_keeps_every_rule_of_a_released_prompt_in_its_shape(
    server: ModelServer, package: LiteLLMPackage, prompt: Prompt, mode: OutputMode
) -> None:
    call = example_call(prompt)
    reply = await LiteLLMModel("openai/good", package, server.url, mode=mode).complete(call)
    found = read_reply(reply.text, classes_of(prompt).output)
    assert found.value is not None
    assert found.faults == ()
    assert faults_shown(call, reply.text) == frozenset()


@each
async def test_the_liar_keeps_the_shape_and_says_what_nothing_bears(
    server: ModelServer, package: LiteLLMPackage, prompt: Prompt
) -> None:
    call = example_call(prompt)
    reply = await LiteLLMModel("openai/liar", package, server.url, mode="schema").complete(call)
    found = read_reply(reply.text, classes_of(prompt).output)
    assert found.value is not None
    good = await LiteLLMModel("openai/good", package, server.url, mode="schema").complete(call)
    if orjson.loads(good.text).get("order"):
        assert reply.text == good.text  # an order says nothing that could be a lie
        return
    begins = {lie.partition("{")[0].replace(MARK, "e1") for lies in ENGLISH.values() for lie in lies}
    assert any(begin in reply.text for begin in begins if len(begin) > 5)
    assert reply.text != good.text
