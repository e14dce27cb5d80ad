"""A case: what is asked, which variables it is asked with, and what must be true of what comes back."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints, model_validator

from frankly.domain.answering.request import RecommendationRequest
from frankly.domain.base import Frozen
from frankly.domain.ids import IdText, NameText
from frankly.domain.saying.text import ProofLevel, SentenceKind

Value = str | int | float | bool
"""What a variable can be."""

Because = Annotated[str, StringConstraints(min_length=1, max_length=500)]


MAIN = "="
"""Stands for the option that a check names as its main one, where a file gives nothing but its value."""


class CheckUse(Frozen):
    """One check as a case or a suite asks for it.

    In files it is a name alone (`- grounded`), a name with what it is told (`- length: {most: 240}`), or a name with
    the one thing that matters (`- contains: sea`), which is kept under `MAIN`.
    """

    name: NameText
    """Name of the check; `frankly eval checks` lists them."""

    options: dict[str, Any] = Field(default_factory=dict)
    """What it is told; each check says what it understands."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, told: Any) -> Any:
        if isinstance(told, str):
            return {"name": told}
        if isinstance(told, dict) and len(told) == 1 and "name" not in told:
            ((name, options),) = told.items()
            if options is None:
                return {"name": name}
            return {"name": name, "options": options if isinstance(options, dict) else {MAIN: options}}
        return told


class Sentence(Frozen):
    """A sentence that somebody wrote, to be judged as it stands."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
    """What it says."""

    item: IdText | None = None
    """The item that it speaks of."""

    locale: str = "en"
    """Language it is written in."""

    kind: SentenceKind | None = None
    """What it does; with it the verifier holds the sentence to the item and to what it cites."""

    evidence: Annotated[tuple[str, ...], Field(max_length=10)] = ()
    """Ids of the description's sentences (`s1`, the first) that a fact cites."""

    level: ProofLevel | None = None
    """What proves a fact that cites the item's own text."""


class Ask(Frozen):
    """What is asked; exactly one of the four."""

    recommend: RecommendationRequest | None = None
    """A slate, through the whole pipeline."""

    message: RecommendationRequest | None = None
    """An e-mail for one person, through the whole pipeline."""

    text: Annotated[tuple[Sentence, ...], Field(max_length=200)] = ()
    """Nothing is made: sentences from elsewhere are judged."""

    value: dict[str, Any] | None = None
    """Nothing is made: a JSON object from elsewhere is judged."""

    @model_validator(mode="after")
    def _one(self) -> "Ask":
        there = [self.recommend is not None, self.message is not None, bool(self.text), self.value is not None]
        if sum(there) != 1:
            raise ValueError("a case asks exactly one of recommend, message, text and value")
        return self

    @property
    def kind(self) -> str:
        """Which of the four."""
        if self.recommend is not None:
            return "recommend"
        if self.message is not None:
            return "message"
        return "text" if self.text else "value"


class Case(Frozen):
    """One case, before its variables are chosen."""

    id: NameText
    """Its name, once in a suite."""

    ask: Ask
    """What is asked."""

    because: Because | None = None
    """Why it is here: what went wrong once, or what must never."""

    shop: Annotated[str, StringConstraints(max_length=200, pattern=r"^[A-Za-z0-9][\w./-]*$")] | None = None
    """Data set in which it is asked, where that is not the suite's: a built-in one, or a file beside the suite such as
    `shops/found-1.jsonl`."""

    vary: dict[str, Annotated[tuple[Value, ...], Field(min_length=1, max_length=50)]] = Field(default_factory=dict)
    """Variable → the values that it takes; a case is asked with each combination. `model`, `prompt`, `temperature`,
    `locale` and `persona` are known; any other names a field of the request, such as `context.query`."""

    checks: tuple[CheckUse, ...] = ()
    """What must be true, besides what the suite asks of all its cases."""

    truth: dict[str, Any] = Field(default_factory=dict)
    """What is known to be right: each check says what it reads of it."""

    cluster: str = ""
    """Cases with the same cluster may fail together and are drawn together; each its own where it is empty."""

    tags: tuple[NameText, ...] = ()
    """Words to filter by."""


class Cell(Frozen):
    """A case with its variables chosen: what is made and judged once for each sample."""

    suite: NameText
    """Its suite."""

    case: NameText
    """Its case."""

    ask: Ask
    """What is asked, with the variables filled in."""

    variables: dict[str, Value] = Field(default_factory=dict)
    """Variable → its value."""

    sample: Annotated[int, Field(ge=0)] = 0
    """Which of several tries this is."""

    shop: str = "demo"
    """Data set in which it is asked."""

    prompts: tuple[str, ...] = ()
    """Versions of prompts that this run uses in place of those in use, such as a draft; no part of the cell's name, so
    that it can be compared with a run that used others."""

    model: str = ""
    """Which model is asked; empty asks none."""

    allows: bool = True
    """Whether everyone who has not decided meets the model, and nobody is held out."""

    checks: tuple[CheckUse, ...] = ()
    """What must be true: the suite's checks first."""

    truth: dict[str, Any] = Field(default_factory=dict)
    """What is known to be right."""

    cluster: str = ""
    """What it is drawn together with."""

    because: Because | None = None
    """Why the case is here; reports say so beside what is red."""

    @property
    def name(self) -> str:
        """How people speak of it: `tone/greets-formally[locale=de]#1`."""
        chosen = ",".join(f"{name}={value}" for name, value in self.variables.items())
        told = f"{self.suite}/{self.case}" + (f"[{chosen}]" if chosen else "")
        return told + (f"#{self.sample}" if self.sample else "")
