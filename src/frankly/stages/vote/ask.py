"""What a model is asked: the items of a ballot under opaque handles, shuffled by a seed that only the content makes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from frankly.domain.canonical import Plain, content_hash
from frankly.domain.model.handles import draw_handles
from frankly.domain.model.tasks.rank import RankInput, RankItem
from frankly.domain.seed import Seed, below, derive

LEAST_ASKED = 3
"""Fewer items are not worth a call."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One item of a ballot as a model may see it.

    Attributes:
        row: of the item.
        title: cleaned.
        category: its main category, cleaned; empty where it has none.
        score: in billionths.
        reasons: what speaks for it, in few words.
    """

    row: int
    title: str
    category: str
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and what its handles stand for.

    Attributes:
        about: fills the prompt.
        rows: handle → row, in the order in which they are shown.
    """

    about: RankInput
    rows: Mapping[str, int]


def question(items: Sequence[Shown], place: str, slots: int, *, prompt: str, model: str, sample: int = 0) -> Question:
    """Shuffle the items and give them handles.

    Args:
        items: in the base order.
        place: what the surface is called.
        slots: how many of them the reader sees.
        prompt: name and version, such as `rank/v1`.
        model: that is asked.
        sample: which shuffle of the same content.

    Returns:
        The question: equal content gives equal bytes, whoever it is for.
    """
    best = max((item.score for item in items), default=0)
    content: list[Plain] = [[one.title, one.category, _percent(one, best), list(one.reasons)] for one in items]
    seed = derive("rank", prompt, model, sample, place, slots, content_hash(content))
    shuffled = _shuffled(items, seed)
    handles = draw_handles(len(items), seed)
    shown = tuple(
        RankItem(
            handle=handle,
            title=one.title,
            category=one.category,
            score=_percent(one, best),
            reasons=one.reasons,
        )
        for handle, one in zip(handles, shuffled, strict=True)
    )
    rows = {handle: one.row for handle, one in zip(handles, shuffled, strict=True)}
    return Question(RankInput(place=place, slots=slots, items=shown), rows)


def _percent(item: Shown, best: int) -> int:
    return max(0, item.score) * 100 // best if best > 0 else 0


def _shuffled(items: Sequence[Shown], seed: Seed) -> list[Shown]:
    """Fisher and Yates, drawn from the seed."""
    found = list(items)
    for place in range(len(found) - 1, 0, -1):
        other = below(place + 1, seed, "shuffle", place)
        found[place], found[other] = found[other], found[place]
    return found
