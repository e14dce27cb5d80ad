"""`faithful`: "because" is said of what the item would not be here without, tried by ranking again."""

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
    ids_of,
    is_number,
    items_of,
    listed,
    mapping,
    part,
    titles_of,
    without,
    words_at,
)
from frankly.evals.runs.output import Output, Probe, Span
from frankly.evals.runs.verdict import Finding

TENTH: Final = 10
"""What contributes brings at least a tenth of the score."""


class Faithful:
    """The check."""

    name: ClassVar[str] = "faithful"
    says: ClassVar[str] = "What is given as a cause is one: without it the item leaves, and its score falls as stated."
    about: ClassVar[str] = (
        "For each ground that a reason cites, the slate is ranked once more without it. Of a necessary ground the item "
        "must be gone; of any other its score must have fallen by exactly what the decision's ledger says that the "
        "ground contributed, and what the answer says, where it shows all of the ground's evidence; and of a "
        "contributing one by a tenth at least. And a word of cause may stand only where the answer calls the cited "
        "evidence necessary. Items that are pinned or drawn are not tried."
    )
    options: ClassVar[type[Options]] = TextOptions
    probes: ClassVar[Sequence[Probe]] = ("without_ground",)
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: TextOptions, bench: Bench) -> Finding:
        """Hold words to causes, and causes to what happens without them."""
        items = {item["id"]: item for item in items_of(output.answer)}
        claims = [one for one in chosen(output, options.where) if _claims(one, items, output, bench)]
        tried = [one for one in output.probes.get("without_ground", ()) if _is_tried(one, items)]
        if not claims and not tried:
            return skipped("no reason says 'because', and nothing was ranked again without a ground")
        wrong = [(one, why) for one in claims if (why := _unfounded(one, items))]
        faults = [f"{one[1].place} {why}: {shown(one[1].text)}" for one, why in wrong]
        spans = [whole(number, text, "false_cause") for (number, text), _ in wrong]
        for probe in tried:
            if why := next(_untrue(probe, items), ""):
                faults.append(why)
                spans += _cited_in(output, probe)
        return judged(faults, len(claims) + len(tried), spans)

    def examples(self) -> Sequence[Example]:
        """A click without which the book is gone, and one without which it stays."""
        answer = showing.slate("farthest-north", "emma")
        answer["items"][0]["causes"] = {"e1": "necessary"}
        weak = showing.slate("farthest-north", "emma")
        weak["items"][0]["causes"] = {"e1": "contributing"}
        changed = {"item": "farthest-north", "grounds": ["e1"], "cause": "necessary"}
        gone = showing.output(answer=showing.slate("emma", "kim"), changed=changed)
        stayed = showing.output(answer=showing.slate("emma", "farthest-north"), changed=changed)
        stated = {"item": "farthest-north", "grounds": ["g1"], "cause": "contributing", "contribution": 500_000_000}
        other = {**stated, "contribution": 400_000_000}
        fell, differs = (showing.output(answer=stayed.answer, changed=one) for one in (stated, other))
        made = showing.output(showing.reason(), answer=answer)
        return (
            showing.passes(
                "without the click the book is gone", made.model_copy(update={"probes": {"without_ground": (gone,)}})
            ),
            showing.passes(
                "its score falls as the ledger says", made.model_copy(update={"probes": {"without_ground": (fell,)}})
            ),
            showing.fails(
                "it falls by another amount", made.model_copy(update={"probes": {"without_ground": (differs,)}})
            ),
            showing.fails("it stays", made.model_copy(update={"probes": {"without_ground": (stayed,)}})),
            showing.fails("“because” of what only contributes", showing.output(showing.reason(), answer=weak)),
        )


def _claims(one: Numbered, items: Mapping[str, Any], output: Output, bench: Bench) -> bool:
    """Whether a sentence about an item of the answer says that something is the cause."""
    text = one[1]
    if text.kind != "reason" or text.item not in items or not text.evidence:
        return False
    lexicon = bench.lexicons.get(text.locale) or bench.lexicons.get(text.locale.split("-")[0])
    words = {"because"} if lexicon is None else lexicon.necessary
    said = without(text.text, titles_of(output)).casefold().replace(",", " ").replace(".", " ").split()
    return "/because" in text.pattern or not {word.casefold() for word in words}.isdisjoint(said)


def _unfounded(one: Numbered, items: Mapping[str, Any]) -> str:
    """Why a sentence may not speak of a cause; empty where it may, or where the answer does not say."""
    text = one[1]
    item = items[text.item or ""]
    found = [cause for name in _names(text.evidence, item) if isinstance(cause := part(item, "causes", name), str)]
    if not found or "necessary" in found:
        return ""
    return f"gives {', '.join(text.evidence)} as the cause, which the answer calls {' and '.join(sorted(set(found)))}"


def _names(cited: Sequence[str], item: Mapping[str, Any]) -> Iterator[str]:
    """Ids under which the cause of what is cited may stand: its own, and those of the grounds that hold all of it."""
    yield from cited
    for place, ground in enumerate(listed(item, "grounds"), 1):
        if set(cited) <= set(words_at(ground, "evidence")):
            yield f"g{place}"


def _is_tried(probe: Output, items: Mapping[str, Any]) -> bool:
    item = probe.changed.get("item")
    return probe.answer is not None and isinstance(item, str) and item in items


def _untrue(probe: Output, items: Mapping[str, Any]) -> Iterator[str]:
    """What did not come true when a ground was taken away."""
    name, cause = probe.changed["item"], probe.changed.get("cause")
    grounds = words_at(probe.changed, "grounds")
    before = items[name]
    after = next((item for item in items_of(probe.answer) if item["id"] == name), None)
    if after is None or name not in ids_of(probe.answer):
        return
    told = f"{name} without {', '.join(grounds[:3]) or 'its ground'}"
    if cause == "necessary":
        yield f"{told} is still at place {after.get('slot')}, and the ground is called necessary"
    scores = before.get("score"), after.get("score")
    if not (is_number(scores[0]) and is_number(scores[1])):
        return
    moved, stated = scores[0] - scores[1], (_shown(before, grounds), probe.changed.get("contribution"))
    expected = next((units for units in stated if isinstance(units, int) and units != moved), None)
    if expected is not None:
        yield f"{told} lost {moved} and not {expected} of its score"
    elif moved <= 0:
        yield f"{told} lost nothing of its score"
    elif cause == "contributing" and moved * TENTH < scores[0]:
        yield f"{told} lost {moved} of {scores[0]}, less than a tenth"


def _shown(item: Mapping[str, Any], grounds: Sequence[str]) -> int | None:
    """What the answer says that the ground contributed; None where it does not show all of it."""
    ground = next((name for name in grounds if name.startswith("g")), "")
    told = listed(item, "grounds")
    if ground[1:].isdigit() and 0 < int(ground[1:]) <= len(told):
        whole_of = part(told[int(ground[1:]) - 1], "contribution")
        return whole_of if isinstance(whole_of, int) else None
    pieces = evidence_of(item)
    names = [name for name in grounds if name.startswith("e")]
    units = [mapping(pieces, name).get("contribution") for name in names]
    return sum(units) if names and all(isinstance(one, int) for one in units) else None  # type: ignore[arg-type]


def _cited_in(output: Output, probe: Output) -> list[Span]:
    """Sentences that cite what was taken away."""
    taken = set(words_at(probe.changed, "grounds"))
    item = probe.changed["item"]
    cited = [one for one in chosen(output) if one[1].item == item and taken & set(one[1].evidence)]
    return [whole(number, text, "false_cause") for number, text in cited]


CHECK: Final = Faithful()
