"""Envelopes for tests."""

from typing import Any

from frankly.domain.saying.mail import Delivery, Envelope, Mailbox, Unsubscribing
from frankly.domain.time import EpochMs
from frankly.stages.messaging.mime.writing import message_id

AT = EpochMs(1_790_000_000_000)


def delivery(**changes: Any) -> Delivery:
    said: dict[str, Any] = {
        "to": Mailbox(address="ada@example.org", name="Ada"),
        "message_id": message_id("spring/7", "shop.example"),
        "at": AT,
        "unsubscribing": Unsubscribing(
            link="https://mail.shop.example/m/u/" + "t" * 240, mailto="mailto:stop@shop.example?subject=" + "t" * 90
        ),
    }
    return Delivery(**said | changes)


def envelope(**changes: Any) -> Envelope:
    said: dict[str, Any] = {
        "sender": Mailbox(address="hello@shop.example", name="Lantern Books"),
        "delivery": delivery(),
        "subject": "New here",
        "text": "Hello Ada,\n\nSomething new.\n",
        "html": "<!DOCTYPE html>\n<p>Hello <bdi>Ada</bdi>,</p>\n",
    }
    return Envelope(**said | changes)
