"""What a prompt's body holds, by line of its file: its blocks, the variables in them, the rules that it states."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, meta, nodes

from frankly.errors import Misconfigured
from frankly.stages.prompting.sandbox import misuses, sandbox


@dataclass(frozen=True, slots=True)
class Stated:
    """A rule that a body states.

    Attributes:
        line: of the file.
        id: of the rule; empty where it is not written out as a text.
        block: in which block; empty outside of all.
    """

    line: int
    id: str
    block: str


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was looked through.

    Attributes:
        blocks: name → line.
        variables: name of a block, empty for what stands outside → variable → line of its first use.
        rules: those that it states, in order.
        stray: lines of text outside of all blocks, which is never sent.
        misused: line → what in it a prompt may not be made of.
    """

    blocks: Mapping[str, int]
    variables: Mapping[str, Mapping[str, int]]
    rules: tuple[Stated, ...]
    stray: tuple[int, ...]
    misused: Mapping[int, str]


def read_body(place: str, body: str, first_line: int) -> Body:
    """Look through a body.

    Args:
        place: the file, for the message.
        body: what stands below the front matter.
        first_line: of the body in its file.

    Raises:
        Misconfigured: when it is no template, with the line.
    """
    shift = first_line - 1
    try:
        tree = sandbox().parse(body)
    except TemplateSyntaxError as error:
        raise Misconfigured(f"{place}:{error.lineno + shift}: this is no template: {error.message}") from error
    except RecursionError as error:
        raise Misconfigured(f"{place}:{first_line}: brackets stand too deep") from error
    parts = dict(_parts(tree))
    return Body(
        blocks={name: block.lineno + shift for name, block in parts.items() if name},
        variables={name: _variables(part, shift) for name, part in parts.items()},
        rules=tuple(stated for name, part in parts.items() for stated in _rules(part, name, shift)),
        stray=tuple(line + shift for line in _stray(parts[""])),
        misused={line + shift: what for line, what in misuses(tree)},
    )


def _parts(tree: nodes.Template) -> Iterator[tuple[str, nodes.Template]]:
    """Each block as a template of its own, and under the empty name what stands outside."""
    outside = [node for node in tree.body if not isinstance(node, nodes.Block)]
    yield "", nodes.Template(outside, lineno=1)
    for block in tree.find_all(nodes.Block):
        yield block.name, nodes.Template(block.body, lineno=block.lineno)


def _variables(part: nodes.Template, shift: int) -> dict[str, int]:
    part.set_environment(sandbox())
    wanted = meta.find_undeclared_variables(part) - {"rule"}
    lines: dict[str, int] = {}
    for name in part.find_all(nodes.Name):
        if name.name in wanted and name.ctx == "load":
            lines.setdefault(name.name, name.lineno + shift)
    return lines


def _rules(part: nodes.Template, block: str, shift: int) -> Iterator[Stated]:
    for call in part.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "rule":
            said = call.args[0] if len(call.args) == 1 else None
            name = said.value if isinstance(said, nodes.Const) and isinstance(said.value, str) else ""
            yield Stated(call.lineno + shift, name, block)


def _stray(outside: nodes.Template) -> Iterator[int]:
    for data in outside.find_all(nodes.TemplateData):
        if data.data.strip():
            yield data.lineno + data.data[: len(data.data) - len(data.data.lstrip())].count("\n")
