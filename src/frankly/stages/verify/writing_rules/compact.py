"""Constructions in few words: each part once, and of each kind of evidence only what is its own."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from frankly.domain.evidence import EvidenceKind
from frankly.domain.saying.text_slot import ACT_KINDS, CROWD_KINDS
from frankly.stages.verify.checks.shape import STATED
from frankly.stages.verify.vocabulary import shapes
from frankly.stages.verify.vocabulary.examples import examples, is_field
from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import Choice, Entry, Forms, Hole, Named, Node, SlotPlace, Text
from frankly.stages.verify.vocabulary.situation import FORMS, KINDS, Situation, holds
from frankly.stages.verify.writing_rules.taught import closed

_TWICE: Final = re.compile(r"(\{e1\.(?:title|query)\})( \w+ )\1")

_PART: Final = re.compile(r"\b[A-Z][A-Z-]+\b|\bT\b")

_PARTS: Final = {
    "acts": "ACT",
    "acts_last": "ACT-LAST",
    "act": "ACT",
    "act_last": "ACT-LAST",
    "thing": "THING",
    "unnamed": "WHAT",
    "what": "WHICH",
    "one_thing": "T",
    "when": "WHEN",
    "did": "DID",
    "went": "WENT",
    "timeless": "DID",
    "timeless_went": "WENT",
    "look": "LOOK",
    "part": "DONE",
    "link": "LINK",
    "maybe": "MAYBE",
    "maybe_turned": "MAYBE-TURNED",
    "so_here": "HERE",
    "here_first": "HERE-FIRST",
    "this": "THIS",
    "nom": "THIS",
    "acc": "THIS-ACC",
    "dat": "THIS-DAT",
    "turned": "TURNED",
    "turned_bare": "TURNED-BARE",
    "many": "MANY",
    "time": "TIME",
}
"""Part of the lexicon → what it is called in the rules; every other part is written out where it is used."""

_ONE_BY_ONE: Final = ("did", "went", "look", "part")
"""Parts that every kind has of its own."""

_ADDED: Final = ("act", "act_last", "acted", "unnamed", "what")
"""Parts that some kinds have ways of their own of, beside those of all kinds."""

_GENERAL: Final = (
    "act",
    "act_last",
    "thing",
    "unnamed",
    "what",
    "one_thing",
    "when",
    "link",
    "maybe",
    "maybe_turned",
    "so_here",
    "here_first",
    "this",
    "nom",
    "acc",
    "dat",
)


def compact_rules(
    lexicon: Lexicon, kinds: Collection[EvidenceKind], few: Collection[EvidenceKind] = (), *, is_own: bool = False
) -> tuple[str, ...]:
    """Write down what sentences about a slate may look like.

    Args:
        lexicon: the constructions to be taught; see `taught`.
        kinds: kinds of the slate's evidence, statistics over few people aside.
        few: kinds of statistics over few people.
        is_own: whether some of it was done to the recommended item itself.

    Returns:
        Lines: a name, a colon, and what it may look like, with `·` between one way and another.
    """
    ordered = [kind for kind in EvidenceKind if kind in kinds]
    lexicon = _with_own(lexicon, frozenset({*kinds, *few}))
    has_acts = any(_has_acts(lexicon, kind) for kind in ordered)
    reasons = list(_general(lexicon, is_own=is_own)) if has_acts else []
    own = _by_kind(lexicon, ordered, [kind for kind in EvidenceKind if kind in few])
    own.append(_line("NUDGE", _Teller(lexicon, _STILL, None).part("looking")))
    shown = [text for kind in ordered if kind in ACT_KINDS for text in _examples(lexicon, kind)][:MOST_EXAMPLES]
    examples_of = [_line("EXAMPLE", shown)] if shown else []
    return (*reasons, *_parts(lexicon, [*reasons, *own]), *own, *examples_of)


def _by_kind(lexicon: Lexicon, kinds: Sequence[EvidenceKind], few: Sequence[EvidenceKind]) -> list[str]:
    """A line for each kind; what several statistics have in common stands once."""
    own = {kind: _of_kind(lexicon, kind, is_few=False) for kind in kinds}
    crowds = [kind for kind in kinds if kind in CROWD_KINDS]
    shared = [one for one in own[crowds[0]] if all(one in own[kind] for kind in crowds)] if len(crowds) > 1 else []
    lines = [_line(", ".join(kind.value for kind in crowds), shared)] if shared else []
    for kind, told in own.items():
        rest = [one for one in told if kind not in crowds or one not in shared]
        lines += [_line(kind.value, rest)] if rest else []
    return lines + [_line(f"{kind.value} (few)", _of_kind(lexicon, kind, is_few=True)) for kind in few]


def _parts(lexicon: Lexicon, lines: Sequence[str]) -> list[str]:
    """Parts of all kinds that some lines name, and those that these name."""
    still = _Teller(lexicon, _STILL, None)
    found: dict[str, str] = {}
    named = _named(lines)
    while True:
        new = [name for name in _GENERAL if name not in found and _PARTS[name] in named and still.part(name)]
        if not new:
            return [found[name] for name in _GENERAL if name in found]
        for name in new:
            found[name] = _line(_PARTS[name], [one for one in still.part(name) if one != _PARTS[name]])
        named |= _named(found.values())


def _named(lines: Iterable[str]) -> set[str]:
    return {name for line in lines for name in _PART.findall(line)}


MOST_EXAMPLES: Final = 3
"""Whole sentences that are shown."""


def _examples(lexicon: Lexicon, kind: EvidenceKind) -> list[str]:
    """Two sentences about an act, with what it has to do with the item."""
    conditions = _STILL | {"acts", "contributing"}
    told = examples(lexicon, Situation("reason", frozenset({kind.value}), conditions))
    return [f"{text.translate(_QUOTES)}." for text in (*told[2:3], *told[8:9])]


_QUOTES: Final = str.maketrans("", "", "“”„")


def _with_own(lexicon: Lexicon, kinds: frozenset[EvidenceKind]) -> Lexicon:
    """The lexicon without what only other kinds have, and without what needs it."""
    names = frozenset(kind.value for kind in kinds)
    groups = (("stated", STATED), ("acts", ACT_KINDS), ("crowd", CROWD_KINDS), ("others", CROWD_KINDS))
    absent = {name for name, group in groups if kinds.isdisjoint(group)} | (KINDS - names)
    kept = {
        name: tuple([entry for entry in entries if absent.isdisjoint(entry.conditions)])
        for name, entries in lexicon.shapes.items()
    }
    return replace(lexicon, shapes=closed(kept))


def letter_rules(lexicon: Lexicon, kinds: Collection[EvidenceKind]) -> tuple[str, ...]:
    """Write down what lines of an e-mail may look like besides: those that lean on something, and those that do not.

    Args:
        lexicon: the constructions to be taught; see `taught`.
        kinds: kinds of the slate's evidence.
    """
    lexicon = _with_own(lexicon, frozenset(kinds))
    has_acts = any(_has_acts(lexicon, kind) for kind in kinds)
    joint = {name for name, some in (("acts", ACT_KINDS), ("stated", STATED)) if not some.isdisjoint(kinds)}
    teller = _Teller(lexicon, _STILL | joint, None)
    told, which = (teller.part("letter"), teller.own("what")) if has_acts else ([], [])
    still = _Teller(lexicon, _STILL, None)
    lines = (
        ("ABOVE also", told),
        ("WHICH of several kinds", which),
        ("NUDGE also", still.part("opening")),
        ("closing also", still.part("farewell")),
    )
    return tuple(_line(name, said) for name, said in lines if said)


_ONE: Final = frozenset({"other", "item"})
_STILL: Final = _ONE | {"several"}


def _has_acts(lexicon: Lexicon, kind: EvidenceKind) -> bool:
    return any(
        kind.value in entry.conditions for name in ("act", "did", "went") for entry in lexicon.shapes.get(name, ())
    )


def _general(lexicon: Lexicon, *, is_own: bool) -> Iterator[str]:
    """What holds of every kind that has acts or things."""
    still = _Teller(lexicon, _STILL, None)
    reasons = still.part("reason")
    yield _line("REASON", [one for one in reasons if not _is_of_slate(one)])
    yield _line("of a thing marked ! also", _Teller(lexicon, _ONE | {"necessary"}, None).own("reason"))
    yield _line("of a thing marked alike also", _Teller(lexicon, _ONE | {"content"}, None).own("reason"))
    if is_own:
        yield _line("of a thing marked own only", _Teller(lexicon, frozenset({"item", "self"}), None).own("reason"))
    wide = _Teller(lexicon, frozenset({"acts"}), None).own("reason")
    yield _line("ABOVE", [one for one in reasons if _is_of_slate(one)] + wide)


_CROWD: Final = ("many", "turned", "turned_bare")


def _is_of_slate(told: str) -> bool:
    return "WHAT" in told or "WHICH" in told


def _of_kind(lexicon: Lexicon, kind: EvidenceKind, *, is_few: bool) -> list[str]:
    """What is its own of one kind."""
    flags = set(_STILL)
    flags |= {"stated"} if kind in STATED else set()
    flags |= ({"others"} if is_few else {"crowd"}) if kind in CROWD_KINDS else set()
    teller = _Teller(lexicon, frozenset(flags), kind.value)
    parts = [(_PARTS[name], teller.own(name)) for name in _ONE_BY_ONE]
    parts += [(_PARTS.get(name, "THING"), teller.own(name)) for name in _ADDED]
    parts += [
        (_PARTS[name], teller.part(name)) for name in _CROWD if kind in CROWD_KINDS and not (is_few and name == "many")
    ]
    said = [f"{told} = {' | '.join(lines)}" for told, lines in parts if lines]
    said += [one for one in teller.own("reason") if one not in _PARTS.values()]
    marked = replace(teller, conditions=teller.conditions | {"necessary"})
    of_kind = [entry for entry in lexicon.shapes.get("reason", ()) if {kind.value, "necessary"} <= entry.conditions]
    return said + [f"if marked !: {one}" for one in marked.told(of_kind)]


def _line(name: str, told: Sequence[str]) -> str:
    return f"{name}: {' · '.join(told)}"


@dataclass(frozen=True, slots=True, eq=False)
class _Teller:
    """Writes patterns down.

    Attributes:
        lexicon: the constructions.
        conditions: what holds.
        kind: kind of the evidence; None for what is the same for all of them.
    """

    lexicon: Lexicon
    conditions: frozenset[str]
    kind: str | None

    def part(self, name: str) -> list[str]:
        """Every pattern of a part that is open."""
        return self.told([entry for entry in self.lexicon.shapes.get(name, ()) if self._holds(entry)])

    def own(self, name: str) -> list[str]:
        """The patterns that are open under these conditions alone, or for this kind alone."""
        entries = self.lexicon.shapes.get(name, ())
        return self.told([entry for entry in entries if self._holds(entry) and entry.conditions - _STILL - FORMS])

    def told(self, entries: Sequence[Entry]) -> list[str]:
        """The patterns of some entries."""
        told = (self._sequence(one, None) for entry in entries for one in entry.patterns)
        return list(dict.fromkeys(_numbered(_tidy(text)) for text in told if text))

    def _holds(self, entry: Entry) -> bool:
        return holds(entry, self.kind, self.conditions)

    def _sequence(self, nodes: shapes.Sequence, about: str | None) -> str | None:
        words = []
        for node in nodes:
            text = self._node(node, about)
            if text is None:
                return None
            words.append(text)
        return " ".join(word for word in words if word)

    def _node(self, node: Node, about: str | None) -> str | None:
        if isinstance(node, Text | Forms):
            return node.text
        if isinstance(node, SlotPlace):
            return self._slot(node)
        if isinstance(node, Hole):
            return "…" if about is None else about
        if isinstance(node, Choice):
            return _one_of([self._sequence(option, about) for option in node.options])
        if isinstance(node, Named):
            return self._named(node, about)
        return "END"

    def _slot(self, place: SlotPlace) -> str | None:
        if self.kind is not None:
            situation = Situation("reason", frozenset({self.kind}), self.conditions)
            if not is_field(place, self.kind, situation):
                return None
        owner = place.owner if place.owner == "item" else f"{place.owner}1"
        return f"{{{owner}.{place.field}}}"

    def _named(self, node: Named, about: str | None) -> str | None:
        inner = None if node.about is None else self._sequence(node.about, about)
        if node.about is not None and inner is None:
            return None
        if node.name in _PARTS and (self.kind is None or node.name not in _ONE_BY_ONE):
            name = _PARTS[node.name]
            return f"{name} {inner}" if inner else name
        entries = [entry for entry in self.lexicon.shapes.get(node.name, ()) if self._holds(entry)]
        return _one_of([self._sequence(one, inner) for entry in entries for one in entry.patterns])


def _one_of(told: Sequence[str | None]) -> str | None:
    """Ways to go on: in brackets where it may be left out; None where there is none."""
    texts = list(dict.fromkeys(text for text in told if text))
    if "" in told:
        return f"[{' | '.join(texts)}]" if texts else ""
    if not texts:
        return None
    return texts[0] if len(texts) == 1 else f"({' | '.join(texts)})"


def _tidy(text: str) -> str:
    for mark in ",.:;":
        text = text.replace(f" {mark}", mark)
    return text.replace("( ", "(").replace(" )", ")").replace(" [,]", "[,]")


def _numbered(text: str) -> str:
    """A slot that stands twice side by side is of another piece: "{e1.title} and {e2.title}"."""
    return _TWICE.sub(lambda match: f"{match[1]}{match[2]}{match[1].replace('1', '2')}", text)
