"""How much of a slate is explained by the person's own evidence, and how much of it as "because"."""

from collections.abc import Mapping
from dataclasses import dataclass

from frankly.domain.answering.answer import AnsweredItem
from frankly.domain.evidence import Cause
from frankly.domain.person.consent import Purpose
from frankly.evals.faithfulness.people import band_of
from frankly.evals.faithfulness.reruns import OWN, request_of
from frankly.evals.world import World
from frankly.pipelines.decide import decide
from frankly.pipelines.request.deciding import Decided


@dataclass(frozen=True, slots=True)
class Told:
    """What one person's slate tells.

    Attributes:
        band: of the history's length.
        items: how many items there are.
        personal: how many have a reason out of the person's own acts or facts.
        because: how many have a reason that says "because".
    """

    band: str
    items: int
    personal: int
    because: int


async def told_of(world: World, surface: str, locale: str, key: str, claims: Mapping[str, Cause]) -> Told | None:
    """Ask for one person's slate; None where their evidence may not be used, or not be spoken of."""
    decided = await decide(world.parts, request_of(key, surface, locale), world.moment_of(key))
    if not may_be_told(decided):
        return None
    items = decided.told.items
    return Told(
        band=band_of(len(world.records[key].history)),
        items=len(items),
        personal=sum(_is_personal(item) for item in items),
        because=sum(_says_because(item, claims) for item in items),
    )


def may_be_told(decided: Decided) -> bool:
    """Whether the person's own evidence may be used here, and spoken of; the holdout gets neither."""
    return decided.situation.scope.is_profiled and Purpose.EXPLAIN in decided.situation.scope.purposes


def _is_personal(item: AnsweredItem) -> bool:
    kinds = {piece.id: piece.kind for piece in item.evidence}
    reasons = (sentence for sentence in item.sentences if sentence.kind == "reason")
    return any(kinds[name] in OWN for sentence in reasons for name in sentence.evidence if name in kinds)


def _says_because(item: AnsweredItem, claims: Mapping[str, Cause]) -> bool:
    return any(claims.get(sentence.pattern) == "necessary" for sentence in item.sentences)
