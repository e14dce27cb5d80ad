"""The way of one request, top to bottom. Everything that is decided here stands in the decision record."""

from dataclasses import replace

from frankly.domain.answer import Answer, Variant
from frankly.domain.decision import DecisionInputs
from frankly.domain.degradation import Degradation, DegradationCode
from frankly.domain.faults import nearest
from frankly.domain.request import RecommendationRequest
from frankly.domain.seed import Seed, chance_ppm, derive
from frankly.domain.situation import Situation
from frankly.domain.surface import Surface
from frankly.domain.time import DAY_MS, EpochMs
from frankly.errors import NotFound
from frankly.pipelines import cursors, recording
from frankly.pipelines.asking import ask_index, embed_words, key_of, read_person
from frankly.pipelines.membership import segments_here
from frankly.pipelines.parts import Parts
from frankly.pipelines.telling import Told, tell
from frankly.stages.candidates.find import find, queries
from frankly.stages.consent.scope import decide
from frankly.stages.evidence.collect import collect, columns
from frankly.stages.filters.apply import apply
from frankly.stages.profile.build import build as build_profile
from frankly.stages.ranking.rank import rank


async def recommend(parts: Parts, request: RecommendationRequest, now: int) -> Answer:
    """Answer one request.

    Args:
        parts: the world.
        request: what is asked.
        now: moment of the request, in milliseconds.

    Returns:
        The explained slate, recorded unless the request was stateless.

    Raises:
        NotFound: for a surface that does not exist, with the nearest name.
        Invalid: for a cursor that is none of ours.
    """
    surface = surface_named(parts, request.surface)
    shown = cursors.unpack(request.cursor, request.surface)
    snapshot = parts.live.snapshot
    key = key_of(request)
    seed = derive("request", surface.name, key or "", now // DAY_MS, request.seed)

    # consent and profile
    record, troubles = await read_person(parts, request, surface, now)
    variant = assigned(parts, surface, key)
    scope = decide(surface, record.consent, has_identity=record.key is not None, is_holdout=variant == "holdout")
    segments = segments_here(parts.policies.segments, record, scope, request.context, snapshot, now)
    surface = sized(parts.policies.surface_for(surface.name, segments), request.limit)
    profile = build_profile(record, scope, request.context, snapshot, surface, now)
    vectors, failed = await embed_words(parts, request, surface)
    situation = Situation(
        now=EpochMs(now),
        seed=seed,
        scope=scope,
        profile=profile,
        context=request.context,
        snapshot=snapshot,
        surface=surface,
        segments=segments,
        exclude=frozenset(shown),
        query_vectors=vectors,
        role_tags={name: (*role.tags, *role.categories) for name, role in parts.policies.roles.items()},
    )
    troubles += [*failed, *parts.live.degradations()]

    # candidates, filters, ranking, evidence
    asked, failed = queries(situation)
    answers, unanswered = await ask_index(parts, situation, asked)
    found = find(situation, answers)
    filtered = apply(situation, found.candidates.rows)
    slate = rank(situation, found.ledger, filtered)
    cut = columns(found.ledger, slate)
    evidence = collect(situation, slate, cut, most=len(cut.pieces) if request.explain == "full" else 12)
    troubles += [*failed, *unanswered, *found.degradations, *slate.degradations]

    # writing and verification
    told = await tell(parts, request, situation, slate, evidence)
    troubles += told.degradations

    # record
    inputs = _inputs(parts, request, situation, key, seed)
    answer = _answer(request, situation, inputs, variant, told, troubles)
    answer = answer.model_copy(update={"cursor": _more(request, answer, shown, has_more=bool(slate.reserve))})
    if request.profile is not None:
        return answer
    decision = recording.build(inputs, situation, answers, found.candidates, found.ledger, cut, slate, answer)
    if parts.decisions.record(decision, recording.served(answer, key, scope)):
        return answer
    lost = Degradation(code=DegradationCode.NOT_RECORDED, detail="the queue of records is full")
    return answer.model_copy(update={"is_recorded": False, "degradations": (*answer.degradations, lost)})


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
    if key is None or not surface.holdout.share:
        return "personalised"
    draw = chance_ppm(Seed(0), "holdout", parts.holdout_salt, key)
    return "holdout" if draw < surface.holdout.share else "personalised"


def sized(surface: Surface, limit: int | None) -> Surface:
    """The surface with the size that the request asks for."""
    return surface if limit is None or limit == surface.size else surface.model_copy(update={"size": limit})


def _inputs(
    parts: Parts, request: RecommendationRequest, situation: Situation, key: str | None, seed: Seed
) -> DecisionInputs:
    return DecisionInputs(
        request=request.model_dump(mode="json", exclude={"profile"}),
        now=situation.now,
        seed=seed,
        person=key,
        profile_version=situation.profile.version,
        snapshot=situation.snapshot.id,
        surface=situation.surface.name,
        surface_version=parts.policies.surfaces[situation.surface.name].version,
        policy_version=parts.policies.version,
        text_version=parts.wordings.version,
        engine=parts.engine,
    )
