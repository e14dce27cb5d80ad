"""A run as JUnit XML: a suite is a test suite, a check in a cell is a test."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from frankly.evals.reports.states import STATES, State
from frankly.evals.reports.view import CellView, Found, RunView
from frankly.evals.reports.words import clean, explained

_TAGS: Final[dict[State, str]] = {
    "red": "failure",
    "stale": "failure",
    "broke": "error",
    "drawn": "skipped",
    "noted": "skipped",
    "known": "skipped",
    "skipped": "skipped",
}
"""What is stale is no pass, so nobody may count it as one; what does not gate must turn nothing red."""


def as_junit(view: RunView) -> str:
    """Make the document; characters that XML cannot hold are replaced."""
    top = Element("testsuites", name="frankly eval", time=f"{view.summary.seconds:.3f}")
    for suite, cells in groupby(sorted(view.cells, key=attrgetter("suite")), key=attrgetter("suite")):
        _suite(top, suite, list(cells))
    _count(top, top.iter("testcase"))
    indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(top, encoding="unicode") + "\n"


def _suite(top: Element, name: str, cells: list[CellView]) -> None:
    suite = SubElement(top, "testsuite", name=clean(name))
    for cell in cells:
        seconds = cell.output.ms / 1000 if cell.output is not None else 0.0
        for at, found in enumerate(cell.founds):
            # The cell is made once for all its checks: its time stands with the first.
            _case(suite, cell, found, 0.0 if at else seconds)
        if not cell.founds:
            _nothing(suite, cell)
    _count(suite, suite.iter("testcase"))


def _case(suite: Element, cell: CellView, found: Found, seconds: float) -> None:
    case = SubElement(
        suite,
        "testcase",
        classname=clean(cell.suite),
        name=clean(f"{cell.name.removeprefix(f'{cell.suite}/')} {found.check}"),
        time=f"{seconds:.3f}",
    )
    tag = _TAGS.get(found.state)
    if tag is None:
        return
    why = clean(found.finding.why or found.state)
    if tag == "skipped" and found.state != "skipped":
        why = f"{STATES[found.state]}: {why}"
    told = (
        SubElement(case, tag, message=why) if tag == "skipped" else SubElement(case, tag, message=why, type=found.check)
    )
    if found.state != "skipped":
        told.text = clean("\n".join(explained(cell, found)))


def _nothing(suite: Element, cell: CellView) -> None:
    """A cell that no check has looked at is an error: else it would be missing without a word."""
    name = clean(cell.name.removeprefix(f"{cell.suite}/"))
    case = SubElement(suite, "testcase", classname=clean(cell.suite), name=name, time="0.000")
    why = cell.output.error if cell.output is not None and cell.output.error else "no check has looked at it"
    SubElement(case, "error", message=clean(why), type="cell")


def _count(element: Element, cases: Iterable[Element]) -> None:
    found = list(cases)
    element.set("tests", str(len(found)))
    for tag, name in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        element.set(name, str(sum(case.find(tag) is not None for case in found)))
