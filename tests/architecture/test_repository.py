"""What a file of this repository must never name: the machine it was written on, or the host of a package registry."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.needs import require_program

# Written in pieces, so that this file passes its own test.
MACHINE_PATH = re.compile(
    r"(?<![\w.~-])/(?:" + "|".join(["work", "root", "home/[a-z]+", "Users/[A-Za-z]+"]) + r")(?:/|\b)"
)
REGISTRY_HOST = re.compile(
    r"pypi\." + r"org|pythonhosted\." + r"org|registry\." + r"npmjs|crates\." + r"io|--(?:extra-)?index" + r"-url \S"
)
SOURCE = Path("src") / "frankly"


def tracked(repository: Path, *patterns: str) -> list[Path]:
    listing = subprocess.run(
        [
            require_program("git", "Debian: git"),
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
            *patterns,
        ],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    return [repository / name for name in listing.stdout.split("\0") if name and (repository / name).is_file()]


def lines_matching(repository: Path, pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked(repository):
        text = path.read_bytes().decode("utf-8", "replace")
        numbered = enumerate(text.splitlines(), start=1)
        found += [
            f"{path.relative_to(repository)}:{number}: {line.strip()}"
            for number, line in numbered
            if pattern.search(line)
        ]
    return found


def test_no_file_names_a_path_of_the_machine_it_was_written_on(repository: Path) -> None:
    assert lines_matching(repository, MACHINE_PATH) == []


def test_no_file_names_the_host_of_a_package_registry(repository: Path) -> None:
    assert lines_matching(repository, REGISTRY_HOST) == []


@pytest.mark.parametrize("line", ["cd /" + "work/main", "'/" + "root/.venv'", "see /" + "home/ada/x"])
def test_a_machine_path_is_recognised(line: str) -> None:
    assert MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", ["docs/work/flow.md", "https://shop.example/home", "GET /v1/root", "../shared/data"])
def test_other_paths_are_not_taken_for_one(line: str) -> None:
    assert not MACHINE_PATH.search(line)


def test_package_files_only_re_export(repository: Path) -> None:
    offending = [
        f"{path.relative_to(repository)}:{node.lineno}"
        for path in tracked(repository, f"{SOURCE}/**/__init__.py", f"{SOURCE}/__init__.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if not is_re_export(node)
    ]
    assert offending == []


def is_re_export(node: ast.stmt) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant(value=str())):
            return True
        case ast.Assign(targets=[ast.Name(id="__all__" | "__version__")]):
            return True
    return False


def test_every_module_says_what_it_is(repository: Path) -> None:
    silent = [
        str(path.relative_to(repository))
        for path in tracked(repository, f"{SOURCE}/**/*.py")
        if ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) is None
    ]
    assert silent == []
