"""JSON lines: one message a line, everything that is known of it; the form to build one's own sending on."""

from collections.abc import Sequence

import orjson

from frankly.domain.campaign.outgoing import OutgoingMail


def json_lines(mails: Sequence[OutgoingMail]) -> bytes:
    """Write messages as JSON lines.

    Args:
        mails: in order of their recipients' numbers.
    """
    return b"".join(orjson.dumps(plain(mail), option=orjson.OPT_APPEND_NEWLINE) for mail in mails)


def plain(mail: OutgoingMail) -> dict[str, object]:
    """A message as plain data: the same in files and in the API."""
    return {
        "key": mail.key,
        "campaign": mail.campaign,
        "edition": mail.edition,
        "recipient": mail.no,
        "person": mail.person,
        "address": mail.address,
        "first_name": mail.first_name,
        "locale": mail.locale,
        "variant": mail.variant,
        "propensity_ppm": mail.propensity_ppm,
        "decision": mail.decision,
        "content": mail.content,
        "subject": mail.subject,
        "preheader": mail.preheader,
        "text": mail.text,
        "html": mail.html,
        "unsubscribe": mail.unsubscribe,
        "view": mail.view,
        "why": mail.why,
        "items": [{"id": item.id, "title": item.title, "url": item.url} for item in mail.items],
        "header": dict(mail.header),
    }
