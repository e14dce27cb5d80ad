"""How much, how many and how often come through slots; "many" has a check of its own, for crowds."""

from frankly.domain.saying.text import Verdict
from frankly.stages.verify.checks.said import refused
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code

_CODES = frozenset({Code.QUANTIFIER})


def check(saying: Saying) -> list[Verdict]:
    """Refuse quantifiers."""
    return refused(saying, _CODES)
