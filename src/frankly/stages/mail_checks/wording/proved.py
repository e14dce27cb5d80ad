"""Only proved words stand in the message, and what the subject announces is told below it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail, OnSentence, shown
from frankly.stages.mail_checks.mail import CheckedMail, Setting, Told, flat
from frankly.stages.mail_checks.reading.covering import MARKS
from frankly.stages.mail_checks.wording.naming import names_in, without_names
from frankly.stages.mail_checks.wording.subject import with_line

_ANNOUNCING: Final = frozenset({"subject", "preheader", "intro"})
_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")


def _borne(mail: CheckedMail) -> Iterator[Found]:
    cited = {name for one in mail.told if one.role == "sentence" and one.kind == "reason" for name in one.evidence}
    below: str | None = None
    for line in mail.told:
        if line.role not in _ANNOUNCING:
            continue
        if line.kind == "reason" and not cited.issuperset(line.evidence):
            yield Found(line.place, f"{shown(line.text)} leans on evidence that no sentence about an item cites.")
            continue
        claims = [*filter(None, names_in(line.text)), *_NUMBER.findall(without_names(line.text))]
        if claims:
            below = _told_below(mail) if below is None else below
        for claim in claims:
            if flat(claim).casefold() not in (below or ""):
                yield Found(line.place, f"{shown(claim)} is announced, and nothing below tells of it.")


def _told_below(mail: CheckedMail) -> str:
    """What is told of items: their sentences, their names and what is shown of them."""
    said = [one.text for one in mail.told if one.role == "sentence"]
    return flat(" ".join([*said, *mail.values])).casefold()


def _refused(told: Told, setting: Setting) -> Iterator[Found]:
    if codes := setting.refuses(told):
        yield Found(told.place, f"The verifier refuses {shown(told.text)}: {', '.join(codes)}.")


def _unproved(mail: CheckedMail) -> Iterator[Found]:
    own, says = mail.own, mail.setting.house.says
    unknown = {run for run in mail.runs - own - says if run.strip(MARKS) not in own}
    unknown.discard(",")
    if not unknown:
        return
    known = own.union(says, *(item.disclosures for item in mail.items))
    for run in mail.run_list:
        if run in unknown and not _is_made_of(run, known):
            yield Found("html", f"{shown(run)} stands in the HTML, and nobody proved it or put it into the template.")


def _is_made_of(run: str, known: frozenset[str]) -> bool:
    """Whether a run is known texts with marks between them: “Ada Berg · 12 €”, “Hello Ada,”."""
    rest = run
    for one in sorted(known, key=len, reverse=True):
        if one and one in rest:
            rest = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", " ", rest)
    return not any(sign.isalnum() for sign in rest)


def _plant_unproved(mail: CheckedMail) -> CheckedMail:
    return replace(mail, html=mail.html.replace("</h1>", "</h1><p>Everybody loves this one.</p>", 1))


CHECKS: Final = (
    MailCheck(
        code="subject_not_borne",
        severity="error",
        says="What subject, preheader and intro announce is told by a sentence about an item.",
        why="People open a message for its subject; a name or a number that nothing below tells of is bait.",
        looks=OnMail(_borne),
        passes="a title that a reason names",
        fails=Damage("a title that stands nowhere", lambda mail: with_line(mail, "subject", "More like “Moby-Dick”")),
    ),
    MailCheck(
        code="sentence_refused",
        severity="error",
        says="The verifier admits each sentence a second time.",
        why="Rules may have changed since it was written, and stored text is never trusted.",
        looks=OnSentence(_refused),
        passes="admitted again",
        fails=Damage("praise that nothing bears", lambda mail: with_line(mail, "closing", "You will love these.")),
    ),
    MailCheck(
        code="words_unproved",
        severity="error",
        says="All words of the HTML are proved sentences, fields of the catalogue, or the house's own.",
        why="No other words leave: whatever put them there, nobody can say what bears them.",
        looks=OnMail(_unproved),
        passes="the same sentences that the record holds",
        fails=Damage("a sentence from nowhere", _plant_unproved),
    ),
)
