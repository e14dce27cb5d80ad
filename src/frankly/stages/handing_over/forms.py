"""The closed list of forms, what each needs, and a part of a hand-over in any of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import orjson

from frankly.domain.campaign.outgoing import OutgoingMail, PartFile
from frankly.stages.handing_over.comma_lines import comma_lines
from frankly.stages.handing_over.json_lines import json_lines
from frankly.stages.handing_over.mail_box import mail_box
from frankly.stages.handing_over.senders import braze as braze_shape
from frankly.stages.handing_over.senders.batches import shared
from frankly.stages.handing_over.senders.braze import braze
from frankly.stages.handing_over.senders.customerio import customerio
from frankly.stages.handing_over.senders.iterable import iterable
from frankly.stages.handing_over.senders.klaviyo import klaviyo
from frankly.stages.handing_over.senders.sendgrid import sendgrid
from frankly.stages.handing_over.single_mails import single_mails

FormName = Literal["jsonl", "csv", "eml", "mbox", "braze", "klaviyo", "sendgrid", "customerio", "iterable"]
"""How messages are written."""

FORMS: Final[tuple[FormName, ...]] = get_args(FormName)


@dataclass(frozen=True, slots=True)
class Sending:
    """What a sender must be told beside the messages.

    Attributes:
        template: id or name of what the sender starts: a campaign, a template, a metric, an event.
        address: of whoever it is from.
        name: of whoever it is from.
    """

    template: str = ""
    address: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write messages.

    Attributes:
        suffix: of its files.
        template: what its `template` is called at the sender; empty where it needs none.
        has_address: whether each message needs an address.
        write: the messages as one file; None where each has a file of its own.
    """

    suffix: str
    template: str
    has_address: bool
    write: Callable[[Sequence[OutgoingMail], Sending], bytes] | None


KNOWN: Final[Mapping[FormName, Form]] = {
    "jsonl": Form("jsonl", "", False, lambda mails, _: json_lines(mails)),
    "csv": Form("csv", "", False, lambda mails, _: comma_lines(mails)),
    "eml": Form("eml", "", True, None),
    "mbox": Form("mbox", "", True, lambda mails, _: mail_box(mails)),
    "braze": Form("jsonl", "the id of the API-triggered campaign", False, lambda m, to: braze(m, to.template)),
    "klaviyo": Form(
        "jsonl", "the name of the metric that starts the flow", False, lambda m, to: klaviyo(m, to.template)
    ),
    "sendgrid": Form(
        "jsonl", "the id of the dynamic template", True, lambda m, to: sendgrid(m, to.template, (to.address, to.name))
    ),
    "customerio": Form("jsonl", "", False, lambda mails, _: customerio(mails)),
    "iterable": Form(
        "jsonl", "the name of the event that starts the journey", False, lambda m, to: iterable(m, to.template)
    ),
}
"""Name → form."""


def part_files(form: FormName, mails: Sequence[OutgoingMail], name: str, sending: Sending) -> list[PartFile]:
    """A part of a hand-over: the same messages give the same bytes.

    Args:
        form: how they are written.
        mails: in order of their recipients' numbers.
        name: of the part, without a suffix.
        sending: what the sender must be told.
    """
    write = KNOWN[form].write
    if not mails:
        return []
    if write is None:
        return single_mails(mails, name)
    return [PartFile(f"{name}.{KNOWN[form].suffix}", write(mails, sending))]


def too_large(form: FormName, mail: OutgoingMail) -> str:
    """Why a sender would not take a message; empty where it would."""
    if form == "braze":
        size, most = len(orjson.dumps(braze_shape.properties(mail))), braze_shape.LIMITS.message_bytes
        return f"braze takes {most // 1000} KB a recipient, this has {size // 1000}" if size > most else ""
    if form == "klaviyo":
        size = max(len(value.encode()) for value in shared(mail).values())
        return f"klaviyo takes 100 KB a text, this has {size // 1000}" if size > 100_000 else ""
    return ""
