"""What a model is asked to write for a slate, and what the handles and ids in it stand for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from frankly.domain.canonical import content_hash
from frankly.domain.evidence import EvidenceKind
from frankly.domain.ids import ItemId
from frankly.domain.model.handles import draw_handles
from frankly.domain.model.prompt import Prompt, PromptTask
from frankly.domain.model.tasks.message import MessageInput
from frankly.domain.model.tasks.write import WriteInput
from frankly.domain.saying.message_lines import MessageQuestion
from frankly.domain.seed import derive
from frankly.pipelines.parts import Assistant, Parts
from frankly.pipelines.request.deciding import Decided
from frankly.ports.verifier import Bearing
from frankly.stages.verify.checks.title_noun import ends_of
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.writing_rules.compact import compact_rules, letter_rules
from frankly.stages.verify.writing_rules.house import house_lines
from frankly.stages.verify.writing_rules.taught import taught
from frankly.stages.verify.writing_rules.unsaid import unsaid_words
from frankly.stages.writing.live.offer import Offer, ToOffer, offer
from frankly.stages.writing.sentences import main_pieces

MOST_ABOVE: Final = 3
"""Pieces of evidence that the lines above a slate may speak of."""

LINES: Final = ("subject", "preheader", "intro", "closing")
"""Lines of an e-mail that a model writes."""

LANGUAGES: Final = {"en": "English", "de": "German"}
"""Names of languages, for a model; of others their code."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """What a model is asked to write.

    Attributes:
        prompt: by which prompt.
        about: what it is filled with.
        offered: what the handles and ids in it stand for.
        bearings: what the sentences below each item may lean on, in the order of the offer.
        above: what the lines above the slate may lean on; None where none are wanted.
    """

    prompt: Prompt
    about: WriteInput
    offered: Offer
    bearings: Sequence[Bearing]
    above: Bearing | None

    def bearing_of(self, item: ItemId | None) -> Bearing | None:
        """What the sentences below an item may lean on; of None, those above the slate."""
        if item is None:
            return self.above
        return next((one for one in self.bearings if one.item is not None and one.item.id == item), None)


def asked_to_write(assistant: Assistant, parts: Parts, base: Decided) -> Asked | None:
    """What a model is asked to write for a slate; None where there is nothing, or no construction of the language."""
    told, policy, surface = base.told, base.situation.surface.text, base.situation.surface
    lexicon = assistant.lexicons.get(told.locale) or assistant.lexicons.get(told.locale.split("-")[0])
    if lexicon is None or not (told.bearings or told.above):
        return None
    is_message = isinstance(base.request, MessageQuestion)
    prompt = assistant.prompts.current(PromptTask.MESSAGE if is_message else PromptTask.WRITE)
    bearings = [_settled(bearing) for bearing in told.bearings]
    above = told.above
    pieces = () if above is None else main_pieces(parts.wordings, above.bearing, above.basis, above.known)
    offered = offer(
        _to_offer(base, bearings, prompt, assistant.model.name),
        pieces[:MOST_ABOVE],
        None if above is None else above.bearing,
        lambda item: ends_of(item, lexicon),
        policy.reasons,
    )
    wants = LINES if is_message else ("headline", "intro") if above is not None else ()
    about = (MessageInput if is_message else WriteInput)(
        language=LANGUAGES.get(lexicon.locale, lexicon.locale),
        tone=assistant.brand.tones.get(policy.tone, ""),
        address=parts.rules.address_of(lexicon.locale).capitalize(),
        constructions=constructions_of(lexicon, parts, surface.name, offered, is_message=is_message),
        house=house_lines(lexicon, parts.rules, surface.name),
        most_sentences=policy.reasons,
        wants=(*wants, *(("call_to_action",) if "call_to_action" in base.request.fields else ())),
        above=tuple(offered.above),
        evidence=offered.things,
        items=offered.items,
    )
    return Asked(prompt, about, offered, bearings, None if above is None else above.bearing)


def constructions_of(
    lexicon: Lexicon, parts: Parts, surface: str, offered: Offer, *, is_message: bool = False
) -> tuple[str, ...]:
    """What sentences about these kinds of evidence may look like; of an e-mail its lines too."""
    known = taught(
        lexicon,
        unsaid_words(lexicon, parts.rules, surface),
        offered.fields,
        parts.rules.address_of(lexicon.locale),
    )
    return _rules(known, offered.kinds, offered.few, offered.is_own, is_message)


@lru_cache(maxsize=512)
def _rules(
    known: Lexicon, kinds: frozenset[EvidenceKind], few: frozenset[EvidenceKind], is_own: bool, is_message: bool
) -> tuple[str, ...]:
    """Written down once for slates of the same kinds of evidence: it takes 20 ms, in which nothing else runs."""
    rules = compact_rules(known, kinds, few, is_own=is_own)
    return rules + letter_rules(known, kinds) if is_message else rules


def _settled(bearing: Bearing) -> Bearing:
    """The bearing with the causes that were found when the answer was told; nothing is looked for anew."""
    return replace(bearing, causes=dict(getattr(bearing.causes, "found", bearing.causes)))


def _to_offer(base: Decided, bearings: Sequence[Bearing], prompt: Prompt, model: str) -> list[ToOffer]:
    items = {item.id: (item, facts) for item, facts in zip(base.told.items, base.told.facts, strict=False)}
    shown = [bearing.item for bearing in bearings if bearing.item is not None]
    content = content_hash([[item.title, item.language] for item in shown])
    handles = draw_handles(len(shown), derive("write", prompt.name, prompt.hash, model, content))
    found = []
    for bearing, item, handle in zip(bearings, shown, handles, strict=True):
        answered, facts = items[item.id]
        fittest = [one.fact for one in facts.weighed if one.place not in facts.refused]
        found.append(ToOffer(bearing, handle, fittest, answered.is_sponsored))
    return found
