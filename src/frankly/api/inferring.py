"""What a person is shown of themselves is made the way a request makes it, over the newest snapshot."""

from collections.abc import Sequence

from frankly.domain.answering.request import RequestContext
from frankly.domain.person.profile import Fact, PersonRecord
from frankly.domain.time import EpochMs
from frankly.pipelines.parts import Parts
from frankly.pipelines.rights import Correct, Infer
from frankly.stages.consent.scope import decide
from frankly.stages.profile.build import build
from frankly.stages.profile.corrected import corrected
from frankly.stages.profile.infer import infer_of


def infer_from(parts: Parts) -> Infer:
    """A function that derives facts inside the person's consent, under the first surface's weights."""
    surface = parts.policies.surfaces[min(parts.policies.surfaces)]

    def infer(record: PersonRecord, now: EpochMs) -> Sequence[Fact]:
        scope = decide(surface, record.consent, has_identity=True, is_holdout=False)
        snapshot = parts.live.snapshot
        return infer_of(build(record, scope, RequestContext(), snapshot, surface, now), snapshot)

    return infer


def corrected_by(parts: Parts) -> Correct:
    """A function that applies the corrections in force to a record."""
    return lambda record: corrected(record, parts.live.snapshot)
