"""The prompts that are in use, and those that were."""

from collections.abc import Sequence
from typing import Protocol

from frankly.domain.model.prompt import Prompt, PromptTask


class PromptBook(Protocol):
    """Prompts by task and version."""

    @property
    def version(self) -> str:
        """Hash of all prompts in use: a decision names it."""
        ...

    def current(self, task: PromptTask) -> Prompt:
        """The newest released version.

        Raises:
            Misconfigured: when none is released.
        """
        ...

    def get(self, task: PromptTask, version: int) -> Prompt:
        """One version.

        Raises:
            NotFound: when there is none; names those that there are.
        """
        ...

    def all(self) -> Sequence[Prompt]:
        """All versions of all tasks, in the order of tasks and versions."""
        ...
