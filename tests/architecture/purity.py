"""Finds what makes a module impure: a clock, a draw, the environment, input and output, hidden state.

Used on `domain`, `stages` and `measure`, whose results must depend on their arguments alone
(docs/adr/0002-layers-and-purity.md).
"""

import ast
from collections.abc import Iterator

IMPURE_MODULES = frozenset(
    """
    asyncio builtins concurrent ctypes fileinput getpass glob http importlib io logging mmap multiprocessing
    numpy.random os pathlib pickle platform queue random secrets select selectors shelve shutil signal socket sqlite3
    ssl subprocess sys tempfile threading time urllib.request uuid warnings
    anyio chromadb fastapi httpx litellm prometheus_client pydantic_settings redis requests rich starlette structlog
    tenacity typer uvicorn
    """.split()
)

IMPURE_CALLS = frozenset(
    {"open", "print", "input", "eval", "exec", "compile", "__import__", "breakpoint", "hash", "id"}
)
"""`hash` differs from one process to the next for text, `id` always; a `__hash__` method may call both."""

CLOCK_READERS = frozenset({"now", "utcnow", "today"})


def impurities(source: str) -> list[str]:
    """Everything impure in a module's source, as `line: reason`."""
    return [f"{line}: {reason}" for line, reason in sorted(_walk(ast.parse(source)))]


def _walk(node: ast.AST) -> Iterator[tuple[int, str]]:
    reason = _reason(node)
    if reason is not None:
        yield getattr(node, "lineno", 0), reason
    if isinstance(node, ast.FunctionDef) and node.name == "__hash__":
        return
    for child in ast.iter_child_nodes(node):
        yield from _walk(child)


def _reason(node: ast.AST) -> str | None:
    match node:
        case ast.Import(names=names):
            return next((f"imports {alias.name}" for alias in names if _is_impure(alias.name)), None)
        case ast.ImportFrom(module=module, names=names) if module is not None:
            full = [f"{module}.{alias.name}" for alias in names]
            return next((f"imports {name}" for name in [module, *full] if _is_impure(name)), None)
        case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
            return f"calls {name}()"
        case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCK_READERS:
            return f"reads the clock by .{name}()"
        case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="random"):
            return "draws from numpy.random"
        case ast.AsyncFunctionDef() | ast.Await() | ast.AsyncFor() | ast.AsyncWith():
            return "waits for something"
        case ast.Global():
            return "keeps state in a global"
    return None


def _is_impure(name: str) -> bool:
    parts = name.split(".")
    return any(".".join(parts[: length + 1]) in IMPURE_MODULES for length in range(len(parts)))
