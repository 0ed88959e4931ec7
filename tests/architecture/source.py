"""Reads the project's own Python for the house rules.  Not a test."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("podlab", "lessons", "benchmarks", "tools")


@cache
def modules() -> tuple[Path, ...]:
    """Every module of the product (not tests, not migrations)."""
    found = (path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return tuple(sorted(path for path in found if "migrations" not in path.relative_to(ROOT).parts))


@cache
def tree(path: Path) -> ast.Module:
    """A module's syntax tree."""
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a module."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function without its docstring."""
    last = function.end_lineno or function.lineno
    lines = last - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def short(path: Path) -> str:
    """A path as messages show it."""
    return str(path.relative_to(ROOT))
