"""One request through the pure stages, as the pipeline runs them; the index is asked exactly and in memory."""

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from frankly.domain.answering.request import RequestContext
from frankly.domain.deciding.candidate import Filtered
from frankly.domain.deciding.slate import Slate
from frankly.domain.deciding.snapshot import LEVELS, Snapshot
from frankly.domain.ids import SegmentName
from frankly.domain.person.consent import ConsentInput
from frankly.domain.person.profile import PersonRecord
from frankly.domain.seed import Seed
from frankly.domain.situation import Situation
from frankly.domain.surface import Surface
from frankly.stages.candidates.exact import nearest
from frankly.stages.candidates.find import Found, find, queries
from frankly.stages.consent.scope import decide
from frankly.stages.filters.apply import apply
from frankly.stages.profile.build import build
from frankly.stages.ranking.rank import rank
from frankly.testing import situations as drawn


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A request and what the stages made of it."""

    situation: Situation
    found: Found
    filtered: Filtered
    slate: Slate


def situated(
    snapshot: Snapshot,
    surface: Surface,
    record: PersonRecord,
    context: RequestContext | None = None,
    consent: ConsentInput | None = None,
    *,
    seed: int = 7,
    is_holdout: bool = False,
    exclude: frozenset[str] = frozenset(),
    occasion: tuple[str, ...] = (),
) -> Situation:
    context = context or RequestContext()
    scope = decide(surface, consent, has_identity=record.key is not None, is_holdout=is_holdout)
    vectors = {context.query: snapshot.vectors[0] / LEVELS} if context.query and len(snapshot) else {}
    return Situation(
        now=drawn.NOW,
        seed=Seed(seed),
        scope=scope,
        profile=build(record, scope, context, snapshot, surface, drawn.NOW),
        context=context,
        snapshot=snapshot,
        surface=surface,
        segments=[SegmentName(name) for name in drawn.SEGMENTS] if scope.is_profiled else [],
        exclude=exclude,
        query_vectors={words: vector.astype("float32") for words, vector in vectors.items()},
        role_tags=drawn.ROLES,
        occasion=occasion,
        occasion_kind="back_in_stock" if occasion else "",
    )


def ask(situation: Situation) -> Asked:
    questions, _ = queries(situation)
    found = find(situation, nearest(situation.snapshot, questions))
    filtered = apply(situation, found.candidates.rows)
    return Asked(situation, found, filtered, rank(situation, found.ledger, filtered))


def told(slate: Slate) -> Mapping[str, object]:
    """Everything in a slate, for comparison."""
    return {name: getattr(slate, name) for name in slate.__slots__}


def _situated(
    seed: int,
    rows: int,
    acts: int,
    size: int,
    context: RequestContext,
    consent: ConsentInput | None,
    draw: int,
    occasion: tuple[str, ...],
) -> Situation:
    snapshot = drawn.snapshot(seed, rows)
    surface = drawn.surface(seed, rows, size=size)
    return situated(
        snapshot, surface, drawn.record(seed, snapshot, acts), context, consent, seed=draw, occasion=occasion
    )


situations = st.builds(
    _situated,
    drawn.seeds,
    rows=st.integers(0, 80),
    acts=st.integers(0, 40),
    size=st.integers(1, 8),
    context=drawn.contexts,
    consent=drawn.consents,
    draw=st.integers(0, 2**53 - 1),
    occasion=st.sampled_from([(), (), ("i2",), ("i1", "gone", "i4", "i2")]),
)
"""Anyone, anywhere, at one moment."""
