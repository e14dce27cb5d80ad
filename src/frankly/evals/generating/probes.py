"""The same asked in other ways, for checks that compare. Only what the checks of a cell want is made."""

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from frankly.domain.answering.request import InlineProfile, RecommendationRequest
from frankly.domain.deciding.slate import HELD
from frankly.domain.model.call import ModelCall
from frankly.domain.model.reply import ModelPiece, ModelReply, ModelUsage
from frankly.domain.person.profile import Fact, FactInput, FactKind, PersonRecord
from frankly.domain.policies import Policies
from frankly.domain.saying.text import VerifiedText
from frankly.domain.surface import Surface
from frankly.errors import Invalid
from frankly.evals.faithfulness.explanations import place_cited, without_ground
from frankly.evals.faithfulness.reruns import changed as parts_changed
from frankly.evals.generating.asking import Asking, Made, made_beside
from frankly.evals.generating.models import NotedModel
from frankly.evals.runs.output import Called, Output, Probe
from frankly.evals.world import KnownPeople
from frankly.pipelines.parts import Parts
from frankly.pipelines.request.asking import key_of
from frankly.pipelines.request.deciding import Decided
from frankly.stages.profile.infer import fact_id

MOST_GROUNDS: Final = 8
"""Grounds of one answer that are taken away, one at a time: each costs a whole run of the pipeline."""

TWINS_OF_INLINE: Final[Mapping[str, tuple[str, ...]]] = {"person": ("anna", "mehmet")}
"""What differs where a case does not say: of somebody whose profile is sent, the name that is sent with it."""

Make = Callable[[Asking, Made], AsyncGenerator[Output, None]]


async def probed(asking: Asking, main: Made, wanted: Iterable[Probe]) -> dict[Probe, tuple[Output, ...]]:
    """Ask the same in other ways.

    Args:
        asking: the cell.
        main: what was made of it.
        wanted: in which ways.

    Returns:
        Way → what was made; empty where the way means nothing here.
    """
    return {name: tuple([one async for one in PROBES[name](asking, main)]) for name in dict.fromkeys(wanted)}


async def _again(asking: Asking, main: Made) -> AsyncGenerator[Output, None]:
    yield await made_beside(asking)


async def _shuffled(asking: Asking, main: Made) -> AsyncGenerator[Output, None]:
    model = asking.models.of(asking.cell)
    if model is not None:
        yield await made_beside(asking, Renamed(model, f"{model.name} shuffled"))


async def _paraphrased(asking: Asking, main: Made) -> AsyncGenerator[Output, None]:
    request = asking.request
    for words in asking.cell.truth.get("paraphrases", ()) if request.context.query else ():
        context = request.context.model_copy(update={"query": words})
        again = asking.among(request.model_copy(update={"context": context}))
        yield await made_beside(again, changed={"query": words})


async def _twin(asking: Asking, main: Made) -> AsyncGenerator[Output, None]:
    told = asking.cell.truth.get("twins", TWINS_OF_INLINE if asking.request.profile is not None else {})
    for attribute, values in told.items():
        for value in values:
            other, before = _as_twin(asking, str(attribute), value)
            yield await made_beside(other, changed={"attribute": attribute, "from": before, "to": value})


async def _template(asking: Asking, main: Made) -> AsyncGenerator[Output, None]:
    alone = replace(asking, cell=asking.cell.model_copy(update={"model": ""}))
    yield await made_beside(alone)


async def _base(asking: Asking, main: Made) -> AsyncGenerator[Output, None]:
    yield await made_beside(replace(asking, parts=without_vote(asking.parts)))


async def _other_model(asking: Asking, main: Made) -> AsyncGenerator[Output, None]:
    named = asking.cell.truth.get("other_model")
    if named and asking.cell.model:
        other = replace(asking, cell=asking.cell.model_copy(update={"model": str(named)}))
        yield await made_beside(other, changed={"model": named})


async def _without_ground(asking: Asking, main: Made) -> AsyncGenerator[Output, None]:
    """Without each ground that a delivered reason cites, one at a time; sentences are not written anew."""
    if main.decided is None or asking.request.profile is not None:
        # Acts of a profile that is sent cannot be kept from counting and still be there, as a stored person's can.
        return
    quiet = replace(asking, cell=asking.cell.model_copy(update={"model": ""}))
    request = asking.request.model_copy(update={"explain": "none"})
    for told, parts in _taken_away(asking, main.decided):
        yield await made_beside(quiet.among(request, parts), changed=told)


PROBES: Final[Mapping[Probe, Make]] = {
    "again": _again,
    "shuffled": _shuffled,
    "paraphrased": _paraphrased,
    "twin": _twin,
    "without_ground": _without_ground,
    "template": _template,
    "base": _base,
    "other_model": _other_model,
}
"""Way → what makes it."""


def _taken_away(asking: Asking, decided: Decided) -> Iterator[tuple[dict[str, Any], Parts]]:
    tried, record = 0, _record_of(asking)
    for index, item in enumerate(decided.told.items):
        if decided.slate.slots[index].origin in HELD:
            continue
        for place in _told_grounds(decided, index, item.sentences):
            ground = decided.evidence[index].grounds[place]
            change = without_ground(decided, index, ground)
            name = f"g{place + 1}"
            if change is not None and tried < MOST_GROUNDS:
                tried += 1
                told = {
                    "item": str(item.id),
                    "grounds": [name, *ground.evidence],
                    "cause": item.causes.get(name, ""),
                    "contribution": ground.contribution,
                }
                yield told, parts_changed(asking.parts, record.key or "", record, asking.request.surface, change)


def _told_grounds(decided: Decided, index: int, sentences: Iterable[VerifiedText]) -> list[int]:
    """Places of the grounds that delivered reasons of an item cite."""
    grounds = decided.evidence[index].grounds
    found = []
    for sentence in sentences:
        place = place_cited(grounds, sentence.evidence) if sentence.kind == "reason" else None
        found += [] if place is None else [place]
    return list(dict.fromkeys(found))


class Renamed:
    """Port `LanguageModel` under another name: shuffles are drawn from it, so the same is shown in another order."""

    def __init__(self, inner: NotedModel, name: str) -> None:
        """Wrap a model."""
        self._inner, self._name = inner, name

    @property
    def name(self) -> str:
        """The other name."""
        return self._name

    async def complete(self, call: ModelCall) -> ModelReply:
        """What the wrapped model replies."""
        return await self._inner.complete(call)

    async def stream(self, call: ModelCall) -> AsyncGenerator[ModelPiece, None]:
        """The same in one piece."""
        reply = await self._inner.complete(call)
        yield ModelPiece(text=reply.text, reply=reply)

    def count(self, text: str) -> int:
        """Tokens of a text."""
        return self._inner.count(text)

    def price(self, usage: ModelUsage) -> int | None:
        """Price in billionths of a US dollar."""
        return self._inner.price(usage)

    def called(self) -> tuple[Called, ...]:
        """Every call, in order."""
        return self._inner.called()

    def stale(self) -> tuple[str, ...]:
        """Calls that nobody can tell the reply of."""
        return self._inner.stale()


def without_vote(parts: Parts) -> Parts:
    """The same parts, in which no model's order counts."""
    policies: Policies = parts.policies
    surfaces = {name: _unvoted(surface) for name, surface in policies.surfaces.items()}
    return replace(parts, policies=replace(policies, surfaces=surfaces, _merged={}))


def _unvoted(surface: Surface) -> Surface:
    return surface.model_copy(update={"model": surface.model.model_copy(update={"vote": "off"})})


def _as_twin(asking: Asking, attribute: str, value: Any) -> tuple[Asking, Any]:
    """Somebody who differs in one attribute alone: a kind of stated fact, or a field of the request by its name.

    Returns:
        The twin, and what the attribute was.
    """
    if attribute in set(FactKind):
        return _with_fact(asking, FactKind(attribute), str(value))
    request = asking.request.model_dump(mode="json", exclude_unset=True)
    *steps, last = attribute.split(".")
    inner: Any = request
    for step in steps:
        inner = inner.setdefault(step, {})
    before = inner.get(last)
    inner[last] = value
    try:
        return asking.among(RecommendationRequest.model_validate(request)), before
    except ValueError as error:
        raise Invalid(f"{asking.cell.name}: a twin cannot differ in '{attribute}' = {value!r}: {error}") from error


def _with_fact(asking: Asking, kind: FactKind, value: str) -> tuple[Asking, Any]:
    said = FactInput(kind=kind, value=value)
    profile = asking.request.profile
    if profile is not None:
        before = [fact.value for fact in profile.facts if fact.kind == kind]
        facts = (*(fact for fact in profile.facts if fact.kind != kind), said)
        other = InlineProfile(facts=facts, events=profile.events, consent=profile.consent)
        return asking.among(asking.request.model_copy(update={"profile": other})), before
    record, now = _record_of(asking), asking.now()
    fact = Fact(**said.model_dump(), id=fact_id("stated", said), status="stated", origin="person", at=now)
    before = [one.value for one in record.facts if one.kind == kind]
    record = replace(record, facts=(*(one for one in record.facts if one.kind != kind), fact))
    parts = replace(asking.parts, people=KnownPeople({record.key or "": record}))
    return replace(asking, parts=parts), before


def _record_of(asking: Asking) -> PersonRecord:
    """Everything that is stored of whoever asks; nothing of a profile that is sent."""
    key = key_of(asking.request)
    return asking.shop.world.records.get(key or "") or PersonRecord(key)
