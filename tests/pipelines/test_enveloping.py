from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

import pytest

from frankly.adapters.files.mail.samples import FULL
from frankly.adapters.files.mail.template import load_template
from frankly.adapters.files.words.brand import load_brand
from frankly.domain.campaign.edition import Edition, EditionState
from frankly.domain.saying.mail import Mailbox
from frankly.domain.time import EpochMs
from frankly.errors import Misconfigured
from frankly.pipelines.messaging.enveloping import (
    Own,
    delivery_of,
    enveloped,
    filled,
    links_of,
    open_links,
    prepared_letter,
    tokens_of,
)
from frankly.settings import data_folder
from frankly.stages.messaging.footing import Links, footer_of
from frankly.stages.messaging.letter import Letter
from frankly.stages.messaging.mime.writing import written
from frankly.stages.messaging.places import place
from frankly.stages.messaging.tokens import MailTokens
from frankly.stages.writing.brand import Brand, MailBrand
from tests.needs import ROOT

LANTERN = load_brand(ROOT / "src" / "frankly" / "demo" / "lantern" / "brand.yaml")
TEMPLATE = load_template(data_folder("brand"))
SIGNER = MailTokens(b"a key of more than sixteen bytes")
EDITION = Edition(12, "spring", "v", "a", "{}", EpochMs(0), EditionState.WRITTEN)
WORDS = {"unsubscribe": "Unsubscribe", "why": "Why did I get this?", "view": "View in your browser"}


def own(number: int, name: str = "") -> Own:
    to = Mailbox(address=f"r{number}@example.org", name=name)
    return Own(to, f"12-{number}-abc", EpochMs(1_790_000_000_000), tokens_of(SIGNER, EDITION, number), name)


def letter(name: str, links: Links) -> Letter:
    return replace(FULL, name=name, footer=footer_of(WORDS, links, sender="Lantern Books"))


def whole(one: Own) -> bytes:
    said = letter(one.name, links_of(LANTERN.mail, one.tokens))
    envelope = enveloped(LANTERN.mail, said, TEMPLATE.html(said), delivery_of(LANTERN.mail, one), feedback_id="a:b:c:d")
    return written(envelope)


@pytest.mark.parametrize("name", ["Ada", "Zoë", "O'Neill", "قصة", ""])
def test_a_letter_for_many_has_the_bytes_of_each_by_itself(name: str) -> None:
    said = letter(place("name") if name else "", open_links(LANTERN.mail))
    ready = prepared_letter(LANTERN.mail, said, TEMPLATE.html(said), feedback_id="a:b:c:d")
    assert ready.places == {"unsubscribe", "why", "view"} | ({"name"} if name else set())
    for number in (1, 20_000):
        assert filled(ready, LANTERN.mail, own(number, name)) == whole(own(number, name))


def test_the_message_says_who_sends_it_and_how_to_leave() -> None:
    one = own(7, "Ada")
    mail = cast(EmailMessage, message_from_bytes(whole(one), policy=SMTP))
    links = links_of(LANTERN.mail, one.tokens)
    link = links.unsubscribe
    assert link.startswith("https://mail.lantern-books.example/")
    assert link.endswith(one.tokens["unsubscribe"])
    assert mail["From"] == "Lantern Books <letters@lantern-books.example>"
    assert mail["Reply-To"] == "Lantern Books <hello@lantern-books.example>"
    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Message-ID"].endswith("@lantern-books.example>")
    text, html = (cast(EmailMessage, part).get_content() for part in mail.iter_parts())
    for body in (text, html):
        assert link in body
        assert links.why in body
        assert links.view in body
    assert SIGNER.read(one.tokens["unsubscribe"], "unsubscribe").recipient_no == 7
    assert SIGNER.read(one.tokens["unsubscribe"], "unsubscribe").edition == 12


def test_an_address_for_leaving_stands_beside_the_link() -> None:
    mail = replace(LANTERN.mail, unsubscribe="stop@lantern-books.example")
    one = own(7)
    way = delivery_of(mail, one).unsubscribing
    assert way is not None
    assert way.mailto == f"mailto:stop@lantern-books.example?subject={one.tokens['unsubscribe']}"


def test_a_brand_that_names_no_sender_or_no_service_sends_nothing() -> None:
    with pytest.raises(Misconfigured, match="sender"):
        delivery_of(MailBrand(), own(7))
    with pytest.raises(Misconfigured, match="cannot unsubscribe"):
        delivery_of(replace(LANTERN.mail, service=""), own(7))


def test_nobody_unsubscribes_from_a_proof() -> None:
    assert delivery_of(Brand(mail=LANTERN.mail).mail, replace(own(7), tokens={})).unsubscribing is None
