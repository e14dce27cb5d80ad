"""Lies as facts: false sentences inside the shipped frames, as quotations, and as sentences of our own."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from frankly.domain.quoting.frame import Frame
from frankly.domain.saying.text import ProofLevel
from frankly.domain.seed import below, derive
from frankly.evals.liars.cases import Case
from frankly.evals.liars.making.scenes import Stage
from frankly.evals.liars.making.spans import WHY, changed
from frankly.evals.liars.marked import MarkedItem

MOST_CHARACTERS: Final = 500
"""Longer texts are no sentence."""

CLAIMS_EACH: Final = 12
"""Items whose description makes each hostile claim."""


def fact_lies(stage: Stage, locale: str, frames: Sequence[Frame]) -> Iterator[Case]:
    """Every lie about what an item is, quoted and rewritten."""
    for place, item in enumerate(stage.items):
        other = stage.items[(place + 11) % len(stage.items)]
        yield from _of_marks(stage, locale, frames, item)
        yield from _of_other(stage, locale, frames, item, other)
        yield from _of_names(stage, locale, frames, item, other)
        yield from _of_unknown(stage, locale, frames, item)
        yield from _of_inventions(stage, locale, frames, item, place)
    yield from _of_claims(stage, locale, frames)


def _of_marks(stage: Stage, locale: str, frames: Sequence[Frame], item: MarkedItem) -> Iterator[Case]:
    start = below(50, stage.seed, str(item.item.id))
    names = [*stage.book.words["place"][start % 5 :], *stage.book.words["name"]]
    for one in changed(item, stage.book.words["number"], names):
        yield from _both(stage, locale, frames, item, one.lie, f"s{one.span}", one.text)


def _of_other(
    stage: Stage, locale: str, frames: Sequence[Frame], item: MarkedItem, other: MarkedItem
) -> Iterator[Case]:
    """What is true of another item; the span that is cited exists."""
    for number, span in enumerate(other.spans[:1], 1):
        if not any(span.text == own.text for own in item.spans):
            yield from _both(stage, locale, frames, item, "other_entity", f"s{number}", span.text)


def _of_names(
    stage: Stage, locale: str, frames: Sequence[Frame], item: MarkedItem, other: MarkedItem
) -> Iterator[Case]:
    """Made by somebody else: another item's maker, or one that does not exist."""
    first, last = item.spans[0].text.rstrip("."), "von" if locale == "de" else "by"
    invented = stage.word("name", len(first))
    for lie, name in (("other_entity", str(other.item.creator)), ("foreign_entity", invented)):
        yield from _both(stage, locale, frames, item, lie, "s1", f"{first}, {last} {name}.")


def _of_unknown(stage: Stage, locale: str, frames: Sequence[Frame], item: MarkedItem) -> Iterator[Case]:
    lines = stage.book.unknown
    for place, part in enumerate(item.unknown[:1]):
        text = lines[(place + len(part)) % len(lines)].replace("<part>", part)
        yield from _both(stage, locale, frames, item, "null_as_no", f"s{len(item.spans)}", text)


def _of_inventions(stage: Stage, locale: str, frames: Sequence[Frame], item: MarkedItem, place: int) -> Iterator[Case]:
    lines = stage.book.invented
    text = lines[place % len(lines)].replace("<quality>", stage.word("quality", place))
    yield from _both(stage, locale, frames, item, "invented_quality", "s1", text)


def _of_claims(stage: Stage, locale: str, frames: Sequence[Frame]) -> Iterator[Case]:
    """What a boastful or hostile description really says, and nobody must repeat."""
    for lie, sentences in stage.book.claims.items():
        for place, sentence in enumerate(sentences):
            for step in range(CLAIMS_EACH):
                item = stage.items[(place * CLAIMS_EACH + step * 5) % len(stage.items)]
                description = f"{item.item.description} {sentence}"
                cited = f"s{len(item.spans) + 1}"
                yield from _both(stage, locale, frames, item, lie, cited, sentence, description)


def _both(
    stage: Stage,
    locale: str,
    frames: Sequence[Frame],
    item: MarkedItem,
    lie: str,
    cited: str,
    text: str,
    description: str | None = None,
) -> Iterator[Case]:
    """A false sentence quoted in a frame, and as a sentence of our own."""
    frame = frames[derive(stage.seed, "frame", text, str(item.item.id)) % len(frames)] if frames else None
    told = {"quoted": text if frame is None else frame.around(text), "rewritten": text}
    levels: tuple[ProofLevel, ...] = ("quoted", "rewritten")
    for level in levels:
        if len(told[level]) <= MOST_CHARACTERS:
            yield Case.model_validate(
                _row(locale, item, lie, cited, told[level], level)
                | ({} if description is None else {"description": description})
            )


def _row(locale: str, item: MarkedItem, lie: str, cited: str, text: str, level: ProofLevel) -> dict[str, Any]:
    return {
        "id": "made",
        "class": lie,
        "locale": locale,
        "kind": "fact",
        "level": level,
        "text": text,
        "cites": (cited,),
        "item": str(item.item.id),
        "why_false": WHY.get(lie, "no reader may be told so, whoever says it"),
        "writer": "made",
    }
