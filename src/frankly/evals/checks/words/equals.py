"""`equals`: a text or an object is exactly what is expected."""

import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar, Final

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions
from frankly.evals.checks.found import failed, judged, passed, shown, skipped, whole
from frankly.evals.checks.reading import chosen
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class EqualsOptions(TextOptions):
    """What is expected."""

    main: ClassVar[str] = "to"

    to: Any = None
    """A text, which each text that is looked at equals; or an object or a list, which the answer equals. Absent: what
    the case's truth says under `equals`."""


class Equals:
    """The check."""

    name: ClassVar[str] = "equals"
    says: ClassVar[str] = "A text or an object is exactly what is expected."
    about: ClassVar[str] = (
        "Compares character by character (Unicode NFC, white space at the ends aside), objects value by value; the "
        "order of an object's names means nothing. For a part of an answer, take `json_path`."
    )
    options: ClassVar[type[Options]] = EqualsOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: EqualsOptions, bench: Bench) -> Finding:
        """Compare."""
        expected = options.to if options.to is not None else output.cell.truth.get("equals")
        if expected is None:
            return skipped("nothing is expected: name it under 'to', or in the case's truth under 'equals'")
        return _text(output, options, expected) if isinstance(expected, str) else _object(output, expected)

    def examples(self) -> Sequence[Example]:
        """A disclosure that stands word for word, and one that was reworded."""
        wanted = "Sponsored: somebody paid for this place."
        return (
            showing.passes("the disclosure word for word", showing.said(wanted), to=wanted),
            showing.fails("a disclosure in other words", showing.said("Sponsored, sort of."), to=wanted),
            showing.passes("an object", showing.valued({"order": ["emma", "kim"]}), to={"order": ["emma", "kim"]}),
            showing.fails("another order", showing.valued({"order": ["kim", "emma"]}), to={"order": ["emma", "kim"]}),
        )


def _text(output: Output, options: EqualsOptions, expected: str) -> Finding:
    texts = chosen(output, options.where)
    if not texts:
        return skipped("no text stands there")
    wrong = [(number, text) for number, text in texts if _plain(text.text) != _plain(expected)]
    faults = [f"{text.place} is {shown(text.text)} and not {shown(expected)}" for _, text in wrong]
    return judged(faults, len(texts), [whole(number, text, "equals") for number, text in wrong])


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _object(output: Output, expected: Any) -> Finding:
    if output.answer is None:
        return skipped("there is no answer")
    path = _difference(output.answer, expected, "the answer")
    return failed([path]) if path else passed(1.0)


def _difference(found: Any, expected: Any, where: str) -> str:
    """The first place where two values differ, in words; empty where they do not. Walks no deeper than is expected."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in (*expected, *(one for one in found if one not in expected)):
            if name not in found or name not in expected:
                return f"{where} {'lacks' if name not in found else 'has besides'} {shown(str(name))}"
            if why := _difference(found[name], expected[name], f"{where}.{name}"):
                return why
        return ""
    if isinstance(expected, list | tuple) and isinstance(found, list | tuple):
        if len(found) != len(expected):
            return f"{where} has {len(found)} entries and not {len(expected)}"
        pairs = enumerate(zip(found, expected, strict=True))
        return next((why for at, (one, two) in pairs if (why := _difference(one, two, f"{where}.{at}"))), "")
    # In Python, True equals 1.
    is_same = found == expected and isinstance(found, bool) == isinstance(expected, bool)
    return "" if is_same else f"{where} is {shown(repr(found))} and not {shown(repr(expected))}"


CHECK: Final = Equals()
