"""Counters for Prometheus. Labels come from closed lists, never from people: routes, surfaces that exist, codes."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from frankly.domain.answering.answer import Answer, AnsweredItem
from frankly.domain.answering.degradation import Degradation
from frankly.domain.deciding.vote import VoteRecord
from frankly.domain.saying.message import Message
from frankly.domain.saying.text import VerifiedText
from frankly.pipelines.assisting.tally import ModelTally
from frankly.stages.vote.gate import LINES, standing_of

LATENCY_S: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
"""Upper bounds of the latency buckets; 25 ms is what the product promises."""

STREAM_S: Final = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the buckets of whole streams: they wait for a language model, 60 s at most."""


class Metrics:
    """All counters of one service."""

    media_type: Final = CONTENT_TYPE_PLAIN_0_0_4

    def __init__(self) -> None:
        """Start at zero, in a registry of its own."""
        self.registry = registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        by_route = ("method", "route", "surface")
        self.requests = Counter("frankly_requests", "Requests", (*by_route, "status"), registry=registry)
        self.seconds = Histogram(
            "frankly_request_seconds", "Time to the answer", by_route, registry=registry, buckets=LATENCY_S
        )
        self.problems = Counter("frankly_refusals", "Requests refused, by problem", ("code",), registry=registry)
        self.degradations = Counter("frankly_degradations", "Fallbacks used, by code", ("code",), registry=registry)
        self.sentences = Counter("frankly_sentences", "Sentences delivered, by origin", ("origin",), registry=registry)
        self.events = Counter("frankly_events", "Events received, by outcome", ("outcome",), registry=registry)
        self.feedback = Counter(
            "frankly_feedback", "What people said of sentences, by verdict", ("verdict",), registry=registry
        )
        self.streams = Counter("frankly_streams", "Streams, by how they ended", ("end",), registry=registry)
        self.streams_open = Gauge("frankly_streams_open", "Streams open now", registry=registry)
        self.stream_seconds = Histogram(
            "frankly_stream_seconds", "Time to the end of a stream", registry=registry, buckets=STREAM_S
        )
        self.votes = Gauge(
            "frankly_vote_state",
            "How far a model's vote is trusted: 1 for the state it is in",
            ("surface", "prompt", "state"),
            registry=registry,
        )
        self.voted = Gauge(
            "frankly_votes", "Votes that were measured", ("surface", "prompt", "measure"), registry=registry
        )
        self.campaigned = Counter(
            "frankly_campaign_recipients", "Recipients that a step of a campaign took", ("step",), registry=registry
        )
        self.lost_lines = Counter("frankly_log_lines_lost", "Log lines that could not be written", registry=registry)
        self.position = Gauge("frankly_snapshot_position", "Change of the catalogue seen last", registry=registry)
        self.lag = Gauge("frankly_snapshot_lag", "Changes of the catalogue not seen yet", registry=registry)

    def request(self, method: str, route: str, surface: str, status: int, seconds: float) -> None:
        """Count one request."""
        self.requests.labels(method, route, surface, str(status)).inc()
        self.seconds.labels(method, route, surface).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Count what an answer says and what it had to do without."""
        self._told(answer.degradations, answer.items, [answer.headline])

    def message(self, message: Message) -> None:
        """Count what an e-mail says and what it had to do without."""
        lines = [message.subject, message.preheader, message.greeting, message.intro, message.closing]
        self._told(message.degradations, message.items, lines)

    def _told(
        self, degradations: Sequence[Degradation], items: Sequence[AnsweredItem], lines: Sequence[VerifiedText | None]
    ) -> None:
        for degradation in degradations:
            self.degradations.labels(degradation.code).inc()
        texts = [text for item in items for text in item.sentences]
        texts += [line for line in lines if line is not None]
        for origin, count in Tally(text.origin for text in texts).items():
            self.sentences.labels(origin).inc(count)

    def campaign(self, step: str) -> Callable[[int], None]:
        """What counts recipients that a step of a campaign took, as they are done."""
        return self.campaigned.labels(step).inc

    def stream(self, end: str, seconds: float) -> None:
        """Count one stream."""
        self.streams.labels(end).inc()
        self.stream_seconds.observe(seconds)

    def outcomes(self, outcomes: Iterable[str]) -> None:
        """Count what became of events."""
        for outcome, count in Tally(outcomes).items():
            self.events.labels(outcome).inc(count)

    def judged(self, verdicts: Iterable[str]) -> None:
        """Count what people said of sentences."""
        for verdict, count in Tally(verdicts).items():
            self.feedback.labels(verdict).inc(count)

    def snapshot(self, seen: int, newest: int) -> None:
        """Note how far the snapshot is behind the catalogue."""
        self.position.set(seen)
        self.lag.set(max(newest - seen, 0))

    def trust(self, model: str, records: Iterable[VoteRecord]) -> None:
        """Show how far the votes of the model in use are trusted."""
        self.votes.clear()
        self.voted.clear()
        for record in records:
            if record.key.model != model:
                continue
            named = (record.key.surface, record.key.prompt)
            self.votes.labels(*named, standing_of(record.tallies).state).set(1)
            for measure in LINES:
                self.voted.labels(*named, measure).set(getattr(record.tallies, measure).number)

    def model(self, tally: ModelTally) -> None:
        """Show what came of asking a language model, counted where it is asked."""
        self.registry.register(_Tallied(tally))

    def render(self) -> bytes:
        """Everything in the text format of Prometheus."""
        return generate_latest(self.registry)


class _Tallied(Collector):
    """Counters that are kept where a language model is asked."""

    def __init__(self, tally: ModelTally) -> None:
        self._tally = tally

    def collect(self) -> Iterable[Metric]:
        calls = CounterMetricFamily(
            "frankly_model_calls", "Calls that answers waited for, by what came of them", labels=("prompt", "outcome")
        )
        for (prompt, outcome), count in sorted(self._tally.calls.items()):
            calls.add_metric((prompt, outcome), count)
        tokens = CounterMetricFamily(
            "frankly_model_tokens",
            "Tokens of new replies that answers waited for; 'frankly usage' tells all that were paid for",
            labels=("prompt", "direction"),
        )
        for (prompt, direction), count in sorted(self._tally.tokens.items()):
            tokens.add_metric((prompt, direction), count)
        faults = CounterMetricFamily("frankly_reply_faults", "What was wrong with replies", labels=("fault",))
        for fault, count in sorted(self._tally.faults.items()):
            faults.add_metric((fault,), count)
        return calls, tokens, faults
