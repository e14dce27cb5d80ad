"""Names for what evidence hangs on: titles of items, labels of categories and groups, English ones first."""

from collections.abc import Iterable

from frankly.domain.answer import Answer
from frankly.pipelines.parts import Parts


async def names_of(parts: Parts, answers: Iterable[Answer]) -> dict[tuple[str, str], str]:
    """Names of every anchor that stands in some answers.

    Returns:
        (anchor type, anchor) → name; anchors without a name are left out.
    """
    found: dict[tuple[str, str], str] = {}
    items: set[str] = set()
    for answer in answers:
        # The terminal speaks English around them, so English labels go first.
        labels = {**parts.policies.labels.get(answer.locale.split("-")[0], {}), **parts.policies.labels.get("en", {})}
        for piece in (piece for item in answer.items for piece in item.evidence):
            anchor = (str(piece.anchor.type), piece.anchor.value)
            if anchor in labels:
                found[anchor] = labels[anchor]
            if piece.anchor.type == "item":
                items.add(piece.anchor.value)
    known = await parts.catalogue.get_many(sorted(items))
    return found | {("item", item): book.title for item, book in known.items()}
