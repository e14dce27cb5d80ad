"""A run's folder: outputs line by line as they are made, verdicts, summary, and what was run. Survives a kill."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import orjson
from pydantic import Field, ValidationError

from frankly.domain.base import Frozen
from frankly.domain.canonical import hash_bytes
from frankly.errors import Misconfigured, NotFound
from frankly.evals.cases.case import Cell, Value
from frankly.evals.runs.output import Output
from frankly.evals.runs.summary import Summary
from frankly.evals.runs.verdict import Verdict

OUTPUTS: Final = "outputs.jsonl"
VERDICTS: Final = "verdicts.jsonl"
SUMMARY: Final = "summary.json"
RUN: Final = "run.json"
WANTED: Final = "wanted.jsonl"

Line = TypeVar("Line", Output, Verdict)


class RunFile(Frozen):
    """What was run."""

    run: str
    """Hash of cells and configuration."""

    config: dict[str, Value] = Field(default_factory=dict)
    """What it was made with: prompts, policies, engine, mode, cassettes; each by its hash or name."""

    suites: tuple[str, ...] = ()
    """Names of the suites."""

    data: dict[str, str] = Field(default_factory=dict)
    """File of the suites → SHA-256."""

    cells: int
    """How many cells there are."""

    is_whole: bool = True
    """Whether every cell of the suites was asked for."""

    is_done: bool = False
    """Whether all of them were made."""

    seconds: float = 0.0
    """How long making and judging took, all sittings together."""


def run_file(
    cells: Sequence[Cell],
    config: Mapping[str, Value],
    suites: Iterable[str],
    *,
    is_whole: bool = True,
    data: Mapping[str, str] | None = None,
) -> RunFile:
    """What is run, before it is.

    Args:
        cells: all of them.
        config: what they are made with.
        suites: names.
        is_whole: whether every cell of the suites is among them.
        data: file of the suites → SHA-256.
    """
    told = [dict(config), [cell.model_dump(mode="json") for cell in cells]]
    hash_ = hash_bytes(orjson.dumps(told, option=orjson.OPT_SORT_KEYS))
    return RunFile(
        run=hash_,
        config=dict(config),
        suites=tuple(suites),
        data=dict(data or {}),
        cells=len(cells),
        is_whole=is_whole,
    )


class RunFolder:
    """One run on disk."""

    def __init__(self, path: Path) -> None:
        """Name the folder; nothing is read or written yet."""
        self.path = path

    @property
    def wanted(self) -> Path:
        """File of the calls that no cassette holds."""
        return self.path / WANTED

    def begin(self, run: RunFile, *, is_fresh: bool = False) -> dict[str, Output]:
        """Begin a run, or go on with the one that lies here where it is the same and was stopped.

        Args:
            run: what is to be run.
            is_fresh: begin anew in any case.

        Returns:
            Name of a cell → its output, of those that are made already. Outputs with an error are not among them: they
            are made again.

        Raises:
            Misconfigured: when the folder cannot be written.
        """
        before = self._run()
        goes_on = not is_fresh and before is not None and before.run == run.run and not before.is_done
        done = {one.cell.name: one for one in self._outputs() if not one.error} if goes_on else {}
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for name in (VERDICTS, SUMMARY) if goes_on else (OUTPUTS, VERDICTS, SUMMARY, WANTED):
                (self.path / name).unlink(missing_ok=True)
            if goes_on:
                # A line that a kill tore is cut off, or it would run together with the next one.
                self._put(OUTPUTS, b"".join(map(_line, done.values())))
            seconds = before.seconds if goes_on and before is not None else 0.0
            self.put_run(run.model_copy(update={"seconds": seconds}))
        except OSError as error:
            raise Misconfigured(f"The run's folder {self.path} cannot be written: {error.strerror}.") from error
        return done

    def add(self, output: Output) -> None:
        """Keep an output at once: it is on the disk when this returns."""
        with (self.path / OUTPUTS).open("ab") as file:
            file.write(_line(output))
            file.flush()
            os.fsync(file.fileno())

    def put_run(self, run: RunFile) -> None:
        """Say what was run."""
        self._put(RUN, orjson.dumps(run.model_dump(mode="json"), option=orjson.OPT_INDENT_2))

    def run(self) -> RunFile:
        """What was run.

        Raises:
            NotFound: when no run lies here.
        """
        found = self._run()
        if found is None:
            raise NotFound(f"No run lies in {self.path}. Make one: frankly eval run --out {self.path}")
        return found

    def outputs(self) -> list[Output]:
        """All outputs, each cell's newest, in the order in which they were made.

        Raises:
            NotFound: when no run lies here.
            Misconfigured: when a line is wrong, with its number; a last line that a kill tore is left out.
        """
        self.run()
        return list({one.cell.name: one for one in self._outputs()}.values())

    def put_verdicts(self, verdicts: Iterable[Verdict]) -> None:
        """Keep what the checks said, in place of what they said before."""
        self._put(VERDICTS, b"".join(map(_line, verdicts)))

    def verdicts(self) -> list[Verdict]:
        """What the checks said.

        Raises:
            NotFound: when no run lies here, or it was not judged.
        """
        self.run()
        if not (self.path / VERDICTS).is_file():
            raise NotFound(f"The run in {self.path} was not judged yet. Judge it: frankly eval check {self.path}")
        return list(_lines(self.path / VERDICTS, Verdict))

    def put_summary(self, summary: Summary) -> None:
        """Keep what it comes to."""
        self._put(SUMMARY, orjson.dumps(summary.model_dump(mode="json"), option=orjson.OPT_INDENT_2))

    def summary(self) -> Summary:
        """What it comes to.

        Raises:
            NotFound: when no run lies here, or it was not judged.
        """
        self.run()
        path = self.path / SUMMARY
        if not path.is_file():
            raise NotFound(f"The run in {self.path} was not judged yet. Judge it: frankly eval check {self.path}")
        return Summary.model_validate(orjson.loads(path.read_bytes()))

    def _outputs(self) -> Iterator[Output]:
        yield from _lines(self.path / OUTPUTS, Output)

    def _run(self) -> RunFile | None:
        path = self.path / RUN
        if not path.is_file():
            return None
        try:
            return RunFile.model_validate(orjson.loads(path.read_bytes()))
        except (ValueError, ValidationError) as error:
            raise Misconfigured(f"{path}: this is no run of ours: {error}. Name another folder with --out.") from error

    def _put(self, name: str, data: bytes) -> None:
        beside = self.path / f"{name}.tmp"
        beside.write_bytes(data)
        beside.replace(self.path / name)


def _line(value: Output | Verdict) -> bytes:
    return orjson.dumps(value.model_dump(mode="json")) + b"\n"


def _lines(path: Path, shape: type[Line]) -> Iterator[Line]:
    """Objects of a file; a last line without its end was being written when the run was killed, and is left out."""
    lines = path.read_bytes().split(b"\n") if path.is_file() else []
    for number, line in enumerate(lines[:-1], start=1):
        try:
            read: Any = orjson.loads(line)
            yield shape.model_validate(read)
        except (ValueError, ValidationError) as error:
            raise Misconfigured(f"{path}:{number}: this line is not as a run writes it: {error}") from error
