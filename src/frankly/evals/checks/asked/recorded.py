"""What people and judges said of texts: lines of `judged.jsonl`, and what a bench takes from them.

A judge is heard on a question only as far as it says what people say: its agreement with them goes along.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Final

import numpy as np
from pydantic import Field, StringConstraints

from frankly.domain.base import Frozen
from frankly.evals.checks.asked.preference import KIND
from frankly.evals.checks.asked.questions import question
from frankly.evals.checks.check import Calibration
from frankly.measure.comparing.agreement import alpha
from frankly.measure.comparing.bootstrap import LEVEL, draws

ROUNDS: Final = 500

LEAST_HEARD: Final = 0.6
"""Agreement with people, at the lower end of its interval, from which on a judge's preferences stand in for theirs."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000)]


class Judged(Frozen):
    """One line: what somebody said of one text, or of two side by side."""

    question: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    """What was asked: `preference`, or a judge's question in its own words."""

    texts: Annotated[tuple[Text, ...], Field(min_length=1, max_length=2)]
    """What was shown, in the order in which it was shown."""

    verdict: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    """What was said; of two texts `first`, `second` or `neither`."""

    by: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    """Who said it, as they named themselves; of a judge, its model and prompt."""

    is_judge: bool = False
    """Whether a model said it, and no person."""

    @property
    def key(self) -> str:
        """Under which its verdict is looked up."""
        return question(self.question, *self.texts)


def heard(lines: Iterable[Judged]) -> tuple[dict[str, str], dict[str, Calibration]]:
    """What a bench takes from everything that was said.

    Args:
        lines: in the order of their files; the later one of one person on one question counts.

    Returns:
        Key of each question → its verdict, and question → how far the judge says what people say. Preferences are
        people's, and a judge's where no person judged the pair and the judge may be heard; on every other question
        they are the judge's. Who is divided evenly has no verdict.
    """
    said: dict[bool, dict[str, dict[str, str]]] = {True: {}, False: {}}
    asked: dict[str, str] = {}
    for line in lines:
        asked[line.key] = line.question
        said[line.is_judge].setdefault(line.key, {})[line.by] = line.verdict
    people, judges = _majorities(said[False]), _majorities(said[True])
    calibrations = _calibrations(asked, people, judges)
    verdicts = {key: verdict for key, verdict in judges.items() if asked[key] != KIND}
    may_stand_in = KIND in calibrations and calibrations[KIND].low >= LEAST_HEARD
    preferences = {**(judges if may_stand_in else {}), **people}
    return {**verdicts, **{key: one for key, one in preferences.items() if asked[key] == KIND}}, calibrations


def _majorities(said: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    found = {}
    for key, verdicts in said.items():
        first, *others = Counter(verdicts.values()).most_common(2)
        if not others or others[0][1] < first[1]:
            found[key] = first[0]
    return found


def _calibrations(
    asked: Mapping[str, str], people: Mapping[str, str], judges: Mapping[str, str]
) -> dict[str, Calibration]:
    both: dict[str, list[tuple[str, str]]] = {}
    for key in sorted(people.keys() & judges.keys()):
        both.setdefault(asked[key], []).append((people[key], judges[key]))
    found = {kind: calibration_of(pairs) for kind, pairs in both.items()}
    return {kind: one for kind, one in found.items() if one is not None}


def calibration_of(pairs: Sequence[tuple[str, str]]) -> Calibration | None:
    """How far two say the same: Krippendorff's alpha, its interval drawn over what both judged.

    Args:
        pairs: of each thing that both judged, the one's verdict and the other's.

    Returns:
        None where all verdicts are equal: then nothing shows whether either can tell.
    """
    numbers = {verdict: float(at) for at, verdict in enumerate(sorted({one for pair in pairs for one in pair}))}
    units = [(numbers[one], numbers[other]) for one, other in pairs]
    agreement = _alpha(units)
    if agreement is None:
        return None
    drawn = (_alpha([units[at] for at in draws(len(units), len(units), 0, number)]) for number in range(ROUNDS))
    # Where a draw holds one value alone, all agree in it, and nothing shows that they can tell.
    told = [0.0 if one is None else one for one in drawn]
    return Calibration(agreement, float(np.quantile(told, (1 - LEVEL) / 2)), len(units))


def _alpha(units: Sequence[tuple[float, float]]) -> float | None:
    return alpha(list(zip(*units, strict=True))) if units else None
