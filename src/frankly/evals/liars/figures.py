"""Figures of lies and of honest sentences."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from frankly.evals.liars.cases import Case, half_of
from frankly.evals.liars.classes import CLASSES
from frankly.evals.liars.trying import Tried

Judged = Callable[[Tried], bool]
"""Whether a judge accepts what came through."""


def of_lies(tried: Sequence[Tried], judged: Judged) -> dict[str, float]:
    """Figures of lies; a class without any has none, so that its bar counts as not measured.

    Args:
        tried: what became of each.
        judged: the judge of rewritten facts.
    """
    default = [one for one in tried if one.case.level != "rewritten"]
    rewritten = [one for one in tried if one.case.level == "rewritten"]
    figures: dict[str, float] = {
        "verify.lies_tried": len(default),
        "verify.lies_delivered": sum(one.is_admitted for one in default),
        "verify.lies_words_only": share(one.case.words_only for one in default),
        "verify.lies_told_otherwise": share(one.text is not None for one in default if one.case.level_name == "live"),
        "verify.rewritten_lies_tried": len(rewritten),
        "verify.rewritten_lies_judged_delivered": sum(one.is_admitted and judged(one) for one in rewritten),
    }
    for lie in CLASSES:
        own = [one for one in default if one.case.lie == lie]
        figures |= _recall(f"verify.recall.{lie}", own) | {f"verify.tried.{lie}": len(own)}
        free = [one for one in rewritten if one.case.lie == lie]
        figures |= _recall(f"verify.recall_rewritten.{lie}", free)
        figures |= _recall(f"verify.recall_judged.{lie}", free, judged)
    figures |= _recall("verify.recall_rewritten", rewritten) | _recall("verify.recall_judged", rewritten, judged)
    for name, of in (("locale", _locale), ("writer", _writer), ("level", _level)):
        for value, own in _by(default, of).items():
            figures |= _recall(f"verify.recall_by_{name}.{value}", own)
    return figures


def of_honest(tried: Sequence[Tried]) -> dict[str, float]:
    """Figures of honest sentences: the share refused of those set aside, by kind and language, and after one repair."""
    first = [one for one in tried if one.case.repairs is None]
    mended = {one.case.repairs for one in tried if one.case.repairs is not None and one.is_admitted}
    if not first:
        return {}
    figures: dict[str, float] = {"verify.honest_tried": len(first)}
    for half, prefix in (("held-out", "verify.honest_refused"), ("dev", "verify.honest_refused_dev")):
        own = [one for one in first if half_of(one.case.item) == half]
        if not own:
            continue
        figures[prefix] = share(not one.is_admitted for one in own)
        figures[f"{prefix}.tried"] = len(own)
        for of in (_kind, _locale):
            for value, some in _by(own, of).items():
                figures[f"{prefix}.{value}"] = share(not one.is_admitted for one in some)
        if mended:
            still = [not one.is_admitted and one.case.id not in mended for one in own]
            figures[f"{prefix}.after_repair"] = share(still)
    return figures


def share(flags: Iterable[bool]) -> float:
    """The part that is true; 0 of nothing."""
    found = list(flags)
    return round(sum(found) / len(found), 6) if found else 0.0


def _recall(name: str, tried: Sequence[Tried], judged: Judged = lambda one: True) -> dict[str, float]:
    return {name: share(not (one.is_admitted and judged(one)) for one in tried)} if tried else {}


def _by(tried: Sequence[Tried], of: Callable[[Case], str]) -> dict[str, list[Tried]]:
    found: dict[str, list[Tried]] = defaultdict(list)
    for one in tried:
        found[of(one.case)].append(one)
    return dict(sorted(found.items()))


def _locale(case: Case) -> str:
    return case.locale


def _writer(case: Case) -> str:
    return case.writer


def _level(case: Case) -> str:
    return case.level_name


def _kind(case: Case) -> str:
    return case.level or case.kind
