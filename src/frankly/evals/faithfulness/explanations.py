"""What is stated of an item: facts, how much they contribute to it, and what they are to it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from frankly.domain.deciding.ledger import PieceKey
from frankly.domain.deciding.slate import HELD
from frankly.domain.evidence import Cause, EvidenceKind, Ground
from frankly.evals.faithfulness.reruns import OWN, Change
from frankly.pipelines.explaining.rerunning import trials_of_decision
from frankly.pipelines.request.deciding import Decided
from frankly.stages.evidence.causes import GroundClass, Trials, classes, necessary_sets
from frankly.stages.writing.wordings import Wordings

How = Literal["told", "classified", "set"]
"""Told in a sentence; a ground with a class; grounds that are necessary together."""

MOST_CLASSIFIED: Final = 4
"""Strongest grounds of an item that are asked about besides those told."""

MOST_SETS: Final = 2
"""Sets of an item that are asked about."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One ground of one item, as it is stated.

    Attributes:
        row: row of the item.
        kind: kind of evidence.
        facts: what it is made of.
        off: sources that say it, where it is no act or fact of the person.
        contribution: what it is said to contribute, in billionths.
        causes: classes that it is said to have.
        how: where it is stated.
        said: what the sentence that tells it claims; None where no sentence does.
    """

    row: int
    kind: EvidenceKind
    facts: frozenset[PieceKey]
    off: frozenset[str]
    contribution: int
    causes: frozenset[Cause]
    how: How
    said: Cause | None = None

    @property
    def change(self) -> Change:
        """What has to be taken away to put it to the test."""
        return Change(self.facts, self.off)


def causes_of_wordings(wordings: Wordings) -> dict[str, Cause]:
    """Name of a reason's wording → what it claims."""
    return {
        wording.name: wording.cause
        for language in wordings.languages.values()
        for listed in language.reasons.values()
        for wording in listed
    }


def explanations(
    decided: Decided, claims: Mapping[str, Cause], places: Collection[int] | None = None
) -> Iterator[Explanation]:
    """Everything that is told or classified of the items of a slate.

    Args:
        decided: the answer with its sentences.
        claims: name of a wording → what it claims.
        places: items that are looked at, counted from 0; all when not given.

    Yields:
        Item by item its grounds, strongest first: those told and the strongest others that have a class; then the sets
        that are necessary together. An item that stands in its slot for another reason than its score (pinned, drawn)
        is left out, and so is a statistic that a source says together with others: it cannot be taken away alone.
    """
    trials = trials_of_decision(decided)
    for index, slot in enumerate(decided.slate.slots):
        if slot.origin not in HELD and (places is None or index in places):
            yield from _single(decided, index, trials, _told(decided, index, claims))
            yield from _sets(decided, index, trials)


def _single(
    decided: Decided, index: int, trials: Trials, told: Mapping[frozenset[str], Cause]
) -> Iterator[Explanation]:
    grounds = [
        ground
        for place, ground in enumerate(decided.evidence[index].grounds)
        if place < MOST_CLASSIFIED or frozenset(ground.evidence) in told
    ]
    facts = [facts_of(decided, ground) for ground in grounds]
    found = classes(trials, decided.slate.slots[index].column, grounds, facts)
    for ground, class_ in zip(grounds, found, strict=True):
        said = told.get(frozenset(ground.evidence))
        causes = frozenset(_causes(class_) | ({said} if said is not None else set()))
        made = _explanation(decided, index, ground, causes, "classified" if said is None else "told")
        if causes and made is not None:
            yield replace(made, said=said)


def _sets(decided: Decided, index: int, trials: Trials) -> Iterator[Explanation]:
    grounds = list(decided.evidence[index].grounds)
    facts = [facts_of(decided, ground) for ground in grounds]
    sets = necessary_sets(trials, decided.slate.slots[index].column, grounds, facts)
    for some in sets[:MOST_SETS]:
        parts = [_explanation(decided, index, grounds[place], frozenset(), "set") for place in some]
        whole = [part for part in parts if part is not None]
        if len(whole) == len(some):
            yield replace(
                whole[0],
                facts=frozenset().union(*(part.facts for part in whole)),
                off=frozenset().union(*(part.off for part in whole)),
                contribution=sum(part.contribution for part in whole),
                causes=frozenset({"necessary"}),
            )


def _causes(found: GroundClass) -> set[Cause]:
    has: dict[Cause, bool] = {
        "necessary": found.is_necessary,
        "sufficient": found.is_sufficient,
        "contributing": found.is_contributing,
    }
    return {cause for cause, holds in has.items() if holds}


def _told(decided: Decided, index: int, claims: Mapping[str, Cause]) -> dict[frozenset[str], Cause]:
    """Evidence of each ground that a sentence tells of → what the sentence claims."""
    grounds = decided.evidence[index].grounds
    found: dict[frozenset[str], Cause] = {}
    for sentence in decided.told.items[index].sentences:
        place = place_cited(grounds, sentence.evidence)
        if sentence.kind == "reason" and place is not None and sentence.pattern in claims:
            found[frozenset(grounds[place].evidence)] = claims[sentence.pattern]
    return found


def place_cited(grounds: Sequence[Ground], cited: Collection[str]) -> int | None:
    """Place of the ground that a sentence tells: the smallest that holds all that is cited; None where none does.

    A piece of evidence may be a ground by itself and one of several that are told together. Which of them is taken away
    matters: with the whole of the larger one, rivals of the item may lose more than the item does.
    """
    holding = [place for place, ground in enumerate(grounds) if cited and set(cited) <= set(ground.evidence)]
    return min(holding, key=lambda place: len(grounds[place].evidence), default=None)


def _explanation(
    decided: Decided, index: int, ground: Ground, causes: frozenset[Cause], how: How
) -> Explanation | None:
    facts = facts_of(decided, ground)
    row = decided.slate.slots[index].row
    if ground.kind in OWN:
        return Explanation(row, ground.kind, facts, frozenset(), ground.contribution, causes, how)
    off = _sources(decided, index, ground)
    return Explanation(row, ground.kind, frozenset(), off, ground.contribution, causes, how) if off else None


def without_ground(decided: Decided, index: int, ground: Ground) -> Change | None:
    """What has to be taken away to put a ground of an item to the test; None where it cannot be taken away alone."""
    made = _explanation(decided, index, ground, frozenset(), "told")
    return None if made is None else made.change


def facts_of(decided: Decided, ground: Ground) -> frozenset[PieceKey]:
    """The facts that a ground is made of."""
    return frozenset(decided.cut.pieces[int(name[1:]) - 1].key for name in ground.evidence)


def _sources(decided: Decided, index: int, ground: Ground) -> frozenset[str]:
    """Sources that say a statistic, where it is all that they say of the item."""
    places = [int(name[1:]) - 1 for name in ground.evidence]
    parts: dict[str, int] = {}
    for said in decided.cut.by_source(places, index):
        for source, units in said.items():
            parts[source] = parts.get(source, 0) + units
    whole = dict(zip(decided.cut.sources, decided.cut.units[:, :, index].sum(axis=0).tolist(), strict=True))
    return frozenset(parts) if all(whole[source] == units for source, units in parts.items()) else frozenset()
