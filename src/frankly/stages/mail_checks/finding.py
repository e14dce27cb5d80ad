"""What a check found: a code that stays, where, and what to do."""

from typing import Literal

from frankly.domain.base import Frozen

Severity = Literal["error", "warning"]
"""An error keeps a message from being sent; a warning is shown."""


class MailFinding(Frozen):
    """One thing that is wrong with an e-mail."""

    code: str
    """From the list in `docs/reference/mail-checks.md`."""

    severity: Severity
    """Whether it keeps the message from being sent."""

    where: str
    """Where: `html`, `text`, `header List-Unsubscribe`, `subject`, `items.0.sentences.1`."""

    span: tuple[int, int] = (0, 0)
    """First character and the one after the last, of what `where` names; both 0 where the whole is meant."""

    hint: str
    """What was found, and what to do."""
