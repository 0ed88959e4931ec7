"""How kubectl prints objects: tables, JSON, YAML, names and templates.

Here: choosing by ``-o``.  Not here: what is printed.
"""

from collections.abc import Callable
from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import structured, templates

Printer = Callable[[Context, Any, str], str]
"""Prints one object (or List) given the context and what follows ``=`` in ``-o``."""

PRINTERS: dict[str, Printer] = {
    "json": structured.json_text,
    "yaml": structured.yaml_text,
    "kyaml": structured.kyaml_text,
    "name": structured.name_text,
    "jsonpath": templates.jsonpath_text,
    "jsonpath-as-json": templates.jsonpath_json_text,
    "jsonpath-file": templates.jsonpath_file_text,
    "go-template": templates.go_template_text,
    "go-template-file": templates.go_template_file_text,
    "template": templates.go_template_text,
    "templatefile": templates.go_template_file_text,
    "custom-columns": templates.custom_columns_text,
    "custom-columns-file": templates.custom_columns_file_text,
}
_GET_ONLY = ("custom-columns", "custom-columns-file")


def output_format(c: Context, *, tables: bool = False) -> tuple[str, str]:
    """(format, argument) of ``-o``; ('', '') when a table or a message is to be printed.

    Raises:
        CommandError: kubectl knows no such format.
    """
    text = str(c.flag("output") or "")
    name, equals, argument = text.partition("=")
    if c.given("template") and not argument:
        argument = str(c.flag("template"))
        name = name or "go-template"
    allowed = [key for key in PRINTERS if tables or key not in _GET_ONLY]
    if not name or (tables and name == "wide"):
        return ("wide", "") if name == "wide" else ("", "")
    if name not in allowed:
        words = ",".join(sorted([*allowed, "wide"] if tables else allowed))
        raise CommandError(
            f'unable to match a printer suitable for the output format "{text}", allowed formats '
            f"are: {words}"
        )
    if not argument and ("template" in name or name.startswith("jsonpath")):
        raise CommandError("template format specified but no template given")
    return name, argument


def print_object(c: Context, obj: Any, message: str) -> None:
    """Print an object by ``-o``, or ``pod/web created`` where there is no ``-o``."""
    name, argument = output_format(c)
    if not name:
        c.out(f"{structured.object_name(obj)} {message}{c.dry_suffix}\n")
        return
    c.out(PRINTERS[name](c, obj, argument))
