"""What belongs to a workload: a Deployment's ReplicaSets, new and old; controller revisions.

Here: finding them as kubectl does.  Not here: what is printed.
"""

from typing import Any

from podlab.engine.kubectl.context import Context
from podlab.engine.objects import labels

Object = dict[str, Any]
REVISION = "deployment.kubernetes.io/revision"
HASH = "pod-template-hash"


def owned_by(obj: Object, owner: Object) -> bool:
    """Whether the owner controls the object."""
    uid = owner["metadata"].get("uid")
    return any(
        row.get("controller") and row.get("uid") == uid
        for row in obj["metadata"].get("ownerReferences") or []
    )


def all_replica_sets(c: Context, deployment: Object) -> list[Object]:
    """Every ReplicaSet that the Deployment controls, oldest first."""
    selector = labels.from_object(deployment["spec"].get("selector")) or ()
    rows = c.client.list(
        "replicasets.apps", deployment["metadata"]["namespace"], labels.to_text(selector)
    )
    mine = [row for row in rows if owned_by(row, deployment)]
    return sorted(mine, key=lambda row: (row["metadata"].get("creationTimestamp", ""),
                                         row["metadata"]["name"]))  # fmt: skip


def _template(obj: Object) -> Object:
    template = obj["spec"].get("template") or {}
    metadata = dict(template.get("metadata") or {})
    marks = {k: v for k, v in (metadata.get("labels") or {}).items() if k != HASH}
    metadata["labels"] = marks
    return {**template, "metadata": {k: v for k, v in metadata.items() if v}}


def replica_sets(c: Context, deployment: Object) -> tuple[list[Object], list[Object]]:
    """(old, new): new is the one whose template is the Deployment's."""
    rows = all_replica_sets(c, deployment)
    wanted = _template(deployment)
    new = next((row for row in rows if _template(row) == wanted), None)
    old = [row for row in rows if row is not new]
    return old, [new] if new is not None else []


def revision_of(obj: Object) -> int:
    """The revision that a ReplicaSet or ControllerRevision is."""
    if "revision" in obj:
        return int(obj["revision"])
    text = (obj["metadata"].get("annotations") or {}).get(REVISION, "0")
    return int(text) if text.isdigit() else 0


def controller_revisions(c: Context, obj: Object) -> list[Object]:
    """The ControllerRevisions of a StatefulSet or DaemonSet, by revision."""
    selector = labels.from_object(obj["spec"].get("selector")) or ()
    rows = c.client.list(
        "controllerrevisions.apps", obj["metadata"]["namespace"], labels.to_text(selector)
    )
    return sorted((row for row in rows if owned_by(row, obj)), key=revision_of)
