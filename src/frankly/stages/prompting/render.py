"""Renders a prompt: rules to the system, data to the user; nothing that is data can end its place or open another.

In the block `data` every text that is filled in loses the signs that our own delimiters are made of. In the block
`stable` there are only texts of ours (rules, word lists), and only those fields of the input that are declared stable:
a field that changes from person to person is not there to be named.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from jinja2 import TemplateError, UndefinedError
from pydantic import BaseModel

from frankly.domain.model.call import ModelCall, PartRole, Payer, PromptPart, ReplyShape
from frankly.domain.model.prompt import Prompt, WritingRule
from frankly.stages.prompting.sandbox import bounded, template

STABLE: Final = "stable"
DATA: Final = "data"

_SIGNS: Final = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")", "`": "'"})
"""What delimits data, slots and code: in data each of them becomes a sign that does not."""

_UNSEEN: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]+"
)
"""Lines, controls, changes of direction and what nobody sees; joiners within words stay."""


class PromptWrong(ValueError):
    """A prompt that cannot be rendered; the message says why."""


def neutral(text: str) -> str:
    """Data as it may stand in a prompt: one line, without any sign that delimits or that nobody sees."""
    return _UNSEEN.sub(" ", text).translate(_SIGNS)


def marked(rule: WritingRule) -> str:
    """A rule as a model reads it: its id in brackets, then its text. Tests and evals find rules by their ids."""
    return f"[{rule.id}] {rule.text}"


def rendered(prompt: Prompt, about: BaseModel) -> tuple[PromptPart, ...]:
    """Render a prompt.

    Args:
        prompt: which one.
        about: its input model, filled.

    Returns:
        The stable part for the system, and behind it the data for the user.

    Raises:
        PromptWrong: when the body has no such block, names something that the input has not, or is too long.
    """
    fields = type(about).model_fields
    stable: frozenset[str] = getattr(type(about), "stable_fields", frozenset())
    told = {name: getattr(about, name) for name in fields}
    lasting = {name: told[name] for name in fields if name in stable}
    rules = _block(prompt, STABLE, lasting | {"rule": _rules(prompt)}, None, changing=frozenset(fields) - stable)
    data = _block(prompt, DATA, told, neutral)
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


def _rules(prompt: Prompt) -> Callable[[str], str]:
    known = {rule.id: marked(rule) for rule in prompt.rules}

    def rule(name: str) -> str:
        if name not in known:
            raise PromptWrong(f"{prompt.name} states the rule '{name}', which its front matter does not list")
        return known[name]

    rule.is_for_prompts = True  # type: ignore[attr-defined]
    return rule


def _block(
    prompt: Prompt,
    name: str,
    told: Mapping[str, Any],
    filled: Callable[[str], str] | None,
    *,
    changing: frozenset[str] = frozenset(),
) -> str:
    try:
        made = template(prompt.body, filled)
        block = made.blocks.get(name)
        if block is None:
            raise PromptWrong(
                f"{prompt.name}: the body has no block '{name}'; write {{% block {name} %}} … {{% endblock %}}"
            )
        return bounded(block(made.new_context(dict(told)))).strip()
    except UndefinedError as error:
        named = re.match(r"'(\w+)' is undefined", str(error))
        if named and named[1] in changing:
            raise PromptWrong(
                f"{prompt.name}: '{named[1]}' stands in the stable block and is not declared stable; use it in the "
                "data block, or name it in `stable_fields` of the input model where it is equal from person to person"
            ) from error
        raise PromptWrong(f"{prompt.name} cannot be rendered: {error}") from error
    except (TemplateError, TypeError, RecursionError) as error:
        raise PromptWrong(f"{prompt.name} cannot be rendered: {error}") from error
