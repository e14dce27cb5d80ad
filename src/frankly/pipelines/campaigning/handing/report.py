"""What a hand-over did, counted while it goes on."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.campaign.edition import EditionState
from frankly.domain.time import EpochMs

_REPLY: Final = re.compile(r"[2-5][0-9]{2}(?: [245]\.[0-9]{1,3}\.[0-9]{1,3})?")
"""Code of a mail server's reply (RFC 5321), with the enhanced one (RFC 3463) where there is one."""


@dataclass(slots=True)
class HandOverReport:
    """What a hand-over did.

    Attributes:
        handed: messages that left.
        renewed: those of them that say something else than what was approved, because something changed.
        skipped: fate → recipients who got nothing after all.
        waiting: recipients who are written to in a later run.
        put_off: those of them whose messages the mail server did not take now; the others may not be written to yet.
        put_off_because: its reply to the last of them: the code alone, since its words may hold an address.
        wait_until: first moment at which one of them may; None without any.
        unsure: messages of which nobody knows whether they left.
        state: how far the edition is afterwards.
        reason: why it is not at its end.
    """

    handed: int = 0
    renewed: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    waiting: int = 0
    put_off: int = 0
    put_off_because: str = ""
    wait_until: EpochMs | None = None
    unsure: int = 0
    state: EditionState = EditionState.HANDING_OVER
    reason: str = ""

    @property
    def is_stopped(self) -> bool:
        """Whether it stopped before its end, and goes on only after somebody did something about it."""
        return self.state not in (EditionState.DONE, EditionState.HANDING_OVER)

    def wait(self, moment: EpochMs | None) -> None:
        """Count somebody who waits."""
        self.waiting += 1
        if moment is not None:
            self.wait_until = moment if self.wait_until is None else min(moment, self.wait_until)

    def put_back(self, said: str) -> None:
        """Count a message that a mail server did not take now, with what it said."""
        self.wait(None)
        code = _REPLY.match(said)
        self.put_off += 1
        self.put_off_because = code[0] if code else "it could not be reached"

    @property
    def put_off_told(self) -> str:
        """How many messages a mail server did not take now, and why; empty without any."""
        if not self.put_off:
            return ""
        told = "1 message off" if self.put_off == 1 else f"{self.put_off} messages off"
        return f"The mail server put {told} ({self.put_off_because}); the next hand-over tries again."
