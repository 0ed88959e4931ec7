"""``kubectl get``: show objects as tables, JSON, YAML or through templates; ``-w`` watches.

Here: the order of work and the words when there is nothing.  Not here: formats (``printers``).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import PRINTERS, output_format
from podlab.engine.kubectl.printers.tables import Look, look_of, print_table
from podlab.engine.kubectl.resources.builder import Ask, Selection, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.sorter import sort_by
from podlab.engine.kubectl.verbs import watching
from podlab.engine.machine.program import Step
from podlab.engine.objects.status import page_not_found

NO_TYPE = (
    'You must specify the type of resource to get. Use "kubectl api-resources" for a '
    "complete list of supported resources.\n\n"
)
NOT_SPECIFIED = (
    'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed '
    "description of that resource (e.g. kubectl explain pods)."
)


def run(c: Context) -> Step:
    """The verb."""
    if c.flag("raw"):
        return _raw(c)
    form, argument = output_format(c, tables=True)
    _check_flags(c, form)
    if not c.args and not c.flag("filename") and not c.flag("kustomize"):
        c.err(NO_TYPE)
        raise c.usage(NOT_SPECIFIED)
    if c.flag("watch") or c.flag("watch-only"):
        return watching.run(c, form, argument)
    ask = Ask(list_all=True, latest=True, ignore_missing=bool(c.flag("ignore-not-found")))
    found = select(c, c.args, ask)
    if c.flag("subresource"):
        _part(c, found, str(c.flag("subresource")))
    if c.flag("sort-by"):
        _sort(c, found, form in ("", "wide"))
    if form in ("", "wide"):
        return _human(c, found, form == "wide")
    return _generic(c, found, (form, argument))


def _part(c: Context, found: Selection, subresource: str) -> None:
    """``--subresource``: that part of each object in its place."""
    if found.listed:
        raise CommandError("subresource cannot be used when bulk resources are specified")
    for info in found.infos:
        if subresource not in info.kind.subresources:
            raise page_not_found()
        info.obj = c.kube.verbs.get(c.caller, info.resource, info.namespace, info.name, subresource)
        info.kind = c.kinds.by_kind(info.obj["apiVersion"], info.obj["kind"]) or info.kind


def _sort(c: Context, found: Selection, table: bool) -> None:
    try:
        found.infos = sort_by(found.infos, str(c.flag("sort-by")), lambda info: info.content)
    except CommandError:
        # kubectl drops what goes wrong while it prints a table, and then has printed nothing.
        if not table or len(found.listed) != 1:
            raise
        found.infos = []


def _check_flags(c: Context, form: str) -> None:
    if c.flag("show-labels") and form not in ("", "wide"):
        raise CommandError(f"--show-labels option cannot be used with {form} printer")
    if c.flag("label-columns") and form.startswith("custom-columns"):
        raise CommandError(f"--label-columns option cannot be used with {form} printer")
    if c.flag("output-watch-events") and not (c.flag("watch") or c.flag("watch-only")):
        raise CommandError(
            "--output-watch-events option can only be used with --watch or --watch-only"
        )


def _raw(c: Context) -> Step:
    path = str(c.flag("raw"))
    if c.args:
        raise CommandError("arguments may not be passed when --raw is specified")
    if c.flag("output"):
        raise CommandError("--raw and --output are mutually exclusive")
    c.out(c.kube.raw(c.caller, "GET", path, b""))
    return 0


def grouped(infos: list[Info]) -> list[list[Info]]:
    """Runs of objects of one kind, in order."""
    groups: list[list[Info]] = []
    for info in infos:
        if groups and groups[-1][0].kind == info.kind:
            groups[-1].append(info)
        else:
            groups.append([info])
    return groups


def _human(c: Context, found: Selection, wide: bool) -> Step:
    kinds = {kind.resource for kind in found.listed} | {i.resource for i in found.infos}
    base = look_of(c, wide)
    written = namespaces = False
    for group in grouped(found.infos):
        # once a table has had the column, those after it have it too
        namespaces = base.namespaces and (namespaces or group[0].kind.namespaced)
        look = Look(
            base.wide,
            base.headers,
            namespaces,
            base.kinds or len(kinds) > 1,
            base.labels,
            base.label_columns,
        )
        text = print_table(c, group, look)
        c.out(("\n" if written and look.headers else "") + text)
        written = True
    if not written and not c.flag("ignore-not-found") and not found.errors:
        _nothing(c, found)
    raise_all(found.errors)
    return 0


def _nothing(c: Context, found: Selection) -> None:
    namespaced = all(kind.namespaced for kind in found.listed) and not c.all_namespaces
    where = f" in {c.namespace} namespace." if namespaced else ""
    c.err(f"No resources found{where}\n")


def _generic(c: Context, found: Selection, form: tuple[str, str]) -> Step:
    if found.single and found.errors:
        raise_all(found.errors)
    if not found.infos and c.flag("ignore-not-found"):
        return 0
    if found.single and len(found.infos) == 1:
        obj: dict[str, Any] = found.infos[0].content
    else:
        obj = {
            "apiVersion": "v1", "kind": "List", "metadata": {"resourceVersion": ""},
            "items": [info.content for info in found.infos],
        }  # fmt: skip
    c.out(PRINTERS[form[0]](c, obj, form[1]))
    raise_all(found.errors)
    return 0
