"""The JavaScript client: its own tests under Node, and whether its types are those of the service."""

import re
import subprocess
from pathlib import Path

from docs.generate import CLIENT, pages
from tests.needs import require_program

NODE = "Debian: nodejs, 18 or newer"


def test_the_clients_own_tests_pass(repository: Path) -> None:
    tests = sorted((repository / "clients" / "js" / "tests").glob("*.test.js"))
    assert len(tests) >= 3
    done = subprocess.run(
        [require_program("node", NODE), "--test", *map(str, tests)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    counted = re.search(r"^\S+ pass (\d+)$", done.stdout, re.MULTILINE)
    assert counted is not None, done.stdout
    assert int(counted[1]) >= 35


def test_its_types_are_fresh() -> None:
    page = CLIENT / "types.d.ts"
    assert page.read_text(encoding="utf-8") == pages()[page], "types.d.ts is stale: run `make docs`"


def test_it_needs_nothing_else(repository: Path) -> None:
    for path in (repository / "clients" / "js").glob("*.js"):
        for target in re.findall(r'(?:from|import\()\s*"([^"]+)"', path.read_text(encoding="utf-8")):
            assert (path.parent / target).is_file(), f"{path.name} imports {target}"
