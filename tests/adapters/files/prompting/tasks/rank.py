"""A small task, so that these tests do not hang on the shipped ones."""

from typing import ClassVar, Self

from frankly.domain.base import Frozen
from frankly.domain.model.tasks.task_input import TaskInput


class RankInput(TaskInput):
    stable_fields: ClassVar[frozenset[str]] = frozenset({"language"})

    language: str
    titles: tuple[str, ...]

    @classmethod
    def example(cls) -> Self:
        return cls(language="English", titles=("Dracula", "Emma"))


class LoneInput(TaskInput):
    language: str = ""


class RankReply(Frozen):
    order: tuple[str, ...]
