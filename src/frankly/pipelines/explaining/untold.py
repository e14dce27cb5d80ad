"""What rules keep from being said: named to the owner with its rule, kept from the person where the rule says so."""

from frankly.domain.evidence import Anchor, Evidence
from frankly.pipelines.explaining.supposing import Revisited
from frankly.pipelines.explaining.views import GroundClassView, UntoldView, WhyView
from frankly.stages.evidence.collect import ItemEvidence
from frankly.stages.evidence.silent import silent_pieces, why_silent

_NOTHING = Anchor(type="none")


def untold(world: Revisited, behind: ItemEvidence) -> tuple[UntoldView, ...]:
    """The evidence of an item that is not said, each with its rule."""
    decided, rules = world.decided, world.parts.rules
    silent = silent_pieces(decided.situation, decided.cut, rules)
    found = []
    for name, place in zip(behind.ids, behind.places, strict=False):
        if name in silent.names:
            why = why_silent(decided.situation, decided.cut, rules, place)
            found.append(UntoldView(id=name, rule=why.rule if why else None, because=why.because if why else None))
    return tuple(found)


def for_the_person(world: Revisited, view: WhyView) -> WhyView:
    """The view as the person sees it: what is not told keeps its contribution and loses what it hangs on.

    So the parts still add up to the score. The acts themselves stand in the person's own data, as ever.
    """
    decided = world.decided
    silent = silent_pieces(decided.situation, decided.cut, world.parts.rules)
    hidden = {one.id for one in view.untold if silent.hidden[int(one.id[1:]) - 1]}
    if not hidden:
        return view
    kept = {piece.id: (piece.kind, piece.anchor.value) for piece in view.evidence if piece.id in hidden}
    acts = view.fewest_acts
    is_named = acts is not None and any((act.kind, str(act.item)) in kept.values() for act in acts.acts)
    return view.model_copy(
        update={
            "evidence": tuple(_masked(piece) if piece.id in hidden else piece for piece in view.evidence),
            "grounds": tuple(
                ground if hidden.isdisjoint(ground.ground.evidence) else _masked_ground(ground)
                for ground in view.grounds
            ),
            "fewest_acts": None if is_named else acts,
            "untold": tuple(UntoldView(id=name) for name in sorted(hidden)),
        }
    )


def _masked(piece: Evidence) -> Evidence:
    return piece.model_copy(update={"anchor": _NOTHING, "at": None, "count": 1, "receipts": ()})


def _masked_ground(ground: GroundClassView) -> GroundClassView:
    return ground.model_copy(update={"ground": ground.ground.model_copy(update={"anchor": _NOTHING})})
