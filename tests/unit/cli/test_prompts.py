"""`frankly prompts` over a small folder of prompts."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from frankly.adapters.files.prompting import classes
from frankly.cli.main import app
from tests.adapters.files.prompting.files import BODY, FRONT, PromptFolder


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PromptFolder:
    """A folder with one released prompt as the one in force."""
    monkeypatch.setattr(classes, "PACKAGE", "tests.adapters.files.prompting.tasks")
    monkeypatch.setenv("FRANKLY_CONFIG", str(tmp_path))
    monkeypatch.delenv("FRANKLY_MODEL", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    inside = PromptFolder(tmp_path / "prompts")
    inside.release()
    return inside


def run(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["prompts", *args])
    return done.exit_code, done.output


def told(*args: str) -> Any:
    code, text = run(*args, "--json")
    assert code == 0, text
    return json.loads(text)


def test_list_tells_where_each_version_stands(shop: PromptFolder) -> None:
    shop.write((FRONT + BODY).replace("version: 1", "version: 2"), "rank/v2.md.j2")
    listed = told("list")["prompts"]
    assert [(one["id"], one["status"], len(one["rules"])) for one in listed] == [
        ("rank/v1", "released", 1),
        ("rank/v2", "draft", 1),
    ]
    assert (
        listed[0]["stable_tokens"]
        == len(b"Order the titles. Write English.\n[each-once] Name each handle once.") // 3 + 1
    )
    assert "rank/v2" in run("list")[1]


def test_an_estimate_says_what_is_missing_to_count(shop: PromptFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    said = " ".join(run("render", "rank/v1")[1].split())
    assert "an estimate, rather too many: set FRANKLY_MODEL to count exactly" in said
    monkeypatch.setenv("FRANKLY_MODEL", "openai/small")
    monkeypatch.setitem(sys.modules, "litellm", None)
    for command in (("render", "rank/v1"), ("list",)):
        text = " ".join(run(*command)[1].split())
        assert "pip install 'frankly[llm]'" in text
        assert "set FRANKLY_MODEL" not in text
    assert told("render", "rank/v1")["cost"]["is_estimate"]


def test_show_tells_fields_rules_and_template(shop: PromptFolder) -> None:
    code, text = run("show", "rank/v1")
    assert code == 0
    assert "language (stable)" in text
    assert "each-once: Name each handle once." in text
    assert "{% for title in titles %}" in text


def test_a_task_alone_is_its_version_in_use(shop: PromptFolder) -> None:
    shop.write((FRONT + BODY).replace("version: 1", "version: 2"), "rank/v2.md.j2")
    assert told("show", "rank")["id"] == "rank/v1"


def test_render_shows_what_is_sent_and_what_it_costs(shop: PromptFolder) -> None:
    found = told("render", "rank/v1", "--example")
    assert [part["text"] for part in found["parts"]] == [
        "Order the titles. Write English.\n[each-once] Name each handle once.",
        "- Dracula\n- Emma",
    ]
    assert found["shape"]["required"] == ["order"]
    assert found["cost"]["tokens_in"] == found["cost"]["stable"] + found["cost"]["data"] + found["cost"]["shape"]
    code, text = run("render", "rank/v1")
    assert code == 0
    assert "- Emma" in text
    assert "tokens in" in text


def test_diff_tells_rules_and_the_example(shop: PromptFolder) -> None:
    text = (FRONT + BODY).replace("version: 1", "version: 2").replace("Name each handle once.", "Once each.")
    more = text.replace("rules:", "rules:\n  - id: no-digits\n    text: No digit.")
    shop.write(
        more.replace("{{ rule('each-once') }}", "{{ rule('each-once') }} {{ rule('no-digits') }}"), "rank/v2.md.j2"
    )
    found = told("diff", "rank/v1", "rank/v2")
    assert [one["id"] for one in found["added"]] == ["no-digits"]
    assert [(one["before"], one["after"]) for one in found["changed"]] == [("Name each handle once.", "Once each.")]
    assert found["lost"] == []
    assert found["settings"] == ["status: released → draft"]
    assert "+[each-once] Once each. [no-digits] No digit." in found["lines"]
    assert "+ no-digits" in run("diff", "rank/v1", "rank/v2")[1]
    assert "The rules are the same." in run("diff", "rank/v1", "rank/v1")[1]


def test_lint_ends_with_one_until_every_released_version_is_held(shop: PromptFolder) -> None:
    code, text = run("lint")
    assert (code, "frankly prompts lock" in " ".join(text.split())) == (1, True)
    assert told("lock")["added"] == ["rank/v1"]
    assert run("lint") == (0, "Everything fits.\n")
    assert run("lint", str(shop.path)) == (0, "Everything fits.\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("show", "dance/v1"), "There is no task 'dance'"),
        (("show", "rank/v7"), "there is: v1"),
        (("show", "rank/vx"), "write it as rank/v1"),
        (("show", "write"), "no version is released"),
        (("try", "rank/v1"), "FRANKLY_MODEL is not set"),
        (("render", "rank/v1", "--example", "--decision", "d"), "use one of them"),
        (("lint", "/nowhere"), "There is no folder"),
        (("lock", "--forget", "rank/v1"), "does not hold"),
    ],
)
def test_what_cannot_be_done_says_why(args: tuple[str, ...], said: str, shop: PromptFolder) -> None:
    code, text = run(*args)
    assert code == 2
    assert said in " ".join(text.split())


def test_prompts_in_force_are_copied_into_a_folder_of_ones_own_and_never_over_another(
    shop: PromptFolder, tmp_path: Path
) -> None:
    assert told("copy", str(tmp_path / "mine"))["folder"] == str(tmp_path / "mine" / "prompts")
    assert (tmp_path / "mine" / "prompts" / "rank" / "v1.md.j2").read_text().endswith(BODY)
    code, text = run("copy", str(tmp_path / "mine"))
    assert (code, "is there already" in text) == (2, True)


def test_a_draft_is_the_next_version_reads_as_the_one_in_use_and_is_begun_once(shop: PromptFolder) -> None:
    drafted = told("draft", "rank")
    assert drafted["prompt"] == "rank/v2"
    text = Path(drafted["file"]).read_text()
    assert "version: 2\n" in text
    assert "status: draft\n" in text
    assert text.endswith(BODY)
    assert [(one["id"], one["status"]) for one in told("list")["prompts"]] == [
        ("rank/v1", "released"),
        ("rank/v2", "draft"),
    ]
    assert "v2" not in run("lint")[1]
    code, said = run("draft", "rank")
    assert (code, "is a draft already" in said) == (2, True)


def test_a_draft_of_no_task_is_told(shop: PromptFolder) -> None:
    code, text = run("draft", "haiku")
    assert (code, "there is: rank" in text) == (2, True)
