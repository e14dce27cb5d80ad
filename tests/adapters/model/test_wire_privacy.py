"""What goes over the wire is the prompt and how to reply: not who pays, nor for whom."""

import pytest

from frankly.adapters.litellm_package import LiteLLMPackage
from frankly.adapters.model.litellm_model import LiteLLMModel
from frankly.domain.model.call import Payer
from frankly.testing.model_server import model_server
from frankly.testing.planted import leaks, planted
from tests.adapters.model.calls import SHAPE, a_call
from tests.api.world import NOW

# litellm and what it imports warn of their own deprecations.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.mark.parametrize("mode", ["schema", "tool", "prompt"])
async def test_no_byte_on_the_wire_says_who_pays_or_for_whom(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    who = planted(3, NOW)
    package = LiteLLMPackage()
    package.wait()
    payer = Payer(request="d0f3a9c21b7de4455", key=who.id, campaign=who.email)
    with model_server() as server:
        model = LiteLLMModel("openai/good", package, server.url, mode=mode)  # type: ignore[arg-type]
        await model.complete(a_call(shape=SHAPE, payer=payer))
        (asked,) = server.asked
    await package.close()
    sent = "\n".join([str(dict(asked.body)), *(f"{name}: {value}" for name, value in asked.headers.items())])
    found = [one for one in leaks(sent, who) if one.what != asked.headers.get("host")]
    assert [one for one in found if one.kind not in {"address", "time"} or one.what not in server.url] == []
    assert payer.request not in sent
