"""Writes one e-mail for one person: consent, the way of every request, and the answer as text and HTML.

Without consent to `email` nothing is written. Without `profile` the person gets the version for everybody, which is
as complete. The first name goes past all of it: into the greeting, after every sentence is proved.
"""

from dataclasses import replace
from typing import Final

from frankly.domain.answering.answer import Answer
from frankly.domain.answering.request import DisplayField
from frankly.domain.faults import nearest
from frankly.domain.person.consent import Purpose
from frankly.domain.saying.message import LeftOut, Message, MessageRequest
from frankly.domain.saying.message_lines import MessageForm, MessageLines, MessageQuestion
from frankly.domain.saying.text import VerifiedText
from frankly.domain.surface import Surface
from frankly.errors import Conflict, ConsentMissing, Invalid, StoreUnavailable
from frankly.pipelines.messaging.fitting import fitting
from frankly.pipelines.messaging.lettering import Around, lettered
from frankly.pipelines.parts import Parts
from frankly.pipelines.recommend import recommend
from frankly.pipelines.request.asking import read_person
from frankly.pipelines.request.surfacing import surface_named
from frankly.stages.consent.scope import decide as scope_of
from frankly.stages.messaging.addressing import salutation, usable_name
from frankly.stages.messaging.footing import words_of
from frankly.stages.messaging.plain import plain_of

FIELDS: Final[tuple[DisplayField, ...]] = ("title", "url", "image_url", "price", "call_to_action", "creators")
"""What an e-mail shows of an item."""


async def write_message(parts: Parts, asked: MessageRequest, now: int, *, api_key: str = "") -> Message:
    """Write one e-mail.

    Args:
        parts: the world.
        asked: for whom, and how.
        now: moment of the request, in milliseconds.
        api_key: name of the key that pays for model calls.

    Returns:
        The e-mail; recorded unless the request was stateless.

    Raises:
        NotFound: for a surface that does not exist, with the nearest name.
        Invalid: for a tone that the brand does not have, with the nearest name.
        ConsentMissing: when the person has not agreed to e-mail.
        StoreUnavailable: when it cannot be read whether they have.
        Conflict: when no item fits, or rules leave no subject.
        TooLarge: when mail programs would cut it off.
    """
    surface = surface_named(parts, asked.surface)
    name = usable_name(asked.first_name) if asked.first_name is not None else ""
    question = _question(parts, asked, surface, is_named=bool(name))
    await _check_consent(parts, question, surface, now)
    answer = await recommend(parts, question, now, api_key=api_key)
    if Purpose.EMAIL not in answer.scope.purposes:
        raise _no_consent(asked.surface)
    lines, subject = _lines(answer)
    words = words_of(parts.policies.labels, answer.locale)
    told = lettered(answer, lines, parts.brand, name, Around(words))
    if asked.first_name is not None and not name:
        told = replace(told, left_out=(LeftOut(code="name_unusable"), *told.left_out))
    told, html = fitting(told, parts)
    policy = parts.policies.surface_for(surface.name, answer.segments).text
    return Message(
        decision=answer.decision,
        is_recorded=answer.is_recorded,
        surface=answer.surface,
        locale=answer.locale,
        tone=question.message.tone or policy.tone,
        variant=answer.variant,
        scope=answer.scope,
        subject=subject,
        preheader=lines.preheader,
        greeting=lines.greeting,
        salutation=salutation(told.letter.greeting, name),
        intro=lines.intro,
        headline=answer.headline,
        items=answer.items,
        closing=lines.closing,
        text=plain_of(told.letter),
        html=html,
        ai=told.letter.ai or None,
        left_out=told.left_out,
        degradations=answer.degradations,
    )


def _question(parts: Parts, asked: MessageRequest, surface: Surface, *, is_named: bool) -> MessageQuestion:
    tones = parts.brand.tones
    if asked.tone is not None and tones and asked.tone not in tones:
        near = nearest(asked.tone, tones)
        hint = f" Did you mean '{near}'?" if near else ""
        raise Invalid(f"tone: the brand has no tone '{asked.tone}'.{hint} Tones: {', '.join(tones)}.")
    return MessageQuestion(
        surface=surface.name,
        person=asked.person,
        profile=asked.profile,
        limit=asked.limit,
        locale=asked.locale,
        seed=asked.seed,
        deadline_ms=asked.deadline_ms,
        fields=FIELDS,
        message=MessageForm(tone=asked.tone, is_named=is_named),
    )


async def _check_consent(parts: Parts, question: MessageQuestion, surface: Surface, now: int) -> None:
    """Nothing is found, written or recorded for somebody who has not agreed to e-mail."""
    record, troubles = await read_person(parts, question, surface, now)
    if troubles:
        raise StoreUnavailable(
            "It cannot be read at the moment whether this person agreed to e-mail, so nothing is written. Try again."
        )
    scope = scope_of(surface, record.consent, has_identity=record.key is not None, is_holdout=False)
    if Purpose.EMAIL not in scope.purposes:
        raise _no_consent(surface.name)


def _no_consent(surface: str) -> ConsentMissing:
    return ConsentMissing(
        f"This person has not agreed to e-mail, and the surface '{surface}' assumes no agreement. Ask them, and store "
        "their answer as the purpose 'email' of their consent."
    )


def _lines(answer: Answer) -> tuple[MessageLines, VerifiedText]:
    """The lines, and the one that no e-mail can be without."""
    if not answer.items:
        raise Conflict(
            f"No item fits this person on '{answer.surface}' now, so there is nothing to write about. Decision "
            f"{answer.decision} says what was left out, and why.",
            details={"decision": answer.decision},
        )
    lines = answer.message
    if lines is None or lines.subject is None:
        raise Conflict(
            f"Rules leave no subject for '{answer.surface}' in '{answer.locale}'. 'frankly policies lint' shows which "
            "wordings they ban.",
            details={"decision": answer.decision},
        )
    return lines, lines.subject
