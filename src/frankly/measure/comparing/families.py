"""Many tests at once: the more one asks, the more often chance looks like a finding."""

from collections.abc import Sequence


def holm(chances: Sequence[float]) -> list[float]:
    """Chances corrected so that all of them together are wrong as often as one would be alone (Holm 1979).

    Args:
        chances: of each test by itself.

    Returns:
        The corrected ones, in the same order, each at most 1.
    """
    corrected = [0.0] * len(chances)
    highest = 0.0
    for rank, at in enumerate(sorted(range(len(chances)), key=lambda at: chances[at])):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[at]))
        corrected[at] = highest
    return corrected
