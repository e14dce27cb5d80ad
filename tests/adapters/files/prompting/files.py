"""A folder of prompts that a test writes."""

from dataclasses import dataclass
from pathlib import Path

from frankly.adapters.files.prompting.lint import lint_prompts
from frankly.adapters.files.prompting.lock import Locked, write_lock
from frankly.adapters.files.prompts import load_prompts

FRONT = """\
---
id: rank
version: 1
status: draft
input: RankInput
output: RankReply
rules:
  - id: each-once
    text: Name each handle once.
---
"""
BODY = """\
{% block stable %}
Order the titles. Write {{ language }}.
{{ rule('each-once') }}
{% endblock %}
{% block data %}
{% for title in titles %}
- {{ title }}
{% endfor %}
{% endblock %}
"""


@dataclass(frozen=True)
class PromptFolder:
    path: Path

    def write(self, text: str = FRONT + BODY, name: str = "rank/v1.md.j2") -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def release(self, version: int = 1, **other: str) -> None:
        text = (FRONT + BODY).replace("draft", "released").replace("version: 1", f"version: {version}")
        for old, new in other.items():
            text = text.replace(old, new)
        self.write(text, f"rank/v{version}.md.j2")

    def lint(self) -> list[str]:
        """Each finding as `place code`."""
        return [f"{one.place} {one.code}" for one in lint_prompts(self.path)]

    def said(self) -> str:
        """What all findings say."""
        return " ".join(one.message for one in lint_prompts(self.path))

    def lock(self, *forget: str) -> Locked:
        return write_lock(self.path, load_prompts(self.path).all(), forget)
