"""A recorded decision as it would be if one thing were otherwise: other weights, one ground less, a fresh index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, cast

from frankly.domain.answering.answer import Answer
from frankly.domain.policies import Policies
from frankly.domain.surface import SourceName, SourcePolicy, Surface
from frankly.errors import Invalid
from frankly.pipelines.decide import decide
from frankly.pipelines.parts import Parts
from frankly.pipelines.replaying.again import asked_again, made_again, world_of
from frankly.pipelines.replaying.grounds import left_out
from frankly.pipelines.replaying.ports import RecordedPeople
from frankly.pipelines.replaying.record import Recorded
from frankly.pipelines.request.deciding import Decided
from frankly.ports.asking.prompts import PromptBook
from frankly.ports.people import PeopleStore


@dataclass(frozen=True, slots=True)
class OtherSurface:
    """Decide by another policy.

    Attributes:
        surface: the whole policy; None where only weights are given.
        weights: candidate source → weight in parts per million, on whatever surface the decision was for.
    """

    surface: Surface | None = None
    weights: Mapping[SourceName, int] | None = None


@dataclass(frozen=True, slots=True)
class WithoutGround:
    """Decide as if something had never been known.

    Attributes:
        name: `e5`, `2:g1` (a ground of the item in slot 2), or kind and anchor: `viewed:poetry`.
    """

    name: str


@dataclass(frozen=True, slots=True)
class FreshRetrieval:
    """Decide with the neighbours that today's index finds."""


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """Ask today's language model: by the prompts of then, or by others.

    Attributes:
        prompts: by which it is asked; None for those of then.
    """

    prompts: PromptBook | None = None


Otherwise: TypeAlias = OtherSurface | WithoutGround | FreshRetrieval | AskedAgain


@dataclass(frozen=True, slots=True)
class Change:
    """One item of either slate.

    Attributes:
        item: which.
        title: its name, where the answer shows it.
        then: its slot as recorded, counted from 1; None when it was not there.
        now: its slot as it would be.
        score_then: its score then.
        score_now: its score as it would be.
        said_then: what was said of it.
        said_now: what would be.
    """

    item: str
    title: str
    then: int | None
    now: int | None
    score_then: int | None
    score_now: int | None
    said_then: tuple[str, ...] = ()
    said_now: tuple[str, ...] = ()

    @property
    def is_any(self) -> bool:
        """Whether anything about it is otherwise."""
        return self.then != self.now or self.score_then != self.score_now or self.said_then != self.said_now


@dataclass(frozen=True, slots=True)
class Compared:
    """One decision then and now.

    Attributes:
        id: which one.
        surface: where.
        variant: policy or baseline.
        segments: groups the person belonged to.
        acts: number of acts that it could use.
        changes: every item of either slate, in the order of the present one, then those that left.
        headline_then: the line above.
        headline_now: the same now.
    """

    id: str
    surface: str
    variant: str
    segments: tuple[str, ...]
    acts: int
    changes: tuple[Change, ...]
    headline_then: str
    headline_now: str

    @property
    def is_slate_changed(self) -> bool:
        """Whether any item came, went or moved."""
        return any(change.then != change.now for change in self.changes)

    @property
    def is_changed(self) -> bool:
        """Whether anything that is shown is otherwise."""
        return self.headline_then != self.headline_now or any(change.is_any for change in self.changes)


async def compared(parts: Parts, told: Recorded, otherwise: Otherwise) -> Compared:
    """Decide again with one thing otherwise, and compare.

    Args:
        parts: the world of today.
        told: the record.
        otherwise: what is otherwise.

    Raises:
        NotFound: when the record cannot be replayed, or has no such ground.
        Invalid: when what is to be left out is not the person's own; when no language model is configured to be asked.
    """
    world = await world_of(parts, told)
    if isinstance(otherwise, AskedAgain):
        then = await made_again(world, told)
        return _compared(told, then, await asked_again(world, parts, told, otherwise.prompts))
    # Without the model on both sides: it cannot be asked what it was not asked then, and nothing here is its doing.
    then = await decide(world, told.request(), told.inputs["now"])
    now = await decide(_changed(world, parts, told, then, otherwise), told.request(), told.inputs["now"])
    return _compared(told, then, now)


def _compared(told: Recorded, then: Decided, now: Decided) -> Compared:
    return Compared(
        id=told.id,
        surface=then.answer.surface,
        variant=then.answer.variant,
        segments=tuple(then.answer.segments),
        acts=len(told.person.history),
        changes=tuple(_changes(then.answer, now.answer)),
        headline_then=then.answer.headline.text if then.answer.headline else "",
        headline_now=now.answer.headline.text if now.answer.headline else "",
    )


def _changed(
    world: Parts, today: Parts, told: Recorded, then: Decided, otherwise: OtherSurface | WithoutGround | FreshRetrieval
) -> Parts:
    if isinstance(otherwise, FreshRetrieval):
        return replace(world, index=today.index, scan=today.scan, exact_items=today.exact_items)
    if isinstance(otherwise, OtherSurface):
        return replace(world, policies=_policies(world.policies, then.situation.surface.name, otherwise))
    if "people" in told.heard["failures"]:
        raise Invalid(f"Decision '{told.id}' was made without reading the person, so there is no ground to leave out.")
    record = replace(told.person, left_out=told.person.left_out | left_out(then, otherwise.name))
    return replace(world, people=cast(PeopleStore, RecordedPeople(record)))


def _policies(policies: Policies, name: str, other: OtherSurface) -> Policies:
    """The policies of then, with another surface or other weights on it."""
    surface = other.surface if other.surface is not None else policies.surfaces[name]
    if surface.name != name:
        return policies
    sources = dict(surface.sources)
    for source, weight in (other.weights or {}).items():
        sources[source] = sources.get(source, SourcePolicy(weight=0)).model_copy(update={"weight": weight})
    changed = surface.model_copy(update={"sources": sources})
    return replace(policies, surfaces={**policies.surfaces, name: changed}, _merged={})


def _changes(then: Answer, now: Answer) -> Iterable[Change]:
    before, after = ({str(item.id): item for item in answer.items} for answer in (then, now))
    for name in [*after, *(name for name in before if name not in after)]:
        one, other = before.get(name), after.get(name)
        title = next((item.display.title for item in (other, one) if item and item.display.title), name)
        yield Change(
            item=name,
            title=title,
            then=one.slot if one else None,
            now=other.slot if other else None,
            score_then=one.score if one else None,
            score_now=other.score if other else None,
            said_then=tuple(sentence.text for sentence in one.sentences) if one else (),
            said_now=tuple(sentence.text for sentence in other.sentences) if other else (),
        )
