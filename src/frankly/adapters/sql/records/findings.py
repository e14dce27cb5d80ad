"""Collects what a verification finds, in bounded memory."""

from frankly.domain.deciding.audit import MOST_FINDINGS, AuditCode, AuditFinding


class Findings:
    """What was found so far."""

    def __init__(self) -> None:
        """Nothing was found yet."""
        self.listed: list[AuditFinding] = []
        self.more = 0

    def add(self, code: AuditCode, segment: int, seq: int | None, detail: str) -> None:
        """Note a finding; beyond the limit it is only counted."""
        if len(self.listed) >= MOST_FINDINGS:
            self.more += 1
        else:
            self.listed.append(AuditFinding(code, segment, seq, detail))

    def take(self, others: "Findings") -> None:
        """Note all of others."""
        for one in others.listed:
            self.add(one.code, one.segment, one.seq, one.detail)
        self.more += others.more
