"""``--record``: the command line that changed an object, kept as its change cause.

Here: the annotation's text and an object that carries it.  Not here: who shows it
(``rollouthistory``).
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.kubectl.resources.info import Info
from podlab.engine.objects.meta import put

Object = dict[str, Any]
CHANGE_CAUSE = "kubernetes.io/change-cause"


def cause(c: Context) -> str:
    """The command as kubectl writes it: words first, then flags by their long names."""
    words = ["kubectl", *c.line.node.path.split(), *c.args]
    return " ".join(words + [f"--{name}={value}" for name, value in c.line.passed])


def recorded(c: Context, obj: Object) -> Object:
    """The object, with the change cause if ``--record`` is given."""
    if not c.flag("record"):
        return obj
    notes = (obj.get("metadata") or {}).get("annotations") or {}
    return put(obj, ("metadata", "annotations"), {**notes, CHANGE_CAUSE: cause(c)})


def record_after(c: Context, info: Info, obj: Object) -> Object:
    """What verbs do whose change is a patch of their own: a second patch for the change cause."""
    if not c.flag("record") or recorded(c, obj) == obj:
        return obj
    patch = {"metadata": {"annotations": {CHANGE_CAUSE: cause(c)}}}
    return c.kube.verbs.patch(
        c.caller, info.resource, info.namespace, info.name, patch, "merge",
        dry_run=c.dry_run == "server",
    )  # fmt: skip
