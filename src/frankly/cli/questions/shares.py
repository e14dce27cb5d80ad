"""Shares of an item's score, as a person at a terminal reads them: one base, wherever they stand."""

from frankly.domain.evidence import Ground


def percent(units: int, share: int) -> str:
    """A share of the score, in whole percents."""
    sign = "−" if units < 0 else ""
    return f"{sign}{abs(share)} %" if share else f"{sign}<1 %"


def share_words(ground: Ground, score: int) -> str:
    """Share of a ground in a score, after a comma; empty where the score is not above zero and has no shares."""
    return f", {percent(ground.contribution, round(ground.contribution * 100 / score))}" if score > 0 else ""
