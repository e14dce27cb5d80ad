"""Recorded answers as a person at a terminal reads them: a list to find one in, and one of them whole."""

from collections.abc import Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from frankly.cli.screen import clean
from frankly.cli.slate_view import BAR_CELLS, FAMILIES, bar, family
from frankly.cli.words import KIND_WORDS, ORIGIN_WORDS, OTHER_WORDS
from frankly.domain.item import Item
from frankly.domain.person.correction import Correction
from frankly.domain.time import to_iso
from frankly.pipelines.people.ladder import Rung, ladder, points
from frankly.pipelines.people.past_decisions import DecisionsView, ListedDecision
from frankly.pipelines.people.told_decision import ToldDecision, ToldItem
from frankly.pipelines.people.words import Words
from frankly.ports.decisions import WHY_GONE
from frankly.stages.verify.fill import number


def list_view(found: DecisionsView, surface: str | None) -> RenderableType:
    """Answers to choose from, newest first."""
    if not found.decisions:
        where = f" on '{clean(surface)}'" if surface else ""
        return Text(
            f"Nothing was recorded for '{clean(found.person)}'{where}. Sessions are called 'session:<id>'. {WHY_GONE}",
            style="yellow",
        )
    parts: list[RenderableType] = []
    for one in found.decisions:
        parts += [_listed(one), Text()]
    parts.append(Text("Look at one with 'frankly decisions show ID'; ask it with 'frankly why ID ITEM'.", style="dim"))
    return Group(*parts)


def _listed(one: ListedDecision) -> RenderableType:
    head = Text.assemble((_moment(one.at), "bold"), f"  {clean(one.surface)}  ", (one.id, "dim"))
    if one.variant != "personalised":
        head.append(f"  {one.variant}", style="yellow")
    table = Table.grid(padding=(0, 1))
    table.add_column(width=3, justify="right", style="dim")
    table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
    table.add_column(style="dim", no_wrap=True)
    for item in one.items:
        reason = KIND_WORDS[item.main_reason] if item.main_reason is not None else ""
        table.add_row(str(item.slot), clean(item.title), reason)
    if one.total > len(one.items):
        table.add_row("", Text(f"and {one.total - len(one.items)} more", style="dim"), "")
    notes = [Text(f"    {told.code} {clean(told.part)}".rstrip(), style="yellow") for told in one.degradations]
    return Group(head, table, *notes)


def whole_view(
    told: ToldDecision, catalogue: Mapping[str, Item], words: Words, corrections: Sequence[Correction]
) -> RenderableType:
    """One answer whole.

    Args:
        told: the record.
        catalogue: items as they were then.
        words: their names.
        corrections: of this answer's explanations.
    """
    inputs, scope = told.inputs, told.body["scope"]
    head = Text.assemble((_moment(told.at), "bold"), f"  {clean(str(inputs['surface']))}  ", (told.id, "dim"))
    whom = clean(str(inputs["person"] or "nobody in particular"))
    facts = Text(f"{whom} · {told.locale} · {inputs['variant']} · allowed: {', '.join(scope['purposes']) or 'nothing'}")
    parts: list[RenderableType] = [head, facts, Text()]
    if told.headline:
        parts += [Text(clean(told.headline), style="italic"), Text()]
    for item in told.items():
        parts += [_item(item, catalogue, words), Text()]
    for fallback in told.body["degradations"]:
        parts.append(Text(f"Fallback: {clean(str(fallback['code']))} {clean(str(fallback['part']))}", style="yellow"))
    for one in corrections:
        state = "Undone" if one.undone is not None else "Corrected"
        parts.append(Text(f"{state} {_moment(one.at)}: {clean(words.correction(one))}"))
    if told.is_message:
        parts.append(Text(OTHER_WORDS, style="dim"))
    first = told.body["slate"][0]["item"] if told.body["slate"] else "ITEM"
    parts.append(Text(f"Ask further: frankly why {told.id} {clean(str(first))}", style="dim"))
    return Group(*parts)


def _item(item: ToldItem, catalogue: Mapping[str, Item], words: Words) -> RenderableType:
    rungs = ladder(item, catalogue)
    shown = points([rung.units for rung in rungs])
    head = Table.grid(expand=True, padding=(0, 1))
    head.add_column(width=2, justify="right", style="dim")
    head.add_column(ratio=1)
    head.add_column(justify="right", no_wrap=True, style="dim")
    head.add_row(str(item.slot), Text(words.title(item.id), style="bold"), f"{number(sum(shown), 'en')} points")
    inside: list[RenderableType] = [Text(clean(sentence)) for sentence in item.sentences]
    inside += [Text(clean(fact), style="dim italic") for fact in item.facts]
    place = ORIGIN_WORDS.get(item.entry["origin"], "")
    if place:
        inside.append(Text(place, style="dim italic"))
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(width=BAR_CELLS, no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
    table.add_column(no_wrap=True, style="dim")
    longest = max((abs(rung.units) for rung in rungs), default=1) or 1
    for rung, part in zip(rungs, shown, strict=True):
        colour = "dim" if rung.kind is None else FAMILIES[family(rung.kind)]
        table.add_row(bar(rung.units, longest, colour), number(part, "en"), _words(rung, words), rung.named)
    return Group(head, Padding(Group(*inside, table), (0, 0, 0, 3)))


def _words(rung: Rung, words: Words) -> str:
    if rung.kind is None:
        return f"all else together ({len(rung.pieces)} facts)"
    told = words.evidence(rung.kind, rung.anchor, rung.count, is_category=rung.is_category)
    return clean("They " + told.removeprefix("You ") if told.startswith("You ") else told)


def _moment(at_ms: int) -> str:
    return to_iso(at_ms)[:16].replace("T", " ") + " UTC"
