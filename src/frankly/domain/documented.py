"""What is said below the fields of a model, read from its source when somebody asks.

Pydantic can do so when it makes a class (`use_attribute_docstrings`). For some two hundred classes that is a fifth of
the start of a service, which needs none of it until somebody looks at its schema.
"""

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import ModuleType

from pydantic import BaseModel


@lru_cache(maxsize=512)
def described(model: type[BaseModel]) -> Mapping[str, str]:
    """Field → what is said of it, by its definition or below it; fields of which nothing is said are absent.

    Args:
        model: the class; what it inherits is described where it was written.
    """
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        found |= _texts(inspect.getmodule(one)).get(one.__qualname__, {})
    own = {name: field.description for name, field in model.model_fields.items() if field.description is not None}
    return {name: text for name, text in (found | own).items() if name in model.model_fields}


@lru_cache(maxsize=512)
def _texts(module: ModuleType | None) -> Mapping[str, Mapping[str, str]]:
    """Class of a module → field → what stands below it; nothing where there is no source."""
    try:
        tree = ast.parse("" if module is None else inspect.getsource(module))
    except (OSError, TypeError, SyntaxError):
        return {}
    return {name: dict(_below(one)) for name, one in _classes(tree, "")}


def _classes(node: ast.AST, outer: str) -> Iterator[tuple[str, ast.ClassDef]]:
    for one in ast.iter_child_nodes(node):
        if isinstance(one, ast.ClassDef):
            yield f"{outer}{one.name}", one
            yield from _classes(one, f"{outer}{one.name}.")


def _below(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for field, told in zip(node.body, node.body[1:], strict=False):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if isinstance(told, ast.Expr) and isinstance(told.value, ast.Constant) and isinstance(told.value.value, str):
            yield field.target.id, inspect.cleandoc(told.value.value)
