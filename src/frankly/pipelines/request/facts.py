"""Tells a fact of each item of a slate: the sheets are read once, one fact is chosen, verified again, and filled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.item import Item
from frankly.domain.saying.fact import FactId, FactSheet, draft_of, source_hash, speaks
from frankly.domain.saying.text import Refused, VerifiedText
from frankly.domain.situation import Situation
from frankly.errors import DependencyError
from frankly.pipelines.facts.proving import with_proof
from frankly.pipelines.parts import Parts
from frankly.ports.verifier import Bearing
from frankly.stages.evidence.collect import ItemEvidence
from frankly.stages.writing.choose_fact import Interest, SaidFacts, WeighedFact, interest_of, labels_of, prepared, weigh
from frankly.stages.writing.tell import LEAST_SHARE_PPM

MOST_TRIES: Final = 3
"""Facts of one item that are tried where the verifier refuses the one that was chosen."""


@dataclass(frozen=True, slots=True)
class ToldFacts:
    """What was weighed and told of one item.

    Attributes:
        weighed: all facts of admitted levels, the best first.
        told: places on the sheet of those that were told.
        texts: what they say.
        refused: place on the sheet → code of the first verdict, of those that the verifier refused now.
        repeated: places of those that the slate had said already.
        chosen: place of the one that a language model chose among those that were offered to it; None where none did.
    """

    weighed: Sequence[WeighedFact] = ()
    told: Sequence[int] = ()
    texts: tuple[VerifiedText, ...] = ()
    refused: Mapping[int, str] = field(default_factory=dict)
    repeated: Sequence[int] = ()
    chosen: int | None = None


_OF_ITEM: Final = "sensitive_topic"
"""Of an item whose topic the person has not agreed to no fact is told: the next one would be refused as well."""

NO_FACTS: Final = ToldFacts()


@dataclass(slots=True, eq=False)
class FactTelling:
    """Facts of one slate on their way.

    Attributes:
        sheets: item → its facts.
        said: what the slate has told so far.
        degradations: what was refused or could not be read.
    """

    sheets: Mapping[str, FactSheet] = field(default_factory=dict)
    said: SaidFacts = field(default_factory=SaidFacts)
    degradations: list[Degradation] = field(default_factory=list)

    def of(
        self,
        parts: Parts,
        situation: Situation,
        item: Item | None,
        behind: ItemEvidence,
        bearing: Bearing,
        wanted: FactId | None = None,
    ) -> ToldFacts:
        """Choose and tell facts of one item; none where there are none, and never one that was said already.

        The one that a language model chose (`wanted`) is tried first, where its level is admitted.
        """
        sheet = None if item is None else self.sheets.get(item.id)
        if item is None or sheet is None:
            return NO_FACTS
        policy = situation.surface.text
        ready = prepared(sheet, item.categories, item.tags, item.creators)
        admitted = [one for one in ready if one.fact.level in policy.levels]
        interests = tuple(
            interests_of(situation, behind, bearing.anchors, bearing.untold or frozenset(), bearing.locale)
        )
        weighed = weigh(admitted, interests, self.said)
        told: list[int] = []
        texts: list[VerifiedText] = []
        refused: dict[int, str] = {}
        repeated: list[int] = []
        chosen = next((one for one in weighed if one.fact.id == wanted), None)
        for one in weighed if chosen is None else (chosen, *(one for one in weighed if one is not chosen)):
            if len(told) == policy.facts or len(refused) == MOST_TRIES:
                break
            draft = draft_of(one.fact, bearing.locale)
            outcome = parts.verifier.verify(draft, with_proof(bearing, item, draft, one.fact.stamp))
            if isinstance(outcome, Refused):
                refused[one.place] = outcome.verdicts[0].code
                if outcome.verdicts[0].code == _OF_ITEM:
                    break
            elif outcome.text in self.said.texts:
                repeated.append(one.place)
            else:
                self.said.add(one.fact, outcome.text)
                told.append(one.place)
                texts.append(outcome)
        self._tell_refused(item, weighed, refused, is_told=bool(told))
        return ToldFacts(weighed, told, tuple(texts), refused, repeated, None if chosen is None else chosen.place)

    def _tell_refused(
        self, item: Item, weighed: Sequence[WeighedFact], refused: Mapping[int, str], *, is_told: bool
    ) -> None:
        if not refused:
            return
        code = DegradationCode.SENTENCE_REPLACED if is_told else DegradationCode.SENTENCE_DROPPED
        place, why = list(refused.items())[-1]
        pattern = next(one.fact.pattern or one.fact.id for one in weighed if one.place == place)
        self.degradations.append(Degradation(code=code, part=str(item.id), detail=f"{pattern}: {why}"))


async def read_facts(parts: Parts, situation: Situation, slate: Sequence[Item], locale: str) -> FactTelling:
    """Read the facts of a slate's items, of the very texts that were read; a failing store costs only the facts.

    Args:
        parts: the world.
        situation: whose surface says whether facts are wanted.
        slate: its items, as they were read.
        locale: language of the answer; an item whose text is in another one gets no fact.
    """
    if parts.facts is None or not situation.surface.text.facts:
        return FactTelling()
    sources = {str(item.id): source_hash(item) for item in slate if speaks(item.language, locale)}
    try:
        return FactTelling(await parts.facts.of(sources, locale) if sources else {})
    except DependencyError as error:
        trouble = Degradation(code=DegradationCode.STORE_UNAVAILABLE, part="facts", detail=error.code)
        return FactTelling(degradations=[trouble])


def interests_of(
    situation: Situation, behind: ItemEvidence, anchors: Mapping[str, Item], untold: frozenset[str], locale: str
) -> Iterator[Interest]:
    """What the grounds are about that are strong enough to be told: from a tenth of the positive score on.

    What rules keep silent chooses no sentence either: the choice would tell it.

    Args:
        situation: says what stated roles stand for.
        behind: evidence and grounds of the item.
        anchors: items that evidence hangs on, by id.
        untold: ids of evidence that rules keep silent.
        locale: language of the facts.
    """
    for number, ground in enumerate(behind.grounds, start=1):
        if ground.share_ppm < LEAST_SHARE_PPM - 1:
            return
        if not untold.isdisjoint(ground.evidence):
            continue
        anchor = ground.anchor
        on = anchors.get(anchor.value) if anchor.type == "item" else None
        topics = labels_of(on.categories, on.tags, on.creators) if on is not None else ()
        if anchor.type == "value":
            labels = situation.role_tags.get(anchor.value, ())
            topics = labels_of(tuple(labels), tuple(labels), ())
        yield interest_of(f"g{number}", ground, topics, locale)
