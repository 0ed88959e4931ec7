"""Generates ``static/src/net/protocol.ts`` from ``workbench.protocol``.

Usage: ``python -m podlab.workbench.typescript`` writes the file, with ``--check`` only compares.
Rooms above the workbench generate files for protocols of their own (``spell_messages``, ``run``).
"""

import inspect
import sys
import types
import typing
from pathlib import Path
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints

from podlab.workbench import class_protocol, protocol, shapes

NET = Path(__file__).resolve().parents[2] / "static" / "src" / "net"
TARGET = NET / "protocol.ts"
_SCALARS: dict[Any, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    Any: "unknown",
}


def _spell(hint: Any) -> str:
    origin, args = get_origin(hint), get_args(hint)
    if hint in _SCALARS:
        return _SCALARS[hint]
    if origin is list:
        return f"{_spell(args[0])}[]"
    if origin is dict:
        return f"Record<{_spell(args[0])}, {_spell(args[1])}>"
    if origin is Literal:
        return " | ".join(f'"{value}"' for value in args)
    if origin in (Union, types.UnionType):
        return " | ".join(_spell(part) for part in args)
    return str(hint.__name__)


def _interface(record: type) -> str:
    lines = []
    if record.__doc__ and not record.__doc__.startswith("dict("):
        lines.append(f"/** {' '.join(inspect.cleandoc(record.__doc__).split())} */")
    lines.append(f"export interface {record.__name__} {{")
    for name, hint in get_type_hints(record, include_extras=True).items():
        optional = get_origin(hint) is NotRequired
        spelled = _spell(get_args(hint)[0] if optional else hint)
        lines.append(f"  {name}{'?' if optional else ''}: {spelled};")
    return "\n".join([*lines, "}"])


def spell_messages(source: str, *modules: types.ModuleType) -> str:
    """The TypeScript text of the messages of some modules; the last has the unions of all."""
    records = [
        value
        for module in modules
        for value in vars(module).values()
        if typing.is_typeddict(value) and value.__module__ == module.__name__
    ]
    parts = [f"// Generated from {source} by `make protocol`: do not edit."]
    parts += [_interface(record) for record in records]
    for name in ("ClientMessage", "ServerMessage"):
        parts.append(f"export type {name} = {_spell(getattr(modules[-1], name))};")
    return "\n\n".join(parts) + "\n"


def generate() -> str:
    """The TypeScript text of the page's messages."""
    return spell_messages("podlab/workbench/protocol.py", shapes, class_protocol, protocol)


def run(target: Path, text: str) -> int:
    """Write a generated file, or compare it."""
    if "--check" in sys.argv[1:]:
        same = target.exists() and target.read_text() == text
        print(f"{target.name} is {'up to date' if same else 'stale: run make protocol'}")
        return 0 if same else 1
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(run(TARGET, generate()))
