"""From a slate to what is said of it: items read, sentences written and verified, display fields filled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from frankly.domain.answer import AnsweredItem, Display
from frankly.domain.consent import Purpose
from frankly.domain.degradation import Degradation, DegradationCode
from frankly.domain.evidence import Evidence, EvidenceKind, how_personal
from frankly.domain.item import Item
from frankly.domain.request import RecommendationRequest
from frankly.domain.situation import Situation
from frankly.domain.slate import Slate, Slot
from frankly.domain.text import VerifiedText
from frankly.errors import DependencyError
from frankly.pipelines.parts import Parts
from frankly.ports.verifier import Bearing
from frankly.stages.evidence.collect import PLACE, ItemEvidence
from frankly.stages.writing.gate import Written, headline_verified, nudge_verified, write_verified
from frankly.stages.writing.sentences import Basis


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is said of a slate.

    Attributes:
        items: the answered items.
        headline: line above the slate, where the surface wants one.
        locale: language that was used.
        degradations: sentences that were replaced or dropped, a language that is not spoken here.
    """

    items: tuple[AnsweredItem, ...]
    headline: VerifiedText | None
    locale: str
    degradations: list[Degradation]


@dataclass(frozen=True, slots=True, eq=False)
class _Telling:
    """What stays the same for all items of a slate."""

    parts: Parts
    request: RecommendationRequest
    situation: Situation
    catalogue: Mapping[str, Item]
    locale: str
    used: Counter[str]
    degradations: list[Degradation]

    @property
    def has_words(self) -> bool:
        """Whether sentences are wanted, and allowed to speak of this person's evidence."""
        return self.request.explain != "none" and Purpose.EXPLAIN in self.situation.scope.purposes

    def bearing(self, item: Item | None, behind: ItemEvidence) -> Bearing:
        return Bearing(
            item=item,
            evidence={evidence.id: evidence for evidence in behind.evidence},
            grounds={f"g{number}": ground for number, ground in enumerate(behind.grounds, start=1)},
            anchors=self.catalogue,
            labels=self.parts.policies.labels.get(self.locale, {}),
            locale=self.locale,
            now=self.situation.now,
        )

    def keep(self, written: Written) -> tuple[VerifiedText, ...]:
        self.used.update(written.patterns())
        self.degradations.extend(written.degradations)
        return written.texts


async def tell(
    parts: Parts,
    request: RecommendationRequest,
    situation: Situation,
    slate: Slate,
    behind: Sequence[ItemEvidence],
) -> Told:
    """Write the answer's items and headline.

    Args:
        parts: catalogue, wordings, verifier, labels.
        request: language, explanation and fields that are wanted.
        situation: whose scope and surface hold.
        slate: the slots.
        behind: evidence and grounds of each slot.
    """
    locale, degradations = spoken(request.locale, situation)
    telling = _Telling(parts, request, situation, {}, locale, Counter(), degradations)
    together = _together(behind) if telling.has_words and situation.surface.text.headline else []
    ids = {str(situation.snapshot.item_ids[slot.row]) for slot in slate.slots}
    if telling.has_words:
        ids |= _anchors(behind, together)
    try:
        telling = replace(telling, catalogue=await parts.catalogue.get_many(sorted(ids)))
    except DependencyError as error:
        degradations.append(Degradation(code=DegradationCode.STORE_UNAVAILABLE, part="catalogue", detail=error.code))
    items = tuple(
        _item(telling, number, slot, evidence)
        for number, (slot, evidence) in enumerate(zip(slate.slots, behind, strict=True), start=1)
    )
    return Told(items, _headline(telling, together, is_empty=not behind), locale, degradations)


def spoken(wanted: str | None, situation: Situation) -> tuple[str, list[Degradation]]:
    """The surface's language nearest to the one that is wanted, with a degradation where it is another one."""
    policy = situation.surface.text
    if wanted is None:
        return policy.locale, []
    for locale in (wanted, wanted.split("-")[0]):
        if locale in policy.locales:
            return locale, []
    detail = f"'{wanted}' is not spoken on this surface"
    return policy.locale, [Degradation(code=DegradationCode.LOCALE_FALLBACK, part=policy.locale, detail=detail)]


def _anchors(behind: Sequence[ItemEvidence], together: Sequence[Evidence]) -> set[str]:
    """Items that a sentence may name: a ground is told by its strongest piece, a headline by that of a kind."""
    named: list[Evidence] = []
    for one in behind:
        shown = {piece.id: piece for piece in one.evidence}
        strongest = (next((name for name in ground.evidence if name in shown), None) for ground in one.grounds)
        named += [shown[name] for name in strongest if name is not None] if one.grounds else one.evidence
    by_kind: dict[EvidenceKind, Evidence] = {}
    for piece in sorted(together, key=lambda piece: (-piece.contribution, piece.id)):
        by_kind.setdefault(piece.kind, piece)
    return {piece.anchor.value for piece in (*named, *by_kind.values()) if piece.anchor.type == "item"}


def _item(telling: _Telling, number: int, slot: Slot, behind: ItemEvidence) -> AnsweredItem:
    item_id = telling.situation.snapshot.item_ids[slot.row]
    item = telling.catalogue.get(item_id)
    main = _main_reason(slot, behind)
    sentences = _sentences(telling, item, slot, behind)
    is_full = telling.request.explain == "full"
    return AnsweredItem(
        id=item_id,
        slot=number,
        personalised=how_personal(main) if main is not None else "none",
        main_reason=main,
        origin=slot.origin,
        is_sponsored=slot.is_sponsored,
        score=slot.score,
        propensity_ppb=slot.propensity_ppb,
        sentences=sentences,
        evidence=tuple(behind.evidence) if is_full else _cited(behind.evidence, sentences),
        grounds=tuple(behind.grounds) if is_full else (),
        display=_display(telling, item),
    )


def _main_reason(slot: Slot, behind: ItemEvidence) -> EvidenceKind | None:
    if slot.origin in PLACE:
        return PLACE[slot.origin]
    return behind.grounds[0].kind if behind.grounds else None


def _cited(evidence: Sequence[Evidence], sentences: Sequence[VerifiedText]) -> tuple[Evidence, ...]:
    """What the sentences cite; the strongest piece where there are none."""
    cited = {identity for sentence in sentences for identity in sentence.evidence}
    return tuple(piece for piece in evidence if piece.id in cited) or tuple(evidence[:1])


def _sentences(telling: _Telling, item: Item | None, slot: Slot, behind: ItemEvidence) -> tuple[VerifiedText, ...]:
    if item is None or not telling.has_words:
        return ()
    policy = telling.situation.surface.text
    written = write_verified(
        telling.parts.wordings,
        telling.bearing(item, behind),
        telling.parts.verifier,
        seed=telling.situation.seed,
        limit=policy.reasons,
        used=telling.used,
        tone=policy.tone,
        is_sponsored=slot.is_sponsored,
    )
    return telling.keep(written)


def _headline(telling: _Telling, together: Sequence[Evidence], *, is_empty: bool) -> VerifiedText | None:
    policy = telling.situation.surface.text
    if not policy.headline or is_empty or not telling.has_words:
        return None
    written = headline_verified(
        telling.parts.wordings,
        telling.bearing(None, ItemEvidence(together, (), 0)),
        telling.parts.verifier,
        seed=telling.situation.seed,
        basis=_basis(telling.situation),
        tone=policy.tone,
    )
    texts = telling.keep(written)
    return texts[0] if texts else None


def _basis(situation: Situation) -> Basis:
    if not situation.scope.is_profiled:
        return "non_profiled"
    return "evidence" if situation.profile.acts or situation.profile.stated else "newcomers"


def _together(behind: Sequence[ItemEvidence]) -> list[Evidence]:
    """Evidence of the whole slate: each fact once, its contributions to all items added up."""
    found: dict[str, Evidence] = {}
    whole: Counter[str] = Counter()
    for piece in (piece for one in behind for piece in one.evidence if piece.sources):
        found[piece.id] = piece
        whole[piece.id] += piece.contribution
    return [
        piece if piece.contribution == whole[name] else piece.model_copy(update={"contribution": whole[name]})
        for name, piece in found.items()
    ]


def _display(telling: _Telling, item: Item | None) -> Display:
    if item is None:
        return Display()
    fields: dict[str, object] = {
        name: getattr(item, name) for name in telling.request.fields if name != "call_to_action"
    }
    if "call_to_action" in telling.request.fields:
        bearing = telling.bearing(item, ItemEvidence((), (), 0))
        nudges = nudge_verified(telling.parts.wordings, bearing, telling.parts.verifier, seed=telling.situation.seed)
        fields["call_to_action"] = next(iter(telling.keep(nudges)), None)
    return Display.model_validate(fields)
