"""How long it takes from the start of a process to its first answer, beside what its two heaviest libraries take.

Whole processes, one after the other in turn, so that whatever the machine does meets all alike: the yardstick imports
fastapi and chromadb and opens the collection; ours answers a request over HTTP, without a model and with one.
"""

import asyncio
import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from frankly.adapters.chroma.collections import live_collection
from frankly.adapters.chroma.connection import EmbeddedChroma
from frankly.bench.filling import fill, people_with
from frankly.bench.report import Report
from frankly.bench.speed.service import FRANKLY, START_S, STOP_S, environment, free_port
from frankly.bench.synthetic import Shop
from frankly.bootstrap.service import open_service
from frankly.domain.person.consent import Consent, Purpose
from frankly.domain.time import DAY_MS
from frankly.errors import DependencyError, Misconfigured
from frankly.pipelines.indexing import LiveIndex
from frankly.settings import Settings
from frankly.testing.model_server import model_server

BARE: Final = (
    "import sys, fastapi, chromadb; from chromadb.config import Settings; "
    "chromadb.PersistentClient(sys.argv[1], Settings(anonymized_telemetry=False)).get_collection(sys.argv[2]); "
    "print('ready', flush=True)"
)
"""The yardstick: a whole program."""

LOOK_S: Final = 0.005
"""Time between two attempts to be answered."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Started:
    """One start.

    Attributes:
        wall_s: seconds from the start of the process to its first answer.
        processor_s: what all its threads took of the processor by then; 0 where there is no /proc.
        said: degradations in the answer.
    """

    wall_s: float
    processor_s: float
    said: Sequence[str] = ()


async def prepare(settings: Settings, items: int, seed: int) -> str:
    """Fill and index a data folder; returns the name of its collection.

    Raises:
        Misconfigured: when there is no index afterwards.
    """
    await fill(settings, Shop(items, seed, int(time.time() * 1000) // DAY_MS * DAY_MS))
    async with open_service(settings) as parts:
        live = parts.live
        # Else no model would be asked for them, and its package never be missed.
        asks_model = Consent(purposes={Purpose.MODEL: True}, at=parts.clock.now())
        await parts.people.put_consent(people_with(50)[0], asks_model)
        if isinstance(live, LiveIndex) and not (live.snapshot.fingerprint and live.snapshot.statistics.people):
            await live.reindex(parts.clock.now())
    collection = live_collection(EmbeddedChroma(settings.data).connect())
    if collection is None:
        raise Misconfigured(f"{settings.data} holds no index after it was made; run frankly reindex on it.")
    return str(collection.name)


def measure(items: int, starts: int, seed: int, say: Say) -> Report:
    """Start each program so many times, in turn.

    Args:
        items: size of the catalogue.
        starts: of each program; one more of each goes before, so that files are in memory.
        seed: of the synthetic shop.
        say: told what is going on.

    Returns:
        Figures `startup.…`; ratios are medians of pairs.
    """
    report = Report(config={"items": items, "starts": starts, "seed": seed})
    with tempfile.TemporaryDirectory(prefix="frankly-bench-", ignore_cleanup_errors=True) as folder:
        say(f"{items:,} items: storing and indexing a synthetic shop")
        settings = Settings(data=Path(folder) / "data")
        collection = asyncio.run(prepare(settings, items, seed))
        found: dict[str, list[Started]] = {"bare": [], "ours": [], "model": []}
        with model_server() as server:
            model = {"FRANKLY_MODEL": "openai/good", "FRANKLY_MODEL_URL": server.url, "OPENAI_API_KEY": "any"}
            for turn in range(starts + 1):
                say(f"start {turn} of {starts}" if turn else "one start of each, to have files in memory")
                found["bare"].append(start_bare(settings.data / "chroma", collection))
                found["ours"].append(start_ours(settings.data, {}))
                found["model"].append(start_ours(settings.data, model))
    report.figures = figures({name: rows[1:] for name, rows in found.items()})
    report.notes = [f"first answers with a model say: {', '.join(sorted(set(found['model'][-1].said))) or 'nothing'}"]
    return report


def figures(found: Mapping[str, Sequence[Started]]) -> dict[str, float]:
    """Medians, and medians of the ratios of each pair of starts.

    Args:
        found: `bare`, `ours` and `model` → starts, in the same order.
    """
    wall = {name: [one.wall_s for one in rows] for name, rows in found.items()}
    work = {name: [one.processor_s for one in rows] for name, rows in found.items()}
    return {
        "startup.first_answer_s": round(statistics.median(wall["ours"]), 3),
        "startup.first_answer_s.model": round(statistics.median(wall["model"]), 3),
        "startup.bare_s": round(statistics.median(wall["bare"]), 3),
        "startup.ratio_to_bare": _ratio(wall["ours"], wall["bare"]),
        "startup.ratio_to_bare.model": _ratio(wall["model"], wall["bare"]),
        "startup.processor_ratio_to_bare": _ratio(work["ours"], work["bare"]),
        "startup.processor_ratio_to_bare.model": _ratio(work["model"], work["bare"]),
    }


def _ratio(ours: Sequence[float], bare: Sequence[float]) -> float:
    pairs = [mine / other for mine, other in zip(ours, bare, strict=True) if other]
    return round(statistics.median(pairs), 3) if pairs else 0.0


def start_bare(chroma: Path, collection: str) -> Started:
    """Start the yardstick once.

    Args:
        chroma: folder of an embedded Chroma.
        collection: its collection.

    Raises:
        DependencyError: when it ends without a word.
    """
    started = time.perf_counter()
    with _running([sys.executable, "-c", BARE, str(chroma), collection], dict(os.environ)) as process:
        if process.stdout is None or process.stdout.readline().strip() != b"ready":
            raise DependencyError("The yardstick of the start did not open the collection; is chromadb whole?")
        return Started(time.perf_counter() - started, processor_s(process.pid))


def start_ours(data: Path, more: Mapping[str, str]) -> Started:
    """Start the service once, and ask until it answers.

    Args:
        data: the data folder.
        more: environment variables besides.

    Raises:
        DependencyError: when it ends, or does not answer in time.
    """
    port = free_port()
    body = orjson.dumps({"surface": "home", "person": people_with(50)[0], "seed": 1})
    started = time.perf_counter()
    with _running([*FRANKLY, "serve", "--port", str(port)], environment(data) | dict(more)) as process:
        while (answer := _answered(port, body)) is None:
            if process.poll() is not None or time.perf_counter() - started > START_S:
                raise DependencyError("The service did not answer; 'frankly serve' on a data folder says why.")
            time.sleep(LOOK_S)
        spent = time.perf_counter() - started
        said = [str(one["code"]) for one in answer["degradations"]]
        return Started(spent, processor_s(process.pid), said)


def _answered(port: int, body: bytes) -> dict[str, list[dict[str, object]]] | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_S)
    try:
        connection.request("POST", "/v1/recommendations", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        read = response.read()
    except OSError:
        return None
    finally:
        connection.close()
    if response.status != 200:
        raise DependencyError(f"The first answer was {response.status}: {read[:300].decode(errors='replace')}")
    told: dict[str, list[dict[str, object]]] = orjson.loads(read)
    return told


def processor_s(pid: int) -> float:
    """Seconds of the processor that a process took so far, as Linux tells it; 0 where there is no /proc."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _running(command: Sequence[str], environ: Mapping[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(  # noqa: S603  our own command
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()
