"""The classes that a prompt names: what it is rendered from and what its reply is read into.

They lie in `frankly.domain.model.tasks.<task>`; that module is imported when it is asked for.
"""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Final, TypeVar

from pydantic import BaseModel

from frankly.domain.model.call import ModelCall, ReplyShape
from frankly.domain.model.prompt import Prompt, PromptTask
from frankly.domain.model.tasks.task_input import TaskInput
from frankly.errors import Misconfigured
from frankly.stages.prompting.render import call_of
from frankly.stages.prompting.shape import shape_of

PACKAGE: Final = "frankly.domain.model.tasks"

EXAMPLE_MS: Final = 60_000
"""Time for the reply to an example: nobody waits for a page."""

Class = TypeVar("Class", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class TaskClasses:
    """What a prompt works with.

    Attributes:
        input: what it is rendered from.
        output: what its reply is read into.
    """

    input: type[TaskInput]
    output: type[BaseModel]

    def shape(self, prompt: Prompt) -> ReplyShape:
        """The shape that a reply must have."""
        return shape_of(self.output, prompt.task.value)


def classes_of(prompt: Prompt) -> TaskClasses:
    """Find the classes that a prompt names.

    Raises:
        Misconfigured: when there is none of that name; names those that there are.
    """
    return TaskClasses(input_class(prompt.task, prompt.input), output_class(prompt.task, prompt.output))


def example_call(prompt: Prompt) -> ModelCall:
    """The call that a prompt makes of its example.

    Raises:
        Misconfigured: when there is no class of a name.
        NotImplementedError: when its input has no example.
        ValueError: when the example or the prompt is wrong.
    """
    classes = classes_of(prompt)
    return call_of(prompt, classes.input.example(), classes.shape(prompt), deadline_ms=EXAMPLE_MS)


def input_class(task: PromptTask, name: str) -> type[TaskInput]:
    """The input class of a name.

    Raises:
        Misconfigured: when there is none; names those that there are.
    """
    return _class(task, name, TaskInput)


def output_class(task: PromptTask, name: str) -> type[BaseModel]:
    """The reply class of a name.

    Raises:
        Misconfigured: when there is none; names those that there are.
    """
    return _class(task, name, BaseModel)


def _class(task: PromptTask, name: str, base: type[Class]) -> type[Class]:
    module = f"{PACKAGE}.{task.value}"
    known = vars(import_module(module)) if find_spec(module) is not None else {}
    of_ours: dict[str, type[Class]] = {name: kind for name, kind in known.items() if _is_of(kind, base, module)}
    if name not in of_ours:
        there = ", ".join(sorted(of_ours)) or "none"
        what = "input (a TaskInput)" if base is TaskInput else "reply"
        raise Misconfigured(f"{module} has no {what} named '{name}'; there is: {there}.")
    return of_ours[name]


def _is_of(kind: object, base: type[BaseModel], module: str) -> bool:
    return isinstance(kind, type) and issubclass(kind, base) and kind.__module__ == module
