"""A slate as a person at a terminal reads it: each item, why it is there in words, and what moved its score."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from frankly.cli.screen import clean
from frankly.cli.words import Names, led_by, placed, told_together
from frankly.domain.answering.answer import Answer, AnsweredItem
from frankly.domain.evidence import GROUP_OF, Evidence, EvidenceKind
from frankly.domain.person.consent import EvidenceGroup
from frankly.stages.verify.fill import money

BAR_CELLS: Final = 8
SOURCE_CELLS: Final = 20
_EIGHTHS: Final = " ▏▎▍▌▋▊▉█"

FAMILIES: Final[Mapping[str, str]] = {
    "did": "cyan",
    "said": "magenta",
    "the moment": "blue",
    "other people": "yellow",
    "the shop": "green",
}
"""Where evidence comes from → its colour."""

_FAMILY_OF_GROUP: Final = {
    EvidenceGroup.STATED: "said",
    EvidenceGroup.SITUATION: "the moment",
    EvidenceGroup.LOCATION: "other people",
}
_OTHERS: Final = frozenset(
    {
        EvidenceKind.POPULAR,
        EvidenceKind.POPULAR_IN_CATEGORY,
        EvidenceKind.POPULAR_IN_SEGMENT,
        EvidenceKind.TRENDING,
        EvidenceKind.OUTSIDE_USUAL,
    }
)


def family(kind: EvidenceKind) -> str:
    """Where evidence of a kind comes from, one of `FAMILIES`."""
    group = GROUP_OF[kind]
    if group is None:
        return "other people" if kind in _OTHERS else "the shop"
    return _FAMILY_OF_GROUP.get(group, "did")


@dataclass(frozen=True, slots=True)
class Look:
    """How much is shown.

    Attributes:
        bars: most bars of the first item and of each other one; None for all.
        sentences: most sentences an item; None for all.
        is_apart: each piece of evidence by itself; else what hangs on one item is told together.
    """

    bars: tuple[int | None, int | None] = (4, 2)
    sentences: int | None = None
    is_apart: bool = False


CONDENSED: Final = Look()
WHOLE: Final = Look(bars=(None, None), is_apart=True)


def slate(answer: Answer, names: Names, look: Look = CONDENSED) -> RenderableType:
    """The headline and the items of an answer."""
    parts: list[RenderableType] = []
    if answer.headline is not None:
        parts += [Text(clean(answer.headline.text), style="italic"), Text()]
    for item in answer.items:
        parts += [_item(item, answer.locale, names, look), Text()]
    return Group(*parts[:-1]) if parts else Text("Nothing to show: every candidate was filtered out.", style="yellow")


def legend() -> Text:
    """Which colour stands for what."""
    line = Text("Colours: ", style="dim")
    for name, colour in FAMILIES.items():
        line.append_text(Text.assemble(("■ ", colour), (f"{name}   ", "dim")))
    line.rstrip()
    return line


def _item(item: AnsweredItem, locale: str, names: Names, look: Look) -> RenderableType:
    head = Table.grid(expand=True, padding=(0, 1))
    head.add_column(width=2, justify="right")
    head.add_column(ratio=1)
    head.add_column(justify="right", no_wrap=True)
    head.add_row(Text(str(item.slot), style="dim"), _title(item), _price(item, locale))
    reasons = [said for said in item.sentences if said.kind != "fact"]
    inside: list[RenderableType] = [Text(clean(said.text)) for said in reasons[: look.sentences]]
    # What the item is stands below why it is there, more quietly.
    inside += [Text(clean(said.text), style="dim italic") for said in item.sentences if said.kind == "fact"]
    place = placed(item.origin, names)
    if place or item.is_sponsored:
        words = ", ".join(part for part in (place, names.line("sponsored") if item.is_sponsored else "") if part)
        inside.append(Text(names.line("place", words=words), style="dim italic"))
    most = look.bars[0 if item.slot == 1 else 1]
    if item.evidence and item.score > 0 and most != 0:
        inside.append(_bars(item, names, most, is_apart=look.is_apart))
    return Group(head, Padding(Group(*inside), (0, 0, 0, 3)))


def _title(item: AnsweredItem) -> Text:
    title = Text(clean(item.display.title or str(item.id)), style="bold")
    if item.display.creators:
        title.append(f"  {clean(item.display.creators[0])}", style="not bold dim")
    return title


def _price(item: AnsweredItem, locale: str) -> Text:
    price = item.display.price
    return Text() if price is None else Text(money(price.amount_minor, price.currency, locale), style="dim")


def _bars(item: AnsweredItem, names: Names, most: int | None, *, is_apart: bool) -> Table:
    """A bar for each thing that moved the score, and one for all that is not shown: together exactly the score."""
    things = _things(item.evidence, is_apart=is_apart)[:most]
    units = [sum(piece.contribution for piece in thing) for thing in things]
    rest = item.score - sum(units)
    longest = max(abs(part) for part in (*units, rest))
    *shares, rest_share = shares_of((*units, rest), item.score)
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(width=BAR_CELLS, no_wrap=True)
    table.add_column(width=5, justify="right", no_wrap=True)
    table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column(width=SOURCE_CELLS, no_wrap=True, overflow="ellipsis", style="dim")
    cited = {name for said in item.sentences for name in said.evidence}
    for thing, part, share in zip(things, units, shares, strict=True):
        is_cited = any(piece.id in cited for piece in thing)
        words = Text(clean(told_together(thing, names)), style="bold" if is_cited else "")
        table.add_row(
            bar(part, longest, FAMILIES[family(thing[0].kind)]), _percent(part, share), words, led_by(thing, names)
        )
    if rest:
        table.add_row(bar(rest, longest, "dim"), _percent(rest, rest_share), Text(names.line("rest"), style="dim"))
    return table


def _things(evidence: Sequence[Evidence], *, is_apart: bool) -> list[list[Evidence]]:
    """Evidence that moved the score, strongest first; what hangs on one item stands together unless kept apart."""
    found: dict[tuple[str, ...], list[Evidence]] = {}
    for piece in evidence:
        if piece.contribution:
            is_joined = piece.anchor.type == "item" and not is_apart
            key = (piece.anchor.type, piece.anchor.value, family(piece.kind)) if is_joined else (piece.id,)
            found.setdefault(key, []).append(piece)
    return sorted(found.values(), key=lambda thing: -abs(sum(piece.contribution for piece in thing)))


def shares_of(units: Sequence[int], score: int) -> list[int]:
    """Whole percents of a score that add up to 100: rounded down, then the largest remainders rounded up."""
    floors = [part * 100 // score for part in units]
    by_remainder = sorted(range(len(units)), key=lambda index: (-(units[index] * 100 % score), index))
    for index in by_remainder[: 100 - sum(floors)]:
        floors[index] += 1
    return floors


def bar(units: int, longest: int, colour: str) -> Text:
    """A bar as long as a contribution is large; what speaks against the item is drawn in red and hatched."""
    eighths = max(1, round(abs(units) * BAR_CELLS * 8 / longest))
    if units < 0:
        return Text("▒" * max(1, round(eighths / 8)), style="red")
    return Text("█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip(), style=colour)


def _percent(units: int, share: int) -> Text:
    sign = "−" if units < 0 else ""
    return Text(f"{sign}{abs(share)} %" if share else f"{sign}<1 %", style="red" if units < 0 else "")
