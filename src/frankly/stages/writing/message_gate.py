"""Lines of an e-mail through the gate: proved, borne by the body, none said twice or in nearly the same words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from frankly.domain.answering.degradation import Degradation, DegradationCode
from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.message_lines import MessageLines
from frankly.domain.saying.text import DraftSentence, Refused, Role, VerifiedText
from frankly.ports.verifier import Verifier
from frankly.stages.writing.alike import is_alike, opens_alike
from frankly.stages.writing.borne import is_borne
from frankly.stages.writing.message import MESSAGE_ROLES, MessageWriting, message_drafts, occasion_drafts
from frankly.stages.writing.wordings import says_occasion

Drafted = Mapping[Role, Sequence[DraftSentence]]
"""Lines that somebody else wrote, tried before our own."""


@dataclass(frozen=True, slots=True)
class WrittenLines:
    """What came through the gate.

    Attributes:
        lines: proved lines.
        degradations: lines that were replaced or dropped.
    """

    lines: MessageLines
    degradations: tuple[Degradation, ...] = ()


def lines_verified(
    writing: MessageWriting,
    verifier: Verifier,
    body: Sequence[VerifiedText],
    drafted: Drafted | None = None,
) -> WrittenLines:
    """Write and verify the lines of a message.

    Args:
        writing: what they are written from.
        verifier: the gate.
        body: sentences about the items; a line states nothing that none of them bears.
        drafted: lines by role that are tried first, after those that say for what the message is written.
    """
    gate = _Gate(writing, verifier, body, {_plain(text.text) for text in body})
    kept: dict[str, VerifiedText] = {}
    for role in MESSAGE_ROLES:
        spoken = gate.kinds_of(kept.values())
        theirs = (drafted or {}).get(role, ())
        drafts = chain(occasion_drafts(writing, role), theirs, message_drafts(writing, role, spoken))
        text = gate.first(role, drafts)
        if text is not None:
            kept[role] = text
    return WrittenLines(
        MessageLines.trusted(**dict.fromkeys(MessageLines.model_fields) | kept), tuple(gate.degradations)
    )


@dataclass(slots=True, eq=False)
class _Gate:
    writing: MessageWriting
    verifier: Verifier
    body: Sequence[VerifiedText]
    said: set[str]
    lines: list[str] = field(default_factory=list)
    degradations: list[Degradation] = field(default_factory=list)

    def first(self, role: Role, drafts: Iterable[DraftSentence]) -> VerifiedText | None:
        """The first draft that is borne, proved and new, with a degradation for what was refused before it.

        New is what no line before it says in nearly the same words; where nothing is, the first that none says in the
        very same. What a message is written for is named in the mailbox and in the letter: there it is enough to open
        in another way. What somebody else wrote is theirs to word, and taken at once.
        """
        refusal, found, alike = "", None, None
        for draft in drafts:
            outcome = self._judged(draft)
            if not isinstance(outcome, VerifiedText):
                refusal = outcome or refusal
            elif draft.origin != "template" or not self._is_told(outcome):
                found = outcome
                break
            else:
                alike = alike or outcome
        found = found or alike
        if found is not None:
            self.said.add(_plain(found.text))
            self.lines.append(found.text)
        if refusal:
            code = DegradationCode.SENTENCE_DROPPED if found is None else DegradationCode.SENTENCE_REPLACED
            self.degradations.append(Degradation(code=code, part=role, detail=refusal))
        return found

    def _is_told(self, text: VerifiedText) -> bool:
        told = opens_alike if says_occasion(text.pattern) else is_alike
        return any(told(text.text, line) for line in self.lines)

    def kinds_of(self, texts: Iterable[VerifiedText]) -> frozenset[EvidenceKind]:
        """Kinds of evidence that some lines cite."""
        evidence = self.writing.bearing.evidence
        return frozenset(evidence[name].kind for text in texts for name in text.evidence if name in evidence)

    def _judged(self, draft: DraftSentence) -> VerifiedText | str:
        """The proved text, or why it is refused; nothing for one of our own lines that another one is better than."""
        bearing = self.writing.bearing
        if not is_borne(draft, bearing, self.body):
            return "" if draft.origin == "template" else f"{draft.pattern}: not_borne"
        outcome = self.verifier.verify(draft, bearing)
        if isinstance(outcome, Refused):
            return f"{draft.pattern}: {outcome.verdicts[0].code}"
        return "" if _plain(outcome.text) in self.said else outcome


def _plain(text: str) -> str:
    """A line with and without its full stop is one line."""
    return text.rstrip(".")
