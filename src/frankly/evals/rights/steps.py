"""Each thing that a person can decide, done once, and whether the very next answer obeys."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from frankly.domain.answering.answer import Answer
from frankly.domain.evidence import GROUP_OF, Anchor, Evidence, EvidenceKind
from frankly.domain.ids import EventId, PersonId
from frankly.domain.person.consent import ConsentInput, EvidenceGroup, Purpose
from frankly.domain.person.correction import CorrectionKind
from frankly.domain.person.event import Event, EventKind
from frankly.evals.rights.shop import Shop
from frankly.evals.rights.traces import Visitor
from frankly.pipelines.people.corrections import CorrectionInput, correct, undo

Told: TypeAlias = tuple[EvidenceKind, Anchor]
"""A fact about a person, as evidence names it."""

Step: TypeAlias = Callable[[Shop, Visitor], Awaitable[bool | None]]
"""Decides something, asks, and says whether the answer obeys; None where there was nothing to decide on."""

_OWN: Final = frozenset(EvidenceGroup) - {EvidenceGroup.LOCATION, EvidenceGroup.SITUATION}
_CORRECTABLE: Final = _OWN - {EvidenceGroup.STATED}


def own(answer: Answer) -> list[tuple[str, Evidence]]:
    """Item and evidence out of the person's own acts and statements."""
    return [(str(item.id), piece) for item in answer.items for piece in item.evidence if GROUP_OF[piece.kind] in _OWN]


def _told(answer: Answer) -> set[Told]:
    return {(piece.kind, piece.anchor) for _, piece in own(answer)}


async def _recorded(shop: Shop, answer: Answer) -> Mapping[str, object]:
    await shop.parts.decisions.flush()
    return await shop.parts.decisions.get(str(answer.decision)) or {}


async def do_not_use(shop: Shop, one: Visitor) -> bool | None:
    """Say "don't use this" of the strongest act behind the first item that has one; then take it back."""
    before = await shop.ask(one.key)
    meant = next((pair for pair in own(before) if GROUP_OF[pair[1].kind] in _CORRECTABLE), None)
    if meant is None:
        return None
    item, piece = meant
    record, said = await _recorded(shop, before), (piece.kind, piece.anchor)
    asked = CorrectionInput.model_validate({"item": item, "kind": CorrectionKind.DONT_USE, "evidence": piece.id})
    kept = await correct(shop.parts, record, asked, shop.later())
    is_gone = said not in _told(await shop.ask(one.key))
    await undo(shop.parts, record, kept.id, shop.later())
    return is_gone and said in _told(await shop.ask(one.key))


async def not_interested(shop: Shop, one: Visitor) -> bool | None:
    """Say "not interested" of the first item."""
    before = await shop.ask(one.key)
    if not before.items:
        return None
    item = before.items[0].id
    asked = CorrectionInput(item=item, kind=CorrectionKind.NOT_INTERESTED)
    await correct(shop.parts, await _recorded(shop, before), asked, shop.later())
    return item not in {shown.id for shown in (await shop.ask(one.key)).items}


async def hide(shop: Shop, one: Visitor) -> bool | None:
    """Hide the first item."""
    before = await shop.ask(one.key)
    if not before.items:
        return None
    item, now = before.items[0].id, shop.later()
    act = Event(id=EventId(f"{one.key}-hide"), person=PersonId(one.key), kind=EventKind.HIDE, item=item, at=now)
    await shop.parts.events.append([act], now)
    return item not in {shown.id for shown in (await shop.ask(one.key)).items}


async def state_no_more(shop: Shop, one: Visitor) -> bool | None:
    """Take a stated interest back."""
    said = (EvidenceKind.STATED_INTEREST, Anchor(type="category", value=one.category.value))
    if said not in _told(await shop.ask(one.key)):
        return None
    await shop.rights.put_facts(one.key, one.facts[1:], now=shop.later())
    return said not in _told(await shop.ask(one.key))


async def refuse_a_kind(shop: Shop, one: Visitor) -> bool | None:
    """Refuse the kind of evidence that the strongest piece is of."""
    group = next((GROUP_OF[piece.kind] for _, piece in own(await shop.ask(one.key))), None)
    if group is None:
        return None
    await shop.rights.put_consent(one.key, ConsentInput(evidence={group: False}), now=shop.later())
    return group not in {GROUP_OF[piece.kind] for _, piece in own(await shop.ask(one.key))}


async def refuse_a_profile(shop: Shop, one: Visitor) -> bool | None:
    """Refuse a profile, then agree to one again."""
    if not own(await shop.ask(one.key)):
        return None
    await shop.rights.put_consent(one.key, ConsentInput(purposes={Purpose.PROFILE: False}), now=shop.later())
    refused = await shop.ask(one.key)
    await shop.rights.put_consent(one.key, ConsentInput(purposes={Purpose.PROFILE: True}), now=shop.later())
    is_impersonal = not own(refused) and not any(one.mark in text for text in _words(refused))
    return is_impersonal and bool(own(await shop.ask(one.key)))


async def start_afresh(shop: Shop, one: Visitor) -> bool | None:
    """Have acts and facts forgotten; consent stays."""
    before = await shop.rights.know(one.key, shop.clock.now())
    if not before.observed:
        return None
    await shop.rights.reset(one.key, shop.later())
    answer, after = await shop.ask(one.key), await shop.rights.know(one.key, shop.clock.now())
    is_forgotten = not (own(answer) or after.observed or after.stated or after.corrections)
    return is_forgotten and after.consent == before.consent


async def leave(shop: Shop, one: Visitor) -> bool | None:
    """Have everything deleted: nothing is known, no decision is left, and whoever comes back is new."""
    decisions = shop.parts.decisions
    made = [head.id for head in await decisions.find(person=one.key)]
    await shop.rights.delete(one.key, shop.later())
    known = await shop.rights.know(one.key, shop.clock.now())
    left = [name for name in made if await decisions.get(name) is not None]
    answer = await shop.ask(one.key)
    # Having asked, they are in the records again, and leave again.
    await decisions.flush()
    await shop.rights.delete(one.key, shop.later())
    return bool(made) and not (known.is_known or left or own(answer))


def _words(answer: Answer) -> list[str]:
    return [sentence.text for item in answer.items for sentence in item.sentences]


STEPS: Final[Mapping[str, Step]] = {
    "do_not_use": do_not_use,
    "not_interested": not_interested,
    "hide": hide,
    "state_no_more": state_no_more,
    "refuse_a_kind": refuse_a_kind,
    "refuse_a_profile": refuse_a_profile,
}
"""What everybody tries, in this order."""
