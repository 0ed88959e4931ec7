"""``kubectl cordon | uncordon``: whether Pods may be placed on a node.

Not here: emptying a node (``drain``).
"""

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.builder import Ask, select
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.machine.program import Step


def named_nodes(c: Context) -> list[Info]:
    """The nodes that a command line names, or selects by label."""
    if not c.args and not c.flag("selector"):
        raise c.usage(f"USAGE: {c.line.node.name} NODE [flags]")
    return select(c, ["nodes", *c.args], Ask(latest=True)).all_or_error()


def cordon(c: Context) -> Step:
    """``cordon``."""
    for info in named_nodes(c):
        mark(c, info, True)
    return 0


def uncordon(c: Context) -> Step:
    """``uncordon``."""
    for info in named_nodes(c):
        mark(c, info, False)
    return 0


def mark(c: Context, info: Info, wanted: bool) -> None:
    """Let Pods be placed on a node, or not."""
    word = "cordoned" if wanted else "uncordoned"
    current = bool((info.content.get("spec") or {}).get("unschedulable"))
    if current == wanted:
        c.out(f"node/{info.name} already {word}{c.dry_suffix}\n")
        return
    if c.dry_run != "client":
        patch = {"spec": {"unschedulable": wanted or None}}
        c.kube.verbs.patch(c.caller, "nodes", "", info.name, patch, "strategic",
                           dry_run=c.dry_run == "server")  # fmt: skip
    c.out(f"node/{info.name} {word}{c.dry_suffix}\n")
