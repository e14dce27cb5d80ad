"""What no act and no statistic can prove: praise above all, hurry, stock, promises, health, law, guarantees, "free"."""

from frankly.domain.saying.text import Verdict
from frankly.stages.verify.checks.said import HINTS, refused
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code

_CODES = frozenset(HINTS) - {Code.POLARITY, Code.COMPARISON, Code.ATTRIBUTION, Code.QUANTIFIER}


def check(saying: Saying) -> list[Verdict]:
    """Refuse such claims in reasons, nudges and facts of fields."""
    return refused(saying, _CODES)
