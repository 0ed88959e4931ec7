"""``kubectl scale``: set the number of replicas.

Here: preconditions and words.  Not here: what follows (controllers).
"""

from podlab.engine.kubectl.cli.errors import CommandError, raise_all
from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.printers import print_object
from podlab.engine.kubectl.requests.recording import record_after
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step
from podlab.engine.objects.meta import dig, put


def run(c: Context) -> Step:
    """The verb."""
    count = int(c.flag("replicas"))
    if count < 0:
        raise CommandError(
            "The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0"
        )
    if int(c.flag("current-replicas")) < -1:
        raise CommandError("The --current-replicas must specify an integer of -1 or greater")
    ask = Ask(latest=True, list_all=bool(c.flag("all")), select_all=bool(c.flag("all")))
    found = select(c, c.args, ask)
    if not found.infos and not found.errors:
        raise CommandError("no objects passed to scale")
    for info in found.infos:
        _scale(c, info, count)
    raise_all(found.errors)
    return 0


def _scale(c: Context, info: Info, count: int) -> None:
    expected = int(c.flag("current-replicas"))
    current = dig(info.content, "spec", "replicas", default=1)
    if expected not in (-1, current):
        raise CommandError(f"Expected replicas to be {expected}, was {current}")
    version = str(c.flag("resource-version") or "")
    actual = info.content["metadata"].get("resourceVersion", "")
    if version not in ("", actual):
        raise CommandError(f"Expected resource version to be {version}, was {actual}")
    if c.dry_run != "client":
        if "scale" not in info.kind.subresources:
            raise CommandError(
                "the server could not find the requested resource",
                prefix="Error from server (NotFound): ",
            )
        c.kube.verbs.patch(
            c.caller,
            info.resource,
            info.namespace,
            info.name,
            {"spec": {"replicas": count}},
            "merge",
            subresource="scale",
            dry_run=c.dry_run == "server",
        )
        record_after(c, info, info.content)
    print_object(c, put(info.content, ("spec", "replicas"), count), "scaled")
