"""Compares two runs check by check: paired tests over clusters, corrected by Holm over everything that was compared.

Where no draw lies between two findings (the same replies, or none), a cell that passed and fails now is a fact: it
needs no statistics, and one is enough. Statistics tell of cells whose replies were drawn anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final, Literal

import numpy as np

from frankly.evals.gate.taking import Taken, Units
from frankly.evals.gate.terms import Terms
from frankly.evals.runs.summary import Compared, Comparison
from frankly.measure.comparing.bootstrap import Interval
from frankly.measure.comparing.changes import Tolerance, change_of, needed
from frankly.measure.comparing.clustered import Clusters, clusters_of, difference_interval, mean_interval, with_both
from frankly.measure.comparing.families import holm
from frankly.measure.comparing.paired import mcnemar, sign_flips

NEVER: Final = 1_000_000
"""More clusters than anybody has."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """One check in one suite, both runs' findings of the same units side by side.

    Attributes:
        suite: its suite.
        check: its name.
        before: what was found before, of units that told something both times.
        after: the same units now.
        broken: units that fail without any draw, and passed before or are new.
        lost: units that told something before and nothing now.
    """

    suite: str
    check: str
    before: Units
    after: Units
    broken: Sequence[str]
    lost: Sequence[str]

    @property
    def of(self) -> Literal["share", "score"]:
        """What is compared: scores where each unit has one and some lie between nothing and all."""
        scores = [kept.score for side in (self.before, self.after) for kept in side.values()]
        return (
            "score" if scores and None not in scores and any(score not in {0.0, 1.0} for score in scores) else "share"
        )

    def values(self, side: Units) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        """What is compared of one side, a number a unit."""
        chosen = [kept.score if self.of == "score" else kept.share for kept in side.values()]
        return np.array(chosen, dtype=np.float64)

    @property
    def is_drawn(self) -> bool:
        """Whether chance may have a part in how the two sides differ."""
        return any(self.before[unit].is_draw_beside(kept) for unit, kept in self.after.items())

    @property
    def leans_on_chance(self) -> bool:
        """Whether statistics decide: something was drawn, or scores speak for people who were not asked."""
        return self.is_drawn or self.of == "score"

    @property
    def flipped(self) -> tuple[str, ...]:
        """Units that pass less often now."""
        return tuple(unit for unit, kept in self.after.items() if kept.share < self.before[unit].share)


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """The statistics of some pairs.

    Attributes:
        found: the difference with its interval.
        chance: of the test; 1 where there is nothing to test.
        clusters: differences by cluster, as what is needed to tell is worked out from.
    """

    found: Interval
    chance: float
    clusters: Clusters


def compare(before: Taken, after: Taken, terms: Terms) -> tuple[Compared, ...]:
    """Compare two runs.

    What counts and leans on chance shares the chance of being wrong. A check that only tells, or one that nothing was
    drawn for, is left out of the correction: asking for more of those hides nothing.

    Args:
        before: findings of the one, such as a baseline's.
        after: findings of the other.
        terms: what they are judged by.

    Returns:
        One for each check of each suite that both have, in the order of names.
    """
    everything = list(_pairs(before, after, terms))
    tested = [_tested(pairs) for pairs in everything]
    shares = [terms.gates(pairs.suite, pairs.check) and pairs.leans_on_chance for pairs in everything]
    corrected = iter(holm([one.chance for one in compress(tested, shares)]))
    return tuple(
        _compared(pairs, one, next(corrected) if is_shared else one.chance, terms)
        for pairs, one, is_shared in zip(everything, tested, shares, strict=True)
    )


def _pairs(before: Taken, after: Taken, terms: Terms) -> Iterator[Pairs]:
    for suite in sorted(before.keys() & after.keys()):
        for check in sorted(before[suite].keys() | after[suite].keys()):
            yield _pair(suite, check, before[suite].get(check, {}), after[suite].get(check, {}), terms)


def _pair(suite: str, check: str, before: Units, after: Units, terms: Terms) -> Pairs:
    both = [unit for unit, kept in after.items() if kept.told and unit in before and before[unit].told]
    silent = [unit for unit, kept in before.items() if kept.told and unit in after and not _speaks(after, unit)]
    gone = [unit for unit, kept in before.items() if kept.told and unit not in after] if terms.is_whole else []
    return Pairs(
        suite,
        check,
        {unit: before[unit] for unit in both},
        {unit: after[unit] for unit in both},
        [unit for unit in after if _is_broken(unit, before, after)],
        sorted([*silent, *gone]),
    )


def _speaks(after: Units, unit: str) -> bool:
    """Whether a unit says something, or would if its replies were recorded."""
    return bool(after[unit].told or after[unit].stale)


def _is_broken(unit: str, before: Units, after: Units) -> bool:
    now, then = after[unit], before.get(unit)
    if now.passed == now.told:
        return False
    if then is None or not then.told:
        return not now.drawn
    return now.share < then.share and not now.is_draw_beside(then)


def _tested(pairs: Pairs) -> Tested:
    if not pairs.after:
        return Tested(Interval(0.0, -1.0, 1.0, 0), 1.0, Clusters(np.zeros(0), np.zeros(0)))
    apart = pairs.values(pairs.after) - pairs.values(pairs.before)
    clusters = clusters_of(apart, [kept.cluster for kept in pairs.after.values()])
    if pairs.of == "score":
        return Tested(mean_interval(clusters), sign_flips(clusters.sums), clusters)
    is_single = bool((clusters.sizes == 1).all() and np.isin(clusters.sums, (-1.0, 0.0, 1.0)).all())
    lost, gained = int((clusters.sums < 0).sum()), int((clusters.sums > 0).sum())
    chance = mcnemar(lost, gained) if is_single else sign_flips(clusters.sums)
    return Tested(difference_interval(clusters), chance, with_both(clusters))


def _compared(pairs: Pairs, tested: Tested, corrected: float, terms: Terms) -> Compared:
    tolerance = Tolerance(terms.margin_of(pairs.suite), terms.alpha)
    verdict = _verdict(pairs, tested, corrected, tolerance)
    found, has_pairs = tested.found, bool(pairs.after)
    wants = needed(tested.clusters, tolerance) if verdict == "cannot tell" and has_pairs and tolerance.margin else None
    return Compared(
        suite=pairs.suite,
        check=pairs.check,
        before=float(pairs.values(pairs.before).mean()) if has_pairs else None,
        after=float(pairs.values(pairs.after).mean()) if has_pairs else None,
        difference=found.mean if has_pairs else None,
        low=found.low if has_pairs else None,
        high=found.high if has_pairs else None,
        p=tested.chance if has_pairs else None,
        verdict=verdict,
        needs=min(wants, NEVER) if wants else None,
        flipped=pairs.flipped,
        of=pairs.of,
        margin=tolerance.margin,
        p_adjusted=corrected if has_pairs else None,
        gates=terms.gates(pairs.suite, pairs.check),
        broken=tuple(pairs.broken),
        lost=tuple(pairs.lost),
    )


def _verdict(pairs: Pairs, tested: Tested, corrected: float, tolerance: Tolerance) -> Comparison:
    if pairs.broken:
        return "worse"
    if not pairs.after:
        return "cannot tell"
    if pairs.is_drawn:
        return change_of(tested.found, corrected, tolerance)
    # Nothing was drawn: what did not change is the same, however few there are.
    if not tested.found.mean and not pairs.flipped:
        return "same within margin"
    told = change_of(tested.found, corrected, tolerance)
    is_gain = tested.found.mean > 0 and pairs.of == "share"
    return "better" if told == "cannot tell" and is_gain else told
