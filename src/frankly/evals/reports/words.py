"""One finding in words, for the plain forms: what is wrong, the sentence, its codes, what was expected."""

import re
from collections.abc import Iterator
from typing import Final

from frankly.evals.reports.states import STATES
from frankly.evals.reports.view import CellView, Found, Line, RunView
from frankly.stages.verify.codes import MEANINGS, Code

_MEANINGS: Final = {code.value: MEANINGS[code].text for code in Code}

_UNSEEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff\ud800-\udfff]")
"""Control characters, overrides of direction and what XML cannot hold."""


def clean(text: str) -> str:
    """Text of a model as it may stand in a terminal's log or in XML."""
    return _UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def meaning(code: str) -> str:
    """What a verifier's code means; empty where it is no such code."""
    return _MEANINGS.get(code, "")


def headline(view: RunView) -> str:
    """The run in one line."""
    told = "; ".join(f"{n} {STATES[state]}" for state, n in view.counts.items() if n)
    cells = f"{view.summary.cells:,} cell{'' if view.summary.cells == 1 else 's'}"
    return f"{view.summary.standing}: {cells}" + (f": {told}" if told else "")


def explained(cell: CellView, found: Found) -> Iterator[str]:
    """A finding, line by line."""
    yield found.finding.why or STATES[found.state]
    for line in found.lines:
        yield from said(line)
    if found.expects or found.told:
        yield f"expected: {' '.join(filter(None, (found.expects, found.told)))}"
    if cell.because:
        yield f"this case is here because: {cell.because}"
    if cell.shown_by:
        yield f"show it again: {cell.shown_by}"


def said(line: Line) -> Iterator[str]:
    """A text with its marks in brackets, where it stands, and its codes with what they mean."""
    text = "".join(f"[{piece.text}]" if piece.is_marked else piece.text for piece in line.pieces)
    yield f"“{text}” ({', '.join(filter(None, (line.title, line.told.place, fate(line))))})"
    for code in line.codes:
        yield f"  {code}" + (f": {meaning(code)}" if meaning(code) else "")


def fate(line: Line) -> str:
    """What became of a text, where it is not that it was delivered and holds."""
    if not line.told.is_delivered:
        return "refused, not delivered"
    return "delivered, and the second verifier refuses it" if line.told.is_proved is False else ""
