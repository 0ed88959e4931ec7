"""``kubectl rollout history``: the revisions of a workload.

Here: finding and printing them.  Not here: going back to one (``rollout``).
"""

from typing import Any

from podlab.engine.kubectl import tabwriter
from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.describers.containers import print_template
from podlab.engine.kubectl.describers.writer import Page
from podlab.engine.kubectl.printers import PRINTERS, output_format
from podlab.engine.kubectl.requests.patching import strategic
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.kubectl.resources.owned import (
    all_replica_sets,
    controller_revisions,
    revision_of,
)
from podlab.engine.machine.program import Step
from podlab.engine.objects.meta import put

Object = dict[str, Any]
CAUSE = "kubernetes.io/change-cause"


def run(c: Context) -> Step:
    """The verb."""
    if not c.args and not c.flag("filename"):
        raise CommandError("required resource not specified")
    found = select(c, c.args, Ask(latest=True, list_all=True))
    for info in found.infos:
        _show(c, info)
    raise_all(found.errors)
    return 0


def _revisions(c: Context, info: Info) -> dict[int, Object]:
    if info.resource == "deployments.apps":
        rows = all_replica_sets(c, info.content)
    elif info.resource in ("statefulsets.apps", "daemonsets.apps"):
        rows = controller_revisions(c, info.content)
    else:
        raise CommandError(
            f'no history viewer has been implemented for "{info.kind.kind}'
            + (f'.{info.kind.group}"' if info.kind.group else '"')
        )
    return {revision_of(row): row for row in rows}


def _cause(row: Object) -> str:
    return str((row["metadata"].get("annotations") or {}).get(CAUSE) or "")


def _show(c: Context, info: Info) -> None:
    rows = _revisions(c, info)
    wanted = int(c.flag("revision"))
    if wanted < 0:
        raise CommandError(f"revision must be a positive integer: {wanted}")
    if wanted and wanted not in rows:
        raise CommandError("unable to find the specified revision")
    name, argument = output_format(c)
    if name:
        for revision in [wanted] if wanted else sorted(rows):
            c.out(PRINTERS[name](c, rows[revision], argument))
        return
    if wanted:
        head = f"{info.full_name} with revision #{wanted}\n"
        c.out(head + _template(c, info, rows[wanted]) + "\n")
        return
    c.out(f"{info.full_name} \n{_table(rows)}\n")


def _table(rows: dict[int, Object]) -> str:
    if not rows:
        return "No rollout history found."
    lines = ["REVISION\tCHANGE-CAUSE"]
    lines += [f"{number}\t{_cause(rows[number]) or '<none>'}" for number in sorted(rows)]
    return tabwriter.align("\n".join([*lines, ""]))


def _template(c: Context, info: Info, row: Object) -> str:
    if "data" in row:
        template = strategic(info.kind, info.content, row["data"])["spec"]["template"]
    else:
        template = row["spec"]["template"]
    if cause := _cause(row):
        template = put(template, ("metadata", "annotations", CAUSE), cause)
    return template_text(c, template)


def template_text(c: Context, template: Object) -> str:
    """A Pod template as history and a dry run of undo print it."""
    page = Page(c.p.now)
    print_template(page, template)
    return page.raw()
