"""Looks through prompt files and tells everything that is wrong at once, by file and line."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from frankly.adapters.files.linting.finding import Finding
from frankly.adapters.files.prompting.body import Body, Stated, read_body
from frankly.adapters.files.prompting.classes import example_call, input_class, output_class
from frankly.adapters.files.prompting.lock import against_lock
from frankly.adapters.files.prompts import front_and_body, path_of, prompt_files, read_prompt
from frankly.adapters.files.yaml import Document, read_yaml_text
from frankly.domain.model.prompt import Prompt, PromptStatus
from frankly.domain.model.tasks.task_input import TaskInput
from frankly.errors import Misconfigured
from frankly.stages.prompting.render import DATA, STABLE

_PLACED: Final = re.compile(r"^(?P<file>.+?\.md\.j2|.+?/prompts\.lock)(?::(?P<line>\d+))?: (?P<what>.*)$", re.DOTALL)

_Told: TypeAlias = Iterator[tuple[int, str, str]]
"""Line, code, what is wrong and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class _Looked:
    """One prompt that could be loaded.

    Attributes:
        file: as people know it.
        prompt: what it says.
        front: its front matter, which knows lines.
        body: its body.
        about: what it is rendered from; None where no such class is known.
    """

    file: str
    prompt: Prompt
    front: Document
    body: Body
    about: type[TaskInput] | None


def lint_prompts(folder: Path) -> list[Finding]:
    """Look through all prompts of a folder, and hold them to `prompts.lock`.

    Returns:
        Everything that is wrong, in order of file and line.
    """
    try:
        paths = prompt_files(folder)
    except Misconfigured as error:
        return [_unreadable(error, folder)]
    found: list[Finding] = []
    prompts: list[Prompt] = []
    for path in paths:
        try:
            prompt = read_prompt(path)
            prompts.append(prompt)
            found += _of_one(folder, path, prompt)
        except Misconfigured as error:
            found += [_unreadable(Misconfigured(line), folder) for line in error.message.split("\n")]
    loose = _unreleased(prompts) if len(prompts) == len(paths) else []
    return sorted({*found, *loose, *_of_lock(folder, prompts, len(paths))})


def _unreleased(prompts: list[Prompt]) -> list[Finding]:
    """Tasks of which only drafts or retired versions are there: nothing is asked for by them."""
    released = {one.task for one in prompts if one.status == PromptStatus.RELEASED}
    what = "no version of '{}' is released, so no model is asked for it; write `status: released` into one"
    newest = {one.task: one.name for one in prompts if one.task not in released}
    return [
        Finding(f"prompts/{name}.md.j2", 0, "warning", "unreleased", what.format(task.value))
        for task, name in newest.items()
    ]


def _of_lock(folder: Path, prompts: list[Prompt], files: int) -> list[Finding]:
    try:
        found = against_lock(folder, prompts)
    except Misconfigured as error:
        return [_unreadable(error, folder)]
    # A file that cannot be read is told already, and is not gone.
    return found if len(prompts) == files else [one for one in found if one.code != "released_gone"]


def _unreadable(error: Misconfigured, folder: Path) -> Finding:
    placed = _PLACED.match(error.message)
    if placed is None:
        return Finding("prompts", 0, "error", "unreadable", error.message)
    path = Path(placed["file"])
    name = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
    return Finding(f"prompts/{name}", int(placed["line"] or 0), "error", "unreadable", placed["what"])


def _of_one(folder: Path, path: Path, prompt: Prompt) -> list[Finding]:
    front, body = front_and_body(path_of(folder, prompt.task, prompt.version))
    file = f"prompts/{prompt.name}.md.j2"
    found: list[Finding] = []
    classes: dict[str, type] = {}
    document = read_yaml_text(path, front, first_line=2)
    finders: tuple[tuple[str, Callable[[], type]], ...] = (
        ("input", lambda: input_class(prompt.task, prompt.input)),
        ("output", lambda: output_class(prompt.task, prompt.output)),
    )
    for field, find in finders:
        try:
            classes[field] = find()
        except Misconfigured as error:
            found.append(Finding(file, document.line((field,)), "error", "unknown_class", error.message))
    looked = _Looked(file, prompt, document, read_body(str(path), body, front.count("\n") + 3), classes.get("input"))
    for look in (_blocks, _rules, _fields):
        found += [Finding(file, line, "error", code, what) for line, code, what in look(looked)]
    # A prompt with a mistake cannot be rendered because of it: that is told once.
    return found or [Finding(file, line, "error", code, what) for line, code, what in _example(looked)]


def _blocks(looked: _Looked) -> _Told:
    body = looked.body
    for name in (STABLE, DATA):
        if name not in body.blocks:
            yield 0, "block_missing", f"the body has no block '{name}'; write {{% block {name} %}} … {{% endblock %}}"
    for name, line in body.blocks.items():
        if name not in (STABLE, DATA):
            yield line, "block_unknown", f"the block '{name}' is never sent; there are two: '{STABLE}' and '{DATA}'"
    for line in body.stray:
        yield line, "outside_blocks", f"text outside of the blocks is never sent; put it into '{STABLE}' or '{DATA}'"
    for name, line in body.variables.get("", {}).items():
        yield line, "outside_blocks", f"'{name}' stands outside of the blocks; data belong into the block '{DATA}'"
    for line, what in body.misused.items():
        yield line, "not_admitted", what


def _rules(looked: _Looked) -> _Told:
    listed = {rule.id: index for index, rule in enumerate(looked.prompt.rules)}
    stated: dict[str, Stated] = {}
    for one in looked.body.rules:
        if not one.id:
            yield one.line, "rule_unnamed", "write the rule's id as a text: {{ rule('its-id') }}"
        elif one.block != STABLE:
            yield one.line, "rule_outside", f"the rule '{one.id}' belongs into the block '{STABLE}'"
        elif one.id in stated:
            where = stated[one.id].line
            yield one.line, "rule_twice", f"the rule '{one.id}' is stated in line {where} already; state it once"
        elif one.id not in listed:
            yield one.line, "rule_unlisted", f"the rule '{one.id}' is not in the front matter's `rules`; list it there"
        stated.setdefault(one.id, one)
    for name, index in listed.items():
        if name not in stated:
            line = looked.front.line(("rules", index))
            what = f"the rule '{name}' is listed and never stated; write {{{{ rule('{name}') }}}} where it belongs"
            yield line, "rule_unstated", what


def _fields(looked: _Looked) -> _Told:
    if looked.about is None:
        return
    fields, stable, named = set(looked.about.model_fields), looked.about.stable_fields, looked.prompt.input
    used: set[str] = set()
    for block, variables in looked.body.variables.items():
        used |= set(variables)
        for name, line in variables.items():
            if name not in fields:
                there = ", ".join(sorted(fields))
                yield line, "variable_unknown", f"{named} has no field '{name}'; it has: {there}"
            elif block == STABLE and name not in stable:
                yield line, "not_stable", _not_stable(name, named, stable)
    for name in sorted(fields - used):
        what = f"{named}.{name} is used nowhere in the body; use it, or take it out of {named}"
        yield looked.front.line(("input",)), "field_unused", what


def _not_stable(name: str, named: str, stable: frozenset[str]) -> str:
    there = ", ".join(sorted(stable)) or "none"
    return (
        f"'{name}' changes from person to person, so providers would read the whole block anew each time; use it in "
        f"the block '{DATA}'. Stable fields of {named}: {there}"
    )


def _example(looked: _Looked) -> _Told:
    if looked.about is None:
        return
    line = looked.front.line(("input",))
    try:
        example_call(looked.prompt)
    except NotImplementedError as error:
        yield line, "example_missing", str(error)
    except (ValueError, Misconfigured) as error:
        yield line, "example_fails", f"the example of {looked.prompt.input} cannot be rendered: {error}"
