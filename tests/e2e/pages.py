"""Runs the code blocks of a documentation page, top to bottom, the way a reader would.

Fenced `bash` and `python` blocks are run; any other fence (`text`, `json`, ...) is only shown. A comment on the line
before a block says how:

    <!-- needs: shared-data -->     skip the rest of the page where ../shared/data is absent
    <!-- background -->             start it, wait until it listens, and stop it at the end of the page
    <!-- long: REASON -->           run it in `make proof-docs`, otherwise show it only
    <!-- not run: REASON -->        show it only, and say why

Blocks run in an empty folder that stands for the repository: `examples` and `../shared/data` are in reach,
`frankly` is on PATH (a fork of an interpreter that waits, `tests/prestarted`), and port 8080, which pages name, is
exchanged for a free one.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.needs import ROOT, SHARED_DATA
from tests.prestarted.prestarting import folder_of_the_program
from tests.whole import is_whole

FENCE = re.compile(
    r"^(?:<!--\s*(?P<mark>[^>]*?)\s*-->\n)?^```(?P<language>[a-z]+)[^\n]*\n(?P<code>.*?)^```\s*$",
    re.MULTILINE | re.DOTALL,
)
RUN = {"bash": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}
BLOCK_TIMEOUT_S = 900 if is_whole() else 300
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 20


@dataclass(frozen=True)
class Block:
    """One fenced block: where it begins, its language, its code, and the comment before it."""

    line: int
    language: str
    code: str
    mark: str

    @property
    def is_long(self) -> bool:
        """Whether only `make proof-docs` runs it."""
        return self.language in RUN and self.mark.startswith("long:")

    @property
    def is_run(self) -> bool:
        """Whether it is run here."""
        return self.language in RUN and not self.mark.startswith("not run:" if is_whole() else ("not run:", "long:"))


def blocks(text: str) -> Iterator[Block]:
    """Every fenced block of a page."""
    for match in FENCE.finditer(text):
        line = text.count("\n", 0, match.start("code")) + 1
        yield Block(line, match["language"], match["code"], match["mark"] or "")


PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    if any(block.is_run or block.is_long for block in blocks(path.read_text(encoding="utf-8")))
)
"""The pages that hold something to run, long blocks included."""


class Reader:
    """A person at a terminal: one folder, one environment, one background server or more."""

    def __init__(self, folder: Path) -> None:
        """Sit down in an empty folder that holds what a reader of the source tree would have.

        Args:
            folder: an empty folder.
        """
        self.folder = folder / "frankly"
        self.folder.mkdir()
        for name, target in {"frankly/examples": ROOT / "examples", "shared/data": SHARED_DATA}.items():
            if target.is_dir():
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).symlink_to(target)
        self.port = free_port()
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("FRANKLY_")},
            "FRANKLY_DATA": str(self.folder / "frankly-data"),
            "FRANKLY_PORT": str(self.port),
            "PATH": os.pathsep.join(
                [str(folder_of_the_program()), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "NO_COLOR": "1",
        }
        self.servers: list[subprocess.Popen[bytes]] = []

    def settle(self, shop: Path) -> None:
        """Put the demo's shop where `frankly demo` would make it.

        Args:
            shop: the shop, made once for all pages.
        """
        shutil.copytree(shop, self.folder / "frankly-data" / "demo")

    def command(self, block: Block) -> list[str]:
        """The program that runs a block, with the port that pages name exchanged."""
        return [*RUN[block.language], re.sub(r"\b8080\b", str(self.port), block.code)]

    def run(self, block: Block) -> str:
        """Run a block and give back what it printed.

        Raises:
            AssertionError: it failed; the message holds its output.
        """
        if block.mark == "background":
            return self._start(block)
        done = subprocess.run(
            self.command(block),
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=BLOCK_TIMEOUT_S,
            check=False,
        )
        assert done.returncode == 0, (
            f"line {block.line} exited {done.returncode}\n{block.code}\n{done.stdout}{done.stderr}"
        )
        return done.stdout

    def _start(self, block: Block) -> str:
        log = self.folder / f"background-{block.line}.log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                self.command(block),
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.servers.append(server)
        deadline = time.monotonic() + START_TIMEOUT_S
        while not listens(self.port):
            assert server.poll() is None, f"line {block.line} ended\n{block.code}\n{log.read_text()}"
            assert time.monotonic() < deadline, f"line {block.line} never listened\n{block.code}\n{log.read_text()}"
            time.sleep(0.1)
        return ""

    def leave(self) -> None:
        """Stop what still runs in the background."""
        for server in self.servers:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(timeout=STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def listens(port: int) -> bool:
    """Whether somebody answers on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
