"""Messages as they leave, for tests of their forms."""

from frankly.domain.campaign.outgoing import OutgoingItem, OutgoingMail
from frankly.domain.saying.mail import Delivery, Envelope, Mailbox, Unsubscribing
from frankly.domain.time import EpochMs
from frankly.stages.handing_over.keys import idempotency_key
from frankly.stages.messaging.mime.writing import message_id, written

AT = EpochMs(1_764_000_000_000)
LINK = "https://shop.example/v1/unsubscribe/" + "AQEDd2Vla2x5LjEy" * 13


def mail(no: int = 1, **said: str) -> OutgoingMail:
    """A message; what is named replaces what it says."""
    told = {
        "person": f"p{no}",
        "address": f"reader{no}@mail.example",
        "first_name": "Ada",
        "subject": "Three books for the long evenings",
        "preheader": "Poetry first",
        "text": "Hello Ada,\n\nFrom the harbour to the hills.\nFrom here on.\n",
        "html": "<p>Hello Ada,</p>\n<p>From the harbour to the hills.</p>\n",
        "title": "Tides",
    } | said
    key = idempotency_key("weekly", 12, no, "c0ffee")
    envelope = Envelope(
        sender=Mailbox(address="hello@shop.example", name="The Lantern"),
        delivery=Delivery(
            to=Mailbox(address=told["address"], name=told["first_name"]),
            message_id=message_id(key, "shop.example"),
            at=AT,
            unsubscribing=Unsubscribing(link=LINK, mailto="mailto:stop@shop.example?subject=stop"),
        ),
        subject=told["subject"],
        text=told["text"],
        html=told["html"],
    )
    return OutgoingMail(
        no=no,
        person=told["person"],
        address=told["address"],
        first_name=told["first_name"],
        locale="en",
        campaign="weekly",
        edition=12,
        variant="warm",
        propensity_ppm=640_000,
        decision="d1",
        content="c0ffee",
        key=key,
        at=AT,
        subject=told["subject"],
        preheader=told["preheader"],
        text=told["text"],
        html=told["html"],
        unsubscribe=LINK,
        view="https://shop.example/v1/mail/v",
        why="https://shop.example/v1/mail/w/why",
        items=(OutgoingItem("b1", told["title"], "https://shop.example/b1"),),
        header=(
            ("List-Unsubscribe", f"<{LINK}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("X-Other", "kept by files alone"),
        ),
        mime=written(envelope),
    )
