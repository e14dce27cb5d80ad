"""`python -m tests.mutating FROM TO`: runs some mutants and prints a JSON line for each.

Tests are collected once; each mutant lives and dies in a fork of this process.
"""

import json
import os
import resource
import signal
import sys
import time
from pathlib import Path

import pytest

from tests.mutating.mutants import Mutant, apply, mutants_of
from tests.needs import ROOT

PACKAGE = ROOT / "src" / "frankly" / "stages" / "verify"
TESTS = ROOT / "tests" / "unit" / "stages" / "verify"
MOST = 600
"""Mutants of a full run; where there are more, every so-manyth is tried."""

LONGEST_S = 60
"""A mutant that works longer hangs, which somebody would notice. Seconds of the processor: a busy machine may wait."""

ASLEEP_S = 1200
"""One that waits longer hangs too."""


def chosen(package: Path = PACKAGE) -> list[Mutant]:
    """The mutants of a full run, spread over the whole package."""
    every = mutants_of(package)
    return every if len(every) <= MOST else [every[number * len(every) // MOST] for number in range(MOST)]


class Loop:
    """Stands for pytest's own loop over tests: runs all of them for each mutant, in a fork."""

    def __init__(self, mutants: list[Mutant]) -> None:
        """Keep the mutants."""
        self.mutants = mutants
        self.outcomes: list[dict[str, object]] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try every mutant; without one that passes as it is, nothing would be proved."""
        if _in_fork(session, None) != "survived":
            raise pytest.UsageError("the unit tests fail without any change: mend them first")
        for mutant in self.mutants:
            self.outcomes.append({"mutant": mutant.name, "outcome": _in_fork(session, mutant)})
        return True


def _in_fork(session: pytest.Session, mutant: Mutant | None) -> str:
    child = os.fork()
    if child == 0:
        resource.setrlimit(resource.RLIMIT_CPU, (LONGEST_S, LONGEST_S))
        os._exit(_tested(session, mutant))
    end = time.monotonic() + ASLEEP_S
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return {0: "survived", 1: "killed"}.get(os.waitstatus_to_exitcode(status), "killed")
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "killed"


def _tested(session: pytest.Session, mutant: Mutant | None) -> int:
    """1 as soon as a test fails, 0 when all pass. Silent: what is printed is the parent's."""
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        if mutant is not None:
            apply(mutant)
        for place, item in enumerate(session.items):
            following = session.items[place + 1] if place + 1 < len(session.items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                return 1
    except BaseException:  # whatever it is, the change was noticed
        return 1
    return 0


def main(first: int, last: int) -> int:
    """Run some mutants of the chosen ones."""
    loop = Loop(chosen()[first:last])
    code = pytest.main(["-q", "-p", "no:cacheprovider", "--no-header", str(TESTS)], plugins=[loop])
    for outcome in loop.outcomes:
        sys.stdout.write(f"\n{json.dumps(outcome)}\n")
    return int(code) if not loop.outcomes else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
