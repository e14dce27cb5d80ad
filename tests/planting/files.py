"""Damage to a copy of the folders that people edit."""

import re
from collections.abc import Callable
from pathlib import Path


def replaced(file: str, *pairs: tuple[str, str]) -> Callable[[Path], None]:
    """Some words of a file for others.

    Args:
        file: inside the folder of a configuration.
        pairs: a pattern (of whole lines where it says so) and what stands there instead.
    """

    def edit(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        for pattern, instead in pairs:
            text, times = re.subn(pattern, instead, text, flags=re.MULTILINE)
            if not times:
                raise ValueError(f"{file} holds no {pattern}; the regression must be planted elsewhere.")
        (folder / file).write_text(text, encoding="utf-8")

    return edit


def without_rule(task: str, version: int, rule: str) -> Callable[[Path], None]:
    """The next version of a prompt, as a draft that no longer states a rule."""

    def edit(folder: Path) -> None:
        prompts = folder / "prompts" / task
        text = (prompts / f"v{version}.md.j2").read_text(encoding="utf-8")
        lines = [line for line in text.splitlines() if f"rule('{rule}')" not in line]
        if len(lines) == len(text.splitlines()):
            raise ValueError(f"{task}/v{version} states no rule '{rule}'.")
        draft = "\n".join(lines) + "\n"
        draft = draft.replace(f"version: {version}\n", f"version: {version + 1}\n")
        draft = draft.replace("status: released\n", "status: draft\n")
        (prompts / f"v{version + 1}.md.j2").write_text(draft, encoding="utf-8")

    return edit
