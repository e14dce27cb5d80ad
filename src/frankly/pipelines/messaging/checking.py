"""Prepares e-mails for their checks: what they say, what the house says by itself, and how the verifier looks again."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, get_args
from urllib.parse import urlsplit

from frankly.domain.answering.answer import Answer
from frankly.domain.saying.message_lines import MessageLines
from frankly.domain.saying.say_policy import PersonalData
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.pipelines.messaging.lettering import RIGHT_TO_LEFT, look_of
from frankly.pipelines.parts import MessageTemplate, Parts
from frankly.ports.verifier import Bearing
from frankly.stages.mail_checks.mail import (
    NOTHING_BEFORE,
    Before,
    CheckedItem,
    CheckedMail,
    House,
    Setting,
    Span,
    Told,
    flat,
    line,
)
from frankly.stages.messaging.footing import words_of
from frankly.stages.messaging.letter import Block, Footer, Letter, Link
from frankly.stages.verify.policy import language
from frankly.stages.verify.policy.brand import check_filled
from frankly.stages.verify.policy.personal import found_in
from frankly.stages.verify.vocabulary.claims import claims_in
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.writing.brand import MailBrand
from frankly.stages.writing.disclose import PREFIX

_PERSONAL: Final = get_args(PersonalData)
_PLACE: Final = "https://shop.example/"
_LONGEST: Final = 600
"""Characters of a draft."""

_SAID: Final = 1_024
"""Lines without their names whose claims are remembered."""

_HOLE: Final = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for every word of a message while the template's own are looked for."""


def lexicons_of(parts: Parts) -> Mapping[str, Lexicon]:
    """Language → the words that claim something, as the files of the data folder say; nothing without files.

    Args:
        parts: the files behind policies and wordings.
    """
    files = parts.policy_files
    return {} if files is None else files.load(files.data).lexicons


def setting_of(
    parts: Parts, locale: str, lexicons: Mapping[str, Lexicon], *, surface: str = "email", advertising: str = ""
) -> Setting:
    """What all messages of a campaign in one language share.

    Args:
        parts: rules, brand, labels, template, verifier.
        locale: language, as a BCP 47 tag.
        lexicons: see `lexicons_of`.
        surface: whose rules hold.
        advertising: what the campaign must say in the footer; empty where there is nothing.
    """
    lexicon = lexicons.get(locale) or lexicons.get(locale.split("-")[0])
    rules = parts.rules

    @lru_cache(maxsize=_SAID)
    def claims(text: str) -> Sequence[tuple[str, Span]]:
        return [] if lexicon is None else [(code.value, span) for code, span in claims_in(text, lexicon)]

    def foreign(text: str) -> Sequence[str]:
        return [found.hint for found in language.check(text, locale, rules)]

    def personal(text: str) -> Sequence[str]:
        return found_in(text, _PERSONAL)

    return Setting(
        locale=locale,
        house=_house(parts, locale, advertising),
        is_right_to_left=locale.split("-")[0] in RIGHT_TO_LEFT,
        personal=personal,
        foreign=foreign,
        claims=claims,
        refuses=_again(parts, locale, surface),
    )


def _again(parts: Parts, locale: str, surface: str) -> Callable[[Told], Sequence[str]]:
    """A second look of the verifier: whole where a sentence leans on nothing, else at what people read of it."""
    bare = Bearing(item=None, evidence={}, locale=locale, surface=surface)

    def refuses(told: Told) -> Sequence[str]:
        if not told.text.strip():
            return []
        if len(told.text) > _LONGEST:
            return ["shape"]
        if told.kind == "nudge" and not told.evidence and not told.pattern.startswith(PREFIX):
            draft = DraftSentence(
                kind="nudge", text=told.text, role=told.role, locale=locale, origin=told.origin, pattern=told.pattern
            )
            outcome = parts.verifier.verify(draft, bare)
            return [verdict.code for verdict in outcome.verdicts] if isinstance(outcome, Refused) else []
        return [one.code for one in check_filled(told.text, (0, len(told.text)), locale, surface, parts.rules)]

    return refuses


def _house(parts: Parts, locale: str, advertising: str) -> House:
    brand, words = parts.brand, words_of(parts.policies.labels, locale)
    mail = brand.mail
    hosts = {host for address in (mail.service, mail.privacy) if (host := _host(address))}
    labels = {value.replace("{house}", flat(brand.name)) for value in words.values()}
    own = _template_words(parts.template) if parts.template is not None else frozenset()
    logo = {mail.logo.alternative} if mail.logo is not None else set()
    return House(
        name=flat(brand.name),
        home=mail.home,
        # A brand that names no host allows any; one that does means its own pages too.
        hosts=mail.hosts | hosts if mail.hosts else frozenset(),
        sender=mail.sender.address if mail.sender is not None else "",
        postal=mail.postal,
        says=frozenset(map(flat, {brand.name, advertising, *mail.postal, *labels, *own, *logo} - {""})),
        unsubscribe=words.get("unsubscribe", ""),
        why=words.get("why", ""),
        model_note=words.get("model", ""),
        advertising=advertising,
    )


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _template_words(template: MessageTemplate) -> frozenset[str]:
    """Words that a template says by itself: what is left of a letter that is nothing but holes."""
    block = Block(_HOLE, _HOLE, _HOLE, _PLACE, _PLACE, (_HOLE,), (_HOLE,), (_HOLE,), _HOLE)
    footer = Footer(_HOLE, (_HOLE,), _HOLE, (_HOLE,), (Link(_HOLE, _PLACE),))
    holes = Letter(
        language="en",
        is_right_to_left=False,
        house=_HOLE,
        home=_PLACE,
        look=look_of(MailBrand()),
        subject=_HOLE,
        preheader=_HOLE,
        greeting=_HOLE,
        name=_HOLE,
        intro=_HOLE,
        headline=_HOLE,
        blocks=(block,),
        note=_HOLE,
        closing=_HOLE,
        order=("intro", "items", "note", "closing"),
        footer=footer,
    )
    nothing = Setting("en", House(""))
    runs = CheckedMail(nothing, "", template.html(holes), ()).run_list
    return frozenset(words for run in runs for part in run.split(_HOLE) if (words := part.strip()))


@dataclass(frozen=True, slots=True)
class Written:
    """An e-mail as it was written.

    Attributes:
        letter: what stands in it.
        text: as plain text.
        html: as HTML.
        answer: its items.
        lines: what stands around them.
        note: what people wrote for everybody; None without.
        headers: its header; None before there is an envelope.
        content: hash of what it says.
    """

    letter: Letter
    text: str
    html: str
    answer: Answer
    lines: MessageLines
    note: VerifiedText | None = None
    headers: tuple[tuple[str, str], ...] | None = None
    content: str = ""


def mail_of(setting: Setting, written: Written, before: Before = NOTHING_BEFORE) -> CheckedMail:
    """An e-mail as checks look at it.

    Args:
        setting: what it shares with others of its language; see `setting_of`.
        written: the e-mail.
        before: what the person got before.
    """
    letter, answer = written.letter, written.answer
    return CheckedMail(
        setting=setting,
        text=written.text,
        html=written.html,
        told=tuple(_told(place, text) for place, text in sentences_of(written)),
        items=tuple(
            CheckedItem(str(item.id), block.title, item.is_sponsored, block.disclosures)
            for item, block in zip(answer.items, letter.blocks, strict=True)
        ),
        values=tuple(_values(letter)),
        links=tuple(_links(letter)),
        headers=written.headers,
        is_model_written=bool(letter.ai),
        content=written.content,
        before=before,
    )


def unsaid_mail(setting: Setting, letter: Letter, text: str, html: str) -> CheckedMail:
    """An e-mail in which nothing is said yet, as checks look at it: what items and house show by themselves.

    Args:
        setting: see `setting_of`.
        letter: what stands in it, without a sentence.
        text: as plain text.
        html: as HTML.
    """
    return CheckedMail(
        setting=setting, text=text, html=html, told=(), values=tuple(_values(letter)), links=tuple(_links(letter))
    )


def sentences_of(written: Written) -> Iterator[tuple[str, VerifiedText]]:
    """Every sentence of an e-mail with its place, in the order in which people read them.

    An invitation is the words of a link: of an item that leads nowhere none stands in the e-mail.
    """
    lines, answer = written.lines, written.answer
    before = (lines.subject, lines.preheader, lines.greeting, lines.intro)
    yield from ((text.role, text) for text in before if text is not None)
    if answer.headline is not None:
        yield "headline", answer.headline
    for number, (item, block) in enumerate(zip(answer.items, written.letter.blocks, strict=True)):
        for place, text in enumerate(item.sentences):
            yield f"items.{number}.sentences.{place}", text
        if item.display.call_to_action is not None and block.url:
            yield f"items.{number}.invitation", item.display.call_to_action
    if written.note is not None:
        yield "note", written.note
    if lines.closing is not None:
        yield "closing", lines.closing


def _told(place: str, text: VerifiedText) -> Told:
    return Told(place, text.text, text.role, text.kind, text.evidence, text.origin, text.pattern)


def _values(letter: Letter) -> Iterator[str]:
    """What is shown of items and of the person, as it is read."""
    shown = [letter.name, letter.house]
    for block in letter.blocks:
        shown += [block.title, block.creators, block.price]
    yield from dict.fromkeys(line(one) for one in shown if one)


def _links(letter: Letter) -> Iterator[str]:
    found = [letter.home, *(link.url for link in letter.footer.links)]
    for block in letter.blocks:
        found += [block.url, block.image]
    yield from dict.fromkeys(one for one in found if one)
