"""`sensitivity`: sensitive topics need consent, and what may be used is not always said."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar, Final

from frankly.domain.saying.say_policy import SensitiveRules
from frankly.evals.checks import showing
from frankly.evals.checks.check import Bench, Example, Options
from frankly.evals.checks.choosing import TextOptions, Words
from frankly.evals.checks.found import judged, shown, skipped, whole
from frankly.evals.checks.reading import (
    Numbered,
    asked,
    chosen,
    evidence_of,
    ids_of,
    items_of,
    listed,
    mapping,
    part,
    titles_of,
    without,
    words_at,
)
from frankly.evals.runs.output import Output, Probe
from frankly.evals.runs.verdict import Finding


class SensitivityOptions(TextOptions):
    """What is looked for besides."""

    main: ClassVar[str] = "words"

    words: Words = ()
    """Words that tell of a sensitive topic, and must stand in no text outside of titles."""


class Sensitivity:
    """The check."""

    name: ClassVar[str] = "sensitivity"
    says: ClassVar[str] = (
        "No item and no sentence touches a sensitive topic without consent, or tells what is kept silent."
    )
    about: ClassVar[str] = (
        "Topics are those that items name themselves and those of `policies/rules.yaml`; consent is what the record "
        "says was allowed, and without a record what the profile of the request allows. Such items stand in no slate, "
        "and no sentence cites evidence that hangs on one. Evidence that a rule keeps silent (the record's `untold`) "
        "may rank an item and is cited by no sentence. A topic that nobody labelled is not seen."
    )
    options: ClassVar[type[Options]] = SensitivityOptions
    probes: ClassVar[Sequence[Probe]] = ()
    gates: ClassVar[bool] = True

    def look(self, output: Output, options: SensitivityOptions, bench: Bench) -> Finding:
        """Look at items and at what sentences cite."""
        known = [name for name in ids_of(output.answer) if isinstance(output.facts.get(name), Mapping)]
        texts = chosen(output, options.where)
        if not known and not texts:
            return skipped("there is no text, and nothing is known of an item")
        agreed, rules = _agreed(output), bench.policy.rules.sensitive
        faults = [
            f"{name} is of the sensitive topic '{topic}', without consent"
            for name, topic in _of(known, output, rules, agreed)
        ]
        names = titles_of(output)
        bad = [(one, why) for one in texts if (why := _fault(one, output, options, rules, agreed, names))]
        faults += [f"{text.place} {why}: {shown(text.text)}" for (_, text), why in bad]
        return judged(faults, len(known) + len(texts), [whole(number, text, "sensitive") for (number, text), _ in bad])

    def examples(self) -> Sequence[Example]:
        """A book on an illness: with consent, without, and cited."""
        ill = {"title": "Living with Diabetes", "categories": ["Health"], "sensitive": ["health"]}
        books = {**showing.BOOKS, "diabetes": ill}
        slate = showing.slate("farthest-north", "diabetes")
        agreed = {"scope": {"topics": ["health"]}}
        refused: dict[str, Any] = {"scope": {"topics": []}}
        told = showing.reason("Because you opened “Living with Diabetes”, this one made the list.")
        cited = showing.slate("farthest-north")
        cited["items"][0]["evidence"][0]["anchor"] = {"type": "item", "value": "diabetes"}
        return (
            showing.passes("the person agreed to the topic", showing.output(answer=slate, record=agreed, facts=books)),
            showing.fails("they did not", showing.output(answer=slate, record=refused, facts=books)),
            showing.fails("a reason tells of it", showing.output(told, answer=cited, record=refused, facts=books)),
            showing.fails(
                "a reason tells what a rule keeps silent", showing.output(showing.reason(), record={"untold": [0]})
            ),
        )


def _agreed(output: Output) -> frozenset[str]:
    """Topics that the person agreed to."""
    if isinstance(part(output.record, "scope"), Mapping):
        return frozenset(words_at(output.record, "scope", "topics"))
    request = asked(output)
    consent = request.profile.consent if request is not None and request.profile is not None else None
    return frozenset(topic for topic, is_allowed in consent.sensitive.items() if is_allowed) if consent else frozenset()


def _of(
    names: Sequence[str], output: Output, rules: SensitiveRules, agreed: frozenset[str]
) -> Iterator[tuple[str, str]]:
    for name in names:
        yield from ((name, topic) for topic in _topics(output.facts.get(name), rules) if topic not in agreed)


def _topics(about: Any, rules: SensitiveRules) -> Iterator[str]:
    """Sensitive topics of an item."""
    yield from words_at(about, "sensitive")
    for topic, labels in rules.topics.items():
        if {*words_at(about, "categories")} & {*labels.categories} or {*words_at(about, "tags")} & {*labels.tags}:
            yield topic


def _fault(
    one: Numbered,
    output: Output,
    options: SensitivityOptions,
    rules: SensitiveRules,
    agreed: frozenset[str],
    names: Sequence[str],
) -> str:
    text = one[1]
    own = without(text.text, names).lower()
    if word := next((word for word in options.words if word.strip() and word.lower() in own), None):
        return f"holds {shown(word)}"
    silent = {f"e{place + 1}" for place in listed(output.record, "untold") if isinstance(place, int)}
    if cited := silent.intersection(text.evidence):
        return f"cites {', '.join(sorted(cited))}, which a rule keeps silent"
    anchors = _anchors(one, output)
    if text.item is not None and text.kind != "nudge":
        anchors.append(text.item)
    found = next(_of(anchors, output, rules, agreed), None)
    return f"tells of {found[0]}, of the sensitive topic '{found[1]}', without consent" if found else ""


def _anchors(one: Numbered, output: Output) -> list[str]:
    """Items on which the evidence hangs that a sentence cites."""
    item = next((item for item in items_of(output.answer) if item["id"] == one[1].item), {})
    pieces = evidence_of(item)
    anchors = [mapping(pieces.get(name), "anchor") for name in one[1].evidence]
    return [
        anchor["value"] for anchor in anchors if anchor.get("type") == "item" and isinstance(anchor.get("value"), str)
    ]


CHECK: Final = Sensitivity()
