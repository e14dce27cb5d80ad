"""How findings and previews look on a terminal, and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from rich.console import Console
from rich.text import Text

from frankly.adapters.files.linting.finding import Finding
from frankly.cli.screen import clean, out, put_json
from frankly.pipelines.replaying.previewing import Example, Preview, Tally

_STYLES: Final = {"error": "bold red", "warning": "yellow"}


def put_findings(findings: Sequence[Finding], *, as_json: bool) -> bool:
    """Write findings; returns whether any of them is an error."""
    errors = sum(finding.level == "error" for finding in findings)
    warnings = len(findings) - errors
    if as_json:
        put_json({"errors": errors, "warnings": warnings, "findings": [asdict(finding) for finding in findings]})
        return errors > 0
    screen = out()
    for finding in findings:
        screen.print(Text.assemble((finding.place, "bold"), " ", (finding.level, _STYLES[finding.level])))
        screen.print(Text(f"  {clean(finding.message)}"))
    if not findings:
        screen.print("Everything fits.")
    else:
        screen.print(f"{errors:,} errors, {warnings:,} warnings.")
    return errors > 0


def put_preview(found: Preview, *, as_json: bool) -> None:
    """Write what a change would do."""
    if as_json:
        plain = asdict(found)
        put_json(plain | {"by_rule": dict(found.by_rule), "examples": [asdict(one) for one in found.examples]})
        return
    screen = out()
    parts = (found.wordings, found.facts, found.sentences)
    refused, tried = sum(one.refused for one in parts), sum(one.tried for one in parts)
    screen.print(
        f"Refuses {refused:,} of {tried:,} sentences, in {found.touched:,} of {found.decisions:,} recorded decisions."
    )
    for name, tally in (
        ("wordings", found.wordings),
        ("stored facts", found.facts),
        ("said to people", found.sentences),
    ):
        if tally.tried:
            screen.print(f"  {name}: {_counted(tally)}")
    if found.unreadable:
        screen.print(f"  {found.unreadable:,} decisions cannot be read back any more and were left out.")
    for code, number in found.by_rule.most_common():
        screen.print(f"  by rule: {code} {number:,}")
    for example in found.examples:
        _show(screen, example)


def _counted(tally: Tally) -> str:
    already = f" ({tally.already:,} of them by the files in force already)" if tally.already else ""
    return f"{tally.refused:,} of {tally.tried:,} refused{already}"


def _show(screen: Console, example: Example) -> None:
    where = f"decision {example.decision}, {example.item}" if example.decision else example.item
    screen.print()
    screen.print(Text(clean(where), style="bold"))
    screen.print(Text(f"  - {clean(example.said)}"))
    for line in example.instead:
        screen.print(Text(f"  + {clean(line)}"))
    screen.print(Text(f"  {example.code}: {clean(example.hint)}", style="dim"))
