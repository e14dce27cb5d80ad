import ast
import re
from pathlib import Path

import pytest

SYNONYMS = re.compile(
    r"User|Customer|Visitor|Shopper|Product|Article|Carousel|Interaction|Action|Signal|Placement|Zone|Widget"
)
BASES = {"Frozen"}


@pytest.fixture(scope="module")
def classes(repository: Path) -> set[str]:
    """Public classes of the domain, but for the base that carries no word."""
    return {
        node.name
        for path in (repository / "src" / "frankly" / "domain").rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    } - BASES


@pytest.fixture(scope="module")
def rows(repository: Path) -> list[list[str]]:
    page = (repository / "docs" / "glossary.md").read_text(encoding="utf-8")
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    return [row for row in cells if len(row) == 3 and row[0] != "Word"]


def named(rows: list[list[str]]) -> list[str]:
    return [name for row in rows for name in re.findall(r"`(\w+)`", row[2])]


def test_every_class_of_the_domain_belongs_to_a_word(classes: set[str], rows: list[list[str]]) -> None:
    assert sorted(classes - set(named(rows))) == [], "add these to the row of their word in docs/glossary.md"


def test_every_class_in_the_glossary_exists(classes: set[str], rows: list[list[str]]) -> None:
    assert sorted(set(named(rows)) - classes) == [], "these are in docs/glossary.md and not in frankly.domain"


def test_no_class_belongs_to_two_words(rows: list[list[str]]) -> None:
    names = named(rows)
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_every_word_says_what_it_means(rows: list[list[str]]) -> None:
    assert [row[0] for row in rows if not row[1]] == []


def test_no_class_uses_a_synonym(classes: set[str]) -> None:
    assert sorted(name for name in classes if SYNONYMS.search(name)) == []
