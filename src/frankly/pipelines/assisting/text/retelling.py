"""Tells a decided slate again, with a model's order and texts: all after ranking is made anew from the ledger."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from frankly.domain.answering.degradation import Degradation
from frankly.pipelines.assisting.vote.ordering import Ordered
from frankly.pipelines.explaining.rerunning import trials_of
from frankly.pipelines.parts import Parts
from frankly.pipelines.request.answering import answer_of
from frankly.pipelines.request.deciding import Decided
from frankly.pipelines.request.telling import tell
from frankly.stages.evidence.causes_live import LiveCauses
from frankly.stages.evidence.collect import MOST_SHOWN, collect
from frankly.stages.evidence.cut import columns
from frankly.stages.writing.live.texts import Texts


async def told_again(
    parts: Parts,
    base: Decided,
    ordered: Ordered | None,
    texts: Texts | None,
    degradations: Sequence[Degradation],
) -> Decided:
    """The same decision with what a model added.

    Args:
        parts: the world.
        base: the answer without a model; what its ports answered is noted further in a copy.
        ordered: the vote.
        texts: what the model wrote.
        degradations: what the model did not do.
    """
    slate = base.slate if ordered is None or ordered.slate is None else ordered.slate
    before = base.troubles[: len(base.troubles) - len(base.told.degradations)]
    if slate is base.slate and (texts is None or not texts.anything):
        return _troubled(base, (*base.troubles, *degradations))
    heard = base.heard.anew()
    parts = heard.over(parts)
    is_same = slate is base.slate
    situation, request, ledger = base.situation, base.request, base.found.ledger
    cut = base.cut if is_same else columns(ledger, slate)
    most = len(cut.pieces) if request.explain == "full" else MOST_SHOWN
    evidence = base.evidence if is_same else collect(situation, slate, cut, most=most)
    again = partial(trials_of, situation, ledger, base.filtered, base.slate, slate)
    causes = LiveCauses(slate, cut, ledger, again, base.slate)
    told = await tell(parts, request, situation, slate, cut, evidence, causes, texts)
    troubles = (*before, *told.degradations, *degradations)
    answer = answer_of(base.inputs, request, situation, base.variant, slate, told, troubles)
    return replace(
        base,
        slate=slate,
        cut=cut,
        evidence=evidence,
        told=told,
        troubles=troubles,
        answer=answer,
        heard=heard,
        base_slate=base.slate,
    )


def _troubled(base: Decided, troubles: Sequence[Degradation]) -> Decided:
    """The same answer, with what went wrong: nothing is told again where a model added nothing."""
    answer = base.answer.model_copy(update={"degradations": tuple(troubles)})
    return replace(base, troubles=tuple(troubles), answer=answer)
