"""A prompt: a versioned file that says how a model is asked for one task; what it asks for, and by which rules."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator

from frankly.domain.base import Frozen
from frankly.domain.ids import NameText
from frankly.domain.model.call import ModelParameters


class PromptTask(StrEnum):
    """What models are asked for: the closed list of folders in `prompts/`."""

    RANK = "rank"
    """The order of some items."""

    WRITE = "write"
    """Headline, intro, reasons and nudges of a slate."""

    REPAIR = "repair"
    """Sentences that the verifier refused, mended."""

    PHRASE = "phrase"
    """Facts of an item, and patterns of reasons, ahead of time."""

    JUDGE = "judge"
    """Whether a span bears a sentence."""

    MESSAGE = "message"
    """An e-mail for one person."""


class PromptStatus(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    """Being written; used only where it is asked for by its version."""

    RELEASED = "released"
    """In use, and never changed again: `prompts.lock` holds its hash."""

    RETIRED = "retired"
    """No longer used; kept so that old decisions can be rendered."""


class WritingRule(Frozen):
    """One rule that a prompt states; the body marks where by `{{ rule('id') }}`."""

    id: NameText
    """Stable name, by which tests and evals speak of it."""

    text: Annotated[str, Field(min_length=1, max_length=600)]
    """The rule, as the model reads it."""


ClassText = Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]{1,60}$")]
"""Name of a class of `frankly.domain.model.tasks`."""


class Prompt(Frozen):
    """One version of a prompt."""

    task: PromptTask
    """What it asks for."""

    version: Annotated[int, Field(ge=1)]
    """Counted from 1."""

    status: PromptStatus = PromptStatus.DRAFT
    """Where it stands."""

    input: ClassText
    """Name of the model of what it is rendered from: its fields are the template's variables."""

    output: ClassText
    """Name of the model of the reply."""

    parameters: ModelParameters = ModelParameters()
    """How the model is to write."""

    rules: tuple[WritingRule, ...] = ()
    """Rules that its body states."""

    body: Annotated[str, Field(min_length=1, max_length=40_000)]
    """Jinja2 with two blocks: `stable`, the same in every call with the same `stable_fields`; and `data`."""

    hash: str = ""
    """Of the whole file; filled when it is loaded."""

    @field_validator("rules")
    @classmethod
    def _each_once(cls, rules: tuple[WritingRule, ...]) -> tuple[WritingRule, ...]:
        names = [rule.id for rule in rules]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"the rule '{twice}' stands twice; keep one of them")
        return rules

    @property
    def name(self) -> str:
        """Task and version, such as `write/v1`."""
        return f"{self.task.value}/v{self.version}"
