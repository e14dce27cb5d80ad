"""Cassettes as commands open them: the folder in force, its prompts, and the calls that a run wanted in vain."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import orjson

from frankly.adapters.files.prompts import load_prompts
from frankly.adapters.model.prices import price_set
from frankly.adapters.system_clock import SystemClock
from frankly.bootstrap.secrets import known_secrets
from frankly.cli.evaluating.git import git
from frankly.cli.evaluating.reporting.runs import last_run
from frankly.domain.model.reply import ModelUsage
from frankly.domain.time import to_iso
from frankly.errors import Invalid, NotFound
from frankly.evals.cases.suite import case_suites
from frankly.evals.cassettes.cost import Costs
from frankly.evals.cassettes.line import Line
from frankly.evals.cassettes.missed import Missed, read_missed
from frankly.evals.cassettes.prompts import KnownPrompts
from frankly.evals.cassettes.pruning import outdated, prune, unasked
from frankly.evals.cassettes.putting import Put, put, read_written
from frankly.evals.cassettes.reading import read_all
from frankly.evals.cassettes.scrubbing import Scrubber
from frankly.evals.cassettes.stale import in_words
from frankly.evals.runs.folder import OUTPUTS, WANTED, RunFolder
from frankly.settings import Settings, data_folder

FOLDER: Final = "cassettes"


@dataclass(frozen=True)
class Opened:
    """What commands about cassettes work with.

    Attributes:
        settings: of the command.
        folder: of the cassettes.
        run: folder of the run that is spoken of.
    """

    settings: Settings
    folder: Path
    run: Path

    @cached_property
    def lines(self) -> list[Line]:
        """Everything that is recorded."""
        return read_all(self.folder)

    @cached_property
    def prompts(self) -> KnownPrompts:
        """The prompts in force."""
        return KnownPrompts(load_prompts(data_folder("prompts", self.settings)))

    @property
    def costs(self) -> Costs:
        """What recording takes, by what it took and by FRANKLY_MODEL_PRICE."""
        return Costs(self.lines, self.price)

    @property
    def scrubber(self) -> Scrubber:
        """Searches what is to be recorded."""
        return Scrubber(known_secrets(self.settings))

    def in_words(self, missed: Sequence[Missed]) -> tuple[str, ...]:
        """Calls that no cassette holds: why, and what recording takes."""
        return in_words(missed, self.lines, self.prompts, self.costs) if missed else ()

    @property
    def missed(self) -> tuple[Missed, ...]:
        """Calls that the run wanted and that are still not recorded."""
        there = {one.key for one in self.lines}
        return tuple(one for one in read_missed(self.run / WANTED) if one.key not in there)

    def price(self, model: str, usage: ModelUsage) -> int | None:
        """Price of a call by FRANKLY_MODEL_PRICE, where it is of FRANKLY_MODEL; None where it is not."""
        told = self.settings.model_price
        return price_set(told).of(usage) if told and model == self.settings.model else None


def opened(settings: Settings, run: Path | None = None, suites: Path | None = None) -> Opened:
    """The cassettes in force.

    Args:
        settings: of the command.
        run: folder of a run; the last one where none is named.
        suites: folder of the suites, which holds the cassettes too; the one in force where none is named.
    """
    return Opened(settings, (suites or data_folder("evals", settings)) / FOLDER, run or last_run(settings))


def today() -> str:
    """The day of recording, UTC."""
    return to_iso(SystemClock().now())[:10]


def pruned(here: Opened, *, is_tried: bool, with_unasked: bool) -> list[Line]:
    """Take out what is not needed.

    Raises:
        NotFound: when what a run asked for is to be known, and there is no such run.
        Invalid: when that run was not over everything.
    """
    gone = prune(here.folder, outdated(here.prompts), is_tried=is_tried)
    if with_unasked:
        keys, models = _asked_for(here.run, here.folder.parent)
        known = {one.key for one in gone}
        more = prune(here.folder, unasked(keys, models), is_tried=is_tried)
        gone += [one for one in more if one.key not in known]
    return gone


def put_written(here: Opened, file: Path) -> Put:
    """Record replies that were written elsewhere.

    Raises:
        NotFound: when no run is known that wanted any.
        Invalid: when a reply holds something secret or personal.
    """
    written, wanted = read_written(file), read_missed(here.run / WANTED)
    if not wanted and not any(one.asked for one in written):
        raise NotFound(
            f"{file} holds no calls beside its replies, and {here.run} none that were wanted. Give back the file of "
            "'frankly eval record --ask' with its replies filled in, or name a run: --run."
        )
    return put(here.folder, written, wanted, prompts=here.prompts, scrubber=here.scrubber, day=today())


def earlier(folder: Path, base: str) -> Sequence[Line]:
    """What was recorded at another time or place.

    Args:
        folder: of the cassettes now.
        base: another folder, or a revision of git.

    Raises:
        Invalid: when it is neither.
    """
    if Path(base).is_dir():
        return read_all(Path(base))
    with TemporaryDirectory(prefix="frankly-cassettes-") as place:
        for name in git(folder, base, "ls-tree", "--name-only", base, "./").decode().splitlines():
            if name.endswith(".jsonl"):
                (Path(place) / Path(name).name).write_bytes(git(folder, base, "show", f"{base}:./{Path(name).name}"))
        return read_all(Path(place))


def _asked_for(run: Path, suites: Path) -> tuple[set[str], set[str]]:
    """Keys of all calls of a run over everything, probes included, and whose they were."""
    found = RunFolder(run).run()
    missing = sorted(set(case_suites(suites)) - set(found.suites))
    if missing or not (found.is_done and found.is_whole):
        what = f"it leaves out {', '.join(missing)}" if missing else "it was filtered, or stopped before its end"
        raise Invalid(f"The run in {run} was not over everything: {what}. Run 'frankly eval run' without names first.")
    path = run / OUTPUTS
    keys: set[str] = set()
    models: set[str] = set()
    waiting = [orjson.loads(line) for line in path.read_bytes().splitlines() if line.endswith(b"}")]
    while waiting:
        output = waiting.pop()
        keys |= {call["key"] for call in output.get("calls", ())}
        models |= {call["model"] for call in output.get("calls", ())}
        waiting += [probe for probes in output.get("probes", {}).values() for probe in probes]
    return keys, models
