"""Derives the facts that a person is shown as inferred, the way a request would, under the first surface's weights."""

from collections.abc import Sequence

from frankly.domain.profile import Fact, PersonRecord
from frankly.domain.request import RequestContext
from frankly.domain.time import EpochMs
from frankly.pipelines.parts import Parts
from frankly.pipelines.rights import Infer
from frankly.stages.consent.scope import decide
from frankly.stages.profile.build import build
from frankly.stages.profile.infer import infer_of


def infer_from(parts: Parts) -> Infer:
    """A function that derives facts from a record and the newest snapshot, inside the person's consent."""
    surface = parts.policies.surfaces[min(parts.policies.surfaces)]

    def infer(record: PersonRecord, now: EpochMs) -> Sequence[Fact]:
        scope = decide(surface, record.consent, has_identity=True, is_holdout=False)
        snapshot = parts.live.snapshot
        return infer_of(build(record, scope, RequestContext(), snapshot, surface, now), snapshot)

    return infer
