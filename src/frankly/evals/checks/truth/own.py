"""`own`: what is said of an item is said of this item and this person, and of nobody else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions
from frankly.evals.checks.found import judged, shown, skipped, whole
from frankly.evals.checks.reading import (
    Numbered,
    chosen,
    evidence_of,
    fact,
    items_of,
    listed,
    mapping,
    part,
    quoted_in,
    words_at,
)
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding

_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_FEW: Final = 3
"""Words of a fact that say too little to tell whose they are."""

_EVIDENCE: Final = re.compile(r"[eg][1-9][0-9]{0,3}")


class Own:
    """The check."""

    name: ClassVar[str] = "own"
    says: ClassVar[str] = "What is said of an item holds of this item and this person, and not of another."
    about: ClassVar[str] = (
        "Three looks: the verifier must refuse each sentence beside the evidence of other items and people; a reason "
        "cites only evidence that the answer shows of its own item, and names only the titles that this evidence hangs "
        "on; a fact has its words from its own item's text. Sentences whose evidence is alike for two items may stand "
        "at both, and pass."
    )
    options: ClassVar[type[Options]] = TextOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: TextOptions, bench: Bench) -> Finding:
        """Look at every reason and fact."""
        items = {item["id"]: item for item in items_of(output.answer)}
        told: list[tuple[Numbered, str]] = []
        for one in chosen(output, options.where):
            if _can_be_told(one, items, output):
                told.append((one, next(_faults(one, items, output), "")))
        if not told:
            return skipped("no sentence speaks of an item of the answer")
        wrong = [(one, why) for one, why in told if why]
        faults = [f"{one[1].place} {why}: {shown(one[1].text)}" for one, why in wrong]
        return judged(faults, len(told), [whole(number, text, "not_own") for (number, text), _ in wrong])

    def examples(self) -> Sequence[Example]:
        """Sentences at their own item, and the same at another."""
        moved = showing.reason("Because you opened “Kim”, this one made the list.")
        uncited = showing.reason(evidence=("e9",))
        foreign = showing.fact(showing.FACT, item="emma", place="items.1.sentences.0")
        made = showing.output(showing.reason(is_own=True), showing.fact(is_own=True))
        return (
            showing.passes("both sentences are this item's own", made),
            showing.fails("the title is not what the evidence hangs on", showing.output(moved)),
            showing.fails("evidence that the item does not have", showing.output(uncited)),
            showing.fails("a fact of another book", showing.output(foreign)),
            showing.fails("it would be admitted of another item too", showing.output(showing.reason(is_own=False))),
        )


def _can_be_told(one: Numbered, items: Mapping[str, Any], output: Output) -> bool:
    text = one[1]
    if text.is_own is not None:
        return True
    if text.item is None or text.kind not in {"reason", "fact"}:
        return False
    return text.item in items if text.kind == "reason" else bool(_source(text.item, output))


def _faults(one: Numbered, items: Mapping[str, Any], output: Output) -> Iterator[str]:
    text = one[1]
    if text.is_own is False:
        yield "is admitted beside the evidence of another item or person"
    item = items.get(text.item or "")
    if text.kind == "reason" and item is not None:
        yield from _of_reason(one, item, output)
    if text.kind == "fact" and text.item is not None:
        yield from _of_fact(one, text.item, output)


def _of_reason(one: Numbered, item: Mapping[str, Any], output: Output) -> Iterator[str]:
    text = one[1]
    pieces = evidence_of(item)
    if not pieces:
        return
    cited = [name for name in text.evidence if _EVIDENCE.fullmatch(name)]
    lacking = [name for name in cited if name not in pieces and not name.startswith("g")]
    if lacking:
        yield f"cites {', '.join(lacking)}, which is no evidence of {item['id']}"
    anchors = [mapping(pieces.get(name), "anchor") for name in cited if name in pieces]
    bearing = {item["id"]} | {str(one.get("value")) for one in anchors if one.get("type") == "item"}
    own = {title for name in bearing for title in _titles(name, output)}
    others = {title for name in output.facts if name not in bearing for title in _titles(name, output)} - own
    for _, quoted in quoted_in(text.text):
        if quoted in others:
            yield f"names {shown(quoted)}, which is not what its evidence hangs on"


def _titles(name: str, output: Output) -> list[str]:
    title = fact(output, name, "title")
    return [title] if isinstance(title, str) else []


def _of_fact(one: Numbered, name: str, output: Output) -> Iterator[str]:
    said = set(_words(_clause(one[1].text)))
    source = _source(name, output)
    if len(said) <= _FEW or not source:
        return
    if len(said & source) * 2 < len(said):
        yield f"has its words from elsewhere, and not from the text of {name}"


def _clause(text: str) -> str:
    """What is quoted, where something is: the words around it are the frame's."""
    quoted = [words for _, words in quoted_in(text)]
    return " ".join(quoted) or text


def _source(name: str, output: Output) -> set[str]:
    """Words of everything that the catalogue says of an item; none where it has no text."""
    about = part(output.facts, name)
    description = part(about, "description")
    if not isinstance(description, str) or not description.strip():
        return set()
    title = part(about, "title")
    told = [description, title if isinstance(title, str) else ""]
    told += [word for field in ("creators", "categories", "tags") for word in words_at(about, field)]
    told += [str(value) for value in (*mapping(about, "attributes").values(), *listed(about, "attributes"))]
    return set(_words(" ".join(told)))


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


CHECK: Final = Own()
