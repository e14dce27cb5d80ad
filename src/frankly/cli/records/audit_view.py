"""How heads and the outcome of a verification look on a terminal."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from rich.padding import Padding
from rich.text import Text

from frankly.cli.screen import clean, out
from frankly.domain.deciding.audit import AuditFinding, AuditReport, ChainHead
from frankly.domain.time import DAY_MS

SHOWN: Final = 50
"""Most findings that are shown; --json has more."""


def as_plain(report: AuditReport) -> dict[str, object]:
    """A report for programs."""
    return {"ok": report.is_intact, **asdict(report)}


def show_heads(heads: Sequence[ChainHead], segments: int) -> None:
    """Show heads, one below the other."""
    screen = out()
    if not heads:
        screen.print("There is no record yet, and so no head.")
        return
    for head in heads:
        day = datetime.fromtimestamp(head.day * DAY_MS / 1000, UTC).date().isoformat()
        screen.print(f"Segment {head.segment} of {segments}, {day}, {head.entries:,} records, writer {head.writer}")
        screen.print(Text(f"  {head.head}", style="bold"))
    screen.print("Keep it elsewhere: frankly audit head --json >> heads.jsonl")


def show_report(report: AuditReport) -> None:
    """Show what was looked at, and each finding."""
    screen = out()
    looked = f"{_many(report.records, 'record')} in {_many(report.segments - report.dropped, 'segment')}"
    aside = [
        f"{_many(report.dropped, 'segment')} {_were(report.dropped)} dropped by age" if report.dropped else "",
        f"{_many(report.erased, 'record')} of deleted people cannot be read any more" if report.erased else "",
        f"{_many(report.unchecked, 'kept head')} not looked at: inside dropped segments" if report.unchecked else "",
    ]
    held = f"held against {_many(report.heads, 'kept head') if report.heads else 'no kept head'}"
    screen.print(f"{looked}, {held}.")
    for line in filter(None, aside):
        screen.print(Text(f"  {line}.", style="dim"))
    for finding in report.findings[:SHOWN]:
        _show(finding)
    hidden = len(report.findings) - SHOWN + report.more
    if hidden > 0:
        screen.print(f"And {hidden:,} more.")
    _conclude(report)


def _many(number: int, word: str) -> str:
    return f"{number:,} {word}" + ("" if number == 1 else "s")


def _were(number: int) -> str:
    return "was" if number == 1 else "were"


def _show(finding: AuditFinding) -> None:
    where = f"segment {finding.segment}" + (f", record {finding.seq}" if finding.seq is not None else "")
    screen = out()
    screen.print(Text.assemble(("✗ ", "bold red"), (str(finding.code), "bold"), f"  {where}"))
    screen.print(Padding(Text(clean(finding.detail)), (0, 0, 0, 2)))


def _conclude(report: AuditReport) -> None:
    if not report.is_intact:
        text = "The records are not those that were written. Keep this folder as it is, and compare it with a backup."
        out().print(Text(text, style="bold red"))
        return
    out().print(Text("The chain holds.", style="green"))
    if not report.heads:
        out().print("That the end is there, and that nobody wrote all of it anew, only heads kept elsewhere can show.")
