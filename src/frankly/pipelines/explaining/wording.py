"""One paragraph for people on why an item is there: sentences that went through the verifier, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Final

from frankly.domain.deciding.slate import Slot
from frankly.domain.evidence import Cause
from frankly.domain.item import Item
from frankly.domain.person.consent import Purpose
from frankly.pipelines.explaining.supposing import Revisited
from frankly.pipelines.explaining.views import Said
from frankly.pipelines.request.telling import spoken
from frankly.ports.verifier import Bearing
from frankly.stages.evidence.causes import GroundClass
from frankly.stages.evidence.collect import ItemEvidence
from frankly.stages.evidence.made import Named
from frankly.stages.evidence.silent import silent_pieces
from frankly.stages.writing.gate import write_verified

MOST_SENTENCES: Final = 5
"""Sentences of a paragraph."""


def paragraph(
    world: Revisited,
    slot: Slot,
    behind: ItemEvidence,
    found: Sequence[GroundClass],
    items: Mapping[str, Item],
    locale: str | None,
) -> Said:
    """Say why an item is there. "Because" is said of necessary grounds only.

    Args:
        world: the decision.
        slot: where the item stands.
        behind: its evidence and grounds.
        found: what each ground is to it.
        items: the item, and those that sentences may name.
        locale: language that is wanted.
    """
    decided, parts = world.decided, world.parts
    situation = decided.situation
    language = spoken(locale if locale is not None else decided.told.locale, situation)[0]
    item = items.get(situation.snapshot.item_ids[slot.row])
    if item is None or Purpose.EXPLAIN not in situation.scope.purposes:
        return Said(locale=language, text="", sentences=())
    names = [f"g{number + 1}" for number in range(len(behind.grounds))]
    bearing = Bearing(
        item=item,
        evidence=Named(behind.ids, behind.evidence),
        grounds=Named(names, behind.grounds),
        anchors=items,
        labels=parts.policies.labels.get(language, {}),
        locale=language,
        now=situation.now,
        placed=behind.placed,
        causes=causes_of(behind, found),
        topics=situation.scope.topics,
        surface=situation.surface.name,
        region=situation.profile.region,
        untold=silent_pieces(situation, decided.cut, parts.rules).names,
    )
    policy = situation.surface.text
    written = write_verified(
        parts.wordings,
        bearing,
        parts.verifier,
        seed=situation.seed,
        limit=MOST_SENTENCES,
        tone=policy.tone,
        is_sponsored=slot.is_sponsored,
    )
    return Said(locale=language, text=" ".join(text.text for text in written.texts), sentences=written.texts)


def causes_of(behind: ItemEvidence, found: Sequence[GroundClass]) -> dict[str, Cause]:
    """Id → class: of each ground, and of the evidence that is a necessary ground by itself."""
    causes: dict[str, Cause] = {}
    for number, (ground, one) in enumerate(zip(behind.grounds, found, strict=True), start=1):
        causes[f"g{number}"] = one.cause
        # A piece that is too weak to be told alone may still be one of several that are told together.
        if len(ground.evidence) == 1 and one.is_necessary:
            causes[ground.evidence[0]] = one.cause
    return causes
