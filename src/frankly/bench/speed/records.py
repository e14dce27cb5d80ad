"""How large a decision's record is, and what each step of writing it costs; in one thread, without a disk."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Final, TypeVar

from frankly.adapters.aes_gcm import new_key, seal
from frankly.adapters.sql.records.chain import NO_HEAD, Entry, link
from frankly.adapters.sql.records.packing import pack, pack_plain
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.canonical import canonical
from frankly.domain.deciding.decision import Decision
from frankly.pipelines.decide import decide
from frankly.pipelines.parts import Parts
from frankly.pipelines.request import recording

T = TypeVar("T")

MEASURED: Final = 100
"""Records that are measured."""

_PLACE: Final = b"a record's place, as it is bound into the seal"


class Steps:
    """Processor time by step, and sizes, of several records."""

    def __init__(self) -> None:
        """Nothing was measured yet."""
        self.ms: dict[str, list[float]] = {}
        self.bytes: dict[str, list[int]] = {}

    def timed(self, name: str, work: Callable[[], T]) -> T:
        """Do one step and note what it took of the processor: other threads and programs do not count."""
        started = time.thread_time()
        made = work()
        self.ms.setdefault(name, []).append((time.thread_time() - started) * 1000)
        return made

    def sized(self, name: str, data: bytes) -> bytes:
        """Note a size."""
        self.bytes.setdefault(name, []).append(len(data))
        return data


async def record_figures(parts: Parts, asked: Sequence[RecommendationRequest], items: int) -> dict[str, float]:
    """Decide some requests and take their records through all steps.

    Args:
        parts: the world; nothing is written.
        asked: the requests.
        items: size of the catalogue, for the names of figures.

    Returns:
        Medians: `request.record_kb.<items>.…` of 1,000 bytes, `request.record_ms.<items>.…` of processor time.
    """
    steps, key = Steps(), new_key()
    for one in asked[:MEASURED]:
        decided = await decide(parts, one, parts.clock.now())
        _measure(recording.build(decided, ""), key, steps)
    sizes = {f"request.record_kb.{items}.{name}": round(median(each) / 1000, 2) for name, each in steps.bytes.items()}
    times = {f"request.record_ms.{items}.{name}": round(median(each), 3) for name, each in steps.ms.items()}
    return sizes | times


def _measure(decision: Decision, key: bytes, steps: Steps) -> None:
    plain = steps.timed("make", decision.as_plain)
    steps.sized("text", canonical(plain))
    packed = steps.timed("pack", lambda: pack_plain(plain))
    sealed = steps.sized("stored", steps.timed("seal", lambda: seal(packed, key, _PLACE)))
    steps.timed("link", lambda: link(NO_HEAD, Entry(1, 1, "decision", b"", 1, sealed)))
    for kept in decision.kept:
        steps.sized(f"{kept.kind}_stored", pack(kept.make()))
