import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("build", "core", "dev", "llm", "parquet")


def pinned(repository: Path, lock: str) -> dict[str, set[str]]:
    """Locked versions by package; more than one where Python versions need different ones."""
    text = (repository / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE):
        found.setdefault(canonicalize_name(name), set()).add(version)
    return found


@pytest.fixture(scope="module")
def project(repository: Path) -> dict[str, list[str]]:
    """Requirements by lock file."""
    metadata = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    core, extras = metadata["project"]["dependencies"], metadata["project"]["optional-dependencies"]
    return {
        "build": metadata["dependency-groups"]["build"],
        "core": core,
        "dev": core + [requirement for extra in extras.values() for requirement in extra],
        "llm": core + extras["llm"],
        "parquet": core + extras["parquet"],
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_of_a_lock_has_its_hashes(repository: Path, lock: str) -> None:
    text = (repository / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.match(r"[\w.-]+==\S+.* --hash=sha256:[0-9a-f]{64}", line)] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_satisfies_the_project(repository: Path, project: dict[str, list[str]], lock: str) -> None:
    versions = pinned(repository, lock)
    requirements = [Requirement(text) for text in project[lock]]
    stale = [
        str(requirement)
        for requirement in requirements
        if not (found := versions.get(canonicalize_name(requirement.name)))
        or not all(map(requirement.specifier.contains, found))
    ]
    assert stale == [], "run `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_no_two_locks_disagree(repository: Path, lock: str) -> None:
    everything = pinned(repository, "dev")
    assert {name: found for name, found in pinned(repository, lock).items() if found != everything.get(name)} == {}


def test_the_stolen_releases_of_litellm_are_excluded(project: dict[str, list[str]]) -> None:
    (litellm,) = [requirement for requirement in map(Requirement, project["llm"]) if requirement.name == "litellm"]
    assert not any(map(litellm.specifier.contains, ("1.82.7", "1.82.8")))
