"""Facts of the level `quoted`: the text is a frame around an admissible run of the very sentence that it cites.

Proved by equality with what code derives from that sentence, whoever wrote the text.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from frankly.domain.item import Item
from frankly.domain.quoting.frame import Frame
from frankly.domain.quoting.quoting import NEVER, Quoting
from frankly.domain.quoting.run import QuoteFault, Run, runs_of_span, whole_of_span
from frankly.domain.quoting.span import spans_of
from frankly.domain.quoting.word_list import quoted_words
from frankly.domain.saying.text import DraftSentence, Verdict
from frankly.stages.verify.codes import Code, verdict

_CODES: Final = {
    "pointer": Code.QUOTE_LEANS,
    "leaning": Code.QUOTE_LEANS,
    "bound": Code.QUOTE_LEANS,
    "unsafe": Code.QUOTE_UNSAFE,
    "marks": Code.QUOTE_UNSAFE,
    "question": Code.QUOTE_UNSAFE,
    "shape": Code.QUOTE_SHAPE,
    "length": Code.QUOTE_SHAPE,
    "praise": Code.QUOTE_PRAISE,
    "superlative": Code.QUOTE_PRAISE,
    "first_person": Code.QUOTE_PRAISE,
    "address": Code.QUOTE_PRAISE,
} | dict.fromkeys(NEVER, Code.QUOTE_CLAIM)
_HINTS: Final = {
    Code.QUOTE_LEANS: "'{what}' leans on another sentence: quote one that stands by itself",
    Code.QUOTE_UNSAFE: "what holds '{what}' is not quoted: choose another sentence",
    Code.QUOTE_SHAPE: "'{what}' does not fit this frame: take a frame for its shape, or the whole sentence",
    Code.QUOTE_PRAISE: "'{what}' may stand in an attributed frame only: say that the description says so",
    Code.QUOTE_CLAIM: "'{what}' is a claim that no quotation may carry: quote a sentence without it",
}
_NEAR: Final = 40
"""Characters of a quotation that a hint repeats."""


def cited_span(draft: DraftSentence, item: Item | None) -> str | None:
    """The sentence that a fact cites, as it stands in the description.

    Returns:
        None where it cites none, several, or one that the item does not have.
    """
    if item is None or len(draft.evidence) != 1:
        return None
    spans = spans_of(item.description, item.language)
    return next((span.text for span in spans if span.id == draft.evidence[0]), None)


def check_citation(draft: DraftSentence, item: Item | None) -> list[Verdict]:
    """Refuse a fact that cites anything but one numbered sentence of the item's own text, in its own language."""
    whole = (0, len(draft.text))
    if item is not None and item.language.split("-")[0] != draft.locale.split("-")[0]:
        hint = f"the item's text is in '{item.language}' and the fact in '{draft.locale}': quote in the same language"
        return [verdict(Code.LOCALE_MISMATCH, whole, hint)]
    if cited_span(draft, item) is not None:
        return []
    count = 0 if item is None else len(spans_of(item.description, item.language))
    known = f"s1 to s{count}" if count else "none"
    cited = ", ".join(draft.evidence) or "nothing"
    return [verdict(Code.SPAN_UNKNOWN, whole, f"it cites {cited}; cite one sentence of this item's text: {known}")]


def check(draft: DraftSentence, item: Item, quoting: Quoting | None) -> list[Verdict]:
    """Refuse everything but a frame around an admissible run of the cited sentence.

    Args:
        draft: a fact that cites one sentence of the item.
        item: the item.
        quoting: rules of the language; None where nothing may be quoted.
    """
    whole = (0, len(draft.text))
    if quoting is None:
        hint = f"there is no policies/frames/{draft.locale.split('-')[0]}.yaml: nothing is quoted in this language"
        return [verdict(Code.FRAME_UNKNOWN, whole, hint)]
    text = _normal(draft.text)
    number = int(draft.evidence[0].removeprefix("s"))
    framed = list(_framed(text, quoting))
    first = whole_of_span(item.title, item.description, item.language, number, quoting)
    if first is not None and any(inner == first.text and not first.against(frame) for frame, inner in framed):
        return []
    runs = runs_of_span(item.title, item.description, item.language, number, quoting)
    best: list[QuoteFault] | None = None
    for frame, inner in framed:
        for run in runs:
            if inner != run.text:
                continue
            against = list(run.against(frame))
            if not against:
                return []
            best = against if best is None else min(best, against, key=len)
    if best is not None:
        return [_fault(draft, fault) for fault in best]
    return [_unequal(draft, text, runs, quoting)]


def _normal(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _framed(text: str, quoting: Quoting) -> Iterator[tuple[Frame, str]]:
    for frame in quoting.frames:
        inner = frame.inner(text)
        if inner is not None:
            yield frame, inner


def _fault(draft: DraftSentence, fault: QuoteFault) -> Verdict:
    code = _CODES[fault.why]
    at = draft.text.casefold().find(fault.what)
    span = (at, at + len(fault.what)) if at >= 0 else (0, len(draft.text))
    return verdict(code, span, _HINTS[code].format(what=fault.what))


def _unequal(draft: DraftSentence, text: str, runs: Sequence[Run], quoting: Quoting) -> Verdict:
    """Why a text is none of the quotations that the sentence allows."""
    whole = (0, len(draft.text))
    inner = min((inner for _, inner in _framed(text, quoting)), key=len, default=text)
    words, source = _bare(inner), _bare(runs[0].text)
    if any(run.text in text for run in runs):
        hint = (
            f"these words around the quotation are no frame of policies/frames/{quoting.locale}.yaml: use one that is"
        )
        return verdict(Code.FRAME_UNKNOWN, whole, hint)
    if words and any(source[at : at + len(words)] == words for at in range(len(source) - len(words) + 1)):
        return verdict(Code.QUOTE_PARTIAL, whole, f"a part of the sentence was cut off; {_passes(runs)}")
    return verdict(Code.QUOTE_ALTERED, whole, f"these are not the words of {runs[0].span.id}; {_passes(runs)}")


def _bare(text: str) -> list[str]:
    return [word.word for word in quoted_words(text)]


def _passes(runs: Sequence[Run]) -> str:
    """What would pass, for a writer to copy."""
    run = next((run for run in runs if run.manners), None)
    if run is None:
        return "this sentence cannot be quoted at all: choose another"
    text = run.text if len(run.text) <= _NEAR else f"{run.text[:_NEAR].rstrip()} …"
    return f"quote it as it stands, for instance '{text}'"
