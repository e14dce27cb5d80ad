"""Whether a model's vote may go on: four measures, each with a bound that holds however often one looks.

Each measure is a number from 0 to 1 million a vote, with a line that a vote of use stays below on average. Against the
claim "the mean is at most the line" a bet is placed on every new vote, its size from the votes before it alone; the
claim is given up when the wealth has grown two-hundredfold (Ville: of votes that stay below the line, at most one in
two hundred is ever suspended, at whatever number of votes one looks; Waudby-Smith and Ramdas, JRSS-B 2024).
"""

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Final

from frankly.domain.deciding.vote import UNPROVEN, Standing, SuspensionReason, VoteTallies, VoteTally

PPM: Final = 1_000_000
NANO: Final = 1_000_000_000

LINES: Final[Mapping[SuspensionReason, int]] = {
    "echo": 700_000,
    "unstable": 350_000,
    "contrary": 700_000,
    "loses": 500_000,
}
"""Measure → mean that a vote of use stays at or below. Chance gives half of all pairs: an echo has 1, a coin turns half
of the pairs between two shuffles, whoever reads the scores upside down puts the lower one of two first, and
whoever agrees with the base order neither wins nor loses."""

SHOWN: Final = round(math.log(200) * NANO)
"""Evidence from which on harm is shown."""

BOLDEST: Final = 0.75
"""Share of the wealth that one vote may cost at most."""

LEAST_COMPARED: Final = 50
"""Comparisons with the base order after which a vote that does not lose counts in full."""

FEW_REPEATS: Final = 60
"""Comparisons of two shuffles up to which they are made often."""

_OFTEN_PPM: Final = 250_000
_SELDOM_PPM: Final = 50_000


def counted(tally: VoteTally, value_ppm: int, line_ppm: int) -> VoteTally:
    """A tally with one more value.

    Args:
        tally: so far.
        value_ppm: what was measured, from 0 to one million.
        line_ppm: the mean that is not to be exceeded.
    """
    value, line = value_ppm / PPM, line_ppm / PPM
    evidence = tally.evidence_nano + round(math.log1p(_stake(tally, line) * (value - line)) * NANO)
    return VoteTally(
        number=tally.number + 1,
        sum_ppm=tally.sum_ppm + value_ppm,
        squares_ppm=tally.squares_ppm + value_ppm * value_ppm // PPM,
        evidence_nano=evidence,
        peak_nano=max(tally.peak_nano, evidence),
    )


def _stake(tally: VoteTally, line: float) -> float:
    """How much is bet on the next value being above the line: most where the mean so far is far above it, and steady.

    It begins as if one value stood on the line and a quarter of variance were known.
    """
    number = tally.number + 1
    mean = (tally.sum_ppm / PPM + line) / number
    variance = max((tally.squares_ppm / PPM + line * line + 0.25) / number - mean * mean, 1e-4)
    gap = mean - line
    return min(max(gap / (variance + gap * gap), 0.0), BOLDEST / line)


def noted(tallies: VoteTallies, measure: SuspensionReason, values_ppm: Sequence[int]) -> VoteTallies:
    """Tallies with some more values of one measure."""
    tally: VoteTally = getattr(tallies, measure)
    for value in values_ppm:
        tally = counted(tally, value, LINES[measure])
    return tallies.model_copy(update={measure: tally})


def standing_of(tallies: VoteTallies) -> Standing:
    """How far a vote is trusted by what was found of it."""
    for reason in LINES:
        tally: VoteTally = getattr(tallies, reason)
        if tally.peak_nano >= SHOWN:
            return Standing(state="suspended", because=reason, detail=_DETAILS[reason](tally))
    compared = tallies.loses
    if compared.number >= LEAST_COMPARED and compared.mean_ppm <= LINES["loses"]:
        return Standing(state="proven", detail=f"it held its own in {compared.number} comparisons with the base order")
    if compared.number:
        detail = f"{compared.number} comparisons with the base order do not show that it helps: it counts by half"
        return Standing(detail=detail)
    return UNPROVEN


_DETAILS: Final[Mapping[SuspensionReason, Callable[[VoteTally], str]]] = {
    "echo": lambda tally: (
        f"in {tally.number} votes it kept {_percent(tally.mean_ppm)} of all pairs as they were shown; chance keeps 50 %"
    ),
    "unstable": lambda tally: (
        f"asked again in another shuffle {tally.number} times, it turned {_percent(tally.mean_ppm)} of all pairs round"
    ),
    "contrary": lambda tally: (
        f"in {tally.number} votes it put the lower score first in {_percent(tally.mean_ppm)} of all pairs; chance does "
        "so in 50 %"
    ),
    "loses": lambda tally: (
        f"in {tally.number} comparisons it put what people went on to choose further back than the base order does"
    ),
}


def _percent(ppm: int) -> str:
    return f"{(ppm + 5_000) // 10_000} %"


def kept_pairs_ppm(order: Sequence[str], other: Sequence[str]) -> int | None:
    """Share of the pairs that two orders have in common and put the same way round; None where there is no pair."""
    place = {name: number for number, name in enumerate(other)}
    places = [place[name] for name in order if name in place]
    pairs = len(places) * (len(places) - 1) // 2
    return sum(one < two for one, two in combinations(places, 2)) * PPM // pairs if pairs else None


def turned_scores_ppm(order: Sequence[str], scores: Mapping[str, int]) -> int | None:
    """Share of the pairs of different scores in which an order puts the lower one first; None without a pair."""
    told = [scores[name] for name in order if name in scores]
    turned = [one < two for one, two in combinations(told, 2) if one != two]
    return sum(turned) * PPM // len(turned) if turned else None


def loss_ppm(base: Sequence[str], order: Sequence[str], wanted: Collection[str]) -> int | None:
    """By how much an order puts what was chosen further back than the base order does; half a million where not at all.

    Args:
        base: items in the base order.
        order: the same in the model's order; what it left out follows in the base order.
        wanted: what people went on to choose.

    Returns:
        Half of one plus the difference of both orders' discounted gains; None where nothing of it was shown.
    """
    chosen = [item for item in base if item in wanted]
    if not chosen:
        return None
    named = dict.fromkeys(order)
    voted = [*named, *(item for item in base if item not in named)]
    best = _gain(range(len(chosen)))
    lost = _gain(map(base.index, chosen)) - _gain(map(voted.index, chosen))
    return min(max((PPM + lost * PPM // best) // 2, 0), PPM)


def _gain(places: Iterable[int]) -> int:
    """Discounted gain of some places, counted from 0, in millionths."""
    return sum(round(PPM / math.log2(place + 2)) for place in places)


def repeat_share_ppm(tallies: VoteTallies) -> int:
    """Share of the votes that are asked for again in another shuffle: many at first, few afterwards."""
    return _OFTEN_PPM if tallies.unstable.number < FEW_REPEATS else _SELDOM_PPM
