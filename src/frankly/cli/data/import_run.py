"""What an import command does: opens the file, makes its mapping, and hands both to the pipeline."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from frankly.adapters.rows.reading import Format, open_rows
from frankly.adapters.rows.rejects import RejectsFile
from frankly.adapters.system_clock import SystemClock
from frankly.bootstrap.stores import open_stores
from frankly.bootstrap.texts import open_making
from frankly.cli.owner import running_service
from frankly.cli.screen import err
from frankly.errors import Invalid, NotFound
from frankly.pipelines.facts.making import MakeReport
from frankly.pipelines.importing import ImportReport
from frankly.pipelines.presets.known import import_part, preset_parts
from frankly.pipelines.presets.part import PresetPart
from frankly.pipelines.rights import Rights
from frankly.pipelines.rows.mapping import compiled, native
from frankly.pipelines.rows.mapping_spec import MappingSpec, mapping_from_pairs, mapping_from_yaml
from frankly.pipelines.rows.targets import Target
from frankly.settings import Settings


@dataclass(frozen=True, slots=True)
class FileJob:
    """One file, read by a mapping or by the names of its columns.

    Attributes:
        target: what its rows become.
        file: the file.
        mapping: pairs, or one YAML file.
        format: how to read it; None: by its name.
        encoding: of a text file.
        delimiter: of CSV; None: found by itself.
    """

    target: Target
    file: Path
    mapping: tuple[str, ...] = ()
    format: Format | None = None
    encoding: str = "utf-8"
    delimiter: str | None = None

    def parts(self) -> tuple[PresetPart, ...]:
        """The file, opened."""
        source = open_rows(self.file, format=self.format, encoding=self.encoding, delimiter=self.delimiter)
        spec = self._spec()
        try:
            shape = native(self.target, source.columns) if spec is None else compiled(spec, self.target, source.columns)
        except Invalid as error:
            raise Invalid(f"{self.file.name}: {error.message}", details=error.details) from error
        return (PresetPart(self.target, self.file, source, shape),)

    def _spec(self) -> MappingSpec | None:
        if not self.mapping:
            return None
        if len(self.mapping) == 1 and self.mapping[0].endswith((".yaml", ".yml")):
            path = Path(self.mapping[0])
            if not path.is_file():
                raise NotFound(f"There is no mapping file {path}.")
            return mapping_from_yaml(path.read_text(encoding="utf-8", errors="replace"), path.name)
        return mapping_from_pairs(self.mapping)


@dataclass(frozen=True, slots=True)
class PresetJob:
    """A known data set.

    Attributes:
        name: of the preset.
        folder: where it lies.
        target: the part of it that is wanted; None: all of it.
    """

    name: str
    folder: Path
    target: Target | None

    def parts(self) -> tuple[PresetPart, ...]:
        """The files, opened."""
        found = preset_parts(self.name, self.folder, open_rows)
        wanted = tuple(part for part in found if self.target in {None, part.target})
        if not wanted:
            has = ", ".join(dict.fromkeys(part.target for part in found))
            raise NotFound(f"The data set '{self.name}' has no {self.target}; it has {has}.")
        return wanted


Job: TypeAlias = FileJob | PresetJob


@dataclass(slots=True)
class Watch:
    """How far the import is, for the word after Ctrl-C.

    Attributes:
        file: what is being read.
        percent: how much of it is stored.
    """

    file: str = ""
    percent: int = 0

    def told(self) -> str:
        """What was kept."""
        return (
            f"{self.file or 'The import'}: stored up to {self.percent} %. What is stored stays; run the same command "
            "again to go on, nothing is stored twice."
        )


async def carry_out(job: Job, settings: Settings, rejects: Path | None, watch: Watch) -> list[ImportReport]:
    """Import every part of a job.

    Raises:
        FranklyError: see `pipelines.importing`.
    """
    parts = job.parts()
    reports = []
    with open_stores(settings) as stores, _bar() as bar:
        for part in parts:
            task = bar.add_task(part.path.name, total=part.source.total_bytes)
            watch.file, watch.percent = part.path.name, 0
            reports.append(
                await import_part(
                    part,
                    catalogue=stores.catalogue,
                    events=stores.events,
                    rights=Rights(stores.people, corrections=stores.corrections),
                    now=SystemClock().now(),
                    rejects=lambda path: RejectsFile(path, rejects),
                    progress=partial(_advance, bar, task, watch),
                )
            )
    return reports


async def describe(settings: Settings, reports: Sequence[ImportReport], watch: Watch) -> MakeReport | None:
    """Make the facts of items that an import brought in; None where none changed, or a running service makes them.

    Raises:
        FranklyError: see `pipelines.facts.making`; the items are stored in any case.
    """
    changed = any(report.target == "items" and report.stored + report.changed for report in reports)
    if not changed or running_service(settings) is not None:
        return None
    with open_making(settings) as (_, making), _bar() as bar:
        task = bar.add_task("facts", total=None)
        watch.file, watch.percent = "The items are stored; their facts", 0
        return await making.follow(SystemClock().now(), partial(_advance, bar, task, watch))


def _advance(bar: Progress, task: TaskID, watch: Watch, done: int, total: int) -> None:
    bar.update(task, completed=done, total=total)
    watch.percent = 100 * done // max(total, 1)


@contextmanager
def _bar() -> Iterator[Progress]:
    screen = err()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        yield bar
