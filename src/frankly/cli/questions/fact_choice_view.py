"""Why this sentence about an item, and none of the others, as a person at a terminal reads it."""

from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from frankly.cli.questions.shares import share_words
from frankly.cli.screen import clean
from frankly.cli.words import KIND_WORDS, Names, told
from frankly.domain.evidence import Anchor, AnchorType, Evidence, Ground
from frankly.pipelines.explaining.fact_views import FactChoiceView, MetView
from frankly.pipelines.explaining.views import WhyView

WHY_NOT: Final = {
    "outscored": "another one scored more",
    "equal": "as good; the one that is told comes first",
    "said_already": "said of another item before",
    "refused": "refused by the verifier",
    "not_chosen": "the language model chose another one",
}
MOST_OTHERS: Final = 3
"""Sentences that were not told are shown up to this number, unless all are wanted."""

_ANCHORS: Final[dict[str, AnchorType]] = {"tag": "tag", "category": "category", "creator": "creator"}
_PARTS: Final = ("evidence", "level", "novelty", "length")


def facts_view(found: WhyView, names: Names, *, is_whole: bool) -> RenderableType:
    """What was said about the item itself, why just that, and what else there was."""
    lines: list[RenderableType] = []
    for fact in found.facts:
        if fact.is_told and fact.said is not None:
            lines += [Text(clean(fact.said.text), style="italic"), Text(_because(fact, found, names))]
    others = [fact for fact in found.facts if not fact.is_told]
    shown = others if is_whole else others[:MOST_OTHERS]
    if shown:
        lines.append(Text("Not told:", style="dim"))
        lines += [Padding(_other(fact), (0, 0, 0, 2)) for fact in shown]
    if len(others) > len(shown):
        lines.append(Text(f"  and {len(others) - len(shown)} more; --all shows them", style="dim"))
    return Group(*lines)


def _because(fact: FactChoiceView, found: WhyView, names: Names) -> str:
    number = f"this one of {len(found.facts)}" if len(found.facts) > 1 else "the only one"
    if any(one.why_not == "not_chosen" for one in found.facts):
        return f"Told, {number}: the language model chose it among the fittest. {_score(fact)}"
    if not fact.meets:
        return f"Told, {number}: {_without_meeting(fact, found)} {_score(fact)}"
    met = fact.meets[0]
    ground = found.grounds[met.ground].ground if met.ground < len(found.grounds) else None
    share = "" if ground is None else f" ({_ground(ground, names)}{share_words(ground, found.score)})"
    return f"Told, {number}, because it speaks of {_spoken(met, names)}{share}. {_score(fact)}"


def _without_meeting(fact: FactChoiceView, found: WhyView) -> str:
    """Why a fact is told that speaks of nothing that brought the item here."""
    others = [one for one in found.facts if not one.is_told]
    if any(one.why_not == "equal" for one in others):
        return "none that could be told scored more, and of equals the first is taken."
    return "none that could be told scored as much." if others else "nothing else could be told."


def _spoken(met: MetView, names: Names) -> str:
    anchor = _ANCHORS.get(met.of)
    return clean(met.value if anchor is None else names.anchor(Anchor(type=anchor, value=met.value)))


def _ground(ground: Ground, names: Names) -> str:
    words = names.words("evidence", ground.kind, KIND_WORDS[ground.kind])
    if len(ground.evidence) > 1:
        return f"{words} {len(ground.evidence)} of {clean(names.anchor(ground.anchor))}"
    piece = Evidence(
        id="g", kind=ground.kind, anchor=ground.anchor, count=ground.count, contribution=ground.contribution, sources={}
    )
    return clean(told(piece, names))


def _score(fact: FactChoiceView) -> str:
    parts = [f"{name} {_percent(getattr(fact.parts, name))}" for name in _PARTS if getattr(fact.parts, name)]
    return f"Score {_percent(fact.score)}" + (f": {', '.join(parts)}." if parts else ".")


def _percent(ppm: int) -> str:
    return f"{round(ppm / 10_000)}".replace("-", "−")


def _other(fact: FactChoiceView) -> Text:
    said = clean(fact.said.text) if fact.said is not None else str(fact.id)
    why = WHY_NOT[fact.why_not] if fact.why_not is not None else ""
    return Text.assemble(said, (f"  {why} · {_score(fact)}", "dim"))
