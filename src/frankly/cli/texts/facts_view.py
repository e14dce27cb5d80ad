"""Facts of items as a person at a terminal reads them: the sentence, what it leans on, and whether it may be shown."""

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from frankly.cli.screen import clean
from frankly.domain.saying.fact import Fact, FactStatus, ItemFacts
from frankly.domain.saying.text import ProofLevel, Verdict
from frankly.pipelines.facts.making import MakeReport
from frankly.pipelines.facts.views import ItemFactsView, ItemFactView

MARKS: Final[dict[FactStatus, tuple[str, str]]] = {
    "admitted": ("✓", "green"),
    "waiting": ("·", "yellow"),
    "refused": ("✗", "red"),
}


def made_view(report: MakeReport) -> RenderableType:
    """What was made."""
    parts = [f"{report.items:,} items, {report.unchanged:,} of them made before", f"{report.facts:,} facts made"]
    lines = [Text("; ".join(parts) + ".")]
    if report.refused:
        lines.append(Text(f"{report.refused:,} proposals were refused by the verifier and are not shown.", style="dim"))
    if report.without:
        lines.append(Text(f"{report.without:,} items have no sentence that may be quoted.", style="dim"))
    return Group(*lines)


def list_view(found: Sequence[ItemFacts], others: int, status: str) -> RenderableType:
    """Facts of many items."""
    if not found:
        return Text("No facts wait for a person." if status == "waiting" else "There are no such facts.", style="dim")
    parts: list[RenderableType] = []
    for text in found:
        parts.append(Text(clean(text.item), style="bold"))
        parts += [_line(fact) for fact in text.facts]
    if others:
        parts.append(Text(f"and {others:,} more; --limit shows them", style="dim"))
    if status == "waiting":
        sign = "Sign one with 'frankly facts approve ITEM FACT --by NAME', or refuse it."
        parts.append(Text(sign, style="dim"))
    return Group(*parts)


def _line(fact: Fact) -> RenderableType:
    mark, style = MARKS[fact.status]
    head = Text.assemble((f"  {mark} ", style), clean(fact.text), (f"  {fact.id} · {fact.level}", "dim"))
    return Group(head, *_against(fact.verdicts))


def item_view(found: ItemFactsView) -> RenderableType:
    """All facts of one item."""
    head = Text.assemble((clean(str(found.item)), "bold"), (f"  {len(found.facts)} facts", "dim"))
    parts: list[RenderableType] = [head]
    if not found.is_made:
        parts.append(Text("Code has not made facts of its present text yet: 'frankly facts make'.", style="yellow"))
    for fact in found.facts:
        parts += [Text(), _whole(fact)]
    return Group(*parts)


def _whole(fact: ItemFactView) -> RenderableType:
    mark, style = MARKS[fact.status] if fact.is_current else ("·", "dim")
    said = clean(fact.said.text if fact.said is not None else fact.draft)
    about = [fact.level, fact.pattern, ", ".join(fact.aspects)]
    if fact.reviewer is not None:
        about.append(f"{'refused' if fact.status == 'refused' else 'signed'} by {fact.reviewer}")
    lines: list[RenderableType] = [
        Text(f"{fact.id} · {' · '.join(clean(part) for part in about if part)}", style="dim"),
        *(Text(f"{one.name}: {clean(one.text)}", style="dim italic") for one in fact.cites if one.text),
        *_against(fact.verdicts, indent=0),
    ]
    if not fact.is_current:
        lines.append(Text("of a past text of the item; not shown", style="dim"))
    elif fact.status == "waiting":
        lines.append(Text("waits for a person", style="yellow"))
    elif fact.status == "admitted" and fact.said is None:
        lines.append(Text("the verifier refuses it now; not shown", style="red"))
    return Group(Text.assemble((f"{mark} ", style), said), Padding(Group(*lines), (0, 0, 0, 2)))


def _against(verdicts: Sequence[Verdict], indent: int = 4) -> list[Text]:
    return [Text(f"{' ' * indent}{one.code}: {clean(one.hint)}", style="red") for one in verdicts]


def reviewed_view(fact: ItemFactView, admitting: Sequence[str]) -> RenderableType:
    """A fact that was just signed or refused, and where it is shown."""
    if fact.status == "refused":
        return Group(_whole(fact), Text("It is never shown again.", style="bold"))
    return Group(_whole(fact), Text(_shown_where(fact.level, admitting), style="bold" if admitting else "yellow"))


def _shown_where(level: ProofLevel, admitting: Sequence[str]) -> str:
    if admitting:
        return f"Shown on: {', '.join(admitting)}."
    return f"No surface admits '{level}' yet: add it to text.levels of a surface, such as surfaces/home.yaml."
