"""The guard that keeps every test on this machine: only loopback addresses and unix sockets can be reached.

It is an audit hook, so it sees every socket of this process, whichever library opened it.
"""

import ipaddress
import sys
from typing import Any

GUARDED = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname"})


class NetworkBlockedError(RuntimeError):
    """A test tried to leave this machine. Not an OSError: code that survives a failing network must not hide it."""


def block_network() -> None:
    """Refuse every address but loopback, from now until the process ends."""
    sys.addaudithook(_refuse)


def _refuse(event: str, args: tuple[Any, ...]) -> None:
    if event not in GUARDED:
        return
    target = args[1] if event not in {"socket.getaddrinfo", "socket.gethostbyname"} else args[0]
    host = target[0] if isinstance(target, tuple) else target
    is_unix_path = event == "socket.connect" and not isinstance(target, tuple)
    if is_unix_path or is_loopback(host):
        return
    raise NetworkBlockedError(
        f"A test tried to reach {host!r}. Tests never use the network: "
        "use a fake of the port (frankly.testing) or a server on 127.0.0.1."
    )


def is_loopback(host: str | bytes | None) -> bool:
    """Whether a host stays on this machine; no host means the local side of a listening socket."""
    if host is None:
        return True
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if text in {"", "localhost", "0.0.0.0", "::"}:  # noqa: S104  listening on all addresses leaves nothing
        return True
    try:
        return ipaddress.ip_address(text.split("%")[0]).is_loopback
    except ValueError:
        return False
