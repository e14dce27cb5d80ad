"""One e-mail as a mail server takes it: who sends it, to whom, its header fields and its two bodies.

Nothing here can open a second header line: a line break, a NUL or another control character is refused by the type.
"""

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.domain.time import EpochMs

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN: Final = rf"{_LABEL}(?:\.{_LABEL})+"
_ADDRESS: Final = re.compile(rf"(?=.{{3,254}}\Z){_ATOM}(?:\.{_ATOM})*@{_DOMAIN}")
_LONGEST_LOCAL: Final = 64
_MESSAGE_ID: Final = re.compile(rf"<{_ATOM}(?:\.{_ATOM})*@{_DOMAIN}>")
_LINK: Final = re.compile(r"https://[!#-+\--;=?-Z\[\]_a-z~%]+")
_FEEDBACK_ID: Final = r"^[A-Za-z0-9._-]{0,40}(:[A-Za-z0-9._-]{0,40}){3}$"
_MAILTO: Final = re.compile(rf"mailto:({_ATOM}(?:\.{_ATOM})*@{_DOMAIN})(\?subject=[A-Za-z0-9._~-]+)?")


def one_line(text: str) -> str:
    """Text that can stand in a header field.

    Raises:
        ValueError: when it holds a line break or another control character, or begins or ends with space.
    """
    if _CONTROL.search(text):
        raise ValueError("a line of a header holds no line break and no control character; take them out")
    if text != text.strip():
        raise ValueError("a line of a header does not begin or end with space")
    return text


def mail_address(text: str) -> str:
    """An address that mail can be sent to.

    Raises:
        ValueError: when it is none.
    """
    if not _ADDRESS.fullmatch(text) or len(text.rpartition("@")[0]) > _LONGEST_LOCAL:
        raise ValueError(
            "expected one e-mail address such as ada@shop.example, in ASCII; a domain with other letters is written "
            "as xn--…"
        )
    return text


def _shown_name(text: str) -> str:
    return " ".join(one_line(text).split())


def _link(text: str) -> str:
    if not _LINK.fullmatch(text):
        raise ValueError("expected an address that begins with https://, in ASCII, without a comma or a space")
    return text


def _mailto(text: str) -> str:
    found = _MAILTO.fullmatch(text)
    if found is None:
        raise ValueError("expected mailto:, one address, and ?subject= with letters, digits and - . _ ~")
    mail_address(found[1])
    return text


def _message_id(text: str) -> str:
    if not _MESSAGE_ID.fullmatch(text):
        raise ValueError("expected a message id such as <4f2a@shop.example>")
    return text


HeaderLine = Annotated[str, StringConstraints(max_length=900), AfterValidator(one_line)]
"""Text of a header field, any script."""

MailAddress = Annotated[str, AfterValidator(mail_address)]
"""An address that mail can be sent to: `local@domain`, ASCII, at most 254 characters."""

MailLink = Annotated[str, StringConstraints(max_length=900), AfterValidator(_link)]
"""An address over https that stands between angle brackets in a header field."""

AiPart = Literal["ai-originated", "ai-modified", "machine-generated"]
"""Words of `AI-Disclosure`: a model wrote and a person approved each sentence; a person wrote and a model changed; a
model wrote, and people saw none of it or a sample."""


class Mailbox(Frozen):
    """Somebody's address, with their name."""

    address: MailAddress
    """Where it goes."""

    name: Annotated[str, StringConstraints(max_length=200), AfterValidator(_shown_name)] = ""
    """What mail programs show instead of the address."""

    @property
    def shown(self) -> str:
        """Both, as people read them."""
        return f"{self.name} <{self.address}>" if self.name else str(self.address)


class Unsubscribing(Frozen):
    """How a mail program unsubscribes somebody (RFC 2369, RFC 8058)."""

    link: MailLink
    """Takes a POST with `List-Unsubscribe=One-Click`, without a question back."""

    mailto: Annotated[str, StringConstraints(max_length=900), AfterValidator(_mailto)] | None = None
    """The same by mail, for programs that know no other way."""


class Delivery(Frozen):
    """What of an e-mail belongs to one recipient and stands in its header."""

    to: Mailbox
    """Who gets it."""

    message_id: Annotated[str, StringConstraints(max_length=250), AfterValidator(_message_id)]
    """Its name, `<…@domain>`: equal for the same idempotency key, so that a second delivery is known for one."""

    at: Annotated[EpochMs, Field(ge=0)]
    """When it was written, in milliseconds since 1970."""

    unsubscribing: Unsubscribing | None = None
    """How to unsubscribe; None for mail that nobody can unsubscribe from, such as a proof for an editor."""


class Envelope(Frozen):
    """One e-mail, complete."""

    sender: Mailbox
    """Who it is from."""

    reply_to: Mailbox | None = None
    """Where answers go; to the sender without one."""

    delivery: Delivery
    """Who gets it, under which name, when."""

    subject: HeaderLine
    """Subject."""

    text: str
    """As plain text."""

    html: str
    """As HTML: the same sentences."""

    language: Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    """BCP 47 tag of both bodies."""

    feedback_id: (
        Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{0,40}(:[A-Za-z0-9._-]{0,40}){3}$")] | None
    ) = None
    """`a:b:c:sender`, by which Gmail groups complaints: of campaigns, never of a person."""

    ai: AiPart | None = None
    """What a model wrote of it; None: nothing."""
