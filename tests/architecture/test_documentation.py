import re
from pathlib import Path

import pytest

from frankly.cli.proving.bench import bench
from tests.needs import ROOT
from tests.proofs.__main__ import find_proofs

RECORDS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_a_record_says_what_why_at_what_cost_and_what_enforces_it(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {record.name[:4]}. ")
    assert [part for part in ("**Decided.**", "**Why.**", "**Cost.**", "**Enforced by.**") if part not in text] == []


@pytest.mark.parametrize("record", RECORDS, ids=lambda path: path.stem)
def test_what_enforces_a_record_exists(repository: Path, record: Path) -> None:
    enforcement = record.read_text(encoding="utf-8").partition("**Enforced by.**")[2]
    named = re.findall(r"`((?:tests|requirements)/[\w./-]+|pyproject\.toml)`", enforcement)
    assert [path for path in named if not (repository / path).exists()] == []


def test_every_record_is_listed_with_its_decision(repository: Path) -> None:
    index = (repository / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    titles = {record.name: record.read_text(encoding="utf-8").splitlines()[0][8:] for record in RECORDS}
    assert [name for name, title in titles.items() if f"[{name[:4]}]({name}) | {title} |" not in index] == []


def test_links_between_pages_lead_somewhere(repository: Path) -> None:
    pages = [*repository.glob("*.md"), *(repository / "docs").rglob("*.md")]
    broken = [
        f"{page.relative_to(repository)}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?://|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def test_each_promise_names_a_command_that_there_is(repository: Path) -> None:
    page = (repository / "docs" / "promises.md").read_text(encoding="utf-8")
    rows = [row.split("|")[3] for row in page.splitlines() if row.startswith("| ") and not row.startswith("| Promise")]
    suites = {folder.name for folder in (repository / "evals").iterdir()}
    there = {
        "frankly eval run": suites,
        "frankly bench": {command.name for command in bench.registered_commands},
        "make proof-": set(find_proofs()),
    }
    named = [re.findall(r"`(frankly eval run|frankly bench|make proof-) ?([a-z-]+)", row) for row in rows]
    assert all(named)
    assert [(way, name) for row in named for way, name in row if name not in there[way]] == []
