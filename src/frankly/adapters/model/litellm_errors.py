"""What litellm raises, as errors of ours: whether another attempt can help, and what to do."""

import re
from typing import Any, Final

from frankly.errors import ModelFailed, ModelRateLimited, ModelTimeout, ModelUnavailable

_REMEDIES: Final = {
    400: "The provider did not take the call; check the model's name and FRANKLY_MODEL_OUTPUT.",
    401: "Check the provider's key in its own environment variable, for example OPENAI_API_KEY.",
    402: "The provider's account has no credit.",
    403: "The key may not use this model; check the provider's account.",
    404: "Check the model's name in FRANKLY_MODEL, and FRANKLY_MODEL_URL.",
    429: "The provider's limit is reached; lower FRANKLY_MODEL_CONCURRENCY or raise the limit there.",
}
_UNREACHED: Final = "Check FRANKLY_MODEL_URL, the network and the provider's status page."
_UNNAMED: Final = (
    "Write FRANKLY_MODEL as provider/name, with a provider that litellm knows, for example openai/gpt-4o-mini; "
    "a server that speaks OpenAI's format is openai/<its name there>."
)
_LONGEST: Final = 300

_KEYLESS: Final = re.compile(r"\bmissing\b.{0,20}\b(?:api[ _]key|credentials)\b", re.IGNORECASE)
"""Said where no key is set at all: before anything is sent, and mostly under the status 500 of a broken connection."""

_PROVIDERLESS: Final = "LLM Provider NOT provided"
"""Said of a name whose provider litellm does not know; what follows is advice on litellm's own calls."""

_TRACE: Final = "Traceback (most recent call last)"


def as_ours(error: Exception, model: str) -> ModelFailed:
    """Translate an error.

    Args:
        error: as litellm, or what lies below it, raised it.
        model: the one that was asked.
    """
    status = _status(error)
    is_unnamed = _PROVIDERLESS in str(error)
    # Of litellm's own: a connection that broke or was refused carries the status 500 without any response.
    remedy = _UNNAMED if is_unnamed else _REMEDIES.get(status, _UNREACHED)
    told = f"The model {model} gave no reply ({type(error).__name__}: {_short(error)}). {remedy}"
    details = {"model": model, "status": status}
    if isinstance(error, TimeoutError) or status in {408, 504}:
        return ModelTimeout(told, details=details, may_pass=True)
    if status == 429:
        return ModelRateLimited(told, details=details, may_pass=True, retry_after_s=_retry_after_s(error))
    may_pass = status >= 500 or isinstance(error, ConnectionError)
    return ModelUnavailable(told, details=details, may_pass=may_pass, retry_after_s=_retry_after_s(error))


def is_about_shape(error: Exception) -> bool:
    """Whether a provider refused the way in which a shape was asked for."""
    said = str(error).lower()
    named = ("response_format", "json_schema", "tool_choice", "tools", "structured output")
    return getattr(error, "status_code", None) in {400, 422} and any(name in said for name in named)


def _status(error: Exception) -> int:
    """As the provider answered it; a key that is not there counts as one that is refused: no attempt mends it."""
    if _KEYLESS.search(str(error)):
        return 401
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else 0


def _retry_after_s(error: Exception) -> float | None:
    # What breaks a stream off carries the provider's own error inside.
    for one in (error, getattr(error, "original_exception", None)):
        response: Any = getattr(one, "response", None)
        for headers in (getattr(response, "headers", None), getattr(one, "litellm_response_headers", None)):
            asked = str((headers or {}).get("retry-after", "")).strip()
            if asked.replace(".", "", 1).isdigit():
                return float(asked)
    return None


def _short(error: Exception) -> str:
    # Without halves of surrogate pairs: the message stands in the decision's record, which could not be written.
    text = " ".join(str(error).encode("utf-8", "replace").decode().partition(_TRACE)[0].split())
    if _PROVIDERLESS in text:
        text = text[: text.index(_PROVIDERLESS) + len(_PROVIDERLESS)]
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
