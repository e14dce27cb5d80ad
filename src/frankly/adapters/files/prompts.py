"""Reads `prompts/<task>/v<N>.md.j2`: YAML front matter between two lines of `---`, and a Jinja2 body."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frankly.adapters.files.yaml import read_yaml_text
from frankly.domain.canonical import content_hash, hash_bytes
from frankly.domain.model.prompt import Prompt, PromptStatus, PromptTask
from frankly.errors import Misconfigured, NotFound

_FILE: Final = re.compile(r"v([1-9]\d{0,3})\.md\.j2")
_FRONT: Final = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class FilePrompts:
    """All prompts of a folder.

    Attributes:
        prompts: in the order of tasks and versions.
    """

    prompts: tuple[Prompt, ...]

    @property
    def version(self) -> str:
        """Hash of all prompts in use."""
        return content_hash([[one.name, one.hash] for one in self.prompts if one.status == PromptStatus.RELEASED])

    def current(self, task: PromptTask) -> Prompt:
        """The newest released version.

        Raises:
            Misconfigured: when none is released.
        """
        released = [one for one in self.prompts if one.task == task and one.status == PromptStatus.RELEASED]
        if not released:
            raise Misconfigured(f"prompts/{task.value}: no version is released; set `status: released` in one of them.")
        return released[-1]

    def get(self, task: PromptTask, version: int) -> Prompt:
        """One version.

        Raises:
            NotFound: when there is none; names those that there are.
        """
        known = {one.version: one for one in self.prompts if one.task == task}
        if version not in known:
            there = ", ".join(f"v{number}" for number in known) or "none"
            raise NotFound(f"There is no prompt '{task.value}/v{version}'; there is: {there}.")
        return known[version]

    def using(self, prompt: Prompt) -> "FilePrompts":
        """The same prompts, with one version in use whatever its status, and no newer one of its task."""
        released = prompt.model_copy(update={"status": PromptStatus.RELEASED})
        others = [one for one in self.prompts if one.task != prompt.task or one.version < prompt.version]
        order = list(PromptTask)
        return FilePrompts(tuple(sorted([*others, released], key=lambda one: (order.index(one.task), one.version))))

    def all(self) -> Sequence[Prompt]:
        """All versions of all tasks."""
        return self.prompts


def load_prompts(folder: Path) -> FilePrompts:
    """Read all prompts of a folder.

    Raises:
        Misconfigured: when one is wrong, with file and line.
    """
    return FilePrompts(tuple(read_prompt(path) for path in prompt_files(folder)))


def prompt_files(folder: Path) -> list[Path]:
    """All prompt files of a folder, in the order of tasks and versions.

    Raises:
        Misconfigured: when one is not named as a prompt is.
    """
    order = list(PromptTask)
    named = {path: _named(path) for path in folder.glob("*/*.md.j2")}
    return sorted(named, key=lambda path: (order.index(named[path][0]), named[path][1]))


def path_of(folder: Path, task: PromptTask, version: int) -> Path:
    """Where a version lies."""
    return folder / task.value / f"v{version}.md.j2"


def front_and_body(path: Path) -> tuple[str, str]:
    """Front matter and body of a file; the body begins two lines below the front matter's last.

    Raises:
        Misconfigured: when it cannot be read, or has no front matter.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path}: cannot be read: {error}.") from error
    parts = _FRONT.match(text)
    if parts is None:
        raise Misconfigured(f"{path}:1: a prompt begins with front matter between two lines of '---'.")
    return parts[1], parts[2]


def read_prompt(path: Path) -> Prompt:
    """Read one prompt.

    Raises:
        Misconfigured: when it is wrong, with file and line.
    """
    task, version = _named(path)
    front, body = front_and_body(path)
    document = read_yaml_text(path, front, first_line=2)
    said = document.data if isinstance(document.data, dict) else {}
    for name, ours in (("id", task.value), ("version", version)):
        if said.get(name, ours) != ours:
            raise document.wrong((name,), f"{name}: the file is {task.value}/v{version}, so it must be '{ours}'.")
    told = {name: value for name, value in said.items() if name not in {"id", "version"}}
    whole = f"---\n{front}---\n{body}"
    filled = told | {"task": task, "version": version, "body": body, "hash": hash_bytes(whole.encode())}
    return document.parse(Prompt, filled)


def _named(path: Path) -> tuple[PromptTask, int]:
    """Task and version by the names of folder and file."""
    task, number = path.parent.name, _FILE.fullmatch(path.name)
    if task not in set(PromptTask) or number is None:
        known = ", ".join(PromptTask)
        raise Misconfigured(f"{path}: a prompt is <task>/v<number>.md.j2, its task one of: {known}.")
    return PromptTask(task), int(number[1])
