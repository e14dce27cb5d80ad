"""The suite `unbound`: texts of language models about phones, with what people marked as wrong, against the check.

Rules were chosen on odd lines; figures named `held_out` are of even lines, read once when the rules stood.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from frankly.domain.ids import ItemId
from frankly.domain.item import Attribute, Item
from frankly.domain.saying.unbound import UnboundReport
from frankly.errors import Invalid
from frankly.evals.data_sets import DataSet
from frankly.evals.report import Report
from frankly.measure.comparing.bootstrap import draws
from frankly.stages.unbound.checking import check_unbound

Say = Callable[[str], None]

ROUNDS: Final = 1000
_INCORRECT: Final = 0
_HALVES: Final = {"chosen_on": 0, "held_out": 1}


@dataclass(frozen=True, slots=True)
class Judged:
    """One sentence, or one whole text.

    Attributes:
        text: number of the text that it belongs to.
        is_marked: people marked something in it, by target.
        is_found: the check found something in it, by target.
    """

    text: int
    is_marked: Mapping[str, bool]
    is_found: Mapping[str, bool]


def run_unbound(sets: Mapping[str, DataSet], say: Say) -> Report:
    """Measure precision, recall and balanced accuracy by sentence and by text, beside "always wrong".

    Args:
        sets: `quintd`.
        say: told what is going on.

    Raises:
        Invalid: when no set holds marked texts.
    """
    marked = [line for one in sets.values() for lines in one.lines.values() for line in lines if "annotations" in line]
    if not marked:
        raise Invalid("No set holds texts with marked spans.")
    report = Report(
        config={
            "rounds": ROUNDS,
            "targets": {
                "incorrect": "type 0 against contradicted",
                "any": "any type against contradicted or not found",
            },
        }
    )
    for one in sets.values():
        report.data |= one.files
    for half, first in _HALVES.items():
        say(f"{half}: texts")
        sentences, texts = _judge(marked[first::2])
        for unit, judged in (("sentence", sentences), ("text", texts)):
            for target in ("incorrect", "any"):
                report.figures |= _figures(f"unbound.{half}.{unit}.{target}", judged, target)
    return report


def item_of(source: Mapping[str, Any]) -> Item:
    """A phone of the set as an item: one attribute for each line of its sheet."""
    details = source["details"]
    attributes: dict[str, Attribute] = {}
    for part in details.get("detailSpec", ()):
        for line in part["specifications"]:
            name = f"{part['category']} · {line['name'].strip()}".removesuffix(" · ")
            attributes[_free(name, attributes)] = line["value"].strip()
    for line in details.get("quickSpec", ()):
        attributes.setdefault(line["name"].strip()[:120], line["value"].strip())
    first = dict(list(attributes.items())[:100])
    return Item(id=ItemId(source["id"][:128]), title=details["name"], tags=(source["name"],), attributes=first)


def _free(name: str, taken: Mapping[str, object]) -> str:
    """The name, numbered where a sheet has it twice."""
    number, free = 2, name[:110]
    while free in taken:
        free, number = f"{name[:110]} {number}", number + 1
    return free


def _judge(lines: Sequence[Mapping[str, Any]]) -> tuple[list[Judged], list[Judged]]:
    """Every sentence, and every text, of some lines."""
    sentences: list[Judged] = []
    texts: list[Judged] = []
    for number, line in enumerate(lines):
        report = check_unbound(line["text"], [item_of(line["source"])])
        marks = [mark for group in line["annotations"] for mark in group]
        texts.append(_judged(number, (0, len(line["text"])), marks, report))
        sentences += [_judged(number, place, marks, report) for place in report.sentences]
    return sentences, texts


def _judged(number: int, place: tuple[int, int], marks: Sequence[Mapping[str, Any]], report: UnboundReport) -> Judged:
    start, end = place
    kinds = {
        mark["type"]
        for mark in marks
        if mark.get("start", 0) < end and mark.get("start", 0) + len(mark["text"]) > start
    }
    states = {claim.state for claim in report.in_sentence(place)}
    is_wrong = "contradicted" in states
    return Judged(
        number,
        {"incorrect": _INCORRECT in kinds, "any": bool(kinds)},
        {"incorrect": is_wrong, "any": is_wrong or "not found" in states},
    )


def _figures(name: str, judged: Sequence[Judged], target: str) -> dict[str, float]:
    """Figures with intervals: whole texts are drawn, since sentences of one text are alike."""
    by_text = np.zeros((max(one.text for one in judged) + 1, 4), np.int64)
    for one in judged:
        by_text[one.text, 2 * one.is_marked[target] + one.is_found[target]] += 1
    whole = _measured(by_text.sum(axis=0))
    rounds = [_measured(by_text[draws(len(by_text), len(by_text), 0, number)].sum(axis=0)) for number in range(ROUNDS)]
    found = {f"{name}.number": float(len(judged)), f"{name}.marked_share": whole["marked_share"]}
    for figure in ("precision", "recall", "balanced_accuracy"):
        low, high = np.nanquantile([one[figure] for one in rounds], [0.025, 0.975])
        found |= {
            f"{name}.{figure}": whole[figure],
            f"{name}.{figure}.low": float(low),
            f"{name}.{figure}.high": float(high),
        }
    # Who calls everything wrong is right as often as anything is wrong, and no better than a coin.
    always = {"precision": whole["marked_share"], "recall": 1.0, "balanced_accuracy": 0.5}
    return found | {f"{name}.always_yes.{figure}": value for figure, value in always.items()}


def _measured(counts: NDArray[np.int64]) -> dict[str, float]:
    clear_right, clear_wrong, marked_missed, marked_found = (float(count) for count in counts)
    marked, clear = marked_missed + marked_found, clear_right + clear_wrong
    recall = marked_found / marked if marked else np.nan
    return {
        "marked_share": marked / (marked + clear),
        "precision": marked_found / (marked_found + clear_wrong) if marked_found + clear_wrong else np.nan,
        "recall": recall,
        "balanced_accuracy": (recall + clear_right / clear) / 2 if clear else np.nan,
    }
