"""Large packages are imported when they are used, not at start (docs/adr/0006, 0010 and 0018)."""

import json
import subprocess
import sys

import pytest

LATE = (
    "aiosmtplib",
    "chromadb",
    "css_inline",
    "litellm",
    "mrml",
    "pyarrow",
    "rich",
    "scipy",
    "sklearn",
    "structlog",
    # Ours: what answers no recommendation, and would bring a part of the above with it sooner or later.
    "frankly.cli.campaigns",
    "frankly.evals",
    "frankly.measure",
    "frankly.pipelines.campaigning",
    "frankly.stages.mail_checks",
)

FIRST_ANSWER = "frankly.api.app, frankly.api.routes.recommendations"
"""All that a service loads before it answers."""


@pytest.mark.parametrize("door", ["frankly.cli.main", "frankly.bootstrap.service", FIRST_ANSWER])
def test_a_door_opens_without_the_large_packages(door: str) -> None:
    code = f"import sys, json, {door}; print(json.dumps(sorted(set({LATE!r}) & set(sys.modules))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
