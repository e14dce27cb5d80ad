"""Large packages are imported when they are used, not at start (docs/adr/0006, 0010 and 0018)."""

import json
import subprocess
import sys

import pytest

LATE = ("aiosmtplib", "css_inline", "litellm", "mrml", "pyarrow", "sklearn")


@pytest.mark.parametrize("door", ["frankly.cli.main", "frankly.bootstrap.service", "frankly.api"])
def test_a_door_opens_without_the_large_packages(door: str) -> None:
    code = f"import sys, json, {door}; print(json.dumps(sorted(set({LATE!r}) & set(sys.modules))))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
