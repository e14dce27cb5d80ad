"""What a person says of an explanation: "don't use this", "not interested", "that wasn't me", and taking it back.

Effective on the next request (`stages.profile.corrected`). The decision that was explained stays as it was recorded.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import StringConstraints, model_validator

from frankly.domain.base import Frozen
from frankly.domain.canonical import content_hash
from frankly.domain.evidence import GROUP_OF, EvidenceKind
from frankly.domain.ids import IdText
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.person.correction import Correction, CorrectionKind, StandingRule
from frankly.domain.person.history import History
from frankly.domain.time import EpochMs
from frankly.errors import Invalid, NotFound
from frankly.pipelines.parts import Parts
from frankly.pipelines.people.owning import owner_of
from frankly.pipelines.people.told_decision import ToldDecision, ToldGround, ToldItem, ToldPiece, told_decision
from frankly.pipelines.people.words import Words
from frankly.stages.profile.corrected import LABELS, of_kind
from frankly.stages.profile.weights import RATE_CODE

MOST_CORRECTIONS: Final = 1000
"""Most corrections of one person that are in force: each request reads them."""

_ACTS: Final = frozenset(set(EvidenceGroup) - {EvidenceGroup.STATED, EvidenceGroup.LOCATION, EvidenceGroup.SITUATION})

_OTHER_FIELD: Final = {"e": ("evidence", "a piece of evidence"), "g": ("ground", "a ground")}
"""First letter of an id → the field that takes such ids, and what it names."""

NamedText = Annotated[str, StringConstraints(pattern=r"^[egp][0-9]{1,6}$")]


class CorrectionInput(Frozen):
    """What a person says of one item's explanation."""

    item: IdText
    """The item that was explained."""

    kind: CorrectionKind
    """What they say."""

    evidence: NamedText | None = None
    """Id of the piece of evidence that is meant, as the answer names it: `e5`."""

    ground: NamedText | None = None
    """Number of the ground that is meant, in the order of the answer's `grounds`: `g1` is the strongest."""

    @model_validator(mode="after")
    def _names_one(self) -> "CorrectionInput":
        if self.evidence is not None and self.ground is not None:
            raise ValueError("name either 'evidence' or 'ground'")
        if self.kind is not CorrectionKind.NOT_INTERESTED and self.named is None:
            raise ValueError(f"'{self.kind}' needs 'evidence' or 'ground': what is it that should not be used?")
        return self

    @property
    def named(self) -> str | None:
        """What is named."""
        return self.evidence if self.evidence is not None else self.ground


class CorrectionView(Frozen):
    """A correction as its person reads it."""

    id: str
    """Its id; the same said again has the same."""

    decision: str
    """The decision whose explanation was corrected."""

    item: str
    """The item that was explained."""

    title: str
    """Title of that item."""

    kind: CorrectionKind
    """What was said."""

    named: str
    """The evidence or ground that was meant; empty where it was the item alone."""

    text: str
    """What it does, in plain words."""

    acts: tuple[str, ...]
    """Ids of the acts that are passed over; they stay stored."""

    facts: tuple[str, ...]
    """Ids of the stated facts that are passed over; they stay stored."""

    rule: StandingRule | None = None
    """Acts that are passed over whenever they were made."""

    at: EpochMs
    """When it was said."""

    undone: EpochMs | None = None
    """When it was taken back; none while it is in force."""


class CorrectionsView(Frozen):
    """Everything that a person said of explanations."""

    person: str
    """Whose."""

    corrections: tuple[CorrectionView, ...]
    """Newest first; those that were taken back too."""


async def correct(parts: Parts, record: Mapping[str, Any], asked: CorrectionInput, now: EpochMs) -> Correction:
    """Take up a correction; the same said again changes nothing.

    Args:
        parts: the world.
        record: of the decision whose explanation is corrected.
        asked: what the person says.
        now: the moment.

    Returns:
        The correction as it is kept.

    Raises:
        NotFound: when the item was not in the slate, or no such evidence moved it; names those there are.
        Invalid: when the evidence is not about the person, or the decision is nobody's.
    """
    owner = await owner_of(parts.decisions, record)
    if owner is None:
        raise Invalid(
            "This decision was made for nobody in particular, so there is no profile that could be corrected."
        )
    told = await told_decision(parts.decisions, record)
    item = told.item(asked.item)
    kept = await parts.corrections.of(owner)
    if sum(one.undone is None for one in kept) >= MOST_CORRECTIONS:
        raise Invalid(f"A person can have {MOST_CORRECTIONS} corrections in force; undo some, or state what you like.")
    return await parts.corrections.put(owner, await _made(parts, told, item, asked, now))


async def undo(parts: Parts, record: Mapping[str, Any], correction_id: str, now: EpochMs) -> Correction:
    """Take a correction back; what it passed over counts again, exactly as before.

    Raises:
        NotFound: when this decision has no such correction.
    """
    owner = await owner_of(parts.decisions, record) or ""
    known = [one.id for one in await parts.corrections.of(owner) if one.decision == record["id"]]
    if correction_id not in known:
        raise NotFound(f"This decision has no correction '{correction_id}'. It has: {', '.join(known) or 'none'}.")
    return await undo_of(parts, owner, correction_id, now)


async def undo_of(parts: Parts, key: str, correction_id: str, now: EpochMs) -> Correction:
    """Take back a correction of a person, whether or not its decision is still kept.

    Raises:
        NotFound: when they have no such correction.
    """
    undone = await parts.corrections.undo(key, correction_id, now)
    if undone is None:
        raise NotFound(f"'{key}' has no correction '{correction_id}'; GET /v1/people/<id>/corrections lists them.")
    return undone


async def corrections_of(parts: Parts, key: str, lang: str) -> CorrectionsView:
    """All corrections of a person in plain words, newest first."""
    kept = await parts.corrections.of(key)
    return CorrectionsView(person=key, corrections=tuple(await views(parts, kept, lang)))


async def views(parts: Parts, kept: Sequence[Correction], lang: str) -> list[CorrectionView]:
    """Corrections as people read them."""
    anchors = [one.anchor for one in kept if one.anchor is not None]
    named = {one.item for one in kept} | {anchor.value for anchor in anchors if anchor.type == "item"}
    words = await words_for(parts, sorted(named), lang)
    return [
        CorrectionView(
            **one.model_dump(include={"id", "decision", "item", "kind", "named", "acts", "facts", "at", "undone"}),
            title=words.title(one.item),
            text=words.correction(one),
            rule=one.rule,
        )
        for one in kept
    ]


async def words_for(parts: Parts, items: Sequence[str], lang: str) -> Words:
    """Words of a language with the titles of some items, as they are called now."""
    catalogue = await parts.catalogue.get_many(items)
    labels = {**parts.policies.labels.get("en", {}), **parts.policies.labels.get(lang, {})}
    return Words(lang, {str(item): one.title for item, one in catalogue.items()}, labels)


async def _made(parts: Parts, told: ToldDecision, item: ToldItem, asked: CorrectionInput, now: EpochMs) -> Correction:
    ground = await _meant(parts, told, item, asked)
    effects: dict[str, Any] = {}
    if asked.kind is CorrectionKind.NOT_INTERESTED:
        effects["hides"] = item.id
        if ground is not None and ground.anchor.type in LABELS:
            effects["averse"] = ground.anchor
    elif ground is not None:
        effects = _passing_over(told, ground, asked.kind)
    named = asked.named or ""
    return Correction(
        id="c" + content_hash([told.id, item.id, str(asked.kind), named])[:16],
        decision=told.id,
        item=item.id,
        kind=asked.kind,
        named=named,
        about=None if ground is None else ground.kind,
        anchor=None if ground is None else ground.anchor,
        at=now,
        **effects,
    )


async def _meant(parts: Parts, told: ToldDecision, item: ToldItem, asked: CorrectionInput) -> ToldGround | None:
    """The ground that is named; a piece of evidence is a ground of one."""
    if asked.evidence is not None:
        piece = next((one for one in item.pieces if one.id == asked.evidence), None)
        if piece is None:
            raise _unknown(item, "evidence", asked.evidence, [one.id for one in item.pieces])
        return ToldGround(asked.evidence, piece.kind, piece.anchor, (piece,))
    if asked.ground is None:
        return None
    grounds = item.grounds(await parts.catalogue.get_many(sorted(told.anchors()), at=told.position))
    ground = next((one for one in grounds if one.id == asked.ground), None)
    if ground is None:
        raise _unknown(item, "ground", asked.ground, [one.id for one in grounds])
    return ground


def _unknown(item: ToldItem, what: Literal["evidence", "ground"], named: str, known: Sequence[str]) -> NotFound:
    """What is named is not there; said with those that are, and with the field that such an id belongs to."""
    other = _OTHER_FIELD.get(named[:1])
    hint = f" Such an id is that of {other[1]}: send it as '{other[0]}'." if other and other[0] != what else ""
    return NotFound(
        f"No {what} '{named}' moved '{item.id}' in this decision.{hint} Known are: {', '.join(known[:30]) or 'none'}.",
        details={what: list(known)},
    )


def _passing_over(told: ToldDecision, ground: ToldGround, kind: CorrectionKind) -> dict[str, Any]:
    group = GROUP_OF[ground.kind]
    if group is EvidenceGroup.STATED:
        return {"facts": tuple(fact for piece in ground.pieces for fact in piece.receipts)}
    if group not in _ACTS:
        raise Invalid(_not_theirs(ground.kind))
    if ground.is_category and kind is CorrectionKind.DONT_USE:
        return {"rule": StandingRule(kind=ground.kind, category=ground.anchor.value)}
    return {"acts": acts_behind(told.recorded.person.history, ground.pieces)}


def _not_theirs(kind: EvidenceKind) -> str:
    """Why there is nothing to leave out, and what can be done instead."""
    group = GROUP_OF[kind]
    if group is not None:
        return (
            f"'{kind}' comes from the request itself and is stored nowhere. "
            f'To refuse it for good, put consent with {{"evidence": {{"{group}": false}}}}.'
        )
    return (
        f"'{kind}' is nothing about this person: no act or statement of theirs stands behind it. "
        "'not_interested' hides the item."
    )


def acts_behind(history: History, pieces: Sequence[ToldPiece]) -> tuple[str, ...]:
    """All acts that the pieces were made of; their receipts name the newest ten only."""
    found: set[str] = set()
    for piece in pieces:
        found.update(piece.receipts)
        # A rating stands in place of the earlier ones of the same item, so that they mean the same opinion.
        is_rating = piece.kind in {EvidenceKind.RATED_HIGH, EvidenceKind.RATED_LOW}
        fitting = (history.kinds == RATE_CODE) if is_rating else of_kind(history, piece.kind)
        on = history.queries if piece.anchor.type == "query" else history.item_ids
        places = np.flatnonzero(fitting).tolist()
        found.update(history.event_ids[place] for place in places if on[place] == piece.anchor.value)
    return tuple(name for name in history.event_ids if name in found)
