"""The reference page of all checks, made from the checks themselves."""

from collections.abc import Iterator
from typing import Final

from frankly.stages.mail_checks.check import MailCheck
from frankly.stages.mail_checks.example import sound_mail
from frankly.stages.mail_checks.registry import GROUPS, checked

_INTRO: Final = (
    "What an e-mail is looked through for before it goes out: by `frankly campaign check`, beside each message of "
    "`frankly campaign preview`, and while a campaign is written. Codes stay. An **error** keeps the message from "
    "being sent: its recipient gets the fate `check_failed` with the code. An item that fails one by itself is found "
    "when a campaign is planned, and the next one stands in its place. A **warning** is shown and keeps nothing "
    "back. Checks are pure: the same message gives the same findings, without a clock, a file or a network."
)


def mail_checks_page(notice: str) -> str:
    """Write the page.

    Args:
        notice: line that says that it is generated.
    """
    return "\n\n".join([notice, "# Checks of an e-mail", _INTRO, *_parts()]) + "\n"


def _parts() -> Iterator[str]:
    for group, checks in GROUPS.items():
        yield f"## {group}"
        for check in checks:
            yield from _check(check)


def _check(check: MailCheck) -> Iterator[str]:
    yield f"### `{check.code}`"
    yield f"{check.severity.capitalize()}. {check.says} {check.why}"
    found = next(one for one in checked(check.fails.plant(sound_mail())) if one.code == check.code)
    yield f"- Passes: {check.passes}\n- Fails: {check.fails.says}: *{found.where}: {_told(found.hint)}*"


def _told(hint: str) -> str:
    """A hint for a page: what looks like markup is shown as it is."""
    return hint.replace("<", "\\<").replace("*", "\\*").replace("{{", "{ {").replace("_", "\\_")
