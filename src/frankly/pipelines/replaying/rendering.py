"""R0: the answer rendered again from its record, every recorded sentence verified anew. Nothing is found or ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from frankly.domain.answering.answer import Answer, AnsweredItem, AnswerScope, Display, Variant
from frankly.domain.answering.degradation import Degradation
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.evidence import Cause, Evidence, EvidenceKind, Ground, NamedGround
from frankly.domain.ids import DecisionId, ItemId, SnapshotId
from frankly.domain.item import Item
from frankly.domain.person.profile import FactKind
from frankly.domain.saying.message_lines import MessageLines, MessageQuestion
from frankly.domain.saying.text import DraftSentence, ProofLevel, Refused, VerifiedText
from frankly.errors import DependencyError
from frankly.pipelines.facts.proving import with_proof
from frankly.pipelines.parts import Parts
from frankly.pipelines.replaying.facts import RecordedFacts, ShownEvidence, grounds_of
from frankly.pipelines.replaying.record import Recorded
from frankly.pipelines.request import cursors
from frankly.ports.verifier import Bearing
from frankly.stages.snapshot.naming import parsed
from frankly.stages.verify.policy.disclosure import PREFIX

NOTHING: Final[frozenset[str]] = frozenset()
_QUOTED: Final = (None, "quoted")
"""Levels with which a sentence leans on no more than any other."""

QUOTED: Final[tuple[ProofLevel, ...]] = ("quoted",)
"""What a place admits where nobody says more; see `Bearing`."""


@dataclass(frozen=True, slots=True, eq=False)
class Rendered:
    """An answer that was rendered again.

    Attributes:
        answer: the answer.
        differences: sentences that the verifier judges otherwise than it did then.
    """

    answer: Answer
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SaidAgain:
    """A recorded sentence that was delivered, held to the verifier again.

    Attributes:
        item: id of the item that it is about; empty for a line above the slate.
        slot: its place, counted from 1; 0 for a line above the slate.
        said: what people read.
        outcome: what the verifier says of it now.
    """

    item: str
    slot: int
    said: str
    outcome: VerifiedText | Refused


async def rendered(world: Parts, told: Recorded) -> Rendered:
    """Render an answer from its record.

    Args:
        world: what `lasting` made of the record: no snapshot is needed.
        told: the record.
    """
    return (await rendering(world, told)).rendered()


async def rendering(world: Parts, told: Recorded, *, is_of_delivered: bool = False) -> "Rendering":
    """A record on its way to its answer, for whoever says more over the same evidence; see `rendered`.

    Args:
        world: as for `rendered`.
        told: the record.
        is_of_delivered: whether only sentences that were delivered are verified again, and not those refused then.
    """
    return Rendering(world, told, await _items(world, told), is_of_delivered=is_of_delivered)


async def said_again(world: Parts, told: Recorded) -> list[SaidAgain]:
    """Hold every delivered sentence of a record to the verifier of a world, whatever rules kept silent then.

    Args:
        world: as for `rendered`, with the verifier that is asked.
        told: the record.
    """
    rendering = Rendering(world, told, await _items(world, told), is_looked_at_anew=True)
    rendering.rendered()
    return rendering.again


async def _items(world: Parts, told: Recorded) -> Mapping[str, Item]:
    position = parsed(str(told.inputs["snapshot"])).position
    try:
        return await world.catalogue.get_many(told.heard["items"], at=position)
    except DependencyError:
        return {}


class Rendering:
    """One answer on its way."""

    def __init__(
        self,
        world: Parts,
        told: Recorded,
        items: Mapping[str, Item],
        *,
        is_looked_at_anew: bool = False,
        is_of_delivered: bool = False,
    ) -> None:
        self.again: list[SaidAgain] = []
        self._world, self._told, self._items = world, told, items
        self._request = told.request()
        self._facts = RecordedFacts(
            told.body["ledger"], told.person.history, told.inputs["now"], len(told.body["slate"])
        )
        self._untold = frozenset(f"e{place + 1}" for place in told.body.get("untold", ()))
        self._is_looked_at_anew, self._is_of_delivered = is_looked_at_anew, is_of_delivered
        self._differences: list[str] = []
        self._shown: dict[int, tuple[Mapping[str, Evidence], Mapping[str, Ground]]] = {}
        body = told.body
        self._locale: str = body["locale"]
        self._labels = world.policies.labels.get(self._locale, {})
        self._topics = frozenset(body["scope"]["topics"])

    @property
    def _slots(self) -> Mapping[str, int]:
        return {str(entry["item"]): int(entry["slot"]) for entry in self._told.body["slate"]}

    @cached_property
    def _region(self) -> str | None:
        """Region of the person, as the profile of then had it."""
        stated = (fact.value for fact in self._told.person.facts if fact.kind is FactKind.REGION)
        return self._request.context.region or next(stated, None)

    def rendered(self) -> Rendered:
        """The whole answer."""
        body, inputs = self._told.body, self._told.inputs
        items = tuple(self._item(slot, entry) for slot, entry in enumerate(body["slate"]))
        above = self._above()
        scope = body["scope"]
        answer = Answer(
            decision=DecisionId(self._told.id),
            is_recorded=True,
            surface=inputs["surface"],
            surface_version=inputs["surface_version"],
            snapshot=SnapshotId(inputs["snapshot"]),
            seed=inputs["seed"],
            now=inputs["now"],
            locale=body["locale"],
            variant=cast(Variant, inputs["variant"]),
            scope=AnswerScope(basis=scope["basis"], purposes=scope["purposes"], evidence=scope["evidence"]),
            segments=tuple(body["segments"]),
            headline=above.get("headline"),
            intro=above.get("intro"),
            items=items,
            message=MessageLines.trusted(**{role: above.get(f"message/{role}") for role in MessageLines.model_fields})
            if isinstance(self._request, MessageQuestion) and items
            else None,
            degradations=tuple(Degradation.model_validate(one) for one in body["degradations"]),
            cursor=self._cursor([item.id for item in items]),
        )
        return Rendered(answer, tuple(self._differences))

    def _cursor(self, items: Sequence[str]) -> str | None:
        # Nobody asks for more of what was delivered long ago; a cursor takes as long as to verify ten texts.
        if self._is_of_delivered or not self._told.body["candidates"]["reserve"]:
            return None
        surface = self._told.inputs["surface"]
        return cursors.pack(surface, (*cursors.unpack(self._request.cursor, surface), *items))

    def _item(self, slot: int, entry: Mapping[str, Any]) -> AnsweredItem:
        evidence, grounds = self._of_slot(slot)
        item = self._items.get(entry["item"])
        where = f"slot {entry['slot']}"
        texts = self._texts(entry["drafts"], item, evidence, grounds, where)
        sentences = tuple(text for place, text in texts if place == "sentence")
        is_full = self._request.explain == "full"
        main = entry["main_reason"]
        return AnsweredItem.trusted(
            id=ItemId(entry["item"]),
            slot=entry["slot"],
            personalised=entry["personalised"],
            main_reason=None if main is None else EvidenceKind(main),
            origin=entry["origin"],
            is_sponsored=entry["sponsored"],
            score=entry["score"],
            propensity_ppb=entry["propensity"],
            sentences=sentences,
            causes=dict(entry["causes"]),
            evidence=tuple(evidence.values()) if is_full else _cited(evidence, sentences, self._untold),
            grounds=tuple(NamedGround(id=name, **vars(one)) for name, one in grounds.items()) if is_full else (),
            display=_display(self._request, item, [text for place, text in texts if place == "call_to_action"]),
        )

    def _above(self) -> dict[str, VerifiedText]:
        """Lines above the slate that were delivered, by their place in the answer."""
        drafts = self._told.body["headline"]["drafts"]
        texts = self._texts(drafts, None, self._evidence_above, {}, "the headline")
        return {place: text for place, text in texts if place}

    def _texts(
        self,
        drafts: Sequence[Mapping[str, Any]],
        item: Item | None,
        evidence: Mapping[str, Evidence],
        grounds: Mapping[str, Ground],
        where: str,
    ) -> list[tuple[str, VerifiedText]]:
        """Recorded sentences, verified again, with the place of each in the answer."""
        locale = self._locale
        # What a sentence leans on is the same for all that cite nothing: most of a message's do.
        bare: Bearing | None = None
        found = []
        for plain in drafts:
            if self._is_of_delivered and not plain.get("place"):
                continue
            draft = DraftSentence.trusted(
                kind=plain["kind"],
                text=plain["text"],
                evidence=tuple(plain["cites"]),
                role=plain["role"],
                locale=locale,
                origin=plain["origin"],
                pattern=plain["pattern"],
                level=plain.get("level"),
            )
            if plain["causes"] or draft.level not in _QUOTED or draft.pattern.startswith(PREFIX):
                bearing = self._bearing(item, evidence, grounds, plain["causes"], draft)
            else:
                bearing = bare = bare or self._bearing(item, evidence, grounds, {})
            if item is not None and draft.level is not None:
                bearing = with_proof(bearing, item, draft)
            outcome = self._world.verifier.verify(draft, bearing)
            self._compare(plain, outcome, where)
            if self._is_looked_at_anew and "said" in plain:
                name, slot = ("", 0) if item is None else (str(item.id), self._slots.get(str(item.id), 0))
                self.again.append(SaidAgain(name, slot, str(plain["said"]), outcome))
            if isinstance(outcome, VerifiedText):
                found.append((plain.get("place", ""), outcome))
        return found

    def _bearing(
        self,
        item: Item | None,
        evidence: Mapping[str, Evidence],
        grounds: Mapping[str, Ground],
        causes: Mapping[str, Cause],
        draft: DraftSentence | None = None,
    ) -> Bearing:
        """What a sentence may lean on, as it was then; with a draft, its own disclosure and level too."""
        level = None if draft is None or item is None else draft.level
        return Bearing(
            item=item,
            evidence=evidence,
            grounds=grounds,
            anchors=self._items,
            labels=self._labels,
            locale=self._locale,
            now=self._told.inputs["now"],
            causes=causes,
            topics=self._topics,
            surface=self._told.inputs["surface"],
            region=self._region,
            untold=None if self._is_looked_at_anew else self._untold,
            disclosed=NOTHING if draft is None else frozenset([draft.pattern.removeprefix(PREFIX)]),
            levels=QUOTED if level is None else (level,),
            is_read_later=isinstance(self._request, MessageQuestion),
            occasion=self._occasion,
            about=[entry["item"] for entry in self._told.body["slate"] if entry["origin"] == "occasion"],
        )

    def bearing_of(self, slot: int) -> Bearing:
        """What sentences about an item may lean on, whoever wrote them.

        Args:
            slot: place of the item in the slate, counted from 0.
        """
        entry = self._told.body["slate"][slot]
        evidence, grounds = self._of_slot(slot)
        causes = {name: cause for name, cause in entry["causes"]}
        return self._bearing(self._items.get(entry["item"]), evidence, grounds, causes)

    def _of_slot(self, slot: int) -> tuple[Mapping[str, Evidence], Mapping[str, Ground]]:
        """Evidence and grounds that were shown of a slot; a piece is made once, however many sentences cite it."""
        if slot not in self._shown:
            entry = self._told.body["slate"][slot]
            self._shown[slot] = ShownEvidence(self._facts, entry, slot), grounds_of(entry)
        return self._shown[slot]

    def bearing_above(self) -> Bearing:
        """What lines about the whole slate may lean on: the evidence that its lines were tried with."""
        return self._bearing(None, self._evidence_above, {}, {})

    @cached_property
    def _occasion(self) -> str:
        """Which trigger of a campaign the message is written for; empty without one."""
        asked = self._request.message.occasion if isinstance(self._request, MessageQuestion) else None
        return "" if asked is None else asked.kind

    @cached_property
    def _evidence_above(self) -> dict[str, Evidence]:
        found = (
            self._facts.evidence(int(fact), slot, count, units)
            for fact, (slot, units, count) in self._told.body["headline"]["evidence"].items()
        )
        return {piece.id: piece for piece in found}

    def _compare(self, plain: Mapping[str, Any], outcome: object, where: str) -> None:
        said = outcome.text if isinstance(outcome, VerifiedText) else None
        if said != plain.get("said"):
            then, now = plain.get("said", "refused"), "refused" if said is None else said
            self._differences.append(f"{where}, {plain['pattern'] or plain['kind']}: was “{then}”, is now “{now}”")


def _cited(
    evidence: Mapping[str, Evidence], sentences: Sequence[VerifiedText], untold: frozenset[str]
) -> tuple[Evidence, ...]:
    """What the sentences cite; the strongest piece that may be told where there are none."""
    cited = {name for sentence in sentences for name in sentence.evidence}
    names = [name for name in evidence if name in cited] or [name for name in evidence if name not in untold][:1]
    return tuple(evidence[name] for name in names)


def _display(request: RecommendationRequest, item: Item | None, nudges: Sequence[VerifiedText]) -> Display:
    if item is None:
        return Display()
    fields: dict[str, object] = dict.fromkeys(Display.model_fields)
    fields |= {name: getattr(item, name) for name in request.fields if name != "call_to_action"}
    if "call_to_action" in request.fields:
        fields["call_to_action"] = next(iter(nudges), None)
    return Display.trusted(**fields)
