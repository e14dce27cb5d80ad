"""The rules for a writer, person or model, rendered from what the verifier checks, so that the two cannot differ."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from frankly.domain.evidence import Cause, EvidenceKind
from frankly.domain.item import Item
from frankly.domain.saying.say_policy import NO_RULES, SayPolicy
from frankly.domain.saying.text import SentenceKind
from frankly.domain.saying.text_slot import ACT_KINDS, CROWD_KINDS, EVIDENCE_FIELDS, GROUND_FIELDS, ITEM_FIELDS
from frankly.domain.saying.text_slot import ITEM_FIELDS_IN_REASON as IN_REASON
from frankly.stages.verify.checks.said import HINTS
from frankly.stages.verify.checks.shape import STATED
from frankly.stages.verify.checks.title_noun import ends_of
from frankly.stages.verify.vocabulary import shapes
from frankly.stages.verify.vocabulary.examples import examples, is_field
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import Choice, Entry, Forms, Hole, Named, Node, SlotPlace, Text
from frankly.stages.verify.vocabulary.situation import FORMS, Situation, holds

_FIELDS: Final = {
    "title": "its title, in quotation marks",
    "query": "what was searched for, in quotation marks",
    "creator": "who made it",
    "category": "its category",
    "tag": "its tag",
    "label": "what was named",
    "count": "how often, or how many people; code writes the number",
    "when": "how long ago; code writes it",
    "region": "the region",
    "segment": "the group",
    "titles": "how many different ones; code writes the number",
    "price": "its price; code writes it",
    "added": "how long ago it came; code writes it",
}
_MOST_INLINE: Final = 60
"""Characters of a part that is written where it is used; longer ones are explained further down."""
_MOST_EXAMPLES: Final = 40
_MOST_CLAIMS: Final = 14


def writing_rules(
    lexicon: Lexicon,
    kind: SentenceKind = "reason",
    evidence: Sequence[EvidenceKind] = (),
    cause: Cause = "contributing",
    *,
    sources: frozenset[str] = frozenset(),
    is_recent: bool = True,
    is_about_item: bool = False,
    is_crowd: bool = True,
    item: Item | None = None,
    policy: SayPolicy = NO_RULES,
) -> str:
    """Write down what a sentence may look like.

    Args:
        lexicon: words and constructions of the language.
        kind: reason, nudge or fact (of fields; a fact that cites the item's text is a quotation with rules of its own).
        evidence: kinds of the cited evidence, for a reason.
        cause: what the evidence is to the item.
        sources: candidate sources that brought at least half of the effect (`content`, `item_item`, `transitions`).
        is_recent: whether all of it happened in the last 30 days.
        is_about_item: whether it was done to the recommended item itself.
        is_crowd: whether a statistic counts at least twenty people.
        item: the recommended item, to say what it may be called; None writes down how that is decided.
        policy: what the house does not say.

    Returns:
        Markdown: what to write, the slots, the constructions with their parts, examples, and what never to write.
    """
    kinds = frozenset(evidence)
    situation = Situation(
        kind,
        frozenset(one.value for one in kinds),
        _conditions(kinds, cause, sources, is_recent=is_recent, is_about_item=is_about_item, is_crowd=is_crowd)
        # Constructions and examples in the other form of address would be refused: the house speaks in one.
        | (FORMS & {policy.address_of(lexicon.locale)}),
    )
    parts = [
        _head(kind, kinds, cause, situation),
        _slots(kind, kinds),
        _constructions(lexicon, situation, item),
        _examples(lexicon, situation),
        _never(lexicon, kind),
        house_rules(policy, lexicon.locale, kind),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _conditions(
    kinds: frozenset[EvidenceKind],
    cause: Cause,
    sources: frozenset[str],
    *,
    is_recent: bool,
    is_about_item: bool,
    is_crowd: bool,
) -> frozenset[str]:
    if not kinds:
        return frozenset({"other", "item"})
    flags = (
        (cause, True),
        ("self" if is_about_item else "other", True),
        ("item", True),
        ("recent", is_recent),
        ("several", True),
        ("crowd", is_crowd and kinds <= CROWD_KINDS),
        ("acts", kinds <= ACT_KINDS),
        ("others", kinds <= CROWD_KINDS),
        ("stated", kinds <= STATED),
    )
    return frozenset(name for name, holds in flags if holds) | sources


_DOES: Final[dict[SentenceKind, str]] = {
    "reason": "says why this item is shown, from the cited evidence, and nothing else",
    "nudge": "invites, and states nothing: not about the item, not about the reader",
    "fact": "tells fields of the item through slots; what the item's text says is quoted by code, not written",
}


def _head(kind: SentenceKind, kinds: frozenset[EvidenceKind], cause: Cause, situation: Situation) -> str:
    told = ", ".join(sorted(one.value for one in kinds))
    lines = [f"# Writing a {kind}", "", f"A {kind} {_DOES[kind]}."]
    if kinds:
        known = sorted(situation.conditions & {"content", "item_item", "transitions"})
        ways = f" Most of the effect came from: {', '.join(known)}." if known else ""
        lines += [f"Cited evidence: {told}. What it is to the item: {cause}.{ways}"]
        if cause != "necessary":
            lines += ["Say no cause (no 'because', 'since' or 'so'): the item might be shown without this evidence."]
    lines += [
        "The whole sentence is one of the constructions below; a sentence made of the same words in another way is "
        "refused. A full stop at the end may be left out."
    ]
    return "\n".join(lines)


def _slots(kind: SentenceKind, kinds: frozenset[EvidenceKind]) -> str:
    names = []
    if kind == "reason" and kinds:
        fields = frozenset.intersection(*(EVIDENCE_FIELDS[one] for one in kinds))
        grounds = frozenset.intersection(*(GROUND_FIELDS[one] for one in kinds))
        item = frozenset.intersection(*(IN_REASON[one] for one in kinds))
        names = [f"e1.{name}" for name in sorted(fields)] + [f"g1.{name}" for name in sorted(grounds)]
        names += [f"item.{name}" for name in sorted(item)]
    elif kind == "fact":
        names = [f"item.{name}" for name in sorted(ITEM_FIELDS)]
    if not names:
        return ""
    lines = [f"- `{{{name}}}`: {_FIELDS.get(name.split('.')[1], '')}" for name in names]
    note = (
        "Write slots literally. `e1` is a piece of evidence (`e2` another one), `g1` several told together, `item` the "
        "recommended item. No slot stands twice; those of other evidence, and fields that are not listed, are refused."
    )
    if any(name.startswith("g1.") for name in names):
        note += " `e1.count` and `e1.when` tell of that one piece: of several told together say `g1` slots only."
    return "\n".join(["## Slots", "", note, "", *lines])


def _constructions(lexicon: Lexicon, situation: Situation, item: Item | None) -> str:
    printer = _Printer(lexicon, situation)
    sentences = printer.lines(situation.start, printer.only)
    parts = printer.definitions()
    note = (
        "`[x]` may be left out, `(x | y)` is one or the other, a word in capitals is a part explained further down. "
        + end_of_title(lexicon, item)
    )
    return "\n".join(["## Constructions", "", note, "", *(f"- {line}" for line in sentences), "", *parts])


def end_of_title(lexicon: Lexicon, item: Item | None) -> str:
    """What `END OF TITLE` stands for: in general, or for one item."""
    if item is None:
        return (
            "`END OF TITLE` is the last words of the item's own title, in small letters (“knit blanket set” of “Cozy "
            "Knit Blanket Set”); not of an item that names a creator, whose title may be a name, nor where the words "
            "before change what it is."
        )
    ends = ends_of(item, lexicon)
    if not ends:
        return "The title of this item lends no words: `END OF TITLE` is not open, call it as the constructions do."
    runs = [" ".join(ends[-length:]) for length in range(1, len(ends) + 1)]
    shown = ", ".join(f"“{run if lexicon.locale.startswith('de') else run.lower()}”" for run in runs)
    return f"`END OF TITLE` of this item is one of: {shown}."


def _examples(lexicon: Lexicon, situation: Situation) -> str:
    lines = [f"- {line}." for line in examples(lexicon, situation)]
    step = max(1, len(lines) // _MOST_EXAMPLES)
    return "\n".join(["## Examples", "", *lines[::step][:_MOST_EXAMPLES]]) if lines else ""


def _never(lexicon: Lexicon, kind: SentenceKind) -> str:
    lines = [
        "- No digit, number word, price, date, name, link, markup or quotation marks around anything but one slot.",
        "- No word about the item's quality, look or use, and none about how the reader lives or feels.",
        "- No quality, praise, promise or hurry; nothing of other items or people beyond the constructions.",
    ]
    for code, hint in HINTS.items():
        words = sorted(lexicon.claims.get(code.value, ()), key=lambda word: (len(word.split()), word))
        if words:
            step = max(1, len(words) // _MOST_CLAIMS)
            some = ", ".join(words[::step][:_MOST_CLAIMS])
            lines.append(f"- {code.value}: {hint}. Such as: {some}.")
    if kind == "reason":
        lines.append("- An act belongs to its own slot: it is never said of the recommended item unless listed above.")
    return "\n".join(["## Never", "", *lines])


def house_rules(policy: SayPolicy, locale: str, kind: SentenceKind) -> str:
    """What editors and lawyers decided, as far as a writer has to know it; empty where nothing is ruled."""
    words = policy.words_of(locale)
    lines = []
    if words is not None:
        ours = policy.address_of(locale)
        others = [one for form, some in words.address.items() if form != ours for one in some if one[:1].islower()]
        if ours and others:
            lines.append(f"- Address the reader by '{ours.capitalize()}', never by {_listed(others)}.")
        lines += [f"- Never {_listed(rule.words)}: {rule.because}." for rule in words.banned.values()]
        for reading in words.reading.values():
            if kind in reading.kinds and reading.most_words is not None:
                lines.append(f"- At most {reading.most_words} words.")
    names = [name for rule in policy.rules.competitors.values() for name in rule.names]
    if names:
        lines.append(f"- Never the names {_listed(names)}.")
    return "\n".join(["## House rules", "", *lines]) if lines else ""


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)


@dataclass(slots=True)
class _Printer:
    """Writes patterns down for people, each part once."""

    lexicon: Lexicon
    situation: Situation
    _waiting: list[tuple[str, str | None]] = field(default_factory=list)
    _names: dict[tuple[str, str | None], str] = field(default_factory=dict)

    @property
    def only(self) -> str | None:
        """The kind of all evidence; None where there are several."""
        return next(iter(self.situation.kinds)) if len(self.situation.kinds) == 1 else None

    def lines(self, name: str, kind: str | None) -> list[str]:
        """Each pattern of a part that is open."""
        found = []
        for entry in self.lexicon.shapes.get(name, ()):
            if self._holds(entry, kind):
                for pattern in entry.patterns:
                    text = self._sequence(pattern, kind, None)
                    if text is not None:
                        found.append(_tidy(text))
        return list(dict.fromkeys(found))

    def definitions(self) -> list[str]:
        """Parts that the lines before have named, and theirs."""
        found = []
        done = 0
        while done < len(self._waiting):
            name, kind = self._waiting[done]
            done += 1
            lines = self.lines(name, kind)
            found += [f"{self._names[name, kind]} is one of:", "", *(f"- {line}" for line in lines), ""]
        return found

    def _sequence(self, nodes: shapes.Sequence, kind: str | None, about: str | None) -> str | None:
        """A pattern in words; None where a part of it is not open."""
        words = []
        for node in nodes:
            text = self._node(node, kind, about)
            if text is None:
                return None
            words.append(text)
        return " ".join(word for word in words if word)

    def _node(self, node: Node, kind: str | None, about: str | None) -> str | None:
        if isinstance(node, Text):
            return node.text
        if isinstance(node, Forms):
            return f"any form of '{node.text}'"
        if isinstance(node, SlotPlace):
            return _slot(node) if is_field(node, kind, self.situation) else None
        if isinstance(node, Hole):
            return about or ""
        if isinstance(node, Choice):
            return self._choice(node, kind, about)
        if isinstance(node, Named):
            return self._named(node, kind, about)
        return "END OF TITLE"

    def _choice(self, node: Choice, kind: str | None, about: str | None) -> str | None:
        known = [self._sequence(option, kind, about) for option in node.options]
        texts = list(dict.fromkeys(text for text in known if text))
        may_be_empty = "" in known
        if not texts:
            return "" if may_be_empty else None
        if may_be_empty:
            return f"[{' | '.join(texts)}]"
        return texts[0] if len(texts) == 1 else f"({' | '.join(texts)})"

    def _named(self, node: Named, kind: str | None, about: str | None) -> str | None:
        kinds = sorted(self.situation.kinds) if node.each else [kind]
        texts = [text for scope in kinds for text in self._part(node, scope, about)]
        found = list(dict.fromkeys(texts))
        if not found:
            return None
        if "" in found:
            found.remove("")
            return f"[{' | '.join(found)}]" if found else ""
        return found[0] if len(found) == 1 else f"({' | '.join(found)})"

    def _part(self, node: Named, kind: str | None, about: str | None) -> Iterator[str]:
        entries = [entry for entry in self.lexicon.shapes.get(node.name, ()) if self._holds(entry, kind)]
        patterns = [pattern for entry in entries for pattern in entry.patterns]
        if node.about is None and not node.name.startswith("noun."):
            lines = self.lines(node.name, kind)
            if len(lines) > 2 or sum(len(line) for line in lines) > _MOST_INLINE:
                yield self._name(node.name, kind)
                return
        inner = None if node.about is None else self._sequence(node.about, kind, about)
        for pattern in patterns:
            text = self._sequence(pattern, kind, inner)
            if text is not None:
                yield text

    def _name(self, name: str, kind: str | None) -> str:
        if (name, kind) not in self._names:
            self._waiting.append((name, kind))
            suffix = "" if kind is None or kind == self.only else f"-{kind}"
            self._names[name, kind] = (name + suffix).replace("_", "-").upper()
        return self._names[name, kind]

    def _holds(self, entry: Entry, kind: str | None) -> bool:
        return holds(entry, kind, self.situation.conditions)


def _slot(place: SlotPlace) -> str:
    name = f"{{{place.owner}{'' if place.owner == 'item' else '1'}.{place.field}}}"
    return f"“{name}”" if place.field in {"title", "query"} else name


def _tidy(text: str) -> str:
    for mark in ",.:;":
        text = text.replace(f" {mark}", mark)
    return text.replace("( {", "({").replace("} )", "})")
