"""Why this sentence about an item, and none of the others: the recorded scores, and what each sentence speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from frankly.domain.item import Item
from frankly.domain.saying.fact import Fact, FactSheet, draft_of
from frankly.domain.saying.text import VerifiedText
from frankly.pipelines.explaining.fact_views import FactChoiceView, FactPartsView, MetView
from frankly.pipelines.explaining.supposing import Revisited
from frankly.pipelines.facts.proving import with_proof
from frankly.pipelines.replaying.record import Recorded
from frankly.pipelines.request.facts import interests_of
from frankly.ports.verifier import Bearing
from frankly.stages.evidence.collect import ItemEvidence
from frankly.stages.writing.choose_fact import FactParts, SaidFacts, prepared, weigh

WhyNot: TypeAlias = Literal["outscored", "equal", "said_already", "refused", "not_chosen"]


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a record says of the facts of one item.

    Attributes:
        sheet: the facts that were read.
        facts: place on the sheet → fact, of those that were weighed, the best first.
        parts: place → parts of its score.
        told: places of those that stand in the answer.
        drafts: sentences about the item that the verifier was shown.
    """

    sheet: FactSheet
    facts: Mapping[int, Fact]
    parts: Mapping[int, FactParts]
    told: Sequence[int]
    drafts: Sequence[Mapping[str, Any]]

    def why_not(self, place: int) -> WhyNot | None:
        """Why a fact was not told."""
        if place in self.told:
            return None
        shown = [one for one in self.drafts if one["kind"] == "fact" and one["text"] == self.facts[place].text]
        if not shown:
            # What comes before the one that is told, and was not even tried, was passed over: a language model chose.
            order = list(self.facts)
            is_better = any(order.index(place) < order.index(one) for one in self.told if one in order)
            if is_better:
                return "not_chosen"
            scores = [self.parts[one].score for one in self.told if one in self.parts]
            return "equal" if self.parts[place].score in scores else "outscored"
        return "refused" if "refused" in shown[0] else "said_already"


def fact_choices(
    world: Revisited, place: int, behind: ItemEvidence, items: Mapping[str, Item]
) -> tuple[FactChoiceView, ...]:
    """Every fact that was weighed of an item, the best first.

    Args:
        world: the decision.
        place: of the item in the slate, counted from 0.
        behind: its evidence and grounds.
        items: the item, and those that its grounds hang on.
    """
    choice = None if world.told is None else _recorded(world.told, place)
    item = items.get(world.decided.situation.snapshot.item_ids[world.decided.slate.slots[place].row])
    if choice is None or item is None:
        return ()
    bearing = _bearing(world, item)
    situation, untold = world.decided.situation, world.decided.told.silent.names
    interests = tuple(interests_of(situation, behind, items, untold, bearing.locale))
    ready = prepared(choice.sheet, item.categories, item.tags, item.creators)
    meets = {one.place: one.meets for one in weigh(ready, interests, SaidFacts())}
    found = []
    for number, fact in choice.facts.items():
        draft = draft_of(fact, bearing.locale)
        said = world.parts.verifier.verify(draft, with_proof(bearing, item, draft))
        found.append(
            FactChoiceView(
                id=fact.id,
                said=said if isinstance(said, VerifiedText) else None,
                level=fact.level,
                aspects=fact.aspects,
                is_told=number in choice.told,
                why_not=choice.why_not(number),
                score=choice.parts[number].score,
                parts=FactPartsView(**choice.parts[number]._asdict()),
                meets=tuple(
                    MetView(ground=int(name[1:]) - 1, of=kind, value=value) for name, (kind, value) in meets[number]
                ),
            )
        )
    return tuple(found)


def _recorded(told: Recorded, place: int) -> _Choice | None:
    entry = told.body["slate"][place]
    columns, sheet = entry.get("facts"), told.sheets.get(str(entry["item"]))
    if columns is None or sheet is None:
        return None
    rows = zip(*(columns[name] for name in FactParts._fields), strict=True)
    places: Sequence[int] = columns["places"]
    parts = dict(zip(places, (FactParts(*row) for row in rows), strict=True))
    return _Choice(sheet, {one: sheet.facts[one] for one in places}, parts, columns["told"], entry["drafts"])


def _bearing(world: Revisited, item: Item) -> Bearing:
    situation, locale = world.decided.situation, str(world.told.body["locale"]) if world.told is not None else ""
    return Bearing(
        item=item,
        evidence={},
        labels=world.parts.policies.labels.get(locale, {}),
        locale=locale,
        now=situation.now,
        topics=situation.scope.topics,
        surface=situation.surface.name,
        levels=situation.surface.text.levels,
    )
