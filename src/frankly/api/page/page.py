"""The page about a decision, for its person: what was shown, what moved each item, and correcting it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from frankly.api.page.reached import Reached
from frankly.api.page.reached_words import REACHED
from frankly.api.page.sent import SentWords, sent_words
from frankly.api.page.style import STYLE
from frankly.api.page.view import Told, versions
from frankly.api.page.words import PAGE, VERDICTS
from frankly.domain.evidence import GROUP_OF, Anchor
from frankly.domain.person.consent import EvidenceGroup
from frankly.domain.person.correction import Correction
from frankly.domain.untrusted.cleaning import cleaned
from frankly.errors import DependencyError, Invalid, NotFound
from frankly.pipelines.campaigning.writing.messages import CampaignMessage
from frankly.pipelines.explaining.changes import Changes
from frankly.pipelines.explaining.revisiting import revisit
from frankly.pipelines.explaining.supposing import Revisited
from frankly.pipelines.explaining.untold import for_the_person
from frankly.pipelines.explaining.views import WhyNotView, WhyView
from frankly.pipelines.explaining.what_if import what_if
from frankly.pipelines.explaining.what_if_views import WhatIfView
from frankly.pipelines.explaining.why import why
from frankly.pipelines.explaining.why_not import why_not
from frankly.pipelines.parts import Parts
from frankly.pipelines.people.classed import classed
from frankly.pipelines.people.corrections import CorrectionView, acts_behind, views
from frankly.pipelines.people.ladder import POINT, Rung
from frankly.pipelines.people.owning import owner_of
from frankly.pipelines.people.told_decision import ToldDecision, told_decision
from frankly.pipelines.people.words import Words
from frankly.stages.verify.fill import number

MOST_OTHERS: Final = 40
"""Items outside the slate that the form offers by name."""

TONES: Final = {"did": "did", "said": "saidby", "now": "now", "others": "others", "shop": "shop", "rest": ""}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of the page.

    Attributes:
        lang: language, `en` or `de`.
        item: whose acts are asked for, or which item `without` belongs to.
        without: ground or piece that is supposed not to have counted.
        why_not: id or title of an item that is not there.
        saved: id of a correction that was just made or undone.
        can_correct: whether the buttons of this reader work.
        path: address under which the page is shown; its own where empty.
        is_person_named: whether the id of the person is told; it says nothing to the person.
        is_of_message: whether it is asked from a message that was sent: its words are shown then, and not the
            decision's.
        reached: why the mail came that it is asked from; None where it is asked from none.
    """

    lang: str
    item: str | None = None
    without: str | None = None
    why_not: str | None = None
    saved: str | None = None
    can_correct: bool = False
    path: str = ""
    is_person_named: bool = True
    is_of_message: bool = False
    reached: Reached | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What the questions to the page gave; nothing where none was asked.

    Attributes:
        why: which acts put an item there.
        supposed: what would have been without something.
        why_not: why something is not there, line by line.
    """

    why: dict[str, str] | None = None
    supposed: dict[str, Any] | None = None
    why_not: list[str] = field(default_factory=list)


async def page_of(parts: Parts, record: Mapping[str, Any], asked: Asked, message: CampaignMessage | None = None) -> str:
    """Make the page.

    Args:
        parts: the world.
        record: of the decision.
        asked: what is asked of the page.
        message: that was sent of it, composed again; None where it is not asked from one, or it cannot be had again.

    Raises:
        NotFound: when what the record keeps is gone.
    """
    decision = await told_decision(parts.decisions, record)
    world = await _again(parts, record)
    told = await _told(parts, decision, world, asked.lang)
    corrections = await _corrections(parts, record, asked.lang)
    answered = Answered() if world is None else await _answered(world, told, asked)
    sent = None if message is None else sent_words(message, told)
    saved = next((one for one in corrections if one.id == asked.saved), None)
    body, text, who = decision.body, PAGE[asked.lang], decision.inputs["person"]
    page = {
        "lang": asked.lang,
        "other_lang": "de" if asked.lang == "en" else "en",
        "path": asked.path or f"/v1/decisions/{quote(decision.id, safe='')}.html",
        "shop": " ".join(cleaned(parts.brand.name).split()) or "Frankly",
        "headline": decision.headline,
        "intro": decision.intro,
        "sent": sent,
        "is_other_language": decision.locale.split("-")[0] != asked.lang,
        "reached": asked.reached,
        "reached_title": REACHED[asked.lang]["title"],
        "words_note": _words_note(text, decision, asked, sent),
        "when": told.moment(decision.at),
        "surface": _place(parts, str(decision.inputs["surface"]), asked.lang),
        "person": who,
        "is_person_named": asked.is_person_named,
        "notice": saved.text if saved is not None else "",
        "is_undone": saved is not None and saved.undone is not None,
        "locale": decision.locale,
        "is_holdout": decision.inputs["variant"] == "holdout",
        "trouble": text["cannot_again"] if world is None else "",
        "corrections": [one for one in corrections if one.undone is None],
        "can_correct": asked.can_correct and who is not None,
        "can_suppose": world is not None,
        "slate": told.items(),
        "tones": TONES,
        "why": answered.why,
        "supposed": answered.supposed,
        "why_not": answered.why_not,
        "asked": asked.why_not or "",
        "others": _others(told),
        "allowed": told.allowed(),
        "degradations": [_degraded(one) for one in body["degradations"]],
        "versions": versions(decision, text),
    }
    return _environment().get_template("decision.html.j2").render(page=page, t=text, style=STYLE)


def refused_page(message: str, lang: str) -> str:
    """The page that says why another one cannot be shown."""
    template = _environment().get_template("refused.html.j2")
    return template.render(message=message, lang=lang, t=PAGE[lang], style=STYLE)


@cache
def _environment() -> Environment:
    # Chosen by hand: `select_autoescape` leaves names such as `x.html.j2` unescaped.
    return Environment(
        loader=PackageLoader("frankly.api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _place(parts: Parts, surface: str, lang: str) -> str:
    """What a surface is called now in the language of the page; its name where it has no title."""
    known = parts.policies.surfaces.get(surface)
    return surface if known is None else known.title.get(lang, surface)


def _words_note(text: Mapping[str, str], decision: ToldDecision, asked: Asked, sent: SentWords | None) -> str:
    """Whose words the page shows, where a campaign may have said it otherwise."""
    if sent is not None:
        return text["sent"] if sent.is_same else f"{text['sent']} {text['sent_changed']}"
    if asked.is_of_message:
        return text["sent_gone"]
    return text["of_message"] if decision.is_message else ""


async def _again(parts: Parts, record: Mapping[str, Any]) -> Revisited | None:
    """The decision made again; None where its world is gone, and only the record is left."""
    try:
        return await revisit(parts, record)
    except (NotFound, Invalid, DependencyError):
        return None


async def _told(parts: Parts, decision: ToldDecision, world: Revisited | None, lang: str) -> Told:
    candidates = decision.body["candidates"]["items"]
    named = {*decision.anchors(), *candidates[: 2 * MOST_OTHERS], *(str(one["item"]) for one in decision.body["slate"])}
    catalogue = await parts.catalogue.get_many(sorted(named), at=decision.position)
    labels = {**parts.policies.labels.get("en", {}), **parts.policies.labels.get(lang, {})}
    words = Words(lang, {str(item): one.title for item, one in catalogue.items()}, labels)
    known = {str(item): one for item, one in catalogue.items()}
    return Told(words, decision, known, {} if world is None else await asyncio.to_thread(classed, world))


async def _corrections(parts: Parts, record: Mapping[str, Any], lang: str) -> Sequence[CorrectionView]:
    owner = await owner_of(parts.decisions, record)
    kept: Sequence[Correction] = [] if owner is None else await parts.corrections.of(owner)
    return await views(parts, [one for one in kept if one.decision == record["id"]], lang)


def _others(told: Told) -> list[str]:
    """Titles of the next best items."""
    shown = {str(one["item"]) for one in told.told.body["slate"]}
    names = [str(name) for name in told.told.body["candidates"]["items"] if str(name) not in shown]
    return [told.words.title(name) for name in names[:MOST_OTHERS] if name in told.catalogue]


def _degraded(one: Mapping[str, Any]) -> str:
    return ": ".join(part for part in (str(one["code"]), str(one["part"]), str(one["detail"])) if part)


async def _answered(world: Revisited, told: Told, asked: Asked) -> Answered:
    in_slate = asked.item in {str(entry["item"]) for entry in told.told.body["slate"]}
    lines = await _why_not(world, told, asked.why_not.strip()) if asked.why_not and asked.why_not.strip() else []
    if asked.item is None or not in_slate:
        return Answered(why_not=lines)
    rung = told.rung(asked.item, asked.without) if asked.without else None
    if rung is not None:
        return Answered(supposed=await _supposed(world, told, asked.item, rung), why_not=lines)
    return Answered(why=_acts(for_the_person(world, await why(world, asked.item, asked.lang)), told), why_not=lines)


def _acts(view: WhyView, told: Told) -> dict[str, str]:
    fewest = view.fewest_acts
    words = told.text["no_fewest"]
    if fewest is not None and fewest.is_confirmed:
        names = [
            Words(told.words.lang, {str(act.item): act.title or str(act.item)}).evidence(
                act.kind, Anchor(type="item", value=str(act.item)), act.count
            )
            for act in fewest.acts
        ]
        words = told.text["fewest"].format(acts="; ".join(names))
    said = view.said.text if view.said.locale == told.words.lang else ""
    return {"item": str(view.item), "said": said, "together": _together(view, told), "fewest": words}


def _together(view: WhyView, told: Told) -> str:
    """Grounds without which together the item is not in the slate, where none of them is decisive alone."""
    if not view.necessary_sets:
        return ""
    grounds = [view.grounds[number].ground for number in view.necessary_sets[0]]
    hidden = {one.id for one in view.untold}
    names = [
        told.words.evidence(one.kind, one.anchor, one.count, is_category=len(one.evidence) > 1)
        if hidden.isdisjoint(one.evidence)
        else told.text["untold"]
        for one in grounds
    ]
    return told.text["together"].format(names="; ".join(names))


async def _supposed(world: Revisited, told: Told, item: str, rung: Rung) -> dict[str, Any] | None:
    history = told.told.recorded.person.history
    if rung.kind is not None and GROUP_OF[rung.kind] is EvidenceGroup.STATED:
        changes = Changes(remove_facts=tuple(name for piece in rung.pieces for name in piece.receipts))
    else:
        changes = Changes(remove_events=acts_behind(history, rung.pieces))
    try:
        view = await what_if(world, changes)
    except (NotFound, Invalid):
        return None
    parts = _difference(view, told)
    return {"item": item, "words": told.rung_words(rung), "is_same": not parts, "parts": parts}


def _difference(view: WhatIfView, told: Told) -> list[tuple[str, list[str]]]:
    titles = {str(one.item): one.title or str(one.item) for one in (*view.before, *view.after)}
    moved = [
        told.text["from_to"].format(title=titles[str(one.item)], before=one.before, after=one.after)
        for one in view.moved
        if one.before != one.after
    ]
    found = {
        "if_left": [titles[str(name)] for name in view.left],
        "if_entered": [titles[str(name)] for name in view.entered],
        "if_moved": moved,
    }
    return [(told.text[name], lines) for name, lines in found.items() if lines]


async def _why_not(world: Revisited, told: Told, wanted: str) -> list[str]:
    by_title = {one.title.casefold(): name for name, one in told.catalogue.items()}
    try:
        view = await why_not(world, by_title.get(wanted.casefold(), wanted))
    except NotFound as error:
        return [error.message]
    verdicts = VERDICTS[told.words.lang]
    title = view.standing.title or str(view.item)
    reason = verdicts.get(str(view.dropped)) if view.verdict == "filtered" and view.dropped is not None else None
    lines = [told.text["why_not_of"].format(title=title, verdict=reason or verdicts[view.verdict])]
    return lines + _missing(view, told)


def _missing(view: WhyNotView, told: Told) -> list[str]:
    if view.rival is None or view.missing is None or view.verdict != "outscored":
        return []
    short = number(-(-view.missing // POINT), told.words.lang)
    return [told.text["missing"].format(points=short, title=view.rival.title or str(view.rival.item))]
