"""From a slate to what is said of it: items read, sentences written and verified, display fields filled."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from frankly.domain.answering.answer import AnsweredItem, Display
from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.deciding.slate import Slate, Slot
from frankly.domain.evidence import Cause, Evidence, EvidenceKind, Ground, NamedGround, Personalised, how_personal
from frankly.domain.item import Item
from frankly.domain.person.consent import Purpose
from frankly.domain.saying.message_lines import MessageLines, MessageQuestion
from frankly.domain.saying.text import Refused, VerifiedText
from frankly.domain.situation import Situation
from frankly.errors import DependencyError
from frankly.pipelines.messaging.lines import ToldLines, lines_of
from frankly.pipelines.parts import Parts
from frankly.pipelines.request.above import Above, headline_of, intro_of
from frankly.pipelines.request.facts import FactTelling, ToldFacts, read_facts
from frankly.ports.verifier import Bearing
from frankly.stages.evidence.causes_live import ItemCauses, LiveCauses
from frankly.stages.evidence.collect import PLACE, ItemEvidence
from frankly.stages.evidence.cut import SlateLedger
from frankly.stages.evidence.grounds import MOST_GROUNDS
from frankly.stages.evidence.made import Named
from frankly.stages.evidence.silent import ALL_SAYABLE, SilentPieces, silent_pieces
from frankly.stages.evidence.together import NOTHING_TOGETHER, SlateEvidence, together
from frankly.stages.writing.disclose import disclosed, disclosure_drafts
from frankly.stages.writing.gate import Written, nudge_verified, write_verified
from frankly.stages.writing.live.texts import NO_TEXTS, NOTHING_WRITTEN, ItemTexts, Texts, drafts_of
from frankly.stages.writing.sentences import Basis, Known
from frankly.stages.writing.tell import LEAST_SHARE_PPM

NO_CAUSES: Final[Mapping[str, Cause]] = {}
"""Of what states nothing, and of a line about a whole slate."""

NOTHING_BEHIND: Final = ItemEvidence((), (), 0)
"""Of what is no reason: a fact leans on the item alone, a nudge on nothing."""

NO_EVIDENCE: Final[Mapping[str, Evidence]] = MappingProxyType({})
NO_GROUNDS: Final[Mapping[str, Ground]] = MappingProxyType({})

_GROUNDS: Final = tuple([f"g{number + 1}" for number in range(MOST_GROUNDS)])
"""Ids are the same for every item."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is said of a slate.

    Attributes:
        items: the answered items.
        headline: line above the slate, where the surface wants one.
        intro: second line above it; only where a model wrote one.
        locale: language that was used.
        degradations: sentences that were replaced or dropped, a language that is not spoken here.
        facts: of each item what facts were weighed and told.
        silent: evidence that rules keep from being said; it ranked, and stands in the record.
        bearings: of each item what its sentences may lean on; none where nothing is said.
        above: what the lines above the slate may lean on; None where none are wanted.
        message: lines of an e-mail around the items; None where none is written.
    """

    items: tuple[AnsweredItem, ...]
    headline: VerifiedText | None
    locale: str
    degradations: list[Degradation]
    facts: Sequence[ToldFacts] = ()
    silent: SilentPieces = ALL_SAYABLE
    intro: VerifiedText | None = None
    bearings: Sequence[Bearing] = ()
    above: Above | None = None
    message: MessageLines | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Telling:
    """What stays the same for all items of a slate."""

    parts: Parts
    request: RecommendationRequest
    situation: Situation
    catalogue: Mapping[str, Item]
    locale: str
    used: Counter[str]
    said: set[str]
    degradations: list[Degradation]
    facts: FactTelling
    silent: SilentPieces
    texts: Texts = NOTHING_WRITTEN
    about: Sequence[str] = ()

    @property
    def has_words(self) -> bool:
        """Whether sentences are wanted, and allowed to speak of this person's evidence."""
        return self.request.explain != "none" and Purpose.EXPLAIN in self.situation.scope.purposes

    def bearing(
        self,
        item: Item | None,
        behind: ItemEvidence,
        causes: Mapping[str, Cause] = NO_CAUSES,
        disclosed: frozenset[str] = frozenset(),
    ) -> Bearing:
        is_bare = behind is NOTHING_BEHIND
        return Bearing(
            item=item,
            evidence=NO_EVIDENCE if is_bare else Named(behind.ids, behind.evidence),
            grounds=NO_GROUNDS if is_bare else Named(_GROUNDS[: len(behind.grounds)], behind.grounds),
            anchors=self.catalogue,
            labels=self.parts.policies.labels.get(self.locale, {}),
            locale=self.locale,
            now=self.situation.now,
            placed=behind.placed,
            causes=causes,
            topics=self.situation.scope.topics,
            surface=self.situation.surface.name,
            region=self.situation.profile.region,
            untold=self.silent.names,
            disclosed=disclosed,
            levels=self.situation.surface.text.levels,
            is_read_later=isinstance(self.request, MessageQuestion),
            occasion=self.situation.occasion_kind,
            about=self.about,
        )

    def keep(self, written: Written) -> tuple[VerifiedText, ...]:
        self.used.update(written.patterns())
        self.said.update(text.text for text in written.texts)
        self.degradations.extend(written.degradations)
        return written.texts


async def tell(
    parts: Parts,
    request: RecommendationRequest,
    situation: Situation,
    slate: Slate,
    cut: SlateLedger,
    behind: Sequence[ItemEvidence],
    live: LiveCauses,
    texts: Texts | None = None,
) -> Told:
    """Write the answer's items and headline.

    Args:
        parts: catalogue, wordings, verifier, labels, rules.
        request: language, explanation and fields that are wanted.
        situation: whose scope and surface hold.
        slate: the slots.
        cut: their part of the ledger.
        behind: evidence and grounds of each slot.
        live: finds what a ground is to an item when it is about to be told.
        texts: what a model wrote; tried first, sentence by sentence. What it lacks, and what is refused, is told by
            templates.
    """
    locale, degradations = spoken(request.locale, situation)
    silent = silent_pieces(situation, cut, parts.rules)
    telling = _Telling(
        parts,
        request,
        situation,
        {},
        locale,
        Counter(),
        set(),
        degradations,
        FactTelling(),
        silent,
        texts or NOTHING_WRITTEN,
        [str(situation.snapshot.item_ids[slot.row]) for slot in slate.slots if slot.origin == "occasion"],
    )
    has_lines = telling.has_words and (situation.surface.text.headline or isinstance(request, MessageQuestion))
    whole = together(situation, slate, cut, behind) if has_lines else NOTHING_TOGETHER
    shown = [str(situation.snapshot.item_ids[slot.row]) for slot in slate.slots]
    ids = set(shown)
    if telling.has_words:
        ids |= _anchors(cut, behind, whole)
    read: Mapping[str, Item] = {}
    try:
        read = await parts.catalogue.get_many(sorted(ids), at=situation.snapshot.position)
        telling = replace(telling, catalogue=read)
    except DependencyError as error:
        degradations.append(Degradation(code=DegradationCode.STORE_UNAVAILABLE, part="catalogue", detail=error.code))
    if telling.has_words:
        facts = await read_facts(parts, situation, [read[name] for name in shown if name in read], locale)
        telling = replace(telling, facts=facts)
    made = []
    for number, (slot, evidence) in enumerate(zip(slate.slots, behind, strict=True), start=1):
        made.append(_item(telling, number, slot, evidence, live.of(number - 1, evidence.grounds)))
        if texts is None:
            # Whoever is about to miss a deadline goes first: telling is half of a request's work.
            await asyncio.sleep(0)
    above = _above(telling, whole, is_empty=not behind)
    headline, intro = _lines(telling, above)
    degradations += telling.facts.degradations
    items = tuple([one.item for one in made])
    message = _message(telling, whole, items)
    return Told(
        items,
        headline,
        locale,
        degradations,
        [one.facts for one in made],
        silent,
        intro,
        [one.bearing for one in made if one.bearing is not None],
        above if message is None else message.above,
        None if message is None else message.written.lines,
    )


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


def _anchors(cut: SlateLedger, behind: Sequence[ItemEvidence], whole: SlateEvidence) -> set[str]:
    """Items that a sentence may name: a ground is told by its strongest piece, a headline by that of a kind."""
    named = {place for one in behind for place in (_leading(one) if one.grounds else one.places)}
    # Of each kind the strongest comes first.
    by_kind: dict[EvidenceKind, int] = {}
    for place, kind in zip(whole.places, whole.kinds.values(), strict=True):
        by_kind.setdefault(kind, place)
    anchors = (cut.told(place).anchor for place in named.union(by_kind.values()))
    return {anchor.value for anchor in anchors if anchor.type == "item"}


def _leading(behind: ItemEvidence) -> Iterator[int]:
    """Place of the strongest piece of each ground that is strong enough to be told."""
    places = dict(zip(behind.ids, behind.places, strict=False))
    for ground in behind.grounds:
        if ground.share_ppm < LEAST_SHARE_PPM - 1:
            return
        leading = next((name for name in ground.evidence if name in places), None)
        if leading is not None:
            yield places[leading]


@dataclass(frozen=True, slots=True, eq=False)
class _Made:
    """One item as answered, with what its sentences may lean on; None where nothing is said of it."""

    item: AnsweredItem
    facts: ToldFacts
    bearing: Bearing | None


def _item(telling: _Telling, number: int, slot: Slot, behind: ItemEvidence, causes: ItemCauses) -> _Made:
    item_id = telling.situation.snapshot.item_ids[slot.row]
    item = telling.catalogue.get(item_id)
    main = _main_reason(slot, behind)
    has_words = item is not None and telling.has_words
    bearing = telling.bearing(item, behind, causes) if has_words else None
    written = telling.texts.items.get(item_id, NO_TEXTS)
    reasons = () if bearing is None else _sentences(telling, bearing, slot, written)
    plain = telling.bearing(item, NOTHING_BEHIND)
    facts = telling.facts.of(telling.parts, telling.situation, item, behind, plain, written.fact)
    personalised = how_personal(main) if main is not None else "none"
    sentences = reasons + facts.texts + _disclosures(telling, item, slot, personalised)
    is_full = telling.request.explain == "full"
    answered = AnsweredItem(
        id=item_id,
        slot=number,
        personalised=personalised,
        main_reason=main,
        origin=slot.origin,
        is_sponsored=slot.is_sponsored,
        score=slot.score,
        propensity_ppb=slot.propensity_ppb,
        sentences=sentences,
        causes=causes.found,
        evidence=tuple(behind.evidence) if is_full else _cited(behind, sentences, telling.silent),
        grounds=_named(behind.grounds) if is_full else (),
        display=_display(telling, item, written),
    )
    return _Made(answered, facts, bearing)


def _named(grounds: Sequence[Ground]) -> tuple[NamedGround, ...]:
    return tuple([NamedGround(id=name, **vars(one)) for name, one in zip(_GROUNDS, grounds, strict=False)])


def _main_reason(slot: Slot, behind: ItemEvidence) -> EvidenceKind | None:
    if slot.origin in PLACE:
        return PLACE[slot.origin]
    return behind.grounds[0].kind if behind.grounds else None


def _cited(behind: ItemEvidence, sentences: Sequence[VerifiedText], silent: SilentPieces) -> tuple[Evidence, ...]:
    """What the sentences cite; the strongest piece that may be told where there are none."""
    cited = {identity for sentence in sentences for identity in sentence.evidence}
    places = [place for place, identity in enumerate(behind.ids) if identity in cited]
    told = places or [place for place, identity in enumerate(behind.ids) if identity not in silent.names][:1]
    return tuple([behind.evidence[place] for place in told])


def _disclosures(
    telling: _Telling, item: Item | None, slot: Slot, personalised: Personalised
) -> tuple[VerifiedText, ...]:
    """Lines that the place must carry. They say nothing of the person, so they ask for no consent."""
    if telling.request.explain == "none":
        return ()
    surface, rules = telling.situation.surface.name, telling.parts.rules
    names = disclosed(rules, surface, is_sponsored=slot.is_sponsored, origin=slot.origin, personalised=personalised)
    if not names:
        return ()
    bearing = telling.bearing(item, NOTHING_BEHIND, disclosed=names)
    found = []
    for draft in disclosure_drafts(rules, bearing):
        outcome = telling.parts.verifier.verify(draft, bearing)
        if isinstance(outcome, Refused):
            detail = f"{draft.pattern}: {outcome.verdicts[0].code}"
            telling.degradations.append(
                Degradation(code=DegradationCode.SENTENCE_DROPPED, part=draft.pattern, detail=detail)
            )
        else:
            found.append(outcome)
    return tuple(found)


def _sentences(telling: _Telling, bearing: Bearing, slot: Slot, live: ItemTexts) -> tuple[VerifiedText, ...]:
    policy = telling.situation.surface.text
    written = write_verified(
        telling.parts.wordings,
        bearing,
        telling.parts.verifier,
        seed=telling.situation.seed,
        limit=policy.reasons,
        used=telling.used,
        said=telling.said,
        tone=policy.tone,
        is_sponsored=slot.is_sponsored,
        drafts=drafts_of(live.sentences, bearing),
    )
    return telling.keep(written)


def _above(telling: _Telling, whole: SlateEvidence, *, is_empty: bool) -> Above | None:
    if not telling.situation.surface.text.headline or is_empty or not telling.has_words:
        return None
    return Above(
        telling.bearing(None, ItemEvidence(whole.evidence, (), 0, list(whole.kinds))),
        _basis(telling.situation),
        Known(whole.kinds, whole.units, whole.effects),
    )


def _lines(telling: _Telling, above: Above | None) -> tuple[VerifiedText | None, VerifiedText | None]:
    """Headline and intro."""
    if above is None:
        return None, None
    headline = telling.keep(headline_of(telling.parts, telling.situation, above, telling.texts.headline))
    intro = telling.keep(intro_of(telling.parts, above, telling.texts.intro, telling.said))
    return next(iter(headline), None), next(iter(intro), None)


def _message(telling: _Telling, whole: SlateEvidence, items: Sequence[AnsweredItem]) -> ToldLines | None:
    """Lines of an e-mail, where one is written."""
    question = telling.request
    if not isinstance(question, MessageQuestion) or question.explain == "none" or not items:
        return None

    def bearing(behind: ItemEvidence) -> Bearing:
        return telling.bearing(None, behind)

    basis, live = _basis(telling.situation), telling.texts.lines
    told = lines_of(telling.parts, question, telling.situation, whole, items, bearing, basis, live)
    telling.degradations.extend(told.written.degradations)
    return told


def _basis(situation: Situation) -> Basis:
    if not situation.scope.is_profiled:
        return "non_profiled"
    return "evidence" if situation.profile.acts or situation.profile.stated else "newcomers"


def _display(telling: _Telling, item: Item | None, written: ItemTexts) -> Display:
    if item is None:
        return Display()
    fields: dict[str, object] = {
        name: getattr(item, name) for name in telling.request.fields if name != "call_to_action"
    }
    if "call_to_action" in telling.request.fields:
        bearing = telling.bearing(item, NOTHING_BEHIND)
        live = written.call_to_action
        nudges = nudge_verified(
            telling.parts.wordings,
            bearing,
            telling.parts.verifier,
            seed=telling.situation.seed,
            used=telling.used,
            drafts=() if live is None else drafts_of([live], bearing),
        )
        fields["call_to_action"] = next(iter(telling.keep(nudges)), None)
    return Display.model_validate(fields)
