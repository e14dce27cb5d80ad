"""What was made for one cell: everything that a check can look at, so that checks run again without making it anew."""

from typing import Annotated, Any, Literal

from pydantic import Field

from frankly.domain.base import Frozen
from frankly.domain.saying.text import SentenceKind
from frankly.evals.cases.case import Cell

Probe = Literal["again", "shuffled", "paraphrased", "twin", "without_ground", "template", "base", "other_model"]
"""The same asked in another way, for checks that compare: once more, with the vote's items in another order, in other
words of the same meaning, by somebody who differs in one attribute alone, without one ground, without a model, without
the vote, of another model."""


class Span(Frozen):
    """A place in a text, from its first character to the one after its last."""

    text: int
    """Which of the output's texts, counted from 0."""

    start: Annotated[int, Field(ge=0)]
    """First character."""

    end: Annotated[int, Field(ge=0)]
    """The one after the last."""

    code: str = ""
    """Why it is marked, such as a verifier's code."""


class Told(Frozen):
    """A text of an output."""

    text: str
    """What people read; of a refused draft, the draft."""

    place: str
    """Where it stands: `headline`, `items.3.sentences.0`, `message.subject`, `text.0`."""

    item: str | None = None
    """The item that it speaks of."""

    kind: SentenceKind | None = None
    """What it does, where that is known."""

    role: str = "sentence"
    """Where it stands."""

    origin: str = ""
    """Who wrote it."""

    level: str | None = None
    """What proves it."""

    locale: str = "en"
    """Language."""

    evidence: tuple[str, ...] = ()
    """Ids of what bears it."""

    pattern: str = ""
    """Name of the wording."""

    is_proved: bool | None = None
    """Whether a second verifier, from the draft and what bears it, admits the same; None where nothing is bound."""

    is_own: bool | None = None
    """Whether the verifier refuses it beside the evidence of another item or person; None where nobody tried."""

    codes: tuple[str, ...] = ()
    """Codes of refusals, of a text that was not delivered or not proved."""

    is_delivered: bool = True
    """False of what a model wrote and the verifier refused."""


class Called(Frozen):
    """One call of a model."""

    prompt: str
    """Task and version, such as `write/v1`."""

    key: str
    """Hash of all that decides the reply."""

    model: str
    """Who replied."""

    sent: str = ""
    """The prompt as it was sent, parts joined; shown in reports."""

    reply: str = ""
    """What was replied, raw."""

    tokens_in: int = 0
    """Tokens read."""

    tokens_out: int = 0
    """Tokens written."""

    cost_nano: int = 0
    """Price in billionths of a US dollar, as of a real call."""

    broken_rules: tuple[str, ...] = ()
    """Ids of the prompt's rules that the reply breaks, as far as code can see."""

    lost_rules: tuple[str, ...] = ()
    """Ids of rules that the prompt's released version states and this one does not."""

    is_recorded: bool = True
    """Whether the reply comes from a cassette."""

    is_simulated: bool = False
    """Whether no language model wrote it."""

    fault: str = ""
    """Why there is no reply, or why it could not be read."""


class Output(Frozen):
    """What was made for one cell."""

    cell: Cell
    """What was asked."""

    answer: dict[str, Any] | None = None
    """The answer as it is sent, of `recommend` and `message`; the object itself, of `value`."""

    record: dict[str, Any] | None = None
    """The decision record's body as plain data; see docs/reference on records."""

    texts: tuple[Told, ...] = ()
    """All texts, delivered ones first and in the order in which people read them."""

    calls: tuple[Called, ...] = ()
    """Calls of the model, in order."""

    probes: dict[Probe, tuple["Output", ...]] = Field(default_factory=dict)
    """The same asked in other ways; only what the cell's checks want."""

    changed: dict[str, Any] = Field(default_factory=dict)
    """Of a probe: what was changed. `without_ground`: `item`, the names of what was taken away as `grounds` (`e3`,
    `g1`) and what the answer calls it, `cause`. `twin`: `attribute`, `from` and `to`. `other_model`: `model`."""

    facts: dict[str, Any] = Field(default_factory=dict)
    """What a check may need of the shop: by id, the items of the answer, those that its evidence hangs on and those
    that the case's truth names, each with the fields of the catalogue's `Item` (`title`, `description`, `categories`,
    `sensitive`, `available`, `stock`, `markets`, `age_rating` …)."""

    stale: tuple[str, ...] = ()
    """Calls that no cassette holds: prompt and key. What was made without them says nothing."""

    error: str = ""
    """Why nothing could be made."""

    ms: float = 0.0
    """How long making it took, in milliseconds."""

    @property
    def delivered(self) -> tuple[Told, ...]:
        """Texts that left."""
        return tuple(text for text in self.texts if text.is_delivered)
