"""A run as one JSON object, for programs."""

from typing import Any

from frankly.evals.reports.view import CellView, Found, Line, RunView
from frankly.evals.runs.summary import Summary


def as_plain(view: RunView) -> dict[str, Any]:
    """The object: `figures`, `config` and `data` as of every suite, then the run, and every cell with its findings."""
    summary = view.summary
    told = summary.model_dump(mode="json", exclude={"config"})
    return {
        "figures": figures(summary, len({(cell.suite, cell.case) for cell in view.cells})),
        "config": dict(summary.config),
        "data": {},
        **told,
        "by_cell": [*map(_cell, view.cells)],
    }


def figures(summary: Summary, cases: int) -> dict[str, float]:
    """The run's figures by name; docs/benchmarks.md says what each means.

    Args:
        summary: what it comes to.
        cases: how many cases it has, whatever their variables and tries.
    """
    named: dict[str, float] = {
        "eval.seconds": summary.seconds,
        "eval.cost": summary.cost_nano / 1e9,
        "eval.cases": cases,
        "eval.cells": summary.cells,
        "eval.failed": sum(one.counts.failed for one in summary.checks if one.gates),
        "eval.errors": sum(one.counts.errors for one in summary.checks),
        "eval.lacking": len({one.check for one in summary.checks if one.lacks}),
        "eval.stale": sum(one.counts.stale for one in summary.checks),
    }
    shares = {f"eval.passed.{one.suite}.{one.check}": one.share for one in summary.checks if one.share is not None}
    return {**named, **shares}


def _cell(cell: CellView) -> dict[str, Any]:
    return {
        "cell": cell.name,
        "suite": cell.suite,
        "case": cell.case,
        "variables": dict(cell.variables),
        "state": cell.state,
        "was": cell.was,
        "because": cell.because,
        "error": cell.output.error if cell.output is not None else "",
        "found": [_found(found) for found in cell.founds],
        "show": cell.shown_by,
    }


def _found(found: Found) -> dict[str, Any]:
    return {
        "check": found.check,
        "state": found.state,
        **found.finding.model_dump(mode="json"),
        "expected": found.expects,
        "told": found.told,
        "texts": [_line(line) for line in found.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    told = line.told.model_dump(mode="json", include={"text", "place", "item", "origin", "is_delivered", "is_proved"})
    return {**told, "title": line.title, "codes": line.codes}
