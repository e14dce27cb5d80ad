"""The type checker, too, lets nobody but the verifier make text that may leave."""

import subprocess
import sys
from pathlib import Path

import pytest

SNIPPETS = {
    "a string is none": "def show(text: VerifiedText) -> None: ...\nshow('Buy')",
    "a draft is none": "def show(text: VerifiedText) -> None: ...\nshow(DraftSentence(kind='nudge', text='Buy'))",
    "a refusal is none": "def pick(outcome: VerifiedText | Refused) -> VerifiedText:\n    return outcome",
    "no seal but the verifier's": "VerifiedText('seal', DraftSentence(kind='nudge', text='Buy'), 'Buy')",
    "no kind of its own": "class Mine(VerifiedText): ...",
}
HEAD = "from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText\n\n"


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> str:
    """What mypy says of every snippet, and of one that is right; one run, since it takes seconds."""
    folder = tmp_path_factory.mktemp("snippets")
    for number, snippet in enumerate(SNIPPETS.values()):
        (folder / f"wrong_{number}.py").write_text(HEAD + snippet + "\n", encoding="utf-8")
    right = "def show(text: VerifiedText) -> str:\n    return text.text\n"
    (folder / "right.py").write_text(HEAD + right, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file", str(repository / "pyproject.toml"), str(folder)]
    return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize(("number", "name"), list(enumerate(SNIPPETS)))
def test_what_is_no_verified_text_is_an_error_of_types(complaints: str, number: int, name: str) -> None:
    assert f"wrong_{number}.py" in complaints, (name, complaints)


def test_what_the_verifier_made_is_taken(complaints: str) -> None:
    assert "right.py" not in complaints
