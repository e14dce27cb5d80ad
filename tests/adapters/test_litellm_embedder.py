import sys
from collections.abc import Iterator

import numpy as np
import pytest

from frankly.adapters.embedders.litellm import BATCH, LiteLLMEmbedder
from frankly.errors import EmbedderFailed, Misconfigured
from tests.adapters.embedding_server import EmbeddingServer, embedding_server

# litellm and what it imports warn of their own deprecations.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddingServer]:
    monkeypatch.setenv("OPENAI_API_KEY", "any")
    with embedding_server() as running:
        yield running


def embedder(server: EmbeddingServer, **options: object) -> LiteLLMEmbedder:
    return LiteLLMEmbedder("openai/small", url=server.url, first_wait_s=0.01, **options)  # type: ignore[arg-type]


async def test_rows_have_unit_length_and_stand_in_the_order_of_the_texts(server: EmbeddingServer) -> None:
    server.shuffled = True
    rows = await embedder(server).embed(["a", "bbbb"])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-6)
    assert np.allclose(rows[1] / rows[1][2], [4, ord("b"), 1], rtol=1e-4)


async def test_blank_texts_are_not_sent(server: EmbeddingServer) -> None:
    rows = await embedder(server).embed(["a", " ", "c"])
    assert server.asked[0]["input"] == ["a", "c"]
    assert not rows[1].any()


async def test_many_texts_go_in_batches(server: EmbeddingServer) -> None:
    rows = await embedder(server).embed([f"text {number}" for number in range(BATCH + 1)])
    assert [len(body["input"]) for body in server.asked] == [BATCH, 1]
    assert rows.shape == (BATCH + 1, 3)


@pytest.mark.parametrize("failures", [[429], [503, 500], [408]])
async def test_what_may_pass_is_tried_again(server: EmbeddingServer, failures: list[int]) -> None:
    server.failures = list(failures)
    assert (await embedder(server).embed(["a"])).any()
    assert len(server.asked) == len(failures) + 1


async def test_a_refusal_is_not_tried_again_and_says_what_to_check(server: EmbeddingServer) -> None:
    server.failures = [401]
    with pytest.raises(EmbedderFailed, match="FRANKLY_EMBEDDER"):
        await embedder(server).embed(["a"])
    assert len(server.asked) == 1


async def test_a_provider_that_stays_down_ends_in_an_error(server: EmbeddingServer) -> None:
    server.failures = [500] * 9
    with pytest.raises(EmbedderFailed, match="openai/small"):
        await embedder(server).embed(["a"])
    assert len(server.asked) == 4


async def test_vectors_of_another_length_are_refused(server: EmbeddingServer) -> None:
    with pytest.raises(EmbedderFailed, match="3 numbers a vector instead of 8"):
        await embedder(server, dimensions=8).embed(["a"])


async def test_litellm_keeps_its_hands_off_the_network_at_import(server: EmbeddingServer) -> None:
    await embedder(server).embed(["a"])
    assert sys.modules["litellm"].telemetry is False


def test_fingerprints_tell_models_and_lengths_apart() -> None:
    models = [LiteLLMEmbedder("a"), LiteLLMEmbedder("b"), LiteLLMEmbedder("a", dimensions=8)]
    assert len({model.fingerprint for model in models}) == 3


async def test_a_missing_package_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "litellm", None)
    with pytest.raises(Misconfigured, match=r"frankly\[llm\]"):
        await LiteLLMEmbedder("openai/small").embed(["a"])
