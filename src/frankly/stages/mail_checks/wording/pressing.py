"""Nothing presses: no false hurry, no false scarcity, no shouting."""

import re
from collections.abc import Iterator
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnSentence, shown
from frankly.stages.mail_checks.mail import Setting, Told, flat
from frankly.stages.mail_checks.wording.naming import without_names
from frankly.stages.mail_checks.wording.subject import with_line

_LINES: Final = frozenset({"subject", "preheader", "headline", "intro", "closing"})
"""Where pressing is done; sentences about items are held to their evidence, whose times are no hurry."""

_LOUD: Final = re.compile(r"[!?¡¿！？]\s*[!！?？]")
_CAPITALS: Final = re.compile(r"\b(?=\w*[^\W\d_]{3})[^\W\d_a-zß-öø-ÿ]+\b(?:\W+[^\W\d_a-zß-öø-ÿ]{2,}\b)+")


def _claims(told: Told, setting: Setting) -> list[tuple[str, tuple[int, int]]]:
    if told.role not in _LINES:
        return []
    own = without_names(told.text)
    # Blanks part words and are none: what claims nothing on one line claims nothing, and most lines are one of few.
    return list(setting.claims(own)) if setting.claims(flat(own)) else []


def _urgent(told: Told, setting: Setting) -> Iterator[Found]:
    for name, span in _claims(told, setting):
        if name == "urgency":
            words = shown(told.text[slice(*span)])
            hint = f"{words} hurries people, and nothing says that time is short. Leave it out."
            yield Found(told.place, hint, span)


def _scarce(told: Told, setting: Setting) -> Iterator[Found]:
    claims = _claims(told, setting)
    for place, (name, span) in enumerate(claims):
        before, until = claims[place - 1] if place else ("", (-9, -9))
        # "Nur noch wenige": hurry and a small number side by side say that little is left.
        is_last_few = name == "quantifier" and before == "urgency" and span[0] - until[1] <= 1
        if name == "scarcity" or is_last_few:
            span = (until[0], span[1]) if is_last_few else span
            words = shown(told.text[slice(*span)])
            yield Found(told.place, f"{words} says that little is left, and no evidence knows. Leave it out.", span)


def _loud(told: Told, _setting: Setting) -> Iterator[Found]:
    own = without_names(told.text)
    for found in _LOUD.finditer(own):
        yield Found(told.place, f"'{found[0]}' shouts; one mark is enough.", found.span())
    for found in _CAPITALS.finditer(own):
        yield Found(told.place, f"{shown(found[0])} shouts; write it in small letters.", found.span())


CHECKS: Final = (
    MailCheck(
        code="false_urgency",
        severity="error",
        says="No line hurries people.",
        why="Nothing that is known of an item says that time is short.",
        looks=OnSentence(_urgent),
        passes="“New for readers of essays”",
        fails=Damage("“Last chance”", lambda mail: with_line(mail, "subject", "Last chance to look")),
    ),
    MailCheck(
        code="false_scarcity",
        severity="error",
        says="No line says that little is left.",
        why="Stock is not told in sentences: it may be another when the message is read.",
        looks=OnSentence(_scarce),
        passes="“Picked for you”",
        fails=Damage("“Almost gone”", lambda mail: with_line(mail, "subject", "Almost gone: books for you")),
    ),
    MailCheck(
        code="shouting",
        severity="error",
        says="No sentence shouts: no words in capitals, no two exclamation marks.",
        why="Filters take it for spam, and so do people.",
        looks=OnSentence(_loud),
        passes="“Good books for you”",
        fails=Damage("“BEST BOOKS EVER!!!”", lambda mail: with_line(mail, "subject", "BEST BOOKS EVER!!!")),
    ),
)
