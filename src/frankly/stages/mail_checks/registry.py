"""All checks, in the order in which they are documented, and the one way to run them."""

from collections.abc import Iterator, Sequence
from typing import Final

from frankly.stages.mail_checks.access import contrast, headings, language, pictures, tables
from frankly.stages.mail_checks.access import links as link_texts
from frankly.stages.mail_checks.check import Found, MailCheck, OnLink, OnMail, OnPage, OnSentence
from frankly.stages.mail_checks.delivery import active, links, weight
from frankly.stages.mail_checks.finding import MailFinding
from frankly.stages.mail_checks.form import bodies, header, markup, size
from frankly.stages.mail_checks.law import disclosures, reasons, sender, unsubscribe
from frankly.stages.mail_checks.mail import CheckedMail
from frankly.stages.mail_checks.person import before
from frankly.stages.mail_checks.reading.page import Page, read
from frankly.stages.mail_checks.wording import pressing, private, proved, subject, whole

GROUPS: Final[dict[str, tuple[MailCheck, ...]]] = {
    "Format": (*header.CHECKS, *bodies.CHECKS, *size.CHECKS, *markup.CHECKS),
    "Law": (*sender.CHECKS, *unsubscribe.CHECKS, *reasons.CHECKS, *disclosures.CHECKS),
    "Accessibility": (
        *language.CHECKS,
        *pictures.CHECKS,
        *tables.CHECKS,
        *headings.CHECKS,
        *contrast.CHECKS,
        *link_texts.CHECKS,
    ),
    "Deliverability": (*links.CHECKS, *active.CHECKS, *weight.CHECKS),
    "Words": (*subject.CHECKS, *pressing.CHECKS, *whole.CHECKS, *proved.CHECKS, *private.CHECKS),
    "The person": before.CHECKS,
}
"""What a group is about → its checks."""

CHECKS: Final[dict[str, MailCheck]] = {check.code: check for group in GROUPS.values() for check in group}
"""Code → check."""

_LINKING: Final = {"a": "href", "area": "href", "img": "src", "link": "href"}


def checked(mail: CheckedMail) -> list[MailFinding]:
    """Look through one e-mail with every check.

    Args:
        mail: the e-mail, with all that is known of it.

    Returns:
        What is wrong, in the order of the checks; nothing for a sound one.
    """
    page = read(mail.html)
    return [check.finding(found) for check in CHECKS.values() for found in _found(check, mail, page)]


def _found(check: MailCheck, mail: CheckedMail, page: Page) -> Iterator[Found]:
    match check.looks:
        case OnPage(look):
            yield from look(page, mail.setting)
        case OnSentence(look):
            for told in mail.told:
                yield from look(told, mail.setting)
        case OnLink(look):
            for address in addresses(page):
                yield from look(address, mail.setting)
        case OnMail(look):
            yield from look(mail)


def addresses(page: Page) -> Sequence[str]:
    """What a page links to and loads, each once, in its order."""
    found = [one.attributes[_LINKING[one.tag]] for one in page.all(*_LINKING) if _LINKING[one.tag] in one.attributes]
    return list(dict.fromkeys(found))
