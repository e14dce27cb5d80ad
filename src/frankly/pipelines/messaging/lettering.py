"""From a message's answer to what stands in the e-mail: fields cleaned, addresses checked, money written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Final, cast

from frankly.domain.answering.answer import Answer, AnsweredItem, Display
from frankly.domain.item import Item
from frankly.domain.saying.mail import AiPart
from frankly.domain.saying.message import LeftOut, LeftOutCode
from frankly.domain.saying.message_lines import MessageLines
from frankly.domain.saying.text import VerifiedText
from frankly.domain.untrusted.cleaning import cleaned
from frankly.stages.messaging.addresses import Allowed, address
from frankly.stages.messaging.contrast import ink_on
from frankly.stages.messaging.footing import Links, footer_of
from frankly.stages.messaging.letter import ORDER, Block, Colours, Letter, Look, Part, Picture
from frankly.stages.messaging.utm import Utm, tagged
from frankly.stages.verify.fill import money
from frankly.stages.writing.brand import Brand, MailBrand, Shades
from frankly.stages.writing.disclose import PREFIX

MOST_OF_TITLE: Final = 200
"""Characters of a title that are shown; a catalogue may hold longer ones."""

RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Languages whose script runs so."""


@dataclass(frozen=True, slots=True)
class Lettered:
    """An e-mail, and what could not stand in it.

    Attributes:
        letter: the e-mail.
        left_out: the rest.
    """

    letter: Letter
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """What people wrote around the sentences of a message.

    Attributes:
        words: fixed words of the footer, by name; see `footing.words_of`.
        links: addresses below the message, or places for them; that of the brand's page about privacy without any.
        note: a line for the part `note`; empty where there is none.
        order: parts between greeting and footer, in their order.
        disclosures: what must be said in the footer.
        utm: what is added to links of the shop; None adds nothing.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    links: Links | None = None
    note: str = ""
    order: tuple[Part, ...] = ORDER
    disclosures: tuple[str, ...] = ()
    utm: Utm | None = None


def lettered(answer: Answer, lines: MessageLines, brand: Brand, name: str, around: Around | None = None) -> Lettered:
    """Put an e-mail together.

    Args:
        answer: the items with their sentences.
        lines: what is said around them.
        brand: how the house speaks, and how its e-mails look.
        name: first name that can be used, or a place for it; empty where there is none.
        around: what people wrote around them.
    """
    around = around if around is not None else Around()
    allowed = Allowed(brand.mail.home, brand.mail.hosts)
    left_out: list[LeftOut] = []
    blocks = [_block(item, answer.locale, allowed, left_out) for item in answer.items]
    home = address(brand.mail.home, allowed)[0] if brand.mail.home else ""
    if around.utm is not None:
        blocks = [replace(block, url=tagged(block.url, around.utm, allowed)) for block in blocks]
        home = tagged(home, around.utm, allowed)
    ai = ai_part(answer, lines)
    letter = Letter(
        language=answer.locale,
        is_right_to_left=answer.locale.split("-")[0] in RIGHT_TO_LEFT,
        house=shown(brand.name),
        home=home,
        look=look_of(brand.mail),
        subject=_said(lines.subject),
        preheader=_said(lines.preheader),
        greeting=_said(lines.greeting),
        name=name,
        intro=_said(lines.intro),
        headline=_said(answer.headline),
        blocks=tuple(blocks),
        note=around.note,
        closing=_said(lines.closing),
        order=around.order,
        footer=footer_of(
            around.words,
            around.links if around.links is not None else Links(privacy=brand.mail.privacy),
            sender=shown(brand.name),
            postal=brand.mail.postal,
            disclosures=around.disclosures,
            is_by_model=ai is not None,
        ),
        ai=ai or "",
    )
    return Lettered(letter, tuple(left_out))


@lru_cache(maxsize=16)
def look_of(mail: MailBrand) -> Look:
    """How the house's e-mails look; the same in all of them."""
    logo = mail.logo
    picture = None if logo is None else Picture(logo.image, logo.alternative, logo.width)
    return Look(_colours(mail.light), _colours(mail.dark), picture)


def _colours(shades: Shades) -> Colours:
    return Colours(
        paper=shades.paper,
        sheet=shades.sheet,
        ink=shades.ink,
        soft=shades.soft,
        rule=shades.rule,
        tint=shades.tint,
        accent=shades.accent,
        on_accent=ink_on(shades.accent),
    )


def ai_part(answer: Answer, lines: MessageLines) -> AiPart | None:
    """What a model wrote of a message, as `AI-Disclosure` has it; None where it wrote nothing.

    Phrases of the phrasebook count: a model wrote them, and people looked at them.
    """
    origins = {text.origin for text in _texts_of(answer, lines)}
    if "model" in origins:
        return "machine-generated"
    return "ai-originated" if "phrasebook" in origins else None


def _texts_of(answer: Answer, lines: MessageLines) -> Iterator[VerifiedText]:
    yield from (text for item in answer.items for text in item.sentences)
    around = [lines.subject, lines.preheader, lines.greeting, lines.intro, lines.closing, answer.headline]
    around += [item.display.call_to_action for item in answer.items]
    yield from (text for text in around if text is not None)


@lru_cache(maxsize=4_096)
def shown(raw: str) -> str:
    """A field of the catalogue on one line, without anything hidden, shortened where it is too long to read."""
    text = " ".join(cleaned(raw).split())
    return text if len(text) <= MOST_OF_TITLE else text[: MOST_OF_TITLE - 1].rstrip() + "…"


def _block(item: AnsweredItem, locale: str, allowed: Allowed, left_out: list[LeftOut]) -> Block:
    return replace(
        _bare(str(item.id), item.display, locale, allowed, left_out),
        disclosures=_texts(item.sentences, is_disclosure=True),
        reasons=_texts(item.sentences, kinds=("reason", "nudge")),
        facts=_texts(item.sentences, kinds=("fact",)),
        invitation=_said(item.display.call_to_action),
    )


def bare_block(item: Item, locale: str, mail: MailBrand) -> Block:
    """An item as an e-mail shows it before a word is said of it.

    Args:
        item: as the catalogue has it.
        locale: language of the e-mail.
        mail: the shop and its hosts.
    """
    display = Display(
        title=item.title, url=item.url, image_url=item.image_url, price=item.price, creators=item.creators
    )
    return _bare(str(item.id), display, locale, Allowed(mail.home, mail.hosts), [])


def _bare(item: str, display: Display, locale: str, allowed: Allowed, left_out: list[LeftOut]) -> Block:
    price = display.price
    return Block(
        title=shown(display.title or "") or item,
        creators=shown(", ".join(display.creators or ())),
        price=money(price.amount_minor, price.currency, locale) if price is not None else "",
        url=_address("link", display.url, item, allowed, left_out),
        image=_address("image", display.image_url, item, allowed, left_out),
    )


def _address(what: str, raw: str | None, item: str, allowed: Allowed, left_out: list[LeftOut]) -> str:
    if raw is None:
        return ""
    found, fault = address(raw, allowed)
    if fault is not None:
        left_out.append(LeftOut(code=cast(LeftOutCode, f"{what}_{fault}"), item=item))
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
