"""Messages as bytes through a real mail server on loopback: what arrives is what was written."""

import smtplib
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from frankly.domain.saying.mail import Mailbox, Unsubscribing
from frankly.stages.messaging.mime.writing import written
from tests.e2e.pages import free_port
from tests.unit.stages.messaging.mime.letters import delivery, envelope

BODIES = {
    "dots": ".\n..\n.QUIT\nFrom here on\n",
    "emoji": "📚 " * 200 + "\n",
    "arabic": "قصة البحر " * 60 + "\n",
    "spaces": "trailing \ntab\t\n\n\n  begins\n",
    "equals": "a=b=3D=\n" * 20,
    "long": "x" * 5000 + "\n",
}


class Mailbag:
    """Keeps what arrives."""

    def __init__(self) -> None:
        self.content: list[bytes] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.content.append(cast(bytes, envelope.content))
        return "250 OK"


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Mailbag, int]]:
    bag = Mailbag()
    port = free_port()
    controller = Controller(bag, hostname="127.0.0.1", port=port)
    controller.start()
    yield bag, port
    controller.stop()


def sent(server: tuple[Mailbag, int], whole: bytes) -> bytes:
    bag, port = server
    with smtplib.SMTP("127.0.0.1", port, local_hostname="localhost") as client:
        client.sendmail("hello@shop.example", ["ada@example.org"], whole)
    return bag.content[-1]


@pytest.mark.parametrize("name", BODIES)
def test_bodies_arrive_as_they_were(server: tuple[Mailbag, int], name: str) -> None:
    one = envelope(text=BODIES[name], html=f"<p>{BODIES[name]}</p>\n", subject=f"Neu: {name} 📚")
    arrived = sent(server, written(one))
    assert arrived == written(one)
    mail = cast(EmailMessage, message_from_bytes(arrived, policy=POLICY))
    text, html = (cast(EmailMessage, part).get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    assert (text, html) == (one.text, one.html)
    assert mail["Subject"] == one.subject


def test_header_fields_arrive_as_they_were(server: tuple[Mailbag, int]) -> None:
    link = "https://mail.shop.example/v1/unsubscribe/" + "t" * 400
    way = Unsubscribing(link=link, mailto="mailto:stop@shop.example?subject=" + "t" * 200)
    to = Mailbox(address="ada@example.org", name="Ädá „die Erste“, Lovelace")
    mail = cast(
        EmailMessage,
        message_from_bytes(sent(server, written(envelope(delivery=delivery(unsubscribing=way, to=to)))), policy=POLICY),
    )
    assert mail["List-Unsubscribe"] == f"<{link}>, <{way.mailto}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["To"].addresses[0].display_name == to.name
