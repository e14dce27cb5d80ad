"""Starts what is measured over HTTP: `frankly serve`, or its bare yardstick, each as a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from frankly.errors import DependencyError

START_S: Final = 180.0
"""How long a process may take until it listens; at 100,000 items the index alone takes seconds to load."""

STOP_S: Final = 30.0
LOOK_S: Final = 0.02

FRANKLY: Final = (sys.executable, "-c", "from frankly.cli.main import app; app()")
"""The command, run by this interpreter whatever PATH says."""

BARE: Final = (sys.executable, "-m", "frankly.bench.speed.bare")


@dataclass(frozen=True, slots=True)
class Service:
    """A running process.

    Attributes:
        port: where it listens on this machine.
        pid: its number.
    """

    port: int
    pid: int

    def memory_mb(self, peak: bool = False) -> float:
        """Resident memory in MB (10^6 bytes), now or at its peak."""
        return resident_mb(self.pid, peak=peak)


def resident_mb(pid: int, *, peak: bool = False) -> float:
    """Resident memory of a process in MB, as Linux tells it; 0 where there is no /proc."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    wanted = "VmHWM:" if peak else "VmRSS:"
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith(wanted)), 0.0)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path) -> dict[str, str]:
    """This process's environment with the default settings, the data folder aside: a benchmark measures those."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("FRANKLY_")}
    return kept | {"FRANKLY_DATA": str(data), "FRANKLY_LOG_LEVEL": "info"}


def run_frankly(arguments: Sequence[str], data: Path) -> float:
    """Run a command of ours to its end.

    Returns:
        Its resident memory at the peak, in MB.

    Raises:
        DependencyError: when it fails; with what it said.
    """
    peak_mb = 0.0
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603  our own command
            [*FRANKLY, *arguments], env=environment(data), stdout=subprocess.DEVNULL, stderr=said
        )
        # Looked at while it runs: what the system tells of an ended child counts its parent's memory before the exec.
        while process.poll() is None:
            peak_mb = max(peak_mb, resident_mb(process.pid, peak=True))
            time.sleep(LOOK_S)
        if process.returncode:
            said.seek(0)
            words = said.read()[-600:].decode(errors="replace")
            raise DependencyError(f"frankly {' '.join(arguments)} ended with {process.returncode}: {words}")
    return peak_mb


@contextmanager
def serving(data: Path) -> Iterator[Service]:
    """Run `frankly serve` on a data folder."""
    with _running([*FRANKLY, "serve", "--port"], data) as service:
        yield service


@contextmanager
def serving_bare(data: Path, questions: Path) -> Iterator[Service]:
    """Run the bare yardstick on a copy of a Chroma folder; see `bench.bare`."""
    with _running([*BARE, str(data), str(questions)], data) as service:
        yield service


@contextmanager
def _running(command: Sequence[str], data: Path) -> Iterator[Service]:
    port = free_port()
    with (data / "bench-service.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  our own command
            [*command, str(port)], env=environment(data), stdout=subprocess.DEVNULL, stderr=log
        )
    try:
        _wait(process, port, Path(log.name))
        yield Service(port, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            said = log.read_text(encoding="utf-8", errors="replace")[-600:]
            raise DependencyError(f"A benchmarked process ended at its start with {process.returncode}: {said}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise DependencyError(f"A benchmarked process did not listen within {START_S:g} s.")
