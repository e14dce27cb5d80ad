"""Rules that hold for every test: nothing leaves the machine, and property tests draw the same examples each time."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.needs import ROOT
from tests.offline import block_network

block_network()

# No deadline and no health check that looks at a clock: a slow machine must not change a verdict.
settings.register_profile(
    "check", derandomize=True, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
# More examples, still the same ones each time: pytest --hypothesis-profile=proof
settings.register_profile("proof", parent=settings.get_profile("check"), max_examples=5_000)
settings.load_profile("check")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The repository's top folder."""
    return ROOT
