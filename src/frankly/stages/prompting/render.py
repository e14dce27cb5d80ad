"""Renders a prompt: rules to the system, data to the user; nothing that is data can end its place or open another.

Jinja2 in a sandbox with StrictUndefined. In the block `data` every text that is filled in loses the signs that our own
delimiters are made of; in the block `stable` there are only texts of ours (rules, word lists).
"""

from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from pydantic import BaseModel

from frankly.domain.model.call import ModelCall, PartRole, Payer, PromptPart, ReplyShape
from frankly.domain.model.prompt import Prompt

STABLE: Final = "stable"
DATA: Final = "data"

_SIGNS: Final = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "`": "'", "\r": " ", "\n": " ", "\t": " "})
"""What delimits data, slots and code, and lines: in data each of them becomes a sign that does not."""


class PromptWrong(ValueError):
    """A prompt that cannot be rendered; the message says why."""


def neutral(value: object) -> object:
    """Data as it may stand in a prompt: one line, without any sign that delimits."""
    return value.translate(_SIGNS) if isinstance(value, str) else value


_RULES: Final = SandboxedEnvironment(
    undefined=StrictUndefined, autoescape=False, auto_reload=False, trim_blocks=True, lstrip_blocks=True
)
_DATA: Final = SandboxedEnvironment(
    undefined=StrictUndefined,
    autoescape=False,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
    finalize=neutral,
)


def rendered(prompt: Prompt, about: BaseModel) -> tuple[PromptPart, ...]:
    """Render a prompt.

    Args:
        prompt: which one.
        about: its input model, filled.

    Returns:
        The stable part for the system, and behind it the data for the user.

    Raises:
        PromptWrong: when the body has no such block, or names something that the input has not.
    """
    told: dict[str, Any] = {name: getattr(about, name) for name in type(about).model_fields}
    known = {rule.id: rule.text for rule in prompt.rules}

    def rule(name: str) -> str:
        if name not in known:
            raise PromptWrong(f"{prompt.name} states the rule '{name}', which its front matter does not list")
        return known[name]

    try:
        rules = _block(_template(prompt.body, is_data=False), STABLE, told | {"rule": rule})
        data = _block(_template(prompt.body, is_data=True), DATA, told)
    except TemplateError as error:
        raise PromptWrong(f"{prompt.name} cannot be rendered: {error}") from error
    return (
        PromptPart(role=PartRole.SYSTEM, text=rules, is_stable=True),
        PromptPart(role=PartRole.USER, text=data),
    )


def call_of(
    prompt: Prompt,
    about: BaseModel,
    shape: ReplyShape | None,
    *,
    deadline_ms: int,
    payer: Payer | None = None,
    sample: int = 0,
) -> ModelCall:
    """The call that a prompt makes.

    Raises:
        PromptWrong: when it cannot be rendered.
    """
    return ModelCall(
        prompt=prompt.task.value,
        version=prompt.version,
        parts=rendered(prompt, about),
        shape=shape,
        parameters=prompt.parameters,
        sample=sample,
        deadline_ms=deadline_ms,
        payer=payer or Payer(),
    )


def _block(template: Template, name: str, told: dict[str, Any]) -> str:
    block = template.blocks.get(name)
    if block is None:
        raise PromptWrong(f"the body has no block '{name}'; write {{% block {name} %}} … {{% endblock %}}")
    return "".join(block(template.new_context(told))).strip()


@lru_cache(maxsize=256)
def _template(body: str, *, is_data: bool) -> Template:
    return (_DATA if is_data else _RULES).from_string(body)
