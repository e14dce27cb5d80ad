"""Names for what evidence hangs on: titles of items, labels of categories and groups, in the language of an answer."""

from collections.abc import Sequence

from frankly.cli.words import Names
from frankly.domain.answering.answer import Answer
from frankly.pipelines.parts import Parts


async def names_of(parts: Parts, answers: Sequence[Answer]) -> Names:
    """Names of every anchor that stands in some answers of one language; anchors without a name are left out."""
    locale = answers[0].locale
    spoken = parts.policies.labels.get(locale, parts.policies.labels.get(locale.split("-")[0], {}))
    pieces = [piece for answer in answers for item in answer.items for piece in item.evidence]
    items = {piece.anchor.value for piece in pieces if piece.anchor.type == "item"}
    known = await parts.catalogue.get_many(sorted(items))
    return Names(
        {**parts.policies.labels.get("en", {}), **spoken, **{("item", item): one.title for item, one in known.items()}},
        locale,
    )
