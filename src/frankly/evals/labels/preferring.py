"""Which of two texts is preferred, as far as anybody said: by people, and by judges whom nobody has calibrated yet.

The check `preference` hears a judge only as far as people agree with it. What the others said is told here, as theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from frankly.evals.checks.asked.preference import KIND, PreferenceOptions, pair_of
from frankly.evals.checks.asked.questions import question
from frankly.evals.checks.asked.recorded import Judged
from frankly.evals.runs.output import Output
from frankly.measure.comparing.bootstrap import interval

Against = Literal["template", "unbound"]

AGAINST: Final[tuple[Against, ...]] = ("template", "unbound")
"""What ours is held beside: what templates say, and what the same model writes freely."""


@dataclass(frozen=True, slots=True)
class Preferred:
    """What somebody's verdicts come to.

    Attributes:
        against: what ours was held beside.
        by: who said it, people and judges named apart.
        is_judge: whether a model said it.
        pairs: pairs judged in both positions.
        ours: of them, pairs in which ours was preferred in both.
        other: pairs in which the other was.
        share: mean over pairs of 1 where ours is preferred in both positions, 0 where the other is, .5 otherwise.
        low: lower end of its interval, over pairs.
        high: upper end.
    """

    against: Against
    by: str
    is_judge: bool
    pairs: int
    ours: int
    other: int
    share: float
    low: float
    high: float


def preferred(outputs: Iterable[Output], lines: Sequence[Judged]) -> list[Preferred]:
    """What everybody who judged pairs of a run says of them, each for themselves and all of a kind together.

    Args:
        outputs: of a run.
        lines: everything that was said.
    """
    pairs: dict[Against, list[tuple[str, str]]] = {against: [] for against in AGAINST}
    for output in outputs:
        for against in AGAINST:
            ours, theirs = pair_of(output, PreferenceOptions(against=against))
            if ours and theirs and ours != theirs:
                pairs[against].append((ours, theirs))
    found = []
    for (by, is_judge), verdicts in _verdicts(lines).items():
        for against in AGAINST:
            scores = [one for pair in pairs[against] if (one := _score(verdicts, *pair)) is not None]
            if scores:
                found.append(_summed(against, by, is_judge, scores))
    return found


def _verdicts(lines: Sequence[Judged]) -> Mapping[tuple[str, bool], Mapping[str, str]]:
    """Who said it → key of a question → verdict."""
    said: dict[tuple[str, bool], dict[str, str]] = {}
    for line in lines:
        if line.question == KIND:
            said.setdefault((line.by, line.is_judge), {})[line.key] = line.verdict
    return said


def _score(verdicts: Mapping[str, str], ours: str, theirs: str) -> float | None:
    ahead, behind = verdicts.get(question(KIND, ours, theirs)), verdicts.get(question(KIND, theirs, ours))
    if ahead is None or behind is None:
        return None
    return {("first", "second"): 1.0, ("second", "first"): 0.0}.get((ahead, behind), 0.5)


def _summed(against: Against, by: str, is_judge: bool, scores: Sequence[float]) -> Preferred:
    told = interval(np.array(scores))
    return Preferred(
        against, by, is_judge, len(scores), scores.count(1.0), scores.count(0.0), told.mean, told.low, told.high
    )
