"""From a message's answer to what stands in the e-mail: fields cleaned, addresses checked, money written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from frankly.domain.answer import Answer, AnsweredItem
from frankly.domain.message import LeftOut, LeftOutCode
from frankly.domain.message_lines import MessageLines
from frankly.domain.text import VerifiedText
from frankly.domain.untrusted.cleaning import cleaned
from frankly.stages.messaging.addresses import Allowed, address
from frankly.stages.messaging.letter import Block, Letter
from frankly.stages.verify.fill import money
from frankly.stages.writing.brand import Brand
from frankly.stages.writing.disclose import PREFIX

MOST_OF_TITLE: Final = 200
"""Characters of a title that are shown; a catalogue may hold longer ones."""

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class Lettered:
    """An e-mail, and what could not stand in it.

    Attributes:
        letter: the e-mail.
        left_out: the rest.
    """

    letter: Letter
    left_out: tuple[LeftOut, ...]


def lettered(answer: Answer, lines: MessageLines, brand: Brand, name: str) -> Lettered:
    """Put an e-mail together.

    Args:
        answer: the items with their sentences.
        lines: what is said around them.
        brand: how the house speaks, and how its e-mails look.
        name: first name that can be used; empty where there is none.
    """
    allowed = Allowed(brand.mail.home, brand.mail.hosts)
    left_out: list[LeftOut] = []
    blocks = [_block(item, answer.locale, allowed, left_out) for item in answer.items]
    letter = Letter(
        language=answer.locale,
        is_right_to_left=answer.locale.split("-")[0] in _RIGHT_TO_LEFT,
        house=shown(brand.name),
        home=address(brand.mail.home, allowed)[0] if brand.mail.home else "",
        accent=brand.mail.accent,
        subject=_said(lines.subject),
        preheader=_said(lines.preheader),
        greeting=_said(lines.greeting),
        name=name,
        intro=_said(lines.intro),
        headline=_said(answer.headline),
        blocks=tuple(blocks),
        closing=_said(lines.closing),
    )
    return Lettered(letter, tuple(left_out))


def shown(raw: str) -> str:
    """A field of the catalogue on one line, without anything hidden, shortened where it is too long to read."""
    text = " ".join(cleaned(raw).split())
    return text if len(text) <= MOST_OF_TITLE else text[: MOST_OF_TITLE - 1].rstrip() + "…"


def _block(item: AnsweredItem, locale: str, allowed: Allowed, left_out: list[LeftOut]) -> Block:
    display, price = item.display, item.display.price
    return Block(
        title=shown(display.title or "") or str(item.id),
        creators=shown(", ".join(display.creators or ())),
        price=money(price.amount_minor, price.currency, locale) if price is not None else "",
        url=_address("link", display.url, item, allowed, left_out),
        image=_address("image", display.image_url, item, allowed, left_out),
        disclosures=_texts(item.sentences, is_disclosure=True),
        reasons=_texts(item.sentences, kinds=("reason", "nudge")),
        facts=_texts(item.sentences, kinds=("fact",)),
        invitation=_said(display.call_to_action),
    )


def _address(what: str, raw: str | None, item: AnsweredItem, allowed: Allowed, left_out: list[LeftOut]) -> str:
    if raw is None:
        return ""
    found, fault = address(raw, allowed)
    if fault is not None:
        left_out.append(LeftOut(code=cast(LeftOutCode, f"{what}_{fault}"), item=str(item.id)))
    return found


def _texts(
    sentences: Sequence[VerifiedText], *, kinds: Sequence[str] = (), is_disclosure: bool = False
) -> tuple[str, ...]:
    return tuple(
        one.text
        for one in sentences
        if (is_disclosure if one.pattern.startswith(PREFIX) else not is_disclosure and one.kind in kinds)
    )


def _said(text: VerifiedText | None) -> str:
    return "" if text is None else text.text
