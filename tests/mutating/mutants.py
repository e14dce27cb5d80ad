"""Finds places where a function can be changed a little, and changes it in a running process.

Compared, joined, negated, counted and returned values are changed; texts, annotations and constants of modules are
not: data is tested by suites.
"""

import ast
import copy
import functools
import gc
import importlib
import types
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.needs import ROOT

SOURCE = ROOT / "src"

_COMMON = "frankly.stages."
"""Left out of a name: nothing else is changed."""

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_CALLED = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Attributes:
        module: dotted name.
        function: the outermost function or method that holds the place, as `Class.method`.
        place: number of the place inside the function, in order of the tree.
        line: of the source.
        what: what is changed.
    """

    module: str
    function: str
    place: int
    line: int
    what: str

    @property
    def name(self) -> str:
        """Module inside its stage, line and change, for people."""
        return f"{self.module.removeprefix(_COMMON)}.{self.function}:{self.line} {self.what}"


def mutants_of(package: Path) -> list[Mutant]:
    """Every change of the modules of a folder and of those within, in order of file and place."""
    return [mutant for file in sorted(package.rglob("*.py")) for mutant in _of_module(file)]


def _of_module(file: Path) -> Iterator[Mutant]:
    module = ".".join(file.relative_to(SOURCE).with_suffix("").parts)
    for name, function in functions_of(ast.parse(file.read_text(encoding="utf-8"))):
        for place, (node, what) in enumerate(_places(function)):
            yield Mutant(module, name, place, node.lineno, what)


def functions_of(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions of a module and methods of its classes, by qualified name."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield f"{node.name}.{inner.name}", inner


def _places(function: ast.FunctionDef) -> Iterator[tuple[Any, str]]:
    for part in function.body:
        # The type of a local name is never evaluated: no test could notice a change of it.
        unread = {
            id(one) for node in ast.walk(part) if isinstance(node, ast.AnnAssign) for one in ast.walk(node.annotation)
        }
        for node in ast.walk(part):
            if id(node) not in unread and (what := _change(node, is_done=False)) is not None:
                yield node, what


def _change(node: Any, *, is_done: bool) -> str | None:
    """What would be changed of a node; changes it when that is wanted."""
    for changer in (_compared, _joined, _negated, _counted, _constant, _called, _returned):
        what = changer(node, is_done)
        if what is not None:
            return what
    return None


def _compared(node: Any, is_done: bool) -> str | None:
    if not isinstance(node, ast.Compare) or type(node.ops[0]) not in _COMPARED:
        return None
    other = _COMPARED[type(node.ops[0])]
    what = f"{type(node.ops[0]).__name__} to {other.__name__}"
    if is_done:
        node.ops[0] = other()
    return what


def _joined(node: Any, is_done: bool) -> str | None:
    if not isinstance(node, ast.BoolOp):
        return None
    other = ast.And if isinstance(node.op, ast.Or) else ast.Or
    if is_done:
        node.op = other()
    return f"to {other.__name__}"


def _negated(node: Any, is_done: bool) -> str | None:
    if not isinstance(node, ast.UnaryOp) or not isinstance(node.op, ast.Not):
        return None
    if is_done:
        node.operand, node.op = ast.UnaryOp(ast.Not(), node.operand), ast.Not()
    return "not dropped"


def _counted(node: Any, is_done: bool) -> str | None:
    if not isinstance(node, ast.BinOp) or type(node.op) not in _COUNTED:
        return None
    other = _COUNTED[type(node.op)]
    what = f"{type(node.op).__name__} to {other.__name__}"
    if is_done:
        node.op = other()
    return what


def _constant(node: Any, is_done: bool) -> str | None:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, int):
        return None
    other = not node.value if isinstance(node.value, bool) else node.value + 1
    what = f"{node.value} to {other}"
    if is_done:
        node.value = other
    return what


def _called(node: Any, is_done: bool) -> str | None:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in _CALLED:
        return None
    what = f"{node.func.id} to {_CALLED[node.func.id]}"
    if is_done:
        node.func.id = _CALLED[node.func.id]
    return what


def _returned(node: Any, is_done: bool) -> str | None:
    is_empty = isinstance(node, ast.Return) and isinstance(node.value, ast.List | ast.Constant | ast.Name | None)
    if not isinstance(node, ast.Return) or is_empty:
        return None
    if is_done:
        node.value = ast.Constant(None)
    return "return nothing"


def apply(mutant: Mutant) -> None:
    """Change the function in this process, whoever holds it, and forget what it had answered before.

    Raises:
        LookupError: when the source no longer has that place.
    """
    file = SOURCE / Path(*mutant.module.split(".")).with_suffix(".py")
    tree = copy.deepcopy(ast.parse(file.read_text(encoding="utf-8")))
    node = dict(functions_of(tree))[mutant.function]
    _change([found for found, _ in _places(node)][mutant.place], is_done=True)
    code = compile(ast.fix_missing_locations(tree), str(file), "exec")
    for part in mutant.function.split("."):
        code = next(one for one in code.co_consts if isinstance(one, types.CodeType) and one.co_name == part)
    found: Any = importlib.import_module(mutant.module)
    for part in mutant.function.split("."):
        found = vars(found)[part]
    plain(found).__code__ = code
    forget()


def plain(found: Any) -> Any:
    """The function inside a property, a cached function or a static method."""
    for attribute in ("fget", "__func__", "__wrapped__", "func"):
        while getattr(found, attribute, None) is not None:
            found = getattr(found, attribute)
    return found


def forget() -> None:
    """Empty every cache of the product."""
    for one in gc.get_objects():
        if isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith("frankly."):
            one.cache_clear()
