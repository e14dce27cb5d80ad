"""Which surface and which variant of it a request gets."""

from typing import Final

from frankly.domain.answering.answer import Variant
from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.faults import nearest
from frankly.domain.saying.message_lines import MessageQuestion
from frankly.domain.seed import Seed, chance_ppm
from frankly.domain.situation import Situation
from frankly.domain.surface import SourcePolicy, Surface
from frankly.errors import NotFound
from frankly.pipelines.parts import Parts

OCCASION: Final = SourcePolicy.model_validate({"weight": 10})
"""How acts on what a message is written for count, where the surface does not say it: of all that speaks for an item
that stands first because of them, they come first."""


def surface_named(parts: Parts, name: str) -> Surface:
    """The surface of that name.

    Raises:
        NotFound: with the nearest name.
    """
    if name in parts.policies.surfaces:
        return parts.policies.surfaces[name]
    near = nearest(name, parts.policies.surfaces)
    known = ", ".join(parts.policies.surfaces)
    hint = f"Did you mean '{near}'? " if near else ""
    raise NotFound(f"There is no surface '{name}'. {hint}Surfaces: {known}.", details={"nearest": near})


def assigned(parts: Parts, surface: Surface, key: str | None) -> Variant:
    """Policy or baseline: a salted, stable draw by person, so that a holdout means something next month."""
    if parts.variant is not None:
        return parts.variant
    if key is None or not surface.holdout.share:
        return "personalised"
    draw = chance_ppm(Seed(0), "holdout", parts.holdout_salt, key)
    return "holdout" if draw < surface.holdout.share else "personalised"


def unknown_items(situation: Situation) -> list[Degradation]:
    """What surface and request name and the catalogue lacks: pins in force, the item looked at, the basket."""
    known, context = situation.snapshot.row_of, situation.context
    found = [
        ("pin", f"'{pin.item}', pinned to slot {pin.slot}")
        for pin in situation.surface.editorial.pins
        if pin.holds(situation.now) and pin.item not in known
    ]
    if context.item is not None and context.item not in known:
        found.append(("context.item", "the item being looked at"))
    missing = sum(item not in known for item in context.basket)
    if missing:
        found.append(("context.basket", f"{missing} of {len(context.basket)} items of the basket"))
    return [
        Degradation(code=DegradationCode.ITEM_UNKNOWN, part=part, detail=f"not in the catalogue: {what}")
        for part, what in found
    ]


def sized(surface: Surface, limit: int | None) -> Surface:
    """The surface with the size that the request asks for."""
    return surface if limit is None or limit == surface.size else surface.model_copy(update={"size": limit})


def occasion_of(request: RecommendationRequest) -> tuple[tuple[str, ...], str]:
    """Ids of the items that a message is written for, and which trigger found them; none for every other question."""
    asked = request.message.occasion if isinstance(request, MessageQuestion) else None
    return ((), "") if asked is None else (asked.items, asked.kind)


def unfit_of(request: RecommendationRequest) -> frozenset[str]:
    """Ids of items that cannot stand in the message that is asked for; none for every other question."""
    return frozenset(request.message.unfit) if isinstance(request, MessageQuestion) else frozenset()


def as_asked(surface: Surface, request: RecommendationRequest) -> Surface:
    """The surface in the size that the request asks for; for an e-mail in its tone, the subject being the headline.

    Where it is written for something, acts on that are evidence, whether the surface names their source or not.
    """
    surface = sized(surface, request.limit)
    if not isinstance(request, MessageQuestion):
        return surface
    changed = {"headline": False} | ({"tone": request.message.tone} if request.message.tone is not None else {})
    text = surface.text.model_copy(update=changed)
    sources = ({"occasion": OCCASION} if request.message.occasion is not None else {}) | surface.sources
    return surface.model_copy(update={"text": text, "sources": sources})
