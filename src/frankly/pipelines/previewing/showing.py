"""Writes the message of a persona on the way of every request, without a model, and without a trace of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from frankly.domain.answering.answer import Answer, AnsweredItem
from frankly.domain.answering.degradation import Degradation
from frankly.domain.campaign.campaign import Campaign, SubjectVariant
from frankly.domain.deciding.snapshot import Snapshot
from frankly.domain.evidence import Evidence
from frankly.domain.item import Item
from frankly.domain.saying.message_lines import MessageForm, MessageLines, MessageQuestion
from frankly.domain.saying.text import Refused, Role, VerifiedText
from frankly.domain.time import EpochMs
from frankly.errors import CallerError
from frankly.pipelines.campaigning.checking import MailChecking
from frankly.pipelines.campaigning.writing.around import around_of
from frankly.pipelines.campaigning.writing.composing import edited_draft
from frankly.pipelines.messaging.checking import Written, mail_of, sentences_of
from frankly.pipelines.messaging.fitting import fitting
from frankly.pipelines.messaging.lettering import lettered
from frankly.pipelines.messaging.write import FIELDS
from frankly.pipelines.parts import Live, Parts
from frankly.pipelines.previewing.personas import Persona
from frankly.pipelines.recommend import recommend
from frankly.ports.verifier import Bearing
from frankly.stages.mail_checks.check import Found
from frankly.stages.mail_checks.finding import MailFinding
from frankly.stages.mail_checks.registry import CHECKS, checked
from frankly.stages.messaging.addressing import usable_name
from frankly.stages.messaging.footing import Links, service_links
from frankly.stages.messaging.plain import plain_of

_SEEN = "preview"
"""Stands in links in the place of a token; no page of the service answers to it."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A message as one persona would get it.

    Attributes:
        persona: who.
        locale: language.
        variant: of the subject; empty where the campaign has none.
        written: the message; None where they get none.
        because: why they get none.
        sentences: its sentences with their places.
        evidence: what moved the items' scores, by place of the item and id.
        items: items that the evidence hangs on or that are shown, by id.
        findings: what the checks say, and which lines that people wrote the gate refused.
    """

    persona: Persona
    locale: str
    variant: str
    written: Written | None = None
    because: str = ""
    sentences: tuple[tuple[str, VerifiedText], ...] = ()
    evidence: Mapping[tuple[int, str], Evidence] | None = None
    items: Mapping[str, Item] | None = None
    findings: tuple[MailFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Without:
    """The live catalogue without some items, as if they had been withdrawn a moment ago."""

    live: Live
    gone: frozenset[str]

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot without them."""
        whole = self.live.snapshot
        available = whole.available.copy()
        available[np.array([whole.row_of[one] for one in self.gone if one in whole.row_of], np.int64)] = False
        return replace(whole, available=available)

    def degradations(self) -> Sequence[Degradation]:
        """What is wrong with the index."""
        return self.live.degradations()

    async def refresh(self, now: EpochMs) -> int:
        """Take up changes of the catalogue."""
        return await self.live.refresh(now)


async def shown(
    parts: Parts, checking: MailChecking, campaign: Campaign, persona: Persona, locale: str, variant: str, now: int
) -> Shown:
    """Write one persona's message.

    Args:
        parts: the world.
        checking: checks of this campaign.
        campaign: what is previewed.
        persona: who reads.
        locale: language.
        variant: of the subject; empty where the campaign has none.
        now: moment of the message, in milliseconds.
    """
    bare = Shown(persona, locale, variant, because=persona.missing)
    if persona.profile is None or persona.missing:
        return bare
    if persona.language and locale.split("-")[0] != persona.language:
        return replace(bare, because=f"Nobody like this reads '{locale}'; their messages are in '{persona.language}'.")
    # A preview asks no model: it shows what everybody gets when none answers.
    parts = replace(parts, assistant=None)
    try:
        answer = await _answer(parts, campaign, persona, locale, variant, now)
        if answer.message is None or answer.message.subject is None or not answer.items:
            return replace(bare, because="No item fits them, so that there is nothing to write about.")
        return await _told(parts, checking, campaign, bare, answer)
    except CallerError as error:
        return replace(bare, because=error.message)


async def _answer(parts: Parts, campaign: Campaign, persona: Persona, locale: str, variant: str, now: int) -> Answer:
    dealt = campaign.variants.get(variant, SubjectVariant())
    question = MessageQuestion(
        surface=campaign.surface,
        profile=persona.profile,
        limit=campaign.items,
        locale=locale,
        fields=FIELDS,
        deadline_ms=0,
        message=MessageForm(tone=dealt.tone or campaign.tone, is_named=bool(usable_name(persona.first_name))),
    )
    answer = await recommend(parts, question, now)
    if persona.loses and answer.items:
        gone = frozenset({str(answer.items[0].id)})
        answer = await recommend(replace(parts, live=_Without(parts.live, gone)), question, now)
    return answer


async def _told(parts: Parts, checking: MailChecking, campaign: Campaign, bare: Shown, answer: Answer) -> Shown:
    refused: list[MailFinding] = []

    def edited(said: Mapping[str, str], role: Role, place: str) -> VerifiedText | None:
        text = said.get(answer.locale) or said.get(answer.locale.split("-")[0])
        if text is None:
            return None
        bearing = Bearing(item=None, evidence={}, locale=answer.locale, now=answer.now, surface=answer.surface)
        outcome = parts.verifier.verify(edited_draft(text, role, answer.locale), bearing)
        if isinstance(outcome, Refused):
            codes = ", ".join(verdict.code for verdict in outcome.verdicts)
            hint = f"“{text}” is refused ({codes}), and the wordings tell it instead. Change it in the campaign's file."
            refused.append(CHECKS["sentence_refused"].finding(Found(place, hint, (0, len(text)))))
            return None
        return outcome

    dealt = campaign.variants.get(bare.variant, SubjectVariant())
    lines = answer.message or MessageLines()
    changed = {
        "subject": edited(dealt.subject, "subject", "subject"),
        "preheader": edited(dealt.preheader, "preheader", "preheader"),
    }
    lines = lines.model_copy(update={role: text for role, text in changed.items() if text is not None})
    note = edited(campaign.note, "sentence", "note") if "note" in campaign.blocks else None
    links = _links(parts)
    around = around_of(parts, campaign, answer.locale, links=links, variant=bare.variant, note=note)
    name = usable_name(bare.persona.first_name)
    told = lettered(answer, lines, parts.brand, name, around)
    if bare.persona.is_mirrored:
        told = replace(told, letter=replace(told.letter, is_right_to_left=True))
    told, html = fitting(told, parts)
    written = Written(told.letter, plain_of(told.letter), html, answer, lines, note)
    setting = checking.setting(answer.locale)
    setting = replace(setting, is_right_to_left=told.letter.is_right_to_left)
    return replace(
        bare,
        written=written,
        sentences=tuple(sentences_of(written)),
        evidence={(at, one.id): one for at, item in enumerate(answer.items) for one in item.evidence},
        items=await _items(parts, answer.items),
        findings=(*refused, *checked(mail_of(setting, written))),
    )


def _links(parts: Parts) -> Links:
    mail = parts.brand.mail
    return service_links(mail.service, dict.fromkeys(("unsubscribe", "why", "view"), _SEEN), mail.privacy)


async def _items(parts: Parts, items: Sequence[AnsweredItem]) -> Mapping[str, Item]:
    anchors = {one.anchor.value for item in items for one in item.evidence if one.anchor.type == "item"}
    return await parts.catalogue.get_many(sorted({*anchors, *(str(item.id) for item in items)}))
