"""What an import command prints: what became of the rows, the first that could not be used, and what to do next."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from frankly.cli.owner import running_service
from frankly.cli.screen import clean, out, put_json
from frankly.pipelines.facts.making import MakeReport
from frankly.pipelines.importing import ImportReport
from frankly.settings import Settings

_UNKNOWN: Final = (
    "They are stored, and count once the items are there: bring those in ('frankly import items FILE'), or check that "
    "both files write ids the same way."
)

_FLAGGED: Final = (
    "It is stored as it came and cleaned where it is shown; sentences that read like an order never become facts."
)


def show(reports: Sequence[ImportReport], settings: Settings, as_json: bool, made: MakeReport | None = None) -> None:
    """Print the outcome of an import, and what facts were made of the items."""
    if as_json:
        files = {"files": [report.model_dump(mode="json") for report in reports]}
        put_json(files if made is None else files | {"facts": asdict(made)})
        return
    screen = out()
    for report in reports:
        for line in _lines(report):
            screen.print(line)
    if made is not None:
        screen.print(
            Text.assemble(("facts  ", "bold"), f"{made.facts:,} made of {made.items - made.unchanged:,} items")
        )
    if any(report.stored or report.changed for report in reports):
        screen.print(Text(_next(settings), style="dim"))


def _lines(report: ImportReport) -> list[RenderableType]:
    counts = (
        f"{report.stored:,} new, {report.changed:,} changed, {report.unchanged:,} there already"
        if report.target != "events"
        else f"{report.stored:,} new, {report.unchanged:,} there already"
    )
    lines = [Text.assemble((f"{report.target}  ", "bold"), f"{report.file}: {counts}")]
    if report.ignored_columns:
        lines.append(Text(f"  Columns that nothing uses: {clean(', '.join(report.ignored_columns))}", style="dim"))
    if report.item_unknown:
        named = ", ".join(f"'{clean(item)}'" for item in report.unknown_items)
        number = f"{report.item_unknown:,} of {report.read:,} events"
        lines.append(Text(f"  The catalogue lacks the items of {number}, such as {named}.", style="yellow"))
        lines.append(Text(f"    {_UNKNOWN}"))
    if report.flagged:
        lines += _flagged(report)
    if report.rejected:
        lines.append(Text(f"  {report.rejected:,} of {report.read:,} rows could not be used:", style="yellow"))
        lines += [
            Text(f"    line {reason.line}{f', {reason.field}' if reason.field else ''}: {clean(reason.reason)}")
            for reason in report.reasons
        ]
        if report.rejected > len(report.reasons):
            lines.append(Text(f"    and {report.rejected - len(report.reasons):,} more"))
        lines.append(Text(f"  All of them, with the reasons: {report.rejects_path}"))
    return list(lines)


def _flagged(report: ImportReport) -> list[Text]:
    counted = ", ".join(f"{code} {number:,}" for code, number in report.findings.items())
    lines = [
        Text(
            f"  The text of {report.flagged:,} of {report.read:,} rows is more than plain prose: {counted}.",
            style="yellow",
        )
    ]
    lines += [
        Text(f"    {clean(one.where)}, {clean(one.field)}: {one.what} ({one.code}): {clean(one.excerpt)}")
        for one in report.flagged_texts
    ]
    return [*lines, Text(f"    {_FLAGGED}")]


def _next(settings: Settings) -> str:
    owner = running_service(settings)
    if owner is None:
        return "Next: 'frankly reindex' counts what is new, then 'frankly recommend' or 'frankly serve'."
    return (
        f"The running service ({owner}) shows new and changed items within a second. What it counts (popular, bought "
        "together) it counts anew after 'frankly reindex', which needs it stopped."
    )
