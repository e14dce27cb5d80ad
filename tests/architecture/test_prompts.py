"""The shipped prompts hold together, and a released one does not change unseen."""

from pathlib import Path

from docs.generate import prompts_page
from frankly.adapters.files.prompting.lint import lint_prompts
from frankly.adapters.files.prompts import load_prompts
from frankly.domain.model.prompt import PromptStatus, PromptTask


def test_the_shipped_prompts_have_no_mistake_and_no_released_one_has_changed(repository: Path) -> None:
    assert [f"{one.place}: {one.message}" for one in lint_prompts(repository / "prompts")] == []


def test_every_task_has_a_version_in_use(repository: Path) -> None:
    prompts = load_prompts(repository / "prompts").all()
    assert {one.task for one in prompts if one.status == PromptStatus.RELEASED} == set(PromptTask)


def test_the_page_of_prompts_is_fresh(repository: Path) -> None:
    page = repository / "docs" / "reference" / "prompts.md"
    assert page.read_text(encoding="utf-8") == prompts_page(), "prompts.md is stale: run `make docs`"
