"""What was read, made and found out on the way of one request: the record is built of it, and explanations ask it."""

from collections.abc import Sequence
from dataclasses import dataclass

from frankly.domain.answering.answer import Answer, Variant
from frankly.domain.answering.degradation import Degradation
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.deciding.candidate import Filtered
from frankly.domain.deciding.decision import DecisionInputs
from frankly.domain.deciding.slate import Slate
from frankly.domain.person.profile import PersonRecord
from frankly.domain.situation import Neighbours, Situation, VectorQuery
from frankly.pipelines.parts import PolicyFiles
from frankly.pipelines.request.hearing import Heard
from frankly.pipelines.request.telling import Told
from frankly.stages.candidates.find import Found
from frankly.stages.evidence.collect import ItemEvidence
from frankly.stages.evidence.cut import SlateLedger


@dataclass(frozen=True, slots=True, eq=False)
class Decided:
    """One request, decided and told; nothing of it is written down yet.

    Attributes:
        request: what was asked.
        key: key of the person or session; None for someone unknown and in stateless mode.
        record: the person as read, corrected and cut to the scope.
        variant: policy or baseline.
        situation: all that the stages looked at; its surface is the one that held, with overrides and size.
        asked: questions to the index.
        answers: its answers.
        found: candidates of all sources with the ledger over them.
        filtered: which of them may appear.
        slate: the slate with reserve, base order and drop reasons.
        cut: the slate's columns of the ledger.
        evidence: of each slot.
        told: the items as answered, with their sentences.
        troubles: degradations, in the order in which they came.
        inputs: what the decision's id is the hash of.
        answer: as it is sent when nothing goes wrong with the record.
        heard: what the ports answered, and the sentences that the verifier was shown.
        policy_files: the files that people edit; None where there are none.
        base_slate: the slate as it was ranked, where a model was asked; its vote may have changed `slate`.
    """

    request: RecommendationRequest
    key: str | None
    record: PersonRecord
    variant: Variant
    situation: Situation
    asked: Sequence[VectorQuery]
    answers: Sequence[Neighbours]
    found: Found
    filtered: Filtered
    slate: Slate
    cut: SlateLedger
    evidence: Sequence[ItemEvidence]
    told: Told
    troubles: Sequence[Degradation]
    inputs: DecisionInputs
    answer: Answer
    heard: Heard
    policy_files: PolicyFiles | None
    base_slate: Slate | None = None
