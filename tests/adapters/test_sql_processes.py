"""Two processes on one file: an import beside a running service."""

import asyncio
import subprocess
import sys
from pathlib import Path

from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from tests.contract.stores import NOW, gather, view
from tests.needs import ROOT

IMPORT_IT = """
import asyncio, sys
from pathlib import Path
from frankly.adapters.sql.catalogue import SqlCatalogue
from frankly.adapters.sql.engine.database import SqlDatabase
from frankly.adapters.sql.events import SqlEvents
from frankly.domain.item import Item
from tests.contract.stores import NOW, view

async def main() -> None:
    with SqlDatabase(Path(sys.argv[1])) as database:
        print("ready", flush=True)
        sys.stdin.readline()
        for start in range(0, 3000, 100):
            batch = [view(number, "importer") for number in range(start, start + 100)]
            await SqlEvents(database).append(batch, NOW)
            await SqlCatalogue(database).upsert([Item(id=f"i{start}", title="Book")], NOW)

asyncio.run(main())
"""


def start_import(folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", IMPORT_IT, str(folder)]
    importer = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert importer.stdout is not None
    assert importer.stdout.readline() == "ready\n"
    return importer


async def test_an_import_beside_a_service_loses_nothing_of_either(tmp_path: Path) -> None:
    with SqlDatabase(tmp_path) as database:
        events, catalogue = SqlEvents(database), SqlCatalogue(database)
        importer = start_import(tmp_path)
        assert importer.stdin is not None
        importer.stdin.write("go\n")
        importer.stdin.close()
        seen = set()
        for number in range(10_000, 10_300):
            assert list(await events.append([view(number)], NOW)) == [True]
            seen.add(await catalogue.position())
        assert await asyncio.to_thread(importer.wait, 60) == 0
        stored = [event.id for event in await gather(events.stream())]
        assert sorted(stored) == sorted(f"e{number}" for number in [*range(3000), *range(10_000, 10_300)])
        assert await catalogue.count() == 30
        # The service sees each change as soon as it is committed, without opening the file again.
        assert len(seen) > 1
        assert importer.stdout is not None
        importer.stdout.close()
