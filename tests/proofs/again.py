"""Runs tests in full that a check runs in part, for proofs that are such tests."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from xml.etree import ElementTree

from tests.needs import ROOT
from tests.prestarted.prestarting import FRESH
from tests.whole import WHOLE

SHOWN = 30
"""Lines of what failed."""


def in_full(folder: Path, *tests: str) -> Mapping[str, int]:
    """Run tests with nothing left out, and every command as an interpreter of its own.

    Args:
        folder: for their report.
        tests: as pytest names them, and its options.

    Returns:
        How many there are, failed and were skipped for want of data or a program.
    """
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *tests]
    environment = {**os.environ, WHOLE: "1", FRESH: "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-SHOWN:]), done.stderr, flush=True)
    if not report.exists():
        raise RuntimeError(f"{' '.join(tests)} could not be run; what pytest said stands above.")
    [suite] = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314  pytest has written it
    told = {name: int(suite.attrib[name]) for name in ("tests", "failures", "errors", "skipped")}
    return {
        "tests": told["tests"],
        "failed": max(told["failures"] + told["errors"], int(done.returncode != 0)),
        "skipped": told["skipped"],
    }
