"""No denial, comparison or hearsay: "unknown" is not "no", and nobody is quoted who is not in the evidence."""

from frankly.domain.saying.text import Verdict
from frankly.stages.verify.checks.said import refused
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code

_CODES = frozenset({Code.POLARITY, Code.COMPARISON, Code.ATTRIBUTION})


def check(saying: Saying) -> list[Verdict]:
    """Refuse words that deny, compare, or say that somebody says so."""
    return refused(saying, _CODES)
