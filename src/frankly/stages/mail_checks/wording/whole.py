"""Sentences are whole: slots are filled, none is said twice, and each is in the language of the message."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail, OnPage, OnSentence, shown
from frankly.stages.mail_checks.mail import CheckedMail, Setting, Told, flat
from frankly.stages.mail_checks.reading.page import Page
from frankly.stages.mail_checks.wording.naming import without_names
from frankly.stages.mail_checks.wording.subject import with_line

SLOT: Final = re.compile(
    r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\{[A-Za-z_][\w.:]*\}|\[\[.*?\]\]|\*\|[A-Z_:]+\|\*|%%[\w.]+%%|<%.*?%>|\$\{[\w.]+\}"
)
"""Places that nobody filled: ours, and those of the senders' own template languages."""


def _slot(told: Told, _setting: Setting) -> Iterator[Found]:
    for found in SLOT.finditer(told.text):
        yield Found(told.place, f"'{found[0]}' was not filled. Write the message again.", found.span())


def _slot_on_page(page: Page, _setting: Setting) -> Iterator[Found]:
    for run in page.runs:
        for found in SLOT.finditer(run.text):
            yield Found("html", f"'{found[0]}' was not filled. Mend the template.", (run.at, run.end))
    for element in page.elements:
        for name in ("href", "src", "alt"):
            value = element.attributes.get(name, "")
            if slot := SLOT.search(value):
                yield Found("html", f"'{slot[0]}' in '{name}' was not filled.", (element.at, element.at + 1))


def _slot_in_text(mail: CheckedMail) -> Iterator[Found]:
    if "{" in mail.text or "[[" in mail.text or "%" in mail.text or "*|" in mail.text:
        for found in SLOT.finditer(mail.text):
            yield Found("text", f"'{found[0]}' was not filled. Write the message again.", found.span())


def _doubled(mail: CheckedMail) -> Iterator[Found]:
    counts = Counter(flat(one.text).rstrip(".") for one in mail.told if one.role != "sentence" or one.kind != "nudge")
    for text, count in counts.items():
        if count > 1 and text:
            places = [one.place for one in mail.told if flat(one.text).rstrip(".") == text]
            yield Found(places[-1], f"{shown(text)} is said {count} times ({', '.join(places)}). Say it once.")


def _foreign(told: Told, setting: Setting) -> Iterator[Found]:
    # A title keeps its own language; a quotation in a fact is held to it by the gate. Without names, and without the
    # blanks that they leave, most sentences are one of few.
    for what in setting.foreign(flat(without_names(told.text))):
        yield Found(told.place, f"{shown(told.text)}: {what}.", (0, len(told.text)))


def _again(mail: CheckedMail) -> CheckedMail:
    first = next(one for one in mail.told if one.role == "sentence")
    return replace(mail, told=(*mail.told, replace(first, place="items.9.sentences.0", kind="reason")))


CHECKS: Final = (
    MailCheck(
        code="slot_unfilled",
        severity="error",
        says="No sentence holds a slot that nobody filled.",
        why="“Hello {first_name}” is the one mistake that everybody has seen.",
        looks=OnSentence(_slot),
        passes="“Hello Mara”",
        fails=Damage("“{e1.title}”", lambda mail: with_line(mail, "intro", "Because you opened {e1.title}.")),
    ),
    MailCheck(
        code="template_unfilled",
        severity="error",
        says="Nothing of a template stands in the HTML.",
        why="A sender's placeholder that is not replaced is read by everybody.",
        looks=OnPage(_slot_on_page),
        passes="words and addresses",
        fails=Damage(
            "{{ unsubscribe }}",
            lambda mail: replace(mail, html=mail.html.replace("</h1>", " {{ unsubscribe }}</h1>", 1)),
        ),
    ),
    MailCheck(
        code="text_unfilled",
        severity="error",
        says="Nothing of a template stands in the plain text.",
        why="The same, for those who read plain text.",
        looks=OnMail(_slot_in_text),
        passes="words and addresses",
        fails=Damage("*|UNSUB|*", lambda mail: replace(mail, text=mail.text + "\n*|UNSUB|*\n")),
    ),
    MailCheck(
        code="sentence_doubled",
        severity="warning",
        says="No sentence that states something is said twice.",
        why="It reads like a machine.",
        looks=OnMail(_doubled),
        passes="each once",
        fails=Damage("one for two items", _again),
    ),
    MailCheck(
        code="wrong_language",
        severity="error",
        says="Each sentence is in the language of the message.",
        why="A message that mixes languages was put together wrongly.",
        looks=OnSentence(_foreign),
        passes="English in an English message",
        fails=Damage(
            "a German line", lambda mail: with_line(mail, "intro", "Das ist für Sie und nicht für die anderen gedacht.")
        ),
    ),
)
