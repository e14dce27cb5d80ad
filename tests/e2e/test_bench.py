"""The benchmarks run from end to end, small: real folders, a real service, the real yardstick beside it."""

import math
import sys

import pytest

from frankly.bench import commands, filling
from frankly.bench.speed import ingest, request


@pytest.fixture
def few_people(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (filling, request):
        monkeypatch.setattr(module, "PEOPLE", {500: 4, 50: 3, 5: 40, 0: 2})


@pytest.mark.usefixtures("few_people")
def test_requests_are_measured_in_process_over_http_and_against_the_bare_libraries() -> None:
    said: list[str] = []
    report = commands.request([300], requests=10, say=said.append)
    for way in ("in_process", "http", "bare"):
        assert 0 < report.figures[f"request.p50_ms.300.{way}"] <= report.figures[f"request.p95_ms.300.{way}"]
    for few in (0, 5, 50):
        assert report.figures[f"request.p95_ms.300.in_process.acts_{few}"] > 0
    ours, bare = report.figures["request.p50_ms.300.http"], report.figures["request.p50_ms.300.bare"]
    assert report.figures["request.ratio_to_bare.300"] == pytest.approx(ours / bare, abs=0.001)
    assert report.figures["request.per_s.300"] > 0
    if sys.platform == "linux":
        assert report.figures["request.rss_mb.300"] > 50
    assert all(math.isfinite(value) for value in report.figures.values())
    assert report.config["acts"] == 500
    assert len(said) >= 3


def test_ingest_is_measured_over_http_and_by_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "ITEMS", 300)
    report = commands.ingest(events=2_000, singles=100, lines=2_000)
    names = {"events_per_s", "events_per_s.single", "items_per_s", "rss_mb", "import_events_per_s", "import_rss_mb"}
    assert set(report.figures) == {f"ingest.{name}" for name in names}
    assert all(value > 0 for value in report.figures.values())
