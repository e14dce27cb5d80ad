"""From cases to figures by name."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
from scipy.stats import binomtest

from frankly.domain.evidence import Cause
from frankly.evals.faithfulness.case import Case, Tried
from frankly.evals.faithfulness.check import Fault
from frankly.evals.faithfulness.curves import Curves, Measure, Way
from frankly.evals.faithfulness.reasons import Told
from frankly.measure.comparing.bootstrap import difference

DIGITS: Final = 5

FAULT_OF: Final[Mapping[Cause, Fault]] = {"necessary": "stayed", "sufficient": "left", "contributing": "weak"}
"""What a class promises not to happen."""

_CURVES: Final[tuple[tuple[Way, Measure], ...]] = (
    ("deletion", "score"),
    ("deletion", "place"),
    ("insertion", "score"),
    ("insertion", "place"),
)


def share(values: Sequence[bool]) -> float:
    """Share that holds."""
    return round(sum(values) / len(values), DIGITS)


def of_cases(cases: Mapping[str, Sequence[Case]]) -> dict[str, float]:
    """Figures of what was tried.

    Args:
        cases: set → its people.

    Returns:
        Figure → number; a figure of which nothing was tried is not there.
    """
    everyone = [case for found in cases.values() for case in found]
    tried = [one for case in everyone for one in case.tried]
    figures: dict[str, float] = {
        "faithfulness.explanations": len(tried),
        "faithfulness.people": len(everyone),
        "faithfulness.runs": sum(case.runs for case in everyone),
    }
    figures |= _shares("faithfulness.moves_as_stated", [not one.faults for one in tried], has_ends=True)
    figures |= _by_class("faithfulness.moves_as_stated", tried)
    for name, found in cases.items():
        of_set = [one for case in found for one in case.tried]
        figures |= _shares(f"faithfulness.moves_as_stated.{name}", [not one.faults for one in of_set])
        figures |= _by_class(f"faithfulness.moves_as_stated.{name}", of_set)
    for name, group in _groups(everyone):
        figures |= _shares(f"faithfulness.moves_as_stated.of.{name}", [not one.faults for one in group])
    because = ["stayed" not in one.faults for one in tried if one.said == "necessary"]
    figures |= {"faithfulness.because_told": len(because)} | _shares("faithfulness.because_told_true", because)
    figures |= _rest(everyone)
    figures |= curve_figures([case.curves for case in everyone if case.curves is not None])
    return figures


def _shares(name: str, values: Sequence[bool], *, has_ends: bool = False) -> dict[str, float]:
    if not values:
        return {}
    found = {name: share(values)}
    if has_ends:
        ends = binomtest(int(sum(values)), len(values)).proportion_ci(method="wilson")
        found |= {f"{name}.low": round(float(ends.low), DIGITS), f"{name}.high": round(float(ends.high), DIGITS)}
    return found


def _by_class(name: str, tried: Sequence[Tried]) -> dict[str, float]:
    """Of each class the share of which it held, and of all the share of exact amounts."""
    figures = _shares(f"{name}.amount", ["amount" not in one.faults for one in tried])
    for cause, fault in FAULT_OF.items():
        figures |= _shares(f"{name}.{cause}", [fault not in one.faults for one in tried if cause in one.causes])
    return figures


def _groups(cases: Sequence[Case]) -> Iterator[tuple[str, list[Tried]]]:
    groups: dict[str, list[Tried]] = defaultdict(list)
    for case in cases:
        for one in case.tried:
            for name in (one.how, case.locale, case.band):
                groups[name].append(one)
    yield from sorted(groups.items())


def _rest(cases: Sequence[Case]) -> dict[str, float]:
    controls = [accepted for case in cases for accepted in case.controls]
    figures = {"faithfulness.negative_controls": float(len(controls))}
    figures |= _shares("faithfulness.negative_controls_passed", controls)
    figures |= _shares("faithfulness.uncited_moves", [moved for case in cases for moved in case.uncited])
    literal = [one for case in cases for one in case.literal]
    figures |= _shares("faithfulness.as_if_never.moves_as_stated", [not one.faults for one in literal])
    figures |= _by_class("faithfulness.as_if_never", literal)
    uncited = [moved for case in cases for moved in case.uncited_literal]
    figures |= _shares("faithfulness.as_if_never.uncited_moves", uncited)
    return figures


def curve_figures(found: Sequence[Curves]) -> dict[str, float]:
    """Mean areas of both orders, and the gain of ours with its paired 95 % interval, one item a person.

    Less is better where grounds are taken away, and more where they are given back; a gain is better either way.
    """
    figures: dict[str, float] = {"faithfulness.curves": len(found)}
    for key in _CURVES if found else ():
        ours = np.array([one.ours[key] for one in found])
        drawn = np.array([one.drawn[key] for one in found])
        gain = difference(drawn, ours) if key[0] == "deletion" else difference(ours, drawn)
        name = f"faithfulness.{key[0]}.{key[1]}"
        figures |= {
            f"{name}.ours": round(float(ours.mean()), DIGITS),
            f"{name}.random": round(float(drawn.mean()), DIGITS),
            f"{name}.gain": round(gain.mean, DIGITS),
            f"{name}.gain.low": round(gain.low, DIGITS),
            f"{name}.gain.high": round(gain.high, DIGITS),
        }
    return figures


def of_reasons(told: Mapping[str, Sequence[Told]]) -> dict[str, float]:
    """Shares of items with a personal reason, and with a "because"; the latter by length of history.

    Args:
        told: set → its people with three acts or more.
    """
    everyone = [one for found in told.values() for one in found]
    figures = _coverage("", everyone)
    for name, found in told.items():
        figures |= _coverage(f".{name}", found)
    for band in sorted({one.band for one in everyone}):
        figures |= _coverage(f".{band}", [one for one in everyone if one.band == band])
    return figures


def _coverage(suffix: str, told: Sequence[Told]) -> dict[str, float]:
    items = sum(one.items for one in told)
    if not items:
        return {}
    counts: tuple[tuple[str, Callable[[Told], int]], ...] = (
        ("personal", lambda one: one.personal),
        ("because", lambda one: one.because),
    )
    return {f"reasons.{name}_share{suffix}": round(_sum(told, count) / items, DIGITS) for name, count in counts}


def _sum(told: Iterable[Told], count: Callable[[Told], int]) -> int:
    return sum(count(one) for one in told)
