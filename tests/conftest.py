"""Rules that hold for every test: nothing leaves the machine, and property tests draw the same examples each time."""

import fcntl
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.e2e.terminal import frankly
from tests.needs import ROOT
from tests.offline import block_network

block_network()

# Before numpy is loaded, and for every program that tests start: tests run side by side, and libraries that put every
# core to one matrix wait for each other longer than they compute.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PROOF_EXAMPLES = 5_000
"""Examples that a property is held to in full; a check draws a hundredth."""

# No deadline and no health check that looks at a clock: a slow machine must not change a verdict.
settings.register_profile(
    "check",
    max_examples=PROOF_EXAMPLES // 100,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# More examples, still the same ones each time: make proof-properties
settings.register_profile("proof", parent=settings.get_profile("check"), max_examples=PROOF_EXAMPLES)
settings.load_profile("check")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's data folder, made by the product's own command; never written to.

    It takes ten seconds to make, so that processes that run tests side by side share one. What the command told of it
    stands two folders above, in `made`.
    """
    own = tmp_path_factory.getbasetemp()
    place = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "demo-shop"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "made").exists():
            done = frankly(place / "data", "demo", "--json")
            assert done.returncode == 0, done.stderr
            (place / "made").write_text(done.stdout, encoding="utf-8")
    return place / "data" / "demo"
