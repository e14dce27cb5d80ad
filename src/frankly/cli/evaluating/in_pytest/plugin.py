"""pytest plugin: `pytest --frankly-evals [SUITE …]` runs suites as tests, the fixture `frankly_eval` judges a case.

pytest imports it wherever Frankly is installed, so it imports nothing of Frankly before it is asked for something.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from frankly.cli.evaluating.in_pytest.inline import Inline

RUNNING: Final = "frankly-evals-run"
"""Name under which what runs the suites is registered; who registers another one under it runs them otherwise."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options."""
    group = parser.getgroup("frankly", "suites of evals (frankly eval)")
    group.addoption(
        "--frankly-evals",
        nargs="*",
        metavar="SUITE",
        default=None,
        help="run these suites of cases as tests, one for each cell and check; all suites where none is named. Stands "
        "behind the files and folders of other tests.",
    )
    group.addoption(
        "--frankly-evals-suites", metavar="FOLDER", type=Path, default=None, help="folder of suites, instead of those "
        "that FRANKLY_CONFIG or Frankly itself has",
    )  # fmt: skip
    group.addoption(
        "--frankly-evals-out", metavar="FOLDER", type=Path, default=None, help="where the run is kept, instead of "
        "evals/last in the data folder",
    )  # fmt: skip
    group.addoption(
        "--frankly-evals-allow-stale",
        action="store_true",
        help="do not fail where replies are not recorded, so that nobody can tell",
    )
    group.addoption("--frankly-evals-workers", type=int, default=2, help="processes that make outputs")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Get ready to run suites, if they are asked for."""
    config.addinivalue_line("markers", "frankly_eval: a cell of a suite, judged by one check (pytest --frankly-evals)")
    if config.getoption("frankly_evals") is None:
        return
    if config.getoption("numprocesses", None):
        raise pytest.UsageError(
            "--frankly-evals has processes of its own (--frankly-evals-workers): run it without -n, by itself"
        )
    if config.pluginmanager.has_plugin(RUNNING):
        return
    from frankly.cli.evaluating.in_pytest.suites import from_options

    config.pluginmanager.register(from_options(config), RUNNING)


@pytest.fixture(scope="session")
def frankly_eval(pytestconfig: pytest.Config) -> Iterator[Inline]:
    """Judge a case inline: it is called with a case, and gives what its checks found.

    `told = frankly_eval({"id": …, "ask": …, "checks": […]}); assert told.passed, told.explained`. Shops are opened once
    a session.
    """
    from frankly.cli.evaluating.in_pytest.inline import Inline

    with Inline(pytestconfig.getoption("frankly_evals_suites")) as inline:
        yield inline
