"""Messages through a real mail server on this machine: what arrives is what was written."""

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from frankly.adapters.smtp_server import SmtpServer, smtp_address
from frankly.errors import Misconfigured
from frankly.ports.mailing.handing_over import SendOutcome
from frankly.stages.handing_over.single_mails import single_mails
from tests.unit.stages.handing_over.mails import LINK, mail


class Taking:
    """A mail server that keeps what comes, and says what a test wants."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.rcpt: dict[str, str] = {}
        self.data = "250 OK"
        self.breaks = False

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.rcpt:
            return self.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:
        if self.breaks:
            server.transport.abort()
        self.taken.append(envelope)
        return self.data


@pytest.fixture
def handler() -> Taking:
    return Taking()


@pytest.fixture
def port(handler: Taking) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port, decode_data=False)
    controller.start()
    yield port
    controller.stop()


@pytest.fixture
async def server(port: int) -> Any:
    server = SmtpServer(smtp_address(f"smtp://127.0.0.1:{port}"), "bounces@shop.example", timeout_s=5)
    yield server
    await server.close()


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


async def test_headers_and_bodies_arrive_as_they_were_written(server: SmtpServer, handler: Taking) -> None:
    odd = mail(2, subject="Zoë – 詩 🎉" + " long" * 40, text="..\n.\nFrom here\n" + "ü" * 900 + "\n", title="Ü")
    right_to_left = mail(3, subject="שלום", text="שלום לך\n", html="<p dir='rtl'>שלום לך</p>\n")
    sent = [mail(1), odd, right_to_left]
    parts = single_mails(sent, "part")
    for one, part in zip(sent, parts, strict=True):
        assert (await server.send(one)).outcome is SendOutcome.TAKEN
        assert part.data == one.mime
    for one, envelope in zip(sent, handler.taken, strict=True):
        assert isinstance(envelope.content, bytes)
        assert envelope.rcpt_tos == [one.address]
        assert envelope.mail_from == "bounces@shop.example"
        arrived, written = read(envelope.content), read(one.mime)
        added = {"x-peer", "x-mailfrom", "x-rcptto"}
        fields = [(name, str(value)) for name, value in arrived.items() if name.lower() not in added]
        assert fields == [(name, str(value)) for name, value in written.items()]
        assert str(arrived["List-Unsubscribe"]).startswith(f"<{LINK}>")
        assert len(LINK) > 200
        assert str(arrived["Subject"]).split() == one.subject.split()
        for kind, body in (("plain", one.text), ("html", one.html)):
            part = arrived.get_body((kind,))
            assert part is not None
            assert part.get_content().replace("\r\n", "\n") == body


@pytest.mark.parametrize(
    ("rcpt", "data", "outcome"),
    [
        ("550 no such mailbox", "250 OK", SendOutcome.BOUNCED),
        ("451 try again later", "250 OK", SendOutcome.LATER),
        ("", "554 looks like spam", SendOutcome.REFUSED),
        ("", "452 full", SendOutcome.LATER),
    ],
)
async def test_what_the_server_says_is_told_apart(
    server: SmtpServer, handler: Taking, rcpt: str, data: str, outcome: SendOutcome
) -> None:
    handler.rcpt = {"reader1@mail.example": rcpt} if rcpt else {}
    handler.data = data
    sent = await server.send(mail(1))
    assert sent.outcome is outcome
    assert sent.said[:3] == (rcpt or data)[:3]
    assert "@" not in sent.said
    handler.rcpt, handler.data = {}, "250 OK"
    assert (await server.send(mail(2))).outcome is SendOutcome.TAKEN


async def test_a_connection_that_breaks_under_way_leaves_it_unsure(server: SmtpServer, handler: Taking) -> None:
    handler.breaks = True
    assert (await server.send(mail(1))).outcome is SendOutcome.UNSURE
    handler.breaks = False
    assert (await server.send(mail(1))).outcome is SendOutcome.TAKEN


async def test_no_server_means_later_and_nothing_sent() -> None:
    nobody = SmtpServer(smtp_address("smtp://127.0.0.1:9"), "bounces@shop.example", timeout_s=2)
    assert (await nobody.send(mail(1))).outcome is SendOutcome.LATER


async def test_messages_are_paced(server: SmtpServer, handler: Taking) -> None:
    import asyncio

    server.per_second = 20
    loop = asyncio.get_running_loop()
    begin = loop.time()
    for no in range(1, 5):
        await server.send(mail(no))
    assert loop.time() - begin >= 3 / 20


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("mail.example", "is no mail server"),
        ("http://mail.example", "is no mail server"),
        ("smtp://mail.example:x", "is no mail server"),
        ("smtp://ada:secret@mail.example", "FRANKLY_SMTP_PASSWORD"),
    ],
)
def test_an_address_that_is_none_or_holds_a_password_is_refused(url: str, message: str) -> None:
    with pytest.raises(Misconfigured, match=message):
        smtp_address(url)


def test_addresses_say_where_and_how() -> None:
    near, far = smtp_address("smtp://localhost"), smtp_address("smtps://mail.example")
    assert (near.port, near.is_near, near.is_tls) == (25, True, False)
    assert (far.port, far.is_near, far.is_tls) == (465, False, True)
    assert not smtp_address("smtp://mail.example:587").is_near
