"""Nobody gets the same message twice, and nobody gets more than one person may get."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from frankly.domain.time import DAY_MS, EpochMs
from frankly.stages.mail_checks.check import Damage, Found, MailCheck, OnMail
from frankly.stages.mail_checks.mail import CheckedMail


def _same(mail: CheckedMail) -> Iterator[Found]:
    if mail.content and mail.content in mail.before.contents:
        yield Found("text", "The person got a message that says the same. Write to them when there is something new.")


def _capped(mail: CheckedMail) -> Iterator[Found]:
    before = mail.before
    for cap in before.caps:
        since = before.at - cap.days * DAY_MS
        got = sum(1 for moment in before.handed if since < moment <= before.at)
        if got >= cap.messages:
            yield Found(
                "text", f"The person got {got} messages within {cap.days} days, and {cap.messages} is the most."
            )


def _plant_same(mail: CheckedMail) -> CheckedMail:
    content = mail.content or "c0ffee"
    return replace(mail, content=content, before=replace(mail.before, contents=mail.before.contents | {content}))


def _plant_capped(mail: CheckedMail) -> CheckedMail:
    most = max((cap.messages for cap in mail.before.caps), default=0)
    handed = tuple(EpochMs(mail.before.at - number) for number in range(most))
    return replace(mail, before=replace(mail.before, handed=handed))


CHECKS: Final = (
    MailCheck(
        code="same_content",
        severity="error",
        says="The person did not get the same content before.",
        why="The second copy of a message is what people unsubscribe for.",
        looks=OnMail(_same),
        passes="other items, or other words",
        fails=Damage("the same content hash", _plant_same),
    ),
    MailCheck(
        code="over_cap",
        severity="error",
        says="The person stays within every cap, of all campaigns together.",
        why="Caps are a promise to people, not to a campaign.",
        looks=OnMail(_capped),
        passes="one message in seven days where two are the most",
        fails=Damage("a second and a third on one day", _plant_capped),
    ),
)
