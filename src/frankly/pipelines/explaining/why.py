"""Why an item is in a slate: what its score is made of, what each ground is to it, and what would take it out."""

from collections.abc import Mapping, Sequence

from frankly.domain.deciding.ledger import Piece
from frankly.domain.evidence import EvidenceKind
from frankly.domain.faults import nearest
from frankly.domain.ids import ItemId
from frankly.domain.item import Item
from frankly.domain.model.prompt import PromptTask
from frankly.domain.person.event import EventKind
from frankly.errors import NotFound
from frankly.pipelines.explaining.changes import ActsOn, Changes
from frankly.pipelines.explaining.fact_choice import fact_choices
from frankly.pipelines.explaining.field import by_source
from frankly.pipelines.explaining.rerunning import trials_of_decision
from frankly.pipelines.explaining.supposing import Revisited, suppose
from frankly.pipelines.explaining.untold import untold
from frankly.pipelines.explaining.views import FewestActs, GroundClassView, OwnAct, VoteView, WhyView
from frankly.pipelines.explaining.wording import paragraph
from frankly.pipelines.request.deciding import Decided
from frankly.stages.counterfactual.smallest import Contest, smallest_set
from frankly.stages.evidence.causes import GroundClass, Trials, classes, facts_of, necessary_sets
from frankly.stages.evidence.collect import ItemEvidence, collect
from frankly.stages.profile.weights import EVIDENCE_OF

EVENT_OF: Mapping[EvidenceKind, EventKind] = {
    **{evidence: event for event, evidence in EVIDENCE_OF.items()},
    EvidenceKind.RATED_HIGH: EventKind.RATE,
    EvidenceKind.RATED_LOW: EventKind.RATE,
}
"""Kind of evidence of an act → the act."""


async def why(world: Revisited, item: str, locale: str | None = None) -> WhyView:
    """Explain why an item is in a slate.

    Args:
        world: the decision, made again.
        item: an item of its slate.
        locale: language of the paragraph; that of the decision where it is not said.

    Raises:
        NotFound: when the item is not in the slate.
    """
    decided = world.decided
    place = _place(world, item)
    slot, behind = decided.slate.slots[place], _whole_evidence(world)[place]
    trials = trials_of_decision(decided)
    facts = [facts_of(decided.cut.pieces, ground) for ground in behind.grounds]
    found = classes(trials, slot.column, behind.grounds, facts)
    sets = necessary_sets(trials, slot.column, behind.grounds, facts)
    acts = _fewest(world, trials, slot.column)
    items = await _items(world, [item, *_named(behind, found), *(act.anchor for act in acts[0])])
    fewest = None if not acts[0] else await _confirmed(world, trials, slot.column, *acts, items)
    shown = items.get(item)
    return WhyView(
        decision=world.id,
        item=decided.situation.snapshot.item_ids[slot.row],
        title=None if shown is None else shown.title,
        slot=place + 1,
        origin=slot.origin,
        pinned_because=slot.because or None,
        is_sponsored=slot.is_sponsored,
        score=slot.score,
        by_source=by_source(decided.found.ledger, slot.column),
        evidence=tuple(behind.evidence),
        grounds=tuple(
            GroundClassView(
                ground=ground, cause=one.cause, is_necessary=one.is_necessary, is_sufficient=one.is_sufficient
            )
            for ground, one in zip(behind.grounds, found, strict=True)
        ),
        necessary_sets=tuple(sets),
        fewest_acts=fewest,
        vote=_vote(decided, slot.row, place),
        said=paragraph(world, slot, behind, found, items, locale),
        facts=fact_choices(world, place, behind, items),
        untold=untold(world, behind),
    )


def _vote(decided: Decided, row: int, place: int) -> VoteView | None:
    """What the vote did to an item's place; None where it stands as it was ranked."""
    call = next((call for call in decided.heard.calls.values() if call.prompt.startswith(f"{PromptTask.RANK}/")), None)
    if decided.base_slate is None or call is None or call.reply is None:
        return None
    rows = [slot.row for slot in decided.base_slate.slots]
    before = rows.index(row) + 1 if row in rows else None
    return None if before == place + 1 else VoteView(before=before, model=call.reply.model, prompt=call.prompt)


def _place(world: Revisited, item: str) -> int:
    """Place of an item in the slate, counted from 0."""
    names = [str(world.decided.situation.snapshot.item_ids[slot.row]) for slot in world.decided.slate.slots]
    if item not in names:
        near = nearest(item, names)
        hint = f" Did you mean '{near}'?" if near else ""
        raise NotFound(
            f"'{item}' is not in the slate of this decision.{hint} Ask why-not to learn what kept it out.",
            details={"nearest": near, "slate": names},
        )
    return names.index(item)


def _whole_evidence(world: Revisited) -> Sequence[ItemEvidence]:
    """Evidence of every slot without a limit; objects are made of what is asked for only."""
    decided = world.decided
    return collect(decided.situation, decided.slate, decided.cut, most=len(decided.cut.pieces))


def _fewest(world: Revisited, trials: Trials, column: int) -> tuple[list[Piece], bool]:
    """The fewest acts that were found, and whether fewer were ruled out; no acts where there is no such set."""
    decided = world.decided
    whole, table = trials.leaving.own_acts()
    contest = Contest(column, trials.leaving.scores, trials.slate, trials.held, decided.filtered.kept, table)
    found = smallest_set(contest)
    if whole is None or found is None:
        return [], False
    return [whole[place] for place in found.places], found.is_smallest


async def _confirmed(
    world: Revisited,
    trials: Trials,
    column: int,
    acts: Sequence[Piece],
    is_smallest: bool,
    items: Mapping[str, Item],
) -> FewestActs:
    """The acts, tried: ranked again without them, then the whole request decided as if they had never happened."""
    is_out = trials.leaves(column, frozenset(act.key for act in acts))
    if is_out:
        gone = Changes(remove_acts=tuple(ActsOn(kind=EVENT_OF[act.kind], item=act.anchor) for act in acts))
        row = world.decided.situation.snapshot.item_ids[world.decided.found.ledger.rows[column]]
        is_out = row not in {answered.id for answered in (await suppose(world, gone)).answer.items}
    return FewestActs(acts=tuple(_own_act(act, items) for act in acts), is_smallest=is_smallest, is_confirmed=is_out)


def _own_act(act: Piece, items: Mapping[str, Item]) -> OwnAct:
    item = items.get(act.anchor)
    return OwnAct(
        kind=act.kind,
        event=EVENT_OF[act.kind],
        item=ItemId(act.anchor),
        title=None if item is None else item.title,
        count=act.count,
        receipts=act.receipts,
    )


def _named(behind: ItemEvidence, found: Sequence[GroundClass]) -> list[str]:
    """Items that a sentence may name: the strongest piece of each ground that is a reason."""
    shown = dict(zip(behind.ids, range(len(behind.ids)), strict=True))
    leading = [
        behind.evidence[shown[ground.evidence[0]]]
        for ground, one in zip(behind.grounds, found, strict=True)
        if one.cause != "none"
    ]
    return [piece.anchor.value for piece in leading if piece.anchor.type == "item"]


async def _items(world: Revisited, names: Sequence[str]) -> dict[str, Item]:
    position = world.decided.situation.snapshot.position
    return await world.parts.catalogue.get_many(sorted(set(names)), at=position)
