"""Names the route beside each command that a message names: who calls may have no terminal where the service runs."""

import re
from collections.abc import Mapping
from typing import Final

_ROUTES: Final[Mapping[str, str]] = {
    "new": "PUT {at}",
    "status": "GET {at}",
    "plan": "POST {at}/plan",
    "run": "POST {at}/run",
    "review": "GET {at}/review, POST {at}/looks and {at}/approvals",
    "refuse": "POST {at}/approvals",
    "hand-over": "GET {at}/messages/PERSON",
    "pause": "POST {at}/pause",
    "resume": "POST {at}/resume",
    "cancel": "POST {at}/cancel",
}
"""Command → the route that does the same, or as much as a program can."""

_COMMAND: Final = re.compile(rf"'frankly campaign ({'|'.join(_ROUTES)}) ([A-Za-z0-9_-]+)(?: [^']*)?'")


def with_routes(text: str) -> str:
    """A text for people, with the route behind each command of a campaign that it names in quotation marks.

    Args:
        text: as the command line tells it.
    """
    return _COMMAND.sub(_both, text)


def _both(found: re.Match[str]) -> str:
    step, name = found.groups()
    return f"{found[0]} ({_ROUTES[step].format(at=f'/v1/campaigns/{name}')})"
