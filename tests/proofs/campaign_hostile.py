"""Values of recipients and items that try to become markup, header lines, formulas, orders or other people's messages.

Each round draws some, lays a message out as a campaign does, and lets it leave in every form and to every page. What
comes out is read by parsers that are not ours: `html.parser`, `email`, `csv`, `mailbox`, JSON.
"""

import csv
import io
import mailbox
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import orjson

from frankly.adapters.files.mail.samples import FULL
from frankly.adapters.files.mail.template import MailTemplate, load_template
from frankly.adapters.files.words.brand import load_brand
from frankly.api.mail.page import asking_page, broken_page, stopped_page
from frankly.domain.campaign.outgoing import OutgoingItem, OutgoingMail
from frankly.domain.saying.mail import Mailbox
from frankly.domain.seed import Seed, below, derive
from frankly.domain.time import EpochMs
from frankly.pipelines.messaging.enveloping import Own, delivery_of, enveloped
from frankly.pipelines.messaging.lettering import shown
from frankly.settings import data_folder
from frankly.stages.handing_over.forms import FORMS, KNOWN, FormName, Sending, part_files
from frankly.stages.handing_over.keys import idempotency_key
from frankly.stages.messaging.addresses import Allowed, address
from frankly.stages.messaging.addressing import usable_name
from frankly.stages.messaging.mime.writing import written
from frankly.stages.messaging.plain import plain_of
from frankly.stages.writing.brand import MailBrand
from tests.needs import ROOT
from tests.proofs.harness import Proof

AT: Final = EpochMs(1_764_000_000_000)
TOKEN: Final = "AQEBCndDlVr0L2GFFotWYTXiBsc"
PIECES: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "</title><iframe src=//evil.example>",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    '" onmouseover="alert(1)',
    "' style='background:url(//evil.example)",
    "</p></td></table><form action=//evil.example><input>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "\r\nBcc: eve@evil.example",
    "\nSubject: you have won",
    "\rX-Evil: 1",
    "\u2028Bcc: eve@evil.example",
    "\x85Cc: eve@evil.example",
    "\x00",
    "=?utf-8?q?Bcc:_eve?=",
    "--=_frankly\r\nContent-Type: text/html\r\n\r\n<script>",
    "--=_frankly--",
    "\n\nFrom eve@evil.example Thu Jan  1 00:00:00 1970\nSubject: x\n\n",
    "\nFrom ",
    "=HYPERLINK(1)",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "＝1+1",
    '","=1',
    '"\r\n=1,',
    "{{ 7*191 }}",
    "{% for a in b %}",
    "${7*191}",
    "<%= 7*191 %>",
    "{{{html}}}",
    "{{api_trigger_properties.${html}}}",
    "\u202egnp.exe",
    "\u2066\u2067\u2068",
    "\ue0f1unsubscribe\ue0f2",
    "\ud7ff\uffff",
    "&lt;script&gt;",
    "%0d%0aBcc:eve",
    "Zoë 詩 🎉",
    "Ada",
    " ",
)
HEADERS: Final = frozenset(
    "to date message-id list-unsubscribe list-unsubscribe-post from reply-to subject feedback-id content-language "
    "mime-version content-type ai-disclosure".split()
)
ACTIVE: Final = frozenset("script iframe object embed form input button link base applet svg math video audio".split())
PAGES: Final = frozenset({"form", "input", "button"})
SHOWN_AS_LINK: Final = ("https://shop.example/", "https://mail.shop.example/", "https://lantern-books.example/")


@cache
def template() -> MailTemplate:
    return load_template(data_folder("brand"))


@cache
def brand() -> MailBrand:
    return load_brand(ROOT / "src" / "frankly" / "demo" / "lantern" / "brand.yaml").mail


def drawn(seed: Seed, what: str) -> str:
    """Some pieces behind each other."""
    count = 1 + below(3, seed, what, "count")
    return "".join(PIECES[below(len(PIECES), seed, what, place)] for place in range(count))


class Seen(HTMLParser):
    """Counts what a page could run, fetch or send."""

    def __init__(self, page: str, allowed: frozenset[str] = frozenset()) -> None:
        super().__init__()
        self.active = 0
        self._allowed = allowed
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.active += tag in ACTIVE - self._allowed
        for name, value in attrs:
            self.active += name.startswith("on")
            if name in {"href", "src", "action", "background"}:
                self.active += not (value or "").startswith(("https://", "/", "mailto:"))


def mail_of(seed: Seed, no: int) -> OutgoingMail:
    """A message as a campaign lays it out, with hostile values wherever others may write."""
    title, makers, raw_name = drawn(seed, f"{no} title"), drawn(seed, f"{no} makers"), drawn(seed, f"{no} name")
    home = "https://shop.example"
    url, _ = address(f"/{drawn(seed, f'{no} url')}", Allowed(home, frozenset({"shop.example"})))
    image, _ = address(drawn(seed, f"{no} image"), Allowed(home, frozenset({"shop.example"})))
    name, said = usable_name(raw_name), shown(title)
    block = replace(
        FULL.blocks[0], title=said or "Item", creators=shown(makers), url=url, image=image, reasons=(said,), facts=()
    )
    letter = replace(FULL, subject=said or "Subject", preheader=said, name=name, blocks=(block,))
    html, text = template().html(letter), plain_of(letter)
    key = idempotency_key("weekly", 12, no, "c0ffee")
    own = Own(Mailbox(address=f"reader{no}@mail.example", name=name), key, AT, {"unsubscribe": TOKEN}, name)
    envelope = enveloped(brand(), letter, html, delivery_of(brand(), own), feedback_id=":weekly:12:shop.example")
    person = drawn(seed, f"{no} person").strip() or "p"
    return OutgoingMail(
        no=no,
        person=person,
        address=own.to.address,
        first_name=name,
        locale="en",
        campaign="weekly",
        edition=12,
        variant="",
        propensity_ppm=1_000_000,
        decision="d1",
        content="c0ffee",
        key=key,
        at=AT,
        subject=letter.subject,
        preheader=letter.preheader,
        text=text,
        html=html,
        unsubscribe=f"https://mail.shop.example/v1/unsubscribe/{TOKEN}",
        items=(OutgoingItem(drawn(seed, f"{no} item"), block.title, block.url),),
        header=(("List-Unsubscribe", f"<https://mail.shop.example/v1/unsubscribe/{TOKEN}>"),),
        mime=written(envelope),
    )


def read(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def injected(mail: EmailMessage) -> int:
    """Header fields, parts and recipients that nobody meant to be there."""
    kinds = [part.get_content_type() for part in mail.walk()]
    wrong = sum(name.lower() not in HEADERS for name in mail.keys())
    wrong += len(mail.keys()) != len({name.lower() for name in mail.keys()})
    wrong += kinds != ["multipart/alternative", "text/plain", "text/html"]
    return wrong + (len(mail["To"].addresses) != 1)


def html_of(mail: EmailMessage) -> str:
    part = mail.get_body(("html",))
    return "" if part is None else str(part.get_content())


def html_in(value: Any) -> Iterator[str]:
    """Every HTML in a request body, wherever it stands."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "html" and isinstance(inner, str):
                yield inner
            else:
                yield from html_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from html_in(inner)


def looked_at(form: FormName, mails: list[OutgoingMail], folder: Path) -> tuple[int, int, int]:
    """Active content, injections and formulas in what a form gives, and whether every message is there once."""
    parts = part_files(form, mails, "part", Sending("t", "hello@shop.example", "Lantern"))
    if form in ("eml", "mbox"):
        found = [read(part.data) for part in parts]
        if form == "mbox":
            (folder / "all.mbox").write_bytes(parts[0].data)
            box = mailbox.mbox(folder / "all.mbox", factory=lambda file: read(file.read()))  # type: ignore[arg-type]
            found = [one for one in box if isinstance(one, EmailMessage)]
            box.close()
        active = sum(Seen(html_of(one)).active for one in found)
        return active, sum(map(injected, found)) + (len(found) != len(mails)), 0
    data = parts[0].data.decode()
    if form == "csv":
        rows = list(csv.reader(io.StringIO(data, newline="")))[1:]
        formulas = sum(cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for row in rows for cell in row)
        return 0, (len(rows) != len(mails)) + sum(len(row) != len(rows[0]) for row in rows), formulas
    bodies = [orjson.loads(line) for line in data.split("\n") if line]
    pages = [page for body in bodies for page in html_in(body)]
    return sum(Seen(page).active for page in pages), len(pages) != len(mails), 0


def trial(number: int, folder: Path) -> dict[str, int]:
    """Two messages with hostile values, in every form, and the pages that hold the shop's name or an error."""
    seed = derive("campaign hostile", number)
    mails = [mail_of(seed, no) for no in (1, 2)]
    counts = {"values": 0, "sinks": 0, "active": 0, "injected": 0, "formulas": 0}
    counts["values"] = 10
    for form in FORMS:
        active, wrong, formulas = looked_at(form, mails, folder)
        counts["sinks"] += 1
        counts["active"] += active
        counts["injected"] += wrong
        counts["formulas"] += formulas
    house, path = shown(drawn(seed, "house")), "/v1/unsubscribe/token"
    for page in (asking_page("en", house, path), stopped_page("de", house), broken_page("en", drawn(seed, "error"))):
        counts["sinks"] += 1
        counts["active"] += Seen(page, PAGES).active
        counts["active"] += "1337" in page
    assert set(KNOWN) == set(FORMS)
    return counts


PROOF = Proof(
    "campaign-hostile",
    "10,000 hostile values of recipients and items run nothing, open no header line, no second message and no formula, "
    "in any form that messages leave in.",
    rounds=1_000,
    trial=trial,
    forbidden=("active", "injected", "formulas"),
)
