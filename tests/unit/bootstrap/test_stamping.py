"""What seals quotations covers all the code that proves them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from frankly.bootstrap.secret_files import FACT_SECRET_FILE
from frankly.bootstrap.stamping import proving_files, stamps_of
from frankly.errors import Misconfigured
from frankly.settings import Settings

PLAIN: frozenset[str] = frozenset(
    {
        "domain/base.py",
        "domain/documented.py",
        "domain/evidence.py",
        "domain/ids.py",
        "domain/item.py",
        "domain/money.py",
        "domain/person/consent.py",
        "domain/time.py",
        "ports/asking/judge.py",
        "ports/verifier.py",
    }
)
"""What that code only holds its values in."""


def imported(source: Path, *names: str) -> Iterator[Path]:
    """Files of some modules and of all that they import of ours."""
    seen: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        path = source / Path(*name.split(".")).with_suffix(".py")
        if name in seen or not path.is_file():
            continue
        seen.add(name)
        yield path
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module is not None:
                waiting += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]


def test_the_hash_of_the_code_covers_all_that_proves_a_quotation(repository: Path) -> None:
    package = repository / "src" / "frankly"
    needed = {str(path.relative_to(package)) for path in imported(package.parent, "frankly.stages.verify.facts.quoted")}
    hashed = {str(path.relative_to(package)) for path in proving_files()}
    assert len(needed) > len(PLAIN)
    assert needed - PLAIN <= hashed


def test_each_data_folder_has_a_key_of_its_own(tmp_path: Path) -> None:
    here, there = Settings(data=tmp_path / "here"), Settings(data=tmp_path / "there")
    assert stamps_of(here).key == stamps_of(here).key
    assert stamps_of(here).key != stamps_of(there).key
    assert [path.name for path in here.data.iterdir()] == [FACT_SECRET_FILE]


@pytest.mark.parametrize("left", [b"", b"fifteen bytes.."])
def test_a_key_that_was_emptied_stamps_nothing(left: bytes, tmp_path: Path) -> None:
    (tmp_path / FACT_SECRET_FILE).write_bytes(left)
    with pytest.raises(Misconfigured, match=r"facts\.secret has fewer than 16 bytes.*Delete the file"):
        stamps_of(Settings(data=tmp_path))
