"""Objects through templates: jsonpath, Go templates, custom columns.

Here: the formats' arguments, files and error words.  Not here: the template languages
(``jsonpath``, ``gotemplate``).
"""

from typing import Any

from podlab.engine.kubectl import tabwriter
from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.cli.values import quote
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers.structured import as_served
from podlab.engine.kubectl.resources.files import read_text
from podlab.engine.kubectl.templates import gotemplate, jsonpath
from podlab.engine.kubectl.templates.gotemplate import sprint

MAX_SHOWN = 64_000


def go_syntax(value: Any) -> str:
    """A JSON value as Go's ``%#v`` prints it."""
    if isinstance(value, dict):
        rows = ", ".join(f"{quote(key)}:{go_syntax(value[key])}" for key in sorted(value))
        return f"map[string]interface {{}}{{{rows}}}"
    if isinstance(value, list):
        return "[]interface {}{" + ", ".join(go_syntax(item) for item in value) + "}"
    if value is None:
        return "interface {}(nil)"
    if isinstance(value, bool):
        return "true" if value else "false"
    return quote(value) if isinstance(value, str) else str(value)


def _parsed(argument: str) -> list[jsonpath.Node]:
    try:
        return jsonpath.parse(argument)
    except jsonpath.JSONPathError as error:
        raise CommandError(f"error parsing jsonpath {argument}, {error}") from None


def jsonpath_text(c: Context, obj: Any, argument: str) -> str:
    """``-o jsonpath=…``."""
    nodes = _parsed(argument)
    try:
        return jsonpath.render(nodes, obj, bool(c.flag("allow-missing-template-keys")))
    except jsonpath.JSONPathError as error:
        raise _failed(c, argument, obj, error) from None


def _failed(c: Context, argument: str, obj: Any, error: Exception) -> CommandError:
    served = as_served(c, obj) if isinstance(obj, dict) else obj
    shown = go_syntax(served)[:MAX_SHOWN]
    return CommandError(
        f'error executing jsonpath "{argument}": Error executing template: {error}. Printing more '
        f"information for debugging the template:\n\ttemplate was:\n\t\t{argument}\n"
        f"\tobject given to jsonpath engine was:\n\t\t{shown}\n\n"
    )


def jsonpath_json_text(c: Context, obj: Any, argument: str) -> str:
    """``-o jsonpath-as-json=…``."""
    nodes = _parsed(argument)
    try:
        return jsonpath.render_json(nodes, obj, bool(c.flag("allow-missing-template-keys")))
    except jsonpath.JSONPathError as error:
        raise _failed(c, argument, obj, error) from None


def jsonpath_file_text(c: Context, obj: Any, argument: str) -> str:
    """``-o jsonpath-file=FILE``."""
    return jsonpath_text(c, obj, _template_file(c, argument))


def _template_file(c: Context, path: str, what: str = "--template") -> str:
    try:
        return read_text(c, path)
    except CommandError as error:
        raise CommandError(f"error reading {what} {path}, {error.message}\n") from None


def go_template_text(c: Context, obj: Any, argument: str) -> str:
    """``-o go-template=…``."""
    try:
        template = gotemplate.parse(argument)
    except gotemplate.TemplateError as error:
        raise CommandError(f"error parsing template {argument}, {error}") from None
    try:
        return gotemplate.render(template, obj)
    except gotemplate.TemplateError as error:
        raise CommandError(
            f'error executing template "{argument}": template: output:1: {error}'
        ) from None


def go_template_file_text(c: Context, obj: Any, argument: str) -> str:
    """``-o go-template-file=FILE``."""
    return go_template_text(c, obj, _template_file(c, argument))


Column = tuple[str, list[jsonpath.Node]]


def _columns(c: Context, spec: str) -> list[Column]:
    if not spec:
        raise CommandError("custom-columns format specified but no custom columns given")
    columns = []
    for part in spec.split(","):
        header, colon, path = part.partition(":")
        if not colon:
            raise CommandError(
                f"unexpected custom-columns spec: {part}, expected <header>:<json-path-expr>"
            )
        columns.append((header, _relaxed(path)))
    return columns


def _relaxed(path: str) -> list[jsonpath.Node]:
    try:
        return jsonpath.parse(jsonpath.relaxed(path))
    except jsonpath.JSONPathError as error:
        raise CommandError(str(error)) from None


def _rows(columns: list[Column], items: list[Any]) -> list[list[str]]:
    try:
        return [[_cell(nodes, item) for _, nodes in columns] for item in items]
    except jsonpath.JSONPathError as error:
        raise CommandError(str(error)) from None


def _cell(nodes: list[jsonpath.Node], item: Any) -> str:
    groups = jsonpath.evaluate(nodes, item)
    texts = [sprint(value) for group in groups for value in group]
    if not groups or not groups[0]:
        texts.insert(0, "<none>")
    return ",".join(texts)


def _print_columns(c: Context, obj: Any, columns: list[Column]) -> str:
    items = obj["items"] if isinstance(obj.get("items"), list) else [obj]
    rows = _rows(columns, items)
    if not c.flag("no-headers") and not c.memory.get("headed"):
        rows.insert(0, [header for header, _ in columns])
    c.memory["headed"] = True
    return tabwriter.rows(rows)


def custom_columns_text(c: Context, obj: Any, argument: str) -> str:
    """``-o custom-columns=NAME:.metadata.name,…``."""
    return _print_columns(c, obj, _columns(c, argument))


def custom_columns_file_text(c: Context, obj: Any, argument: str) -> str:
    """``-o custom-columns-file=FILE``: a line of headers, a line of paths."""
    lines = _template_file(c, argument, "template").split("\n")
    if len(lines) < 2:
        raise CommandError(
            "invalid template, missing spec line. Expected format is one line of space separated "
            "headers, one line of space separated column specs."
        )
    headers, paths = lines[0].split(), lines[1].split()
    if len(headers) != len(paths):
        raise CommandError(
            f"number of headers ({len(headers)}) and field specifications ({len(paths)}) don't "
            "match"
        )
    columns = [(header, _relaxed(path)) for header, path in zip(headers, paths, strict=True)]
    return _print_columns(c, obj, columns)
