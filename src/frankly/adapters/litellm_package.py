"""The package litellm, loaded when it is first needed and told not to call home.

Its import takes seconds, so a service has it done in a thread after the first answer; until then models are *warming*.
"""

import os
import threading
from contextlib import suppress
from importlib import import_module
from typing import Any, Final, Literal

from frankly.errors import Misconfigured, ModelUnavailable, ModelWarming

LoadState = Literal["idle", "loading", "ready", "failed"]

_CALLBACKS: Final = (
    "callbacks",
    "input_callback",
    "success_callback",
    "failure_callback",
    "service_callback",
    "audit_log_callbacks",
    "_async_input_callback",
    "_async_success_callback",
    "_async_failure_callback",
)


def load_litellm(setting: str) -> Any:
    """Import litellm; the first call takes seconds.

    Args:
        setting: the environment variable that asks for it, for the message.

    Raises:
        Misconfigured: when it is not installed.
    """
    # Else litellm fetches a price map while it is imported, and a list of headers before the first call of some
    # Anthropic models, holding the event loop up for as long as that takes.
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS"] = "True"
    try:
        litellm: Any = import_module("litellm")
    except ImportError as error:
        raise Misconfigured(
            f"{setting} asks for litellm, which is not installed. Run: pip install 'frankly[llm]'"
        ) from error
    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.turn_off_message_logging = True
    litellm.drop_params = True
    # `max_retries=0` of a call counts as "not said" for embeddings; without this each attempt would be three.
    litellm.DEFAULT_MAX_RETRIES = 0
    for name in _CALLBACKS:
        setattr(litellm, name, [])
    return litellm


class LiteLLMPackage:
    """Loads litellm once, in a thread of its own, for all models of a process."""

    def __init__(self, setting: str = "FRANKLY_MODEL") -> None:
        """Load nothing yet.

        Args:
            setting: the environment variable that asks for it, for messages.
        """
        self._setting = setting
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._module: Any = None
        self._error: Misconfigured | None = None

    @property
    def state(self) -> LoadState:
        """How far it is."""
        if self._error is not None:
            return "failed"
        if self._module is not None:
            return "ready"
        return "idle" if self._thread is None else "loading"

    def start(self) -> None:
        """Begin to load it, where that has not begun; returns at once."""
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._load, name="litellm-import", daemon=True)
                self._thread.start()

    def wait(self, timeout_s: float = 60.0) -> Any:
        """Load it and wait for it: for doors and jobs without a request to answer.

        Raises:
            Misconfigured: when it is not installed.
            ModelWarming: when it is not there in time.
        """
        self.start()
        if self._thread is not None:
            self._thread.join(timeout_s)
        if self._error is not None:
            raise self._error
        return self.module()

    def module(self) -> Any:
        """The package, when it is loaded; else begins to load it.

        Raises:
            ModelWarming: when it is still being loaded.
            ModelUnavailable: when it is not installed: an answer goes on without a model.
        """
        if self._module is not None:
            return self._module
        self.start()
        if self._error is not None:
            raise ModelUnavailable(self._error.message) from self._error
        raise ModelWarming("The package litellm is still being loaded; that takes some seconds after the first answer.")

    async def close(self) -> None:
        """Close the connections that litellm keeps open in this event loop."""
        if self._module is not None:
            with suppress(Exception):
                await self._module.close_litellm_async_clients()

    def _load(self) -> None:
        try:
            litellm = load_litellm(self._setting)
            _warm(litellm)
            self._module = litellm
        except Misconfigured as error:
            self._error = error
        except Exception as error:
            self._error = Misconfigured(
                f"{self._setting} asks for litellm, which cannot be loaded here ({type(error).__name__}: {error}). "
                "Reinstall it: pip install --force-reinstall 'frankly[llm]'"
            )


def _warm(litellm: Any) -> None:
    """Do what litellm puts off until its first call: in its thread, else a second of imports would hold up requests."""
    litellm.encode(model="", text="warm")
    with suppress(Exception):
        import_module("openai.resources")
        asked = [{"role": "user", "content": "warm"}]
        litellm.completion(model="openai/gpt-4o-mini", messages=asked, mock_response="warm")
