import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from frankly.domain.deciding.audit import AuditReport, ChainHead, DroppedSegments
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import Invalid, StoreUnavailable
from frankly.pipelines import auditing
from frankly.pipelines.auditing import drop_older, keep_dropping, read_heads, written
from frankly.testing.fixed_clock import FixedClock

NOW = EpochMs(1_700_000_000_000)
HEAD = ChainHead("0123456789abcdef", 3, 19675, 14, "ab" * 32)


@dataclass
class MemoryChain:
    """A chain that notes what it is told to drop."""

    failures: int = 0
    dropped: list[tuple[int, int]] = field(default_factory=list)

    async def heads(self) -> Sequence[ChainHead]:
        return [HEAD]

    async def verify(
        self, heads: Sequence[ChainHead] = (), *, advance: Callable[[int, int], None] | None = None
    ) -> AuditReport:
        return AuditReport(0, 0, 0, 0, 0, 0, ())

    async def drop_before(self, moment: EpochMs, now: EpochMs) -> DroppedSegments:
        if self.failures:
            self.failures -= 1
            raise StoreUnavailable("full")
        self.dropped.append((moment, now))
        return DroppedSegments(1, 2, 3)


def test_heads_are_read_as_they_were_written() -> None:
    other = replace(HEAD, segment=4)
    assert read_heads([written(HEAD), "", written(other) + "\n", written(HEAD)]) == [HEAD, other]


@pytest.mark.parametrize(
    "line",
    ["no json", "[]", '"text"', "{}", written(HEAD).replace("14", "14.5"), written(HEAD).replace("19675", "true")],
)
def test_a_line_that_is_no_head_is_named(line: str) -> None:
    with pytest.raises(Invalid, match="Line 2 is no head"):
        read_heads([written(HEAD), line])


def test_a_file_without_heads_is_refused_because_it_would_prove_nothing() -> None:
    with pytest.raises(Invalid, match="no head in this file"):
        read_heads(["", "  "])


async def test_what_is_older_than_some_days_is_dropped_and_zero_days_keep_everything() -> None:
    chain = MemoryChain()
    await drop_older(chain, 400, NOW)
    await drop_older(chain, 0, NOW)
    assert chain.dropped == [(NOW - 400 * DAY_MS, NOW)]


async def test_a_service_drops_at_once_once_a_day_and_again_after_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(auditing, "LOOK_S", 0)
    chain, clock = MemoryChain(failures=2), FixedClock(NOW)

    async def drop(now: EpochMs) -> None:
        await drop_older(chain, 400, now)

    keeping = asyncio.create_task(keep_dropping(drop, clock))
    for _ in range(20):
        await asyncio.sleep(0)
    assert chain.dropped == [(NOW - 400 * DAY_MS, NOW)]
    clock.move(DAY_MS)
    for _ in range(20):
        await asyncio.sleep(0)
    keeping.cancel()
    assert [now for _, now in chain.dropped] == [NOW, NOW + DAY_MS]
