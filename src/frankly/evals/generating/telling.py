"""All texts of an answer as an output keeps them: delivered ones as people read them, refused ones behind."""

from collections.abc import Iterator

from frankly.domain.answering.answer import Answer
from frankly.domain.saying.message import Message
from frankly.domain.saying.text import DraftSentence, Refused, VerifiedText
from frankly.evals.generating.second_look import ListenedVerifier, Seen
from frankly.evals.runs.output import Told

Letter = Answer | Message
"""A slate, or an e-mail."""

Placed = tuple[str, str | None, VerifiedText]
"""Where a text stands, the item that it speaks of, and the text."""


def texts_of(
    answer: Letter, heard: ListenedVerifier, *, proves: bool = True, tries_others: bool = False
) -> tuple[Told, ...]:
    """Every text.

    Args:
        answer: what left.
        heard: the verifier that was asked for it.
        proves: whether the second verifier is asked; it takes as long as the first.
        tries_others: whether each text is tried beside the evidence of other items, which takes a while.
    """
    delivered = [_delivered(placed, heard, proves=proves, tries_others=tries_others) for placed in placed_texts(answer)]
    slots = {str(item.id): place for place, item in enumerate(answer.items)}
    refused = [_refused(seen, outcome, slots, number) for number, (seen, outcome) in enumerate(heard.refused())]
    return (*delivered, *refused)


def placed_texts(answer: Letter) -> Iterator[Placed]:
    """Every text of an answer that is no field of an item, in the order in which people read."""
    lines = answer if isinstance(answer, Message) else answer.message
    if lines is not None:
        roles = (("subject", lines.subject), ("preheader", lines.preheader), ("greeting", lines.greeting))
        yield from _lines(*roles, ("intro", lines.intro))
    intro = answer.intro if isinstance(answer, Answer) else None
    yield from ((place, None, text) for place, text in (("headline", answer.headline), ("intro", intro)) if text)
    for number, item in enumerate(answer.items):
        for place, sentence in enumerate(item.sentences):
            yield f"items.{number}.sentences.{place}", str(item.id), sentence
        if item.display.call_to_action is not None:
            yield f"items.{number}.call_to_action", str(item.id), item.display.call_to_action
    if lines is not None:
        yield from _lines(("closing", lines.closing))


def _lines(*lines: tuple[str, VerifiedText | None]) -> Iterator[Placed]:
    yield from ((f"message.{role}", None, text) for role, text in lines if text is not None)


def _delivered(placed: Placed, heard: ListenedVerifier, *, proves: bool, tries_others: bool) -> Told:
    place, item, text = placed
    is_proved = heard.is_proved(text) if proves else None
    looked = {
        "is_proved": is_proved,
        "is_own": heard.is_own(text) if tries_others else None,
        "codes": _codes(heard, text) if is_proved is False else (),
    }
    return _told(text, place, item).model_copy(update=looked)


def _codes(heard: ListenedVerifier, text: VerifiedText) -> tuple[str, ...]:
    """Why the second verifier refuses a text."""
    seen = heard.behind(text)
    if seen is None:
        return ("unverified",)
    outcome = heard.second.verify(seen.draft, seen.bearing)
    if isinstance(outcome, Refused):
        return tuple(dict.fromkeys(verdict.code for verdict in outcome.verdicts))
    return ("another_text",)


def _refused(seen: Seen, outcome: Refused, slots: dict[str, int], number: int) -> Told:
    about = seen.about
    place = f"items.{slots[about]}.refused.{number}" if about in slots else f"refused.{number}"
    codes = tuple(dict.fromkeys(verdict.code for verdict in outcome.verdicts))
    return _told(seen.draft, place, about).model_copy(update={"codes": codes, "is_delivered": False})


def _told(text: VerifiedText | DraftSentence, place: str, item: str | None) -> Told:
    """What a text says, and what it was made of."""
    return Told(
        text=text.text,
        place=place,
        item=item,
        kind=text.kind,
        role=text.role,
        origin=text.origin,
        level=text.level,
        locale=text.locale,
        evidence=text.evidence,
        pattern=text.pattern,
    )
