"""No personal data stands in the message but the first name in its greeting."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail, OnSentence
from frankly.stages.mail_checks.mail import CheckedMail, Setting, Told
from frankly.stages.mail_checks.wording.subject import with_line


def _sentence(told: Told, setting: Setting) -> Iterator[Found]:
    for what in setting.personal(told.text):
        yield Found(told.place, f"It seems to hold {what}. Leave it out.", (0, len(told.text)))


def _values(mail: CheckedMail) -> Iterator[Found]:
    for value in mail.values:
        for what in mail.setting.personal(value):
            yield Found("html", f"What is shown of an item, or the name, seems to hold {what}. Mend the catalogue.")


def _plant_value(mail: CheckedMail) -> CheckedMail:
    return replace(mail, values=(*mail.values, "Signed copy, ask anna.berg@post.example"))


CHECKS: Final = (
    MailCheck(
        code="personal_data",
        severity="error",
        says="No sentence holds an e-mail address, a telephone number, an account or a card.",
        why="A search that somebody typed may hold what nobody wants to read in their mail.",
        looks=OnSentence(_sentence),
        passes="titles and labels",
        fails=Damage(
            "somebody's address",
            lambda mail: with_line(mail, "intro", "Because you searched for “anna.berg@post.example”."),
        ),
    ),
    MailCheck(
        code="personal_value",
        severity="error",
        says="Nothing that is shown of an item holds such data.",
        why="Sellers put addresses and numbers into titles.",
        looks=OnMail(_values),
        passes="“Farthest North”",
        fails=Damage("an address in a title", _plant_value),
    ),
)
