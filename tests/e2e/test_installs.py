"""The data that people edit is found however Frankly was installed: from a wheel, in place, or not at all."""

import json
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

EDITED_DATA = {"brand", "evals", "policies", "prompts", "surfaces"}

# -S leaves this environment's own frankly out; only the folder under test and the dependencies are on the path.
PROBE = """
import json, site, sys
target, dependencies, *names = sys.argv[1:]
site.addsitedir(target)
sys.path.append(dependencies)
from frankly.settings import data_folder
print(json.dumps({name: str(data_folder(name)) for name in names}))
"""


@pytest.fixture(scope="module")
def packaged(repository: Path) -> dict[str, str]:
    """Data folders that go into the wheel, and where."""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    return project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]


@pytest.fixture(scope="module")
def from_wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    wheels = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", str(wheels), str(repository))
    return installed(wheels, tmp_path_factory)


@pytest.fixture(scope="module")
def in_place(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    wheels = tmp_path_factory.mktemp("editable")
    build = "import sys, hatchling.build; hatchling.build.build_editable(sys.argv[1])"
    run(sys.executable, "-c", build, str(wheels), cwd=repository)
    return installed(wheels, tmp_path_factory)


def installed(wheels: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("target")
    (wheel,) = wheels.glob("*.whl")
    pip("install", "--no-deps", "--no-index", "--target", str(target), str(wheel))
    return target


def pip(*args: str) -> None:
    run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *args)


def run(*args: str, cwd: Path | None = None) -> str:
    done = subprocess.run(args, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def data_folders(target: Path, names: list[str], elsewhere: Path) -> dict[str, Path]:
    dependencies = sysconfig.get_path("purelib")
    answer = run(sys.executable, "-S", "-c", PROBE, str(target), dependencies, *names, cwd=elsewhere)
    return {name: Path(folder) for name, folder in json.loads(answer).items()}


def files(folder: Path) -> set[str]:
    return {
        str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and "__pycache__" not in str(path)
    }


def test_every_folder_of_edited_data_is_packaged(repository: Path, packaged: dict[str, str]) -> None:
    present = {name for name in EDITED_DATA if (repository / name).is_dir()}
    assert packaged == {name: f"frankly/data/{name}" for name in present}


def test_a_wheel_carries_the_data(repository: Path, packaged: dict[str, str], from_wheel: Path, tmp_path: Path) -> None:
    found = data_folders(from_wheel, list(packaged), tmp_path)
    assert found == {name: from_wheel / inside for name, inside in packaged.items()}
    assert {name: files(folder) for name, folder in found.items()} == {
        name: files(repository / name) for name in packaged
    }


def test_a_wheel_carries_every_file_of_the_package(repository: Path, from_wheel: Path) -> None:
    carried = {name for name in files(from_wheel / "frankly") if not name.startswith("data/")}
    assert carried == files(repository / "src" / "frankly")


def test_an_editable_install_uses_the_source_tree(
    repository: Path, packaged: dict[str, str], in_place: Path, tmp_path: Path
) -> None:
    assert data_folders(in_place, list(packaged), tmp_path) == {name: repository / name for name in packaged}


def test_a_source_tree_needs_no_install(repository: Path, packaged: dict[str, str], tmp_path: Path) -> None:
    found = data_folders(repository / "src", list(packaged), tmp_path)
    assert found == {name: repository / name for name in packaged}
