"""Values that try to leave their place in a message as bytes: into header, markup, or another recipient's place."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

import pytest
from pydantic import ValidationError

from frankly.adapters.files.mail.samples import FULL
from frankly.adapters.files.mail.template import load_template
from frankly.adapters.files.words.brand import load_brand
from frankly.domain.saying.mail import Delivery, Mailbox
from frankly.domain.time import EpochMs
from frankly.pipelines.messaging.enveloping import Own as OwnPart
from frankly.pipelines.messaging.enveloping import delivery_of, enveloped, filled, open_links, prepared_letter
from frankly.pipelines.messaging.lettering import shown
from frankly.settings import data_folder
from frankly.stages.messaging.addressing import usable_name
from frankly.stages.messaging.footing import footer_of
from frankly.stages.messaging.mime.writing import written
from frankly.stages.messaging.places import has_place, place
from tests.adversarial.test_hostile_text import HOSTILE
from tests.needs import ROOT

LANTERN = load_brand(ROOT / "src" / "frankly" / "demo" / "lantern" / "brand.yaml").mail
TEMPLATE = load_template(data_folder("brand"))
TRIES = [
    *HOSTILE,
    "Ada\r\nBcc: eve@evil.example",
    "Ada\nSubject: won",
    "=?utf-8?q?Bcc:_eve?=",
    "--=_frankly\r\nContent-Type: text/html\r\n\r\n<script>",
    "--=_frankly--",
    place("unsubscribe"),
    "\ue0f1name",
    "{{ letter.subject }}{% for a in b %}",
    "qe0eq <!--qs1sq-->",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "\u202egnp.exe",
    "=cmd|' /C calc'!A0",
]
HEADERS = {
    "to",
    "date",
    "message-id",
    "from",
    "reply-to",
    "subject",
    "content-language",
    "mime-version",
    "content-type",
}


def mail_of(whole: bytes) -> EmailMessage:
    return cast(EmailMessage, message_from_bytes(whole, policy=SMTP))


def own(name: str) -> OwnPart:
    return OwnPart(Mailbox(address="ada@example.org"), "key", EpochMs(0), {}, name)


@pytest.mark.parametrize("number", range(len(TRIES)))
def test_a_hostile_field_stays_in_its_place(number: int) -> None:
    said = shown(TRIES[number])
    assert not has_place(said)
    name = usable_name(TRIES[number])
    block = replace(FULL.blocks[0], title=said, creators=said, reasons=(said,))
    letter = replace(FULL, subject=said or "Subject", preheader=said, blocks=(block,), note=said, name=name, ai="")
    html = TEMPLATE.html(letter)
    assert html.count("<script") == 0
    mail = mail_of(written(enveloped(LANTERN, letter, html, delivery_of(LANTERN, own(name)))))
    assert {key.lower() for key in mail} == HEADERS
    assert mail["Subject"] == (said or "Subject")
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert mail.defects == []
    assert cast(EmailMessage, list(mail.iter_parts())[1]).get_content().replace("\r\n", "\n") == html + "\n"


@pytest.mark.parametrize("number", range(len(TRIES)))
def test_a_hostile_name_fills_its_own_place_or_none(number: int) -> None:
    letter = replace(
        FULL, name=place("name"), footer=footer_of({}, open_links(replace(LANTERN, service="")), sender="a")
    )
    ready = prepared_letter(LANTERN, letter, TEMPLATE.html(letter))
    raw = TRIES[number]
    if len(raw.splitlines()) > 1 or has_place(raw):
        with pytest.raises(ValueError, match="'name'"):
            filled(ready, LANTERN, own(raw))
        return
    mail = mail_of(filled(ready, LANTERN, own(raw)))
    html = cast(EmailMessage, list(mail.iter_parts())[1]).get_content()
    assert "<script" not in html
    assert len(re.findall("<bdi>", html)) == len(re.findall("</bdi>", html))
    assert {key.lower() for key in mail} <= HEADERS | {"ai-disclosure"}


@pytest.mark.parametrize("raw", TRIES)
def test_what_would_open_a_header_line_is_no_name_of_a_recipient(raw: str) -> None:
    try:
        box = Mailbox(address="ada@example.org", name=raw)
    except ValidationError:
        return
    mail = mail_of(written(enveloped(LANTERN, FULL, "<p>a</p>", Delivery(to=box, message_id="<a@b.example>", at=0))))
    assert {key.lower() for key in mail} <= HEADERS | {"ai-disclosure"}
    assert len(mail["To"].addresses) == 1
    assert mail["To"].addresses[0].addr_spec == "ada@example.org"
