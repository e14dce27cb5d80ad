"""What `frankly verify` prints: each text with what is wrong in it underlined, its code, and what would mend it."""

from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from frankly.cli.screen import clean, out
from frankly.domain.saying.unbound import UnboundClaim
from frankly.pipelines.checking.views import CheckedDraft, CheckedDrafts, CheckedText

_STYLES: Final = {"verified": "green", "refused": "bold red", "unread": "bold yellow"}
_CLAIMS: Final = {"contradicted": "bold red", "not found": "yellow", "supported": "green"}
_LONGEST: Final = 60


def show_drafts(checked: CheckedDrafts) -> None:
    """Print what became of drafts: refused ones whole, verified ones in a line."""
    screen = out()
    for one in checked.drafts:
        screen.print(_draft(one))
    counts = [f"{checked.verified:,} verified", f"{checked.refused:,} refused"]
    if checked.unread:
        counts.append(f"{checked.unread:,} could not be checked")
    is_fine = not checked.refused and not checked.unread
    screen.print(Text(", ".join(counts) + ".", style="green" if is_fine else "bold"))


def _draft(one: CheckedDraft) -> RenderableType:
    where = " ".join(filter(None, (f"line {one.number}", one.id, one.item and f"of {one.item}")))
    head = Text.assemble((f"{one.state}  ", _STYLES[one.state]), (clean(where), "dim"))
    if one.state == "verified" and one.said is not None:
        return Group(head, _indented(Text(clean(one.said.text))))
    if one.state == "unread":
        return Group(head, _indented(Text(clean(one.problem or ""))), _indented(Text(clean(one.text), style="dim")))
    table = _table("code", "words", "what would mend it")
    for verdict in one.verdicts:
        table.add_row(verdict.code, clean(_short(verdict.words)), clean(verdict.hint))
    return Group(head, _indented(underlined(one.text, [verdict.span for verdict in one.verdicts])), _indented(table))


def show_text(checked: CheckedText) -> None:
    """Print a text that was held against items, with its claims; nothing in it is called verified."""
    report, screen = checked.report, out()
    screen.print(
        underlined(report.text, [claim.span for claim in (*report.contradicted, *report.not_found)], keep=True)
    )
    screen.print()
    shown = [claim for claim in report.claims if claim.state != "supported"]
    if shown:
        screen.print(_claims(shown))
    for found in checked.findings:
        words = report.text[found.span[0] : found.span[1]]
        screen.print(Text(f"In the text: {found.what} ({found.code}): {clean(_short(words))}", style="yellow"))
    supported = sum(claim.state == "supported" for claim in report.claims)
    screen.print(
        Text(
            f"Held against {', '.join(report.items)}: {supported} claims supported, "
            f"{len(report.contradicted)} contradicted, {len(report.not_found)} not found.",
            style="bold",
        )
    )
    screen.print(
        Text("A text without evidence is never verified: what no rule reads is not in this list.", style="dim")
    )


def _claims(claims: Iterable[UnboundClaim]) -> Table:
    table = _table("", "claim", "words", "what the item says", "fields")
    for claim in claims:
        state = Text(claim.state, style=_CLAIMS[claim.state])
        table.add_row(state, claim.kind, clean(_short(claim.text)), clean(claim.hint), clean(", ".join(claim.fields)))
    return table


def underlined(text: str, spans: Sequence[tuple[int, int]], *, keep: bool = False) -> Text:
    """A text with some places underlined.

    Args:
        text: as it came; what cannot be seen is shown as a mark.
        spans: the places.
        keep: whether its lines stay lines.
    """
    lines = "\n".join(clean(line) for line in text.split("\n"))
    shown = Text(lines if keep else clean(text))
    for start, end in spans:
        if (start, end) != (0, len(text)):
            shown.stylize("underline bold", start, end)
    return shown


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for head in heads:
        table.add_column(head, overflow="fold", style="bold" if head == "code" else "")
    return table


def _indented(shown: RenderableType) -> Padding:
    return Padding(shown, (0, 0, 0, 2))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
