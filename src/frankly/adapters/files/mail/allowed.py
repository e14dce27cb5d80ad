"""What a template of e-mails may be made of: fields of a letter, conditions, and loops over its lists.

Nothing is called, set, joined or computed, so no template runs long, grows large or reaches Python: time and size are
bounded by those of the letter. Templates are cut off at a size as well.
"""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any, Final

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from frankly.domain.faults import nearest
from frankly.errors import Misconfigured
from frankly.stages.messaging.letter import Block, Colours, Footer, Letter, Link, Look, Picture

MOST_CHARACTERS: Final = 64_000
"""Of a template."""

MOST_LOOPS: Final = 3
"""Loops within loops: parts of the letter, its items, and lines of an item."""

MOST_NESTED: Final = 40
"""Depth of one expression or statement."""

_NODES: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
)
_WAYS: Final[dict[str, Any]] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "auto_reload": False,
}
_OF_LOOP: Final = frozenset({"first", "last", "index"})
_VALUES: Final = (Letter, Block, Footer, Link, Look, Picture, Colours)


@cache
def sandbox() -> Environment:
    """What tries a template out: Jinja2's own sandbox, without filters and functions."""
    return _bare(ImmutableSandboxedEnvironment(**_WAYS))


@cache
def engine() -> Environment:
    """What runs a template that was looked through, and that was tried out.

    The sandbox looks at every field again whenever it is used, which takes six times as long as writing the letter; a
    template that `check` let through names fields of letters alone, and calls nothing.
    """
    return _bare(Environment(**_WAYS))  # noqa: S701  autoescape is among the ways


def _bare(made: Environment) -> Environment:
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


@cache
def known_fields() -> frozenset[str]:
    """Names of fields that a template may use."""
    return frozenset(one.name for value in _VALUES for one in fields(value)) | _OF_LOOP


def check(place: str, source: str) -> None:
    """Look through a template.

    Args:
        place: the file, for messages.
        source: the template.

    Raises:
        Misconfigured: when it is too long, no template, or made of more than a template may be, with the line.
    """
    if len(source) > MOST_CHARACTERS:
        raise Misconfigured(f"{place}: a template has at most {MOST_CHARACTERS:,} characters, not {len(source):,}.")
    try:
        tree = sandbox().parse(source)
    except TemplateSyntaxError as error:
        raise Misconfigured(f"{place}:{error.lineno}: this is no template: {error.message}") from error
    except RecursionError as error:
        raise Misconfigured(f"{place}:1: brackets stand too deep") from error
    for line, what in _misuses(tree, {"letter"}, 0, 0):
        raise Misconfigured(f"{place}:{line}: {what}")


def _misuses(node: nodes.Node, names: set[str], loops: int, depth: int) -> Iterator[tuple[int, str]]:
    if wrong := _misuse(node, names, loops, depth):
        yield node.lineno, wrong
        return
    if isinstance(node, nodes.For):
        inner = names | {target.name for target in node.target.find_all(nodes.Name)} | _named(node.target) | {"loop"}
        yield from _misuses(node.iter, names, loops, depth + 1)
        for child in (*node.body, *node.else_):
            yield from _misuses(child, inner, loops + 1, depth + 1)
        return
    for child in node.iter_child_nodes():
        yield from _misuses(child, names, loops, depth + 1)


def _named(node: nodes.Node) -> set[str]:
    return {node.name} if isinstance(node, nodes.Name) else set()


def _misuse(node: nodes.Node, names: set[str], loops: int, depth: int) -> str:
    if not isinstance(node, _NODES):
        return (
            f"'{type(node).__name__.lower()}' is more than a template may be made of: fields of the letter, 'if' and "
            "'for'; everything else is prepared before."
        )
    if depth > MOST_NESTED:
        return "brackets or conditions stand too deep; write it in several places"
    if isinstance(node, nodes.For) and (node.recursive or node.test or loops >= MOST_LOOPS or not _is_list(node.iter)):
        return f"loops run over a list of the letter, stand {MOST_LOOPS} deep at most, and have no condition"
    if isinstance(node, nodes.Name) and node.name not in names:
        return f"'{node.name}' is no name here. Names: {', '.join(sorted(names))}."
    if isinstance(node, nodes.Getattr) and node.attr not in known_fields():
        near = nearest(node.attr, sorted(known_fields()))
        return f"a letter has no field '{node.attr}'." + (f" Did you mean '{near}'?" if near else "")
    return ""


def _is_list(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Getattr)
