"""Outputs of many cells, made in processes side by side; each is handed over as soon as it is there."""

import asyncio
import multiprocessing
import signal
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final, TypeAlias

import orjson
from threadpoolctl import threadpool_limits

from frankly.errors import StoreUnavailable
from frankly.evals.cases.case import Cell
from frankly.evals.generating.making import Opening
from frankly.evals.runs.output import Output

CHUNK: Final = 4
"""Cells that a process is handed at once."""

WORTH_A_PROCESS: Final = 12
"""So many cells make up for what it takes to open a shop once more."""

May: TypeAlias = Callable[[], bool]
"""Whether more cells may be begun."""


def outputs_of(cells: Sequence[Cell], opening: Opening, workers: int, may: May = lambda: True) -> Iterator[Output]:
    """Make what cells ask for.

    Args:
        cells: what is asked, in the order in which it is begun.
        opening: shops and models.
        workers: processes; with one, or few cells, it is done in this very process.
        may: asked before more cells are begun.

    Yields:
        Each output as soon as it is made; with several processes in no order.

    Raises:
        StoreUnavailable: when a process ends before its work; what came until then is good.
    """
    number = min(workers, -(-len(cells) // WORTH_A_PROCESS))
    if number < 2:
        yield from _here(cells, opening, may)
    else:
        yield from _in_processes(cells, opening, number, may)


def _here(cells: Sequence[Cell], opening: Opening, may: May) -> Iterator[Output]:
    with asyncio.Runner() as runner, threadpool_limits(limits=1):
        opened = opening.open()
        maker = runner.run(opened.__aenter__())
        try:
            for cell in cells:
                if not may():
                    return
                yield runner.run(maker.make(cell))
        finally:
            runner.run(_closed(opened))


async def _closed(opened: Any) -> None:
    await opened.__aexit__(None, None, None)


def _in_processes(cells: Sequence[Cell], opening: Opening, number: int, may: May) -> Iterator[Output]:
    # Spawned and not forked: a fork beside threads of linear algebra may hang.
    context = multiprocessing.get_context("spawn")
    left = deque(cells[start : start + CHUNK] for start in range(0, len(cells), CHUNK))
    workers: dict[Any, tuple[BaseProcess, int]] = {}
    try:
        for _ in range(number):
            ours, theirs = context.Pipe()
            process: BaseProcess = context.Process(target=_work, args=(theirs, opening), daemon=True)
            process.start()
            theirs.close()
            workers[ours] = process, 0
        for pipe in list(workers):
            _hand(pipe, workers, left, may)
        while any(open_ for _, open_ in workers.values()):
            for pipe in wait([pipe for pipe, (_, open_) in workers.items() if open_]):
                yield _received(pipe, workers)
                if not workers[pipe][1]:
                    _hand(pipe, workers, left, may)
        _dismiss(workers)
    finally:
        for pipe, (process, _) in workers.items():
            pipe.close()
            if process.is_alive():
                process.terminate()
            process.join()


def _hand(pipe: Any, workers: dict[Any, tuple[BaseProcess, int]], left: deque[Sequence[Cell]], may: May) -> None:
    """Give a process its next cells."""
    if left and may():
        chunk = left.popleft()
        workers[pipe] = workers[pipe][0], len(chunk)
        with suppress(OSError):  # that it ended is told when it is listened to
            pipe.send(chunk)


def _received(pipe: Any, workers: dict[Any, tuple[BaseProcess, int]]) -> Output:
    process, open_ = workers[pipe]
    try:
        told = pipe.recv_bytes()
    except (EOFError, OSError) as error:
        process.join(1)
        raise StoreUnavailable(
            f"A process of the run ended with code {process.exitcode} before its work. What was made is kept; run the "
            "same again to go on, with --workers 1 to see why."
        ) from error
    workers[pipe] = process, open_ - 1
    return Output.model_validate(orjson.loads(told))


def _dismiss(workers: dict[Any, tuple[BaseProcess, int]]) -> None:
    """Let processes end by themselves, so that they keep what they recorded."""
    for pipe, (process, _) in workers.items():
        with suppress(OSError):
            pipe.send(None)
        process.join(30)


def _work(pipe: "Connection[Any, Any]", opening: Opening) -> None:
    # Ctrl-C goes to all processes of a terminal; the first one tells the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with threadpool_limits(limits=1), suppress(EOFError, BrokenPipeError):
        asyncio.run(_serve(pipe, opening))


async def _serve(pipe: "Connection[Any, Any]", opening: Opening) -> None:
    async with opening.open() as maker:
        async for cell in _handed(pipe):
            output = await maker.make(cell)
            pipe.send_bytes(orjson.dumps(output.model_dump(mode="json")))


async def _handed(pipe: "Connection[Any, Any]") -> AsyncIterator[Cell]:
    while (chunk := await asyncio.to_thread(pipe.recv)) is not None:
        for cell in chunk:
            yield cell
