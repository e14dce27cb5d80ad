"""What changed between two states of one answer, as the events that tell it to whoever listens."""

from collections.abc import Iterator, Sequence

from frankly.domain.answering.answer import AnsweredItem
from frankly.domain.answering.progress import OrderArrived, Place, Progress, SentencesArrived
from frankly.domain.evidence import Evidence
from frankly.domain.saying.text import VerifiedText
from frankly.pipelines.request.deciding import Decided


def changes(before: Decided, after: Decided) -> Iterator[Progress]:
    """The events that lead from one state of an answer to the next, the order first.

    Args:
        before: what was sent.
        after: what holds now.
    """
    then, now = before.answer, after.answer
    if [item.id for item in now.items] != [item.id for item in then.items]:
        yield OrderArrived(order=tuple(item.id for item in now.items))
    above: tuple[tuple[Place, VerifiedText | None, VerifiedText | None], ...] = (
        ("headline", then.headline, now.headline),
        ("intro", then.intro, now.intro),
    )
    for place, was, line in above:
        if line is not None and line != was:
            yield SentencesArrived(place=place, sentences=(line,))
    told = {item.id: item.sentences for item in then.items}
    for item in now.items:
        if item.sentences and item.sentences != told.get(item.id):
            yield SentencesArrived(
                place="item", item=item.id, sentences=item.sentences, evidence=_cited(item, item.sentences)
            )


def _cited(item: AnsweredItem, sentences: Sequence[VerifiedText]) -> tuple[Evidence, ...]:
    names = {name for sentence in sentences for name in sentence.evidence}
    return tuple(piece for piece in item.evidence if piece.id in names)
