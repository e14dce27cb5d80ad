"""The walk through units: which comes next, what was answered, and the way back."""

from collections.abc import Mapping, Sequence

from frankly.domain.time import EpochMs
from frankly.evals.labels.label import Answer, Key, Label
from frankly.evals.labels.units import Unit, order_for


class Walk:
    """One person's walk; what they have answered before is not asked again."""

    def __init__(self, units: Sequence[Unit], person: str, question: str, labels: Mapping[Key, Label]) -> None:
        """Begin where the person left off.

        Args:
            units: all that there is.
            person: who labels, as they name themselves.
            question: what is asked of each unit.
            labels: what was answered before, by anybody.
        """
        self._person, self._question = person, question
        self._order = order_for(units, person)
        self._answers = {unit: label.answer for (unit, by), label in labels.items() if by == person}
        self._passed: list[Unit] = []
        self._later: set[str] = set()
        self._again: Unit | None = None

    @property
    def total(self) -> int:
        """Units that there are."""
        return len(self._order)

    @property
    def done(self) -> int:
        """Units that the person has answered."""
        return sum(unit.key in self._answers for unit in self._order)

    @property
    def current(self) -> Unit | None:
        """What is asked now; what was put off waits for the next walk; None at the end."""
        if self._again is not None:
            return self._again
        open_ = [unit for unit in self._order if unit.key not in self._answers]
        return next((unit for unit in open_ if unit.key not in self._later), None)

    @property
    def answered(self) -> Answer | None:
        """What the person said of the current unit before."""
        return self._answers.get(self.current.key) if self.current is not None else None

    def answer(self, answer: Answer, at: EpochMs, note: str = "") -> Label:
        """Answer the current unit.

        Returns:
            The label, to be written.

        Raises:
            ValueError: at the end, where nothing is asked.
        """
        unit = self.current
        if unit is None:
            raise ValueError("nothing is asked: the walk is at its end")
        self._answers[unit.key] = answer
        self._passed.append(unit)
        self._again = None
        return Label(
            unit=unit.key,
            cell=unit.cell,
            question=self._question,
            answer=answer,
            by=self._person,
            at=at,
            note=note,
            shown=unit.shown,
        )

    def put_off(self) -> None:
        """Leave the current unit open; it is asked in the next walk."""
        if self.current is not None:
            self._later.add(self.current.key)
        self._again = None

    def back(self) -> bool:
        """Ask the unit again that was answered last in this walk; False where there is none."""
        if not self._passed:
            return False
        self._again = self._passed.pop()
        return True
