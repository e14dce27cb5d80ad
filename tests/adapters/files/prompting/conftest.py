from pathlib import Path

import pytest

from frankly.adapters.files.prompting import classes
from tests.adapters.files.prompting.files import PromptFolder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PromptFolder:
    """An empty folder of prompts, whose classes are those of the test's own small task."""
    monkeypatch.setattr(classes, "PACKAGE", "tests.adapters.files.prompting.tasks")
    return PromptFolder(tmp_path)
