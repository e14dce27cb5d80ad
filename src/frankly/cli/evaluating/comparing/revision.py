"""A run of what people edit as it was at a revision of git: its suites, cassettes, prompts, policies, surfaces, brand.

The code is that of now, so what differs from a run of now is what was edited. Nothing is checked out.
"""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final, get_args

from frankly.cli.evaluating.git import commit_of, git
from frankly.errors import Invalid, NotFound
from frankly.settings import DataName, data_folder

if TYPE_CHECKING:
    from frankly.settings import Settings

EVALS: Final[DataName] = "evals"
CONFIG: Final = "FRANKLY_CONFIG"


def run_of(revision: str, suites: Path, names: Sequence[str], settings: Settings) -> Path:
    """Make the run of a revision, or go on with it where it was stopped.

    Args:
        revision: as git knows it.
        suites: folder of the suites, in whose repository it is looked for.
        names: suites that are wanted, as far as there were any; all where none is named.
        settings: say where the files lie that people edit, and the data folder.

    Returns:
        The run's folder, in the data folder.

    Raises:
        NotFound: when there was none of the suites then.
        Misconfigured: when a file of then is wrong, with file and line.
    """
    from frankly.cli.evaluating.running.cases_run import Wanted, run_cases
    from frankly.evals.cases.suite import case_suites

    commit = commit_of(suites, revision)
    out = settings.data.absolute() / EVALS / "revisions" / commit[:12]
    with TemporaryDirectory(prefix="frankly-revision-") as place:
        files = Path(place)
        _take_out(files, commit, suites, settings)
        there = case_suites(files / EVALS)
        asked = [name for name in names if name in there] if names else list(there)
        if not asked:
            raise NotFound(f"At {revision} there was none of these suites: {', '.join(names) or 'none at all'}.")
        with _configured(files):
            wanted = Wanted(names=asked, suites=files / EVALS, out=out)
            run_cases(wanted, settings.model_copy(update={"config": files}))
    return out


def _take_out(files: Path, commit: str, suites: Path, settings: Settings) -> None:
    """Every folder that people edit; what lies outside of the repository as it is now, since nothing else is known."""
    for name in get_args(DataName):
        folder = suites if name == EVALS else data_folder(name, settings)
        try:
            packed = git(folder, commit, "archive", "--format=tar", commit, ".")
        except Invalid:
            shutil.copytree(folder, files / name)
            continue
        with tarfile.open(fileobj=BytesIO(packed)) as tar:
            for member in tar.getmembers():
                opened = tar.extractfile(member) if member.isfile() else None
                if opened is not None:
                    path = files / name / member.name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(opened.read())


@contextmanager
def _configured(files: Path) -> Iterator[None]:
    """Settings that are read meanwhile, here and in processes that are started, name these files."""
    before = os.environ.get(CONFIG)
    os.environ[CONFIG] = str(files)
    try:
        yield
    finally:
        if before is None:
            del os.environ[CONFIG]
        else:
            os.environ[CONFIG] = before
