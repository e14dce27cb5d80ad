"""Several workers that begin at the same word, and what they did together."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from frankly.bench.campaign.worker import Done
from frankly.bench.speed.service import environment
from frankly.errors import DependencyError


@dataclass(frozen=True, slots=True)
class Together:
    """What workers did.

    Attributes:
        messages: of all together.
        seconds: of the one that took longest.
        rss_mb: resident memory of the largest at its peak.
    """

    messages: int
    seconds: float
    rss_mb: float

    @property
    def per_s(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds if self.seconds else 0.0


def worked(folder: Path, phase: str, campaign: str, workers: int, model: Mapping[str, str]) -> Together:
    """Have workers do a phase.

    Args:
        folder: the data folder.
        phase: `plan`, `write` or `bare`.
        campaign: its name; it was begun.
        workers: how many processes.
        model: settings of the language model; none where wordings tell everything.

    Raises:
        DependencyError: when one of them fails.
    """
    command = [sys.executable, "-m", "frankly.bench.campaign.worker", str(folder), phase, campaign]
    crew = [
        subprocess.Popen(  # noqa: S603  our own command
            command,
            env=environment(folder) | dict(model),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(workers)
    ]
    for one in crew:
        if one.stdout is not None:
            one.stdout.readline()
    for one in crew:
        if one.stdin is not None and one.poll() is None:
            one.stdin.write(b"go\n")
            one.stdin.flush()
    return _added([_ended(one) for one in crew])


def _ended(one: "subprocess.Popen[bytes]") -> Done:
    out, said = one.communicate()
    if one.returncode:
        raise DependencyError(f"A worker of the campaign failed: {said.decode(errors='replace')[-1000:]}")
    return Done(**orjson.loads(out.splitlines()[-1]))


def _added(done: list[Done]) -> Together:
    return Together(
        sum(one.messages for one in done), max(one.seconds for one in done), max(one.rss_mb for one in done)
    )
