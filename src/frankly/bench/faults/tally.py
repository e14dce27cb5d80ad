"""What came of many requests, in numbers that can be added up over processes and runs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from frankly.bench.timing import percentile

MOST_TOLD = 5
"""Failures that are kept in words."""


@dataclass(slots=True)
class Tally:
    """Counts of one run.

    Attributes:
        over_ms: of each request after the warm-up, how long past its deadline it was answered; 0 for one in time.
        own_over_ms: the same without what the thread that answers waited for a core meanwhile.
        warm_over_ms: how long past its deadline each request of the warm-up was answered.
        processor_s: what the processes that ask took of the processor after the warm-up.
        asking_s: how long they asked after the warm-up, each by itself.
        failed: requests that were not answered, or with nothing.
        unproved: sentences that a second look did not prove.
        sentences: sentences that left, by who wrote them.
        degraded: answers, by the code of a fallback that they tell of.
        cut: progressive answers whose listener went away after the slate.
        told: what went wrong, in words.
    """

    over_ms: list[float] = field(default_factory=list)
    own_over_ms: list[float] = field(default_factory=list)
    processor_s: float = 0.0
    asking_s: float = 0.0
    warm_over_ms: list[float] = field(default_factory=list)
    failed: int = 0
    unproved: int = 0
    sentences: Counter[str] = field(default_factory=Counter)
    degraded: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    told: list[str] = field(default_factory=list)

    def fail(self, what: str) -> None:
        """Count a request that was not answered."""
        self.failed += 1
        self.tell(f"not answered: {what}")

    def doubt(self, texts: Sequence[str]) -> None:
        """Count sentences that were not proved."""
        self.unproved += len(texts)
        for text in texts:
            self.tell(f"not proved: {text}")

    def tell(self, what: str) -> None:
        """Keep the first few."""
        if len(self.told) < MOST_TOLD:
            self.told.append(what)

    @property
    def requests(self) -> int:
        """Requests of both kinds."""
        return len(self.over_ms) + len(self.warm_over_ms)


def added(parts: Sequence[Tally]) -> Tally:
    """All of them as one."""
    whole = Tally()
    for part in parts:
        whole.over_ms += part.over_ms
        whole.own_over_ms += part.own_over_ms
        whole.processor_s += part.processor_s
        whole.asking_s += part.asking_s
        whole.warm_over_ms += part.warm_over_ms
        whole.failed += part.failed
        whole.unproved += part.unproved
        whole.sentences += part.sentences
        whole.degraded += part.degraded
        whole.cut += part.cut
        for told in part.told:
            whole.tell(told)
    return whole


def figures(whole: Tally, met: Mapping[str, int], seconds: float) -> dict[str, float]:
    """Figures `faults.…`.

    Args:
        whole: what came of all requests.
        met: personality → calls that it replied to.
        seconds: what all that took.
    """
    over, own, warm = (times or [0.0] for times in (whole.over_ms, whole.own_over_ms, whole.warm_over_ms))
    return {
        "faults.requests": whole.requests,
        "faults.failed_answers": whole.failed,
        "faults.unverified_sentences": whole.unproved,
        "faults.p50_over_deadline_ms": percentile(over, 0.5),
        "faults.p99_over_deadline_ms": percentile(over, 0.99),
        "faults.max_over_deadline_ms": round(max(over), 1),
        "faults.p99_over_deadline_ms.own": percentile(own, 0.99),
        "faults.max_over_deadline_ms.own": round(max(own), 1),
        "faults.processor_ms": round(whole.processor_s * 1000 / len(over), 1),
        "faults.processor_share": round(whole.processor_s / whole.asking_s, 3) if whole.asking_s else 0.0,
        "faults.warm_up_max_over_ms": round(max(warm), 1),
        "faults.late_share": round(sum(late > 0 for late in over) / len(over), 4),
        "faults.streams_cut": whole.cut,
        "faults.model_calls": sum(met.values()),
        **{f"faults.calls.{name}": number for name, number in sorted(met.items())},
        **{f"faults.sentences.{origin}": number for origin, number in sorted(whole.sentences.items())},
        **{f"faults.degraded.{code}": number for code, number in sorted(whole.degraded.items())},
        "faults.per_s": round(whole.requests / seconds, 2) if seconds else 0.0,
    }
