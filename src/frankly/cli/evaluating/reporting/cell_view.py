"""A cell of an eval run on a terminal: what was found with the sentences, and all that was made."""

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from frankly.cli.screen import clean
from frankly.evals.reports.pairs import Pair, Side, changed, pairs, probed
from frankly.evals.reports.states import STATES, State
from frankly.evals.reports.view import CellView, Found, Line
from frankly.evals.reports.words import fate, meaning

STYLES: Final[dict[State, str]] = {
    "red": "bold red",
    "broke": "bold red",
    "stale": "yellow",
    "drawn": "yellow",
    "noted": "yellow",
    "known": "yellow",
    "fine": "green",
    "skipped": "dim",
}
"""What it comes to → how it looks."""


def cell_told(cell: CellView) -> RenderableType:
    """One cell with all that is known of it: findings, texts, what changed, the prompt that was sent and the reply."""
    parts: list[RenderableType] = [*findings(cell)]
    passed = [found.check for found in cell.founds if found.state == "fine"]
    if passed:
        parts.append(indented(Text(f"Passed: {', '.join(passed)}", style="green")))
    for found in cell.founds:
        if found.state == "skipped":
            parts.append(indented(Text(clean(f"Nothing to look at: {found.check} {found.finding.why}"), style="dim")))
    if cell.before is not None:
        parts += _differences(cell)
    for other in probed(cell):
        words = other.error or f"{len(other.pairs)} texts differ, {other.same} are the same"
        parts += [Text(), Text(clean(f"Asked {other.told}: {words}"), style="bold"), *_sides(other.pairs)]
    parts += [Text(), Text("All texts", style="bold"), *(indented(_line(line)) for line in cell.lines)]
    for call in cell.calls:
        rules = [f"lost rule {rule}" for rule in call.lost_rules] + [
            f"broken rule {rule}" for rule in call.broken_rules
        ]
        parts += [
            Text(),
            Text(clean(f"{call.prompt}, {call.model}{': ' if rules else ''}{', '.join(rules)}"), style="bold"),
        ]
        parts += [indented(Text(call.fault, style="yellow"))] if call.fault else []
        for words, text in (("Prompt, as it was sent", call.sent), ("Reply, as it came", call.reply or "(none)")):
            parts += [
                indented(Text(words, style="dim")),
                *(indented(Text(clean(row)), 4) for row in text.splitlines()),
            ]
    return Group(*parts)


def findings(cell: CellView) -> Iterator[RenderableType]:
    """What a cell comes to, and each finding that is not fine with its sentence."""
    yield Text.assemble((clean(cell.name), "bold"), "  ", (STATES[cell.state], STYLES[cell.state]))
    if cell.was is not None and cell.was != cell.state:
        yield indented(Text(f"was: {STATES[cell.was]}", style="dim"))
    if cell.because:
        yield indented(Text(clean(f"This case is here because: {cell.because}"), style="dim"))
    if cell.output is not None and cell.output.error:
        yield indented(Text(clean(f"Nothing could be made: {cell.output.error}"), style="red"))
    seen: set[str] = set()
    for found in cell.wrong:
        yield from _found(found, seen)


def _found(found: Found, seen: set[str]) -> Iterator[RenderableType]:
    """A finding; of a text that was told already, the text alone."""
    yield indented(
        Text.assemble((found.check, STYLES[found.state]), ": ", clean(found.finding.why or STATES[found.state]))
    )
    for line in found.lines:
        where = f"{line.told.place} {line.told.text}"
        yield indented(_line(line, is_short=where in seen), 4)
        seen.add(where)
    if found.expects or found.told:
        yield indented(Text(clean(f"expected: {found.expects} {found.told}".rstrip()), style="dim"), 4)


def _line(line: Line, *, is_short: bool = False) -> Text:
    told = Text("“")
    for piece in line.pieces:
        # Brackets besides the colour, for those who see none.
        told.append(
            f"[{clean(piece.text)}]" if piece.is_marked else clean(piece.text), "bold red" if piece.is_marked else ""
        )
    told.append("”")
    if is_short:
        return told
    about = [one for one in (line.title, line.told.place, line.told.origin, fate(line)) if one]
    told.append("\n").append(clean(", ".join(about)), "dim")
    for code in line.codes:
        told.append(f"\n{code}", "red").append(f": {meaning(code)}" if meaning(code) else "")
    return told


def _differences(cell: CellView) -> Iterator[RenderableType]:
    found = pairs(cell)
    differ = changed(found)
    yield Text()
    yield Text(f"Before and now: {len(differ)} texts differ, {len(found) - len(differ)} are the same", style="bold")
    yield from _sides(differ)


def _sides(differ: Sequence[Pair]) -> Iterator[RenderableType]:
    for pair in differ:
        for sign, side, style in (("- ", pair.left, "red"), ("+ ", pair.right, "green")):
            if side is not None:
                yield indented(_side(sign, side, style))


def _side(sign: str, side: Side, style: str) -> Text:
    told = Text(sign, style=style)
    for piece in side.pieces:
        told.append(clean(piece.text), f"{style} underline" if piece.is_marked else style)
    codes = " ".join(side.line.told.codes)
    return told.append(f"  {codes}" if codes else "", "bold red")


def indented(text: Text, by: int = 2) -> Padding:
    """A text moved to the right; all its lines are."""
    return Padding(text, (0, 0, 0, by))
