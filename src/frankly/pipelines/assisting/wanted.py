"""Whether a language model is asked for one answer, and for what: consent first, then the surface, then the request."""

from collections.abc import Set
from dataclasses import dataclass, replace
from typing import Literal

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.person.consent import Purpose
from frankly.pipelines.parts import Assistant
from frankly.pipelines.request.deciding import Decided


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a model is asked for.

    Attributes:
        order: whether it votes.
        texts: whether it writes.
        deadline_ms: how long the answer waits for it.
        degradations: why it is not asked although it was wanted.
    """

    order: bool = False
    texts: bool = False
    deadline_ms: int = 0
    degradations: tuple[Degradation, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether it is asked at all."""
        return self.order or self.texts

    @property
    def names(self) -> frozenset[Literal["order", "texts"]]:
        """What it is asked for, by name."""
        asked: tuple[tuple[Literal["order", "texts"], bool], ...] = (("order", self.order), ("texts", self.texts))
        return frozenset(name for name, is_asked in asked if is_asked)

    def without(self, names: Set[str]) -> "Wanted":
        """The same without some of it."""
        return replace(self, order=self.order and "order" not in names, texts=self.texts and "texts" not in names)


NOTHING = Wanted()


def wanted(assistant: Assistant | None, base: Decided, *, is_late: bool = False) -> Wanted:
    """What a model is asked for in one answer.

    Args:
        assistant: the model; None where none is configured.
        base: the answer without it.
        is_late: whether the slate was sent already, so that its order may change only where the surface allows it.

    Returns:
        Nothing where the person or the surface does not allow it, where there is no time, or nothing to order or say;
        nothing with a degradation while the model's package is still being loaded.
    """
    surface, scope = base.situation.surface, base.situation.scope
    deadline_ms = surface.model.deadline_ms if base.request.deadline_ms is None else base.request.deadline_ms
    if assistant is None or not deadline_ms or Purpose.MODEL not in scope.purposes:
        return NOTHING
    if base.variant == "holdout" or not base.slate.slots:
        return NOTHING
    may_write = surface.model.write and base.request.explain != "none" and Purpose.EXPLAIN in scope.purposes
    may_vote = surface.model.vote != "off" and surface.model.max_displacement > 0
    asked = Wanted(may_vote and (not is_late or surface.model.late_order), may_write, deadline_ms)
    if asked.anything and not assistant.is_ready():
        detail = "the package that reaches the language model is still being loaded"
        told = Degradation(code=DegradationCode.MODEL_WARMING, part="model", detail=detail)
        return Wanted(deadline_ms=deadline_ms, degradations=(told,))
    return asked
