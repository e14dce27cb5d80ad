"""What is written as mail is read by the standard library as it was: any text, any name."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from typing import cast

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from frankly.domain.saying.mail import Mailbox
from frankly.stages.messaging.mime.bodies import encoded
from frankly.stages.messaging.mime.prepared import prepared
from frankly.stages.messaging.mime.writing import written
from frankly.stages.messaging.places import place
from tests.unit.stages.messaging.mime.letters import delivery, envelope

LETTERS = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\ue0f1\ue0f2")
LINES = st.text(LETTERS, max_size=200).map(str.strip)
BODIES = st.lists(st.text(LETTERS | st.just("\t"), max_size=200), min_size=1, max_size=8).map(
    lambda lines: "\n".join(lines) + "\n"
)


@given(LINES, LINES, BODIES, BODIES)
def test_fields_and_bodies_are_read_back_as_they_were(subject: str, name: str, text: str, html: str) -> None:
    sender = Mailbox(address="a@shop.example", name=name)
    whole = written(envelope(subject=subject, sender=sender, text=text, html=html))
    assert whole.isascii()
    assert max(map(len, whole.split(b"\r\n"))) <= 998
    assert b"\n" not in whole.replace(b"\r\n", b"")
    mail = cast(EmailMessage, message_from_bytes(whole, policy=SMTP))
    assert mail["Subject"] == subject
    # The library puts a space between the encoded words of a long name; its older decoder reads them as RFC 2047 says.
    shown, _, address = whole.split(b"\r\nFrom: ")[1].split(b"\r\nSubject")[0].decode().rpartition("<")
    assert address.rstrip(">") == "a@shop.example"
    said = str(make_header(decode_header(shown))) if "=?" in shown else mail["From"].addresses[0].display_name
    assert said.rstrip() == " ".join(name.split())
    read = [cast(EmailMessage, part).get_content() for part in mail.iter_parts()]
    assert [body.replace("\r\n", "\n") for body in read] == [text, html]
    assert mail.defects == []


@given(BODIES, st.lists(st.tuples(LINES, LINES), max_size=3), LINES, LINES)
def test_a_prepared_letter_has_the_bytes_of_the_whole_one(
    body: str, around: list[tuple[str, str]], name: str, link: str
) -> None:
    def bodies(name: str, link: str, html_name: str, html_link: str) -> tuple[str, str]:
        text = body + "".join(f"{before}{name}{after}{link}\n" for before, after in around)
        return text, body + "".join(f"{before}{html_link}{after}{html_name}\n" for before, after in around)

    text, html = bodies(place("name"), place("why"), place("name"), place("why"))
    ready = prepared(envelope(text=text, html=html))
    text, html = bodies(name, link, str(escape(name)), str(escape(link)))
    assert ready.written(delivery(), {"name": name, "why": link}) == written(envelope(text=text, html=html))


@given(st.lists(st.text(LETTERS | st.sampled_from("\t .=_"), max_size=120), max_size=12))
def test_lines_are_encoded_together_as_one_by_one(lines: list[str]) -> None:
    assert encoded(*lines) == b"".join(map(encoded, lines))
