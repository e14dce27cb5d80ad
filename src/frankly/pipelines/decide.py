"""What a person should see and why, top to bottom: complete without a language model.

It does not know whether the world is the real one or answers from a record: replay runs these very lines.
"""

import asyncio
from functools import partial

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.seed import derive
from frankly.domain.situation import Situation
from frankly.domain.time import DAY_MS, EpochMs
from frankly.pipelines.explaining.rerunning import trials_of
from frankly.pipelines.parts import Parts
from frankly.pipelines.request import cursors
from frankly.pipelines.request.answering import answer_of, inputs_of
from frankly.pipelines.request.asking import ask_index, embed_words, key_of, read_person
from frankly.pipelines.request.deciding import Decided
from frankly.pipelines.request.hearing import Heard
from frankly.pipelines.request.membership import segments_here
from frankly.pipelines.request.surfacing import as_asked, assigned, occasion_of, surface_named, unfit_of, unknown_items
from frankly.pipelines.request.telling import tell
from frankly.stages.candidates.find import find, propose_unasked, queries
from frankly.stages.consent.scope import decide as scope_of
from frankly.stages.evidence.causes_live import LiveCauses
from frankly.stages.evidence.collect import MOST_SHOWN, collect
from frankly.stages.evidence.cut import columns
from frankly.stages.filters.apply import apply
from frankly.stages.profile.build import build as build_profile
from frankly.stages.profile.corrected import corrected
from frankly.stages.profile.scoped import context_in_scope, scoped
from frankly.stages.ranking.rank import rank


async def decide(parts: Parts, request: RecommendationRequest, now: int) -> Decided:
    """Decide and tell without a language model, and write nothing down.

    Args:
        parts: the world, or what stands in for it.
        request: what is asked.
        now: moment of the request, in milliseconds.

    Returns:
        The answer, and everything that it came from.

    Raises:
        NotFound: for a surface that does not exist, with the nearest name.
        Invalid: for a cursor that is none of ours.
    """
    surface = surface_named(parts, request.surface)
    shown = cursors.unpack(request.cursor, request.surface)
    snapshot = parts.live.snapshot
    key = key_of(request)
    seed = derive("request", surface.name, key or "", now // DAY_MS, request.seed)

    heard = Heard()
    parts = heard.over(parts)

    # consent and profile
    record, troubles = await read_person(parts, request, surface, now)
    record = corrected(record, snapshot)
    variant = assigned(parts, surface, key)
    scope = scope_of(surface, record.consent, has_identity=record.key is not None, is_holdout=variant == "holdout")
    record = scoped(record, scope, surface, now)
    request = request.model_copy(update={"context": context_in_scope(request.context, scope)})
    segments = segments_here(parts.policies.segments, record, scope, request.context, snapshot, now)
    surface = as_asked(parts.policies.surface_for(surface.name, segments), request)
    profile = build_profile(record, scope, request.context, snapshot, surface, now)
    vectors, failed = await embed_words(parts, request, surface)
    occasion, occasion_kind = occasion_of(request)
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
        occasion=occasion,
        occasion_kind=occasion_kind,
        unfit=unfit_of(request),
        role_tags={name: (*role.tags, *role.categories) for name, role in parts.policies.roles.items()},
    )
    heard.live = tuple(parts.live.degradations())
    troubles += [*failed, *heard.live, *unknown_items(situation)]

    # candidates, filters, ranking, evidence
    asked, failed = queries(situation)
    answering = asyncio.create_task(ask_index(parts, situation, asked))
    await asyncio.sleep(0)  # Hands the question over: the index answers beside us while the other sources propose.
    proposed = propose_unasked(situation, asked)
    answers, unanswered = await answering
    found = find(situation, answers, proposed=proposed)
    filtered = apply(situation, found.candidates.rows)
    slate = rank(situation, found.ledger, filtered)
    cut = columns(found.ledger, slate)
    evidence = collect(situation, slate, cut, most=len(cut.pieces) if request.explain == "full" else MOST_SHOWN)
    troubles += [*failed, *unanswered, *found.degradations, *slate.degradations]

    # writing and verification
    again = partial(trials_of, situation, found.ledger, filtered, slate)
    causes = LiveCauses(slate, cut, found.ledger, again)
    told = await tell(parts, request, situation, slate, cut, evidence, causes)
    troubles += told.degradations

    # what the record is built of
    inputs = inputs_of(parts, request, situation, key, variant)
    answer = answer_of(inputs, request, situation, variant, slate, told, troubles)
    return Decided(
        request=request,
        key=key,
        record=record,
        variant=variant,
        situation=situation,
        asked=asked,
        answers=answers,
        found=found,
        filtered=filtered,
        slate=slate,
        cut=cut,
        evidence=evidence,
        told=told,
        troubles=tuple(troubles),
        inputs=inputs,
        answer=answer,
        heard=heard,
        policy_files=parts.policy_files,
    )
