"""Two versions of a task: which rules came, went and changed, and how the same example reads."""

import difflib
from dataclasses import dataclass

from frankly.adapters.files.prompting.classes import example_call
from frankly.cli.screen import clean
from frankly.domain.model.prompt import Prompt
from frankly.errors import Invalid, Misconfigured


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that reads otherwise.

    Attributes:
        id: its name.
        before: its text in the one.
        after: its text in the other.
    """

    id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ComparedPrompts:
    """What differs.

    Attributes:
        before: name of the one.
        after: name of the other.
        added: rules that only the other states.
        lost: rules that only the one states.
        changed: rules that both state, in other words.
        settings: other differences of the front matter, as `name: before → after`.
        lines: unified difference of what is sent for the example.
    """

    before: str
    after: str
    added: tuple[RuleChange, ...]
    lost: tuple[RuleChange, ...]
    changed: tuple[RuleChange, ...]
    settings: tuple[str, ...]
    lines: tuple[str, ...]


def compared(before: Prompt, after: Prompt) -> ComparedPrompts:
    """Compare two versions of one task.

    Raises:
        Invalid: when they are of two tasks.
    """
    if before.task != after.task:
        raise Invalid(f"{before.name} and {after.name} ask for different things; compare two versions of one task.")
    old, new = ({rule.id: rule.text for rule in one.rules} for one in (before, after))
    return ComparedPrompts(
        before=before.name,
        after=after.name,
        added=tuple(RuleChange(name, "", text) for name, text in new.items() if name not in old),
        lost=tuple(RuleChange(name, text, "") for name, text in old.items() if name not in new),
        changed=tuple(RuleChange(name, old[name], text) for name, text in new.items() if old.get(name, text) != text),
        settings=tuple(_settings(before, after)),
        lines=tuple(difflib.unified_diff(_sent(before), _sent(after), before.name, after.name, n=2, lineterm="")),
    )


def _settings(before: Prompt, after: Prompt) -> list[str]:
    told = {"status": (before.status.value, after.status.value)}
    told |= {name: (getattr(before, name), getattr(after, name)) for name in ("input", "output")}
    parameters = before.parameters.model_dump(), after.parameters.model_dump()
    told |= {name: (parameters[0][name], parameters[1][name]) for name in parameters[0]}
    return [f"{name}: {one} → {other}" for name, (one, other) in told.items() if one != other]


def _sent(prompt: Prompt) -> list[str]:
    """The example as it is sent, or why it cannot be."""
    try:
        parts = example_call(prompt).parts
    except (NotImplementedError, ValueError, Misconfigured) as error:
        return [f"(cannot be rendered: {clean(str(error))})"]
    return [line for part in parts for line in (f"[{part.role.value}]", *part.text.split("\n"))]
