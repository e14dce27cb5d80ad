"""What a test needs beyond Python packages: a program on the machine, or a data set that is not part of the repository.

A missing need skips the test and says why. Under `FRANKLY_REQUIRE=all` a missing program fails instead, because there
a skip would hide something that was never checked; a missing data set always only skips.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).resolve().parents[1]
"""The repository."""

SHARED_DATA = ROOT.parent / "shared" / "data"
"""Development data sets beside the repository, where somebody has put them."""


def require_program(name: str, install: str = "") -> str:
    """Path of a program, looked up beside this Python first, else on PATH.

    Args:
        name: what one types to run it.
        install: how to get it, for the message.
    """
    here = str(Path(sys.executable).parent)
    found = shutil.which(name, path=os.pathsep.join([here, os.environ.get("PATH", "")]))
    return found or _missing_program(f"needs the program '{name}'" + (f" ({install})" if install else ""))


def require_axe() -> str:
    """Source of axe-core, by which a browser looks for barriers; `make axe` fetches it.

    It is a file of a package registry that may be out of reach, and no program of the machine: without it a test skips.
    """
    found = sorted((ROOT / ".venv" / "axe").glob("axe-core-*.min.js"))
    if not found:
        pytest.skip("needs axe-core ('make axe' fetches it)")
    return found[-1].read_text(encoding="utf-8")


def require_data(*parts: str) -> Path:
    """Path of a file or folder under `../shared/data`, for example `require_data("online-retail")`."""
    path = SHARED_DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"needs the data set ../shared/data/{'/'.join(parts)}")
    return path


def _missing_program(message: str) -> NoReturn:
    if os.environ.get("FRANKLY_REQUIRE") == "all":
        pytest.fail(f"{message}, and FRANKLY_REQUIRE=all forbids to skip", pytrace=False)
    pytest.skip(message)
