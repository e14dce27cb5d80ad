"""Tries cases on the gate: what a reader would get of each, after the fallback to a template."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from frankly.domain.saying.text import Refused
from frankly.domain.seed import derive
from frankly.evals.liars.cases import Case, Library
from frankly.ports.verifier import Verifier
from frankly.stages.writing.gate import nudge_verified, write_verified
from frankly.stages.writing.wordings import Wordings


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of a case.

    Attributes:
        case: the sentence.
        codes: why it was refused; empty when it was admitted.
        text: what a reader gets instead of a refused live sentence, or the sentence itself; None for nothing.
    """

    case: Case
    codes: tuple[str, ...]
    text: str | None

    @property
    def is_admitted(self) -> bool:
        """Whether the sentence itself came through."""
        return not self.codes


@dataclass(frozen=True, slots=True)
class Gate:
    """What stands between a writer and a reader.

    Attributes:
        verifier: proves or refuses.
        wordings: what is said instead of a refused live sentence.
        library: the items that cases speak of.
    """

    verifier: Verifier
    wordings: Wordings
    library: Library

    def each(self, cases: Iterable[Case]) -> Iterator[Tried]:
        """Try cases one after the other.

        Raises:
            Misconfigured: when a case names an item that is not there.
        """
        for case in cases:
            yield self.one(case)

    def one(self, case: Case) -> Tried:
        """Try one case."""
        bearing = self.library.bearing(case)
        outcome = self.verifier.verify(case.draft, bearing)
        if not isinstance(outcome, Refused):
            return Tried(case, (), outcome.text)
        codes = tuple(dict.fromkeys(verdict.code for verdict in outcome.verdicts))
        seed = derive("fallback", case.id)
        if case.kind == "reason":
            written = write_verified(self.wordings, bearing, self.verifier, seed=seed, limit=1)
        elif case.kind == "nudge":
            written = nudge_verified(self.wordings, bearing, self.verifier, seed=seed)
        else:
            # A surface that is refused a fact tells another stored one, or none.
            return Tried(case, codes, None)
        return Tried(case, codes, written.texts[0].text if written.texts else None)
