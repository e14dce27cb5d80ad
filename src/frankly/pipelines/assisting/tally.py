"""Counts what came of asking a language model, for whoever watches a service; nothing is decided by it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from frankly.domain.model.fault import ReplyFault
from frankly.pipelines.assisting.hearing import HeardCall


@dataclass(slots=True, eq=False)
class ModelTally:
    """Counters of one process.

    Attributes:
        calls: (prompt, outcome) → calls; the outcome is `replied`, `cached`, or the code of the failure.
        faults: fault → replies that had it.
        tokens: (prompt, `in` or `out`) → tokens of new replies that answers waited for. Those of late replies and of
            second shuffles stand in the ledger of budgets alone.
    """

    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    tokens: Counter[tuple[str, str]] = field(default_factory=Counter)

    def note(self, calls: Iterable[HeardCall], faults: Iterable[ReplyFault]) -> None:
        """Add what one answer had of a model."""
        for call in calls:
            if call.reply is None:
                self.calls[call.prompt, call.failure[0]] += 1
                continue
            self.calls[call.prompt, "cached" if call.reply.is_cached else "replied"] += 1
            if not call.reply.is_cached:
                self.tokens[call.prompt, "in"] += call.reply.usage.tokens_in
                self.tokens[call.prompt, "out"] += call.reply.usage.tokens_out
        self.faults.update(fault.value for fault in faults)
