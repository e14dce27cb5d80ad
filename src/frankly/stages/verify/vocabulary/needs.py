"""What of a situation the patterns of a part look at: where two situations agree in that, they share the part."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from frankly.stages.verify.vocabulary.lexicon import Lexicon
from frankly.stages.verify.vocabulary.shapes import Choice, Hole, Named, Node, SlotPlace
from frankly.stages.verify.vocabulary.situation import FORMS, KINDS


class Need(NamedTuple):
    """What some patterns look at.

    Attributes:
        conditions: what may hold or not.
        of_kind: whether they look at the kind of what they stand inside of.
        of_kinds: whether they look at all cited kinds.
        of_hole: whether they hold what they are about.
    """

    conditions: frozenset[str] = frozenset()
    of_kind: bool = False
    of_kinds: bool = False
    of_hole: bool = False


NOTHING: Final = Need()


class Needs:
    """Answers for each node of one language, once."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Begin.

        Args:
            lexicon: constructions of the language.
        """
        self._lexicon = lexicon
        self._of_nodes: dict[Node, Need] = {}
        self._of_names: dict[str, Need] = {}

    def of(self, nodes: Iterable[Node]) -> Need:
        """What a sequence looks at."""
        return _joined([self.of_node(node) for node in nodes])

    def inside(self, name: str) -> Need:
        """What the patterns of a part look at."""
        found = self._of_names.get(name)
        if found is None:
            entries = self._lexicon.shapes.get(name, ())
            own = [
                Need(_looked_for(entry.conditions), of_kind=not entry.conditions.isdisjoint(KINDS)) for entry in entries
            ]
            found = _joined([*own, *(self.of(pattern) for entry in entries for pattern in entry.patterns)])
            self._of_names[name] = found
        return found

    def of_node(self, node: Node) -> Need:
        """What a node looks at."""
        found = self._of_nodes.get(node)
        if found is None:
            found = self._of_nodes[node] = self._looked_up(node)
        return found

    def _looked_up(self, node: Node) -> Need:
        if isinstance(node, SlotPlace):
            return Need(of_kind=node.owner != "item")
        if isinstance(node, Hole):
            return Need(of_hole=True)
        if isinstance(node, Choice):
            return _joined([self.of(option) for option in node.options])
        if isinstance(node, Named):
            inside, about = self.inside(node.name), self.of(node.about or ())
            both = _joined([inside, about])
            return Need(both.conditions, both.of_kind and not node.each, both.of_kinds or node.each, about.of_hole)
        return NOTHING


def _looked_for(conditions: frozenset[str]) -> frozenset[str]:
    # Where one form of address is looked for, it matters whether the other is named.
    return conditions - KINDS if conditions.isdisjoint(FORMS) else conditions - KINDS | FORMS


def _joined(needs: Iterable[Need]) -> Need:
    needs = list(needs)
    return Need(
        frozenset().union(*(need.conditions for need in needs)),
        any(need.of_kind for need in needs),
        any(need.of_kinds for need in needs),
        any(need.of_hole for need in needs),
    )
