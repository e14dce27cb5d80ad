"""The rule-following writer keeps what the shipped prompts state, and breaks exactly what is taken out."""

from collections.abc import Iterator, Sequence

import pytest

from frankly.adapters.files.prompting.classes import classes_of
from frankly.adapters.files.prompts import load_prompts
from frankly.domain.model.call import ModelCall
from frankly.domain.model.prompt import Prompt, PromptStatus
from frankly.domain.model.tasks.task_input import TaskInput
from frankly.settings import data_folder
from frankly.stages.prompting.render import call_of
from frankly.testing.rule_following.writer import (
    SIMULATED,
    SLIPS,
    TASKS,
    RuleFollowingWriter,
    WaywardWriter,
    faults_shown,
    reply_of,
    stated,
)
from tests.unit.testing.rule_cases import CASES

RELEASED = [one for one in load_prompts(data_folder("prompts")).all() if one.status == PromptStatus.RELEASED]


def call(prompt: Prompt, about: TaskInput) -> ModelCall:
    return call_of(prompt, about, classes_of(prompt).shape(prompt), deadline_ms=1_000)


def without(prompt: Prompt, rule: str) -> Prompt:
    """The prompt after an edit that lost a rule."""
    return prompt.model_copy(update={"body": prompt.body.replace("{{ rule('" + rule + "') }}", "")})


def cases(prompt: Prompt) -> Sequence[TaskInput]:
    return CASES[prompt.task.value]


def rules() -> Iterator[tuple[Prompt, str]]:
    for prompt in RELEASED:
        for rule in prompt.rules:
            yield prompt, rule.id


@pytest.mark.parametrize("prompt", RELEASED, ids=lambda one: one.name)
async def test_with_all_its_rules_a_shipped_prompt_is_answered_without_a_fault(prompt: Prompt) -> None:
    for about in cases(prompt):
        asked = call(prompt, about)
        reply = await RuleFollowingWriter().complete(asked)
        assert faults_shown(asked, reply.text) == frozenset()
        classes_of(prompt).output.model_validate_json(reply.text)


@pytest.mark.parametrize(("prompt", "rule"), list(rules()), ids=lambda one: one if isinstance(one, str) else one.name)
def test_a_rule_that_is_taken_out_shows_and_nothing_else_does(prompt: Prompt, rule: str) -> None:
    shown = []
    for about in cases(prompt):
        if rule not in stated(call(prompt, about)):
            continue
        asked = call(without(prompt, rule), about)
        faults = faults_shown(asked, reply_of(asked))
        assert faults <= {rule}
        shown += faults
    assert shown, f"no case shows what {prompt.name} is without '{rule}'; add a habit and a case"


@pytest.mark.parametrize("prompt", RELEASED, ids=lambda one: one.name)
def test_a_prompt_without_any_rule_shows_every_fault_that_can_show(prompt: Prompt) -> None:
    bare = prompt
    for rule in prompt.rules:
        bare = without(bare, rule.id)
    for about in cases(prompt):
        asked = call(bare, about)
        assert stated(asked) & TASKS[prompt.task.value].by_rule.keys() == frozenset()
        assert faults_shown(asked, reply_of(asked))


@pytest.mark.parametrize("prompt", RELEASED, ids=lambda one: one.name)
async def test_a_wayward_writer_breaks_one_rule_of_some_tasks_and_keeps_the_rest(prompt: Prompt) -> None:
    for about in cases(prompt):
        asked = call(prompt, about)
        reply = await WaywardWriter().complete(asked)
        assert faults_shown(asked, reply.text) <= {SLIPS.get(prompt.task.value)}
    if prompt.task.value in SLIPS:
        slipped = [reply_of(call(prompt, about), SLIPS) != reply_of(call(prompt, about)) for about in cases(prompt)]
        assert any(slipped)


def test_simulated_models_go_by_their_names() -> None:
    assert all(make().name == name for name, make in SIMULATED.items())


def test_a_task_that_it_was_not_taught_is_told() -> None:
    asked = call(RELEASED[0], cases(RELEASED[0])[0]).model_copy(update={"prompt": "dance"})
    with pytest.raises(ValueError, match="teach it in TASKS"):
        reply_of(asked)
