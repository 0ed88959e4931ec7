"""``kubectl apply view-last-applied | set-last-applied``: the annotation of client-side apply.

Here: showing and setting it.  Not here: editing it (``edit``), applying (``apply``).
"""

from typing import Any

from podlab.engine.kubectl.cli.errors import CommandError
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.printers.structured import to_json
from podlab.engine.kubectl.requests.lastapplied import ANNOTATION, original_of
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.machine.program import Step
from podlab.engine.objects import yaml
from podlab.engine.objects.meta import put

Object = dict[str, Any]


def view(c: Context) -> Step:
    """``apply view-last-applied``: what the annotation keeps."""
    output = str(c.flag("output") or "yaml")
    if output not in ("yaml", "json"):
        raise c.usage(
            f"Unexpected -o output mode: {output}, the flag 'output' must be one of yaml|json"
        )
    found = select(c, c.args, Ask(latest=True, select_all=bool(c.flag("all"))))
    for info in found.all_or_error():
        kept = original_of(info.content)
        if kept is None:
            raise CommandError(
                f"no last-applied-configuration annotation found on resource: {info.name}"
            )
        c.out(yaml.dump(kept) if output == "yaml" else to_json(kept, 2) + "\n")
    return 0


def set_(c: Context) -> Step:
    """``apply set-last-applied``: the annotation as a file says, and nothing else."""
    changed = []
    for info in select(c, [], Ask(fetch=False)).all_or_error():
        live = c.client.get(info.resource, info.namespace, info.name)
        kept = original_of(live)
        if kept is None and not c.flag("create-annotation"):
            raise CommandError(
                f"no last-applied-configuration annotation found on resource: {info.name}, to "
                "create the annotation, run the command with --create-annotation"
            )
        if kept == info.content:
            c.out(f"set-last-applied {info.name}: no changes required.\n")
        else:
            changed.append((info.content, live))
    for wanted, live in changed:
        if c.dry_run == "client":
            print_object(c, live, "configured")
        else:
            set_last_applied(c, wanted, "configured")
    return 0


def set_last_applied(c: Context, wanted: Object, word: str) -> None:
    """Write an object as the annotation of its live self, and say so."""
    kind = c.kinds.by_kind(wanted.get("apiVersion", ""), wanted.get("kind", ""))
    if kind is None:
        raise CommandError(f'no matches for kind "{wanted.get("kind", "")}"')
    metadata = wanted["metadata"]
    text = to_json(wanted, indent=None) + "\n"
    patch = put({}, ("metadata", "annotations", ANNOTATION), text)
    result = c.kube.verbs.patch(
        c.caller, kind.resource, metadata.get("namespace", ""), metadata["name"], patch, "merge",
        dry_run=c.dry_run == "server",
    )  # fmt: skip
    print_object(c, result, word)
