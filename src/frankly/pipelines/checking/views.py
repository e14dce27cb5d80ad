"""What is handed in to be checked, and what comes back."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from frankly.domain.base import Frozen
from frankly.domain.ids import IdText
from frankly.domain.saying.text import ProofLevel, Role, SentenceKind, TextOrigin, Verdict, VerifiedText
from frankly.domain.saying.unbound import UnboundReport
from frankly.domain.untrusted.finding import TextFinding

Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
"""A language, such as `en` or `de-AT`."""

MOST_TEXT = 20_000
"""Characters of a text without evidence."""

MOST_ITEMS = 20
"""Items that one text may be about."""


class DraftInput(Frozen):
    """One sentence with the evidence that it names."""

    id: Annotated[str, StringConstraints(max_length=200)] | None = None
    """Your own name for it; given back."""

    item: IdText | None = None
    """The item that it is about; none for a headline or a nudge."""

    decision: IdText | None = None
    """The recorded answer whose evidence it cites; a reason needs one."""

    kind: SentenceKind
    """What the sentence does."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=600)]
    """Words with slots such as `{e1.title}`."""

    evidence: Annotated[tuple[str, ...], Field(max_length=10)] = ()
    """Ids of the evidence, or of the description's sentence, that it cites."""

    level: ProofLevel | None = None
    """What proves a fact that cites the item's own text."""

    locale: Locale | None = None
    """Language it is written in; that of the decision or the item where it is not said."""

    role: Role = "sentence"
    """Where it stands."""

    origin: TextOrigin = "edited"
    """Who wrote it."""

    pattern: Annotated[str, StringConstraints(max_length=120)] = ""
    """Name of its wording."""


class DraftVerdict(Verdict):
    """Why a sentence is refused, with the words that are meant."""

    words: str
    """The part of the draft."""


class CheckedDraft(Frozen):
    """What became of one draft."""

    number: int
    """Line of the file, or place in the list, counted from 1."""

    id: str | None = None
    """Your own name for it."""

    item: str | None = None
    """The item that it is about."""

    decision: str | None = None
    """The answer whose evidence it cites."""

    state: Literal["verified", "refused", "unread"]
    """Proved and filled; refused; or not even looked at, because the line or what it names is wrong."""

    text: str
    """The draft as it came; of an unread one the line, shortened."""

    said: VerifiedText | None = None
    """What people would read."""

    verdicts: tuple[DraftVerdict, ...] = ()
    """Why it was refused."""

    problem: str | None = None
    """Why it could not be looked at, and what to do."""


class CheckedDrafts(Frozen):
    """What became of all drafts."""

    verified: int
    """How many were proved."""

    refused: int
    """How many were refused."""

    unread: int
    """How many could not be looked at."""

    drafts: tuple[CheckedDraft, ...]
    """One for each, in order."""


class TextInput(Frozen):
    """Text without evidence, and what it is about."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MOST_TEXT)]
    """Plain text or Markdown."""

    items: Annotated[tuple[IdText, ...], Field(min_length=1, max_length=MOST_ITEMS)]
    """The items that it may be about."""


class VerifyInput(Frozen):
    """Drafts with evidence, or one text without; not both."""

    drafts: Annotated[tuple[DraftInput, ...], Field(min_length=1, max_length=1000)] | None = None
    """Sentences that name their evidence."""

    unbound: TextInput | None = None
    """A text that names none."""

    @model_validator(mode="after")
    def _one_of_both(self) -> "VerifyInput":
        if (self.drafts is None) == (self.unbound is None):
            raise ValueError("send either 'drafts' or 'unbound'")
        return self


class CheckedText(Frozen):
    """What was found in a text without evidence. Nothing in it is verified."""

    report: UnboundReport
    """Its claims, held against the items."""

    findings: tuple[TextFinding, ...]
    """What in the text is hidden, is markup, or reads like an order."""


class VerifyView(Frozen):
    """What a check found; one of both parts."""

    drafts: CheckedDrafts | None = None
    """Of sentences that name their evidence."""

    unbound: CheckedText | None = None
    """Of a text that names none: never verified."""
