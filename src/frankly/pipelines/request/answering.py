"""Puts the answer together, and the inputs that its id is the hash of."""

from collections.abc import Sequence
from dataclasses import replace

from frankly.domain.answering.answer import Answer, AnswerScope, Variant
from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.deciding.decision import DecisionInputs
from frankly.domain.deciding.slate import Slate
from frankly.domain.situation import Situation
from frankly.pipelines.parts import Parts
from frankly.pipelines.request import cursors
from frankly.pipelines.request.deciding import Decided
from frankly.pipelines.request.telling import Told


def inputs_of(
    parts: Parts, request: RecommendationRequest, situation: Situation, key: str | None, variant: Variant
) -> DecisionInputs:
    """All that the answer depends on, what the ports answered aside."""
    return DecisionInputs(
        request=request.model_dump(mode="json", exclude={"profile"}),
        now=situation.now,
        seed=situation.seed,
        person=key,
        profile_version=situation.profile.version,
        snapshot=situation.snapshot.id,
        surface=situation.surface.name,
        surface_version=parts.policies.surfaces[situation.surface.name].version,
        policy_version=parts.policies.version,
        text_version=parts.wordings.version,
        engine=parts.engine,
        variant=variant,
        model=parts.assistant.model.name if parts.assistant is not None else "",
        prompts=parts.assistant.prompts.version if parts.assistant is not None else "",
    )


def answer_of(
    inputs: DecisionInputs,
    request: RecommendationRequest,
    situation: Situation,
    variant: Variant,
    slate: Slate,
    told: Told,
    troubles: Sequence[Degradation],
) -> Answer:
    """The answer of one decision, as it is sent when nothing goes wrong with its record."""
    scope = situation.scope
    shown = (*cursors.unpack(request.cursor, request.surface), *(item.id for item in told.items))
    return Answer(
        decision=inputs.decision_id(),
        is_recorded=request.profile is None,
        surface=inputs.surface,
        surface_version=inputs.surface_version,
        snapshot=situation.snapshot.id,
        seed=inputs.seed,
        now=inputs.now,
        locale=told.locale,
        variant=variant,
        scope=AnswerScope(
            basis=scope.basis, purposes=tuple(sorted(scope.purposes)), evidence=tuple(sorted(scope.groups))
        ),
        segments=tuple(situation.segments),
        headline=told.headline,
        intro=told.intro,
        items=told.items,
        message=told.message,
        degradations=tuple(troubles),
        cursor=cursors.pack(situation.surface.name, shown) if slate.reserve else None,
    )


def answered(decided: Decided, fault: str) -> Decided:
    """The same, with an answer that says so where its record is kept in memory only."""
    if not fault:
        return decided
    detail = f"the record waits in memory until it can be written. {fault}"
    return replace(decided, answer=_told(decided.answer, DegradationCode.STORE_UNAVAILABLE, detail))


def unrecorded(answer: Answer, fault: str) -> Answer:
    """The answer, saying that it has no record, because too many wait to be written."""
    detail = f"the queue of records is full. {fault}".strip()
    return _told(answer.model_copy(update={"is_recorded": False}), DegradationCode.NOT_RECORDED, detail)


def _told(answer: Answer, code: DegradationCode, detail: str) -> Answer:
    """The answer with what became of its record, in the place of anything that was said of it before."""
    others = [one for one in answer.degradations if one.part != "decisions"]
    told = Degradation(code=code, part="decisions", detail=detail)
    return answer.model_copy(update={"degradations": (*others, told)})
