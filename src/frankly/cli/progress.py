"""Bars for the phases of long work, on standard error and only where somebody looks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def phases() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each phase; yields what is told phase, done and total."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

    from frankly.cli.screen import err

    screen = err()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal) as bar:
        tasks: dict[str, TaskID] = {}

        def advance(phase: str, done: int, total: int) -> None:
            if phase not in tasks:
                tasks[phase] = bar.add_task(phase, total=total)
            bar.update(tasks[phase], completed=done, total=total)

        yield advance
