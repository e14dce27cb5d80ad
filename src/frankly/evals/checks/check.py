"""What a check is: a name, a page about it, what it may be told, and a pure function from an output to a finding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Protocol

from pydantic import model_validator

from frankly.domain.base import Frozen
from frankly.domain.saying.say_policy import NO_RULES, SayPolicy
from frankly.evals.cases.case import MAIN
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.writing.brand import Brand


class Options(Frozen):
    """What a check may be told. In files one option may stand for all: `contains: sea` is `contains: {all: [sea]}`."""

    main: ClassVar[str] = ""
    """The option that is meant where only a value is given; empty where there is none."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, told: Any) -> Any:
        if not isinstance(told, dict) or MAIN not in told:
            return told
        if not cls.main:
            known = ", ".join(cls.model_fields) or "nothing"
            raise ValueError(f"it takes no single value; write options by name, as {{name: value}}: {known}")
        return {cls.main: told[MAIN], **{name: value for name, value in told.items() if name != MAIN}}


class NoOptions(Options):
    """A check that is told nothing."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How far a judge says what people say, on texts that both have seen.

    Attributes:
        agreement: Krippendorff's alpha of the judge and the people: 1 always alike, 0 as by chance.
        low: lower end of its interval.
        number: texts that both have seen.
    """

    agreement: float
    low: float
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Bench:
    """What checks may look up besides the output: the product's own files, as they are configured.

    Attributes:
        lexicons: language → the words that sentences may hold.
        brand: how the house speaks.
        judgements: question → a judge's recorded verdict, for checks that need one.
        policy: what editors and lawyers decided on what may be said.
        calibrations: question that a judge is asked → how far its verdicts are those of people.
    """

    lexicons: Mapping[str, Lexicon]
    brand: Brand
    judgements: Mapping[str, str]
    policy: SayPolicy = NO_RULES
    calibrations: Mapping[str, Calibration] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Example:
    """An output that shows what a check does; generated pages print it, and tests try it.

    Attributes:
        says: in a few words, what it shows.
        output: what is looked at.
        options: what the check is told.
        passes: whether it must pass.
    """

    says: str
    output: Output
    options: Mapping[str, Any]
    passes: bool


class Check(Protocol):
    """One check. Pure: the same output, options and bench give the same finding."""

    name: ClassVar[str]
    """Its name in case files."""

    says: ClassVar[str]
    """One sentence: what holds when it passes."""

    about: ClassVar[str]
    """A paragraph: how it looks, and what it cannot see."""

    options: ClassVar[type[Options]]
    """What it may be told, each field with its docstring."""

    probes: ClassVar[Sequence[Probe]]
    """What must be asked besides; made with the output."""

    gates: ClassVar[bool]
    """Whether it may turn a run red by itself; only with a card that shows how well it sees."""

    def look(self, output: Output, options: Any, bench: Bench) -> Finding:
        """Look at one output."""
        ...

    def examples(self) -> Sequence[Example]:
        """At least one that passes and one that fails."""
        ...
