"""Without the extra `[llm]` everything works but the language model, and what asks for one says what to install.

Every package that only the extra brings is hidden from the processes of these tests, as if it were not installed.
"""

import json
import os
import re
import subprocess
import sys
import time
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.e2e.service import running

ALLOWED = {"purposes": {"profile": True, "explain": True, "model": True}}

_NAME = re.compile(r"^([a-z0-9][a-z0-9._-]*)==", re.MULTILINE)

HIDE = """
import sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {names!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}} (it comes with an extra)", name=name)

sys.meta_path.insert(0, Hidden())
"""


def hidden_packages(repository: Path) -> set[str]:
    """Top-level names of what only the extra brings."""
    core, llm = (
        set(_NAME.findall((repository / "requirements" / f"{name}.txt").read_text(encoding="utf-8")))
        for name in ("core", "llm")
    )
    only = {name.replace("_", "-").lower() for name in llm - core}
    return {
        package
        for package, holders in packages_distributions().items()
        if {holder.replace("_", "-").lower() for holder in holders} <= only
    }


@pytest.fixture(scope="module")
def without_llm(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that hides the packages from every Python that has it on its path."""
    names = hidden_packages(repository)
    assert {"litellm", "openai", "tiktoken"} <= names
    folder = tmp_path_factory.mktemp("hidden")
    (folder / "sitecustomize.py").write_text(HIDE.format(names=sorted(names)), encoding="utf-8")
    return folder


@pytest.fixture
def hidden(without_llm: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(without_llm), os.environ.get("PYTHONPATH", "")]))


def frankly(*args: str, data: Path, **more: str) -> tuple[int, str, str]:
    command = [sys.executable, "-c", "from frankly.cli.main import app; app()", *args]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRANKLY_")}
    environ = kept | {"FRANKLY_DATA": str(data), "COLUMNS": "200"} | more
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, cwd=data.parent)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def shop(tmp_path: Path, hidden: None) -> Path:
    items = [{"id": f"b{number}", "title": f"Book {number}", "categories": ["Novels"]} for number in range(6)]
    (tmp_path / "items.jsonl").write_text("\n".join(map(json.dumps, items)), encoding="utf-8")
    code, _, said = frankly("import", "items", str(tmp_path / "items.jsonl"), data=tmp_path / "data")
    assert code == 0, said
    return tmp_path / "data"


@pytest.mark.usefixtures("hidden")
def test_the_extra_is_really_hidden() -> None:
    tried = "import contextlib\nfor name in ('litellm', 'openai', 'tiktoken'):\n"
    tried += "    with contextlib.suppress(ImportError): __import__(name); print(name)"
    done = subprocess.run([sys.executable, "-c", tried], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_commands_work_and_one_that_needs_the_model_says_what_to_install(shop: Path) -> None:
    for words in (("recommend", "--json"), ("prompts", "list"), ("doctor", "--json")):
        code, out, said = frankly(*words, data=shop)
        # A doctor says by its exit what it found; nothing may fail for a missing package.
        assert code in {0, 1}, said
        assert out
        assert "No module named" not in out + said
    code, out, said = frankly("doctor", "--model", data=shop, FRANKLY_MODEL="openai/gpt-4o-mini", OPENAI_API_KEY="any")
    assert code != 0
    assert "pip install 'frankly[llm]'" in " ".join((out + said).split())


def test_a_question_at_the_terminal_is_answered_all_the_same_and_told_what_to_install(shop: Path) -> None:
    code, out, said = frankly("recommend", "--json", data=shop, FRANKLY_MODEL="openai/gpt-4o-mini")
    assert code == 0, said
    assert len(json.loads(out)["items"]) == 5
    assert "pip install 'frankly[llm]'" in " ".join(said.split())


@pytest.mark.usefixtures("hidden")
def test_a_service_with_a_model_in_its_settings_answers_and_does_not_wait_for_it_for_ever(tmp_path: Path) -> None:
    question = {"surface": "home", "person": "p1"}
    with running(tmp_path, model="openai/gpt-4o-mini") as service, service.client() as client:
        item = {"id": "b1", "title": "Lord Jim", "categories": ["Novels"]}
        assert client.put("/v1/items/b1", json=item).status_code in {200, 201, 204}
        assert client.put("/v1/people/p1/consent", json=ALLOWED).status_code in {200, 204}
        codes = []
        for _ in range(3):
            answer = client.post("/v1/recommendations", json=question)
            assert answer.status_code == 200, answer.text
            assert [one["id"] for one in answer.json()["items"]] == ["b1"]
            codes.append({one["code"] for one in answer.json()["degradations"]})
            time.sleep(0.5)
    assert "model_warming" in codes[0]
    assert "model_warming" not in codes[-1]
    assert "Traceback" not in service.log.read_text(encoding="utf-8")
