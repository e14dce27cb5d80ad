from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, cast

import pytest
from pydantic import ValidationError

from frankly.domain.saying.mail import Delivery, Envelope, Mailbox, Unsubscribing
from frankly.stages.messaging.mime.writing import message_id, written
from tests.unit.stages.messaging.mime.letters import AT, delivery, envelope


def parsed(one: Envelope) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(written(one), policy=SMTP))


def bodies(mail: EmailMessage) -> list[str]:
    return [part.get_content().replace("\r\n", "\n") for part in cast(list[EmailMessage], list(mail.iter_parts()))]


def test_the_whole_stands_as_mail_servers_take_it() -> None:
    assert written(envelope(delivery=delivery(unsubscribing=None))).decode() == (
        "To: Ada <ada@example.org>\r\nDate: Mon, 21 Sep 2026 14:13:20 +0000\r\n"
        f"Message-ID: {message_id('spring/7', 'shop.example')}\r\n"
        "From: Lantern Books <hello@shop.example>\r\nSubject: New here\r\nContent-Language: en\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="=_frankly"\r\n\r\n'
        '--=_frankly\r\nContent-Type: text/plain; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\nHello Ada,\r\n\r\nSomething new.\r\n\r\n"
        '--=_frankly\r\nContent-Type: text/html; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n<!DOCTYPE html>\r\n<p>Hello <bdi>Ada</bdi>,</p>\r\n\r\n"
        "--=_frankly--\r\n"
    )


def test_plain_text_stands_before_html() -> None:
    mail = parsed(envelope())
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert bodies(mail) == ["Hello Ada,\n\nSomething new.\n", "<!DOCTYPE html>\n<p>Hello <bdi>Ada</bdi>,</p>\n"]
    assert mail.defects == []


def test_links_to_unsubscribe_stay_whole_however_long_they_are() -> None:
    link, mailto = "https://mail.shop.example/m/u/" + "t" * 240, "mailto:stop@shop.example?subject=" + "t" * 90
    lines = written(envelope()).split(b"\r\n")
    assert f"List-Unsubscribe: <{link}>,".encode() in lines
    assert f" <{mailto}>".encode() in lines
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    mail = parsed(envelope())
    assert mail["List-Unsubscribe"] == f"<{link}>, <{mailto}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_where_nobody_can_unsubscribe_no_field_says_so() -> None:
    mail = parsed(envelope(delivery=delivery(unsubscribing=None)))
    assert mail["List-Unsubscribe"] is None
    assert mail["List-Unsubscribe-Post"] is None


@pytest.mark.parametrize(
    "subject",
    [
        "New here",
        "Neu für Sie: Bücher über Käfer",
        "📚 " * 60 + "end",
        "قصة البحر والليل",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 beyond the first plane 🏳️‍🌈",
        "word " * 40 + "end",
        "two  spaces   inside",
        "A" * 900,
        "ü" * 900,
        "=?utf-8?q?not_ours?=",
        "100% true: a=b; c, <d> \"e\" 'f' \\",
    ],
)
def test_a_subject_is_read_back_as_it_was(subject: str) -> None:
    whole = written(envelope(subject=subject))
    assert max(map(len, whole.split(b"\r\n"))) <= 998
    assert parsed(envelope(subject=subject))["Subject"] == subject


@pytest.mark.parametrize(
    "name", ["", "Ada", 'Ada "the first" Lovelace', "O’Neill, Síle", "Käfer & Söhne", "back\\slash", "x" * 200, "=?a?="]
)
def test_a_name_is_read_back_as_it_was(name: str) -> None:
    box = Mailbox(address="ada@example.org", name=name)
    mail = parsed(envelope(sender=box, reply_to=box, delivery=delivery(to=box)))
    for header in ("From", "To", "Reply-To"):
        (found,) = mail[header].addresses
        assert (found.display_name, found.addr_spec) == (name, "ada@example.org")


@pytest.mark.parametrize(
    "bad", ["a\r\nBcc: eve@evil.example", "a\nb", "a\rb", "a\x00b", "a\u2028b", "a\x85b", " a", "a\x7f"]
)
def test_nothing_opens_a_second_header_line(bad: str) -> None:
    for make in (
        lambda: envelope(subject=bad),
        lambda: Mailbox(address="ada@example.org", name=bad),
        lambda: Mailbox(address=f"ada@example.org{bad}"),
        lambda: Unsubscribing(link=f"https://shop.example/{bad}"),
        lambda: Unsubscribing(link="https://shop.example/", mailto=f"mailto:stop@shop.example?subject={bad}"),
        lambda: delivery(message_id=f"<a{bad}@shop.example>"),
        lambda: envelope(feedback_id=f"{bad}:b:c:shop"),
        lambda: envelope(language=bad),
    ):
        with pytest.raises(ValidationError):
            cast(Any, make)()


@pytest.mark.parametrize(
    "address",
    [
        *("", "ada", "ada@", "@shop.example", "a b@shop.example", "ada@shop", "ada@shop..example", "ada@käfer.example"),
        *("a" * 65 + "@shop.example", "ada@" + "a." * 130 + "de", "<ada@shop.example>", "a@b.example,c@d.example"),
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        Mailbox(address=address)


def test_a_message_made_twice_is_equal_byte_for_byte_and_has_one_name() -> None:
    assert written(envelope()) == written(envelope())
    assert message_id("spring/7", "shop.example") == message_id("spring/7", "shop.example")
    assert message_id("spring/8", "shop.example") != message_id("spring/7", "shop.example")
    assert "spring" not in message_id("spring/7", "shop.example")


def test_campaign_and_model_are_marked_for_machines() -> None:
    mail = parsed(envelope(feedback_id="spring:cell-4:shop:frankly", ai="ai-originated"))
    assert mail["Feedback-ID"] == "spring:cell-4:shop:frankly"
    assert mail["AI-Disclosure"] == "mode=ai-originated"
    assert parsed(envelope())["AI-Disclosure"] is None


@pytest.mark.parametrize("language", ["ar", "de-AT"])
def test_the_language_is_told(language: str) -> None:
    assert parsed(envelope(language=language))["Content-Language"] == language


def test_a_date_is_of_its_moment() -> None:
    assert parsed(envelope())["Date"].datetime.timestamp() * 1000 == AT
    assert isinstance(delivery(at=0), Delivery)
    assert b"Date: Thu, 01 Jan 1970 00:00:00 +0000" in written(envelope(delivery=delivery(at=0)))
