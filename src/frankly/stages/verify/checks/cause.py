"""Words of cause are said of necessary evidence only."""

from frankly.domain.saying.text import Verdict
from frankly.stages.verify.claim import Saying
from frankly.stages.verify.codes import Code, verdict

_HINT = "this evidence contributes and is not necessary: say 'one of the reasons', or that it counts"


def check(saying: Saying) -> list[Verdict]:
    """Refuse "because" and the like unless all that is told is necessary."""
    if (saying.kind == "reason" and saying.is_necessary) or saying.lexicon.necessary.isdisjoint(saying.parsed.said):
        return []
    own = saying.lexicon.of_kinds(saying.kinds)
    found = [word for word in saying.parsed.words if word.within(saying.lexicon.necessary) and not word.within(own)]
    return [verdict(Code.FALSE_CAUSE, word.span, _HINT) for word in found]
