import re
from pathlib import Path

import pytest

from docs.generate import cli_page, pages, settings_page
from frankly.domain.documented import described
from frankly.settings import Settings


@pytest.fixture(scope="module")
def generated() -> dict[Path, str]:
    return pages()


@pytest.mark.parametrize("name", ["settings.md", "cli.md", "suites.md"])
def test_a_generated_page_is_fresh(repository: Path, generated: dict[Path, str], name: str) -> None:
    page = repository / "docs" / "reference" / name
    assert page.read_text(encoding="utf-8") == generated[page], f"{name} is stale: run `make docs`"


@pytest.mark.parametrize("name", ["case.schema.json", "suite.schema.json"])
def test_a_schema_of_suites_is_fresh(repository: Path, generated: dict[Path, str], name: str) -> None:
    page = repository / "evals" / name
    assert page.read_text(encoding="utf-8") == generated[page], f"{name} is stale: run `make docs`"


def test_every_setting_says_what_it_does() -> None:
    assert sorted(described(Settings)) == sorted(Settings.model_fields)


def test_every_setting_has_its_section() -> None:
    page = settings_page()
    assert [name for name in Settings.model_fields if f"## `FRANKLY_{name.upper()}`\n\n" not in page] == []


def test_every_command_argument_and_option_says_what_it_does() -> None:
    page = cli_page()
    entries = re.findall(r"^\* `([^`]+)`:?(.*)$", page, flags=re.MULTILINE)
    assert entries
    # What typer adds by itself (type, default, required) stands in brackets and says nothing about the purpose.
    assert [name for name, text in entries if not re.sub(r"\[[^]]*\]", "", text).strip()] == []


def test_every_command_says_what_it_does() -> None:
    sections = re.split(r"^#+ ", cli_page(), flags=re.MULTILINE)[1:]
    silent = [section.splitlines()[0] for section in sections if section.splitlines()[2].startswith("**")]
    assert silent == []
