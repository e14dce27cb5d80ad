"""Embeddings of any provider through litellm, which is imported at first use only: it takes seconds.

Only the texts of the catalogue and words of searches are sent; retried is what can succeed a moment later.
"""

import asyncio
import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential

from frankly.domain.canonical import content_hash
from frankly.errors import EmbedderFailed, Misconfigured

BATCH = 100
"""Texts in one call; the least that providers allow is above it."""

ATTEMPTS = 4
TIMEOUT_S = 30.0
"""Of one call; all attempts together take at most four times that, and the waits between them."""

LONGEST_WAIT_S = 8.0
_LONGEST_TEXT = 8_000
"""Characters sent of a text: about 2,000 tokens, below the limit of every current embedding model."""


class LiteLLMEmbedder:
    """Port `Embedder` over `litellm.aembedding`; nothing is fitted."""

    def __init__(
        self,
        model: str,
        url: str | None = None,
        *,
        dimensions: int | None = None,
        timeout_s: float = TIMEOUT_S,
        first_wait_s: float = 0.5,
    ) -> None:
        """Prepare; litellm is imported at the first embedding.

        Args:
            model: as litellm names it, for example `openai/text-embedding-3-small`.
            url: base address of a self-hosted or proxied provider.
            dimensions: length of a vector, for models that let one choose; None leaves it to the model.
            timeout_s: of one call.
            first_wait_s: before the second attempt; doubled before each further one.
        """
        self._model, self._url, self._wanted = model, url, dimensions
        self._timeout_s, self._first_wait_s = timeout_s, first_wait_s
        self._dimensions = dimensions or 0

    @property
    def fingerprint(self) -> str:
        """Hash of model and chosen length."""
        return f"litellm-{content_hash({'model': self._model, 'dimensions': self._wanted or 0})}"

    @property
    def dimensions(self) -> int:
        """Length of a vector; 0 before the first answer where it was not chosen."""
        return self._dimensions

    def fit(self, texts: Sequence[str]) -> None:
        """Nothing is learned from the catalogue."""

    def state(self) -> bytes:
        """There is none."""
        return b""

    def restore(self, state: bytes) -> None:
        """There is nothing to restore."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Turn texts into rows of unit length; blank texts give rows of zeros and are not sent.

        Raises:
            EmbedderFailed: when the provider did not answer, refused, or answered something unusable.
            Misconfigured: when litellm is not installed.
        """
        filled = [place for place, text in enumerate(texts) if text.strip()]
        parts = []
        for start in range(0, len(filled), BATCH):
            parts.append(await self._answer([texts[place][:_LONGEST_TEXT] for place in filled[start : start + BATCH]]))
        vectors = np.concatenate(parts) if parts else np.zeros((0, self._dimensions), np.float32)
        rows = np.zeros((len(texts), vectors.shape[1]), np.float32)
        rows[filled] = vectors
        return rows

    async def _answer(self, texts: list[str]) -> NDArray[np.float32]:
        litellm = await asyncio.to_thread(_imported)
        attempts = AsyncRetrying(
            stop=stop_after_attempt(ATTEMPTS), wait=self._wait_s, retry=retry_if_exception(_may_pass), reraise=True
        )
        call: dict[str, Any] = {"model": self._model, "input": texts, "timeout": self._timeout_s, "max_retries": 0}
        call |= {"api_base": self._url} if self._url else {}
        call |= {"dimensions": self._wanted} if self._wanted else {}
        try:
            reply: Any = await attempts(litellm.aembedding, **call)
        except Exception as error:
            raise EmbedderFailed(
                f"The embedder litellm/{self._model} gave no answer ({type(error).__name__}: {_short(error)}). "
                "Check the provider's key in its own environment variable, FRANKLY_EMBEDDER and FRANKLY_EMBEDDER_URL."
            ) from error
        return self._checked(reply.data, len(texts))

    def _wait_s(self, state: RetryCallState) -> float:
        """The provider's Retry-After where it gives one, else growing waits; never longer than some seconds."""
        error = state.outcome.exception() if state.outcome is not None else None
        headers = getattr(getattr(error, "response", None), "headers", None) or {}
        asked = str(headers.get("retry-after", ""))
        grown = wait_exponential(multiplier=self._first_wait_s)(state)
        return min(LONGEST_WAIT_S, max(grown, float(asked) if asked.isdigit() else 0.0))

    def _checked(self, data: Sequence[Mapping[str, Any]], number: int) -> NDArray[np.float32]:
        ordered = sorted(data, key=lambda row: int(row["index"]))
        try:
            vectors = np.array([row["embedding"] for row in ordered], np.float64)
            if vectors.ndim != 2 or len(vectors) != number or not np.isfinite(vectors).all():
                raise ValueError(f"shape {vectors.shape} for {number} texts, or numbers that are not finite")
            if self._dimensions not in {0, vectors.shape[1]}:
                raise ValueError(f"{vectors.shape[1]} numbers a vector instead of {self._dimensions}")
        except (ValueError, TypeError) as error:
            raise EmbedderFailed(
                f"The embedder litellm/{self._model} answered something unusable ({error}). "
                "Check that the model is an embedding model."
            ) from error
        self._dimensions = vectors.shape[1]
        length = np.linalg.norm(vectors, axis=1, keepdims=True)
        length[length == 0] = 1
        return np.asarray(vectors / length, np.float32)


def _imported() -> Any:
    """litellm, told before and after its import not to call home."""
    # Without it litellm fetches a price map from the network while it is imported.
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    try:
        litellm: Any = import_module("litellm")
    except ImportError as error:
        raise Misconfigured(
            "FRANKLY_EMBEDDER asks for litellm, which is not installed. Run: pip install 'frankly[llm]'"
        ) from error
    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.drop_params = True
    # `max_retries=0` of a call counts as "not said" for embeddings; without this each attempt would be three.
    litellm.DEFAULT_MAX_RETRIES = 0
    return litellm


def _may_pass(error: BaseException) -> bool:
    """Whether the same call may succeed a moment later: timeouts, 429, and the server's own failures."""
    status = getattr(error, "status_code", None)
    return isinstance(error, TimeoutError) or (isinstance(status, int) and (status in {408, 429} or status >= 500))


def _short(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return text if len(text) <= 300 else f"{text[:300]}…"
