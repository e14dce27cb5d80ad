"""The templates that a prompt may be written in: Jinja2 with so little in it that none can run long or grow large.

Jinja2's own sandbox keeps a template away from Python, and bounds neither time nor memory. So nothing in here
makes a text longer than what it was given (no `~`, no `*`, no `+` of texts, no macro, no `replace`), loops stand three
deep at most, and whoever renders counts what comes out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import lru_cache
from typing import Any, Final

from jinja2 import StrictUndefined, Template, TemplateError, nodes
from jinja2.filters import FILTERS
from jinja2.sandbox import SandboxedEnvironment

MOST_RENDERED: Final = 200_000
"""Characters of one block: half of what a call may hold."""

MOST_LOOPS: Final = 3
"""Loops within loops."""

_ALLOWED: Final = (
    nodes.Template,
    nodes.Block,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.CondExpr,
    nodes.Assign,
    nodes.Name,
    nodes.Const,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Call,
    nodes.Filter,
    nodes.Test,
    nodes.Keyword,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Add,
    nodes.Sub,
    nodes.Tuple,
)
"""Everything that a template may be made of."""

_INSTEAD: Final[Mapping[type[nodes.Node], str]] = {
    nodes.Concat: "'~' can grow without bound; write the parts one behind the other",
    nodes.Macro: "a macro can grow without bound; write it out, or loop",
    nodes.Include: "a prompt is one file, so that its hash says what was sent; write it out",
    nodes.Import: "a prompt is one file, so that its hash says what was sent; write it out",
    nodes.Extends: "a prompt is one file, so that its hash says what was sent; write it out",
}

_FILTERS: Final = (
    "length count first last upper lower capitalize trim sort unique reverse map select reject selectattr rejectattr "
    "items dictsort"
).split()


class _Sandbox(SandboxedEnvironment):
    """Calls nothing but `rule`, and adds nothing but whole numbers."""

    intercepted_binops = frozenset({"+", "-"})

    def is_safe_callable(self, obj: Any) -> bool:
        return bool(getattr(obj, "is_for_prompts", False))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if type(left) is not int or type(right) is not int:
            raise TemplateError(f"'{operator}' is for whole numbers; write texts one behind the other")
        return super().call_binop(context, operator, left, right)


def template(body: str, neutral: Callable[[str], str] | None = None) -> Template:
    """Compile a body.

    Args:
        body: of a prompt.
        neutral: what becomes of each text that is filled in; None leaves it as it is.

    Raises:
        TemplateError: when it is no template, or made of more than a prompt may be.
    """
    return _template(body, neutral)


@lru_cache(maxsize=256)
def _template(body: str, neutral: Callable[[str], str] | None) -> Template:
    made = sandbox(neutral)
    for line, what in misuses(made.parse(body)):
        raise TemplateError(f"line {line} of the body: {what}")
    return made.from_string(body)


def sandbox(neutral: Callable[[str], str] | None = None) -> SandboxedEnvironment:
    """What reads and runs bodies."""

    def finalize(value: object) -> object:
        return _written(value, neutral)

    made = _Sandbox(
        undefined=StrictUndefined,
        autoescape=False,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=finalize,
        cache_size=0,
    )
    made.globals.clear()
    made.filters = {name: FILTERS[name] for name in _FILTERS} | {"join": _joined}
    return made


def misuses(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    """What in a template a prompt may not be made of, by line of the body, and what to write instead."""
    yield from _misuses(tree, 0)


def _misuses(node: nodes.Node, loops: int) -> Iterator[tuple[int, str]]:
    wrong = _misuse(node, loops)
    if wrong:
        yield node.lineno, wrong
        return
    for child in node.iter_child_nodes():
        yield from _misuses(child, loops + isinstance(node, nodes.For))


def _misuse(node: nodes.Node, loops: int) -> str:
    if not isinstance(node, _ALLOWED):
        name = type(node).__name__.lower()
        return _INSTEAD.get(type(node), f"'{name}' is more than a prompt may be made of")
    if isinstance(node, nodes.For) and (node.recursive or loops >= MOST_LOOPS):
        return f"loops stand {MOST_LOOPS} deep at most, and never call themselves"
    if isinstance(node, nodes.Call) and not (isinstance(node.node, nodes.Name) and node.node.name == "rule"):
        return "only rule('its-id') may be called; prepare the value in the input model"
    return ""


def bounded(pieces: Iterable[str]) -> str:
    """Put a rendering together, up to its limit.

    Raises:
        TemplateError: when it is longer.
    """
    found: list[str] = []
    room = MOST_RENDERED
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise TemplateError(f"more than {MOST_RENDERED:,} characters; send fewer items or shorter texts")
        found.append(piece)
    return "".join(found)


def _joined(values: Iterable[object], between: str = "") -> str:
    """`join`, of texts and whole numbers alone, and up to the limit."""

    def pieces() -> Iterator[str]:
        for index, value in enumerate(values):
            yield between if index else ""
            yield str(_written(value, None))

    return bounded(pieces())


def _written(value: object, neutral: Callable[[str], str] | None) -> object:
    """A value as it may be filled in: a text or a whole number."""
    plain = value.value if isinstance(value, Enum) else value
    if isinstance(plain, str):
        return neutral(plain) if neutral is not None else plain
    if isinstance(plain, int) and not isinstance(plain, bool):
        return plain
    if isinstance(plain, StrictUndefined):
        return str(plain)  # raises, and names what is missing
    raise TemplateError(f"a {type(plain).__name__} cannot be written out; loop over it, or name one of its fields")
