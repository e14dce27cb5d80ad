"""Why an item is not there, as a person at a terminal reads it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from frankly.cli.questions.why_view import ground_words, points
from frankly.cli.screen import clean
from frankly.cli.words import Names
from frankly.domain.deciding.candidate import DropReason
from frankly.domain.evidence import Anchor
from frankly.domain.ids import ItemId
from frankly.pipelines.explaining.views import Advice, Standing, Verdict, WhyNotView

MOST_GROUNDS: Final = 5

DROP_WORDS: Final[Mapping[DropReason, str]] = {
    DropReason.UNAVAILABLE: "it could not be had",
    DropReason.EXPIRED: "its last moment was over",
    DropReason.CONSUMED: "the person has had it already",
    DropReason.HIDDEN: "the person hid it",
    DropReason.DISLIKED: "the person disliked it",
    DropReason.AGE_RATING: "it is rated above the age that is known",
    DropReason.MARKET: "it is not offered in this market",
    DropReason.SENSITIVE: "it carries a sensitive topic to which the person has not agreed",
    DropReason.SEEN_TOO_OFTEN: "it was shown as often as this surface allows",
    DropReason.BURIED: "an editor took it out",
    DropReason.CONTEXT: "it was being looked at, or in the basket",
    DropReason.ALREADY_SHOWN: "it was shown on an earlier page of the same answer",
    DropReason.UNFIT: "it cannot stand in an e-mail: a check of mails refuses it",
    DropReason.CAPPED: "a cap was full",
    DropReason.DISPLACED: "another item took its place",
    DropReason.OUTVOTED: "a language model's vote put others before it",
    DropReason.OUTSCORED: "others had better scores",
}
"""Reason → what it means."""

_VERDICT_WORDS: Final[Mapping[Verdict, str]] = {
    "in_slate": "It is in the slate. Ask 'frankly why'.",
    "not_retrieved": "No candidate source proposed it.",
    "filtered": "A filter dropped it:",
    "outscored": "Others had better scores.",
    "capped": "A cap was full when it was its turn.",
    "displaced_by_occasion": "The message is written for something else, which stands first:",
    "displaced_by_pin": "An editor's pin took its place:",
    "displaced_by_floor": "A place kept for other items took its place:",
    "displaced_by_exploration": "It had to give way to what was drawn at random:",
    "displaced_by_vote": "A language model's vote put others before it:",
    "displaced_by_likeness": "Its score was good enough, but it is too much like what was chosen; these are less so:",
}


def anchors_of(found: WhyNotView) -> list[Anchor]:
    """All that has to be named."""
    standings = [one for one in (found.standing, found.rival) if one is not None]
    anchors = [ground.anchor for one in standings for ground in one.grounds]
    anchors += [advice.about for advice in found.advice or ()]
    named = [*found.displaced_by, *(item for cap in found.caps for item in cap.taken_by)]
    named += [item for advice in found.advice or () for item in _acted_on(advice)]
    return [*anchors, *(Anchor(type="item", value=item) for item in named)]


def why_not_view(found: WhyNotView, surface: str, names: Names) -> RenderableType:
    """The whole explanation."""
    lines: list[RenderableType] = [
        Text(f"{surface} · decision {found.decision}", style="dim"),
        Text(),
        Text(clean(found.standing.title or str(found.item)), style="bold"),
        Text(_verdict(found, names)),
        *[Text(clean(line)) for line in _more(found, names)],
    ]
    if found.verdict != "filtered":
        lines += [Text(), _table(found, names)]
    if found.advice is not None:
        lines += [Text(), *_advice(found, found.advice, names)]
    return Group(*lines)


def _verdict(found: WhyNotView, names: Names) -> str:
    words = _VERDICT_WORDS[found.verdict]
    if found.verdict == "filtered" and found.dropped is not None:
        return f"{words} {DROP_WORDS[found.dropped]}."
    return words


def _more(found: WhyNotView, names: Names) -> Iterator[str]:
    own = found.standing
    if found.would_enter is not None and own.place is not None:
        outcome = "and it would have been in the slate" if found.would_enter else "which is not enough"
        yield f"Had one proposed it: place {own.place} by score, {outcome}."
    elif own.place is not None:
        yield f"By score alone it stands at place {own.place}."
    for cap in found.caps:
        yield f"At most {cap.most} of the {cap.of} '{cap.label}': {_listed(cap.taken_by, names)}."
    if found.displaced_by:
        yield f"  {_listed(found.displaced_by, names)}"
    if found.rival is not None and found.missing is not None:
        rival = f"“{_name(found.rival)}” at place {found.rival.slot}"
        yield f"It lacks {points(found.missing)} to stand level with {rival}."


def _listed(items: Sequence[ItemId], names: Names) -> str:
    return ", ".join(f"“{names.anchor(Anchor(type='item', value=item))}”" for item in items)


def _name(standing: Standing) -> str:
    return standing.title or str(standing.item)


def _table(found: WhyNotView, names: Names) -> RenderableType:
    """The item beside its rival: score, parts by source, strongest grounds."""
    columns = [one for one in (found.standing, found.rival) if one is not None]
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold", show_edge=False)
    table.add_column("")
    for one in columns:
        table.add_column(clean(_name(one)), justify="right", overflow="ellipsis", max_width=34)
    table.add_row("score", *(points(one.score) for one in columns), style="bold")
    sources = dict.fromkeys(source for one in columns for source in one.by_source)
    for source in sorted(sources, key=lambda name: -max(one.by_source.get(name, 0) for one in columns)):
        table.add_row(source, *(points(one.by_source[source]) if source in one.by_source else "–" for one in columns))
    told = [
        Group(
            Text(f"What speaks for “{clean(_name(one))}”:", style="dim"),
            *(Text(f"  {clean(ground_words(ground, names, one.score))}") for ground in one.grounds[:MOST_GROUNDS]),
        )
        for one in columns
        if one.grounds
    ]
    return Group(table, Text(), *told)


def _advice(found: WhyNotView, advice: Sequence[Advice], names: Names) -> Iterator[RenderableType]:
    if not advice:
        yield Text(f"Nothing that was tried would bring it in ({found.tried} changes).", style="dim")
        return
    yield Text(f"What would bring it in (tried and true, of {found.tried} changes tried):", style="bold")
    for one in advice:
        besides = ", once the filter lets it through" if one.is_besides else ""
        yield Text(f"  {clean(_advised(one, names))}{besides}: it enters at place {one.slot}")
        if acts := _acted_on(one):
            yield Text(f"    {clean(_listed(acts, names))}", style="dim")


def _acted_on(advice: Advice) -> list[ItemId]:
    return [ItemId(event.item) for event in advice.changes.add_events if event.item is not None]


def _advised(advice: Advice, names: Names) -> str:
    about = names.anchor(advice.about)
    if advice.kind == "acts":
        kind = advice.changes.add_events[-1].kind
        more = f"{advice.number} more {kind}s of items" if advice.number > 1 else f"one more {kind} of an item"
        return f"{more} in {about}" if advice.about.type == "category" else f"{more} like it"
    if advice.kind == "fact":
        return f"a stated interest in the {advice.about.type} {about}"
    if advice.kind == "stock":
        is_other = bool(advice.changes.unavailable)
        return f"“{about}” not to be had" if is_other else "the item to be had"
    if advice.kind == "consent":
        return "agreement to its sensitive topic"
    return "the acts that keep it out not to have happened"
