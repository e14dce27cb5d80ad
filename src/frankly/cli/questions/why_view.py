"""Why an item is there, as a person at a terminal reads it: the words, the ladder of contributions, the classes."""

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from frankly.cli.questions.fact_choice_view import facts_view
from frankly.cli.questions.shares import percent, share_words
from frankly.cli.screen import clean
from frankly.cli.slate_view import BAR_CELLS, FAMILIES, bar, family, shares_of
from frankly.cli.words import KIND_WORDS, OTHER_WORDS, Names, led_by, placed, told
from frankly.domain.evidence import Anchor, Cause, Evidence, Ground
from frankly.pipelines.explaining.supposing import Revisited
from frankly.pipelines.explaining.views import FewestActs, GroundClassView, OwnAct, VoteView, WhyView
from frankly.pipelines.parts import Parts

MOST_BARS: Final = 8
"""Bars that are shown unless all are wanted."""

CLASS_WORDS: Final[dict[Cause, str]] = {
    "necessary": "necessary: without it the item is not there",
    "sufficient": "sufficient: it alone would do, beside what holds for everyone",
    "contributing": "contributing: at least a tenth of what speaks for it",
    "none": "no reason by itself",
}
_CLASS_COLOURS: Final[dict[Cause, str]] = {
    "necessary": "green",
    "sufficient": "cyan",
    "contributing": "",
    "none": "dim",
}


async def names_in(parts: Parts, world: Revisited, locale: str, anchors: Sequence[Anchor]) -> Names:
    """Names of what evidence hangs on, as they were when the decision was made."""
    items = sorted({anchor.value for anchor in anchors if anchor.type == "item"})
    known = await parts.catalogue.get_many(items, at=world.decided.situation.snapshot.position)
    labels = world.parts.policies.labels
    spoken = labels.get(locale, labels.get(locale.split("-")[0], {}))
    titles = {("item", item): one.title for item, one in known.items()}
    return Names({**labels.get("en", {}), **spoken, **titles}, locale)


def why_view(found: WhyView, surface: str, names: Names, *, is_whole: bool, is_message: bool = False) -> RenderableType:
    """The whole explanation; `is_message` says whether it is of an e-mail, which a campaign may word otherwise."""
    inside: list[RenderableType] = []
    if found.said.text:
        inside += [Text(clean(found.said.text)), Text()]
    if is_message:
        inside += [Text(OTHER_WORDS, style="dim"), Text()]
    place = placed(found.origin, names)
    words = [place, names.line("sponsored") if found.is_sponsored else ""]
    if any(words):
        inside.append(Text(names.line("place", words=", ".join(part for part in words if part)), style="dim italic"))
    if found.vote is not None:
        inside.append(_vote(found.vote, found.slot))
    if found.pinned_because:
        inside.append(Text(f"The editor's reason: {clean(found.pinned_because)}"))
    inside += [
        _ladder(found, names, None if is_whole else MOST_BARS),
        Text(),
        _classes(found.grounds, names, found.score),
    ]
    inside += [Text(), _sets(found, names), _fewest(found.fewest_acts)]
    if found.facts:
        inside += [Text(), facts_view(found, names, is_whole=is_whole)]
    title = Text.assemble((f"{found.slot}  ", "dim"), (clean(found.title or str(found.item)), "bold"))
    head = Text(f"{surface} · place {found.slot} · decision {found.decision}", style="dim")
    return Group(head, Text(), title, Padding(Group(*inside), (0, 0, 0, 3)))


def _vote(vote: VoteView, slot: int) -> Text:
    """What the vote did, as a line of its own: it is no part of the score."""
    moved = f"moved it from place {vote.before} to {slot}" if vote.before else f"brought it in, at place {slot}"
    return Text(f"The vote of {clean(vote.model)} ({vote.prompt}) {moved}. No score moved.", style="dim italic")


def points(units: int) -> str:
    """A score as people read it."""
    return f"{units / 1_000_000_000:.4f}".replace("-", "−")


def _ladder(found: WhyView, names: Names, most: int | None) -> RenderableType:
    pieces = [piece for piece in found.evidence if piece.contribution][:most]
    units = [piece.contribution for piece in pieces]
    rest = found.score - sum(units)
    heading = Text(f"Score {points(found.score)}, exactly the sum of:" if units else "No score speaks for it.")
    table = ladder_table()
    shares = shares_of((*units, rest), found.score) if found.score > 0 else [0] * (len(units) + 1)
    longest = max((abs(part) for part in (*units, rest)), default=1) or 1
    for piece, share in zip(pieces, shares, strict=False):
        table.add_row(*_rung(piece, share, longest, names))
    if rest:
        table.add_row(bar(rest, longest, "dim"), points(rest), percent(rest, shares[-1]), names.line("rest"), "")
    return Group(heading, table)


def ladder_table() -> Table:
    """Columns of a ladder: bar, units, share, words, how."""
    table = Table.grid(expand=True, padding=(0, 1))
    table.add_column(width=BAR_CELLS, no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(width=5, justify="right", no_wrap=True)
    table.add_column(ratio=1, overflow="ellipsis", no_wrap=True)
    table.add_column(width=20, overflow="ellipsis", no_wrap=True, style="dim")
    return table


def _rung(piece: Evidence, share: int, longest: int, names: Names) -> tuple[RenderableType | str, ...]:
    units = piece.contribution
    drawn = bar(units, longest, FAMILIES[family(piece.kind)])
    return drawn, points(units), percent(units, share), clean(told(piece, names)), led_by([piece], names)


def _classes(grounds: Sequence[GroundClassView], names: Names, score: int) -> RenderableType:
    """Grounds by their class, the strongest class first."""
    lines: list[RenderableType] = []
    for cause, words in CLASS_WORDS.items():
        members = [one.ground for one in grounds if one.cause == cause]
        if members and cause != "none":
            lines.append(Text(words, style=_CLASS_COLOURS[cause]))
            lines += [Text(f"  {clean(ground_words(ground, names, score))}") for ground in members]
    return Group(*lines) if lines else Text("No ground is a reason by itself.", style="dim")


def ground_words(ground: Ground, names: Names, score: int) -> str:
    """A ground in a few words, with its share of the item's score: the same base as the ladder has."""
    share = share_words(ground, score)
    piece = Evidence(
        id="g", kind=ground.kind, anchor=ground.anchor, count=ground.count, contribution=ground.contribution, sources={}
    )
    if len(ground.evidence) == 1:
        return f"{told(piece, names)}{share}"
    words = names.words("evidence", ground.kind, KIND_WORDS[ground.kind])
    return f"{words} {len(ground.evidence)} of {names.anchor(ground.anchor)}{share}"


def _sets(found: WhyView, names: Names) -> RenderableType:
    if not found.necessary_sets:
        return Group()
    lines: list[RenderableType] = [
        Text("Necessary together: without all of these the item is not there", style="green")
    ]
    for some in found.necessary_sets:
        words = " + ".join(ground_words(found.grounds[place].ground, names, found.score) for place in some)
        lines.append(Text(f"  {clean(words)}"))
    return Group(*lines, Text())


def _fewest(fewest: FewestActs | None) -> RenderableType:
    if fewest is None:
        return Text("No set of this person's own acts decides over its place.", style="dim")
    acts = [_act(act) for act in fewest.acts]
    number = f"{len(acts)} acts" if len(acts) > 1 else "one act"
    if not fewest.is_confirmed:
        head = f"By scores alone {number} would decide; tried, something else kept the item there, so none is named."
        return Text(head, style="dim")
    least = "No fewer would do" if fewest.is_smallest else "Whether fewer would do is not known"
    head = f"Tried: without {'these ' if len(acts) > 1 else 'this '}{number} it would not be there. {least}."
    return Group(Text(head, style="bold"), *(Text(line) for line in acts))


def _act(act: OwnAct) -> str:
    times = f", {act.count} times" if act.count > 1 else ""
    return f"  {KIND_WORDS[act.kind]} “{clean(act.title or str(act.item))}”{times}"
