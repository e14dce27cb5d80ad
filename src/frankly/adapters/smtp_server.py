"""Port `MailServer` over SMTP. The package is imported when the first message leaves, and by nothing else."""

import asyncio
import ipaddress
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from frankly.domain.campaign.outgoing import OutgoingMail
from frankly.errors import Misconfigured
from frankly.ports.mailing.handing_over import SendOutcome, Sent

if TYPE_CHECKING:
    import aiosmtplib

PORTS: Final = {"smtp": 25, "smtps": 465}
_MOST_SAID: Final = 160


@dataclass(frozen=True, slots=True)
class SmtpAddress:
    """Where a mail server is.

    Attributes:
        host: its name.
        port: its port.
        is_tls: whether the connection is encrypted from its first byte.
    """

    host: str
    port: int
    is_tls: bool

    @property
    def is_near(self) -> bool:
        """Whether it is on this machine; then nothing need be encrypted."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def smtp_address(url: str) -> SmtpAddress:
    """Read the address of a mail server.

    Args:
        url: `smtp://host:port`, or `smtps://host:port` for one that is encrypted from the first byte.

    Raises:
        Misconfigured: when it is none, or holds a password, which would stand in the list of processes.
    """
    parts = urlsplit(url)
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if parts.scheme not in PORTS or not host or parts.path.strip("/") or parts.query:
        raise Misconfigured(f"'{url}' is no mail server; write smtp://host:587, or smtps://host:465.")
    if parts.username is not None or parts.password is not None:
        raise Misconfigured(
            "Leave name and password out of the address, where others could read them; set FRANKLY_SMTP_USER and "
            "FRANKLY_SMTP_PASSWORD."
        )
    return SmtpAddress(host, port or PORTS[parts.scheme], parts.scheme == "smtps")


@dataclass(slots=True, eq=False)
class SmtpServer:
    """A mail server over SMTP.

    Attributes:
        address: where it is.
        sender: address that messages are from, and where what cannot be delivered goes back to.
        user: name to log in with; empty logs in nowhere.
        password: to log in with.
        per_second: most messages in a second; 0 sets no bound.
        timeout_s: how long one answer of the server is waited for.
    """

    address: SmtpAddress
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    per_second: int = 0
    timeout_s: float = 30
    _free: "list[aiosmtplib.SMTP]" = field(default_factory=list)
    _next: float = 0.0

    async def send(self, mail: OutgoingMail) -> Sent:
        """Give it one message."""
        import aiosmtplib

        await self._paced()
        try:
            client = await self._client()
        except (aiosmtplib.SMTPException, OSError) as error:
            return Sent(SendOutcome.LATER, _line(error))
        sent = await self._given(client, mail)
        if sent.outcome in (SendOutcome.UNSURE, SendOutcome.LATER) or not client.is_connected:
            client.close()
        else:
            self._free.append(client)
        return sent

    async def close(self) -> None:
        """Say goodbye on all connections."""
        import aiosmtplib

        while self._free:
            with suppress(aiosmtplib.SMTPException, OSError):
                await self._free.pop().quit()

    async def _given(self, client: "aiosmtplib.SMTP", mail: OutgoingMail) -> Sent:
        import aiosmtplib

        try:
            await client.mail(self.sender)
            await client.rcpt(mail.address)
        except aiosmtplib.SMTPRecipientRefused as error:
            await _forget(client)
            return Sent(SendOutcome.BOUNCED if error.code >= 500 else SendOutcome.LATER, _line(error))
        except (aiosmtplib.SMTPException, OSError) as error:
            await _forget(client)
            return Sent(SendOutcome.LATER, _line(error))
        try:
            answer = await client.data(mail.mime)
        except aiosmtplib.SMTPDataError as error:
            return Sent(SendOutcome.REFUSED if error.code >= 500 else SendOutcome.LATER, _line(error))
        except (aiosmtplib.SMTPException, OSError) as error:
            # The message was on its way: the server may have it, although its answer did not come.
            return Sent(SendOutcome.UNSURE, _line(error))
        return Sent(SendOutcome.TAKEN, str(answer.message)[:_MOST_SAID])

    async def _client(self) -> "aiosmtplib.SMTP":
        import aiosmtplib

        while self._free:
            client = self._free.pop()
            if client.is_connected:
                return client
        address = self.address
        client = aiosmtplib.SMTP(
            hostname=address.host,
            port=address.port,
            use_tls=address.is_tls,
            # To another machine nothing goes unencrypted, whatever the server offers.
            start_tls=None if address.is_near and not address.is_tls else not address.is_tls,
            timeout=self.timeout_s,
        )
        await client.connect()
        if self.user:
            await client.login(self.user, self.password)
        return client

    async def _paced(self) -> None:
        """Wait for this message's turn."""
        if not self.per_second:
            return
        now = asyncio.get_running_loop().time()
        turn = max(now, self._next)
        self._next = turn + 1 / self.per_second
        if turn > now:
            await asyncio.sleep(turn - now)


async def _forget(client: "aiosmtplib.SMTP") -> None:
    import aiosmtplib

    with suppress(aiosmtplib.SMTPException, OSError):
        await client.rset()


def _line(error: Exception) -> str:
    """What a server said, without line breaks and without the addresses in it."""
    code = getattr(error, "code", None)
    text = " ".join(str(getattr(error, "message", "") or type(error).__name__).split())
    shown = " ".join("<address>" if "@" in word else word for word in text.split())
    return (f"{code} {shown}" if code is not None else shown)[:_MOST_SAID]
