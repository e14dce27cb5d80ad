"""Writes a house's colours into its template once: two thirds of what a letter fills in are the same in all of them."""

from dataclasses import fields
from typing import Final

from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import escape

from frankly.stages.messaging.letter import Colours, Look

_COLOURS: Final = frozenset(one.name for one in fields(Colours))


def coloured(tree: nodes.Template, look: Look) -> nodes.Template:
    """A template with `letter.look.light.…` and `letter.look.dark.…` filled in where they are written.

    Args:
        tree: the template; it is changed.
        look: of all letters that it is then used for.
    """
    _Colouring(look).visit(tree)
    return tree


class _Colouring(NodeTransformer):
    def __init__(self, look: Look) -> None:
        self._look = look

    def visit_Output(self, node: nodes.Output) -> nodes.Output:
        """Put what is written in the place of what would be looked up."""
        node.nodes = [self._written(one) for one in node.nodes]
        return node

    def _written(self, node: nodes.Expr) -> nodes.Expr:
        match node:
            case nodes.Getattr(
                node=nodes.Getattr(
                    node=nodes.Getattr(node=nodes.Name(name="letter"), attr="look"), attr=("light" | "dark") as shade
                ),
                attr=name,
            ) if name in _COLOURS:
                return nodes.TemplateData(str(escape(getattr(getattr(self._look, shade), name))))
        return node
